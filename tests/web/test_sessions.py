"""Sessions: how long they last, what the browser is handed, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mednec.store.engine import reading, writing
from mednec.store.tables import AccountRow, VisitRow
from mednec.web.settings import WebSettings
from tests.web.visiting import ORG, PASSWORD, Place


def visits(place: Place) -> list[VisitRow]:
    with reading(place.desk.engine) as session:
        return list(session.scalars(select(VisitRow)))


def test_a_session_ends_when_nobody_uses_it(place: Place) -> None:
    browser = place.browser(place.account("mira"))
    for _ in range(3):
        place.clock.go(minutes=29, seconds=59)
        assert browser.get("/account").status_code == 200
    place.clock.go(minutes=30)
    assert browser.get("/account").headers["location"] == "/sign-in?next=/account"


def test_a_session_ends_at_the_latest_after_a_shift(place: Place) -> None:
    browser = place.browser(place.account("mira"))
    for _ in range(12 * 4 - 1):
        place.clock.go(minutes=15)
        assert browser.get("/account").status_code == 200
    place.clock.go(minutes=15)
    assert browser.get("/account").status_code == 303


def test_its_last_use_is_written_once_a_minute_at_most(place: Place) -> None:
    browser = place.browser(place.account("mira"))
    place.clock.go(seconds=59)
    browser.get("/account")
    assert visits(place)[0].seen == place.clock() - timedelta(seconds=59)
    place.clock.go(seconds=1)
    browser.get("/account")
    assert visits(place)[0].seen == place.clock()


def test_the_table_opens_no_door(place: Place) -> None:
    browser = place.browser(place.account("mira"))
    cookie = browser.client.cookies["mednec"]
    (row,) = visits(place)
    assert len(cookie) == 43  # 256 bits
    assert cookie not in row.id
    browser.client.cookies.clear()
    browser.client.cookies.set("mednec", row.id)
    assert browser.get("/account").status_code == 303


@pytest.mark.parametrize("cookie", ["", "x", "\u00e9", "a" * 4000, "' OR 1=1 --", "%00"])
def test_a_cookie_that_is_none_of_ours_is_nobody(place: Place, cookie: str) -> None:
    browser = place.browser()
    answer = browser.client.get("/account", headers={b"Cookie": f"mednec={cookie}".encode()})
    assert answer.status_code == 303


def test_a_closed_account_is_out_at_once(place: Place) -> None:
    account = place.account("mira")
    browser = place.browser(account)
    with writing(place.desk.engine) as session:
        session.get_one(AccountRow, account).active = False
    assert browser.get("/account").status_code == 303


def test_signing_out_ends_it_here_and_in_the_database(place: Place) -> None:
    browser = place.browser(place.account("mira"))
    cookie = browser.client.cookies["mednec"]
    answer = browser.send("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert visits(place) == []
    browser.client.cookies.set("mednec", cookie)
    assert browser.get("/account").status_code == 303


def test_signing_out_everywhere_else_leaves_this_one(place: Place) -> None:
    mira, theo = place.account("mira"), place.account("theo")
    here, there, other = place.browser(mira), place.browser(mira), place.browser(theo)
    assert here.send("/account/sessions/end").status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert other.get("/account").status_code == 200


def test_a_new_password_signs_out_everywhere_else(place: Place) -> None:
    mira = place.account("mira", password=PASSWORD)
    here, there = place.browser(mira), place.browser(mira)
    form = {"old": PASSWORD, "new": "six tired otters swim upstream", "again": "six tired otters swim upstream"}
    assert here.send("/account/password", form).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [("", "mednec", False), ("https://review.example", "__Host-mednec", True)],
)
def test_what_the_browser_is_handed(sqlite_url: str, url: str, name: str, secure: bool) -> None:
    place = Place(sqlite_url, settings=WebSettings(public_url=url))
    place.account("mira", password=PASSWORD)
    answer = place.browser().client.post("/sign-in", data={"organisation": ORG, "login": "mira", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{name}=")
    given = {part.strip().casefold() for part in cookie.split(";")[1:]}
    assert {"httponly", "path=/", "samesite=lax"} <= given
    assert ("secure" in given) is secure
    assert not any(part.startswith(("domain", "expires", "max-age")) for part in given)


def test_sessions_that_ended_are_swept(place: Place) -> None:
    mira = place.account("mira")
    place.browser(mira)
    place.clock.go(hours=13)
    place.browser(mira)
    assert len(visits(place)) == 1
