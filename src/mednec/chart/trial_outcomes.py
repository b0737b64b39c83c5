"""What became of a treatment, by whose words, and why it ended."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mednec.chart.assertion import assertion_of
from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.chart.lexicon import Mention
from mednec.chart.scope import closed_off
from mednec.chart.trial_harms import BECAUSE, STOP_BEFORE, in_result_column, is_its_harm, named_harms
from mednec.chart.trial_scope import NEW_STATEMENT, OUTCOME_CUES, Scope, bare_of_details, beyond, is_treatment
from mednec.model.words import Assertion, TrialOutcome

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
    r"\b(?:failed|fail|t/f|failure|intolerance|tolerate|declined|refused|tried|started?|received|took|taken|had|used|filled|prescribed"
    r"|given|fill|avoided?|attempted|stopped|discontinued|quit)$"
)
_FROM = re.compile(r"\s+(?:from|with|to|on|of|after|under|for|while on|while taking)\b")
_WARNED = re.compile(
    r"\b(?:risks? of|monitor(?:ed|ing)? for|watch(?:ed|ing)? for|discussed|screen(?:ed|ing)? for|concern(?:s|ed)?"
    r" about|counsell?ed on|avoid|prevent|prn|as needed for|if)\s+(?:\w+\s+){0,2}$"
)
_WRONGLY = re.compile(r"\b(?:incorrect|untrue|not true|not correct|wrong|mistaken|error)\b[^.;]{0,24}$")
_NOT_FOR = re.compile(
    r"\b(?:not|rather than|instead of|and not)\s+(?:for|due to|because of|owing to|related to|as a result of|from)\s+"
    r"(?:any\s+|lack of\s+)?(?:\w+\s+or\s+)?$"
)
# "no A, B or other side effects": a denial reaches over the items of its list.
DENIED = re.compile(
    r"\b(?:no|not|without|denies|never|nor)\s+(?:[a-z-]+(?:\s[a-z-]+)?\s*(?:,|/|\bor\b|\bnor\b)\s*){0,4}"
    r"(?:any\s+|been\s+|yet\s+|other\s+|further\s+|significant\s+|serious\s+|major\s+|new\s+|known\s+|prior\s+|previous\s+"
    r"|documented\s+|(?:history|evidence)\s+of\s+|had\s+an?\s+|have\s+an?\s+)*$"
)
_NEITHER = re.compile(r"\b(?:neither|none)\b[^.;]*$", re.IGNORECASE)
_STOPPED = re.compile(
    r"(?:stopped|discontinued|dc'?d|d/c'?d|held|ended|switched|taken off|came off|quit|stop|withdrawn|dropped"
    r"|had to (?:be )?(?:stop|quit|discontinue)(?:ped|d)?)\b",
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
_JOINED = re.compile(
    r"-(?:(?P<trial_failed>IR\b|refractory|resistant|failures?\b|non-?respon)|(?P<trial_intolerant>intolerant)"
    r"|(?P<trial_never>na[i\u00ef]ve))"
)
# "40% better", "80% reduction in attacks": a share of improvement.
_BETTER = re.compile(
    r"\b(?P<n>\d{1,3})\s?%\s+(?:better|improve\w*|reduction|relief|fewer|less|decrease|benefit|clear\w*)", re.IGNORECASE
)
_MUCH_BETTER = 70
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
    ahead = [s for s in said if s.at[1].end <= scope.mention.start]
    here = [*(s for s in said if s not in ahead), *harms, *ahead, *([] if only_following else _left_for(scope))]
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
        behind = mention.end <= cue.start < scope.end and _speaks_back(context, cue) and not beyond(scope, cue.start)
        ahead = scope.begin <= cue.start and cue.end <= mention.start and governs(context, cue, mention)
        if cue.list == "trial_harm" or not (behind or ahead):
            continue
        outcome = _meant(context, cue)
        if outcome is not None and not (behind and _given_for(context, cue, mention)):
            found.append(Told(outcome=outcome, at=(context, cue), reason=_reason(context, cue, scope.end)))
    if joined := _JOINED.match(scope.own):
        kind = next(k for k, v in joined.groupdict().items() if v)
        mark = Cue(list=kind, start=mention.end, end=mention.end + joined.end())
        found.append(Told(outcome=_OUTCOMES[kind], at=(context, mark)))
    if share := _BETTER.search(scope.own):
        start = mention.end + share.start()
        much, mark = (
            int(share["n"]) >= _MUCH_BETTER,
            Cue(list="trial_partial", start=start, end=mention.end + share.end()),
        )
        found.append(Told(outcome=TrialOutcome.RESPONDED if much else TrialOutcome.PARTIAL, at=(context, mark)))
    return found


# "A started for disease with no response to B": what it was given for is not what came of it.
_GIVEN_FOR = re.compile(r"\bfor\s+(?:[a-z'-]+\s+){0,4}(?:with\s+)?$", re.IGNORECASE)
_TIME_WORD = re.compile(
    r"\b(?:days?|weeks?|wks?|months?|mos?|years?|yrs?|while|time|long|cycles?|doses?|now|good)\b", re.I
)


def _given_for(context: Context, cue: Cue, mention: Mention) -> bool:
    lead = _GIVEN_FOR.search(context.text, mention.end, cue.start)
    return (
        lead is not None
        and cue.list in ("trial_failed", "trial_partial")
        and not _TIME_WORD.search(lead[0])
        and not _STOP_WORD.search(context.text, mention.end, lead.start())
        and not STOP_BEFORE.search(context.text, 0, mention.start)
    )


def _in_following(scope: Scope) -> list[Told]:
    found: list[Told] = []
    if assertion_of(scope.context, scope.mention.start, scope.mention.end)[0] is Assertion.HYPOTHETICAL:
        return found  # of what was only thought of nothing became
    for other in scope.following:
        for cue in _longest(other.cues):
            if cue.list == "trial_harm" or not _speaks_back(other, cue):
                continue
            if assertion_of(other, cue.start, cue.end)[0] is Assertion.FAMILY:
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
    why = BECAUSE.search(context.text, scope.mention.end)
    if why is None:
        return []
    harms = [(s, e) for s, e, _ in named_harms(context) if 0 <= s - why.end() < 30]
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
    if _WARNED.search(before) or _WRONGLY.search(before) or _NOT_FOR.search(before):
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
    if (_STOPPED.match(words) and _ENDS_OPEN.search(words)) or _has_subject(context, cue):
        return False
    if closed_off(context.text, cue.start, mention.start):
        return False
    if not (_ENDS_OPEN.search(words) or _TRANSITIVE.search(words) or _FROM.match(between) or between.strip() == ":"):
        return False
    bare = bare_of_details(between)
    if NEW_STATEMENT.search(bare) or _told_between(context, cue, mention):
        return False
    parts = re.split(r",|\band\b|\bor\b|\bnor\b|/", bare)
    return ";" not in between and ". " not in between and all(len(p.split()) <= 5 for p in parts)


# "A failed, B was started": behind its subject, and with a comma or nothing that it could govern, it speaks back.
_SUBJECT = re.compile(
    r"(?:\s*\([^()]*\))?\s+(?:(?:has|had|have|also|then|was|were|both|all|eventually|ultimately|finally|initially|just)\s+){0,3}"
)
_NO_OBJECT = re.compile(r"\s*(?:[,;.)]|(?:and|so|then|but|after|in|at|despite)\b)", re.IGNORECASE)


def _has_subject(context: Context, cue: Cue) -> bool:
    if not _NO_OBJECT.match(context.text, cue.end):
        return False
    ahead = [m for m in context.mentions if m.end <= cue.start and is_treatment(context, m)]
    return bool(ahead) and _SUBJECT.fullmatch(context.text, ahead[-1].end, cue.start) is not None


def _told_between(context: Context, cue: Cue, mention: Mention) -> bool:
    """ "Failed A, responded to B": another outcome is told in between, and not in a bracket."""
    return any(
        cue.end <= c.start
        and c.end <= mention.start
        and c.list in OUTCOME_CUES
        and c.list not in (cue.list, "trial_harm")
        and context.text.count("(", cue.end, c.start) == context.text.count(")", cue.end, c.start)
        for c in context.cues
    )


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
    open_ended = _TRANSITIVE.search(words) or _FROM.match(context.text, cue.end)
    return not (open_ended and later and governs(context, cue, later[0]))


def _harms(scope: Scope) -> list[Told]:
    """Harms by name that are put down to the drug, by its words or by a table of results."""
    context, mention = scope.context, scope.mention
    found = []
    for start, end, reaction in named_harms(context):
        behind = (
            mention.end <= start < scope.end and not beyond(scope, start) and is_its_harm(context, start, end, mention)
        )
        ahead = (
            scope.begin <= start
            and end <= mention.start
            and _ON_IT.fullmatch(context.text[end : mention.start]) is not None
            and _DEVELOPED.search(context.text[:start]) is not None
        )
        adjacent = reaction and 0 <= start - mention.end <= 1
        mark = Cue(list="trial_harm", start=start, end=end)
        if (behind or ahead or adjacent or in_result_column(scope, start)) and _meant(context, mark) is not None:
            found.append(Told(outcome=TrialOutcome.INTOLERANT, at=(context, mark), reason=context.text[start:end]))
    return found


_BARRED = re.compile(r"(?:relatively )?contraindicated|avoided|ruled out|prohibited|precluded|not recommended")


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
    stop = _STOP_WORD.search(context.text, mention.end, end) or STOP_BEFORE.search(context.text[: mention.start])
    if stop is None:
        return ""
    own = [c for c in context.cues_of("not_reason") if c.start >= stop.end() and c.start - stop.end() <= _REASON_REACH]
    return context.text[own[0].start : own[0].end] if own else ""


_STOP_WORD = re.compile(
    r"\b(?:stopped|discontinued|dc'?d|d/c'?d|held|ended|quit|lapsed|withdrawn|dropped|off|declined|until|before)\b",
    re.IGNORECASE,
)
