"""What may be a password, and the work of checking one."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.web.passwords import HASHER, NOBODY_S, first_password, fits, hashed, why_not

GUESSED = "guessed first"


def test_a_password_fits_what_was_kept_of_it_and_nothing_else() -> None:
    kept = hashed("seven grey herons stand still")
    assert kept.startswith("$argon2id$")
    assert fits("seven grey herons stand still", kept)
    assert not fits("seven grey herons stand stil", kept)
    assert not fits("nobody", NOBODY_S + "x")
    assert not fits("", None)


def test_the_work_for_nobody_is_the_work_for_somebody() -> None:
    assert extract_parameters(NOBODY_S) == extract_parameters(HASHER.hash("x"))


@pytest.mark.parametrize(
    "weak",
    [
        "password1234",
        "Passw0rd!2026",
        "qwertyuiop12",
        "123456789012345",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "Welcome-Welcome-1",
        "Summer2026!!!!",
        "iloveyou-iloveyou",
        "mira.harbor2026",
        "alvarez-alvarez",
        "qazwsxedc123!",
        "HarborHealth2026",
    ],
)
def test_what_is_guessed_first_is_refused(weak: str) -> None:
    assert GUESSED in why_not(weak, "mira", "M. Alvarez, RN", "Harbor Health")


@pytest.mark.parametrize(
    "good",
    [
        "seven grey herons stand still",
        "K7#vq-Tz9!mWp2x",
        "correct horse battery staple",
        "μήλα και πορτοκάλια",
        "雨が降ると川が溢れて橋が沈む",
    ],
)
def test_a_sentence_or_a_jumble_may_be_one(good: str) -> None:
    assert why_not(good, "mira", "M. Alvarez, RN", "Harbor Health") == ""


def test_its_length_has_two_ends() -> None:
    assert "at least 12" in why_not("k7vqTz9mWp2")
    assert "at most" in why_not("k7vqTz9mWp2" * 20)


def test_what_is_given_may_be_kept_for_a_while() -> None:
    given_ones = {first_password() for _ in range(200)}
    assert len(given_ones) == 200
    assert not any(why_not(each) for each in given_ones)


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_text_is_judged(typed: str) -> None:
    assert isinstance(why_not(typed, typed, ""), str)
    assert why_not(typed, typed) if typed else True  # one's own name is none, whatever it is
