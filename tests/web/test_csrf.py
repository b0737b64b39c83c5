"""Forms count only from our own pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.web.access import PUBLIC, May
from mednec.web.app import build_app
from mednec.web.csrf import masked, new_token, unmasked
from tests.web.routes import dependencies, routes
from tests.web.visiting import PASSWORD, Browser, Place

ACT = "/account/sessions/end"


@pytest.fixture
def browser(place: Place) -> Browser:
    return place.browser(place.account("mira"))


def test_a_token_differs_in_each_page_and_is_the_same_below() -> None:
    token = new_token()
    assert len({masked(token) for _ in range(50)}) == 50
    assert {unmasked(masked(token)) for _ in range(50)} == {token}


@given(st.text(max_size=100))
def test_what_is_no_token_is_none(sent: str) -> None:
    assert unmasked(sent) in ("", unmasked(sent).lower())


def test_a_form_of_our_page_counts(browser: Browser) -> None:
    assert browser.send(ACT).status_code == 303


def test_a_script_of_our_page_sends_it_in_a_header(browser: Browser) -> None:
    token = browser.token("/account")
    assert browser.client.post(ACT, headers={"X-CSRF": token}).status_code == 303
    assert browser.client.post(ACT, headers={"X-CSRF": token[:-2]}, data={"csrf": token}).status_code == 403


@pytest.mark.parametrize("sent", ["", "x", "A" * 86, "\u00e9"])
def test_without_its_token_a_form_does_not_count(browser: Browser, sent: str) -> None:
    answer = browser.client.post(ACT, data={"csrf": sent})
    assert answer.status_code == 403
    assert "belongs to another session" in answer.text


def test_the_token_of_somebody_else_does_not_count(place: Place, browser: Browser) -> None:
    theirs = place.browser(place.account("theo")).token("/account")
    assert browser.client.post(ACT, data={"csrf": theirs}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "counts"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),  # what a browser says of a page without referrer
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "null"}, True),  # an old browser; the token decides
        ({"Origin": "http://bad.example"}, False),
        ({"Origin": "http://localhost.bad.example"}, False),
    ],
)
def test_what_the_browser_says_of_the_sender(browser: Browser, headers: dict[str, str], counts: bool) -> None:
    assert browser.send(ACT, None, page="/account", **headers).status_code == (303 if counts else 403)


@pytest.mark.parametrize("origin", ["http://bad.example", "null"])
def test_nobody_is_signed_in_from_another_site(place: Place, origin: str) -> None:
    place.account("mira", password=PASSWORD)
    answer = place.browser().client.post("/sign-in", data={}, headers={"Origin": origin})
    assert answer.status_code == 403


def test_every_route_asks_who_may_or_is_known_to_be_public(place: Place) -> None:
    """`May` is where a session, its token and the act are looked at: a route without it would be open to all."""
    seen = {}
    for route in routes(build_app(place.desk, place.settings)):
        seen[route.path] = any(isinstance(each, May) for each in dependencies(route))
    assert {path for path, asks in seen.items() if not asks} == PUBLIC & set(seen)
    assert len(seen) > 20
