"""Submitting through the interface: accepted once, whatever happens on the way; read by the queue."""

from __future__ import annotations

import base64

from mednec.desk.worker import work_off
from tests.web.api.desks import CASES, Served, small

MANY = {"Idempotency-Key": "many+1=2"}


def test_a_request_is_accepted_read_and_shown(served: Served) -> None:
    made = served.submit("one", json=small())
    assert made.status_code == 202
    receipt = made.json()
    assert made.headers["Location"] == f"/api/v1/cases/{receipt['case']}"
    assert served.get("intake", f"/jobs/{receipt['job']}").json()["state"] == "waiting"
    work_off(served.desk)
    assert served.get("intake", f"/jobs/{receipt['job']}").json()["state"] == "done"


def test_the_same_key_and_content_is_the_same_submission(served: Served) -> None:
    first = served.submit("one", json=small())
    before = served.rows()
    second = served.submit("one", json=small())
    assert (second.status_code, second.json()) == (202, first.json())
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert served.rows() == before


def test_the_same_key_with_other_content_is_refused(served: Served) -> None:
    served.submit("one", json=small())
    before = served.rows()
    other = small() | {"policy": "another"}
    refused = served.submit("one", json=other)
    assert refused.status_code == 422
    assert "key was used" in refused.json()["detail"]
    assert served.rows() == before


def test_without_a_key_nothing_is_accepted(served: Served) -> None:
    refused = served.post("intake", "/cases", json=small())
    assert refused.status_code == 422
    assert refused.json()["where"] == "Idempotency-Key"


def test_files_of_a_form_are_the_same_as_json(served: Served) -> None:
    folder = CASES / "OMA-DEV-001"
    files = [("files", ("request.yaml", (folder / "request.yaml").read_bytes()))]
    files += [("files", (path.name, path.read_bytes())) for path in sorted((folder / "documents").iterdir())]
    by_form = served.submit("form", files=files).json()["case"]
    by_json = served.submit("json", json=small()).json()["case"]
    work_off(served.desk)
    answers = [served.get("nurse", f"/cases/{case}").json() for case in (by_form, by_json)]
    assert answers[0]["line"]["outcome"] == answers[1]["line"]["outcome"]
    assert [(a["line"]["state"], a["line"]["says"]) for a in answers] == [("open", "")] * 2


def test_a_packet_in_base64_is_taken_as_it_is(served: Served) -> None:
    content = base64.b64encode((CASES / "packets" / "OMA-DEV-001.pdf").read_bytes()).decode()
    made = served.submit("pdf", json={"documents": [{"name": "fax.pdf", "base64": content}]})
    assert made.status_code == 202
    files = served.get("nurse", f"/cases/{made.json()['case']}/documents").json()["files"]
    assert files == [{"name": "fax.pdf", "size": (CASES / "packets" / "OMA-DEV-001.pdf").stat().st_size}]


def test_a_batch_is_looked_at_whole_before_any_of_it_is_accepted(served: Served) -> None:
    before = served.rows()
    good, bad = small(), small() | {"request": {"id": "X"}}
    refused = served.post("intake", "/cases/batch", json={"cases": [good, bad]}, headers=MANY)
    assert refused.status_code == 422
    assert refused.json()["where"].startswith("cases.1:")
    assert served.rows() == before


def test_a_batch_tells_how_far_it_is(served: Served) -> None:
    sent = {"cases": [small(), small() | {"received": "2026-04-01T08:00:00Z"}]}
    made = served.post("intake", "/cases/batch", json=sent, headers=MANY)
    assert made.status_code == 202
    assert len({item["case"] for item in made.json()["items"]}) == 2
    place = made.headers["Location"].removeprefix("/api/v1")
    told = served.get("intake", place).json()
    assert (told["of"], told["done"]) == (2, 0)
    again = served.post("intake", "/cases/batch", json=sent, headers=MANY)
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (made.json(), "true")
    work_off(served.desk)
    assert served.get("intake", place).json()["done"] == 2
    assert served.get("other", place).status_code == 404
    assert served.get("intake", place.replace("many", "Many")).status_code == 404
