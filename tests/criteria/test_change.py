"""Then against now: like with like, and only with a first dose between them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mednec.model.finding import Finding, Period
from mednec.model.words import Assertion, Direction, Result, Status, TrialOutcome
from tests.criteria.made import (
    LETTER,
    MET,
    NOT_MET,
    OPEN,
    SPLIT,
    came_out,
    counted,
    given,
    had,
    judged,
    measured,
    stated,
    status,
    turned,
)

START = given(date(2026, 1, 10))
THEN, NOW = date(2026, 1, 2), date(2026, 4, 20)


def before(value: str, **more: Any) -> Finding:
    return measured(f"M {value} before", value, on=THEN, **more)


def after(value: str, **more: Any) -> Finding:
    return measured(f"M {value} now", value, on=NOW, **more)


@pytest.mark.parametrize(
    ("slots", "found", "expected"),
    [
        ({}, (), OPEN),
        ({}, (before("100"), after("60")), OPEN),  # no first dose
        ({}, (START, before("100")), OPEN),
        ({}, (START, after("60")), OPEN),
        ({}, (START, before("100"), after("75")), MET),
        ({}, (START, before("100"), after("76")), NOT_MET),
        ({}, (START, before("100"), after("130")), NOT_MET),
        ({}, (START, before("0"), after("0")), NOT_MET),  # nothing fell
        ({}, (START, before("100", document=LETTER), after("75")), OPEN),
        ({"better": "higher"}, (START, before("100"), after("125")), MET),
        ({"better": "higher"}, (START, before("100"), after("75")), NOT_MET),
        ({"by": 4, "by_percent": None}, (START, before("10"), after("6")), MET),
        ({"by": 4, "by_percent": None}, (START, before("10"), after("7")), NOT_MET),
        ({"or_normal": True}, (START, before("100"), after("90", high=Decimal(95))), MET),
        ({"or_normal": True}, (START, before("100"), after("90", high=Decimal(80))), NOT_MET),
        ({"within_days": 10}, (START, before("100"), after("60")), OPEN),
        ({}, (START, before("1000", unit="mg"), after("1", unit="g")), NOT_MET),  # the same amount
        ({}, (START, before("2", unit="g"), after("900", unit="mg")), MET),
        ({}, (START, before("100", unit="mL"), after("60", unit="mg")), OPEN),
        ({}, (START, before("120", scale=Decimal(150)), after("70", scale=Decimal(80))), OPEN),
        ({"of": ["measures"]}, (START, before("100"), measured("N 20 now", "20", "measure-n", on=NOW)), OPEN),
        ({}, (START, before("100"), after("60", comparator=">")), OPEN),
        ({}, (START, before("100"), after("90", comparator="<")), OPEN),
        ({}, (START, before("100", comparator=">"), after("60")), MET),
        ({}, (START, measured("M 100 on the day", "100", on=date(2026, 1, 10)), after("60")), OPEN),
        ({}, (START, before("100"), after("60"), measured("M 95 last", "95", on=date(2026, 4, 29))), NOT_MET),
    ],
)
def test_change(slots: dict[str, Any], found: tuple[Finding, ...], expected: Status) -> None:
    asked = {"of": ["measure-m"], "better": "lower", "by_percent": 25, **slots}
    assert status("change", {k: v for k, v in asked.items() if v is not None}, *found) is expected


def test_both_values_are_cited_and_said() -> None:
    found = judged("change", {"of": ["measure-m"], "better": "lower", "by": 4}, START, before("10"), after("6"))
    assert [c.quote for c in found.because] == ["M 6 now", "M 10 before"]
    assert found.note == "10 on 2026-01-02 to 6 on 2026-04-20"


def test_a_measurement_that_was_put_off_is_shown() -> None:
    put_off = came_out("M deferred.", "measure-m", Result.NOT_DONE)
    found = judged("change", {"of": ["measure-m"], "better": "lower", "by": 4}, START, before("10"), put_off)
    assert (found.status, [c.quote for c in found.contrary]) == (OPEN, ["M deferred."])


AUTUMN = Period(first=date(2025, 10, 1), last=date(2025, 12, 30))
SPRING = Period(first=date(2026, 1, 15), last=date(2026, 4, 14))
WEEK = Period(first=date(2026, 4, 8), last=date(2026, 4, 14))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), OPEN),
        ((START, counted("6 E in autumn", "6", AUTUMN)), OPEN),
        ((START, counted("1 E in spring", "1", SPRING)), OPEN),
        ((counted("6 E in autumn", "6", AUTUMN), counted("1 E in spring", "1", SPRING)), OPEN),
        ((START, counted("6 E in autumn", "6", AUTUMN), counted("1 E in spring", "1", SPRING)), MET),
        ((START, counted("1 E in autumn", "1", AUTUMN), counted("6 E in spring", "6", SPRING)), NOT_MET),
        ((START, counted("6 E in autumn", "6", AUTUMN), counted("no E this week", "0", WEEK)), OPEN),
        ((START, counted("6 E", "6", AUTUMN), counted("1 E, letter", "1", SPRING, document=LETTER)), OPEN),
        ((START, counted("6 E in autumn", "6", AUTUMN), counted("1 E a month", "1", None, per_days=Decimal(30))), OPEN),
    ],
)
def test_fewer_events(found: tuple[Finding, ...], expected: Status) -> None:
    assert status("fewer_events", {"of": ["event-e"]}, *found) is expected


BETTER = turned("Walks farther.", "walking", Direction.IMPROVED)
SAME = turned("Walks as before.", "walking", Direction.UNCHANGED)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((BETTER,), OPEN),
        ((START,), OPEN),
        ((START, BETTER), MET),
        ((START, SAME), NOT_MET),
        ((START, BETTER, SAME), SPLIT),
        ((START, turned("Walks farther, letter.", "walking", Direction.IMPROVED, document=LETTER)), OPEN),
        ((START, turned("Walked farther.", "walking", Direction.IMPROVED, written=THEN)), OPEN),
        ((START, turned("May walk farther.", "walking", Direction.IMPROVED, assertion=Assertion.HYPOTHETICAL)), OPEN),
        ((START, turned("S better.", "symptom-s", Direction.IMPROVED)), OPEN),
        ((START, stated("Walking not re-assessed.", "walking", kind="function")), OPEN),
    ],
)
def test_function_gained(found: tuple[Finding, ...], expected: Status) -> None:
    assert status("function_gained", {"of": ["walking"], "within_days": 60}, *found) is expected


def taken(words: str, daily: str, *, on: date, drug: str = "drug-b", **more: Any) -> Finding:
    return had(words, drug, TrialOutcome.ONGOING, daily=daily, current=True, written=on, **more)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), OPEN),
        ((taken("B 40 mg", "40", on=THEN), taken("B 20 mg", "20", on=NOW)), OPEN),
        ((START, taken("B 40 mg", "40", on=THEN)), OPEN),
        ((START, taken("B 40 mg", "40", on=THEN), taken("B 20 mg", "20", on=NOW)), MET),
        ((START, taken("B 40 mg", "40", on=THEN), taken("B 25 mg", "25", on=NOW)), NOT_MET),
        ((START, taken("B 40 mg", "40", on=THEN), taken("B 5 mg, letter", "5", on=NOW, document=LETTER)), OPEN),
        # a milligram of one drug is no milligram of another
        ((START, taken("B 40 mg", "40", on=THEN), taken("C 4 mg", "4", on=NOW, drug="drug-c")), OPEN),
        ((START, taken("B 40 mg, no taper planned.", "40", on=NOW)), NOT_MET),
    ],
)
def test_dose_reduced(found: tuple[Finding, ...], expected: Status) -> None:
    assert status("dose_reduced", {"of": ["class-b"], "by_percent": 50}, *found) is expected


def row(on: date, value: str, dose: str, *, concept: str = "measure-m") -> Finding:
    """A row of a table: the measure, the dose of drug A given and the weight on that day."""
    grams = measured(f"{on} {dose} g", dose, "drug-a", on=on, unit="g")
    weight = measured(f"{on} 50 kg", "50", "body-weight", on=on, unit="kg")
    return measured(f"{on} {value} at {dose} g", value, concept, on=on, column="M", row=(grams, weight))


MONTHS = (date(2026, 1, 1), date(2026, 1, 29), date(2026, 2, 26), date(2026, 3, 26))


@pytest.mark.parametrize(
    ("values", "dose", "expected"),
    [
        (("10", "20", "30", "40"), "100", MET),
        (("10", "20", "30", "40"), "50", OPEN),
        (("10", "20", "15", "40"), "100", OPEN),
        (("40", "30", "20", "10"), "100", OPEN),
        (("10", "20", "30"), "100", OPEN),
    ],
)
def test_worsening_on_dose(values: tuple[str, ...], dose: str, expected: Status) -> None:
    rows = [row(day, value, dose) for day, value in zip(MONTHS, values, strict=False)]
    assert status("worsening_on_dose", {"of": ["measure-m"], "cycles": 3, "per_kg": 2}, *rows) is expected


def test_a_table_copied_into_a_later_note_is_one_table() -> None:
    rows = [row(day, v, "100") for day, v in zip(MONTHS, ("10", "20", "30", "40"), strict=True)]
    assert status("worsening_on_dose", {"of": ["measure-m"], "cycles": 3, "per_kg": 2}, *rows, *rows) is MET


def test_a_higher_value_of_a_measure_that_should_be_high_is_no_worsening() -> None:
    rows = [row(day, v, "100", concept="measure-n") for day, v in zip(MONTHS, ("10", "20", "30", "40"), strict=True)]
    assert status("worsening_on_dose", {"of": ["measure-n"], "cycles": 3, "per_kg": 2}, *rows) is OPEN
