"""Signing in through a provider: with a real one, and with everything it might say wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from mednec.errors import NotAllowed
from mednec.model.life import Role
from mednec.store.engine import reading, writing
from mednec.store.tables import AccountRow, OrganisationRow
from mednec.web.identity import Begun, UnknownKey, checked
from mednec.web.oidc import opened, sealed
from mednec.web.settings import Provider, WebSettings
from tests.web.provider import BACK, CLIENT, SECRET, running_provider, way_through
from tests.web.visiting import OTHER_ORG, Browser, Clock, Place

START = "/sign-in/with/house"
ROLES = (("um-nurses", "nurse"), ("um-physicians", "physician"))
NOW = datetime(2026, 4, 8, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running_provider() as running:
        yield running


@pytest.fixture
def provider(issuer: str) -> Provider:
    return Provider(
        name="house",
        label="Harbor sign-in",
        org="Harbor Health",
        issuer=issuer,
        client_id=CLIENT,
        client_secret=SECRET,
        scopes=("openid", "profile", "groups"),
        roles=ROLES,
    )


def place_of(url: str, provider: Provider) -> Place:
    """A place whose clock is the provider's, which asks the real one."""
    return Place(url, clock=Clock(datetime.now(UTC)), settings=WebSettings(providers=(provider,)))


def sign_in(browser: Browser, person: str, start: str = START) -> Any:
    """The answer to coming back from the provider."""
    there = browser.get(start)
    assert there.status_code == 303
    back = way_through(there.headers["location"], person)
    return browser.get(back.removeprefix("http://localhost"))


def account(place: Place, subject: str) -> AccountRow | None:
    with reading(place.desk.engine) as session:
        return session.query(AccountRow).filter_by(subject=subject).one_or_none()


