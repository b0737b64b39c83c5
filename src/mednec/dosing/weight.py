"""Body size as the record measures it: which weight a dose is held against, and which other weights stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mednec.model.document import ChartCitation
from mednec.model.finding import Finding, Measurement
from mednec.model.regimen import Weight
from mednec.model.words import Assertion, DocumentKind, Standing
from mednec.terminology.units import convert, unit

WEIGHT = "body-weight"
SURFACE = "body-surface-area"
_NEAR = Decimal("0.02")  # two weights this near are one weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Body surface area used for dosing, in m2, and where it was written down."""

    m2: Decimal
    at: ChartCitation


def _size(finding: Measurement, measures: str, target: str) -> Decimal | None:
    """The value in `target`, its unit read from the value or from the heading of its column; None without a unit."""
    if finding.value <= 0 or finding.high_value is not None or finding.comparator:
        return None
    for written in (finding.unit, *finding.column.replace("(", " ").replace(")", " ").split()[::-1]):
        known = unit(written) if written else None
        if known is not None and known.measures == measures:
            return convert(finding.value, known.name, target)
    return None


def weight_in_kg(finding: Measurement) -> Decimal | None:
    """A body weight in kg (pounds converted); None for a bare number, a range or a bound."""
    return _size(finding, "mass", "kg") if finding.concept == WEIGHT else None


def _of_the_record(finding: Measurement, as_of: date) -> bool:
    """Whether this is a value of the record itself, dated on or before `as_of`."""
    dated = finding.recorded is not None and finding.recorded <= as_of
    present = finding.assertion is Assertion.PRESENT
    return dated and present and finding.standing is Standing.CURRENT and not finding.claims_only


def _newest(findings: Sequence[Finding], concept: str, as_of: date) -> list[Measurement]:
    """Measurements of the record, newest first; of one day the clinic's own note first, then the later place."""
    found = [f for f in findings if isinstance(f, Measurement) and f.concept == concept and _of_the_record(f, as_of)]
    found.sort(key=lambda f: (f.recorded, f.header.kind is DocumentKind.CLINIC_NOTE, f.source), reverse=True)
    return found


def choose_weight(findings: Sequence[Finding], as_of: date) -> Weight | None:
    """The newest body weight that the record measured on or before `as_of`.

    Weights on forms and in letters, carried forward, stated by the patient or without a date are not taken.
    """
    for finding in _newest(findings, WEIGHT, as_of):
        kg = weight_in_kg(finding)
        if kg is not None:
            return Weight(kg=kg, measured=finding.recorded, at=finding.source)
    return None


def choose_surface(findings: Sequence[Finding], as_of: date) -> Surface | None:
    """The newest body surface area that the record gives on or before `as_of`; it is never computed from height."""
    for finding in _newest(findings, SURFACE, as_of):
        m2 = _size(finding, "area", "m2")
        if m2 is not None:
            return Surface(m2=m2, at=finding.source)
    return None


def differs(one: Decimal, other: Decimal) -> bool:
    """Whether two weights differ by more than 2 % of the second.

    >>> differs(Decimal("71.4"), Decimal("71.1")), differs(Decimal("61"), Decimal("58.1"))
    (False, True)
    """
    return abs(one - other) > _NEAR * other


def other_weights(findings: Sequence[Finding], chosen: Weight | None) -> tuple[Measurement, ...]:
    """Weights stated, carried forward or on a form that differ from the chosen one by more than 2 %, by place."""
    if chosen is None:
        return ()
    found = []
    for finding in findings:
        if not isinstance(finding, Measurement) or finding.assertion is not Assertion.PRESENT:
            continue
        kg = weight_in_kg(finding)
        claimed = finding.claims_only or finding.standing is not Standing.CURRENT
        if kg is not None and claimed and differs(kg, chosen.kg):
            found.append(finding)
    return tuple(sorted(found, key=lambda f: f.source))
