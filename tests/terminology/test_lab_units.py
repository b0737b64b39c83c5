"""Units of measurements: as charts write them, what they fit, and how they convert."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mednec.terminology.lab_units import canonical, fits, in_unit, lab_unit, unit_at


@pytest.mark.parametrize(
    ("written", "ucum"),
    [
        ("mg/dl", "mg/dL"),
        ("milligrams per deciliter", "mg/dL"),
        ("mg%", "mg/dL"),
        ("K/uL", "10*3/uL"),
        ("x10^9/L", "10*9/L"),
        ("\u00d710\u2079/L", "10*9/L"),
        ("\u00d7 109/L", "10*9/L"),
        ("10*3/\u00b5L", "10*3/uL"),
        ("cells/mm3", "{cells}/uL"),
        ("mmHg", "mm[Hg]"),
        ("mm Hg", "mm[Hg]"),
        ("beats per minute", "{beats}/min"),
        ("\u00b0C", "Cel"),
        ("lbs", "[lb_av]"),
        ("mL/min/1.73 m2", "mL/min"),
        ("g/24h", "g/d"),
        ("\u00b5IU/mL", "u[IU]/mL"),
        ("/hpf", "/[HPF]"),
        ("GPL", "[GPL'U]"),
    ],
)
def test_spellings(written: str, ucum: str) -> None:
    unit = lab_unit(written)
    assert unit is not None
    assert unit.ucum == ucum
    assert unit_at(written, 0) == len(written)


@pytest.mark.parametrize("text", ["zorps", "March", "", "in March"])
def test_what_is_no_unit(text: str) -> None:
    assert lab_unit(text) is None


@pytest.mark.parametrize(
    ("written", "canonical_unit", "fit"),
    [
        ("umol/L", "mg/dL", True),
        ("g/L", "mg/dL", True),
        ("GPL", "mg/dL", False),
        ("U/mL", "mg/dL", False),
        ("mg/g", "g/dL", False),
        ("%", "g/dL", False),
        ("weeks", "U/L", False),
        ("L", "%", True),
        ("lb", "kg", True),
        ("g", "kg", True),
        ("mg", "kg", False),
        ("mg/dL", "points", False),
        ("", "mg/dL", True),
    ],
)
def test_a_unit_fits_what_measures_the_same(written: str, canonical_unit: str, fit: bool) -> None:
    assert fits(written, canonical_unit) is fit


@pytest.mark.parametrize(
    ("value", "written", "wanted", "told"),
    [
        ("100.4", "F", "C", "38.0"),
        ("12300", "/uL", "x10^9/L", "12.3"),
        ("620", "cells/uL", "K/uL", "0.62"),
        ("0.5", "g/L", "mg/dL", "50"),
        ("66", "in", "cm", "167.64"),
        ("2.4", "mg/dL", "mg/L", "24"),
    ],
)
def test_conversion(value: str, written: str, wanted: str, told: str) -> None:
    found = in_unit(Decimal(value), written, wanted)
    assert found is not None
    assert abs(found - Decimal(told)) < Decimal("0.001")


def test_mass_and_amount_do_not_convert() -> None:
    assert in_unit(Decimal(88), "umol/L", "mg/dL") is None
    assert canonical(Decimal(88), "umol/L", "mg/dL") == (Decimal(88), "umol/L")
