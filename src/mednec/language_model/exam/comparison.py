"""A determination beside what reviewers would sign: clause by clause, by label, else by the words of the clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from mednec.language_model.exam.gold import Gold, GoldClause
from mednec.model.determination import CriterionResult, Determination
from mednec.model.words import Outcome, Status

_SAME_WORDS = 80  # of 100, of the shorter text: a payer's clause is cut differently by different readers
_OTHER_WORDS = 60  # below this, the same label stands for another clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One clause: what it should be, and the leaf that answers it; None where the policy was cut otherwise."""

    gold: GoldClause
    leaf: CriterionResult | None

    @property
    def status(self) -> Status:
        return self.leaf.status if self.leaf else Status.NOT_DOCUMENTED

    @property
    def right(self) -> bool:
        return self.leaf is not None and self.status in self.gold.right

    @property
    def false_met(self) -> bool:
        return self.status is Status.MET and not self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A determination compared with the gold of its case."""

    outcome: Outcome
    gold: Gold
    clauses: tuple[Compared, ...]

    @property
    def unsafe_approval(self) -> bool:
        """Approved where no reviewer would approve."""
        return _approves(self.outcome) and not any(_approves(o) for o in self.gold.outcomes)


def compared(determination: Determination, gold: Gold) -> Comparison:
    """Every clause of the gold with the leaf that answers it."""
    parts = (determination.criteria, *determination.limits, *determination.exclusions)
    leaves = [leaf for part in parts for leaf in part.leaves()]
    pairs = tuple(Compared(gold=clause, leaf=leaf_of(clause, leaves)) for clause in gold.clauses)
    return Comparison(outcome=determination.outcome, gold=gold, clauses=pairs)


def leaf_of(clause: GoldClause, leaves: Sequence[CriterionResult]) -> CriterionResult | None:
    """The leaf with the clause's label, unless its words are others; else the leaf with the clause's words."""
    labelled = [leaf for leaf in leaves if _label(leaf.clause) == _label(clause.clause)]
    best = max(labelled, key=lambda leaf: _alike(clause, leaf), default=None)
    if best and (not clause.words or _alike(clause, best) >= _OTHER_WORDS):
        return best
    worded = max(leaves, key=lambda leaf: _alike(clause, leaf), default=None)
    if worded and clause.words and _alike(clause, worded) >= _SAME_WORDS:
        return worded
    return best


def _label(clause: str) -> str:
    return "".join(c for c in clause.casefold() if c.isalnum())


def _alike(clause: GoldClause, leaf: CriterionResult) -> float:
    return fuzz.token_set_ratio(clause.words.casefold(), leaf.text.casefold())


def _approves(outcome: Outcome) -> bool:
    return outcome in (Outcome.APPROVE, Outcome.APPROVE_MODIFIED, Outcome.APPROVE_WITH_CONDITIONS)
