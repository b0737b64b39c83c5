"""Policies made by hand: leaves whose answer is given, so that only what becomes of the answers is tested."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mednec.chart.lexicon import Lexicon
from mednec.chart.ranking import Ranking
from mednec.criteria.index import FindingIndex
from mednec.criteria.leaf import Judgement
from mednec.criteria.policy import CriterionNode, LimitException, Policy
from mednec.criteria.record import Record
from mednec.criteria.tree import Judging
from mednec.determination.outcome import Weighed
from mednec.model.document import PolicyCitation
from mednec.model.facts import Facts
from mednec.model.knowledge import Concept, Drug
from mednec.model.policy import Clause
from mednec.model.words import Outcome, Status, Supplier
from tests.making import facts

MET, NOT_MET, OPEN, CONFLICTING = Status.MET, Status.NOT_MET, Status.NOT_DOCUMENTED, Status.CONFLICTING


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A leaf that answers what it was made with."""

    judgement: Judgement
    concepts: tuple[str, ...] = ()
    supplier: Supplier = Supplier.PRESCRIBER

    def judge(self, _record: Record, /) -> Judgement:
        return self.judgement

    def say(self, _record: Record, /) -> str:
        return "what the clause asks"


def clause(label: str) -> Clause:
    """A clause whose text is its label."""
    at = PolicyCitation(policy="made", clause=label, quote=label, start=0, end=len(label))
    return Clause(label=label, text=label, citation=at)


def leaf(label: str, status: Status = MET, *, explicit: bool = True, kind: str = "finding") -> CriterionNode:
    """A clause with this answer; `explicit=False` is a *not met* for which the record holds no denial and no value."""
    return CriterionNode(
        clause=clause(label), kind=kind, leaf=Given(judgement=Judgement(status=status, explicit=explicit))
    )


def group(
    op: str, label: str, *children: CriterionNode, n: int | None = None, outcome: Outcome | None = None
) -> CriterionNode:
    """A group of clauses."""
    return CriterionNode(clause=clause(label), op=op, n=n, children=children, outcome_if_met=outcome)


def policy(
    criteria: CriterionNode,
    *,
    limits: Iterable[CriterionNode] = (),
    exclusions: Iterable[CriterionNode] = (),
    modified_by: tuple[str, ...] = (),
    exceptions: Iterable[tuple[str, tuple[str, ...]]] = (),
    continuation: CriterionNode | None = None,
    restart_after_days: int | None = None,
) -> Policy:
    """A policy with this initial route."""
    routes = {"initial": criteria} if continuation is None else {"initial": criteria, "continuation": continuation}
    return Policy(
        id="made",
        title="A policy made by hand",
        payer="a payer",
        version="1",
        effective_from=date(2020, 1, 1),
        effective_to=None,
        source="",
        routes=routes,
        limits=tuple(limits),
        exclusions=tuple(exclusions),
        clauses={},
        modified_by=modified_by,
        exceptions=tuple(LimitException(of=o, when=w, clause=clause(f"{o} (exception)")) for o, w in exceptions),
        restart_after_days=restart_after_days,
        restart_clause=clause("restart") if restart_after_days is not None else None,
        drugs=("drug-a",),
    )


def record(given: Facts | None = None, *, drugs: Iterable[Drug] = (), concepts: Iterable[Concept] = ()) -> Record:
    """A record of these facts; of nothing when none are given."""
    held = given or facts()
    lexicon = Lexicon.compile(concepts, drugs)
    return Record(
        facts=held,
        lexicon=lexicon,
        references=(),
        drug="drug-a",
        diseases=(),
        ranking=Ranking(held.chart),
        index=FindingIndex(held.chart.findings, lexicon),
    )


def judging(made: Policy) -> Judging:
    """The policy held against an empty record."""
    return Judging(policy=made, route="initial", record=record())


def weighed(made: Policy, *, in_scope: bool = True, impossible: bool = False, surplus: bool = False) -> Weighed:
    """The policy judged, as the table of outcomes looks at it."""
    judged = judging(made).judge()
    return Weighed(judged=judged, policy=made, in_scope=in_scope, impossible=impossible, surplus=surplus)
