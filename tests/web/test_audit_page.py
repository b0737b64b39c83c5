"""The audit for who audits: looked through, verified, exported; nobody else sees it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from mednec.desk.rows import log
from mednec.model.life import Role
from mednec.store.engine import again
from tests.web.stocked import add_case, addresses, unsafe, words
from tests.web.visiting import ORG, OTHER_ORG, Browser, Place


@pytest.fixture
def auditor(place: Place) -> Browser:
    place.account("auditor", (Role.AUDITOR,))
    place.account("nurse", (Role.NURSE,))
    return place.browser("a-auditor")


def did(place: Place, act: str, about: str = "", actor: str = "a-nurse", org: str = ORG, **detail: object) -> None:
    again(place.desk.engine, lambda session: log(session, place.desk, org, actor, act, about, place.clock(), **detail))


@pytest.mark.usefixtures("auditor")
def test_entries_name_who_did_what_the_newest_first(place: Place) -> None:
    case = add_case(place, "Ada")
    did(place, "read", case)
    place.clock.go(days=1)
    did(place, "assign", case, to="a-auditor", revision=3)
    did(place, "read", "elsewhere", org=OTHER_ORG)
    page = place.browser("a-auditor").get("/audit")
    said = words(page)
    assert said.index("assign") < said.index("2026-04-08")
    assert "Nurse" in said
    assert "R-Ada" in said
    assert "revision 3 · to Auditor" in said
    assert "elsewhere" not in said
    assert unsafe(page) == []


@pytest.mark.usefixtures("auditor")
def test_it_is_filtered_by_case_person_act_and_day(place: Place) -> None:
    case = add_case(place, "Ada")
    did(place, "read", case)
    did(place, "comment", "other")
    place.clock.go(days=2)
    did(place, "read", case, actor="a-auditor")
    auditor = place.browser("a-auditor")  # signed in again
    numbers = {"case=R-Ada": "3 1", f"case={case}": "3 1", "person=a-nurse": "2 1", "act=comment": "2"}
    numbers |= {"since=2026-04-09": "3", "until=2026-04-08": "2 1", "case=R-Ada&person=a-nurse": "1"}
    for asks, found in numbers.items():
        page = auditor.get(f"/audit?{asks}").text
        shown = [part.split("<")[0] for part in page.split('class="num m3">')[1:]]
        assert " ".join(shown) == found, asks
    assert "No entry fits" in words(auditor.get("/audit?case=R-Nobody"))


def test_older_entries_follow(place: Place, auditor: Browser) -> None:
    for n in range(103):
        did(place, "read", f"c{n}")
    further = next(each for each in addresses(auditor.get("/audit?act=read")) if "before=" in each)
    assert further == "/audit?act=read&before=4"
    assert "c2" in words(auditor.get(further))


@pytest.mark.parametrize("asks", ["since=soon", "before=x", "before=99999999999999999999", f"before={'9' * 5000}"])
def test_what_cannot_be_read_is_told(auditor: Browser, asks: str) -> None:
    assert auditor.get(f"/audit?{asks}").status_code == 422


def test_the_last_day_there_is_can_be_asked_for(auditor: Browser) -> None:
    assert auditor.get("/audit?since=0001-01-01&until=9999-12-31").status_code == 200


def test_a_chain_that_holds_is_said_to_hold(place: Place, auditor: Browser) -> None:
    did(place, "read")
    answer = auditor.send("/audit/verify")
    assert "as it was written: all 1 entries hold" in words(answer)
    assert "verify audit" in words(auditor.get("/audit"))


def test_an_entry_changed_outside_the_program_is_found(place: Place, auditor: Browser) -> None:
    for _ in range(3):
        did(place, "read")
    with place.desk.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_is_not_changed"))
        connection.execute(text("UPDATE audit SET actor = 'somebody' WHERE number = 2"))
    swapped = auditor.send("/audit/verify", None, page="/audit", **{"HX-Request": "true"})
    assert "not as it was written" in words(swapped)
    assert "number 2" in words(swapped)
    assert "<html" not in swapped.text


def test_the_export_is_every_entry_as_it_is_kept(place: Place, auditor: Browser) -> None:
    did(place, "read", "one")
    answer = auditor.get("/audit.jsonl")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [(line["act"], line["about"]) for line in lines] == [("read", "one"), ("export audit", "")]
    assert len(lines[0]["digest"]) == 64


def test_nobody_else_sees_it(place: Place, auditor: Browser) -> None:
    assert auditor.get("/audit").status_code == 200
    nurse = place.browser("a-nurse")
    assert nurse.get("/audit").status_code == 403
    assert nurse.get("/audit.jsonl").status_code == 403
    assert nurse.send("/audit/verify").status_code == 403
