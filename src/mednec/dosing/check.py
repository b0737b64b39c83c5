"""One service line's order: read, multiplied out, and held against its units, the label and itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from mednec.dosing.arithmetic import Arithmetic, Body, multiply_out
from mednec.dosing.beside import given_before, stated_total_readings
from mednec.dosing.billing import UnitsCheck, amount_by_units, billing_unit, check_units
from mednec.dosing.grammar import read_order
from mednec.dosing.product import product_of
from mednec.dosing.say import say
from mednec.dosing.schedule import visits
from mednec.dosing.stated import settle_stated
from mednec.dosing.verdict import Answer, answer_of
from mednec.dosing.weight import Surface, choose_surface, choose_weight, differs
from mednec.dosing.worked import WorkedOrder, near
from mednec.model.document import Citation, Rationale
from mednec.model.finding import Administration, Finding, Measurement
from mednec.model.knowledge import Drug, Product, Reference
from mednec.model.regimen import Reading, Refusal, Regimen, RegimenCheck, Step, Weight
from mednec.model.request import PriorAuthRequest, ServiceLine
from mednec.model.words import DoseVerdict
from mednec.terminology.hcpcs import HcpcsCode


def check_regimen(
    line: ServiceLine,
    request: PriorAuthRequest,
    *,
    drug: Drug | None,
    hcpcs: HcpcsCode | None,
    findings: Sequence[Finding],
    diseases: Sequence[str],
    references: Mapping[str, Reference],
) -> RegimenCheck:
    """Read the line's order, multiply it out and hold it against its units, the label and itself. Never raises.

    `diseases` are concept ids of what the drug is asked for. A verdict needs amount, unit, weight (if per kg), product
    (if labels are of products) and interval; otherwise it is *unverifiable* and `missing` says what. An order that
    cannot be meant is *inconsistent*: its readings are shown and the prescriber is asked, nothing is corrected.
    """
    order = read_order(line.regimen)
    as_of = request.received.date()
    weight, surface = choose_weight(findings, as_of), choose_surface(findings, as_of)
    if drug is None:
        return _unknown_drug(line, request, order, weight)
    product = product_of(line, drug)
    if isinstance(order, Refusal):
        return _refused(line, request, order, drug, product, weight, hcpcs)
    weight = weight or _weight_of_order(order, request, line)
    body = _body(order, request, line, weight, surface)
    regimen, contradiction = settle_stated(order, body)
    arithmetic = multiply_out(regimen, body=body, first=line.first_day, last=line.last_day)
    worked = WorkedOrder(
        request=request,
        line=line,
        regimen=regimen,
        drug=drug,
        product=product,
        billing=billing_unit(hcpcs, product),
        body=body,
        weight=weight,
        totals=arithmetic.totals,
        diseases=tuple(diseases),
        names={f.concept: f.name for f in findings if f.concept in diseases},
        references=references,
        weights=tuple(f for f in findings if isinstance(f, Measurement)),
    )
    answer = answer_of(worked, arithmetic, contradiction)
    units = check_units(worked)
    return _joined(worked, order, arithmetic, answer, units, _given(worked, findings))


def _unknown_drug(
    line: ServiceLine, request: PriorAuthRequest, order: Regimen | Refusal, weight: Weight | None
) -> RegimenCheck:
    """A line whose drug the packs do not know, or that asks for no drug: listed, not judged."""
    says = "The packs know no drug for this line, so its order is not judged."
    return RegimenCheck(
        line=line,
        drug=None,
        product=None,
        order=replace(order, unknown_unit="") if isinstance(order, Refusal) else order,
        weight=weight,
        totals=None,
        verdict=DoseVerdict.UNVERIFIABLE,
        why=Rationale(says=says, citations=(request.cite_line(line, "drug"), request.cite_line(line, "regimen"))),
        missing=("a drug the packs know",),
        visits=visits(order, line.first_day, line.last_day) if isinstance(order, Regimen) else (),
    )


def _refused(
    line: ServiceLine,
    request: PriorAuthRequest,
    order: Refusal,
    drug: Drug,
    product: Product | None,
    weight: Weight | None,
    hcpcs: HcpcsCode | None,
) -> RegimenCheck:
    """An order the grammar cannot read; one that contradicts itself is inconsistent."""
    verdict = DoseVerdict.INCONSISTENT if order.contradiction else DoseVerdict.UNVERIFIABLE
    what = "contradicts itself" if order.contradiction else "cannot be read as a dose"
    billing = billing_unit(hcpcs, product)
    return RegimenCheck(
        line=line,
        drug=drug,
        product=product,
        order=order,
        weight=weight,
        totals=None,
        verdict=verdict,
        why=Rationale(says=f"The order {what}: {order.why}.", citations=(request.cite_line(line, "regimen"),)),
        missing=() if order.contradiction else (order.why,),
        questions=(f"The order reads {line.regimen!r} ({order.why}). Which dose, and how often, is ordered?",),
        amount_by_units=amount_by_units(line, billing, billing.unit) if billing else None,
    )


def _weight_of_order(order: Regimen, request: PriorAuthRequest, line: ServiceLine) -> Weight | None:
    """The weight the order itself gives, for want of a measured one."""
    if order.weight_kg is None:
        return None
    return Weight(kg=order.weight_kg, measured=None, at=request.cite_line(line, "regimen"))


def _body(
    order: Regimen, request: PriorAuthRequest, line: ServiceLine, weight: Weight | None, surface: Surface | None
) -> Body:
    m2 = surface.m2 if surface else order.bsa_m2
    m2_at = surface.at if surface else request.cite_line(line, "regimen") if m2 is not None else None
    return Body(
        weight_kg=weight.kg if weight else None,
        weight_at=weight.at if weight else None,
        bsa_m2=m2,
        bsa_at=m2_at,
    )


def _given(worked: WorkedOrder, findings: Sequence[Finding]) -> tuple[Step, ...]:
    """The last dose given before the period, beside the dose ordered."""
    given = [
        f
        for f in findings
        if isinstance(f, Administration) and f.concept == worked.drug.id and f.amount is not None and not f.held
    ]
    before = [f for f in given if f.day < worked.line.first_day]
    if not before:
        return ()
    last = max(before, key=lambda f: (f.day, f.source))
    step = given_before(worked, last.amount, last.unit, last.day.isoformat()) if last.amount is not None else None
    return () if step is None else (replace(step, citations=(last.source,)),)


def _weight_steps(worked: WorkedOrder, order: Regimen) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """What must be said about the weight: that it is only the order's own, or that the order has another."""
    weight = worked.weight
    if weight is None:
        return (), ()
    if order.weight_kg is None:
        return (), _another_weight(worked, weight)
    ordered = say(order.weight_kg, "kg")
    if weight.measured is None:
        says = "from the order itself; the record has no measured weight"
        return (Step(label="body weight", working=says, result=ordered, citations=(weight.at,)),), (
            "What does the patient weigh, and when was it measured?",
        )
    if not differs(order.weight_kg, weight.kg):
        return (), ()
    measured = f"measured {weight.measured.isoformat()}: {say(weight.kg, 'kg')}"
    step = Step(label="body weight in the order", working=ordered, result=measured, citations=(worked.at, weight.at))
    return (step,), (f"The order is written for {ordered}; {measured}. Which weight is the dose for?",)


