"""The dose of each line, worked, against label and policy: one verdict, and the questions it leaves."""

from __future__ import annotations

from collections.abc import Iterable

from mednec.criteria.record import Record
from mednec.dosing import lacks_only_a_label
from mednec.model.determination import CriterionResult, DoseReview, LineReview
from mednec.model.document import Rationale
from mednec.model.regimen import RegimenCheck
from mednec.model.words import DoseVerdict, Status

AMOUNT_KINDS = ("dose_limit", "schedule_limit")


def review_doses(
    record: Record, limits: Iterable[CriterionResult], lines: Iterable[LineReview]
) -> tuple[DoseReview, ...]:
    """A review for each drug line that the policy decides; other lines are listed, not judged."""
    amounts = [limit for limit in limits if limit.kind in AMOUNT_KINDS and limit.applicable]
    decided = {r.line.id for r in lines if r.in_scope}
    checks = (c for c in record.facts.regimens if c.drug is not None and c.line.id in decided)
    return tuple(_review(record, check, amounts) for check in checks)


def _review(record: Record, check: RegimenCheck, limits: list[CriterionResult]) -> DoseReview:
    at = record.request.cite_line(check.line, "regimen")
    policy = tuple(
        Rationale(says=f"{limit.clause}: {limit.status.value}; {limit.note}.", citations=(limit.citation, at))
        for limit in limits
        if limit.note and check.drug is not None and check.drug.id == record.drug
    )
    verdict, why = _verdict(check, limits, record)
    # Amounts of an order that cannot be meant stay in the working: nothing is dispensed or billed by them.
    totals = check.totals if verdict is not DoseVerdict.INCONSISTENT else None
    return DoseReview(
        line=check.line.id,
        drug=check.drug.name if check.drug else check.line.drug,
        order=check.line.regimen,
        verdict=verdict,
        why=why,
        steps=check.steps,
        against=tuple(dict.fromkeys((*check.label, *policy))),
        readings=check.readings,
        missing=check.missing,
        questions=check.questions,
        per_dose=totals.per_dose if totals else None,
        per_28_days=totals.per_28_days if totals else None,
        per_month=totals.per_month if totals else None,
        unit=totals.unit if totals else "",
        units_per_dose=check.units_per_dose if totals else None,
        weight_kg=check.weight.kg if check.weight else None,
        weight_at=check.weight.at if check.weight else None,
    )


def _verdict(check: RegimenCheck, limits: list[CriterionResult], record: Record) -> tuple[DoseVerdict, Rationale]:
    exceeded = [limit for limit in limits if limit.status is Status.NOT_MET]
    readable = check.verdict not in (DoseVerdict.INCONSISTENT,) and check.totals is not None
    kept = [limit for limit in limits if limit.status is Status.MET]
    if kept and not exceeded and lacks_only_a_label(check) and check.drug is not None and check.drug.id == record.drug:
        at = record.request.cite_line(check.line, "regimen")
        says = f"Within {', '.join(limit.clause for limit in kept)}; {check.why.says[:1].lower()}{check.why.says[1:]}"
        return DoseVerdict.WITHIN, Rationale(
            says=says, citations=(at, *(limit.citation for limit in kept), *check.why.citations)
        )
    if not exceeded or not readable or check.drug is None or check.drug.id != record.drug:
        return check.verdict, check.why
    at = record.request.cite_line(check.line, "regimen")
    says = "; ".join(f"above {limit.clause}: {limit.note}" for limit in exceeded)
    return DoseVerdict.ABOVE_POLICY, Rationale(
        says=f"{says[:1].upper()}{says[1:]}.", citations=(at, *(limit.citation for limit in exceeded))
    )
