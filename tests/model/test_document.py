"""Documents and citations: a quote is cut from its document, so it cannot drift."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.model.document import (
    Citation,
    DocumentHeader,
    PolicyCitation,
    Rationale,
    ReferenceCitation,
    SourceDocument,
)

NOTE = SourceDocument(name="note.txt", text="  Weight 58.1 kg\r\nDenies chest pain.\fAssessment:  flare \n")

POLICY = PolicyCitation(policy="p", clause="I.A", quote="at least 18 years", start=0, end=17)
REFERENCE = ReferenceCitation(reference="trial-1", label="Trial 2020")


def test_quote_is_cut_from_the_document() -> None:
    assert NOTE.cite(9, 16).quote == "58.1 kg"


def test_citation_trims_blanks_but_keeps_offsets_true() -> None:
    cited = NOTE.cite(0, 18)
    assert (cited.start, cited.end, cited.quote) == (2, 16, "Weight 58.1 kg")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 2),  # only blanks
        (5, 5),  # nothing
        (6, 5),  # reversed
        (-3, 4),  # before the text; a negative offset must not count from the end
        (50, 10_000),  # behind the text
    ],
)
def test_a_place_without_words_cannot_be_cited(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"^note\.txt: "):
        NOTE.cite(start, end)


def test_two_citations_of_one_place_are_equal_and_order_by_place() -> None:
    assert NOTE.cite(2, 8) == NOTE.cite(0, 8)
    assert sorted([NOTE.cite(18, 24), NOTE.cite(2, 8)])[0].quote == "Weight"


def test_citations_overlap_only_where_they_share_a_character() -> None:
    weight, number = NOTE.cite(2, 8), NOTE.cite(9, 13)
    other = SourceDocument(name="other.txt", text=NOTE.text)
    assert weight.overlaps(NOTE.cite(7, 13))
    assert not weight.overlaps(number)
    assert not weight.overlaps(other.cite(2, 8))


def test_lines_count_from_one_and_a_carriage_return_does_not_count_twice() -> None:
    assert NOTE.cite(2, 8).line == 1
    assert NOTE.cite(18, 24).line == 2


def test_pages_end_at_form_feeds() -> None:
    assert NOTE.cite(18, 24).page == 1
    assert NOTE.cite(37, 47).quote == "Assessment"
    assert NOTE.cite(37, 47).page == 2


@given(text=st.text(alphabet=st.sampled_from("a é😀e\u0301\t\r\n\f\u00a0\u2003\ufeff"), min_size=1), data=st.data())
def test_every_citation_stands_verbatim_at_its_offsets(text: str, data: st.DataObject) -> None:
    document = SourceDocument(name="d", text=text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    asked = text[start:end]
    if not asked.strip():
        with pytest.raises(ValueError, match="only blanks"):
            document.cite(start, end)
        return
    cited = document.cite(start, end)
    assert cited.quote == text[cited.start : cited.end] == asked.strip()
    assert start <= cited.start < cited.end <= end


@given(st.text(alphabet=st.sampled_from("ab\r\n😀"), min_size=1), st.data())
def test_line_number_is_the_number_of_line_ends_before(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text) - 1))
    assert SourceDocument(name="d", text=text).line_of(offset) == text[:offset].count("\n") + 1


def test_offsets_count_code_points() -> None:
    document = SourceDocument(name="d", text="😀 é: 5 mg")
    assert document.cite(5, 9).quote == "5 mg"


@pytest.mark.parametrize("says", ["", "   ", "\n"])
def test_a_rationale_needs_words(says: str) -> None:
    with pytest.raises(ValueError, match="needs words"):
        Rationale(says=says, citations=(REFERENCE,))


def test_a_rationale_without_citation_cannot_be_built() -> None:
    with pytest.raises(ValueError, match=r"needs a citation: 'The patient improved\.'"):
        Rationale(says="The patient improved.", citations=())


@pytest.mark.parametrize("citation", [NOTE.cite(2, 8), POLICY, REFERENCE])
def test_any_of_the_three_kinds_of_citation_carries_a_sentence(citation: Citation) -> None:
    assert Rationale(says="So it is.", citations=(citation,)).citations == (citation,)


def test_chart_citations_are_told_from_the_other_two() -> None:
    weight = NOTE.cite(2, 8)
    assert Rationale(says="So it is.", citations=(POLICY, weight, REFERENCE)).chart == (weight,)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("02_allergy_note_2025-04-07.txt", "allergy note 2025-04-07"),
        ("allergy_note.txt", "allergy note"),
        ("2025.txt", "2025"),
        ("7.txt", "7"),
        ("03_.txt", "03 "),
    ],
)
def test_title_of_a_document_drops_its_number_and_ending(name: str, title: str) -> None:
    assert DocumentHeader(document=SourceDocument(name=name, text="x")).title == title
