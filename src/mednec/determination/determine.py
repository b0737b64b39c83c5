"""Judged criteria -> Determination: outcome with its grounds, and everything a reader is shown beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mednec.criteria.policy import Policy
from mednec.criteria.record import Record, pointed_to
from mednec.criteria.tree import Judged, Judging
from mednec.determination.conflicts import find_conflicts
from mednec.determination.doses import review_doses
from mednec.determination.gaps import find_gaps
from mednec.determination.lines import authorized, is_overlong, review_lines
from mednec.determination.orders import orders_in_chart
from mednec.determination.outcome import ACTIONS, NEEDS_PHYSICIAN, Weighed, grounds, marked, outcome_of
from mednec.determination.reason import coverage_answer, summary
from mednec.determination.response import Yardsticks, assess_response, policy_asks
from mednec.determination.routes import Route
from mednec.determination.schedules import review_schedules
from mednec.determination.warnings import find_warnings
from mednec.model.appeal import NOT_SEARCHED, PrecedentReview
from mednec.model.determination import CodeReview, Condition, Determination, SafetyFinding, SignOff, Warning
from mednec.model.document import ChartCitation
from mednec.model.life import Ruling
from mednec.model.proposal import Acceptance, Pointed
from mednec.model.regimen import RegimenCheck
from mednec.model.request import FieldRead, ServiceLine
from mednec.model.sheet import Remark
from mednec.model.words import DoseVerdict, Outcome, ReviewAction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What stands beside the criteria: codes, safety, and text that addresses software."""

    codes: tuple[CodeReview, ...]
    safety: tuple[SafetyFinding, ...]
    addressed: tuple[ChartCitation, ...]
    provenance: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...] = ()
    fields_read: tuple[FieldRead, ...] = ()
    yardsticks: Yardsticks = field(default_factory=Yardsticks)  # what the packs know of response
    precedents: PrecedentReview = NOT_SEARCHED
    pointed: Pointed | None = None  # what a language model pointed to
    miscoded: tuple[ServiceLine, ...] = ()  # lines whose name and billing code stand for different drugs


def determine(
    policy: Policy, route: Route, record: Record, beside: Reviewed, rulings: Sequence[Ruling] = ()
) -> Determination:
    """Judge the policy for this route and recommend. The same facts and rulings give the same determination."""
    judging = Judging(
        policy=policy, route=route.name, record=record, rulings=rulings, second=pointed_to(record, beside.pointed)
    )
    judged = judging.judge()
    lines = review_lines(policy, record)
    weighed = Weighed(
        judged=judged,
        policy=policy,
        in_scope=any(r.in_scope for r in lines),
        impossible=_impossible(record),
        surplus=any(_surplus(check) for check in record.facts.regimens),
        miscoded=any(r.in_scope and r.line in beside.miscoded for r in lines),
        overlong=is_overlong(policy, lines),
    )
    outcome, row = outcome_of(weighed)
    rests_on = grounds(weighed, outcome)
    drug = record.lexicon.name(record.drug) if record.drug else record.request.lines[0].drug
    response = assess_response(record, drug, replace(beside.yardsticks, policy=policy_asks(policy)))
    reviewed = authorized(policy, record, outcome, lines, provided=weighed.provided, exceeded=weighed.exceeded)
    return Determination(
        case=record.request.id,
        review_date=record.as_of,
        outcome=outcome,
        action=ReviewAction.PENDED if outcome in NEEDS_PHYSICIAN else ACTIONS[outcome],
        action_when_signed=ACTIONS[outcome],
        summary=summary(weighed, outcome, row, rests_on, record),
        coverage_answer=coverage_answer(weighed, outcome, route.name),
        clinical_answer=record.facts.evidence.answer,
        request=record.request,
        policy_id=policy.id,
        policy_title=policy.title,
        policy_version=policy.version,
        policy_payer=policy.payer,
        policy_source=policy.source,
        route=route.name,
        route_note=route.why,
        documents=record.facts.chart.headers,
        lines=tuple(r for r in reviewed if r.in_scope),
        criteria=marked(judged.criteria, rests_on),
        limits=tuple(marked(limit, rests_on) for limit in judged.limits),
        exclusions=tuple(marked(e, rests_on) for e in judged.exclusions),
        codes=beside.codes,
        dose=review_doses(record, judged.limits, lines),
        schedule=review_schedules(record, lines),
        response=response,
        evidence=record.facts.evidence,
        safety=beside.safety,
        gaps=find_gaps(judging, weighed, outcome),
        conditions=_conditions(policy, outcome),
        conflicts=find_conflicts(record, judged, beside.codes, response),
        warnings=(
            *find_warnings(record, beside.addressed, beside.codes, lines, beside.miscoded),
            *_usually_overturned(outcome, beside.precedents),
        ),
        precedents=beside.precedents,
        out_of_scope=tuple(r for r in reviewed if not r.in_scope),
        sign_off=_sign_off(outcome),
        facts=(*record.facts.chart.findings, *orders_in_chart(record)),
        remarks=beside.remarks,
        fields_read=beside.fields_read,
        pointed=beside.pointed,
        references=record.references,
        provenance=(
            *beside.provenance,
            ("policy", f"{policy.version}; digest {policy.digest}"),
            *_understood(judged),
            *_asked_besides(beside.pointed),
        ),
    )


