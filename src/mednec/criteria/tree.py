"""Judging the tree: leaves against the record, groups by their logic, exclusions with a closed world."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mednec.criteria.leaf import Judgement
from mednec.criteria.logic import combine
from mednec.criteria.policy import CriterionNode, Policy
from mednec.criteria.record import Record
from mednec.model.determination import CriterionResult
from mednec.model.document import ChartCitation
from mednec.model.words import Status, Supplier

SILENT_EXCLUSION = "no sign found; rests on the dated assessments and lists cited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The whole policy judged for one route."""

    criteria: CriterionResult
    limits: tuple[CriterionResult, ...]
    exclusions: tuple[CriterionResult, ...]


def judge(policy: Policy, route: str, record: Record) -> Judged:
    """Judge every clause of the route, the limits and the exclusions on their own words."""
    judging = _Judging(policy=policy)
    bound = replace(record, status_of=lambda label: judging.status_of(label), clauses=policy.clauses)
    judging.record.append(bound)
    return Judged(
        criteria=judging.node(policy.routes[route]),
        limits=tuple(judging.node(n) for n in policy.limits),
        exclusions=tuple(judging.exclusion(n) for n in policy.exclusions),
    )


@dataclass(slots=True, kw_only=True)
class _Judging:
    """One pass over one policy; every label is judged once."""

    policy: Policy
    record: list[Record] = field(default_factory=list)  # the bound record, set once
    known: dict[str, CriterionResult] = field(default_factory=dict)

    def node(self, node: CriterionNode) -> CriterionResult:
        label = node.clause.label
        if label not in self.known:
            self.known[label] = self._group(node) if node.children else self._leaf(node)
        return self.known[label]

    def _group(self, node: CriterionNode) -> CriterionResult:
        children = tuple(self.node(c) for c in node.children)
        return CriterionResult(
            clause=node.clause.label,
            text=node.clause.text,
            citation=node.clause.citation,
            status=combine(node.op, node.n, [c.status for c in children]),
            op=node.op,
            n=node.n,
            applicable=self._applies(node),
            outcome_if_met=node.outcome_if_met,
            children=children,
        )

    def _leaf(self, node: CriterionNode) -> CriterionResult:
        record, leaf = self.record[0], node.leaf
        assert leaf is not None  # the loader gives every leaf its kind
        applies = self._applies(node)
        limit = node in self.policy.limits
        judged = (
            leaf.judge(record)
            if applies or not limit
            else Judgement(
                status=Status.NOT_DOCUMENTED, note="concerns another drug or indication; not judged for this request"
            )
        )
        passages = record.ranking.best(node.clause.text, leaf.concepts)
        open_ = not judged.status.settled
        return CriterionResult(
            clause=node.clause.label,
            text=node.clause.text,
            citation=node.clause.citation,
            status=judged.status,
            kind=node.kind,
            because=judged.because,
            contrary=judged.contrary,
            passages=passages,
            note=judged.note,
            rests_on=judged.rests_on,
            no_sign_found=judged.no_sign_found,
            explicit=judged.explicit,
            applicable=applies,
            wants=leaf.say(record),
            supplier=leaf.supplier if open_ or judged.status is Status.NOT_MET else Supplier.PRESCRIBER,
        )

    def exclusion(self, node: CriterionNode) -> CriterionResult:
        """A silent exclusion is *not met* only where the chart holds what that answer can rest on."""
        result = self.node(node)
        if result.children or result.status is not Status.NOT_DOCUMENTED or not result.applicable or result.contrary:
            return result
        basis = self._basis()
        if not basis:
            return result
        return replace(
            result, status=Status.NOT_MET, no_sign_found=True, explicit=False, rests_on=basis, note=SILENT_EXCLUSION
        )

    def _basis(self) -> tuple[ChartCitation, ...]:
        record = self.record[0]
        return (*record.assessments()[:1], *record.medication_lists()[:1])

    def _applies(self, node: CriterionNode) -> bool:
        if not node.applies_to:
            return True
        record = self.record[0]
        about = (record.drug, *record.diseases)
        return any(record.lexicon.matches(a, node.applies_to) for a in about)

    def status_of(self, label: str) -> tuple[Status, tuple[ChartCitation, ...], tuple[ChartCitation, ...]]:
        """Status of another clause of the policy with its evidence, for cross references."""
        result = self.node(self.policy.node(label))
        leaves = [leaf for leaf in result.leaves() if leaf.status is result.status] or list(result.leaves())
        because = tuple(c for leaf in leaves for c in leaf.because[:1])
        contrary = tuple(c for leaf in leaves for c in leaf.contrary[:1])
        return result.status, because, contrary
