"""What became of a treatment, by whose words, and why it ended."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.chart.lexicon import Mention
from mednec.chart.trial_scope import OUTCOME_CUES, Scope, is_treatment
from mednec.model.words import TrialOutcome

_OUTCOMES = {
    "trial_failed": TrialOutcome.FAILED,
    "trial_partial": TrialOutcome.PARTIAL,
    "trial_intolerant": TrialOutcome.INTOLERANT,
    "trial_harm": TrialOutcome.INTOLERANT,
    "trial_contraindicated": TrialOutcome.CONTRAINDICATED,
    "trial_responded": TrialOutcome.RESPONDED,
    "trial_never": TrialOutcome.NEVER_TRIED,
}
# Cues that speak of the drug behind them: those that end in a preposition never of one before, the others may.
_ENDS_OPEN = re.compile(r"\b(?:to|of|on|with|by|for|despite|take|from|in)$")
_TRANSITIVE = re.compile(
    r"\b(?:failed|failure|intolerance|tolerate|declined|refused|tried|started?|received|took|taken|had|used|filled|prescribed"
    r"|given|fill|avoided?|attempted|stopped|discontinued|quit)$"
)
_FROM = re.compile(r"\s+(?:from|with|to|on|of|after|under|for|while on|while taking)\b")
_WARNED = re.compile(
    r"\b(?:risks? of|monitor(?:ed|ing)? for|watch(?:ed|ing)? for|discussed|screen(?:ed|ing)? for|concern(?:s|ed)?"
    r" about|counsell?ed on|avoid|prevent|prn|as needed for|if)\s+(?:\w+\s+){0,2}$"
)
_WRONGLY = re.compile(r"\b(?:incorrect|untrue|not true|not correct|wrong|mistaken|error)\b[^.;]{0,24}$")
# "no A, B or other side effects": a denial reaches over the items of its list.
DENIED = re.compile(
    r"\b(?:no|not|without|denies|never|nor)\s+(?:[a-z-]+(?:\s[a-z-]+)?\s*(?:,|/|\bor\b|\bnor\b)\s*){0,4}"
    r"(?:any\s+|been\s+|yet\s+|other\s+|further\s+|significant\s+|serious\s+|major\s+|new\s+)*$"
)
_NEITHER = re.compile(r"\b(?:neither|none)\b[^.;]*$", re.IGNORECASE)
_STOPPED = re.compile(
    r"(?:stopped|discontinued|dc'?d|d/c'?d|held|ended|switched|taken off|came off|quit|stop|withdrawn|dropped"
    r"|had to (?:be )?(?:stop|quit|discontinue)(?:ped|d)?)\b",
    re.IGNORECASE,
)
_STOP_AHEAD = re.compile(
    r"\b(?:stopped|discontinued|dc'?d|d/c'?d|held|stop|withdrawn|quit|(?:taken|came) off)\b[^;.]{0,40}$", re.IGNORECASE
)
_STOP_BEFORE = re.compile(
    r"\b(?:stopped|discontinued|quit|came off|off|withdrew|held)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
# "gave her hives", "-> cough", "caused leukopenia", "led to nausea": what the drug did.
_CAUSED = re.compile(
    r"(?:->|=>|\u2192|\b(?:gave(?: (?:her|him|them|me|the pt|pt))?|caus(?:ed|ing)|led to|resulted in|produced"
    r"|brought on|triggered|induced|made (?:her|him)|with resulting|complicated by))\s*(?:[a-z-]+[\s/]+){0,3}$",
    re.IGNORECASE,
)
_DEVELOPED = re.compile(r"\b(?:developed|had|experienced|got|suffered|with)\s+(?:[a-z]+\s+){0,3}$", re.IGNORECASE)
_ON_IT = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:while |when )?(?:on|with|from|after|taking|while taking|to|due to)\s+(?:\w+\s+)?$"
)
_CLAUSE_END = re.compile(r"[;]|\.\s|\bbut\b")
_REASON_REACH = 70
_WHY = re.compile(
    r"\b(?:due to|because of|because|secondary to|owing to|on account of|given|for|after developing|d/t|2/2|as|by|after"
    r"|when|before|since)\s+(?:the |her |his |a |an |of |she |he )?(?P<why>[^.;()]{3,70})"
    r"|[:(-]\s*(?P<set>[^.;()]{3,70})",
    re.IGNORECASE,
)
FROM_TO = re.compile(
    r"\b(?:switched|changed|transitioned|moved|rotated|converted)\s+(?:\w+\s+)?(?:from|off)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:due to|because of|because|secondary to|owing to|for|after|given)\s+(?:the |her |his |a |an )?", re.IGNORECASE
)
_RESPONSE_LOST = re.compile(r"-IR\b")
At = tuple[Context, Cue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An outcome with the words that tell it, and the reason they give."""

    outcome: TrialOutcome
    at: At
    reason: str = ""


