"""What the interface promises, on each of the two databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from mednec.desk.worker import work_off
from tests.web.api.desks import API, CASES, Served, small


@pytest.fixture
def on_each(database_url: str) -> Iterator[Served]:
    """A desk on SQLite, and one on PostgreSQL."""
    served = Served(database_url)
    yield served
    served.close()


def test_the_same_submission_sent_at_once_by_many_is_accepted_once(on_each: Served) -> None:
    headers = {"Authorization": f"Bearer {on_each.tokens['intake']}", "Idempotency-Key": "at-once"}

    def send(_number: int) -> tuple[int, str, bool]:
        client = TestClient(on_each.client.app, "http://localhost")
        made = client.post(f"{API}/cases", json=small(), headers=headers)
        return made.status_code, made.json()["case"], "Idempotent-Replayed" in made.headers

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(send, range(6)))
    assert {status for status, _, _ in made} == {202}
    assert len({case for _, case, _ in made}) == 1
    assert [again for _, _, again in made].count(False) == 1
    rows = on_each.rows()
    assert (rows["case"], rows["job"], rows["submit"]) == (1, 1, 1)


def test_two_changes_of_one_revision_at_once_leave_one(on_each: Served) -> None:
    case, revision = on_each.case()
    headers = {"Authorization": f"Bearer {on_each.tokens['nurse']}", "If-Match": f'"{revision}"'}

    def send(number: int) -> int:
        client = TestClient(on_each.client.app, "http://localhost")
        asked = {"documents": [f"note {number}"]}
        return client.post(f"{API}/cases/{case}/requests-for-documents", json=asked, headers=headers).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(send, range(4)))
    assert statuses == [201, 412, 412, 412]
    answer = on_each.get("nurse", f"/cases/{case}").json()
    assert (len(answer["notes"]), answer["line"]["revision"]) == (1, revision + 1)


def test_a_mark_that_no_database_keeps_makes_no_failure(on_each: Served) -> None:
    folder = CASES / "OMA-DEV-001"
    text = (folder / "request.yaml").read_text("utf-8")
    for number, name in enumerate(('"Dana\\0Whitlock"', '"Dana\\uD800"', '"Dana \\u202E"')):
        odd = text.replace("name: Dana R. Whitlock", f"name: {name}")
        assert odd != text
        made = on_each.submit(f"odd{number}", files=[("files", ("request.yaml", odd)), ("files", ("a.txt", "Note"))])
        assert made.status_code == 202
        work_off(on_each.desk)
        answer = on_each.get("nurse", f"/cases/{made.json()['case']}").json()
        assert answer["job"]["state"] == "done", (name, answer["job"])
    for path in ("/cases?policy=%00", "/audit?case=%00", "/cases/batch?key=%00"):
        assert on_each.get("nurse", path).status_code in (400, 403, 422)
