"""Who a token lets in, for how long, and what the interface tells a browser of another site."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mednec.desk.people import person, set_active
from mednec.store.engine import again
from mednec.web.tokens import new_token_of
from tests.web.api.desks import Served


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer nothing", "Basic YTpi", "bearer mednec_" + "x" * 5000]
)
def test_what_is_no_token_lets_nobody_in(header: str, served: Served) -> None:
    answer = served.get("", "/me", headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_tells_whose_it_is_and_what_they_may(served: Served) -> None:
    told = served.get("nurse", "/me").json()
    assert (told["name"], told["roles"], told["org"]) == ("Nurse", ["nurse"], served.org)
    assert "approve_within_the_policy" in told["acts"]
    assert "deny_or_modify_a_request" not in told["acts"]


def test_a_token_ends_on_its_day(served: Served) -> None:
    account = served.accounts["nurse"]
    served.tokens["short"] = again(
        served.desk.engine,
        lambda session: new_token_of(session, account, "short", served.at, served.at + timedelta(days=1)),
    )
    assert served.get("short", "/me").status_code == 200
    served.at += timedelta(days=1)
    assert served.get("short", "/me").status_code == 401
    assert served.get("nurse", "/me").status_code == 200


def test_a_token_ends_with_its_account(served: Served) -> None:
    who = person(served.desk, served.accounts["administrator"])
    set_active(served.desk, who, served.accounts["nurse"], active=False)
    assert served.get("nurse", "/me").status_code == 401


def test_a_token_opens_no_page(served: Served) -> None:
    headers = {"Authorization": f"Bearer {served.tokens['nurse']}"}
    assert served.client.get("/", headers=headers).headers["Location"].startswith("/sign-in")


def test_another_site_is_told_nothing(served: Served) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    asked = served.send("", "OPTIONS", "/cases", headers=headers)
    assert asked.status_code == 405
    got = served.get("nurse", "/me", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in (*asked.headers, *got.headers) if name.lower().startswith("access-control-")]
    assert (got.headers["Cache-Control"], got.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")


def test_what_there_is_not_is_a_problem_too(served: Served) -> None:
    for method, path, status in (("GET", "/nothing", 404), ("DELETE", "/cases", 405), ("GET", "/cases/a/b/c", 404)):
        answer = served.send("nurse", method, path)
        assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert served.send("nurse", "DELETE", "/cases").headers["Allow"]
