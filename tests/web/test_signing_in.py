"""Signing in: what fits, what does not, how often, and what an outsider can learn from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from mednec.desk.people import person
from mednec.errors import NotAllowed, NotFound
from mednec.model.life import Role
from mednec.store.engine import reading, writing
from mednec.store.tables import AccountRow, AuditRow, OrganisationRow, VisitRow
from mednec.web.accounts import FREE_TRIES, give_password
from tests.web.visiting import ORG, OTHER_ORG, PASSWORD, Browser, Place

LOGIN = {"organisation": "harbor health", "login": "mira", "password": PASSWORD}
NO_FIT = "Login and password do not fit"


def acts(place: Place, org: str = ORG) -> list[str]:
    """What the audit tells, in its order."""
    with reading(place.desk.engine) as session:
        return list(session.scalars(select(AuditRow.act).where(AuditRow.org == org).order_by(AuditRow.number)))


def row(place: Place, account: str) -> AccountRow:
    with reading(place.desk.engine) as session:
        found = session.get(AccountRow, account)
    assert found is not None
    return found


def sign_in(browser: Browser, **other: str) -> int:
    return browser.client.post("/sign-in", data=LOGIN | other).status_code


@pytest.fixture
def mira(place: Place) -> str:
    """A nurse who has a password."""
    return place.account("mira", password=PASSWORD)


@pytest.mark.usefixtures("mira")
def test_who_fits_goes_on_to_where_they_wanted_to_go(place: Place) -> None:
    answer = place.browser().client.post("/sign-in", data=LOGIN | {"next": "/cases/4f"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/4f")
    assert acts(place) == ["sign in"]


@pytest.mark.parametrize("elsewhere", ["//bad.example", "https://bad.example", "/\\bad.example", "/a\r\nX: y", "bad"])
@pytest.mark.usefixtures("mira")
def test_nobody_is_sent_to_another_site(place: Place, elsewhere: str) -> None:
    answer = place.browser().client.post("/sign-in", data=LOGIN | {"next": elsewhere})
    assert answer.headers["location"] == "/"


def test_an_administrator_comes_to_a_page_that_is_theirs(place: Place) -> None:
    place.account("mira", [Role.ADMINISTRATOR], password=PASSWORD)
    assert place.browser().client.post("/sign-in", data=LOGIN).headers["location"] == "/policies"


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "another one altogether"},
        {"login": "nobody"},
        {"organisation": "Upland Plan"},
        {"organisation": ""},
        {"login": ""},
        {"password": ""},
        {"login": "closed"},
        {"login": "provided"},
    ],
)
@pytest.mark.usefixtures("mira")
def test_every_failure_is_told_alike(place: Place, wrong: dict[str, str]) -> None:
    place.account("provided")  # signs in through a provider only
    with writing(place.desk.engine) as session:
        session.get_one(AccountRow, place.account("closed", password=PASSWORD)).active = False
    plain = place.browser().client.post("/sign-in", data=LOGIN | {"password": "not this"})
    said = place.browser().client.post("/sign-in", data=LOGIN | wrong)
    assert (said.status_code, plain.status_code) == (422, 422)
    assert NO_FIT in said.text
    typed = {"login": LOGIN["login"], "organisation": LOGIN["organisation"]} | wrong
    for name in ("login", "organisation"):
        assert f'name="{name}" type="text" value="{typed[name]}"' in said.text  # what was typed is kept
    assert PASSWORD not in said.text
    assert "set-cookie" not in said.headers


@contextmanager
def counted_work() -> Iterator[list[str]]:
    """The digests that passwords were checked against."""
    seen: list[str] = []

    verify = PasswordHasher.verify

    def spy(hasher: PasswordHasher, kept: str, password: str) -> bool:
        seen.append(kept)
        return verify(hasher, kept, password)

    with patch.object(PasswordHasher, "verify", spy):
        yield seen


@pytest.mark.usefixtures("mira")
def test_an_unknown_login_costs_as_much_work(place: Place) -> None:
    browser = place.browser()
    with counted_work() as seen:
        sign_in(browser, login="nobody")
        sign_in(browser, password="not this")
    assert len(seen) == 2
    known, unknown = (kept.split("$")[2:4] for kept in seen)
    assert known == unknown  # same version, same memory, passes and lanes


def test_an_account_rests_after_failures_and_longer_each_time(place: Place, mira: str) -> None:
    browser = place.browser()
    for _ in range(FREE_TRIES):
        sign_in(browser, password="not this")
    assert sign_in(browser) == 422  # right, but it rests
    assert row(place, mira).failed == FREE_TRIES
    place.clock.go(seconds=61)
    assert sign_in(browser, password="not this") == 422
    place.clock.go(seconds=61)
    assert sign_in(browser) == 422  # two minutes now
    place.clock.go(seconds=60)
    assert sign_in(browser) == 303
    assert (row(place, mira).failed, row(place, mira).locked_until) == (0, None)
    assert acts(place) == ["sign in failed"] * 6 + ["sign in"]


def test_who_keeps_trying_does_not_keep_the_person_out(place: Place, mira: str) -> None:
    browser = place.browser()
    for _ in range(FREE_TRIES + 10):
        sign_in(browser, password="not this")
    place.clock.go(seconds=61)
    assert row(place, mira).failed == FREE_TRIES
    assert sign_in(browser) == 303


def test_the_rest_is_never_longer_than_a_quarter_of_an_hour(place: Place, mira: str) -> None:
    with writing(place.desk.engine) as session:
        session.get_one(AccountRow, mira).failed = 1_000
    browser = place.browser()
    sign_in(browser, password="not this")
    place.clock.go(minutes=15)
    assert sign_in(browser) == 303


def test_the_same_login_at_two_organisations_are_two_people(place: Place, mira: str) -> None:
    place.account("mira2", org=OTHER_ORG, password="six tired otters swim upstream")
    with writing(place.desk.engine) as session:
        session.get_one(AccountRow, "a-mira2").login = "mira"
    assert sign_in(place.browser(), organisation="Upland Plan") == 422
    assert sign_in(place.browser(), organisation="org-two", password="six tired otters swim upstream") == 303
    assert row(place, mira).failed == 0
    assert acts(place, OTHER_ORG) == ["sign in failed", "sign in"]


@pytest.mark.usefixtures("mira")
def test_letters_of_a_login_may_be_written_large_or_small(place: Place) -> None:
    assert sign_in(place.browser(), login=" MIRA ") == 303
    with writing(place.desk.engine) as session:  # unless there are two who differ in that only
        session.get_one(AccountRow, place.account("other", password=PASSWORD)).login = "Mira"
    assert sign_in(place.browser(), login="MIRA") == 422
    assert sign_in(place.browser(), login="mira") == 303


def test_a_password_that_was_given_is_changed_first(place: Place) -> None:
    account = place.account("mira")
    first = give_password(place.desk, None, account)
    browser = place.browser()
    assert sign_in(browser, password=first) == 303
    for path in ("/account", "/account/second-factor"):
        assert browser.get(path).headers["location"] == "/account/password"
    assert "Choose a password of your own" in browser.get("/account/password").text
    form = {"old": first, "new": PASSWORD, "again": PASSWORD}
    assert browser.send("/account/password", form, page="/account/password").status_code == 303
    assert browser.get("/account").status_code == 200
    assert sign_in(place.browser(), password=first) == 422
    assert sign_in(place.browser()) == 303
    assert acts(place) == ["give password", "sign in", "change password", "sign in failed", "sign in"]


def test_only_an_administrator_gives_a_password_and_only_to_their_own(place: Place) -> None:
    theirs = place.account("theirs", org=OTHER_ORG)
    boss, nurse = place.account("boss", [Role.ADMINISTRATOR]), place.account("nurse")
    with pytest.raises(NotAllowed):
        give_password(place.desk, person(place.desk, nurse), boss)
    with pytest.raises(NotFound):
        give_password(place.desk, person(place.desk, boss), theirs)
    assert len(give_password(place.desk, person(place.desk, boss), nurse)) == 24


@pytest.mark.usefixtures("mira")
def test_one_organisation_is_not_asked_for(place: Place) -> None:
    assert 'name="organisation"' in place.browser().get("/sign-in").text
    with writing(place.desk.engine) as session:
        session.delete(session.get_one(OrganisationRow, OTHER_ORG))
    browser = place.browser()
    assert 'name="organisation"' not in browser.get("/sign-in").text
    assert sign_in(browser, organisation="") == 303


def test_who_is_signed_in_already_goes_on(place: Place, mira: str) -> None:
    browser = place.browser(mira)
    assert browser.get("/sign-in").headers["location"] == "/"
    assert browser.get("/sign-in?next=/account").headers["location"] == "/account"
    assert browser.get("/sign-in?next=//bad.example").headers["location"] == "/"


@pytest.mark.usefixtures("mira")
def test_signing_in_opens_a_fresh_session_and_ends_the_one_before(place: Place) -> None:
    browser = place.browser()
    browser.client.cookies.set("mednec", "chosen-by-somebody-else", domain="localhost.local", path="/")
    sign_in(browser)
    one = browser.client.cookies["mednec"]
    sign_in(browser)
    two = browser.client.cookies["mednec"]
    assert len({"chosen-by-somebody-else", one, two}) == 3
    with reading(place.desk.engine) as session:
        assert len(session.scalars(select(VisitRow)).all()) == 1
