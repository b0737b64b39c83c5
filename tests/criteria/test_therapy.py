"""`tried`, `concurrent`, `symptoms_despite`: enough of it, in use now, and what persists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mednec.criteria.kinds import parse_leaf
from mednec.errors import PolicyError
from mednec.model.finding import Finding, Period
from mednec.model.words import Assertion, DocumentKind, Standing, Status, TrialOutcome
from tests.criteria.made import (
    LAST_YEAR,
    LETTER,
    MET,
    NOT_MET,
    OPEN,
    SPLIT,
    had,
    judged,
    passage,
    stated,
    status,
)

JANUARY = Period.month(2026, 1)  # its last day lies 79 days before the note
BEGAN = had("B begun 1/2026.", start=JANUARY)
AGAIN = had("B begun in May 2025.", start=Period.month(2025, 5))
ENDED = had("B stopped 3/2026, no help.", outcome=TrialOutcome.FAILED, stop=Period.month(2026, 3))
FAILED = had("B failed.", duration_days=100, daily="20")
NEVER = had("B never started.", outcome=TrialOutcome.NEVER_TRIED, assertion=Assertion.ABSENT)
WRITES = had("Letter: B failed.", document=LETTER, duration_days=100, daily="20")
HARMED = had("B stopped for rash.", outcome=TrialOutcome.INTOLERANT, duration_days=5)


@pytest.mark.parametrize(
    ("slots", "found", "expected"),
    [
        ({}, (), OPEN),
        ({}, (FAILED,), MET),
        ({}, (NEVER,), NOT_MET),
        ({}, (WRITES,), OPEN),
        ({}, (WRITES, NEVER), SPLIT),
        ({}, (had("B planned.", outcome=TrialOutcome.PLANNED),), OPEN),
        ({}, (had("B if needed.", assertion=Assertion.HYPOTHETICAL),), OPEN),
        ({}, (had("Mother: B failed.", assertion=Assertion.FAMILY),), OPEN),
        ({}, (had("B failed (template).", standing=Standing.TEMPLATE),), OPEN),
        ({}, (had("On B.", outcome=TrialOutcome.ONGOING),), OPEN),
        ({}, (had("B helped.", outcome=TrialOutcome.RESPONDED),), OPEN),
        ({}, (HARMED,), OPEN),
        ({"outcomes": ["intolerant"]}, (HARMED,), MET),
        ({"excused_by": ["intolerant"], "min_days": 84, "min_daily": 15}, (HARMED,), MET),
        ({"min_days": 84}, (FAILED,), MET),
        ({"min_days": 101}, (FAILED,), NOT_MET),
        ({"min_days": 84}, (had("B failed, no time told."),), OPEN),
        ({"min_daily": 20}, (FAILED,), MET),
        ({"min_daily": 25}, (FAILED,), NOT_MET),
        ({"min_daily": 20}, (had("B failed, no dose told.", duration_days=100),), OPEN),
        ({"times_licensed": 2}, (FAILED,), MET),
        ({"times_licensed": 3}, (FAILED,), NOT_MET),
        ({"times_licensed": 2}, (had("C failed.", "drug-c", daily="90"),), OPEN),  # no licensed dose known
        ({"min_daily_per_kg": 2}, (had("B 2 mg/kg failed.", daily_per_kg=Decimal(2)),), MET),
        ({"min_daily_per_kg": 2}, (had("B 1 mg/kg failed.", daily_per_kg=Decimal(1)),), NOT_MET),
        ({"min_daily_per_kg": 2}, (FAILED,), OPEN),
        ({"course_only": True, "min_days": 84}, (had("On B.", outcome=TrialOutcome.ONGOING, duration_days=90),), MET),
        ({"course_only": True, "min_days": 84}, (had("On B since 1/2026.", start=JANUARY, current=True),), NOT_MET),
        ({"course_only": True, "min_days": 60}, (had("On B since 1/2026.", start=JANUARY, current=True),), MET),
        ({"course_only": True, "min_days": 60}, (had("B in 1/2026.", start=JANUARY),), OPEN),  # not known to go on
        # in use lately: by its stop, its use now, or its start; without any of these it is not known
        ({"within_days": 365}, (had("B failed 3/2026.", stop=Period.month(2026, 3)),), MET),
        ({"within_days": 365}, (had("B failed 3/2024.", stop=Period.month(2024, 3)),), NOT_MET),
        ({"within_days": 365}, (had("B failed."),), OPEN),
        ({"within_days": 365}, (had("B failed, 5/2019 on.", start=Period.month(2019, 5)),), NOT_MET),
        (
            {"within_days": 365, "min_days": 84},
            (had("B failed 3/2024, 100 days.", stop=Period.month(2024, 3), duration_days=100), ENDED),
            OPEN,  # how long the late one was is not told
        ),
        ({"within_days": 365, "excused_by": ["intolerant"]}, (HARMED,), MET),
        # begun in one place and stopped in another: it may be too short at most, and is not proved long enough
        ({"min_days": 100}, (BEGAN, ENDED), NOT_MET),
        ({"min_days": 30}, (BEGAN, ENDED), OPEN),
        ({"min_days": 100}, (BEGAN, AGAIN, ENDED), OPEN),  # two courses
        ({"min_days": 100}, (BEGAN,), OPEN),
        ({"of": ["class-b"]}, (had("C failed.", "drug-c"),), MET),
        ({"of": ["class-a"]}, (FAILED,), OPEN),
        ({"of": ["class-b"]}, (NEVER, had("C failed.", "drug-c")), MET),
        ({"of": ["class-b"]}, (NEVER, had("On C.", "drug-c", TrialOutcome.ONGOING)), OPEN),
    ],
)
def test_tried(slots: dict[str, Any], found: tuple[Finding, ...], expected: Status) -> None:
    assert status("tried", {"of": ["drug-b"], **slots}, *found) is expected


LONG_LOW = had("B 10 mg for six months, failed.", duration_days=180, daily="10")
SHORT_HIGH = had("B 40 mg for two weeks, failed.", duration_days=14, daily="40")


def test_a_long_course_and_a_high_one_do_not_make_one_that_is_both() -> None:
    asked = {"of": ["drug-b"], "min_days": 84, "min_daily": 30}
    assert status("tried", asked, LONG_LOW, SHORT_HIGH) is NOT_MET
    assert status("tried", asked, LONG_LOW, SHORT_HIGH, had("B 30 mg, 90 days.", duration_days=90, daily="30")) is MET


def test_time_and_dose_of_one_course_may_stand_in_two_places() -> None:
    asked = {"of": ["drug-b"], "min_days": 84, "min_daily": 30}
    time, dose = had("B for 90 days, failed.", duration_days=90), had("B 30 mg.", daily="30")
    assert status("tried", asked, time, dose) is MET
    assert status("tried", asked, time, had("B 20 mg.", daily="20")) is NOT_MET
    assert status("tried", asked, LONG_LOW, dose) is OPEN  # how long at the higher dose is not told
    assert status("tried", asked, LONG_LOW, time) is NOT_MET  # the same course, told again without its dose
    assert status("tried", asked, SHORT_HIGH, time) is OPEN  # at which dose for so long is not told


def test_what_falls_short_is_said() -> None:
    found = judged("tried", {"of": ["drug-b"], "min_days": 120, "min_daily": 30}, FAILED)
    assert (found.status, found.explicit) == (NOT_MET, True)
    assert found.note == "100 days against 120; 20 mg a day against 30 mg"
    assert [c.quote for c in found.because] == ["B failed."]


NOW = had("On B.", outcome=TrialOutcome.ONGOING, current=True)
NONE = had("No B.", outcome=TrialOutcome.NEVER_TRIED, assertion=Assertion.ABSENT)
THEN = had("Started B in 1/2026.", outcome=TrialOutcome.ONGOING, current=True, when=JANUARY)
OVER = had("B stopped 3/2026.", outcome=TrialOutcome.NOT_STATED, stop=Period.month(2026, 3))
BEFORE = had("B stopped 5/2025.", outcome=TrialOutcome.NOT_STATED, stop=Period.month(2025, 5))
STOPPED = had("B stopped.", outcome=TrialOutcome.NOT_STATED, stop=Period.day(LAST_YEAR))


@pytest.mark.parametrize(
    ("expect", "found", "expected"),
    [
        ("used", (), OPEN),
        ("used", (NOW,), MET),
        ("used", (STOPPED,), NOT_MET),
        ("used", (HARMED,), OPEN),
        ("used", (had("Letter: on B.", current=True, document=LETTER),), OPEN),
        ("used", (had("On B then.", current=True, written=LAST_YEAR),), OPEN),
        ("used", (had("Filled B.", current=True, document=DocumentKind.PHARMACY),), OPEN),
        # what was stopped afterwards is in use no more; what was taken up again is
        ("used", (THEN, OVER), NOT_MET),
        ("used", (THEN, BEFORE), MET),
        ("not used", (THEN, OVER), OPEN),
        ("not used", (), OPEN),
        ("not used", (NOW,), NOT_MET),
        ("not used", (NONE,), MET),
        ("not used", (NOW, NONE), SPLIT),
        ("not used", (had("Mother on B.", current=True, assertion=Assertion.FAMILY),), OPEN),
    ],
)
def test_concurrent(expect: str, found: tuple[Finding, ...], expected: Status) -> None:
    assert status("concurrent", {"of": ["drug-b"], "expect": expect}, *found) is expected


def test_the_drug_asked_for_is_not_another() -> None:
    asked = {"of": ["class-a"], "expect": "not used"}
    assert status("concurrent", asked, had("On A.", "drug-a", TrialOutcome.ONGOING, current=True)) is OPEN


def test_a_reason_not_to_use_it_excuses() -> None:
    assert status("concurrent", {"of": ["drug-b"], "expect": "used", "excused_by": ["intolerant"]}, HARMED) is MET


def test_not_used_may_rest_on_a_medication_list_and_then_is_not_explicit() -> None:
    rows = tuple(passage(f"{d} daily", d, section="current medications") for d in ("drug-a", "drug-c"))
    found = judged("concurrent", {"of": ["drug-b"], "expect": "not used"}, passages=rows)
    assert (found.status, found.explicit, found.no_sign_found, found.because) == (MET, False, True, ())
    assert [c.quote for c in found.rests_on] == ["drug-a daily", "drug-c daily"]
    inside = {"parts": [{"kind": "concurrent", "of": ["drug-b"], "expect": "not used"}]}
    wrapped = judged("parts", inside, passages=rows)
    assert (wrapped.status, wrapped.rests_on, wrapped.no_sign_found) == (MET, found.rests_on, True)


def test_an_unknown_excuse_is_refused() -> None:
    with pytest.raises(PolicyError, match="knows no outcome 'disliked'"):
        parse_leaf("concurrent", {"of": ["drug-b"], "expect": "used", "excused_by": ["disliked"]}, "made")


SYMPTOM = stated("S persists.", "symptom-s", kind="finding")
NO_SYMPTOM = stated("No S.", "symptom-s", Assertion.ABSENT)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), OPEN),
        ((SYMPTOM,), OPEN),
        ((SYMPTOM, FAILED), OPEN),
        ((SYMPTOM, FAILED, had("A failed.", "drug-a")), MET),
        ((SYMPTOM, FAILED, had("A failed, letter.", "drug-a", document=LETTER)), OPEN),
        ((SYMPTOM, FAILED, had("A helped.", "drug-a", TrialOutcome.RESPONDED)), OPEN),
        ((stated("S, letter.", "symptom-s", document=LETTER), FAILED, had("A failed.", "drug-a")), OPEN),
        ((NO_SYMPTOM, FAILED, had("A failed.", "drug-a")), NOT_MET),
    ],
)
def test_symptoms_despite(found: tuple[Finding, ...], expected: Status) -> None:
    asked = {"symptoms": ["symptom-s"], "despite": ["class-a", "class-b"]}
    assert status("symptoms_despite", asked, *found) is expected


def test_a_paper_written_after_the_request_shows_no_use_today() -> None:
    late = had("On B in June.", outcome=TrialOutcome.ONGOING, current=True, written=date(2026, 6, 10))
    assert status("concurrent", {"of": ["drug-b"], "expect": "used"}, late) is OPEN