def _another_weight(worked: WorkedOrder, weight: Weight) -> tuple[str, ...]:
    """A stated dose that the measured weight does not give, as one for an adjusted or ideal weight does not."""
    asked = []
    for course in worked.regimen.courses:
        if course.per == "kg" and course.stated is not None:
            implied = Fraction(course.stated) / Fraction(course.amount)
            if not near(implied, Fraction(weight.kg), Fraction(11, 10)):
                amount = f"{say(course.amount)} {course.unit}/kg"
                dose = f"{say(course.stated, course.unit)} is {amount} at {say(implied, 'kg')}"
                measured = f"the record gives {say(weight.kg, 'kg')}"
                asked.append(f"{dose}; {measured}. Which weight is the dose for: measured, adjusted or ideal?")
    return tuple(dict.fromkeys(asked))


def _questions(worked: WorkedOrder, answer: Answer, units: UnitsCheck, totals: tuple[Reading, ...]) -> tuple[str, ...]:
    asked = [answer.question] if answer.question else []
    if totals and worked.regimen.stated_total is not None:
        said = say(worked.regimen.stated_total, worked.regimen.stated_total_unit)
        options = "; ".join(f"{reading.says}: {reading.working}" for reading in totals[:-1])
        asked.append(
            f"The order gives {said} beside a schedule that does not come to it ({options}). Which is ordered?"
        )
    if "body weight" in answer.missing:
        asked.append("What does the patient weigh, and when was it measured?")
    if "body surface area" in answer.missing:
        asked.append("What is the patient's body surface area?")
    if "product" in answer.missing:
        asked.append("Which product is asked for?")
    if units.question and answer.verdict is not DoseVerdict.INCONSISTENT:
        asked.append(units.question)
    return tuple(asked)


def _joined(
    worked: WorkedOrder,
    order: Regimen,
    arithmetic: Arithmetic,
    answer: Answer,
    units: UnitsCheck,
    given: tuple[Step, ...],
) -> RegimenCheck:
    beside = () if answer.verdict is DoseVerdict.INCONSISTENT else stated_total_readings(worked)
    weight_steps, weight_questions = _weight_steps(worked, order)
    label = answer.label.statements if answer.label else ()
    citations: tuple[Citation, ...] = (*worked.cited(), *(units.steps[1].citations if len(units.steps) > 1 else ()))
    references = tuple(dict.fromkeys(c for said in label[:1] for c in said.citations if c not in citations))
    line = worked.line
    return RegimenCheck(
        line=line,
        drug=worked.drug,
        product=worked.product,
        order=order,
        weight=worked.weight,
        totals=arithmetic.totals,
        verdict=answer.verdict,
        why=Rationale(says=answer.why, citations=(*citations, *references)),
        steps=(*weight_steps, *arithmetic.steps, *units.steps, *answer.steps, *given),
        label=label,
        readings=(*answer.readings, *beside),
        questions=(*weight_questions, *_questions(worked, answer, units, beside)),
        missing=answer.missing,
        units_per_dose=units.per_dose,
        units_expected=units.expected,
        amount_by_units=units.amount,
        visits=visits(order, line.first_day, line.last_day),
    )
