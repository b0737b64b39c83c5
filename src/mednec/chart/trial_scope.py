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
# Words that end a list: what stands behind them is told anew ("failed A, now on B"; "failed A and started B").
_ANEW = (
    r"now|currently|presently|today|still|(?:re-?)?start(?:ed|ing|s)?|began|begun|begins?|switch(?:ed|ing)?|changed|moved"
    r"|transitioned|rotated|placed|put|initiated|continu(?:es?|ed|ing)|remain(?:s|ed|ing)?|stays|stayed|resumed|went"
    r"|planning|plans?|will|would|wants?|requests?|requesting|recommend(?:s|ed|ing)?|but|however|because|since|while"
    r"|when|so|she|he|they|we|until"
)
NEW_STATEMENT = re.compile(rf"\b(?:{_ANEW})\b|(?:,|\band|\bthen)\s+(?:is\s+|was\s+)?on\b|->|=>|\u2192", re.IGNORECASE)
_LISTED = re.compile(
    rf"\s*(?:\([^)]*\)\s*)?(?:,|/|\+|and|or|nor|,\s*(?:and|or))\s*(?:(?!(?:{_ANEW}|on)\b)[a-z]+\s){{0,2}}"
)
_BRACKET = re.compile(r"\([^()]*\)")
_SEPARATOR = re.compile(r",|\+|\band\b|\bor\b|\bnor\b|(?<!\d)/(?!\d)")
# A word of a dose or a length of time behind the name of a list's item: "A 20 mg x 3 mo, B 6 wks, C".
_DETAIL = re.compile(
    r"(?:\d[\d.,-]*(?:mg|mcg|g|mg/kg|wks?|mos?|yrs?|d|x)?|mg|mcg|g|gm|iu|units?|mg/kg|daily|nightly|qd|bid|tid|qid|qhs|weekly"
    r"|biweekly|monthly|q\d{0,2}[a-z]{1,5}|x|x\d+|for|po|sc|sq|iv|im|xr|er|sr|la|cr|odt|wks?|weeks?|mos?|months?|yrs?|years?|days?"
    r"|cycles?|doses?|tabs?|trials?|max|maximal|dose|low|high|oral|topical)",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"\s*(?:both|all|each|either|neither|none)\b", re.IGNORECASE)
_FOLLOWING = 3  # sentences of the same line that may go on about the last drug


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one line says of one drug: from its name to the next drug, over the following sentences of the line."""

    context: Context
    mention: Mention
    end: int  # in the sentence's text
    begin: int  # words before this one speak of an earlier drug
    head: int  # where the list of treatments begins that the drug is an item of
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


def beyond(scope: Scope, start: int) -> bool:
    """Whether a word behind the drug stands in the bracket of a later one: "A, B (nausea)" tells of B alone."""
    text = scope.context.text
    opens = text.rfind("(", scope.mention.end, start)
    if opens < 0 or ")" in text[opens:start] or _OF_ALL.match(text, opens + 1):
        return False
    return any(
        scope.mention.end <= m.start and m.end <= opens and is_treatment(scope.context, m) and m.id != scope.mention.id
        for m in scope.context.mentions
    )


def bare_of_details(text: str) -> str:
    """Without brackets and the words of doses and times, to count what else is said."""
    return " ".join(
        w for w in _BRACKET.sub(" ", text).split() if not _DETAIL.fullmatch(w.strip(",")) or w.endswith(",")
    )


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
    begin, head = _begin(context, mention, drugs[:j])
    return Scope(
        context=context,
        mention=mention,
        begin=begin,
        head=head,
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


def _begin(context: Context, mention: Mention, earlier: list[Mention]) -> tuple[int, int]:
    """Back to the name of an earlier drug that is not of the same list; and where that list begins."""
    edge = mention.start
    for other in reversed(earlier):
        if other.end > mention.start:
            continue
        between = context.text[other.end : edge]
        if not (_LISTED.fullmatch(between) or _detailed(between)):
            return other.end, edge
        edge = other.start
    return 0, edge


def _detailed(between: str) -> bool:
    """ "A 20 mg daily x 3 mo, B": nothing but a dose, a time or a bracket stands between two items of one list."""
    first, *others = _SEPARATOR.split(_BRACKET.sub(" ", between))
    if not others or ";" in between or any(len(o.split()) > 1 for o in others):
        return False
    words = [w for part in others for w in part.split()]
    return all(_DETAIL.fullmatch(w) for w in first.split()) and not any(NEW_STATEMENT.fullmatch(w) for w in words)


def _following(line: tuple[Context, ...], i: int, mention: Mention) -> tuple[Context, ...]:
    """The next sentences of the line, up to one that names another treatment."""
    found: list[Context] = []
    for other in line[i + 1 : i + 1 + _FOLLOWING]:
        if any(is_treatment(other, m) and m.id != mention.id for m in other.mentions):
            break
        found.append(other)
    return tuple(found)
