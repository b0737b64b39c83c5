"""Therapy trials: drug, dose, dates, duration, outcome and reason, read line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mednec.chart.assertion import assertion_of
from mednec.chart.context import Context, ReadDose
from mednec.chart.cues import Cue
from mednec.chart.dates import DateMention, find_dates
from mednec.chart.lexicon import Mention
from mednec.model.finding import Period, TherapyTrial
from mednec.model.regimen import Course
from mednec.model.words import Assertion, Standing, TrialOutcome

_OUTCOMES = {
    "trial_failed": TrialOutcome.FAILED,
    "trial_partial": TrialOutcome.PARTIAL,
    "trial_intolerant": TrialOutcome.INTOLERANT,
    "trial_contraindicated": TrialOutcome.CONTRAINDICATED,
    "trial_responded": TrialOutcome.RESPONDED,
    "trial_never": TrialOutcome.NEVER_TRIED,
}
_BEFORE_DRUG = re.compile(
    r"refractory to|despite|in spite of|failed|no response to|inadequate response to|failure of"
    r"|progression on|intolerant of|intolerance|contraindicat|respond(?:ed)? to|allerg"
)
_WEEKS = re.compile(
    r"(?P<n>\d{1,3}(?:\.\d)?)\s*-?\s*(?P<unit>days?|wks?|weeks?|mos?|months?|yrs?|years?)\b(?!\s*(?:old|ago))"
)
_WARNED = re.compile(
    r"\b(?:risks? of|monitor(?:ed|ing)? for|watch(?:ed|ing)? for|discussed|screen(?:ed|ing)? for|concern(?:s|ed)?"
    r" about|counsell?ed on|avoid|prevent)\s+(?:\w+\s+){0,2}$"
)
# A dose stands near the name; its words are over after so many letters.
_DOSE_AHEAD = re.compile(
    r"(?P<before>[^\d;.]{0,30}?)(?=\d[\d.,]*\s*(?:mg|mcg|g\b|gm|gram|kg|units?|iu|ml|tab|cap|puff|pen|vial|%))",
    re.IGNORECASE,
)
_DOSE_REACH = 160
_UNIT_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_PER_KG = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s*mg/kg(?:/d(?:ay)?)?(?!\w)")
_TO_PRESENT = re.compile(r"\s*(?:-|to|until|through)\s*(?:present|now|current|date)\b", re.IGNORECASE)
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
    if later and not _listed(context.text[mention.end : later[0].start]):
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
    if not outcomes and assertion is Assertion.ABSENT:
        return [_as(base, TrialOutcome.NEVER_TRIED, None, Assertion.ABSENT)]
    if not outcomes:
        outcome = TrialOutcome.ONGOING if base.current else TrialOutcome.NOT_STATED
        return [_as(base, outcome, None, assertion)]
    kept = Assertion.PRESENT if assertion in (Assertion.ABSENT, Assertion.HYPOTHETICAL) else assertion
    return [_as(base, outcome, at, kept) for outcome, at in outcomes]


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
        behind = mention.end <= cue.start < scope.end and not _BEFORE_DRUG.fullmatch(
            context.text[cue.start : cue.end].lower()
        )
        ahead = cue.end <= mention.start and _governs(context, cue, mention)
        if behind and _negated(context, cue):
            continue
        if behind or ahead:
            found.append((_OUTCOMES[cue.list], (context, cue)))
    for other in scope.following:
        for cue in other.cues:
            if (
                cue.list in _OUTCOMES
                and not _negated(other, cue)
                and not _BEFORE_DRUG.fullmatch(other.text[cue.start : cue.end].lower())
            ):
                found.append((_OUTCOMES[cue.list], (other, cue)))
    seen: dict[TrialOutcome, tuple[Context, Cue]] = {}
    for outcome, at in found:
        seen.setdefault(outcome, at)
    return list(seen.items())


def _governs(context: Context, cue: Cue, mention: Mention) -> bool:
    """ "despite A, B and C", "failed A", "inadequate response to A alone", "9 months of A with no benefit"."""
    between = context.text[cue.end : mention.start]
    if not _BEFORE_DRUG.search(context.text[cue.start : cue.end].lower()):
        return False
    parts = re.split(r",|\band\b|\bor\b", between)
    return ";" not in between and ". " not in between and all(len(p.split()) <= 5 for p in parts)


def _negated(context: Context, cue: Cue) -> bool:
    before = context.text[max(0, cue.start - 14) : cue.start].lower()
    ahead = context.text[max(0, cue.start - 40) : cue.start].lower()
    return bool(re.search(r"\b(?:no|not|without|denies|never)\s+(?:any\s+)?$", before) or _WARNED.search(ahead))


def _base(scope: _Scope, assertion: Assertion, read_dose: ReadDose) -> TherapyTrial:
    context, mention = scope.context, scope.mention
    own = context.text[mention.end : scope.end]
    before = context.text[: mention.start]
    start, stop, to_present = _dates(scope)
    duration = _duration(before, own, start, stop)
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


def _dates(scope: _Scope) -> tuple[Period | None, Period | None, bool]:
    """Start and stop as written behind the drug: "from D to D", "D-present", "since D", "Jan to Aug 2025"."""
    context = scope.context
    own = context.text[scope.mention.end : scope.end]
    begin, end = scope.mention.end, scope.end
    dates = [
        DateMention(start=d.start - begin, end=d.end - begin, period=d.period)
        for d in context.dates
        if begin <= d.start and d.end <= end
    ]
    if not dates:
        return None, None, False
    first = dates[0]
    if _TO_PRESENT.match(own, first.end):
        return first.period, None, True
    lead = own[max(0, first.start - 14) : first.start].lower()
    if re.search(r"\b(?:stopped|until|stop|through|ended|discontinued|dc'd|last)\s*$", lead):
        return None, first.period, False
    if len(dates) > 1 and re.fullmatch(
        r"\s*(?:-|to|until|through|\u2013|and)\s*(?:early|late|mid)?\s*", own[first.end : dates[1].start]
    ):
        return first.period, dates[1].period, False
    month = re.search(
        r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*(?:-|to|through)\s*$", own[: first.start], re.I
    )
    if month and first.period.days <= 31:
        begun = find_dates(f"{month.group(1)} {first.period.first.year}", None)
        return (begun[0].period if begun else None), first.period, False
    stops = [d for d in dates[1:] if re.search(r"\bstopped\s*$|\buntil\s*$", own[: d.start].lower())]
    return first.period, stops[0].period if stops else None, bool(re.search(r"\bsince\s*$", lead))


def _duration(before: str, own: str, start: Period | None, stop: Period | None) -> int | None:
    """Stated duration ("for 10 weeks", "9 months of"), else what the dates prove at least."""
    stated = [
        _days(m)
        for m in _WEEKS.finditer(own)
        if re.search(r"(?:\bfor|\bx|\(|,|\bafter|\bof)\s*(?:the\s+)?(?:about\s+|~\s*)?$", own[: m.start()])
    ]
    ahead = re.search(
        r"(\d{1,3}(?:\.\d)?)\s*-?\s*(days?|wks?|weeks?|mos?|months?|yrs?|years?)\s+(?:of|on)\s+(?:[a-z]+\s)?$", before
    )
    if ahead:
        stated.append(int(Decimal(ahead.group(1)) * _UNIT_DAYS[ahead.group(2)[0]]))
    if stated:
        return max(stated)
    if start and stop and stop.first > start.last:
        return (stop.first - start.last).days
    if start and stop and start.last < stop.last:
        return max(1, (stop.last - start.last).days)
    return None


def _days(match: re.Match[str]) -> int:
    return int(Decimal(match.group("n")) * _UNIT_DAYS[match.group("unit")[0].lower()])


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