def outcomes_of(scope: Scope, *, only_following: bool = False) -> list[Told]:
    """Outcomes that are told of the drug, in order, one of each kind; or those of the sentences behind it alone."""
    said = [] if only_following else _in_sentence(scope)
    harms = [] if only_following else [h for h in _harms(scope) if not any(_why_not(s, h) for s in said)]
    here = [] if only_following else [*said, *harms, *_left_for(scope)]
    found = [*here, *_in_following(scope)]
    seen: dict[TrialOutcome, Told] = {}
    for told in found:
        meant = _for_its_reason(told)
        if meant is not None and (meant.outcome not in seen or (meant.reason and not seen[meant.outcome].reason)):
            seen[meant.outcome] = meant
    return list(seen.values())


def _why_not(said: Told, harm: Told) -> bool:
    """ "Contraindicated (X)": what stands in the bracket is why it was not given, no harm of it."""
    (context, cue), (_, place) = said.at, harm.at
    between = context.text[cue.end : place.start]
    return said.outcome is TrialOutcome.CONTRAINDICATED and re.fullmatch(r"\s*\([^()]{0,20}", between) is not None


def _in_sentence(scope: Scope) -> list[Told]:
    context, mention = scope.context, scope.mention
    found = []
    for cue in _longest(context.cues):
        behind = mention.end <= cue.start < scope.end and _speaks_back(context, cue)
        ahead = scope.begin <= cue.start and cue.end <= mention.start and governs(context, cue, mention)
        if cue.list == "trial_harm" or not (behind or ahead):
            continue
        outcome = _meant(context, cue)
        if outcome is not None:
            found.append(Told(outcome=outcome, at=(context, cue), reason=_reason(context, cue, scope.end)))
    if _RESPONSE_LOST.match(scope.own):
        mark = Cue(list="trial_failed", start=mention.end, end=mention.end + 3)
        found.append(Told(outcome=TrialOutcome.FAILED, at=(context, mark)))
    return found


def _in_following(scope: Scope) -> list[Told]:
    found = []
    for other in scope.following:
        for cue in _longest(other.cues):
            if cue.list == "trial_harm" or not _speaks_back(other, cue):
                continue
            outcome = _meant(other, cue)
            if outcome is not None:
                reason = _reason(other, cue, len(other.text))
                found.append(Told(outcome=outcome, at=(other, cue), reason=reason))
    return found


def _left_for(scope: Scope) -> list[Told]:
    """ "Switched from A to B because of ...": the reason behind B is why A was left."""
    context = scope.context
    if not FROM_TO.search(context.text, 0, scope.mention.start):
        return []
    why = _BECAUSE.search(context.text, scope.mention.end)
    if why is None:
        return []
    harms = [(s, e) for s, e, _ in _named_harms(context) if 0 <= s - why.end() < 30]
    cues = [c for c in context.cues_of("reason_no_effect", "trial_failed") if 0 <= c.start - why.end() < 30]
    reason = _trimmed(context.text[why.end() : why.end() + _REASON_REACH])
    if cues:
        return [Told(outcome=TrialOutcome.FAILED, at=(context, cues[0]), reason=reason)]
    if harms:
        mark = Cue(list="trial_harm", start=harms[0][0], end=harms[0][1])
        return [Told(outcome=TrialOutcome.INTOLERANT, at=(context, mark), reason=reason)]
    return []


