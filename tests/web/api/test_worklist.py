"""The worklist through the interface: filtered, sorted, page by page."""

from __future__ import annotations

import base64
import json

from tests.web.api.desks import Served, small


def test_pages_follow_one_another_without_gap_or_repetition(served: Served) -> None:
    made = {served.submit(f"k{i}", json=small()).json()["case"] for i in range(5)}
    found: list[str] = []
    after = ""
    for _ in range(3):
        answer = served.get("nurse", f"/cases?size=2&sort=received&after={after}").json()
        found += [line["id"] for line in answer["items"]]
        after = answer["next"]
    assert after == ""
    assert (len(found), set(found)) == (5, made)


def test_states_filter(at_work: Served) -> None:
    case, _ = at_work.first
    waiting = at_work.submit("waits", json=small()).json()["case"]
    found = {
        question: {line["id"] for line in at_work.get("nurse", f"/cases?{question}").json()["items"]}
        for question in ("state=open", "state=received", "state=open&state=received&sort=changed")
    }
    assert list(found.values()) == [{case}, {waiting}, {case, waiting}]


def test_words_are_looked_for_in_a_body_and_in_no_address(at_work: Served) -> None:
    case, _ = at_work.first
    line = at_work.get("nurse", f"/cases/{case}").json()["line"]
    for text in (line["patient"], line["number"], line["patient_id"], line["patient"].upper()):
        found = at_work.post("nurse", "/cases/search", json={"text": text, "sort": "patient"}).json()
        assert [each["id"] for each in found["items"]] == [case]
    assert at_work.post("nurse", "/cases/search", json={"text": "nobody"}).json() == {"items": [], "next": ""}
    for question in (f"text={line['number']}", "sort=patient"):
        assert at_work.get("nurse", f"/cases?{question}").status_code == 422


def test_a_word_that_is_none_is_refused(served: Served) -> None:
    wrong = ("sort=age", "size=0", "size=201", "clock=broken", "urgency=%01", "outcome=perhaps", "state=lost")
    for question in wrong:
        refused = served.get("nurse", f"/cases?{question}")
        assert refused.status_code == 422, question
        assert refused.json()["where"].split(".")[0] == question.partition("=")[0]


def test_a_cursor_that_was_made_up_is_refused(served: Served) -> None:
    made_up: tuple[object, ...] = (
        ["2026-01-01T00:00:00", "x"],
        [1, 2],
        {"a": 1},
        ["0001-01-01T00:00:00+14:00", "x"],
        7,
    )
    for each in made_up:
        after = base64.urlsafe_b64encode(json.dumps(each).encode()).decode()
        assert served.get("nurse", f"/cases?after={after}").status_code == 422, each
    assert served.get("nurse", "/cases?after=%25").status_code == 422


def test_cases_are_assigned_all_or_none(served: Served) -> None:
    mine = [served.submit(f"k{i}", json=small()).json()["case"] for i in range(2)]
    account = served.accounts["physician"]
    refused = served.post("nurse", "/cases/assignments", json={"cases": [*mine, "nowhere"], "account": account})
    assert refused.status_code == 404
    assert served.get("physician", "/cases?assignee=me").json()["items"] == []
    elsewhere = {"cases": mine, "account": served.accounts["other"]}
    assert served.post("nurse", "/cases/assignments", json=elsewhere).status_code == 404
    made = served.post("nurse", "/cases/assignments", json={"cases": mine, "account": account})
    assert made.json() == {"moved": 2}
    assert len(served.get("physician", "/cases?assignee=me").json()["items"]) == 2
