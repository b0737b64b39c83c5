"""Settings as they are typed: every setting there is, its example read and written back, and what cannot be."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.errors import MednecError
from mednec.law.settings import FIELDS, adopted_from, plan_from
from mednec.law.typed import BY_NAME, SETTINGS, Setting, changed, text_of, value_of
from mednec.model.law import TimeUnit


def test_every_setting_that_is_read_can_be_typed() -> None:
    assert sorted(BY_NAME) == list(FIELDS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_its_example_is_read_and_written_back(setting: Setting) -> None:
    value = value_of(setting.name, setting.example)
    assert text_of(value) == setting.example
    assert json.loads(json.dumps(value)) == value


def test_all_examples_together_are_settings() -> None:
    found = changed({"retention_days": 9}, {setting.name: setting.example for setting in SETTINGS})
    assert found["retention_days"] == 9
    assert adopted_from(found).accreditors == ("ncqa",)
    assert str(plan_from(found, "").appeal_within) == "180 calendar days"


def test_an_empty_text_takes_a_setting_away() -> None:
    assert changed({"plan_phone": "1", "plan_fax": "2"}, {"plan_phone": " "}) == {"plan_fax": "2"}


def test_rules_are_adopted_all_none_or_by_their_ids() -> None:
    assert [value_of("unverified_rules", text) for text in ("yes", "No", "a-row\n b-row ")] == [
        True,
        False,
        ["a-row", "b-row"],
    ]
    adopted = adopted_from({"unverified_rules": ["a-row", "b-row"]})
    assert (adopted.unverified, adopted.rows) == (False, frozenset({"a-row", "b-row"}))


@given(st.integers(1, 400), st.sampled_from(TimeUnit), st.booleans())
def test_a_time_is_read_as_it_is_said(amount: int, unit: TimeUnit, capitals: bool) -> None:
    said = f"{amount} {unit.value if amount != 1 else unit.value.removesuffix('s')}"
    value = value_of("clock_standard", said.upper() if capitals else said)
    assert value == {"amount": amount, "unit": unit.value}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("colour", "red", "settings: colour: there is no such setting"),
        ("clock_tolls", "perhaps", "is yes or no, not 'perhaps'"),
        ("clock_standard", "soon", "is a time, as 7 calendar days, not 'soon'"),
        ("clock_standard", "0 hours", "settings: clock_standard.amount"),
        ("clock_standard", "7 moons", "not '7 moons'"),
        ("state", "New York", "settings: state"),
        ("time_zone", "Mars", "no such time zone"),
        ("days_off", "2026-12-25\nChristmas", "settings: days_off.1"),
    ],
)
def test_what_cannot_be_is_one_clear_line(name: str, text: str, says: str) -> None:
    with pytest.raises(MednecError) as caught:
        value_of(name, text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