def _longest(cues: tuple[Cue, ...]) -> list[Cue]:
    """Cues of outcome that no longer one takes in."""
    own = [c for c in cues if c.list in OUTCOME_CUES]
    return [
        c for c in own if not any(o is not c and o.start <= c.start and c.end <= o.end and _longer(o, c) for o in own)
    ]


def _longer(cue: Cue, other: Cue) -> bool:
    return cue.end - cue.start > other.end - other.start


def _meant(context: Context, cue: Cue) -> TrialOutcome | None:
    """The outcome a cue comes to where it stands; a denied benefit is a failure, another denied outcome is none."""
    outcome = _OUTCOMES[cue.list]
    before = context.text[max(0, cue.start - 70) : cue.start].lower()
    if _WARNED.search(before) or _WRONGLY.search(before):
        return None
    denied = DENIED.search(before) is not None
    neither = _NEITHER.search(before) is not None and outcome is TrialOutcome.RESPONDED
    if denied or neither:
        return TrialOutcome.FAILED if outcome is TrialOutcome.RESPONDED else None
    return outcome


def _for_its_reason(told: Told) -> Told | None:
    """What "stopped for ..." comes to: harm, unless the words behind it tell of no effect, or of neither (its cost)."""
    context, cue = told.at
    if told.outcome is not TrialOutcome.INTOLERANT or not _STOPPED.match(context.text, cue.start):
        return told
    reasons = _other_reasons(context, cue)
    if not reasons:
        return told
    if reasons[0].list == "reason_no_effect":
        return Told(outcome=TrialOutcome.FAILED, at=told.at, reason=told.reason)
    return None


def _other_reasons(context: Context, cue: Cue) -> list[Cue]:
    clause = _CLAUSE_END.search(context.text, cue.end)
    reach = min(clause.start() if clause else len(context.text), cue.end + _REASON_REACH)
    return [c for c in context.cues_of("reason_no_effect", "not_reason") if cue.start <= c.start < reach]


def governs(context: Context, cue: Cue, mention: Mention) -> bool:
    """ "despite A, B and C", "failed A", "did not tolerate A", "no benefit from A": the cue speaks of what follows."""
    between = context.text[cue.end : mention.start]
    words = context.text[cue.start : cue.end].lower()
    if _STOPPED.match(words) and _ENDS_OPEN.search(words):
        return False
    if not (_ENDS_OPEN.search(words) or _TRANSITIVE.search(words) or _FROM.match(between) or between.strip() == ":"):
        return False
    parts = re.split(r",|\band\b|\bor\b|\bnor\b|/", re.sub(r"\([^)]*\)", "", between))
    return ";" not in between and ". " not in between and all(len(p.split()) <= 5 for p in parts)


def _speaks_back(context: Context, cue: Cue) -> bool:
    """ "A failed", "A: not tolerated", "A stopped for nausea"; not "refractory to B", nor "failed B"."""
    words = context.text[cue.start : cue.end].lower()
    if _STOPPED.match(words):
        return True
    if _BARRED.match(words):
        return True
    later = [m for m in context.mentions if m.start >= cue.end and is_treatment(context, m)]
    if _ENDS_OPEN.search(words):
        return bool(re.match(r"\s+(?:it|this|that|them|these|both|which)\b", context.text[cue.end :]))
    return not (_TRANSITIVE.search(words) and later and governs(context, cue, later[0]))


def _is_its_harm(context: Context, start: int, mention: Mention) -> bool:
    """Whether a harm that stands behind a drug is put down to it."""
    between = context.text[mention.end : start]
    bracket = between.rfind("(") > between.rfind(")") and not re.search(r"\b(?:prn|for|if)\b", between)
    stopped = _STOP_AHEAD.search(between) or (
        _STOP_BEFORE.search(context.text[: mention.start]) and _BECAUSE.search(between)
    )
    in_cell = re.search(r"\|\s*(?:\w+\s+){0,2}$", between)  # a table drawn with bars
    return bool(bracket or stopped or in_cell or _CAUSED.search(between))


