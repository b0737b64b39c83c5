"""Each rule of the house catches what it forbids and passes what it allows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.house import rules


@pytest.mark.parametrize(
    ("handler", "lines"),
    [
        ("except Exception:", [3]),
        ("except:", [3]),
        ("except (ValueError, BaseException) as error:", [3]),
        ("except ValueError:", []),
        ("except (ValueError, KeyError):", []),
    ],
)
def test_broad_handlers(handler: str, lines: list[int]) -> None:
    assert rules.broad_handlers(f"try:\n    f()\n{handler}\n    g()\n") == lines


def test_citation_makers() -> None:
    assert rules.citation_makers("x = ChartCitation(document='a')\ny = document.ChartCitation()\n") == [1, 2]
    assert rules.citation_makers("x: ChartCitation = note.cite(0, 3)\n") == []


@pytest.mark.parametrize(
    ("line", "breach"),
    [
        ("day = date.today()", True),
        ("day = datetime.now()", True),
        ("import random", True),
        ("from time import perf_counter", True),
        ("from datetime import date", False),
        ("day = request.received.date()", False),
    ],
)
def test_unrepeatable(line: str, breach: bool) -> None:
    assert bool(rules.unrepeatable(line)) is breach


@pytest.mark.parametrize("mark", ["type: ignore", "type: ignore[arg-type]", "noqa", "noqa: E501"])
def test_silenced(mark: str) -> None:
    assert rules.silenced(f"x = 1\ny = 2  # {mark}\n") == [2]


def test_silenced_sees_skipped_tests() -> None:
    assert rules.silenced("@pytest.mark." + "xfail\ndef test(): ...\n") == [1]
    assert rules.silenced("def skip_blanks(): ...\n") == []


@pytest.mark.parametrize(
    "pieces",
    [
        ("see https://", rules.HOSTS[0], "/project/x"),
        ("--index", "-url https://example.org/x"),
        ("--extra-index", "-url=https://example.org"),
        ("pip install https://example.org/a/b-1.0", ".tar.gz"),
        ("open /", "work/main/src"),
        ("in ../", "shared/cases"),
        ("at /", "home/someone/x"),
        ("out of /", "tmp/x"),
    ],
)
def test_addresses(pieces: tuple[str, ...]) -> None:
    assert rules.addresses("first\n" + "".join(pieces) + "\n") == [2]


@pytest.mark.parametrize(
    "line",
    [
        "https://www.apache.org/licenses/LICENSE-2.0",
        "--no-emit-index-url --python x",
        "out/work/a",
        "#!/usr/bin/env bash",
    ],
)
def test_addresses_allows(line: str) -> None:
    assert rules.addresses(line) == []


def test_knowledge_names(tmp_path: Path) -> None:
    for folder, text in {
        "drugs": "- {id: drug_alpha, name: Alphamab, terms: [Alph, Alphavex], products: [{name: Alphapen}]}",
        "concepts": "diseases: [{id: x, kind: disease, name: greyscale}, {id: y, kind: test, name: dragonglass}]",
        "policies": "payer: Casterly Health\ntitle: Gold",
    }.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.yaml").write_text(text, encoding="utf-8")
    expected = {"drug alpha", "alphamab", "alphavex", "alphapen", "greyscale", "casterly health"}
    assert rules.knowledge_names(tmp_path) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("one\nif name == 'Alphamab':", [(2, "alphamab")]),
        ("def alphamab_dose(): ...", [(1, "alphamab")]),
        ("drug_alpha = 1", [(1, "drug alpha")]),
        ("the drug\nalpha", [(1, "drug alpha")]),
        ('"drug-alpha"', [(1, "drug alpha")]),
        ("alphamabs and xalphamab", []),
    ],
)
def test_names_in(text: str, found: list[tuple[int, str]]) -> None:
    assert rules.names_in(text, ["alphamab", "drug alpha"]) == found


@given(st.text(alphabet="abc \n_", max_size=30), st.text(alphabet="abc \n_", max_size=30))
def test_a_whole_name_is_found_wherever_it_stands(before: str, after: str) -> None:
    text = f"{before} greyscale {after}"
    assert (text.count("\n", 0, len(before) + 1) + 1, "greyscale") in rules.names_in(text, ["greyscale"])
