"""Laboratory tables: the flag, the range and the unit belong to the value by their columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mednec.model.finding import Measurement, TestResult
from tests.chart.reading import chart, note, of

TOP = "LABORATORY REPORT\nCollected: 04/10/2026\n\n"
NARROW = (
    TOP
    + """TEST                          RESULT        FLAG   REFERENCE        UNITS
C3                            74            L      83-193           mg/dL
C4                            30                   15-57            mg/dL
Anti-dsDNA (ELISA)            96            H      <30              IU/mL
ANA, IFA                      1:640         H      <1:80            titer
Anti-Sm                       4                    <20              U
"""
)
OTHER_ORDER = (
    TOP
    + """Test             Result  Flag  Units    Reference Range
WBC              3.1     L     K/uL     4.0-11.0
Platelets        88 L          K/uL     150-400
Hemoglobin       12.9          g/dL     12.0-16.0
"""
)


@pytest.mark.parametrize(
    ("table", "concept", "row"),
    [
        (NARROW, "complement-c3", ("74", "mg/dL", "L", "83", "193")),
        (NARROW, "complement-c4", ("30", "mg/dL", "", "15", "57")),
        (NARROW, "anti-dsdna", ("96", "IU/mL", "H", "None", "30")),
        (OTHER_ORDER, "leukocytes", ("3.1", "K/uL", "L", "4.0", "11.0")),
        (OTHER_ORDER, "platelets", ("88", "K/uL", "L", "150", "400")),
        (OTHER_ORDER, "hemoglobin", ("12.9", "g/dL", "", "12.0", "16.0")),
    ],
)
def test_flag_unit_and_range_by_column(table: str, concept: str, row: tuple[str, ...]) -> None:
    (m,) = of(chart(table), Measurement, concept)
    assert (str(m.value), m.unit, m.flag, str(m.low), str(m.high)) == row


def test_a_titre_is_its_dilution() -> None:
    (m,) = of(chart(NARROW), Measurement, "ana")
    assert (m.value, m.unit, m.high) == (Decimal(640), "titer", Decimal(80))


@pytest.mark.parametrize(
    ("concept", "result"), [("anti-dsdna", "positive"), ("ana", "positive"), ("anti-smith", "negative")]
)
def test_a_test_reported_as_a_number_is_positive_above_its_limit(concept: str, result: str) -> None:
    assert [r.result.value for r in of(chart(NARROW), TestResult, concept)] == [result]


def test_without_a_limit_a_titre_says_nothing_of_its_result() -> None:
    read = note("ANA 1:640 homogeneous.")
    assert [m.value for m in of(read, Measurement, "ana")] == [Decimal(640)]
    assert of(read, TestResult, "ana") == ()


def test_a_time_of_day_is_no_titre() -> None:
    assert of(note("ANA drawn at 1:30 pm."), Measurement, "ana") == ()


@pytest.mark.parametrize(
    ("text", "concept", "flag", "unit"),
    [
        ("C3 74 L (83-193)", "complement-c3", "L", ""),
        ("anti-dsDNA 96 IU/mL (H)", "anti-dsdna", "H", "IU/mL"),
        ("IgG 482 mg/dL L (700-1600)", "igg", "L", "mg/dL"),
        ("FEV1 2.1 L", "fev1", "", "L"),  # liters
        ("CK 88 U/L", "creatine-kinase", "", "U/L"),
    ],
)
def test_a_letter_behind_the_value(text: str, concept: str, flag: str, unit: str) -> None:
    (m,) = of(note(text), Measurement, concept)
    assert (m.flag, m.unit) == (flag, unit)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Tryptase 3.2 ng/mL (normal <11.4)", None, "11.4"),
        ("Tryptase 3.2 ng/mL [ref <11.4]", None, "11.4"),
        ("IgA 112 mg/dL (70\u2013400)", "70", "400"),
        ("IgA 112 mg/dL (reference range: 70-400)", "70", "400"),
        ("IgA 112 mg/dL (was 98 in 2024)", None, None),
    ],
)
def test_ranges_in_running_text(text: str, low: str | None, high: str | None) -> None:
    m = next(iter(of(note(text), Measurement, "tryptase") + of(note(text), Measurement, "iga")))
    assert (m.low, m.high) == (low and Decimal(low), high and Decimal(high))


def test_a_series_with_arrows() -> None:
    found = of(note("Hemoglobin trended 8.2 -> 9.1 -> 10.4 g/dL."), Measurement, "hemoglobin")
    assert [m.value for m in found] == [Decimal("8.2"), Decimal("9.1"), Decimal("10.4")]


def test_eight_of_ten_is_no_day_of_october() -> None:
    (m,) = of(note("Skin: itch NRS 8/10."), Measurement, "itch-score")
    assert (m.value, m.scale) == (Decimal(8), Decimal(10))


def test_feet_and_inches_are_one_height() -> None:
    (m,) = of(note("Ht 5'6\", Wt 169 lb"), Measurement, "height")
    assert (m.value, m.unit, m.canonical_value, m.canonical_unit) == (Decimal(66), "in", Decimal("167.64"), "cm")
