"""The clock of a case: which rule it runs by, what pauses it, when it is met; by what its organisation adopted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mednec.desk.appealing import file_appeal
from mednec.desk.asking import answered, ask_for_documents
from mednec.desk.deciding import decide
from mednec.desk.receiving import submit
from mednec.desk.worker import work_off
from mednec.model.law import ClockState, Warn
from mednec.model.life import DecisionKind
from mednec.store.engine import writing
from mednec.store.tables import OrganisationRow
from tests.desk.office import DENIED, START, Office, files_of

# Received on 8 April 2026: a pre-service claim is due 15 days later, with the end of that day in New York (UTC-4).
DUE = datetime(2026, 4, 24, 3, 59, 59, tzinfo=UTC)


def adopt(office: Office, **settings: object) -> None:
    with writing(office.desk.engine) as session:
        row = session.get_one(OrganisationRow, office.org)
        row.settings = {**row.settings, **settings}


def test_a_case_is_due_by_the_rule_of_its_line_of_business(office: Office) -> None:
    view = office.view()
    assert (view.line.clock, view.line.clock_state) == ("erisa-pre-service", "running")
    assert view.line.due == view.clock.due == DUE
    assert view.clock.warn is Warn.NOTHING
    office.at = DUE - timedelta(hours=20)
    assert office.view().clock.warn is Warn.SOON
    office.at = DUE + timedelta(seconds=5)
    assert office.view().clock.state is ClockState.MISSED


def test_a_pause_counts_where_the_organisation_adopted_the_rule_for_it(office: Office) -> None:
    adopt(office, unverified_rules=True)
    ask_for_documents(office.desk, office.nurse, office.case, office.view().line.revision, ["a report"], pause=True)
    assert office.view().line.clock_state == "paused"
    office.at = START + timedelta(days=4)
    answered(office.desk, office.nurse, office.case, office.view().line.revision)
    after = office.view()
    assert (after.line.clock_state, after.line.due) == ("running", DUE + timedelta(days=4))


def test_asking_without_a_pause_lets_the_clock_run(office: Office) -> None:
    adopt(office, unverified_rules=True)
    ask_for_documents(office.desk, office.nurse, office.case, office.view().line.revision, ["a report"], pause=False)
    assert office.view().line.clock_state == "running"


def test_a_decision_meets_the_clock_and_an_appeal_has_its_own(office: Office) -> None:
    view = office.view()
    assert view.shown is not None
    seen = (view.line.revision, view.shown.shown, DecisionKind.DENY, "No record.")
    decide(office.desk, office.physician, office.case, *seen, attestation="read")
    assert office.view().clock.state is ClockState.MET
    file_appeal(office.desk, office.intake, office.case, "internal", office.tick(), "")
    assert office.view().clock.state is ClockState.NONE  # no rule for this appeal is in use: a person sets the day
    assert office.view().line.due is None


def test_a_request_counts_from_its_receipt_as_told_else_as_it_tells(office: Office) -> None:
    told = office.at - timedelta(days=2)
    first = submit(office.desk, office.intake, files_of(DENIED), received=told).case
    second = submit(office.desk, office.intake, files_of(DENIED)).case
    assert work_off(office.desk) == 2
    assert office.view(first).line.received == told
    written = datetime(2025, 4, 9, 14, 12, tzinfo=UTC)  # 10:12 in New York, as the request has it
    assert office.view(second).line.received == written
