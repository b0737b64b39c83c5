"""Four statuses, three truth values: Kleene's K3, with a name for the unknown that is a disagreement.

A conflict counted as both true and false would make `any{not met, conflicting, not documented}` come out *met*;
here a conflict is an unknown, and an unknown parent is *conflicting* only if deciding the conflicts could settle it.
"""

from __future__ import annotations

from collections.abc import Sequence

from mednec.model.words import Status


def at_least(needed: int, statuses: Sequence[Status]) -> Status:
    """Status of "at least `needed` of these".

    >>> at_least(1, [Status.NOT_MET, Status.CONFLICTING, Status.NOT_DOCUMENTED]).value
    'conflicting'
    """
    settled = _settle(needed, statuses)
    if settled is not None:
        return settled
    conflicts = [i for i, s in enumerate(statuses) if s is Status.CONFLICTING]
    for decided in (Status.MET, Status.NOT_MET):
        filled = [decided if i in conflicts else s for i, s in enumerate(statuses)]
        if conflicts and _settle(needed, filled) is not None:
            return Status.CONFLICTING
    return Status.NOT_DOCUMENTED


def _settle(needed: int, statuses: Sequence[Status]) -> Status | None:
    met = sum(s is Status.MET for s in statuses)
    not_met = sum(s is Status.NOT_MET for s in statuses)
    if met >= needed:
        return Status.MET
    if not_met > len(statuses) - needed:
        return Status.NOT_MET
    return None


def negate(status: Status) -> Status:
    """*Not*: settles turn round, unknowns stay."""
    return {Status.MET: Status.NOT_MET, Status.NOT_MET: Status.MET}.get(status, status)


def combine(op: str, n: int | None, statuses: Sequence[Status]) -> Status:
    """Status of a group from its children: `all`, `any`, `at_least` n, `not`; `unclear` where the text does not say.

    An unclear group is settled only where "all of" and "one of" would come out the same.
    """
    if op == "not":
        return negate(statuses[0])
    if op == "unclear":
        every, one = at_least(len(statuses), statuses), at_least(1, statuses)
        if every is one:
            return every
        return Status.CONFLICTING if Status.CONFLICTING in (every, one) else Status.NOT_DOCUMENTED
    needed = {"all": len(statuses), "any": 1}.get(op, n or 1)
    return at_least(needed, statuses)
