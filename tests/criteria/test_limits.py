"""`dose_limit`, `units_agree`, `rate_limit`, `visit_limit`, `duration_limit`: arithmetic against policy numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mednec.model.finding import Finding, RateFinding
from mednec.model.regimen import Rate, RegimenCheck, Totals, Weight
from mednec.model.request import ServiceLine
from mednec.model.words import DocumentKind, DoseVerdict, Status
from tests.criteria.made import LAST_YEAR, MET, NOT_MET, OPEN, RECENT, SPLIT, judged, said, status
from tests.determination.made_findings import check
from tests.making import header, line, quote

SCALES = quote(header("Weight 50 kg").document, "Weight 50 kg")
WEIGHT = Weight(kg=Decimal(50), measured=RECENT, at=SCALES)


def totals(per_dose: str, in_28_days: str | None, unit: str = "mg") -> Totals:
    return Totals(
        unit=unit, per_dose=Decimal(per_dose), first_28_days=None if in_28_days is None else Decimal(in_28_days)
    )


def ordered(
    asked: Totals | None, *, weight: Weight | None = None, units: int | None = None, **more: Any
) -> RegimenCheck:
    return replace(check(line(units=units, regimen="600 mg"), weight=weight), totals=asked, **more)


@pytest.mark.parametrize(
    ("slots", "asked", "expected"),
    [
        ({"per_28_days": 300}, ordered(totals("150", "300")), MET),
        ({"per_28_days": 300}, ordered(totals("150", "301")), NOT_MET),
        ({"per_28_days": 300}, ordered(totals("150", None)), OPEN),
        ({"per_28_days": 300}, ordered(None), OPEN),
        ({"per_28_days": 300}, ordered(totals("0.3", "0.6", "g")), NOT_MET),
        ({"per_28_days": 300}, ordered(totals("3", "6", "mL")), OPEN),
        ({"per_28_days": 2, "unit": "g", "per": "kg"}, ordered(totals("50", "100", "g"), weight=WEIGHT), MET),
        ({"per_28_days": 2, "unit": "g", "per": "kg"}, ordered(totals("50", "101", "g"), weight=WEIGHT), NOT_MET),
        ({"per_28_days": 2, "unit": "g", "per": "kg"}, ordered(totals("50", "100", "g")), OPEN),
        (
            {"per_28_days": 2.05, "unit": "g", "per": "kg", "round_up_to": 5},  # 102.5 g, rounded up to 105 g
            ordered(totals("50", "105", "g"), weight=WEIGHT),
            MET,
        ),
        ({"per_dose": 150}, ordered(totals("150", "300")), MET),
        ({"per_dose": 100}, ordered(totals("150", "300")), NOT_MET),
        ({"per_dose": 150, "per_28_days": 200}, ordered(totals("150", "300")), NOT_MET),
        ({"max_units": 200}, ordered(totals("150", "300"), units=200), MET),
        ({"max_units": 200}, ordered(totals("150", "300"), units=201), NOT_MET),
        ({"max_units": 200}, ordered(None, units=201), NOT_MET),
        ({"per_28_days": 300}, ordered(totals("150", "300"), verdict=DoseVerdict.INCONSISTENT), SPLIT),
        ({"per_28_days": 300}, replace(ordered(totals("150", "300")), drug=None), OPEN),
    ],
)
def test_dose_limit(slots: dict[str, Any], asked: RegimenCheck, expected: Status) -> None:
    assert status("dose_limit", slots, regimens=(asked,), lines=(asked.line,)) is expected


def test_the_line_that_is_over_decides() -> None:
    within, over = ordered(totals("150", "300")), ordered(totals("300", "600"))
    over = replace(over, line=line(id="2", regimen="600 mg often"))
    lines = (within.line, over.line)
    found = judged("dose_limit", {"per_28_days": 300}, regimens=(within, over), lines=lines)
    assert (found.status, found.note) == (NOT_MET, "600 mg in 28 days against 300 mg: 2 times the limit")


@pytest.mark.parametrize(
    ("amount", "weight", "expected"),
    [
        ("100", WEIGHT, MET),
        ("100.5", WEIGHT, MET),  # whole billing units: half a percent is rounding
        ("101", WEIGHT, NOT_MET),
        ("100", None, OPEN),
        ("100", replace(WEIGHT, measured=None), OPEN),
        ("100", replace(WEIGHT, measured=LAST_YEAR), OPEN),
        ("100", replace(WEIGHT, measured=date(2026, 5, 9)), OPEN),  # after the request was received
        (None, WEIGHT, OPEN),
    ],
)
def test_units_agree(amount: str | None, weight: Weight | None, expected: Status) -> None:
    by_units = None if amount is None else Decimal(amount)
    asked = ordered(totals("50", "100", "g"), weight=weight, units=200, amount_by_units=by_units)
    slots = {"per_28_days": 2, "unit": "g"}
    assert status("units_agree", slots, regimens=(asked,), lines=(asked.line,)) is expected


def test_units_that_come_to_milligrams_are_held_against_grams() -> None:
    asked = ordered(totals("50000", "100000", "mg"), weight=WEIGHT, units=200, amount_by_units=Decimal(100_000))
    slots = {"per_28_days": 2, "unit": "g"}
    assert status("units_agree", slots, regimens=(asked,), lines=(asked.line,)) is MET
    in_volume = replace(asked, totals=totals("500", "1000", "mL"))
    assert status("units_agree", slots, regimens=(in_volume,), lines=(asked.line,)) is OPEN


def rate(words: str, high: str, *, ordered: bool) -> Finding:
    order = Rate(low=Decimal(high), high=Decimal(high), unit="mL/h")
    kind = DocumentKind.ADMINISTRATION
    return RateFinding(rate=order, ordered=ordered, **said(words, "drug-a", kind="rate", document=kind))


@pytest.mark.parametrize(
    ("found", "weight", "expected"),
    [
        ((), WEIGHT, OPEN),
        ((rate("ordered 120 mL/h", "120", ordered=True),), None, OPEN),
        ((rate("ordered 120 mL/h", "120", ordered=True),), WEIGHT, MET),
        ((rate("ordered 121 mL/h", "121", ordered=True),), WEIGHT, NOT_MET),
        ((rate("ran at 200 mL/h", "200", ordered=False),), WEIGHT, OPEN),
        ((rate("ordered 80 mL/h", "80", ordered=True), rate("up to 150 mL/h", "150", ordered=True)), WEIGHT, NOT_MET),
    ],
)
def test_rate_limit(found: tuple[Finding, ...], weight: Weight | None, expected: Status) -> None:
    asked = ordered(totals("50", "100", "g"), weight=weight)
    got = status("rate_limit", {"per_kg_hour": 2.4}, *found, regimens=(asked,), lines=(asked.line,))
    assert got is expected


DAYS = (date(2026, 5, 11), date(2026, 5, 12))


@pytest.mark.parametrize(
    ("visits", "days", "expected"),
    [
        ((line(id="2", drug="nursing", hcpcs="99601", units=2),), DAYS, MET),
        ((line(id="2", drug="nursing", hcpcs="99601", units=3),), DAYS, NOT_MET),
        ((line(id="2", drug="nursing", hcpcs="99601"),), DAYS, OPEN),
        ((line(id="2", drug="nursing", hcpcs="99601", units=2),), (), OPEN),
        ((line(id="2", drug="nursing", hcpcs="99602", units=9),), DAYS, OPEN),
        ((), DAYS, OPEN),
    ],
)
def test_visit_limit(visits: tuple[ServiceLine, ...], days: tuple[date, ...], expected: Status) -> None:
    drug = check(line(), visits=days)
    slots = {"codes": ["99601"], "per_infusion_day": 1}
    assert status("visit_limit", slots, regimens=(drug,), lines=(drug.line, *visits)) is expected


@pytest.mark.parametrize(
    ("slots", "last", "expected"),
    [
        ({"months": 6}, date(2026, 11, 10), MET),
        ({"months": 6}, date(2026, 11, 11), NOT_MET),
        ({"days": 84}, date(2026, 8, 2), MET),
        ({"days": 84}, date(2026, 8, 3), NOT_MET),
    ],
)
def test_duration_limit(slots: dict[str, Any], last: date, expected: Status) -> None:
    asked = check(line(first_day=date(2026, 5, 11), last_day=last))
    assert status("duration_limit", slots, regimens=(asked,), lines=(asked.line,)) is expected
    assert status("duration_limit", slots) is OPEN
