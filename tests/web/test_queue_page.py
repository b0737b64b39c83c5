"""The queue: what failed stands first, and a person lets it be tried again."""

from __future__ import annotations

import pytest

from mednec.model.life import Role
from mednec.store.engine import reading, writing
from mednec.store.tables import JobRow
from tests.web.stocked import add_case, unsafe, words
from tests.web.visiting import ORG, OTHER_ORG, Browser, Place


def add_job(place: Place, name: str, state: str, *, org: str = ORG, **more: object) -> str:
    now = place.clock()
    values = {"attempt": 1, "most": 5, "after": now, "made": now, "changed": now, "detail": {}, "worker": ""}
    with writing(place.desk.engine) as session:
        session.add(JobRow(id=name, org=org, kind="read", state=state, **(values | more)))
    return name


def states(place: Place) -> dict[str, str]:
    with reading(place.desk.engine) as session:
        return {row.id: row.state for row in session.query(JobRow)}


@pytest.fixture
def nurse(place: Place) -> Browser:
    place.account("nurse", (Role.NURSE,))
    return place.browser("a-nurse")


def test_an_empty_queue_says_what_it_is(nurse: Browser) -> None:
    assert "No work was queued yet" in words(nurse.get("/queue"))
    assert "Nothing failed" in words(nurse.get("/queue?state=dead"))


def test_failed_work_stands_first_and_is_tried_again(place: Place, nurse: Browser) -> None:
    case = add_case(place, "Ada")
    add_job(place, "j1", "dead", case=case, says="the file is damaged")
    add_job(place, "j2", "dead")
    add_job(place, "j3", "running", done=12, of=40)
    page = nurse.get("/queue")
    assert "the file is damaged" in words(page)
    assert "12 of 40" not in words(page)
    assert "12 of 40" in words(nurse.get("/queue?state=running"))
    assert unsafe(page) == []
    nurse.send("/queue/redo", {"job": "j1"})
    assert states(place) == {"j1": "waiting", "j2": "dead", "j3": "running"}


def test_only_failed_work_of_ones_own_is_tried_again(place: Place, nurse: Browser) -> None:
    add_job(place, "j1", "running")
    add_job(place, "j2", "dead", org=OTHER_ORG)
    assert nurse.send("/queue/redo", {"job": "j1"}).status_code == 422
    assert nurse.send("/queue/redo", {"job": "j2"}).status_code == 404
    assert nurse.send("/queue/redo").status_code == 422
    assert "Nothing failed" in words(nurse.get("/queue?state=dead"))
    assert states(place) == {"j1": "running", "j2": "dead"}


def test_an_administrator_sees_work_but_no_case(place: Place) -> None:
    place.account("admin", (Role.ADMINISTRATOR,))
    case = add_case(place, "Ada")
    add_job(place, "j1", "dead", case=case)
    page = place.browser("a-admin").get("/queue")
    assert f"/cases/{case}" not in page.text
    assert "Failed" in words(page)


def test_a_physician_looks_on(place: Place) -> None:
    place.account("doc", (Role.PHYSICIAN,))
    add_job(place, "j1", "dead")
    doc = place.browser("a-doc")
    assert "Try those marked again" not in words(doc.get("/queue"))
    assert doc.send("/queue/redo", {"job": "j1"}).status_code == 403
