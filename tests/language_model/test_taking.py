"""The JSON of an answer, wherever a model put it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.language_model.taking import paired, read_into, taken_out
from tests.language_model.asking import Told

GOOD = '{"said": "yes"}'


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (GOOD, GOOD),
        (f"  \n{GOOD}\n", GOOD),
        (f"\ufeff{GOOD}", GOOD),
        (f"```json\n{GOOD}\n```", GOOD),
        (f"```\n{GOOD}\n```", GOOD),
        (f"Here it is:\n```json\n{GOOD}\n```\nMore?", GOOD),
        (f"Here it is: {GOOD} More?", GOOD),
        (f'<think>Perhaps {{"said": "no"}}?</think>\n{GOOD}', GOOD),
        (f'Perhaps {{"said": "no"}}?</think>{GOOD}', GOOD),  # some servers keep the opening mark
        (f"<think>so</think>```json\n{GOOD}\n```", GOOD),
        ('{"said": "a </think> b"}', '{"said": "a </think> b"}'),  # a mark within what is said is none
        ('{"said": "```"}', '{"said": "```"}'),
        ("", None),
        ("no", None),
        ("[1]", None),
        ('"said"', None),
        ('{"said": "ye', None),
        ("{" * 100_000, None),
        ('{"a":' * 100_000, None),
        ("<think>" + GOOD, GOOD),
        (f"```text\nso\n```\n```json\n{GOOD}\n```", GOOD),
        ("```" + "\n" * 20_000 + "x", None),  # must not take long
        ("``` \n" * 5_000 + "x", None),
    ],
)
def test_taken_out(text: str, taken: str | None) -> None:
    assert taken_out(text) == taken


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_whatever_is_said_can_be_written_and_read(text: str) -> None:
    whole = paired(text)
    whole.encode()
    piece, faults = read_into(Told, whole)
    assert bool(piece) != bool(faults)


def test_halves_of_a_letter_are_joined() -> None:
    assert paired("\ud83d\ude00 \ud83d") == "\U0001f600 \ufffd"


def test_what_is_wrong_is_told_without_what_was_said() -> None:
    piece, faults = read_into(Told, '{"said": 71.3, "other": "Quarrel"}')
    assert piece == ""
    assert faults == "said: Input should be a valid string; other: Extra inputs are not permitted"
