"""Therapy trials: drug, dose, dates, duration, outcome and reason, read line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mednec.chart.assertion import assertion_of
from mednec.chart.context import Context, ReadDose
from mednec.chart.cues import Cue
from mednec.chart.lexicon import Mention
from mednec.chart.trial_times import dates_of, duration_of
from mednec.model.finding import Period, TherapyTrial
from mednec.model.regimen import Course
from mednec.model.words import Assertion, Standing, TrialOutcome

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
_ENDS_OPEN = re.compile(r"\b(?:to|of|on|with|by|for|despite|take)$")
_TRANSITIVE = re.compile(
    r"\b(?:failed|failure|intolerance|tolerate|declined|refused|tried|started?|received|took|taken|had|used|filled|prescribed"
    r"|given|fill)$"
)
_FROM = re.compile(r"\s+(?:from|with|to|on|of|after|under)\b")
_WARNED = re.compile(
    r"\b(?:risks? of|monitor(?:ed|ing)? for|watch(?:ed|ing)? for|discussed|screen(?:ed|ing)? for|concern(?:s|ed)?"
    r" about|counsell?ed on|avoid|prevent)\s+(?:\w+\s+){0,2}$"
)
_WRONGLY = re.compile(r"\b(?:incorrect|untrue|not true|not correct|wrong|mistaken|error)\b[^.;]{0,24}$")
# A dose stands near the name; its words are over after so many letters.
_DOSE_AHEAD = re.compile(
    r"(?P<before>[^\d;.]{0,30}?)(?=\d[\d.,]*\s*(?:mg|mcg|g\b|gm|gram|kg|units?|iu|ml|tab|cap|puff|pen|vial|%))",
    re.IGNORECASE,
)
_DOSE_REACH = 160
_STOPPED = re.compile(
    r"(?:stopped|discontinued|dc'?d|d/c'?d|held|ended|switched|taken off"
    r"|had to (?:be )?(?:stop|quit|discontinue)(?:ped|d)?)\b",
    re.IGNORECASE,
)
_STOP_AHEAD = re.compile(r"\b(?:stopped|discontinued|dc'?d|d/c'?d|held|stop)\b[^;.]{0,40}$", re.IGNORECASE)
_STOP_BEFORE = re.compile(r"\b(?:stopped|discontinued|quit|came off)\s+[\w-]+(?:\s[\w-]+)?$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[;]|\.\s|\bbut\b")
_REASON_REACH = 70
_PER_KG = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s*mg/kg(?:/d(?:ay)?)?(?!\w)")
_CURRENT_SECTION = re.compile(r"^(?:current )?(?:meds|medications?)\b")
_HISTORY_BRACKET = re.compile(r"\b(?:Historical|Past|Previous|Prior|Stopped|Discontinued)\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """What one line says of one drug: from its name to the next drug, over the following sentences of the line."""

    context: Context
    mention: Mention
    start: int  # in the line's text
    end: int
    following: tuple[Context, ...]


def read_trials(line: tuple[Context, ...], read_dose: ReadDose) -> tuple[TherapyTrial, ...]:
    """All trials of one line; `line` are its sentences in order."""
    found: list[TherapyTrial] = []
    for i, context in enumerate(line):
        drugs = [m for m in context.mentions if _is_treatment(context, m)]
        for j in range(len(drugs)):
            scope = _scope(line, i, drugs, j)
            found += _trials_of(scope, read_dose)
    return tuple(found)


def _is_treatment(context: Context, mention: Mention) -> bool:
    concept = context.lexicon.concepts.get(mention.id)
    return mention.id in context.lexicon.drugs or (concept is not None and concept.kind == "drug-class")


def _scope(line: tuple[Context, ...], i: int, drugs: list[Mention], j: int) -> _Scope:
    context, mention = line[i], drugs[j]
    end = len(context.text)
    later = [d for d in drugs[j + 1 :] if d.id != mention.id]
    between = context.text[mention.end : later[0].start] if later else ""
    own = later and any(c.list in _OUTCOMES and mention.end <= c.start < later[0].start for c in context.cues)
    if later and (own or not _listed(between)):
        end = later[0].start
    following: list[Context] = []
    if not later:
        for other in line[i + 1 : i + 4]:
            if any(_is_treatment(other, m) and m.id != mention.id for m in other.mentions):
                break
            following.append(other)
    return _Scope(context=context, mention=mention, start=mention.start, end=end, following=tuple(following))


def _listed(between: str) -> bool:
    """Only commas and "and" between two drugs: what is said of the last is said of both."""
    return bool(re.fullmatch(r"\s*(?:\([^)]*\)\s*)?(?:,|/|\+|and|or|,\s*(?:and|or))\s*(?:[a-z]+\s){0,2}", between))


def _trials_of(scope: _Scope, read_dose: ReadDose) -> list[TherapyTrial]:
    context, mention = scope.context, scope.mention
    assertion, _ = assertion_of(context, mention.start, mention.end)
    base = _base(scope, assertion, read_dose)
    outcomes = _outcomes(scope)
    if assertion is Assertion.FAMILY:
        return [_as(base, TrialOutcome.NOT_STATED, None, Assertion.FAMILY)]
    if not outcomes and assertion is Assertion.HYPOTHETICAL:
        return [_as(base, TrialOutcome.PLANNED, None, Assertion.HYPOTHETICAL)]
    if any(o is TrialOutcome.NEVER_TRIED for o, _ in outcomes):
        at = next(c for o, c in outcomes if o is TrialOutcome.NEVER_TRIED)
        return [_as(base, TrialOutcome.NEVER_TRIED, at, Assertion.ABSENT)]
    if not outcomes and assertion is Assertion.ABSENT and not _denied_outcome(context, mention):
        return [_as(base, TrialOutcome.NEVER_TRIED, None, Assertion.ABSENT)]
    if not outcomes:
        assertion = Assertion.PRESENT if assertion is Assertion.ABSENT else assertion
        outcome = TrialOutcome.ONGOING if base.current else TrialOutcome.NOT_STATED
        return [_as(base, outcome, None, assertion)]
    kept = Assertion.PRESENT if assertion in (Assertion.ABSENT, Assertion.HYPOTHETICAL) else assertion
    return [_as(base, outcome, at, kept) for outcome, at in outcomes]


def _denied_outcome(context: Context, mention: Mention) -> bool:
    """ "has not failed A": how it went is denied, not that it was taken."""
    ahead = (c for c in context.cues if c.list in _OUTCOMES and c.list != "trial_never" and c.end <= mention.start)
    return any(_negated(context, c) and _governs(context, c, mention) for c in ahead)


def _as(
    base: TherapyTrial, outcome: TrialOutcome, at: tuple[Context, Cue] | None, assertion: Assertion
) -> TherapyTrial:
    place = at[0].cite(at[1].start, at[1].end) if at else None
    source = base.source
    if place and place.document == source.document and place.start >= source.start:
        source = base.source.source.cite(source.start, max(source.end, place.end))
    elif place and place.document == source.document:
        source = base.source.source.cite(place.start, source.end)
    return replace(base, outcome=outcome, outcome_at=place, assertion=assertion, source=source)


def _outcomes(scope: _Scope) -> list[tuple[TrialOutcome, tuple[Context, Cue]]]:
    """Outcome cues that speak of this drug, in order, one per kind of outcome."""
    context, mention = scope.context, scope.mention
    found: list[tuple[TrialOutcome, tuple[Context, Cue]]] = []
    cues = [c for c in context.cues if c.list in _OUTCOMES]
    cues = [
        c
        for c in cues
        if not any(
            o.start <= c.start and c.end <= o.end and o is not c and o.end - o.start > c.end - c.start for o in cues
        )
    ]
    for cue in cues:
        behind = mention.end <= cue.start < scope.end and _speaks_back(context, cue)
        ahead = cue.end <= mention.start and _governs(context, cue, mention)
        if (behind or ahead) and not _negated(context, cue) and _counts(context, cue, mention.end if behind else None):
            found.append((_OUTCOMES[cue.list], (context, cue)))
    for other in scope.following:
        for cue in other.cues:
            counts = cue.list in _OUTCOMES and not _negated(other, cue) and _counts(other, cue, None)
            if counts and _speaks_back(other, cue):
                found.append((_OUTCOMES[cue.list], (other, cue)))
    seen: dict[TrialOutcome, tuple[Context, Cue]] = {}
    for outcome, at in found:
        meant = _for_its_reason(outcome, *at)
        if meant is not None:
            seen.setdefault(meant, at)
    return list(seen.items())


def _for_its_reason(outcome: TrialOutcome, context: Context, cue: Cue) -> TrialOutcome | None:
    """What "stopped for ..." comes to: harm, unless the words behind it tell of no effect, or of neither (its cost)."""
    if outcome is not TrialOutcome.INTOLERANT or not _STOPPED.match(context.text, cue.start):
        return outcome
    clause = _CLAUSE_END.search(context.text, cue.end)
    reach = min(clause.start() if clause else len(context.text), cue.end + _REASON_REACH)
    reasons = [c for c in context.cues_of("reason_no_effect", "not_reason") if cue.start <= c.start < reach]
    if not reasons:
        return outcome
    return TrialOutcome.FAILED if reasons[0].list == "reason_no_effect" else None


def _governs(context: Context, cue: Cue, mention: Mention) -> bool:
    """ "despite A, B and C", "failed A", "did not tolerate A", "no benefit from A": the cue speaks of what follows."""
    between = context.text[cue.end : mention.start]
    words = context.text[cue.start : cue.end].lower()
    if _STOPPED.match(words) and _ENDS_OPEN.search(words):
        return False
    if not (_ENDS_OPEN.search(words) or _TRANSITIVE.search(words) or _FROM.match(between)):
        return False
    parts = re.split(r",|\band\b|\bor\b", between)
    return ";" not in between and ". " not in between and all(len(p.split()) <= 5 for p in parts)


def _speaks_back(context: Context, cue: Cue) -> bool:
    """ "A failed", "A: not tolerated", "A stopped for nausea"; not "refractory to B", nor "failed B"."""
    words = context.text[cue.start : cue.end].lower()
    if _STOPPED.match(words):
        return True
    if _ENDS_OPEN.search(words):
        return False
    later = [m for m in context.mentions if m.start >= cue.end and _is_treatment(context, m)]
    return not (_TRANSITIVE.search(words) and later and _governs(context, cue, later[0]))


def _counts(context: Context, cue: Cue, drug_end: int | None) -> bool:
    """A harm only named ("leukopenia") counts where the drug was stopped for it, or in the bracket behind it."""
    if cue.list != "trial_harm":
        return True
    if drug_end is None:
        return False
    between = context.text[drug_end : cue.start]
    in_bracket = between.rfind("(") > between.rfind(")")
    return in_bracket or bool(_STOP_AHEAD.search(between) or _STOP_BEFORE.search(context.text, 0, drug_end))


def _negated(context: Context, cue: Cue) -> bool:
    before = context.text[max(0, cue.start - 14) : cue.start].lower()
    ahead = context.text[max(0, cue.start - 40) : cue.start].lower()
    denied = re.search(r"\b(?:no|not|without|denies|never)\s+(?:any\s+)?$", before)
    return bool(denied or _WARNED.search(ahead) or _WRONGLY.search(ahead))


def _base(scope: _Scope, assertion: Assertion, read_dose: ReadDose) -> TherapyTrial:
    context, mention = scope.context, scope.mention
    own = context.text[mention.end : scope.end]
    before = context.text[: mention.start]
    start, stop, to_present = dates_of(context, mention, scope.end)
    duration = duration_of(before, own, start, stop)
    drug = context.lexicon.drugs.get(mention.id)
    per_kg = _PER_KG.search(own)
    end = min(scope.end, len(context.text))
    current = _current(scope, to_present, stop)
    return TherapyTrial(
        kind="therapy_trial",
        concept=mention.id,
        name=context.lexicon.name(mention.id),
        assertion=assertion,
        source=context.cite(mention.start, _quote_end(context.text, mention.end, end)),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        when=start or context.default_date,
        standing=context.standing,
        rule="therapy in line",
        classes=drug.classes if drug else (mention.id,),
        start=start,
        stop=stop,
        duration_days=duration,
        dose=_dose(own, read_dose),
        daily_per_kg=Decimal(per_kg.group("n")) if per_kg else None,
        current=current,
    )


def _quote_end(text: str, start: int, end: int) -> int:
    """End the quote at a clause, not in the middle of the next one."""
    stop = re.search(r"[;,]?\s*$", text[start:end])
    return start + stop.start() if stop and stop.start() else max(start, min(end, len(text)))


def _dose(own: str, read_dose: ReadDose) -> Course | None:
    match = _DOSE_AHEAD.match(own)
    return read_dose(own[match.end("before") : match.end("before") + _DOSE_REACH]) if match else None


def _current(scope: _Scope, to_present: bool, stop: Period | None) -> bool:
    """On the drug at the time of the note: a medication list, "since", "present", "continue"."""
    context = scope.context
    ahead = context.text[: scope.mention.start]
    if stop or _HISTORY_BRACKET.search(ahead) or context.standing is Standing.TEMPLATE:
        return False
    if _CURRENT_SECTION.match(context.line.section) or to_present:
        return True
    near = [
        c for c in context.cues_of("trial_ongoing") if abs(c.start - scope.mention.start) < 60 and c.start < scope.end
    ]
    return bool(near) and not re.search(
        r"\b(?:stop|stopped|discontinued)\b", context.text[scope.start : scope.end].lower()
    )


def trial_started_by(trial: TherapyTrial, day: date) -> bool:
    """Whether the trial is known to have begun by the day."""
    return trial.start is not None and trial.start.first <= day
