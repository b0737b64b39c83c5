"""Response so far: like windows around each change of dose, both sides shown, claims never counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mednec.criteria.record import Record
from mednec.determination.response import assess_response, template_against_record
from mednec.model.finding import EventCount, Finding
from mednec.model.response import ResponseAssessment
from mednec.model.words import Assertion, Direction, DocumentKind, Response, Standing
from tests.determination.made_findings import DRUG, OTHER_DRUG, VISITS, changed, dose, trend, visits
from tests.determination.made_policies import record
from tests.making import RECEIVED, facts, finding

FIRST = date(2026, 1, 5)  # the first dose
RAISED = date(2026, 3, 2)  # 450 -> 600 mg
BEFORE = (date(2025, 11, 6), date(2026, 1, 4))  # 60 days before the first dose
SINCE = (date(2026, 3, 3), date(2026, 5, 1))  # 60 days since the change
BETTER, WORSE, SAME = Direction.IMPROVED, Direction.WORSENED, Direction.UNCHANGED
NOTE, LETTER = DocumentKind.CLINIC_NOTE, DocumentKind.LETTER


def case(*findings: Finding) -> Record:
    return record(facts(*findings), drugs=[DRUG, OTHER_DRUG], concepts=[VISITS])


def assessed(*findings: Finding) -> ResponseAssessment:
    (found,) = assess_response(case(dose(FIRST), *findings), "drug A")
    return found


def counted(count: int, period: tuple[date, date], *, document: DocumentKind = NOTE) -> EventCount:
    return visits(count, *period, document=document)


def test_a_drug_not_yet_begun_has_no_response() -> None:
    assert assess_response(case(), "drug A") == ()
    assert assess_response(case(dose(RECEIVED + timedelta(days=7))), "drug A") == ()
    assert assess_response(case(dose(FIRST, held=True)), "drug A") == ()


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ((), Response.NOT_DOCUMENTED),
        ((trend("Much better.", BETTER, RECEIVED),), Response.RESPONSE),
        ((trend("Worse.", WORSE, RECEIVED),), Response.NO_RESPONSE),
        ((trend("No change.", SAME, RECEIVED),), Response.NO_RESPONSE),
        ((trend("Much better.", BETTER, RECEIVED), trend("Worse.", WORSE, RECEIVED)), Response.MIXED),
        # what is no statement of the record about the time on the drug
        ((trend("Much better.", BETTER, FIRST - timedelta(days=1)),), Response.NOT_DOCUMENTED),
        ((trend("Much better.", BETTER, None),), Response.NOT_DOCUMENTED),
        ((trend("Much better.", BETTER, RECEIVED, document=LETTER),), Response.NOT_DOCUMENTED),
        ((trend("Better.", BETTER, RECEIVED, standing=Standing.CARRIED_FORWARD),), Response.NOT_DOCUMENTED),
        ((trend("Throat itch, rate halved, completed.", BETTER, RECEIVED),), Response.NOT_DOCUMENTED),
        # worse while the drug was not given speaks for it
        ((trend("Worse off drug A.", WORSE, RECEIVED),), Response.RESPONSE),
        # counts, the later window against the one before
        ((counted(6, BEFORE), counted(2, (FIRST, date(2026, 3, 5)))), Response.RESPONSE),
        ((counted(2, BEFORE), counted(2, (FIRST, date(2026, 3, 5)))), Response.NO_RESPONSE),
        ((counted(2, (FIRST, date(2026, 3, 5))),), Response.NOT_DOCUMENTED),  # nothing to hold it against
        ((counted(6, BEFORE),), Response.NOT_DOCUMENTED),
        ((counted(6, BEFORE), counted(2, (FIRST, date(2026, 3, 5)), document=LETTER)), Response.NOT_DOCUMENTED),
    ],
)
def test_the_verdict(said: tuple[Finding, ...], verdict: Response) -> None:
    assert assessed(*said).verdict is verdict


def test_a_count_from_before_the_dose_was_raised_says_nothing_of_the_present_dose() -> None:
    """Sixty visits in the month after the first dose lie before the change to 600 mg."""
    found = assessed(changed(RAISED, 450, 600), counted(60, (FIRST, date(2026, 2, 3))))
    assert found.verdict is Response.NOT_DOCUMENTED
    assert any("says nothing of the present dose" in note.says for note in found.notes)


def test_only_the_window_directly_before_the_change_is_compared() -> None:
    raised, since = changed(RAISED, 450, 600), counted(2, SINCE)
    assert assessed(raised, counted(60, BEFORE), since).verdict is Response.NOT_DOCUMENTED
    assert assessed(raised, counted(60, (FIRST, date(2026, 2, 28))), since).verdict is Response.RESPONSE


def test_windows_lie_around_each_turn_and_hold_their_counts() -> None:
    windows = assessed(changed(RAISED, 450, 600), counted(6, BEFORE), counted(2, SINCE)).windows
    assert [w.label for w in windows] == [
        "before the first dose (2026-01-05)",
        "from the first dose (2026-01-05) to the change from 450 to 600 mg",
        "since the change from 450 to 600 mg (2026-03-02)",
    ]
    assert "6 emergency visits" in windows[0].says
    assert "3 per 30 days" in windows[0].says  # 6 x 30 / 60
    assert windows[1].says == "no count of events is documented"
    assert "1 per 30 days" in windows[2].says  # 2 x 30 / 60


def test_unlike_windows_are_compared_only_with_that_said() -> None:
    year = (date(2025, 1, 5), date(2026, 1, 4))
    (statement,) = assessed(counted(36, year), counted(1, (FIRST, date(2026, 1, 25)))).supporting
    assert "windows of 21 and 365 days are not alike" in statement.says


def test_a_letters_hope_is_shown_as_a_claim() -> None:
    notes = assessed(trend("Much better.", BETTER, RECEIVED, document=LETTER)).notes
    assert [n.says for n in notes] == ["Only a letter or form says: symptoms improved; a claim, not counted."]


def test_the_window_is_told_in_days() -> None:
    says = assessed().why.says
    assert "119 days from the first dose on 2026-01-05 to the request" in says  # January 5 to May 4


def test_pre_filled_denials_are_laid_beside_the_record() -> None:
    template = finding("falls", "Denies falls.", Assertion.ABSENT, standing=Standing.TEMPLATE)
    said = finding("falls", "Falls twice a month.")
    assert template_against_record(case(template, said)) == ((template.source, said.source),)
    assert template_against_record(case(template)) == ()
    assert template_against_record(case(finding("falls", "Denies falls now.", Assertion.ABSENT), said)) == ()
