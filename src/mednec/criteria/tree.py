"""Judging the tree: leaves against the record, groups by their logic, exclusions with a closed world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mednec.criteria.kinds.asked import refers
from mednec.criteria.kinds.therapy import Tried, best_told
from mednec.criteria.leaf import Judgement, Leaf
from mednec.criteria.logic import combine
from mednec.criteria.policy import CriterionNode, Policy
from mednec.criteria.record import Record
from mednec.criteria.ruled import last_rulings, ruled
from mednec.criteria.second import with_second
from mednec.model.determination import CriterionResult
from mednec.model.document import ChartCitation
from mednec.model.life import Ruling
from mednec.model.words import Status, Supplier

SILENT_EXCLUSION = "no sign found; rests on the dated assessments and lists cited"
NOT_USED = "concerns another drug or indication; not judged for this request"

_MOST = 5
_SHOWN = 3  # places that every clause shows at least, where the chart has so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The whole policy judged for one route."""

    criteria: CriterionResult
    limits: tuple[CriterionResult, ...]
    exclusions: tuple[CriterionResult, ...]

    def leaves(self) -> tuple[CriterionResult, ...]:
        """Every judged leaf, each label once, in the order of the policy."""
        found: dict[str, CriterionResult] = {}
        for root in (self.criteria, *self.limits, *self.exclusions):
            for leaf in root.leaves():
                found.setdefault(leaf.clause, leaf)
        return tuple(found.values())


def judge(policy: Policy, route: str, record: Record) -> Judged:
    """Judge every clause of the route, the limits and the exclusions on their own words."""
    return Judging(policy=policy, route=route, record=record).judge()


class Judging:
    """A policy held against a record. Leaves are judged once; `supposing` judges the tree again with some changed.

    What a reviewer ruled holds in place of what was read. `second` is the record with what was read besides in words
    that a language model pointed to. Raises PolicyError for a ruling on a clause it does not have.
    """

    def __init__(
        self,
        *,
        policy: Policy,
        route: str,
        record: Record,
        rulings: Sequence[Ruling] = (),
        second: Record | None = None,
    ) -> None:
        self._policy, self._route, self._record, self._second = policy, route, record, second
        self._rulings = last_rulings(rulings, policy)
        self._leaves: dict[str, CriterionResult] = {}
        self._groups: dict[str, CriterionResult] = {}

    def judge(self) -> Judged:
        """Every clause on its own words."""
        return self.supposing({})

    def supposing(self, changed: Mapping[str, Status]) -> Judged:
        """The same, had these clauses the statuses given; cross references follow."""
        once = _Pass(
            policy=self._policy,
            given=self._record,
            given_second=self._second,
            changed=changed,
            rulings=self._rulings,
            judged_before=self._leaves,
            grouped_before=self._groups,
        )
        return Judged(
            criteria=_without_unused(once.node(self._policy.routes[self._route])),
            limits=tuple(once.limit(n) for n in self._policy.limits),
            exclusions=tuple(once.exclusion(n) for n in self._policy.exclusions),
        )


