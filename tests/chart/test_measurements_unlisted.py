"""Analytes that no pack knows: read when a unit of the laboratory proves them, never for a drug."""

from __future__ import annotations

import pytest

from mednec.model.finding import Measurement
from tests.chart.reading import note

LINES = [
    ("Labs: zorpine 42 mg/dL, quaxin 7 U/mL.", ["zorpine 42", "quaxin 7"]),
    ("Specific IgE: walnut 42 kU/L, sesame <0.10 kU/L.", ["walnut 42", "sesame 0.10"]),
    ("Gliadin IgA 33 U/mL", ["Gliadin IgA 33"]),
    ("Methotrexate 25 mg/mL vial.", []),
    ("Dose given 20 mg/mL.", []),
    ("Goal 42 mg/dL.", []),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_an_unknown_analyte(text: str, expected: list[str]) -> None:
    found = [f for f in note(text).findings if isinstance(f, Measurement) and f.concept == "unlisted-measure"]
    assert [f"{f.name} {f.value}" for f in found] == expected
