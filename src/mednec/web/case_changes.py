"""What an act changed of a determination, in words that stay until they are dismissed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mednec.desk.values import Changes, ClauseChange, Shown
from mednec.render.places import slug
from mednec.web.case_clauses import tone_of
from mednec.web.case_words import OUTCOMES


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTold:
    """A clause that stands otherwise now."""

    clause: str
    anchor: str
    before: str
    after: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesTold:
    """What changed: the outcome, the clauses, and what is needed now or no longer."""

    title: str
    number: int
    outcome: str
    clauses: tuple[ClauseTold, ...]
    closed: tuple[str, ...]
    opened: tuple[str, ...]
    voided: bool


def changes_told(changes: Changes, about: str = "") -> ChangesTold:
    """Changes in words; `about` names what was done."""
    before, after = changes.outcome_before, changes.outcome_after
    now = OUTCOMES[after].capitalize()
    earlier = f", before it was {OUTCOMES[before]}" if before else ""
    same = f"{now} is still recommended."
    saved = f"Saved{f' on {about}' if about else ''}."
    return ChangesTold(
        title=f"{saved} It changes no clause." if changes.nothing else saved,
        number=changes.number,
        outcome=same if before == after else f"{now} is recommended now{earlier}. {changes.says}",
        clauses=tuple(_told(each) for each in changes.clauses),
        closed=changes.gaps_closed,
        opened=changes.gaps_opened,
        voided=bool(changes.voided),
    )


def _told(change: ClauseChange) -> ClauseTold:
    return ClauseTold(
        clause=change.clause,
        anchor=slug(change.clause),
        before=change.before.value if change.before else "not judged",
        after=change.after.value if change.after else "not judged",
        tone=tone_of(change.after),
    )


def changes_of(made: Sequence[Shown], number: int, revision: int) -> Changes | None:
    """What the determination of a number changed of the one before it; none where there is no such pair."""
    after = next((each for each in made if each.number == number), None)
    before = next((each for each in made if each.number == number - 1), None)
    if before is None or after is None:
        return None
    was = {line.clause: line.status for line in before.summary.clauses}
    had = {frozenset(gap.needs): gap.says for gap in before.summary.gaps}
    has = {frozenset(gap.needs): gap.says for gap in after.summary.gaps}
    return Changes(
        revision=revision,
        number=number,
        outcome_before=before.outcome,
        outcome_after=after.outcome,
        says=after.summary.says,
        clauses=tuple(
            ClauseChange(clause=line.clause, text=line.text, before=was.get(line.clause), after=line.status)
            for line in after.summary.clauses
            if was.get(line.clause) is not line.status
        ),
        gaps_closed=tuple(says for needs, says in had.items() if needs not in has),
        gaps_opened=tuple(says for needs, says in has.items() if needs not in had),
    )