@dataclass(slots=True, kw_only=True)
class _Pass:
    """One pass over the policy; every label is judged once."""

    policy: Policy
    given: Record
    given_second: Record | None
    changed: Mapping[str, Status]
    rulings: Mapping[str, Ruling]
    judged_before: dict[str, CriterionResult]  # leaves that look at nothing but the record
    grouped_before: dict[str, CriterionResult]  # groups as last judged, reused where no child has changed
    known: dict[str, CriterionResult] = field(default_factory=dict)
    record: Record = field(init=False)
    second: Record | None = field(init=False)

    def __post_init__(self) -> None:
        self.record = self._bound(self.given)
        self.second = self._bound(self.given_second) if self.given_second else None

    def _bound(self, record: Record) -> Record:
        return replace(record, status_of=self.status_of, clauses=self.policy.clauses, concerns=self.concerns)

    def node(self, node: CriterionNode) -> CriterionResult:
        label = node.clause.label
        if label not in self.known:
            self.known[label] = self._group(node) if node.children else self._supposed(node)
        return self.known[label]

    def _group(self, node: CriterionNode) -> CriterionResult:
        children = tuple(self.node(c) for c in node.children)
        before = self.grouped_before.get(node.clause.label)
        if before is not None and all(a is b for a, b in zip(before.children, children, strict=True)):
            return ruled(before, self.rulings)
        group = CriterionResult(
            clause=node.clause.label,
            text=node.clause.text,
            citation=node.clause.citation,
            status=self._gated(node, combine(node.op, node.n, [c.status for c in children])),
            op=node.op,
            n=node.n,
            applicable=self._applies(node),
            outcome_if_met=node.outcome_if_met,
            children=children,
        )
        self.grouped_before.setdefault(node.clause.label, group)
        return ruled(group, self.rulings)

    def _supposed(self, node: CriterionNode) -> CriterionResult:
        label = node.clause.label
        result = self.judged_before.get(label)
        if result is None:
            result = ruled(self._leaf(node), self.rulings)
            assert node.leaf is not None  # the loader gives every leaf its kind
            if not refers(node.leaf):
                self.judged_before[label] = result
        return replace(result, status=self.changed[label], explicit=True) if label in self.changed else result

    def _leaf(self, node: CriterionNode) -> CriterionResult:
        leaf, record = node.leaf, self.record
        assert leaf is not None  # the loader gives every leaf its kind
        applies = self._applies(node)
        unused = not applies and node in self.policy.limits
        judged = Judgement(status=Status.NOT_DOCUMENTED, note=NOT_USED) if unused else leaf.judge(record)
        pointed = False
        if self.second is not None and not unused:
            judged, pointed = with_second(judged, leaf.judge(self.second))
        return CriterionResult(
            clause=node.clause.label,
            text=node.clause.text,
            citation=node.clause.citation,
            status=judged.status,
            kind=node.kind,
            because=judged.because,
            contrary=judged.contrary,
            passages=self._passages(node.clause.text, leaf),
            note=judged.note,
            rests_on=judged.rests_on,
            no_sign_found=judged.no_sign_found,
            explicit=judged.explicit,
            applicable=applies,
            pointed=pointed,
            wants=leaf.say(record),
            supplier=Supplier.PRESCRIBER if judged.status is Status.MET else leaf.supplier,
        )

    def _passages(self, text: str, leaf: Leaf) -> tuple[ChartCitation, ...]:
        """Where to look: places that name what the clause is about or a kind of it; else what was assessed."""
        record = self.record
        about = set(leaf.concepts)
        about |= {c for c in record.ranking.concepts if record.lexicon.matches(c, leaf.concepts)}
        found = record.ranking.best(text, sorted(about))
        if isinstance(leaf, Tried):
            told = (t.sentence for t in best_told(record, leaf.of))
            found = tuple(dict.fromkeys((*told, *found)))[:_MOST]
        beside = (c for c in record.assessments() if c not in found)
        return (*found, *beside)[:_SHOWN] if len(found) < _SHOWN else found

    def limit(self, node: CriterionNode) -> CriterionResult:
        """A limit; the conditions of an exception count only where the limit itself is exceeded."""
        result = self.node(node)
        for exception in self.policy.exceptions:
            if node.clause.label in exception.when:
                exceeded = self.node(self.policy.node(exception.of)).status is Status.NOT_MET
                return replace(result, applicable=exceeded)
        return result

    def exclusion(self, node: CriterionNode) -> CriterionResult:
        """A silent exclusion is *not met* only where the chart holds what that answer can rest on."""
        result = self.node(node)
        silent = result.status is Status.NOT_DOCUMENTED and not result.contrary
        told = result.clause in self.changed or result.ruling is not None
        if result.children or not silent or not result.applicable or told:
            return result
        basis = self._basis(node)
        if not basis:
            return result
        return replace(
            result, status=Status.NOT_MET, no_sign_found=True, explicit=False, rests_on=basis, note=SILENT_EXCLUSION
        )

    def _basis(self, node: CriterionNode) -> tuple[ChartCitation, ...]:
        """What "no sign found" rests on: medication lists for drugs, dated assessments for everything else."""
        return self.record.medication_lists()[:2] if node.kind == "concurrent" else self.record.assessments()[:2]

    def _applies(self, node: CriterionNode) -> bool:
        """Whether a limit or branch is about this request: its drug, where it names drugs, and its disease.

        A branch is no other's only where its disease and the request's have nothing to do with each other.
        """
        lexicon, about = self.record.lexicon, node.applies_to
        diseases = tuple(a for a in about if a in lexicon.concepts and lexicon.concepts[a].kind != "drug-class")
        drugs = tuple(a for a in about if a not in diseases)
        if drugs and not lexicon.matches(self.record.drug, drugs):
            return False
        own = self.record.diseases
        if not diseases or any(lexicon.matches(d, diseases) for d in own):
            return True
        related = any(lexicon.is_a(a, d) for a in diseases for d in own)
        return bool(node.children) and (related or not own)

    def _gated(self, node: CriterionNode, status: Status) -> Status:
        """A branch for another disease is not met; where the disease of the request is not known, no branch is."""
        if not node.applies_to or not node.children:
            return status
        if not self._applies(node):
            return Status.NOT_MET
        return status if self.record.diseases else combine("all", None, [status, Status.NOT_DOCUMENTED])

    def concerns(self, label: str) -> bool:
        """Whether a clause is about the drug and disease of the request."""
        return self._applies(self.policy.node(label))

    def status_of(self, label: str) -> tuple[Status, tuple[ChartCitation, ...], tuple[ChartCitation, ...]]:
        """Status of another clause of the policy with its evidence, for cross references."""
        result = self.node(self.policy.node(label))
        leaves = [leaf for leaf in result.leaves() if leaf.status is result.status] or list(result.leaves())
        because = tuple(c for leaf in leaves for c in leaf.because[:1])
        contrary = tuple(c for leaf in leaves for c in leaf.contrary[:1])
        return result.status, because, contrary


def _without_unused(node: CriterionResult) -> CriterionResult:
    """Mark the branches for another drug: a group that asks which drug is requested and gets *not met*."""
    if not node.children:
        return node
    children = tuple(_without_unused(c) for c in node.children)
    if node.op == "all" and any(c.kind == "request_is" and c.status is Status.NOT_MET for c in children):
        return replace(node, children=tuple(_unused(c) for c in children), applicable=False)
    changed = any(a is not b for a, b in zip(node.children, children, strict=True))
    return replace(node, children=children) if changed else node


def _unused(node: CriterionResult) -> CriterionResult:
    return replace(node, applicable=False, children=tuple(_unused(c) for c in node.children))
