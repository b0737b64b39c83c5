"""The worklist: what is due first, filtered, kept as views, and given to people; never more than one's own."""

from __future__ import annotations

import re

import pytest

from mednec.model.life import Role
from mednec.store.engine import reading
from mednec.store.tables import AuditRow, CaseRow
from tests.web.stocked import add_case, addresses, patients, stocked, unsafe, words
from tests.web.visiting import OTHER_ORG, Browser, Place


@pytest.fixture
def here(place: Place) -> Place:
    place.account("nurse", (Role.NURSE,))
    place.account("auditor", (Role.AUDITOR,))
    return stocked(place)


@pytest.fixture
def nurse(here: Place) -> Browser:
    return here.browser("a-nurse")


def assignees(here: Place) -> dict[str, str | None]:
    with reading(here.desk.engine) as session:
        return {row.id: row.assignee for row in session.query(CaseRow)}


def test_an_empty_worklist_says_what_would_fill_it(nurse: Browser) -> None:
    assert "Nothing waits for anybody" in words(nurse.get("/"))
    assert "New case" in words(nurse.get("/"))
    assert "No case fits" in words(nurse.get("/?clock=late"))


def test_cases_stand_in_the_order_they_are_due_and_red_before_they_are_late(here: Place, nurse: Browser) -> None:
    add_case(here, "Later", hours=200)
    add_case(here, "Late", hours=-3)
    add_case(here, "Soon", hours=5)
    add_case(here, "Paused", hours=60, clock_state="paused", state="pended")
    add_case(here, "Undated", hours=None)
    add_case(here, "Elsewhere", hours=1, org=OTHER_ORG)
    page = nurse.get("/")
    assert patients(page) == ["Late", "Soon", "Paused", "Later", "Undated"]
    tones = re.findall(r'class="clk (\w*)"', page.text)
    assert tones == ["late", "soon", "paused", "", ""]
    assert "3 h 0 min late" in words(page)
    assert "no clock" in words(page)
    assert patients(nurse.get("/?order=down&sort=due"))[0] == "Later"


def test_a_line_says_what_is_recommended_how_much_is_understood_and_open(here: Place, nurse: Browser) -> None:
    add_case(here, "Ada", outcome="deny_recommended", urgency="expedited", assignee="a-nurse")
    add_case(here, "Bo", hours=300, outcome="", state="unreadable", says="No request form was found.")
    said = words(nurse.get("/"))
    for word in ("Deny", "96 %", "expedited", "Nurse", "R-Ada", "M-Ada", "Examplumab criteria"):
        assert word in said
    assert "No request form was found." in said
    assert "needs a person" in said


def test_filters_narrow_and_name_what_they_do(here: Place, nurse: Browser) -> None:
    add_case(here, "Mine", hours=190, assignee="a-nurse")
    add_case(here, "Late", hours=-1)
    add_case(here, "Soon", hours=2)
    add_case(here, "Pended", hours=191, state="pended", outcome="pend")
    add_case(here, "Gone", state="closed")
    add_case(here, "Fast", urgency="expedited", hours=192)
    add_case(here, "Two", policy="p-two", hours=193)
    for asks, found in (
        ("assignee=me", ["Mine"]),
        ("clock=late", ["Late"]),
        ("clock=soon", ["Soon"]),
        ("state=pended", ["Pended"]),
        ("outcome=pend", ["Pended"]),
        ("state=closed", ["Gone"]),
        ("urgency=expedited", ["Fast"]),
        ("policy=p-two", ["Two"]),
        ("assignee=none&policy=p-two", ["Two"]),
    ):
        assert patients(nurse.get(f"/?{asks}")) == found, asks
    assert len(patients(nurse.get("/?state=all"))) == 7


@pytest.mark.parametrize("asks", ["state=nothing", "outcome=maybe", "clock=never", "sort=luck", "after=%21"])
def test_a_word_that_is_none_is_one_clear_message(nurse: Browser, asks: str) -> None:
    answer = nurse.get(f"/?{asks}")
    assert answer.status_code == 422
    assert "Something in it is not right yet" in words(answer)


def test_pages_by_key_show_every_case_once(here: Place, nurse: Browser) -> None:
    for n in range(120):
        add_case(here, f"N{n}", hours=100 + n // 3)  # three are due at the same moment
    seen: list[str] = []
    path = "/"
    while path:
        page = nurse.get(path)
        seen += patients(page)
        path = next((each for each in addresses(page) if "after=" in each), "")
    assert len(seen) == len(set(seen)) == 120


def test_marked_cases_are_given_to_a_person(here: Place, nurse: Browser) -> None:
    ids = [add_case(here, name) for name in ("Ada", "Bo", "Cy")]
    token = nurse.token("/")
    answer = nurse.client.post(
        "/worklist/assign", data={"csrf": token, "case": ids[:2], "to": "me", "back": "sort=patient"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/?sort=patient")
    assert assignees(here) == {ids[0]: "a-nurse", ids[1]: "a-nurse", ids[2]: None}
    nurse.client.post("/worklist/assign", data={"csrf": token, "case": ids[:1], "to": "none"})
    assert assignees(here)[ids[0]] is None
    with reading(here.desk.engine) as session:
        assert sum(row.act == "assign" for row in session.query(AuditRow)) == 3


def test_no_case_of_another_organisation_is_given_away(here: Place, nurse: Browser) -> None:
    own, other = add_case(here, "Ada"), add_case(here, "Bo", org=OTHER_ORG)
    answer = nurse.client.post("/worklist/assign", data={"csrf": nurse.token("/"), "case": [own, other], "to": "me"})
    assert answer.status_code == 404
    assert assignees(here) == {own: None, other: None}


def test_who_may_not_assign_does_not(here: Place) -> None:
    case = add_case(here, "Ada")
    auditor = here.browser("a-auditor")
    assert patients(auditor.get("/")) == ["Ada"]
    assert 'name="case"' not in auditor.get("/").text
    assert auditor.send("/worklist/assign", {"case": case, "to": "none"}).status_code == 403


def test_assigning_nothing_is_told(nurse: Browser) -> None:
    answer = nurse.send("/worklist/assign", {"to": "me"})
    assert answer.status_code == 422
    assert "no case is marked" in words(answer).lower()


def test_a_view_is_kept_under_its_name_and_forgotten(here: Place, nurse: Browser) -> None:
    add_case(here, "Ada", state="pended")
    nurse.send("/worklist/views", {"name": "My <pended>", "back": "state=pended&outcome=pend&clock=&after=x"})
    page = nurse.get("/?state=pended&outcome=pend")
    assert "My &lt;pended&gt;" in page.text
    assert "/?state=pended&outcome=pend" in addresses(page)
    drop = next(each for each in addresses(page) if each.endswith("/drop"))
    here.account("colleague", (Role.NURSE,))
    assert here.browser("a-colleague").send(drop).status_code == 404
    assert nurse.send(drop).status_code == 303
    assert "My &lt;pended&gt;" not in nurse.get("/?state=pended").text


def test_going_back_after_a_form_stays_on_the_worklist(nurse: Browser) -> None:
    answer = nurse.send("/worklist/views", {"name": "x", "back": "//elsewhere.example/?state=open"})
    assert answer.headers["location"] == "/"


def test_a_patient_is_in_no_address_and_nothing_stands_in_the_page_itself(here: Place, nurse: Browser) -> None:
    add_case(here, "Ada")
    for page in (nurse.get("/"), nurse.get("/search")):
        assert not any("Ada Fern" in each or "M-Ada" in each for each in addresses(page))
        assert unsafe(page) == []
