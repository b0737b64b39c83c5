"""What an order comes to in 28 days, to be set beside what label and literature report."""

from __future__ import annotations

from decimal import Decimal

from mednec.model.knowledge import Drug
from mednec.model.regimen import Refusal, Regimen, RegimenCheck, Totals


def asked_in_28_days(regimens: tuple[RegimenCheck, ...], drug: Drug | None) -> dict[str, Decimal]:
    """What the requested drug's lines come to in 28 days, absolute and per kg, as studies are reported.

    Of one course at a steady interval its mean, but no less than one dose (300 mg every 3 weeks are 400 mg, 90 mg every
    8 weeks are 90 mg); of several courses the most that falls in the first 28 days.
    """
    found: dict[str, Decimal] = {}
    for check in regimens:
        if drug is None or check.drug is None or check.drug.id != drug.id or check.totals is None:
            continue
        totals = check.totals
        steady = isinstance(check.order, Regimen) and len(check.order.courses) == 1 and totals.per_28_days is not None
        told = (_of_course(check.order, totals), totals.per_dose) if steady else (totals.first_28_days,)
        amount = max((t for t in (*told, totals.per_28_days) if t is not None), default=None)
        if amount is None:
            continue
        found[totals.unit] = max(found.get(totals.unit, amount), amount)
        if check.weight is not None:
            unit = f"{totals.unit}/kg"
            found[unit] = max(found.get(unit, Decimal(0)), amount / check.weight.kg)
    return found


def _of_course(order: Regimen | Refusal, totals: Totals) -> Decimal | None:
    """A course that falls in 28 days as a whole; "x 7 doses" at an interval of weeks is no such course."""
    if totals.per_course is None or not isinstance(order, Regimen):
        return None
    if totals.first_28_days is not None:
        return totals.per_course if totals.per_course <= totals.first_28_days else None
    return totals.per_course if order.courses[0].course_days is not None else None
