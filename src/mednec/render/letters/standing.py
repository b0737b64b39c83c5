"""How each clause stands, told for either side: what speaks for the request, what against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mednec.model.determination import CriterionResult, Determination
from mednec.model.document import ChartCitation
from mednec.model.words import Status

_DENIAL = re.compile(r"\b(?:no|not|never|neither|without|denies|negative|ruled out|excluded|absent)\b", re.IGNORECASE)
FORMAL_KINDS = frozenset(("age", "prescriber", "reference", "request_is", "setting", "visit_limit"))  # never in dispute

LIMIT_KINDS = frozenset(("dose_limit", "duration_limit", "rate_limit", "schedule_limit", "visit_limit"))


class Role(StrEnum):
    """What a clause does: it must be met, it must be kept, or it must not apply."""

    CRITERION = "criterion"
    LIMIT = "limit"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A judged leaf with its role.

    That the patient does not have the disease treated never speaks for the request, though it denies the exclusion.
    """

    leaf: CriterionResult
    role: Role
    of_treated: bool = False  # an exclusion that rests on the disease treated

    @property
    def label(self) -> str:
        return self.leaf.clause

    @property
    def fulfilled(self) -> bool:
        """Whether the determination itself calls it met, kept or not applying."""
        wanted = Status.NOT_MET if self.role is Role.EXCLUSION else Status.MET
        return self.leaf.status is wanted

    @property
    def open(self) -> bool:
        return not self.leaf.status.settled

    @property
    def against_request(self) -> bool:
        """Whether the record decides it against the request: by an express denial or a measured value."""
        return self.leaf.status.settled and not self.fulfilled and self.leaf.explicit

    @property
    def speaks_for(self) -> tuple[ChartCitation, ...]:
        places = self.leaf.contrary if self._turned else self.leaf.because
        denied = self.of_treated and self.leaf.status is Status.MET
        return tuple(c for c in places if not (denied and _DENIAL.search(c.quote)))

    @property
    def speaks_against(self) -> tuple[ChartCitation, ...]:
        return self.leaf.because if self._turned else self.leaf.contrary

    @property
    def _turned(self) -> bool:
        """A *not met* rests on what speaks against the clause; a clause that excludes is turned once more."""
        return (self.leaf.status is Status.NOT_MET) != (self.role is Role.EXCLUSION)

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        status = self.leaf.status
        if self.role is Role.LIMIT and status.settled:
            return "within the limit" if self.fulfilled else "outside the limit"
        if self.role is Role.EXCLUSION and status.settled:
            return "does not apply" if self.fulfilled else "applies"
        return status.value


def clauses_of(d: Determination) -> tuple[Clause, ...]:
    """Every leaf that this request uses, each once, in the order of the policy."""
    found: dict[str, Clause] = {}
    treated = tuple(
        place
        for code in d.codes
        for why in (*code.statements, *((code.discrepancy,) if code.discrepancy else ()))
        for place in why.citations
        if isinstance(place, ChartCitation)
    )
    for role, roots in (
        (Role.CRITERION, (d.criteria,)),
        (Role.LIMIT, d.limits),
        (Role.EXCLUSION, d.exclusions),
    ):
        for root in roots:
            for leaf in _used(root):
                condition = role is Role.LIMIT and leaf.kind not in LIMIT_KINDS  # of an exception to a limit
                own = role is Role.EXCLUSION and any(a.overlaps(b) for a in leaf.because for b in treated)
                clause = Clause(leaf=leaf, role=Role.CRITERION if condition else role, of_treated=own)
                found.setdefault(leaf.clause, clause)
    return tuple(found.values())


def _used(node: CriterionResult) -> Iterator[CriterionResult]:
    """Leaves below branches that this request uses."""
    if not node.applicable:
        return
    if not node.children:
        yield node
    for child in node.children:
        yield from _used(child)


def changing(d: Determination) -> tuple[Clause, ...]:
    """Clauses of which a change could change the outcome, in the order of the policy."""
    needed = {label for gap in d.gaps for label in gap.needs}
    return tuple(clause for clause in clauses_of(d) if clause.label in needed)


def grounds_of(d: Determination) -> tuple[Clause, ...]:
    """Clauses on which an adverse recommendation rests."""
    return tuple(c for c in clauses_of(d) if c.leaf.decides and not c.fulfilled)
