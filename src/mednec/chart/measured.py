"""What text and tables share in reading a value: its name, unit, flag, sign and reference range."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from mednec.chart.quantities import Quantity, number
from mednec.model.finding import Measurement
from mednec.model.knowledge import Concept
from mednec.terminology.lab_units import canonical, lab_unit

BASELINE = " (baseline)"  # behind the rule of a value from before the treatment
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_RANGE = re.compile(rf"(?P<low>{_NUMBER})\s*(?:-|\u2013|to)\s*(?P<high>{_NUMBER})")
_BOUND = re.compile(rf"(?P<cmp>[<>])\s*(?:1:(?=\d\d))?(?P<num>{_NUMBER})")


def measured_name(concept: Concept, *, predicted: bool) -> str:
    return f"{concept.name} percent predicted" if predicted and "predicted" not in concept.name else concept.name


def negative(concept: Concept, quantity: Quantity) -> bool:
    """Whether a minus is a sign: only scores and deviations go below zero, else it is a dash."""
    known = lab_unit(concept.unit) if concept.unit else None
    return quantity.signed == "-" and (known is None or known.measures == ("point",))


def unit_or_flag(concept: Concept, printed: str) -> tuple[str, str]:
    """(unit, flag): a lone L behind the value of what is not measured in liters says that it is low."""
    if printed != "L" or concept.unit in ("", "%", "L"):
        return " ".join(printed.split()), ""
    return "", "L"


def with_range(finding: Measurement, printed: str) -> Measurement:
    """Reference range as printed, if any: "26-192", "<8.1", ">60"."""
    span = _RANGE.search(printed)
    if span:
        return replace(finding, low=number(span.group("low")), high=number(span.group("high")))
    bound = _BOUND.search(printed)
    if bound and bound.group("cmp") == "<":
        return replace(finding, high=number(bound.group("num")))
    if bound:
        return replace(finding, low=number(bound.group("num")))
    return finding


def with_canonical(finding: Measurement, concept: Concept) -> Measurement:
    """The value in the analyte's own unit beside the written one."""
    told = canonical(finding.value, finding.unit, concept.unit)
    return finding if told is None else replace(finding, canonical_value=told[0], canonical_unit=told[1])


def scale_in(title: str, concept: Concept) -> Decimal | None:
    """What a score is out of: as a heading prints it ("DLQI (/30)"), else as the packs know it."""
    printed = re.search(r"/\s*(\d{2,3})\b", title)
    return Decimal(printed.group(1)) if printed else concept.scale
