"""The second factor: codes of a device serve once, codes on paper too, and who needs one is asked for it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pyotp
import pytest
from sqlalchemy import select

from mednec.desk.people import person
from mednec.errors import NotAllowed
from mednec.model.life import Role
from mednec.store.engine import reading, writing
from mednec.store.tables import AccountRow, AuditRow, OrganisationRow
from mednec.web.accounts import FREE_TRIES, drop_second_factor
from mednec.web.second_factor import STEP_SECONDS, kept_code, new_paper_codes, step_of
from tests.web.visiting import ORG, PASSWORD, Browser, Place

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FACTOR = "/account/second-factor"
AT = datetime(2026, 4, 8, 10, 12, tzinfo=UTC)


def code_at(at: datetime, secret: str = SECRET, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(at.timestamp()) // STEP_SECONDS + steps)


def test_codes_are_those_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, cut to six digits
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert step_of(secret, code, datetime.fromtimestamp(seconds, UTC), None) == seconds // 30


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(steps: int, right: bool) -> None:
    assert (step_of(SECRET, code_at(AT, steps=steps), AT, None) is not None) is right


def test_a_code_and_all_before_it_serve_once() -> None:
    used = step_of(SECRET, code_at(AT), AT, None)
    assert used is not None
    assert step_of(SECRET, code_at(AT), AT, used) is None
    assert step_of(SECRET, code_at(AT, steps=-1), AT, used) is None
    assert step_of(SECRET, code_at(AT, steps=1), AT, used) == used + 1


@pytest.mark.parametrize("typed", ["", "1", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16", "0" * 500])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert step_of(SECRET, typed, AT, None) is None


def test_paper_codes_are_read_however_they_are_typed() -> None:
    codes = new_paper_codes()
    assert len(set(codes)) == 10
    assert kept_code(codes[0]) == kept_code(f" {codes[0].upper().replace('-', ' ')} ")
    assert codes[0] not in kept_code(codes[0])


def put_on(browser: Browser, place: Place) -> tuple[str, list[str]]:
    """Put a second factor on through the pages; gives its secret and the codes for paper."""
    text = browser.get(FACTOR).text
    secret = re.search(r"type this secret: <span class=\"mono\">([A-Z2-7 ]+)<", text)
    sealed = re.search(r'name="sealed" value="([^"]+)"', text)
    assert secret
    assert sealed
    plain = secret[1].replace(" ", "")
    assert plain not in sealed[1]
    answer = browser.send(FACTOR, {"sealed": sealed[1], "code": code_at(place.clock(), plain)}, page=FACTOR)
    assert answer.status_code == 200, answer.text
    return plain, re.findall(r'<li class="code">([a-z0-9-]+)</li>', answer.text)


def signed_in_with(place: Place, code: str) -> bool:
    """Whether password and this code open a session in full."""
    browser = place.browser()
    form = {"organisation": ORG, "login": "mira", "password": PASSWORD}
    answer = browser.client.post("/sign-in", data=form)
    assert answer.headers["location"] == "/sign-in/code?next=/"
    assert browser.get("/account").headers["location"] == "/sign-in/code"  # nothing opens before
    before = browser.client.cookies["mednec"]
    answer = browser.send("/sign-in/code", {"code": code}, page="/sign-in/code")
    if answer.status_code == 422:
        assert "This code does not fit" in answer.text
        return False
    assert browser.client.cookies["mednec"] != before
    return browser.get("/account").status_code == 200


def test_a_whole_life_of_a_second_factor(place: Place) -> None:
    account = place.account("mira", password=PASSWORD)
    browser, elsewhere = place.browser(account), place.browser(account)
    secret, papers = put_on(browser, place)
    assert len(papers) == 10
    assert "On." in browser.get("/account").text  # this session showed a code just now
    assert elsewhere.get("/account").headers["location"].startswith("/sign-in?")
    with reading(place.desk.engine) as session:
        row = session.get_one(AccountRow, account)
    assert secret.encode() not in (row.totp or b"")
    assert not signed_in_with(place, code_at(place.clock(), secret))  # it served when the factor was put on
    place.clock.go(seconds=30)
    assert signed_in_with(place, code_at(place.clock(), secret))
    assert not signed_in_with(place, code_at(place.clock(), secret))
    assert signed_in_with(place, papers[3].upper())
    assert not signed_in_with(place, papers[3])
    with reading(place.desk.engine) as session:
        told = session.scalars(select(AuditRow.act).where(AuditRow.org == ORG).order_by(AuditRow.number)).all()
    assert told == [
        "put second factor",
        "sign in failed",
        "sign in",
        "sign in failed",
        "use paper code",
        "sign in",
        "sign in failed",
    ]


def test_guessing_codes_lets_the_account_rest(place: Place) -> None:
    account = place.account("mira", password=PASSWORD)
    secret, papers = put_on(place.browser(account), place)
    for _ in range(FREE_TRIES):
        assert not signed_in_with(place, "000000")
    place.clock.go(seconds=30)
    browser = place.browser(account)
    for code in (code_at(place.clock(), secret), papers[0]):
        assert browser.send("/sign-in/code", {"code": code}, page="/sign-in/code").status_code == 422


def test_a_wrong_first_code_keeps_the_picture(place: Place) -> None:
    browser = place.browser(place.account("mira"))
    text = browser.get(FACTOR).text
    sealed = re.search(r'name="sealed" value="([^"]+)"', text)
    secret = re.search(r"[A-Z2-7]{4} [A-Z2-7 ]{30,}", text)
    assert sealed
    assert secret
    answer = browser.send(FACTOR, {"sealed": sealed[1], "code": "000000"}, page=FACTOR)
    assert answer.status_code == 422
    assert secret[0] in answer.text


def test_a_secret_of_somebody_else_is_not_taken(place: Place) -> None:
    theirs = re.search(r'name="sealed" value="([^"]+)"', place.browser(place.account("theo")).get(FACTOR).text)
    assert theirs
    mine = place.browser(place.account("mira"))
    for sealed in (theirs[1], "", "AAAA", theirs[1][:-4]):
        answer = mine.send(FACTOR, {"sealed": sealed, "code": "000000"})
        assert answer.status_code == 422
        assert "changed on its way" in answer.text


@pytest.mark.parametrize(
    ("asked_of", "role", "asked"),
    [
        ("", Role.PHYSICIAN, False),
        ("physicians", Role.NURSE, False),
        ("physicians", Role.PHYSICIAN, True),
        ("everybody", Role.NURSE, True),
    ],
)
def test_who_must_have_one_is_brought_there_first(place: Place, asked_of: str, role: Role, asked: bool) -> None:
    with writing(place.desk.engine) as session:
        session.get_one(OrganisationRow, ORG).settings = {"second_factor": asked_of}
    browser = place.browser(place.account("mira", [role]))
    answer = browser.get("/account")
    assert answer.status_code == (303 if asked else 200)
    if asked:
        assert answer.headers["location"] == FACTOR
        assert "Your organisation asks for one" in browser.get(FACTOR).text
        assert browser.send("/sign-out", page=FACTOR).status_code == 303


def test_taking_it_off_needs_the_password(place: Place) -> None:
    account = place.account("mira", password=PASSWORD)
    put_on(place.browser(account), place)
    browser = place.browser(account, second_factor=True)
    for act in ("off", "codes"):
        answer = browser.send(f"{FACTOR}/{act}", {"password": "not this"})
        assert answer.status_code == 422
        assert "This is not your password" in answer.text
    assert "serve no longer" in browser.send(f"{FACTOR}/codes", {"password": PASSWORD}).text
    assert browser.send(f"{FACTOR}/off", {"password": PASSWORD}).status_code == 303
    assert "Off." in browser.get("/account").text


def test_an_administrator_takes_it_off_for_who_lost_the_device(place: Place) -> None:
    account, boss = place.account("mira", password=PASSWORD), place.account("boss", [Role.ADMINISTRATOR])
    put_on(place.browser(account), place)
    with pytest.raises(NotAllowed):
        drop_second_factor(place.desk, person(place.desk, place.account("nurse")), account)
    drop_second_factor(place.desk, person(place.desk, boss), account)
    assert place.browser(account).get("/account").status_code == 200
