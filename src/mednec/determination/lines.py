"""Service lines: which the policy decides, which days are past and which to come, and what an approval would cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from mednec.criteria.policy import Policy
from mednec.criteria.record import Record
from mednec.model.determination import CriterionResult, LineReview
from mednec.model.document import Rationale
from mednec.model.regimen import Regimen, RegimenCheck
from mednec.model.request import ServiceLine
from mednec.model.words import Outcome
from mednec.terminology.frequency import months_after


def review_lines(policy: Policy, record: Record) -> tuple[LineReview, ...]:
    """Every line in the order of the request, in scope or not."""
    by_line = {check.line.id: check for check in record.facts.regimens}
    return tuple(_review(policy, record, line, by_line[line.id]) for line in record.request.lines)


def in_scope(policy: Policy, check: RegimenCheck) -> bool:
    """Whether the policy is about this line: one of its drugs, or a service it names by code."""
    by_drug = check.drug is not None and check.drug.id in policy.drugs
    return by_drug or check.line.hcpcs in policy.services


def _review(policy: Policy, record: Record, line: ServiceLine, check: RegimenCheck) -> LineReview:
    covered = in_scope(policy, check)
    past, coming, note = _days(record, line, check)
    return LineReview(
        line=line,
        in_scope=covered,
        why=_scope(policy, record, line, check, covered),
        retrospective=past,
        prospective=coming,
        dates_note=note,
    )


def _scope(policy: Policy, record: Record, line: ServiceLine, check: RegimenCheck, covered: bool) -> Rationale:
    root = next(iter(policy.routes.values())).clause.citation
    by_code = check.drug is not None and check.drug.id not in policy.drugs and line.hcpcs
    field = "hcpcs" if by_code else "drug"
    at = record.request.cite_line(line, field)
    if covered and check.drug is not None:
        says = f"Line {line.id} is for {check.drug.name}, which this policy is about."
    elif covered:
        says = f"Line {line.id} ({line.hcpcs}) is a service this policy names."
    elif check.drug is None:
        says = (
            f"Line {line.id} is for {line.drug}, a drug or service the packs do not know; this policy does not name it."
        )
    else:
        says = f"Line {line.id} is for {check.drug.name}, which this policy does not address; it is not decided here."
    return Rationale(says=says, citations=(at, root))


def _days(record: Record, line: ServiceLine, check: RegimenCheck) -> tuple[tuple[date, ...], tuple[date, ...], str]:
    """Expected days before the request was received, and from that day on."""
    received = record.as_of
    days = check.visits
    if not days:  # no days are told, only a period
        begun = line.first_day < received
        over = "retrospective" if line.last_day < received else "partly retrospective"
        return (), (), f"{over}: it begins before the request was received on {received}" if begun else ""
    past = tuple(day for day in days if day < received)
    coming = tuple(day for day in days if day >= received)
    if not past:
        return (), coming, ""
    kind = "partly retrospective" if coming else "retrospective"
    return (
        past,
        coming,
        f"{kind}: {len(past)} of {len(days)} expected days lie before the request was received on {received}",
    )


def authorized(
    policy: Policy,
    record: Record,
    outcome: Outcome,
    lines: Sequence[LineReview],
    *,
    provided: CriterionResult | None,
    exceeded: Sequence[CriterionResult],
) -> tuple[LineReview, ...]:
    """Each line with what an approval that is less than asked covers of it."""
    if outcome is Outcome.APPROVE_MODIFIED:
        return tuple(_within(policy, r, exceeded, record) if r.in_scope else r for r in lines)
    days = _provided_days(policy, provided) if outcome is Outcome.APPROVE_WITH_CONDITIONS else None
    if days is None or provided is None:
        return tuple(lines)
    begin = min(r.line.first_day for r in lines if r.in_scope)
    end = begin + timedelta(days=days - 1)
    checks = {check.line.id: check for check in record.facts.regimens}
    visits = sorted({d for c in checks.values() for d in c.visits if c.drug is not None and begin <= d <= end})
    return tuple(_authorized(r, checks[r.line.id], record, provided, end, len(visits)) for r in lines)


def _within(policy: Policy, review: LineReview, exceeded: Sequence[CriterionResult], record: Record) -> LineReview:
    """The amount within the limits exceeded, in their own words, or the days of one authorization."""
    at = record.request.cite_line(review.line, "regimen")
    end = last_authorized_day(policy, review.line.first_day)
    if not exceeded and end is not None and policy.authorization_clause is not None:
        says = f"Line {review.line.id}: only through {min(end, review.line.last_day)}, the length of one authorization."
        to = record.request.cite_line(review.line, "to")
        return replace(review, authorized=Rationale(says=says, citations=(to, policy.authorization_clause.citation)))
    told = "; ".join(f"{limit.clause} ({limit.note})" if limit.note else limit.clause for limit in exceeded)
    says = f"Line {review.line.id}: only what is within {told}."
    why = Rationale(says=says, citations=(at, *(limit.citation for limit in exceeded)))
    return replace(review, authorized=why)


def _provided_days(policy: Policy, provided: CriterionResult | None) -> int | None:
    return policy.node(provided.clause).authorized_days if provided else None


def _authorized(
    review: LineReview, check: RegimenCheck, record: Record, provided: CriterionResult, end: date, visits: int
) -> LineReview:
    units = _units_until(check, end) if review.in_scope else None
    if review.in_scope and check.drug is None:
        units = Decimal(min(visits, check.line.units or visits))
    if units is None:
        return review
    asked = f" of {check.line.units} requested" if check.line.units is not None else ""
    at = record.request.cite_line(check.line, "units" if check.line.units is not None else "regimen")
    says = f"Line {check.line.id}: {units.normalize():f} units{asked}, through {end}."
    why = Rationale(says=says, citations=(at, provided.citation))
    return replace(review, authorized=why)


def _units_until(check: RegimenCheck, end: date) -> Decimal | None:
    """Units of the visits until `end`; where the order gives no visits, the units asked if the line ends by then."""
    asked = check.line.units
    if asked is None:
        return None
    if not check.visits:
        return Decimal(asked) if check.line.last_day <= end else None
    inside = sum(day <= end for day in check.visits)
    if inside == len(check.visits) or not isinstance(check.order, Regimen):
        return Decimal(asked)
    return (Decimal(asked) * inside / len(check.visits)).quantize(Decimal(1))


def is_overlong(policy: Policy, lines: Sequence[LineReview]) -> bool:
    """Whether the lines the policy decides run longer than one authorization, from the first day of the first."""
    asked = [r.line for r in lines if r.in_scope]
    end = last_authorized_day(policy, min(line.first_day for line in asked)) if asked else None
    return end is not None and max(line.last_day for line in asked) > end


def last_authorized_day(policy: Policy, first: date) -> date | None:
    """Last day of an approval that begins on `first`, where the policy says how long one lasts."""
    if policy.authorization_months is None:
        return None
    return months_after(first, policy.authorization_months) - timedelta(days=1)
