"""ICD-10-CM as compiled: titles, billable codes, inclusion terms, Excludes1 notes, editions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.errors import TerminologyError
from mednec.terminology.excludes import covers
from mednec.terminology.icd10cm import Edition, Icd10cm, IcdCode, dotted, open_icd10cm


@pytest.fixture(scope="module")
def icd() -> Iterator[Icd10cm]:
    with open_icd10cm() as table:
        yield table


def known(icd: Icd10cm, code: str) -> IcdCode:
    found = icd.lookup(code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "title", "billable"),
    [
        ("D47.02", "Systemic mastocytosis", True),
        ("D89.42", "Idiopathic mast cell activation syndrome", True),
        ("D89.4", "Mast cell activation syndrome and related disorders", False),
        ("M33.1", "Other dermatomyositis", False),
        ("M33.12", "Other dermatomyositis with myopathy", True),
        ("M33.13", "Other dermatomyositis without myopathy", True),
        ("M32.9", "Systemic lupus erythematosus, unspecified", True),
        ("M32.10", "Systemic lupus erythematosus, organ or system involvement unspecified", True),
        ("I10", "Essential (primary) hypertension", True),
    ],
)
def test_titles_and_what_may_be_billed(icd: Icd10cm, code: str, title: str, billable: bool) -> None:
    found = known(icd, code)
    assert (found.title, found.billable) == (title, billable)


def test_a_parent_names_the_codes_that_may_be_billed_instead(icd: Icd10cm) -> None:
    assert known(icd, "M33.1").children == ("M33.10", "M33.11", "M33.12", "M33.13", "M33.19")


def test_an_unspecified_code_may_include_a_meaning_of_its_own(icd: Icd10cm) -> None:
    # M32.9 is not "organ involvement unspecified" (that is M32.10): it includes lupus without organ involvement.
    terms = [term.casefold() for term in known(icd, "M32.9").inclusion_terms]
    assert "systemic lupus erythematosus without organ involvement" in terms


def test_ancestors_come_nearest_first(icd: Icd10cm) -> None:
    found = known(icd, "M33.12")
    assert found.ancestors[:2] == ("M33.1", "M33")
    assert found.category == "M33"


@pytest.mark.parametrize("written", ["d4702", " D47.02 ", "D4702"])
def test_a_code_is_found_however_it_is_written(icd: Icd10cm, written: str) -> None:
    assert known(icd, written).code == "D47.02"


@pytest.mark.parametrize("written", ["", "D47.0299", "M30-M36", "13", "D47.02'; drop table code", "XYZ"])
def test_what_is_no_code_is_not_found(icd: Icd10cm, written: str) -> None:
    assert icd.lookup(written) is None


def test_a_mast_cell_syndrome_is_not_coded_with_systemic_mastocytosis(icd: Icd10cm) -> None:
    note = icd.excludes1("D89.42", "D47.02")
    assert note is not None
    assert note.startswith("D89.4 Excludes1:")
    assert "systemic mastocytosis (D47.02)" in note
    assert icd.excludes1("D47.02", "D89.42") == note


@pytest.mark.parametrize(
    ("one", "other"), [("D47.02", "M32.9"), ("D89.42", "D89.42"), ("M33.12", "M33.13"), ("D47.02", "?")]
)
def test_codes_that_may_stand_together(icd: Icd10cm, one: str, other: str) -> None:
    assert icd.excludes1(one, other) is None


# --- editions ---------------------------------------------------------------------------------------------------------

APRIL, OCTOBER = Edition.starting(date(2026, 4, 1)), Edition.starting(date(2025, 10, 1))


def test_an_edition_holds_until_the_next_release() -> None:
    assert (APRIL.label, APRIL.first, APRIL.last) == ("April 1 2026", date(2026, 4, 1), date(2026, 9, 30))
    assert OCTOBER.last == date(2026, 3, 31)


ANOTHER = "date of service {} lies in another edition; checked against the April 2026 edition"
SEVERAL = "date of service {} lies in more than one edition; checked against the April 2026 edition"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-04-01", None, ""),
        ("2026-09-30", None, ""),
        ("2026-04-01", "2026-09-30", ""),
        ("2026-03-31", None, ANOTHER.format("2026-03-31")),
        ("2026-10-01", None, ANOTHER.format("2026-10-01")),
        ("2026-03-02", "2026-08-01", SEVERAL.format("2026-03-02 to 2026-08-01")),
        ("2026-09-07", "2026-10-05", SEVERAL.format("2026-09-07 to 2026-10-05")),
    ],
)
def test_days_of_service_outside_the_edition_are_said(first: str, last: str | None, said: str) -> None:
    end = None if last is None else date.fromisoformat(last)
    assert APRIL.note(date.fromisoformat(first), end) == said


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_day_lies_in_exactly_one_edition(day: date) -> None:
    starts = [date(year, month, 1) for year in range(2019, 2032) for month in (4, 10)]
    holding = [edition for edition in map(Edition.starting, starts) if edition.note(day) == ""]
    assert len(holding) == 1


def test_the_table_says_which_edition_it_is(icd: Icd10cm) -> None:
    assert icd.edition == Edition.starting(icd.edition.first)
    assert len(icd) > 70_000


# --- how codes are written, notes read, tables opened -----------------------------------------------------------------


@pytest.mark.parametrize(("written", "code"), [("d8942", "D89.42"), (" M32.9 ", "M32.9"), ("I10", "I10")])
def test_dots(written: str, code: str) -> None:
    assert dotted(written) == code


@pytest.mark.parametrize(
    ("note", "code", "covered"),
    [
        ("systemic mastocytosis (D47.02)", "D47.02", True),
        ("systemic mastocytosis (D47.02)", "D47.01", False),
        ("mast cell leukemia (C94.3-)", "C94.31", True),
        ("metabolic disorders (E70-E88)", "E72.0", True),
        ("metabolic disorders (E70-E88)", "E89.0", False),
        ("disorders (F11.1-, F12)", "F12.20", True),
        ("conditions (F11-F19 with fifth character 5)", "F12.25", False),
        ("without a code", "D47.02", False),
    ],
)
def test_which_codes_a_note_names(note: str, code: str, covered: bool) -> None:
    assert covers(note, code) is covered


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TerminologyError, match="set MEDNEC_CACHE to a folder that can be written"):
        open_icd10cm(tmp_path / "file" / "cache")


def test_a_table_that_is_no_table_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "table.sqlite"
    broken.write_bytes(b"not a table at all, but long enough to be read as one" * 20)
    with pytest.raises(TerminologyError, match="code table cannot be read"):
        Icd10cm(broken)


def test_a_closed_table_is_closed() -> None:
    with open_icd10cm() as table:
        assert table.lookup("I10") is not None
    with pytest.raises(sqlite3.ProgrammingError):
        table.lookup("I11.0")