def _harms(scope: Scope) -> list[Told]:
    """Harms by name that are put down to the drug, by its words or by a table of results."""
    context, mention = scope.context, scope.mention
    found = []
    for start, end, reaction in _named_harms(context):
        behind = mention.end <= start < scope.end and _is_its_harm(context, start, mention)
        ahead = (
            scope.begin <= start
            and end <= mention.start
            and _ON_IT.fullmatch(context.text[end : mention.start]) is not None
            and _DEVELOPED.search(context.text[:start]) is not None
        )
        adjacent = reaction and 0 <= start - mention.end <= 1
        mark = Cue(list="trial_harm", start=start, end=end)
        if (behind or ahead or adjacent or _in_result_column(scope, start)) and _meant(context, mark) is not None:
            found.append(Told(outcome=TrialOutcome.INTOLERANT, at=(context, mark), reason=context.text[start:end]))
    return found


def _named_harms(context: Context) -> list[tuple[int, int, bool]]:
    """Places of harms: words of the language file, and the symptoms and reactions of the lexicon."""
    places = {(c.start, c.end): True for c in context.cues_of("trial_harm")}
    for other in context.mentions:
        concept = context.lexicon.concepts.get(other.id)
        if concept is not None and concept.kind == "measure" and _MOVED.match(context.text, other.end):
            places.setdefault((other.start, other.end), False)
        if concept is not None and concept.kind in ("symptom", "reaction", "disease"):
            places.setdefault((other.start, other.end), concept.kind == "reaction")
    taken = [(c.start, c.end) for c in context.cues_of("not_reason", "reason_no_effect")]
    return [
        (start, end, reaction)
        for (start, end), reaction in sorted(places.items())
        if not any(start < e and s < end for s, e in taken)
    ]


_BARRED = re.compile(r"(?:relatively )?contraindicated|avoided|ruled out|prohibited|precluded|not recommended")
_MOVED = re.compile(r"\s+(?:rose|rise|rising|increase|elevat|went up|climbed|bump|dropped|fell|doubled)", re.IGNORECASE)
_RESULT_COLUMN = re.compile(r"result|outcome|reason|response|comment|reaction|why|effect", re.IGNORECASE)


def _in_result_column(scope: Scope, start: int) -> bool:
    if scope.row is None:
        return False
    at = scope.context.offset + start
    cell = next((c for c in scope.row.line.cells[1:] if c.start <= at < c.end), None)
    column = scope.row.column_over(cell) if cell else None
    return bool(column and _RESULT_COLUMN.search(column.title)) and cell is not None and at - cell.start < 24


def _reason(context: Context, cue: Cue, end: int) -> str:
    """The words that say why, behind the cue: "stopped for <hair loss>", "contraindicated because of <...>"."""
    words = context.text[cue.start : cue.end]
    if cue.list == "trial_harm":
        return words
    clause = _CLAUSE_END.search(context.text, cue.end)
    stop = min(clause.start() if clause else len(context.text), max(end, cue.end))
    ended = _STOPPED.match(words) or _BARRED.match(words.lower())
    if ended and re.search(r"\b(?:for|to|of|after|owing|developing|by|given|in)$", words.lower()):
        return _trimmed(context.text[cue.end : stop])
    if cue.list in ("trial_contraindicated", "trial_intolerant", "trial_never"):
        match = _WHY.search(context.text, cue.end, stop)
        return _trimmed(match.group("why") or match.group("set") or "") if match else ""
    return ""


def _trimmed(text: str) -> str:
    """Up to the first comma, without brackets, at most twelve words."""
    piece = re.split(r"[,;)]|\s-\s|\.\s|\.$|\bin \d|\bon \d", text.strip(" :-(\t\n"))[0]
    return " ".join(piece.split()[:12])


def reason_told(context: Context, mention: Mention, end: int) -> str:
    """Why a treatment ended that neither failed nor harmed: its cost, a pregnancy, a shortage."""
    stop = _STOP_WORD.search(context.text, mention.end, end) or _STOP_BEFORE.search(context.text[: mention.start])
    if stop is None:
        return ""
    own = [c for c in context.cues_of("not_reason") if c.start >= stop.end() and c.start - stop.end() <= _REASON_REACH]
    return context.text[own[0].start : own[0].end] if own else ""


_STOP_WORD = re.compile(
    r"\b(?:stopped|discontinued|dc'?d|d/c'?d|held|ended|quit|lapsed|withdrawn|dropped|off|declined|until|before)\b",
    re.IGNORECASE,
)
