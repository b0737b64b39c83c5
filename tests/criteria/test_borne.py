"""`tolerated`, `fewer_courses`, `plan`, `limited_to`: how it was borne, how much was given, what is planned."""

from __future__ import annotations

from datetime import date

import pytest

from mednec.model.facts import Passage
from mednec.model.finding import Finding, Period
from mednec.model.words import Assertion, DocumentKind, Standing, Status
from tests.criteria.made import (
    LETTER,
    MET,
    NOT_MET,
    OPEN,
    SPLIT,
    given,
    judged,
    passage,
    stated,
    status,
)

START = given(date(2026, 1, 10))
RECORD = DocumentKind.ADMINISTRATION
GOOD = stated("Tolerated well.", "borne")
HARM = stated("H on 1 March.", "harm-h", kind="reaction", when=Period.day(date(2026, 3, 1)))
EARLIER = stated("H in 2019.", "harm-h", kind="reaction", when=Period.year(2019))
UNDATED = stated("Developed H.", "harm-h", kind="reaction")
PAST = stated("H as a child.", "harm-h", Assertion.HISTORICAL, kind="reaction")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), OPEN),
        ((START,), OPEN),
        ((START, GOOD), MET),
        ((START, stated("Tolerated, letter.", "borne", document=LETTER)), OPEN),
        ((START, HARM), NOT_MET),
        ((START, GOOD, HARM), SPLIT),
        ((START, GOOD, EARLIER), MET),
        ((START, GOOD, PAST), MET),
        ((START, EARLIER), OPEN),
        ((START, UNDATED), OPEN),
        ((START, GOOD, UNDATED), SPLIT),  # written after the first dose; before or after it is not told
        ((START, GOOD, stated("Had H.", "harm-h", kind="reaction", written=date(2025, 12, 1))), MET),
        ((START, GOOD, stated("ROS: H.", "harm-h", kind="reaction", standing=Standing.TEMPLATE)), MET),
        ((START, stated("No H.", "harm-h", Assertion.ABSENT, kind="reaction", document=RECORD)), MET),
        ((START, stated("No H.", "harm-h", Assertion.ABSENT, kind="reaction")), OPEN),
        ((START, GOOD, stated("Instructed to watch for H.", "harm-h", kind="reaction")), MET),
        ((START, GOOD, stated("Mother: H.", "harm-h", Assertion.FAMILY, kind="reaction")), MET),
    ],
)
def test_tolerated(found: tuple[Finding, ...], expected: Status) -> None:
    assert status("tolerated", {"harms": ["harm-h"], "shown_by": ["borne"]}, *found) is expected


def test_a_harm_before_the_first_dose_is_shown_with_its_reason() -> None:
    found = judged("tolerated", {"harms": ["harm-h"], "shown_by": ["borne"]}, START, GOOD, EARLIER)
    assert [c.quote for c in found.contrary] == ["H in 2019."]
    assert found.note == "before the first dose on 2026-01-10, so not the drug's"


def courses(number: int) -> Finding:
    return stated(f"Complete courses to date: {number}", "course-count", kind="event", document=RECORD)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), OPEN),
        ((courses(2),), MET),
        ((courses(3),), NOT_MET),
        ((courses(2), courses(4)), OPEN),
        ((START, given(date(2026, 2, 7))), MET),
        ((START, given(date(2026, 2, 7)), courses(2)), MET),
        ((START, given(date(2026, 2, 7)), courses(7)), SPLIT),  # the record holds two of seven
        ((*(given(date(2026, m, 7)) for m in (1, 2, 3)),), OPEN),  # three days may be one course or three
        ((*(given(date(2026, m, 7)) for m in (1, 2, 3)), courses(1)), MET),
    ],
)
def test_fewer_courses(found: tuple[Finding, ...], expected: Status) -> None:
    assert status("fewer_courses", {"fewer_than": 3, "counted": ["course-count"]}, *found) is expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), OPEN),
        ((passage("Will monitor for H.", "harm-h"),), OPEN),
        ((passage("Will monitor for H and S.", "harm-h", "symptom-s"),), MET),
        ((passage("Will monitor for H.", "harm-h"), passage("Will check S.", "symptom-s")), OPEN),  # two papers
        ((passage("H and S were seen.", "harm-h", "symptom-s"),), OPEN),
        ((passage("Will monitor H and S.", "harm-h", "symptom-s", document=DocumentKind.PAYER_NOTICE),), OPEN),
    ],
)
def test_plan(rows: tuple[Passage, ...], expected: Status) -> None:
    assert status("plan", {"covers": ["harm-h", "symptom-s disease-y"]}, passages=rows) is expected


SYMPTOM, ORGAN = stated("S.", "symptom-s"), stated("O inflamed.", "organ-o", kind="organ")
NO_ORGAN = stated("O spared.", "organ-o", Assertion.ABSENT, kind="organ")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), OPEN),
        ((SYMPTOM,), OPEN),
        ((NO_ORGAN,), OPEN),
        ((SYMPTOM, NO_ORGAN), MET),
        ((SYMPTOM, ORGAN), NOT_MET),
        ((SYMPTOM, ORGAN, NO_ORGAN), SPLIT),
        ((SYMPTOM, stated("O spared, letter.", "organ-o", Assertion.ABSENT, document=LETTER)), OPEN),
        ((stated("S, letter.", "symptom-s", document=LETTER), NO_ORGAN), OPEN),
    ],
)
def test_limited_to(found: tuple[Finding, ...], expected: Status) -> None:
    asked = {"only": ["symptom-s"], "beyond": ["organ-o"], "drug": ["drug-a"]}
    assert status("limited_to", asked, *found) is expected
    assert status("limited_to", {**asked, "drug": ["drug-b"]}, *found) is NOT_MET
