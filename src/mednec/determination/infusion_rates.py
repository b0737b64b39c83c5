"""Ordered infusion rates against the label's caps, by body weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal

from mednec.evidence.cited import cite
from mednec.model.determination import SafetyFinding
from mednec.model.document import ChartCitation, Citation, Rationale
from mednec.model.facts import Facts
from mednec.model.finding import RateFinding
from mednec.model.knowledge import Drug, LabelRow, Reference
from mednec.model.regimen import Rate, Regimen, RegimenCheck
from mednec.model.words import Presence

SHOWN = 4  # citations of one safety row; the newest say enough
ML_PER_H, ML_PER_KG_H = "mL/h", "mL/kg/h"


def review_rates(
    facts: Facts,
    drug: Drug,
    references: Mapping[str, Reference],
    treated: Set[str],
    at_risk: Sequence[SafetyFinding],
) -> tuple[SafetyFinding, ...]:
    """Each ordered rate of the drug against the caps of the label rows for the diseases treated."""
    rows = [r for r in drug.label if r.max_rate is not None and r.disease in treated]
    ordered = [check for check in facts.regimens if check.drug is not None and check.drug.id == drug.id]
    found = (_rate(facts, check, row, references, at_risk) for check in ordered for row in rows)
    return tuple(finding for finding in found if finding is not None)


def _rate(
    facts: Facts,
    check: RegimenCheck,
    row: LabelRow,
    references: Mapping[str, Reference],
    at_risk: Sequence[SafetyFinding],
) -> SafetyFinding | None:
    """An ordered rate against the label's cap, which is lower where a boxed-warning risk is present."""
    if not isinstance(check.order, Regimen) or check.order.rate is None or row.max_rate is None:
        return None
    rate = check.order.rate
    per_kg = row.max_rate_at_risk if at_risk and row.max_rate_at_risk is not None else row.max_rate
    place = facts.request.cite_line(check.line, "regimen")
    cites: list[Citation] = [place, *_repeated_rates(facts, rate)]
    if rate.unit == ML_PER_KG_H:
        cap, working = per_kg, f"cap {per_kg} {ML_PER_KG_H}"
    elif rate.unit == ML_PER_H and check.weight is not None:
        cap = per_kg * check.weight.kg
        working = f"cap {per_kg} {ML_PER_KG_H} x {check.weight.kg} kg = {_round(cap)} {ML_PER_H}"
        cites.append(check.weight.at)
    else:
        return _without_weight(rate, per_kg, row, references, place)
    risk = f", the lower cap because of: {'; '.join(r.flag for r in at_risk)}" if per_kg != row.max_rate else ""
    above = rate.high > cap
    verdict = "is above" if above else "is within"
    named = check.product.name if check.product else ""
    borrowed = (
        f"; {named} itself has no labelled rate here" if row.products and named and named not in row.products else ""
    )
    whose = f" of {', '.join(row.products)}" if row.products else ""
    says = f"Ordered rate {_span(rate)} {rate.unit} {verdict} the label cap{whose}: {working}{risk}{borrowed}."
    risk_cites = tuple(c for r in at_risk for c in r.citations) if risk else ()
    chart: tuple[ChartCitation, ...] = (*(c for c in cites if isinstance(c, ChartCitation)), *risk_cites)[: 2 + SHOWN]
    return SafetyFinding(
        flag="infusion rate above the label cap" if above else "infusion rate within the label cap",
        source_kind="label monitoring",
        presence=Presence.PRESENT if above else Presence.ABSENT,
        says=Rationale(says=says, citations=(*chart, cite(references[row.reference]))),
        citations=chart,
    )


def _without_weight(
    rate: Rate, per_kg: Decimal, row: LabelRow, references: Mapping[str, Reference], place: ChartCitation
) -> SafetyFinding:
    """A cap per kg says nothing about mL/h until somebody writes down the weight."""
    says = f"Ordered rate {_span(rate)} {rate.unit} cannot be held against the label cap of {per_kg} {ML_PER_KG_H}"
    return SafetyFinding(
        flag="infusion rate not verifiable without body weight",
        source_kind="label monitoring",
        presence=Presence.NOT_DOCUMENTED,
        says=Rationale(says=f"{says}: no body weight.", citations=(place, cite(references[row.reference]))),
        citations=(place,),
    )


def _span(rate: Rate) -> str:
    return f"{rate.low}" if rate.low == rate.high else f"{rate.low}-{rate.high}"


def _repeated_rates(facts: Facts, rate: Rate) -> list[ChartCitation]:
    """Where form and note repeat the ordered rate."""
    said = (f for f in facts.chart.findings if isinstance(f, RateFinding) and f.ordered)
    return [f.sentence for f in said if (f.rate.low, f.rate.high) == (rate.low, rate.high)][:2]


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.1"))
