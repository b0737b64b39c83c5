"""One fact in several notes, copies, and notes that disagree."""

from __future__ import annotations

from datetime import date

from mednec.chart.reconcile import Fact
from mednec.model.document import SourceDocument
from mednec.model.finding import Measurement, Period
from mednec.model.words import Assertion, Standing
from mednec.reading import read_facts
from tests.chart.reading import chart, of
from tests.shipped import library

COPIED = "She was evaluated by neurology in detail and the body weight measured at that visit was 71.4 kg on the scale."
JANUARY = f"OFFICE VISIT\nDate of service: 01/10/2025\n\n{COPIED}\n"
JUNE = f"OFFICE VISIT\nDate of service: 06/02/2025\n\n{COPIED}\nToday: weight 69.0 kg.\n"


def facts(*texts: str) -> tuple[Fact, ...]:
    documents = [SourceDocument(name=f"{n}.txt", text=text) for n, text in enumerate(texts, 1)]
    return read_facts(documents, library(), as_of=date(2025, 7, 1))


def weights(found: tuple[Fact, ...]) -> list[Fact]:
    return [f for f in found if f.finding.concept == "body-weight"]


def test_a_sentence_copied_into_a_later_note_keeps_its_first_date() -> None:
    told = weights(facts(JANUARY, JUNE))
    old = next(f for f in told if isinstance(f.finding, Measurement) and str(f.finding.value) == "71.4")
    assert old.finding.when == Period.day(date(2025, 1, 10))
    assert [c.document for c in old.copies] == ["2.txt"]
    assert [c.document for c in old.places] == ["1.txt"]


def test_the_order_of_the_notes_changes_nothing() -> None:
    def told(*texts: str) -> set[tuple[str, str, str]]:
        return {
            (f.finding.concept, str(f.finding.when and f.finding.when.iso), f.finding.sentence.quote)
            for f in facts(*texts)
        }

    assert told(JANUARY, JUNE) == told(JUNE, JANUARY)


def test_a_review_does_not_take_a_copy_for_a_new_weight() -> None:
    read = chart(
        JANUARY.replace("2025", "2026"),
        JUNE.replace("06/02/2025", "04/02/2026"),
    )
    standings = {(str(m.value), m.header.document.name): m.standing for m in of(read, Measurement, "body-weight")}
    assert standings[("71.4", "1.txt")] is Standing.CURRENT
    assert standings[("71.4", "2.txt")] is Standing.CARRIED_FORWARD
    assert standings[("69.0", "2.txt")] is Standing.CURRENT


def test_a_short_sentence_said_twice_is_no_copy() -> None:
    twice = facts("Date of service: 01/10/2025\nWeight 70 kg.\n", "Date of service: 03/10/2025\nWeight 70 kg.\n")
    assert [(f.finding.when and f.finding.when.iso, f.copies) for f in weights(twice)] == [
        ("2025-01-10", ()),
        ("2025-03-10", ()),
    ]


def test_what_is_denied_names_the_documents_searched() -> None:
    denied = next(
        f
        for f in facts("Date of service: 01/10/2025\nNo asthma.\n", "Nothing of note.")
        if f.finding.concept == "asthma" and f.finding.assertion is Assertion.ABSENT
    )
    assert denied.searched == ("1.txt", "2.txt")
