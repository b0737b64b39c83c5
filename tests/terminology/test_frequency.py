"""Frequency phrases and the days between doses they stand for."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.terminology.frequency import exact_days, frequency_at, interval_days, months_in, number_word, span_days

PHRASES = {
    "0.25": ["QID", "q.i.d.", "four times a day", "4x/day", "every 6 hours", "q6h"],
    "0.3333": ["TID", "t.i.d.", "three times daily", "q8h", "every 8 hours"],
    "0.5": ["BID", "twice daily", "2x/day", "q12h", "two times per day"],
    "1": ["daily", "once daily", "qd", "q day", "every day", "every 24 hours", "nightly", "at bedtime", "qAM"],
    "2": ["every other day", "QOD", "q2d", "every 2 days", "alternate days"],
    "2.3333": ["three times a week", "3x weekly", "TIW", "Mon, Wed, Fri", "MWF"],
    "3.5": ["twice weekly", "2x/week", "two times a week"],
    "7": ["weekly", "qwk", "once a week", "every week", "q7d", "per week", "every 7 days"],
    "14": ["q2w", "q2wks", "every other week", "every 2 weeks", "every two weeks", "every two (2) weeks", "eow", "q14d",
           "every fortnight", "Q 2 WEEKS"],
    "15.2": ["twice a month", "2x/month"],
    "21": ["q3w", "every 3 weeks", "every third week", "q21 days"],
    "28": ["q4w", "q4wks", "every 4 weeks", "every 28 days", "q 4 weeks"],
    "30.4": ["monthly", "q month", "once a month", "every month", "qmo"],
    "56": ["q8w", "every 8 weeks"],
    "60.9": ["every other month", "every 2 months", "q2mo"],
    "91.3": ["quarterly", "every 3 months", "q3mo", "four times a year"],
    "168": ["every 24 weeks", "q24w"],
    "182.6": ["every 6 months", "q6mo", "twice a year", "semiannually", "q6m"],
    "365": ["yearly", "annually", "once a year", "every 12 months", "every year"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("days", "phrase"), [(days, phrase) for days, phrases in PHRASES.items() for phrase in phrases]
)
def test_a_phrase_has_one_interval(days: str, phrase: str) -> None:
    assert interval_days(phrase) == Decimal(days)


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("biweekly", "two different intervals"),
        ("bimonthly", "two different intervals"),
        ("every 2-4 weeks", "a range"),
        ("every 6 to 8 weeks", "a range"),
        ("q3-4wk", "a range"),
        ("2-3 times a week", "a range"),
        ("every 0 days", "zero"),
        ("every two (3) weeks", "two numbers for one"),
    ],
)
def test_a_phrase_without_one_interval_says_why(phrase: str, why: str) -> None:
    found = frequency_at(phrase)
    assert found is not None
    assert found.interval_days is None
    assert why in found.why


@pytest.mark.parametrize(
    "phrase", ["", "soon", "600 mg", "dailyness", "every", "q", "weekly visits", "every blue moon"]
)
def test_other_words_are_no_frequency(phrase: str) -> None:
    assert interval_days(phrase) is None


def test_a_phrase_is_found_where_it_begins_and_ends_where_it_ends() -> None:
    text = "600 mg q4wks via pump"
    found = frequency_at(text, 7)
    assert found is not None
    assert text[7 : found.end] == "q4wks"
    assert frequency_at(text, 0) is None


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("0.3333", Fraction(1, 3)),
        ("2.3333", Fraction(7, 3)),
        ("3.5", Fraction(7, 2)),
        ("30.4", Fraction(487, 16)),
        ("182.6", 6 * Fraction(487, 16)),
        ("14", Fraction(14)),
    ],
)
def test_the_exact_length_behind_a_rounded_one(written: str, exact: Fraction) -> None:
    assert exact_days(Decimal(written)) == exact


def test_numbers_in_words() -> None:
    assert (number_word("Two"), number_word("twice"), number_word("other"), number_word("many")) == (2, 2, 2, None)


@given(st.integers(1, 120))
def test_months_are_known_again_by_their_days(months: int) -> None:
    assert months_in(span_days(months, "month")) == months


@given(st.text(max_size=30), st.integers(0, 30))
def test_any_text_is_a_frequency_or_none(text: str, start: int) -> None:
    found = frequency_at(text, min(start, len(text)))
    assert found is None or found.end > start
    assert found is None or (found.interval_days is None) == bool(found.why)