def _understood(judged: Judged) -> tuple[tuple[str, str], ...]:
    """How much of the policy the program judges, where it asks a reviewer anything; with the clauses that it asks."""
    leaves = [leaf for part in (judged.criteria, *judged.limits, *judged.exclusions) for leaf in part.leaves()]
    asked = [leaf.clause for leaf in leaves if leaf.kind == "ask"]
    if not asked:
        return ()
    told = f"{len(leaves) - len(asked)} of {len(leaves)} clauses judged by the program; asked: {', '.join(asked)}"
    return (("policy understood", told),)


def _asked_besides(pointed: Pointed | None) -> tuple[tuple[str, str], ...]:
    """Which language model was asked what, where one was."""
    if pointed is None:
        return ()
    taken = sum(v.acceptance is Acceptance.ACCEPTED for v in pointed.verdicts)
    told = f"{pointed.model}; {', '.join(pointed.prompts) or 'nothing to ask'}; {pointed.asked} questions"
    return (("language model", f"{told}, {len(pointed.verdicts)} proposals, {taken} accepted"),)


def _impossible(record: Record) -> bool:
    return any(c.verdict is DoseVerdict.INCONSISTENT for c in record.facts.regimens if c.drug is not None)


def _surplus(check: RegimenCheck) -> bool:
    """Whether more units are asked than the order comes to; each visit may be rounded up to a whole unit."""
    if check.drug is None or check.line.units is None or check.units_expected is None:
        return False
    return check.line.units - check.units_expected >= max(1, len(check.visits))


def _usually_overturned(outcome: Outcome, past: PrecedentReview) -> tuple[Warning, ...]:
    """What a payer's reviewer should know before an adverse recommendation is signed: how such grounds fared."""
    return tuple(Warning(says=each) for each in past.warnings) if outcome in NEEDS_PHYSICIAN else ()


def _conditions(policy: Policy, outcome: Outcome) -> tuple[Condition, ...]:
    if outcome is not Outcome.APPROVE_WITH_CONDITIONS:
        return ()
    return tuple(Condition(says=c.text, citation=c.citation) for c in policy.conditions)


def _sign_off(outcome: Outcome) -> SignOff:
    if outcome in NEEDS_PHYSICIAN:
        return SignOff(
            required=True,
            role="physician",
            says=(
                "A recommendation. It becomes a decision when a physician signs it; until then the request is pended. "
                "Before and after that the requester may add to the record, ask for a peer-to-peer discussion or an "
                "exception, and appeal; the payer's notice says how and until when."
            ),
        )
    if outcome is Outcome.PEND:
        return SignOff(required=False, role="reviewer", says="Pended: a reviewer asks for what is missing.")
    return SignOff(required=False, role="reviewer", says="A recommendation; a reviewer may confirm it.")
