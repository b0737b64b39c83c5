"""What is done to a case through the interface: each change names the revision it was decided on."""

from __future__ import annotations

from typing import Any

import pytest

from mednec.desk.worker import work_off
from tests.web.api.desks import Served

ATTESTED = "I reviewed this request and its record."


@pytest.fixture
def served(at_work: Served) -> Served:
    """A desk with a case on it."""
    return at_work


@pytest.fixture
def case(served: Served) -> tuple[str, int]:
    """A small case, read."""
    return served.first


def at(revision: int) -> dict[str, dict[str, str]]:
    """The header of a change of this revision."""
    return {"headers": {"If-Match": f'"{revision}"'}}


def whole(served: Served, case: str) -> dict[str, Any]:
    """The case as a nurse gets it."""
    got = served.get("nurse", f"/cases/{case}")
    answer: dict[str, Any] = got.json()
    assert got.headers["ETag"] == f'"{answer["line"]["revision"]}"'
    return answer


def test_a_change_without_a_revision_is_refused(served: Served, case: tuple[str, int]) -> None:
    refused = served.post("nurse", f"/cases/{case[0]}/rulings", json={"clause": "c1", "status": "met", "reason": "so"})
    assert (refused.status_code, refused.json()["status"]) == (428, 428)


def test_a_change_of_an_older_revision_is_refused_and_told(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    asked = {"documents": ["the last clinic note"]}
    assert served.post("nurse", f"/cases/{name}/requests-for-documents", json=asked, **at(revision)).status_code == 201
    before = served.rows()
    refused = served.post("physician", f"/cases/{name}/requests-for-documents", json=asked, **at(revision))
    assert refused.status_code == 412
    assert "Nurse: ask for documents" in refused.json()["do"]
    assert served.rows() == before


def test_a_ruling_changes_the_clause_and_can_be_taken_back(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    answer = whole(served, name)
    clause = next(c for c in answer["shown"]["summary"]["clauses"] if c["status"] != "met" and c["applicable"])
    document = served.get("nurse", f"/cases/{name}/documents").json()["items"][0]
    text = served.get("nurse", f"/cases/{name}/documents/{document['number']}").text
    cited = {"document": document["name"], "start": 0, "end": 12, "quote": text[:12]}
    ruled = {"clause": clause["clause"], "status": "met", "reason": "It stands on page one.", "citations": [cited]}
    made = served.post("nurse", f"/cases/{name}/rulings", json=ruled, **at(revision))
    assert made.status_code == 200, made.text
    changes = [(c["clause"], c["before"], c["after"]) for c in made.json()["clauses"]]
    assert (clause["clause"], clause["status"], "met") in changes
    assert made.headers["ETag"] == f'"{revision + 1}"'
    assert [(r["clause"], r["in_force"]) for r in whole(served, name)["rulings"]] == [(clause["clause"], True)]
    back = served.post(
        "nurse",
        f"/cases/{name}/withdrawals",
        json={"clause": clause["clause"], "reason": "Misread."},
        **at(revision + 1),
    )
    assert back.status_code == 200
    assert (clause["clause"], "met", clause["status"]) in [
        (c["clause"], c["before"], c["after"]) for c in back.json()["clauses"]
    ]


def test_words_that_do_not_stand_there_are_no_citation(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    summary = whole(served, name)["shown"]["summary"]
    document = served.get("nurse", f"/cases/{name}/documents").json()["items"][0]
    cited = {"document": document["name"], "start": 0, "end": 12, "quote": "never written"}
    ruled = {"clause": summary["clauses"][0]["clause"], "status": "met", "reason": "So.", "citations": [cited]}
    before = served.rows()
    refused = served.post("nurse", f"/cases/{name}/rulings", json=ruled, **at(revision))
    assert (refused.status_code, refused.json()["where"]) == (422, "citation 1")
    assert served.rows() == before


def test_what_is_adverse_is_signed_by_a_physician_on_what_was_shown(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    shown = whole(served, name)["shown"]["shown"]
    sent = {"shown": shown, "kind": "deny", "reason": "The criterion is not met.", "attestation": ATTESTED}
    assert served.post("nurse", f"/cases/{name}/decisions", json=sent, **at(revision)).status_code == 403
    other = served.sign("physician", f"/cases/{name}/decisions", json=sent | {"shown": "0" * 64}, **at(revision))
    assert (other.status_code, other.json()["detail"]) == (422, "what was shown is not the newest determination")
    by_token = served.post("physician", f"/cases/{name}/decisions", json=sent, **at(revision))
    assert (by_token.status_code, "not with a token" in by_token.json()["detail"]) == (403, True)
    made = served.sign("physician", f"/cases/{name}/decisions", json=sent, **at(revision))
    assert made.status_code == 201, made.text
    answer = whole(served, name)
    assert (answer["line"]["state"], answer["line"]["revision"]) == ("decided", revision + 1)
    assert (answer["decision"]["id"], answer["decision"]["shown"]) == (made.json()["id"], shown)
    again = served.sign("physician", f"/cases/{name}/decisions", json=sent, **at(revision))
    assert again.status_code == 412


def test_a_void_decision_stays_readable(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    shown = whole(served, name)["shown"]["shown"]
    sent = {"shown": shown, "kind": "deny", "reason": "The criterion is not met.", "attestation": ATTESTED}
    served.sign("physician", f"/cases/{name}/decisions", json=sent, **at(revision))
    why = {"reason": "Signed on the wrong case."}
    assert served.post("nurse", f"/cases/{name}/voidings", json=why, **at(revision + 1)).status_code == 403
    assert served.post("physician", f"/cases/{name}/voidings", json=why, **at(revision + 1)).status_code == 204
    answer = whole(served, name)
    assert (answer["line"]["state"], answer["decision"]) == ("open", None)
    assert answer["decisions"][0]["voided_because"] == "Signed on the wrong case."


def test_remarks_need_no_revision(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    assert served.post("intake", f"/cases/{name}/comments", json={"text": "Called."}).status_code == 201
    talk = {"when": "2026-04-09T15:00:00Z", "with_whom": "Dr. Ashe"}
    assert served.post("physician", f"/cases/{name}/talks", json=talk).status_code == 201
    answer = whole(served, name)
    assert {note["kind"]: note["by_name"] for note in answer["notes"]} == {"comment": "Intake", "peer": "Physician"}
    assert answer["line"]["revision"] == revision


def test_another_organisation_finds_nothing(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    for path in ("", "/determination", "/determinations", "/documents", "/documents/1", "/history"):
        assert served.get("other", f"/cases/{name}{path}").status_code == 404
    refused = served.post("other", f"/cases/{name}/comments", json={"text": "Who is this?"})
    assert refused.status_code == 404
    assert served.post("other", f"/cases/{name}/voidings", json={"reason": "So."}, **at(revision)).status_code == 404


def test_every_reading_is_an_entry_of_the_audit(served: Served, case: tuple[str, int]) -> None:
    name, _ = case
    served.get("physician", f"/cases/{name}")
    found = served.get("auditor", f"/audit?case={name}&act=read&person={served.accounts['physician']}").json()["items"]
    assert [(entry["act"], entry["actor_name"]) for entry in found] == [("read", "Physician")]
    assert served.post("auditor", "/audit/verification").json()["ok"] is True
    lines = served.get("auditor", "/audit/export").text.splitlines()
    assert len(lines) == found[0]["number"] + 2  # the verification and the export are entries too


def test_a_letter_is_previewed_sent_and_fetched(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    assert "gap" in served.get("nurse", f"/cases/{name}/letters").json()["items"]
    draft = served.get("nurse", f"/cases/{name}/letters/preview?kind=gap").json()
    assert (draft["kind"], draft["missing"]) == ("gap", [])
    made = served.post("nurse", f"/cases/{name}/letters", json={"kind": "gap"}, **at(revision))
    assert made.status_code == 201, made.text
    place = made.headers["Location"].removeprefix("/api/v1")
    got = served.get("nurse", place)
    assert (got.headers["Content-Type"], got.content[:5]) == ("application/pdf", b"%PDF-")
    assert served.get("other", place).status_code == 404
    assert [letter["id"] for letter in whole(served, name)["letters"]] == [made.json()["id"]]
    denial = served.post("nurse", f"/cases/{name}/letters", json={"kind": "denial"}, **at(revision + 1))
    assert denial.status_code == 422


def test_an_overturned_appeal_puts_another_decision_in_place(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    shown = whole(served, name)["shown"]["shown"]
    sent = {"shown": shown, "kind": "deny", "reason": "The criterion is not met.", "attestation": ATTESTED}
    first = served.sign("physician", f"/cases/{name}/decisions", json=sent, **at(revision)).json()["id"]
    filed = {"level": "internal", "filed": "2026-04-08T10:12:00Z", "grounds": "It was met."}
    assert served.post("intake", f"/cases/{name}/appeals", json=filed).status_code == 201
    assert served.post("intake", f"/cases/{name}/appeals", json=filed).status_code == 422
    revision = whole(served, name)["line"]["revision"]
    ending = {"shown": shown, "ending": "overturned", "reason": "It is met after all.", "attestation": ATTESTED}
    own = served.sign("physician", f"/cases/{name}/appeals/ending", json=ending, **at(revision))
    assert own.status_code == 422
    made = served.sign("second", f"/cases/{name}/appeals/ending", json=ending, **at(revision))
    assert made.status_code == 200, made.text
    answer = whole(served, name)
    assert answer["decision"]["id"] == made.json()["id"] != first
    assert (answer["line"]["state"], answer["appeals"][0]["ending"]) == ("closed", "overturned")


def test_later_documents_are_read_and_the_same_once_more_refused(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    sent = {"documents": [{"name": "addendum.txt", "text": "Clinic note\n\nSeen again on 2026-04-01."}]}
    stale = served.post("intake", f"/cases/{name}/documents", json=sent, **at(revision - 1))
    assert stale.status_code == 412
    made = served.post("intake", f"/cases/{name}/documents", json=sent)
    assert made.status_code == 202
    assert served.post("intake", f"/cases/{name}/documents", json=sent).status_code == 422
    work_off(served.desk)
    names = [each["name"] for each in served.get("nurse", f"/cases/{name}/documents").json()["items"]]
    assert any("addendum" in each for each in names)


def test_a_field_of_the_request_is_corrected(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    for path in ("lines.0", "lines.\u00b2", "..", "lines.0.nothing"):
        fields = {"fields": {path: "1"}}
        assert served.post("nurse", f"/cases/{name}/corrections", json=fields, **at(revision)).status_code == 422
    made = served.post("nurse", f"/cases/{name}/corrections", json={"fields": {"urgency": "expedited"}}, **at(revision))
    assert made.status_code == 200, made.text
    answer = whole(served, name)
    assert (answer["line"]["urgency"], answer["line"]["revision"]) == ("expedited", made.json()["revision"])


def test_a_case_is_closed_and_opened_again(served: Served, case: tuple[str, int]) -> None:
    name, revision = case
    why = {"reason": "The practice withdrew it."}
    assert served.post("intake", f"/cases/{name}/closing", json=why, **at(revision)).status_code == 204
    assert whole(served, name)["line"]["state"] == "closed"
    assert served.post("intake", f"/cases/{name}/reopening", **at(revision + 1)).status_code == 204
    assert whole(served, name)["line"]["state"] == "open"
