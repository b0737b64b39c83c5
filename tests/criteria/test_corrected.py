"""Measures that follow from two others of one day."""

from __future__ import annotations

from decimal import Decimal

from mednec.criteria.corrected import corrected_values
from mednec.model.finding import Measurement
from tests.chart.reading import note, of
from tests.shipped import library

LABS = (
    "LABORATORY REPORT\nCollected: 08/24/2026\n\n"
    "Test          Result   Reference\n"
    "Calcium       8.3 L    8.6-10.3 mg/dL\n"
    "Albumin       3.1 L    3.5-5.0 g/dL\n"
)


def corrected(text: str) -> list[Measurement]:
    return list(corrected_values(note(text).findings, library().lexicon))


def test_calcium_is_corrected_for_albumin_of_the_same_day() -> None:
    (value,) = corrected(LABS)
    # 8.3 + 0.8 x (4.0 - 3.1) = 9.02 mg/dL, within the range of the laboratory
    assert (value.concept, value.value, value.unit) == ("calcium-corrected", Decimal("9.02"), "mg/dL")
    assert (value.low, value.flag) == (Decimal("8.6"), "")
    assert "8.3 + 0.8 x (4.0 - 3.1)" in value.written
    assert value.cue is not None
    assert "3.1" in value.cue.quote


def test_without_albumin_nothing_is_corrected() -> None:
    assert corrected("LABORATORY REPORT\nCollected: 08/24/2026\n\nCalcium 8.3 mg/dL\n") == []


def test_values_stay_what_the_chart_says() -> None:
    assert [str(m.value) for m in of(note(LABS), Measurement, "serum-calcium")] == ["8.3"]
