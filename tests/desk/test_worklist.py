"""The worklist: order, pages, filters, assignment, saved questions."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mednec.desk.cases import history
from mednec.desk.people import add_person, set_active
from mednec.desk.values import WorklistQuery
from mednec.desk.worklist import assign, counts, drop_view, save_view, views, worklist
from mednec.errors import NotAllowed, NotFound, SubmitError
from mednec.model.life import CaseState, Role
from mednec.model.words import Outcome
from mednec.store.engine import writing
from mednec.store.tables import CaseRow
from tests.desk.office import START, Office, ids_of

EVERY = WorklistQuery(states=())


def cursor(value: object, last: object) -> str:
    """Where a page is continued, as nobody made it here."""
    return base64.urlsafe_b64encode(json.dumps([value, last]).encode()).decode()


def fill(office: Office, hours: list[int | None]) -> None:
    """Cases that are due so many hours from now, or have no day; received a day before."""
    with writing(office.desk.engine) as session:
        for i, each in enumerate(hours):
            session.add(
                CaseRow(
                    id=f"c{i:03}",
                    org=office.org,
                    number=f"N-{i}",
                    state="open" if i % 3 else "pended",
                    patient=f"Person {i % 5}",
                    patient_id=f"M{i}",
                    treatment="Drug %_x",
                    received=START - timedelta(days=1),
                    due=None if each is None else START + timedelta(hours=each),
                    clock_state="none" if each is None else "running",
                    made=START,
                    changed=START + timedelta(minutes=i),
                )
            )


def walked(office: Office, query: WorklistQuery) -> list[str]:
    """Every case of a question, page by page."""
    found, after = list[str](), ""
    while True:
        page = worklist(office.desk, office.nurse, replace(query, after=after))
        assert len(page.items) <= query.size
        found += [line.id for line in page.items]
        if not (after := page.next):
            return found


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hours=st.lists(st.none() | st.integers(-3, 3), max_size=12),
    size=st.integers(1, 5),
    sort=st.sampled_from(["due", "received", "changed", "patient"]),
    newest_first=st.booleans(),
)
def test_pages_show_every_case_once_and_in_order(
    office: Office, hours: list[int | None], size: int, sort: str, newest_first: bool
) -> None:
    with writing(office.desk.engine) as session:
        session.query(CaseRow).filter(CaseRow.id.startswith("c0")).delete()
    fill(office, hours)
    query = WorklistQuery(size=size, sort=sort, newest_first=newest_first)
    found = walked(office, query)
    assert sorted(found) == sorted([office.case, office.other, *(f"c{i:03}" for i in range(len(hours)))])
    if sort == "due":
        due = [hours[int(c[1:])] for c in found if c.startswith("c0") and len(c) == 4]
        dated = [each for each in due if each is not None]
        assert due[: len(dated)] == sorted(dated, reverse=newest_first)


def test_questions_narrow_the_list(office: Office) -> None:
    fill(office, [-5, 2, 500, None])
    assert walked(office, replace(EVERY, clock="late")) == ["c000"]
    assert walked(office, replace(EVERY, clock="soon")) == ["c001"]
    assert walked(office, replace(EVERY, text="n-2")) == ["c002"]
    assert walked(office, replace(EVERY, text="DANA")) == [office.case]
    assert walked(office, replace(EVERY, text="lmh-77")) == [office.case]
    assert walked(office, replace(EVERY, text="%_X")) == ["c000", "c001", "c002", "c003"]
    assert walked(office, replace(EVERY, text="_")) == ["c000", "c001", "c002", "c003"]
    assert walked(office, replace(EVERY, outcome=Outcome.DENY_RECOMMENDED)) == [office.case]
    assert walked(office, WorklistQuery(states=(CaseState.PENDED,))) == ["c000", "c003"]
    assert walked(office, WorklistQuery(states=(CaseState.CLOSED,))) == []
    told = counts(office.desk, office.nurse)
    assert (told.states, told.late, told.mine, told.unassigned) == ({"open": 4, "pended": 2}, 1, 0, 6)


@pytest.mark.parametrize(
    "query",
    [
        WorklistQuery(sort="mood"),
        WorklistQuery(clock="never"),
        WorklistQuery(after="?"),
        WorklistQuery(after="W10="),
        WorklistQuery(after=cursor("2026-01-01T00:00:00", "c001")),  # no time zone
        WorklistQuery(after=cursor("", "c\x001")),
        WorklistQuery(after=cursor(1, "c001"), sort="patient"),
        WorklistQuery(after=cursor("", ["c001"])),
    ],
)
def test_a_question_that_cannot_be_is_told(office: Office, query: WorklistQuery) -> None:
    with pytest.raises(SubmitError):
        worklist(office.desk, office.nurse, query)


def test_cases_are_given_to_a_colleague_and_back(office: Office) -> None:
    nurse = ids_of(office)["nurse"]
    assert assign(office.desk, office.intake, [office.case, office.other], nurse) == 2
    assert assign(office.desk, office.intake, [office.case], nurse) == 0
    assert set(walked(office, WorklistQuery(assignee="me"))) == {office.case, office.other}
    assert walked(office, WorklistQuery(assignee="none")) == []
    assert office.view().line.assignee_name == "Nurse"
    assert assign(office.desk, office.nurse, [office.case], None) == 1
    assert walked(office, WorklistQuery(assignee="none")) == [office.case]
    assert [e.act for e in history(office.desk, office.auditor, office.case)].count("assign") == 2


def test_what_cannot_be_assigned_changes_nothing(office: Office) -> None:
    nurse = ids_of(office)["nurse"]
    gone = add_person(office.desk, None, office.org, "gone", "Gone", [Role.NURSE])
    set_active(office.desk, office.administrator, gone, active=False)
    with pytest.raises(NotFound, match="colleague"):
        assign(office.desk, office.intake, [office.case], gone)
    with pytest.raises(NotFound, match="case"):
        assign(office.desk, office.intake, [office.case, "another"], nurse)
    with pytest.raises(SubmitError):
        assign(office.desk, office.intake, [], nurse)
    with pytest.raises(NotAllowed):
        assign(office.desk, office.auditor, [office.case], nurse)
    assert office.view().line.assignee is None


def test_a_person_keeps_their_own_questions(office: Office) -> None:
    first = save_view(office.desk, office.nurse, " Late ", "clock=late")
    assert save_view(office.desk, office.nurse, "Late", "clock=late&assignee=me") == first
    assert [(v.name, v.query) for v in views(office.desk, office.nurse)] == [("Late", "clock=late&assignee=me")]
    assert views(office.desk, office.physician) == ()
    with pytest.raises(NotFound):
        drop_view(office.desk, office.physician, first)
    with pytest.raises(SubmitError):
        save_view(office.desk, office.nurse, " ", "")
    drop_view(office.desk, office.nurse, first)
    assert views(office.desk, office.nurse) == ()