def test_who_has_a_role_gets_an_account_and_a_session(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    browser = place.browser()
    assert "Sign in with Harbor sign-in" in browser.get("/sign-in").text
    answer = sign_in(browser, "u-theo", f"{START}?next=/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "Theo Brandt" in browser.get("/account").text
    row = account(place, "u-theo")
    assert row
    assert (row.login, row.roles, row.password, row.issuer) == ("theo", ["nurse", "physician"], None, provider.issuer)
    assert "mednec-sign-in" not in browser.client.cookies
    sign_in(place.browser(), "u-theo")
    with reading(place.desk.engine) as session:
        assert session.query(AccountRow).count() == 1


def test_what_is_sent_to_the_provider(sqlite_url: str, provider: Provider) -> None:
    browser = place_of(sqlite_url, provider).browser()
    one, two = (parse_qs(urlsplit(browser.get(START).headers["location"]).query) for _ in range(2))
    assert one["code_challenge_method"] == ["S256"]
    assert one["redirect_uri"] == [BACK]
    assert one["response_type"] == ["code"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name][0]) == 43
        assert one[name] != two[name]
    assert SECRET not in str(one)


def test_who_has_no_role_is_told_so(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    answer = sign_in(place.browser(), "u-olga")
    assert answer.status_code == 403
    assert "None of your groups has a role here" in answer.text
    assert account(place, "u-olga") is None


def test_roles_follow_the_provider_at_each_sign_in(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    sign_in(place.browser(), "u-theo")
    with writing(place.desk.engine) as session:
        session.query(AccountRow).one().roles = ["administrator"]
    sign_in(place.browser(), "u-theo")
    row = account(place, "u-theo")
    assert row
    assert row.roles == ["nurse", "physician"]


def test_without_provisioning_only_known_people_come_in(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, replace(provider, provisions=False))
    answer = sign_in(place.browser(), "u-mira")
    assert answer.status_code == 403
    assert "no account for you here yet" in answer.text
    with writing(place.desk.engine) as session:
        row = session.get_one(AccountRow, place.account("somebody", [Role.NURSE]))
        row.issuer, row.subject = provider.issuer, "u-mira"
    assert sign_in(place.browser(), "u-mira").status_code == 303


def test_nobody_takes_over_an_account_by_having_its_login(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    place.account("mira", [Role.ADMINISTRATOR])
    browser = place.browser()
    assert sign_in(browser, "u-mira").status_code == 303
    row = account(place, "u-mira")
    assert row
    assert (row.login, row.roles) == ("house/u-mira", ["nurse"])


def test_a_closed_account_stays_closed(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    sign_in(place.browser(), "u-mira")
    with writing(place.desk.engine) as session:
        session.query(AccountRow).one().active = False
    answer = sign_in(place.browser(), "u-mira")
    assert answer.status_code == 403
    assert "was closed" in answer.text


def test_an_account_of_another_organisation_is_not_opened(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    with writing(place.desk.engine) as session:
        row = session.get_one(AccountRow, place.account("somebody", org=OTHER_ORG))
        row.issuer, row.subject = provider.issuer, "u-mira"
    assert sign_in(place.browser(), "u-mira").status_code == 403


@pytest.mark.parametrize(("vouched", "asked"), [(False, True), (True, False)])
def test_a_second_factor_that_is_asked_for(sqlite_url: str, provider: Provider, vouched: bool, asked: bool) -> None:
    place = place_of(sqlite_url, replace(provider, second_factor=vouched))
    with writing(place.desk.engine) as session:
        for org in session.query(OrganisationRow):
            org.settings = {"second_factor": "physicians"}
    browser = place.browser()
    sign_in(browser, "u-theo")
    answer = browser.get("/account")
    assert answer.status_code == (303 if asked else 200)


def _begun(place: Place, browser: Browser) -> Begun:
    found = opened(place.desk, "house", browser.client.cookies["mednec-sign-in"])
    assert found
    return found


def test_a_wrong_nonce_is_refused(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    browser = place.browser()
    back = way_through(browser.get(START).headers["location"], "u-mira")
    other = sealed(place.desk, replace(_begun(place, browser), nonce="n" * 43))
    browser.client.cookies.clear()
    browser.client.cookies.set("mednec-sign-in", other)
    answer = browser.get(back.removeprefix("http://localhost"))
    assert answer.status_code == 403
    assert "belongs to another sign-in" in answer.text


def test_a_wrong_verifier_is_refused_by_the_provider(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    browser = place.browser()
    back = way_through(browser.get(START).headers["location"], "u-mira")
    other = sealed(place.desk, replace(_begun(place, browser), verifier="v" * 43))
    browser.client.cookies.clear()
    browser.client.cookies.set("mednec-sign-in", other)
    answer = browser.get(back.removeprefix("http://localhost"))
    assert answer.status_code == 403
    assert "did not accept this sign-in" in answer.text


def test_another_browser_cannot_finish_it(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    one, two = place.browser(), place.browser()
    back = way_through(one.get(START).headers["location"], "u-mira").removeprefix("http://localhost")
    two.get(START)  # it began one of its own
    for browser in (place.browser(), two):
        answer = browser.get(back)
        assert answer.status_code == 403
        assert "not begun in this browser" in answer.text
    assert one.get(back).status_code == 303
    assert one.get(back).status_code == 403  # and it serves once


def test_what_took_too_long_is_begun_again(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    browser = place.browser()
    back = way_through(browser.get(START).headers["location"], "u-mira").removeprefix("http://localhost")
    place.clock.go(minutes=10)
    assert "too long ago" in browser.get(back).text


def test_what_holds_no_longer_is_refused(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    place.clock.go(hours=2)  # our clock, not the provider's
    answer = sign_in(place.browser(), "u-mira")
    assert answer.status_code == 403
    assert "holds no longer; one of the clocks may be wrong" in answer.text


def test_the_person_may_decline(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, provider)
    browser = place.browser()
    browser.get(START)
    state = _begun(place, browser).state
    answer = browser.get(f"{START}/back?error=access_denied&state={state}&error_description=%3Cscript%3E")
    assert answer.status_code == 403
    assert "did not sign you in" in answer.text
    assert "<script>" not in answer.text.split("<main")[1]


@pytest.mark.parametrize(("client", "secret"), [(CLIENT, "wrong"), ("nobody", SECRET)])
def test_a_wrong_setting_is_told(sqlite_url: str, provider: Provider, client: str, secret: str) -> None:
    place = place_of(sqlite_url, replace(provider, client_id=client, client_secret=secret))
    browser = place.browser()
    browser.get(START)
    state = _begun(place, browser).state
    answer = browser.get(f"{START}/back?code=x&state={state}")
    assert answer.status_code == 403
    assert "did not accept" in answer.text


def test_a_provider_that_is_away_is_told(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, replace(provider, issuer="http://127.0.0.1:9"))
    answer = place.browser().get(START)
    assert answer.status_code == 502
    assert "Harbor sign-in does not answer" in answer.text


def test_a_provider_of_another_name_is_not_asked(sqlite_url: str, provider: Provider) -> None:
    place = place_of(sqlite_url, replace(provider, issuer=provider.issuer + "/"))
    assert "calls itself by another name" in place.browser().get(START).text
    assert place.browser().get("/sign-in/with/nobody").status_code == 404


# What a provider might say wrongly, with keys of our own.

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)
CURVE = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"}, private=True)
KEYS = KeySet([KEY, CURVE])
SAYS = {
    "iss": "https://id.example",
    "aud": "us",
    "sub": "u-1",
    "nonce": "n",
    "iat": int(NOW.timestamp()),
    "exp": int((NOW + timedelta(minutes=5)).timestamp()),
}
KNOWN = Provider(name="x", label="X", org="o", issuer="https://id.example", client_id="us", client_secret="s")


def said(change: dict[str, object], key: Any = KEY, alg: str = "RS256", kid: str = "one") -> str:
    claims = {name: value for name, value in (SAYS | change).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": kid}, claims, key, algorithms=[alg])


def test_what_is_said_rightly_is_taken() -> None:
    for token in (said({}), said({}, CURVE, "ES256", "two"), said({"aud": ["us"]})):
        assert checked(KNOWN, token, KEYS, "n", NOW)["sub"] == "u-1"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"aud": "another"}, "meant for another program"),
        ({"aud": ["another"]}, "meant for another program"),
        ({"aud": ["us", "another"]}, "meant for another program"),
        ({"aud": ["us", "another"], "azp": "another"}, "meant for another program"),
        ({"aud": None}, "meant for another program"),
        ({"iss": "https://other.example"}, "not said by"),
        ({"iss": None}, "not said by"),
        ({"exp": int((NOW - timedelta(seconds=61)).timestamp())}, "holds no longer"),
        ({"exp": None}, "holds no longer"),
        ({"iat": None}, "lacks something"),
        ({"iat": int((NOW + timedelta(minutes=3)).timestamp())}, "lacks something"),
        ({"nonce": "another"}, "belongs to another sign-in"),
        ({"nonce": None}, "belongs to another sign-in"),
        ({"sub": None}, "lacks something"),
        ({"sub": ""}, "lacks something"),
        ({"nbf": int((NOW + timedelta(minutes=3)).timestamp())}, "lacks something"),
    ],
)
def test_what_is_said_wrongly_is_refused(change: dict[str, object], why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        checked(KNOWN, said(change), KEYS, "n", NOW)


def test_who_did_not_sign_is_refused() -> None:
    stranger = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
    shared = OctKey.import_key("s" * 32)
    header, claims, signature = said({}).split(".")
    unsigned = "eyJhbGciOiJub25lIn0." + claims + "."
    for token in (
        said({}, stranger),
        said({}, shared, "HS256"),
        unsigned,
        f"{header}.{claims}.",
        f"{header}.{claims[:-2]}AA.{signature}",
        "",
        "x",
        "a.b.c.d.e",
    ):
        with pytest.raises(NotAllowed, match="not signed by it"):
            checked(KNOWN, token, KEYS, "n", NOW)
    with pytest.raises(UnknownKey):
        checked(KNOWN, said({}, RSAKey.generate_key(2048, {"kid": "new"}, private=True), kid="new"), KEYS, "n", NOW)
