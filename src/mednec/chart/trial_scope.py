"""Which words of a line speak of which treatment."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mednec.chart.context import Context
from mednec.chart.lexicon import Mention
from mednec.chart.tables import Row

# Outcome lists; what the reader makes of them stands in trial_outcomes.
OUTCOME_CUES = (
    *("trial_failed", "trial_partial", "trial_intolerant", "trial_harm", "trial_contraindicated"),
    *("trial_responded", "trial_never"),
)
PREVENTION = "vaccine"  # class of what is given to the healthy: no treatment that could fail
_LISTED = re.compile(r"\s*(?:\([^)]*\)\s*)?(?:,|/|\+|and|or|nor|,\s*(?:and|or))\s*(?:[a-z]+\s){0,2}")
_FOLLOWING = 3  # sentences of the same line that may go on about the last drug


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one line says of one drug: from its name to the next drug, over the following sentences of the line."""

    context: Context
    mention: Mention
    end: int  # in the sentence's text
    begin: int  # words before this one speak of an earlier drug
    following: tuple[Context, ...]
    row: Row | None = None

    @property
    def own(self) -> str:
        """The words behind the name, up to the next drug."""
        return self.context.text[self.mention.end : self.end]

    @property
    def ahead(self) -> str:
        """The words before the name, back to an earlier drug."""
        return self.context.text[self.begin : self.mention.start]


def is_treatment(context: Context, mention: Mention) -> bool:
    """Whether the mention is a drug, a class of drugs or another treatment."""
    concept = context.lexicon.concepts.get(mention.id)
    drug = context.lexicon.drugs.get(mention.id)
    return (drug is not None and PREVENTION not in drug.classes) or (
        concept is not None and concept.kind == "drug-class"
    )


def scopes_of(line: tuple[Context, ...], row: Row | None) -> list[Scope]:
    """One scope for each treatment that the sentences of a line name, in order."""
    found = []
    for i, context in enumerate(line):
        drugs = [m for m in context.mentions if is_treatment(context, m)]
        found += [_scope(line, i, drugs, j, row) for j in range(len(drugs))]
    return found


def _scope(line: tuple[Context, ...], i: int, drugs: list[Mention], j: int, row: Row | None) -> Scope:
    context, mention = line[i], drugs[j]
    later = [d for d in drugs[j + 1 :] if d.id != mention.id and d.start >= mention.end]
    return Scope(
        context=context,
        mention=mention,
        begin=_begin(context, mention, drugs[:j]),
        end=_end(context, mention, later),
        following=_following(line, i, mention) if not later else (),
        row=row,
    )


def _end(context: Context, mention: Mention, later: list[Mention]) -> int:
    """Up to the next drug; past it where both are items of one list and what is said stands behind the list."""
    for i, other in enumerate(later):
        before = later[i - 1].end if i else mention.end
        between = context.text[before : other.start]
        told = any(c.list in OUTCOME_CUES and mention.end <= c.start < other.start for c in context.cues)
        if told or not _LISTED.fullmatch(between):
            return other.start
    return len(context.text)


def _begin(context: Context, mention: Mention, earlier: list[Mention]) -> int:
    """Back to the name of an earlier drug that is not of the same list."""
    edge = mention.start
    for other in reversed(earlier):
        if other.end > mention.start:
            continue
        if not _LISTED.fullmatch(context.text[other.end : edge]):
            return other.end
        edge = other.start
    return 0


def _following(line: tuple[Context, ...], i: int, mention: Mention) -> tuple[Context, ...]:
    """The next sentences of the line, up to one that names another treatment."""
    found: list[Context] = []
    for other in line[i + 1 : i + 1 + _FOLLOWING]:
        if any(is_treatment(other, m) and m.id != mention.id for m in other.mentions):
            break
        found.append(other)
    return tuple(found)
