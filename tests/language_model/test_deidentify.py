"""What is sent of a case names nobody, and every quote from it leads back to the words of the chart."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.deidentified.scrub import Vocabulary, vocabulary_of
from mednec.errors import StoreError
from mednec.intake.request import parse_request
from mednec.language_model.deidentify import copies_of
from mednec.model.document import SourceDocument
from mednec.model.request import Case
from mednec.pointing.sent import Copies
from tests.shipped import library

REQUEST = """\
id: PA-2025-90417
payer: Harbor Example Health Plan
policy: HX-0412
received: "2025-04-09T10:12:00"
request_type: initial
patient: {id: HXP-5518204-02, name: "Perpetua L. Hawthornwaite", birth_date: "1971-02-23", sex: F}
requester: {name: "Leopold Quillfeather, MD", specialty: Rheumatology, npi: "1999000017"}
lines:
  - {id: "1", drug: examplemab, regimen: "300 mg IV every 4 weeks", from: "2025-05-01", to: "2025-10-31"}
"""
NOTE = """\
Patient: HAWTHORNWAITE, PERPETUA L      DOB: 02/23/1971      MRN 40-22871
Date of service: 03/17/2025

Ms. Hawthornwaite was seen on 03/17/2025. She took prednisone 20 mg daily from 01/06/2025 to 02/24/2025.
Ferritin 1250 ng/mL on 02/24/2025. Call (216) 555-7788. She lives in Pottersville.
Signed: Leopold Quillfeather, MD
"""
LETTER = "Dear Medical Director:\nPerpetua Hawthornwaite (HXP-5518204-02) failed prednisone.\nL. Quillfeather MD\n"
IDENTIFIERS = (
    *("hawthornwaite", "perpetua", "quillfeather", "5518204", "1999000017", "40-22871", "555-7788", "pottersville"),
    *("90417", "02/23/1971", "1971-02-23", "03/17/2025", "01/06/2025", "02/24/2025"),
)


def case(*, reverse: bool = False) -> Case:
    documents = (
        SourceDocument(name="1_note_hawthornwaite.txt", text=NOTE),
        SourceDocument(name="2_letter.txt", text=LETTER),
    )
    return Case(request=parse_request(REQUEST), documents=documents[::-1] if reverse else documents)


@cache
def vocabulary() -> Vocabulary:
    return vocabulary_of(library())


@cache
def copies() -> Copies:
    return copies_of(case(), vocabulary())


def test_no_identifier_is_sent() -> None:
    assert sorted(copies()) == ["1_note_hawthornwaite.txt", "2_letter.txt"]
    sent = "\n".join(copy.text for copy in copies().values()).lower()
    assert [each for each in IDENTIFIERS if each in sent] == []
    assert "prednisone 20 mg daily" in sent
    assert "ferritin 1250 ng/ml" in sent


def test_one_name_is_one_name_in_every_document() -> None:
    note, letter = (copies()[d.name].text for d in case().documents)
    name = re.search(r"\n(\w+) (\w+) \(", letter)
    assert name is not None
    assert f"Patient: {name[2].upper()}, {name[1].upper()}" in note
    assert f"Ms. {name[2]} was seen" in note


def test_dates_keep_their_distance() -> None:
    sent = re.findall(r"\d\d/\d\d/\d{4}", copies()["1_note_hawthornwaite.txt"].text)
    real = re.findall(r"\d\d/\d\d/\d{4}", NOTE)
    moved = {_day(new) - _day(old) for old, new in zip(real, sent, strict=True)}
    assert len(moved) == 1
    assert moved.pop().days % 7 == 0


def _day(written: str) -> date:
    month, day, year = map(int, written.split("/"))
    return date(year, month, day)


def test_the_same_case_gives_the_same_copies_in_any_order_of_its_documents() -> None:
    again = copies_of(case(reverse=True), vocabulary())
    assert {name: copy.text for name, copy in again.items()} == {name: copy.text for name, copy in copies().items()}


def test_another_chart_or_a_secret_of_ones_own_gives_other_names() -> None:
    name = "2_letter.txt"
    more = (*case().documents, SourceDocument(name="3.txt", text="."))
    other = copies_of(Case(request=case().request, documents=more), vocabulary())
    mine = copies_of(case(), vocabulary(), b"my own")
    assert len({copies()[name].text, other[name].text, mine[name].text}) == 3


def test_nothing_is_sent_where_an_identifier_would_be_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mednec.deidentified.names.patient_edits", lambda *_: [])
    with pytest.raises(StoreError, match=r"still found.*nothing is sent of this case"):
        copies_of(case(), vocabulary())


@given(data=st.data())
def test_a_quote_from_a_copy_leads_back_to_the_chart(data: st.DataObject) -> None:
    """What was not replaced is the same words; what was is there as a whole."""
    document = data.draw(st.sampled_from(case().documents))
    copy = copies()[document.name]
    start = data.draw(st.integers(0, len(copy.text) - 1))
    end = data.draw(st.integers(start + 1, len(copy.text)))
    first, last = copy.span(start, end)
    assert 0 <= first <= last <= len(document.text)
    there = copy.sent_span(first, last)
    assert there[0] <= start
    assert end <= there[1]
    if copy.text[start:end].strip():
        assert document.text[first:last].strip()


def test_words_beside_a_replaced_name() -> None:
    copy = copies()["1_note_hawthornwaite.txt"]
    sentence = next(line for line in copy.text.split("\n") if line.startswith("Ms. "))
    start = copy.text.index(sentence)
    first, last = copy.span(start, start + len(sentence))
    assert NOTE[first:last].startswith("Ms. Hawthornwaite was seen on 03/17/2025.")
    assert NOTE[first:last].endswith("to 02/24/2025.")
