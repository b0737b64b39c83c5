"""One's own account: what stands there, tokens, and what is refused with its reason beside the field."""

from __future__ import annotations

import re

import pytest

from mednec.model.life import Role
from mednec.store.engine import reading
from mednec.store.tables import TokenRow
from mednec.web.accounts import FREE_TRIES
from mednec.web.own_account import MOST_TOKENS
from tests.web.visiting import PASSWORD, Place

TOKENS = "/account/tokens"
NEW = "six tired otters swim upstream"


def test_it_says_who_one_is(place: Place) -> None:
    text = place.browser(place.account("mira", [Role.NURSE, Role.POLICY_AUTHOR])).get("/account").text
    for said in ("Mira", "Harbor Health", "nurse, policy author", "this one", "there is no password here"):
        assert said in text


@pytest.mark.parametrize(
    ("old", "new", "again", "why"),
    [
        ("not this", NEW, NEW, "This is not your present password"),
        (PASSWORD, "short", "short", "at least 12 characters"),
        (PASSWORD, "password123456", "password123456", "guessed first"),
        (PASSWORD, NEW, NEW + "!", "The two are not the same"),
        (PASSWORD, PASSWORD, PASSWORD, "It is the old one"),
        (PASSWORD, "mira mira mira", "mira mira mira", "guessed first"),
        ("", "", "", "not your present password"),
    ],
)
def test_a_password_that_is_not_taken_says_why(place: Place, old: str, new: str, again: str, why: str) -> None:
    browser = place.browser(place.account("mira", password=PASSWORD))
    answer = browser.send("/account/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert why in answer.text
    assert 'aria-invalid="true"' in answer.text
    for typed in {old, new} - {"", "short", "not this"}:
        assert f'value="{typed}"' not in answer.text


def test_guessing_the_password_at_an_open_session_lets_the_account_rest(place: Place) -> None:
    browser = place.browser(place.account("mira", password=PASSWORD))
    form = {"new": NEW, "again": NEW}
    for _ in range(FREE_TRIES):
        assert browser.send("/account/password", form | {"old": "not this"}).status_code == 422
    assert "rests" in browser.send("/account/password", form | {"old": PASSWORD}).text
    place.clock.go(seconds=61)
    assert browser.send("/account/password", form | {"old": PASSWORD}).status_code == 303


def test_a_token_is_shown_once_and_ends_when_it_is_ended(place: Place) -> None:
    browser = place.browser(place.account("mira"))
    made = browser.send(TOKENS, {"label": "nightly <import>", "days": "30"})
    token = re.search(r'<code class="code">(mednec_[\w-]{43})</code>', made.text)
    assert token
    listed = browser.get("/account").text
    assert token[1] not in listed
    assert "nightly &lt;import&gt;" in listed
    key = re.search(r'name="token" value="([0-9a-f]{64})"', listed)
    assert key
    program = place.browser()
    assert program.get("/api/v1/me", Authorization=f"Bearer {token[1]}").status_code == 200
    assert "never</td>" not in browser.get("/account").text  # its use is told
    theirs = place.browser(place.account("theo"))
    assert theirs.send(f"{TOKENS}/end", {"token": key[1]}).status_code == 404
    assert browser.send(f"{TOKENS}/end", {"token": key[1]}).status_code == 303
    assert program.get("/api/v1/me", Authorization=f"Bearer {token[1]}").status_code == 401


@pytest.mark.parametrize("label", ["", "   ", "x" * 101, "a\nb"])
def test_a_token_needs_a_name(place: Place, label: str) -> None:
    answer = place.browser(place.account("mira")).send(TOKENS, {"label": label})
    assert answer.status_code == 422
    assert "Say in a few words what will use it" in answer.text


def test_there_is_an_end_to_tokens(place: Place) -> None:
    browser = place.browser(place.account("mira"))
    for number in range(MOST_TOKENS):
        assert browser.send(TOKENS, {"label": f"number {number}"}).status_code == 200
    assert browser.send(TOKENS, {"label": "one more"}).status_code == 422
    with reading(place.desk.engine) as session:
        assert session.query(TokenRow).count() == MOST_TOKENS
