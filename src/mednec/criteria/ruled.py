"""A reviewer's ruling on a clause holds in place of what was read; what was read stays beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mednec.criteria.policy import Policy
from mednec.errors import PolicyError
from mednec.model.determination import CriterionResult
from mednec.model.life import Ruling
from mednec.model.words import Status


def last_rulings(rulings: Sequence[Ruling], policy: Policy) -> Mapping[str, Ruling]:
    """The ruling that holds for each clause: the last one. Raises PolicyError for a clause the policy does not judge.

    Limits, exclusions and groups may be ruled on like any other clause.
    """
    labels = policy.labels()
    for each in rulings:
        if each.clause not in labels:
            raise PolicyError(
                f"a ruling on {each.clause!r}, which this policy does not have",
                where=f"{policy.id} ({policy.version})",
                do="withdraw the ruling, or review under the policy it was made for",
            )
    return {each.clause: each for each in rulings}


def ruled(result: CriterionResult, rulings: Mapping[str, Ruling]) -> CriterionResult:
    """The clause as ruled. What was read for the other answer speaks against it; nothing that was read is lost.

    A group that is ruled on stands as one clause, and the group as read beneath it. A *not met* may lead to a denial
    only where the reviewer cites words of the chart, as for the program itself.
    """
    ruling = rulings.get(result.clause)
    if ruling is None:
        return result
    agrees = ruling.status is result.status
    read = result.because if agrees else ()
    against = (*(() if agrees else result.because), *result.contrary)
    own = ruling.citations
    return replace(
        _as_one(result) if result.children else result,
        status=ruling.status,
        because=(*own, *(c for c in read if not any(c.overlaps(o) for o in own))),
        contrary=tuple(c for c in dict.fromkeys(against) if not any(c.overlaps(o) for o in own)),
        explicit=bool(own) or (agrees and result.explicit) or ruling.status is not Status.NOT_MET,
        no_sign_found=False,
        rests_on=(),
        ruling=ruling,
        read_as=result.status,
    )


def _as_one(group: CriterionResult) -> CriterionResult:
    return replace(group, op="", n=None, children=(), referred=group, wants="what the reviewer rules on to be shown")
