"""Therapy trials: drug, dose, dates, duration, outcome and reason, read line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from mednec.chart.assertion import RULES_SECTION, manner_of
from mednec.chart.context import Context, ReadDose
from mednec.chart.cues import Cue
from mednec.chart.lexicon import Mention
from mednec.chart.scope import closed_off
from mednec.chart.tables import Row
from mednec.chart.trial_forms import (
    answered_no,
    answered_yes,
    asked,
    demanded,
    did_not,
    left_open_at,
    of_another,
    supposed,
)
from mednec.chart.trial_outcomes import DENIED, FROM_TO, At, Told, governs, outcomes_of, reason_told
from mednec.chart.trial_scope import OUTCOME_CUES, Scope, beyond, is_treatment, scopes_of
from mednec.chart.trial_times import Times, times_of
from mednec.model.document import ChartCitation
from mednec.model.finding import Finding, TherapyTrial
from mednec.model.regimen import Course
from mednec.model.words import Assertion, Standing, TrialOutcome

NAMED_ONLY = "treatment named"  # rule of a treatment that is named, of which no use is told
# A dose stands near the name; its words are over after so many letters.
_DOSE_AHEAD = re.compile(
    r"(?P<before>[^\d;.]{0,30}?)(?=\d[\d.,]*\s*(?:mg|mcg|g\b|gm|gram|kg|units?|iu|ml|tab|cap|puff|pen|vial|%))",
    re.IGNORECASE,
)
_DOSE_REACH = 160
_PER_KG = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s*mg/kg(?:/d(?:ay)?)?(?!\w)")
_CURRENT_SECTION = re.compile(r"^(?:(?:current|home|active|outpatient) )?(?:meds|medications?)\b")
_ALLERGIES = re.compile(
    r"^(?:drug |medication |known |med )?(?:allerg(?:y|ies)|intolerances?|adverse (?:drug )?reactions?)"
    r"(?: list|[ /&]+(?:and )?(?:intolerances?|adverse reactions?|reactions?|sensitivit(?:y|ies))| to .*|\s*\(.*)?$"
)
_HISTORY_BRACKET = re.compile(
    r"\b(?:Historical|Past|Previous|Prior|Stopped|Discontinued|Former)\b[^:.;]{0,24}:", re.IGNORECASE
)
_HISTORY_SECTION = re.compile(r"^(?:past|prior|previous|discontinued|stopped|former)\b.*(?:med|therap|treat|drug|tx)")
_STARTED = re.compile(
    r"\b(?:started|began|begun|starting|restarted|re-started|resumed|initiated|added|switched to|changed to|placed on"
    r"|put on|transitioned to|now on|back on|rotated to)\s+(?:on\s+)?(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_STARTED_BEHIND = re.compile(
    r"^\W*(?:\w+\s+){0,3}?(?:re-?started|started|begun|began|resumed|initiated|added|re-introduced|reintroduced)\b",
    re.I,
)
_ON_NOW = re.compile(
    r"(?:^|[.;,:]\s*|\b(?:is|are|now|still|currently|stays|stayed|remains|maintained|stable|also|she's|he's|pt|patient)\s+)"
    r"on\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_AS_NEEDED = re.compile(r"needed|prn", re.IGNORECASE)
_TO_BEGIN = re.compile(r"\b(?:start|begin|initiate|add|trial of|switch to|try)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_PLAN_SECTION = re.compile(r"^(?:plan|recommend|assessment (?:and|&) plan|a/p|treatment plan|impression and plan)")
_NOT_YET = re.compile(
    r"\b(?:will|would|to be|be|if|plan(?:s|ned)? to|not|may|might|could)\s+(?:(?:be|not|\w+)\s+){0,2}$", re.IGNORECASE
)
_BEFORE_IT = re.compile(r"\b(?:before|prior to|pre)\W+(?:the\s+)?(?:first\s+|any\s+)?$", re.IGNORECASE)
# "no relapse after A", "no pain with B": what is denied is not the treatment.
_BEHIND_WORD = re.compile(
    r"\b(?:before|prior to|pre|after|with|since|following|from|under|during|by|despite|while on)\W+"
    r"(?:the\s+)?(?:first\s+|any\s+)?$",
    re.IGNORECASE,
)
_AGAIN_REACH = 60  # letters
# "no further A", "do not give A or another one again": it was given before.
_NO_MORE = re.compile(
    r"\b(?:no|not|without|avoid\w*)\s+(?:\w+\s+){0,2}?(?:further|more|additional|longer)\s+(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
_NOT_AGAIN = re.compile(
    r"\b(?:not|never|won't|wouldn't)\s+(?:be\s+|to\s+)?(?:re-?start\w*|re-?tr(?:y|ied)|resum\w+|re-?challeng\w*|repeat\w*"
    r"|re-?introduc\w*)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"[^.;]*?\b(?:again|any\s?more|any\s+longer|once\s+more)\b", re.IGNORECASE)
_STOPPED = re.compile(
    r"\b(?:stop|stopped|discontinued|d/c'?d|dc'?d|quit|held|off|withdrawn|dropped|finished|completed)\b"
)
_TICKED_YES = re.compile(
    r"[^?:\n]{0,40}[?:]\s*(?:\[\s*[xX\u2713]\s*\]\s*yes|\[\s*\]\s*no\s*\[\s*[xX\u2713]\s*\]\s*yes"
    r"|yes\b(?!\s*[/\[_]|\s+no\b))",
    re.IGNORECASE,
)


def read_trials(line: tuple[Context, ...], row: Row | None, read_dose: ReadDose) -> tuple[TherapyTrial, ...]:
    """All trials of one line; `line` are its sentences in order, `row` its place in a table."""
    found: list[TherapyTrial] = []
    for scope in scopes_of(line, row):
        if not _impersonal(scope):
            found += _trials_of(scope, read_dose)
        elif scope.following and (told := outcomes_of(scope, only_following=True)):
            base = _base(scope, Assertion.PRESENT, read_dose)
            found += [_as(base, t, t.outcome, Assertion.PRESENT) for t in told]
    return tuple(found)


def _impersonal(scope: Scope) -> bool:
    """Whether the sentence speaks of a policy, a study, a label or what was talked over, not of this patient's use."""
    context = scope.context
    if RULES_SECTION.match(context.line.section):
        return True
    return any(
        c.start < scope.mention.start or c.start < scope.end or c.end <= scope.mention.start
        for c in context.cues_of("trial_of_others")
    )


def _trials_of(scope: Scope, read_dose: ReadDose) -> list[TherapyTrial]:
    context, mention = scope.context, scope.mention
    if left_open_at(context, mention):
        return []
    if did_not(scope):
        return [replace(_base(scope, Assertion.PRESENT, read_dose), rule=NAMED_ONLY)]
    manner = manner_of(context, mention.start, mention.end)
    if manner.nobody:
        return []
    assertion, cue = manner.assertion, manner.cue
    outcomes = outcomes_of(scope)
    told = [t for t in outcomes if not supposed(t)]
    base = _base(scope, assertion, read_dose)
    if (outcomes and not told) or demanded(scope) or asked(scope):
        return [replace(base, rule=NAMED_ONLY)]
    if assertion is Assertion.FAMILY or any(of_another(t) for t in told):
        return [_as(base, None, TrialOutcome.NOT_STATED, Assertion.FAMILY)]
    if assertion is Assertion.HYPOTHETICAL and cue is not None and _AS_NEEDED.search(context.text, cue.start, cue.end):
        assertion, base = Assertion.PRESENT, replace(base, current=True, rule="therapy in line")
    if not told and _borne(context, mention):
        return [replace(_as(base, None, TrialOutcome.ONGOING, Assertion.PRESENT), rule="therapy in line", current=True)]
    if answered_no(scope):
        return [_as(base, None, TrialOutcome.NEVER_TRIED, Assertion.ABSENT, through=len(context.text))]
    never = next((t for t in told if t.outcome is TrialOutcome.NEVER_TRIED), None)
    if never is not None and not any(_nearer(t, never, context, mention) for t in told):
        return [_as(base, never, TrialOutcome.NEVER_TRIED, Assertion.ABSENT)]
    told = [t for t in told if t is not never]
    if not told and _ALLERGIES.match(context.line.section) and assertion is Assertion.PRESENT:
        return [_as(base, None, TrialOutcome.INTOLERANT, Assertion.PRESENT)]
    if not told and (assertion is Assertion.HYPOTHETICAL or _planned(scope)):
        return [_as(base, None, TrialOutcome.PLANNED, Assertion.HYPOTHETICAL)]
    if not told and assertion is Assertion.ABSENT and not _denied_outcome(context, mention):
        if _BEHIND_WORD.search(context.text[: mention.start]) or _no_more(context, mention):
            return [replace(base, rule=NAMED_ONLY)]
        return [_as(base, None, TrialOutcome.NEVER_TRIED, Assertion.ABSENT)]
    if not told:
        assertion = Assertion.PRESENT if assertion is Assertion.ABSENT else assertion
        outcome = TrialOutcome.ONGOING if base.current else TrialOutcome.NOT_STATED
        return [_as(base, None, outcome, assertion)]
    confirmed = assertion is Assertion.UNCERTAIN and answered_yes(scope)
    kept = Assertion.PRESENT if confirmed or assertion in (Assertion.ABSENT, Assertion.HYPOTHETICAL) else assertion
    return [_as(base, t, t.outcome, kept) for t in told]


def _nearer(told: Told, never: Told, context: Context, mention: Mention) -> bool:
    """ "A failed, she does not want B": what is told of A right beside it holds, not what is declined later."""
    (own, cue), (other, declined) = told.at, never.at
    if told.outcome is TrialOutcome.NEVER_TRIED or own is not context or other is not context:
        return False
    return mention.end <= cue.start <= declined.start and cue.start - mention.end <= _RIGHT_BEHIND


_RIGHT_BEHIND = 6  # letters


def _no_more(context: Context, mention: Mention) -> bool:
    """Whether it is not to be given any more: that it was never given is not said."""
    before, behind = context.text[: mention.start], context.text[mention.end : mention.end + _AGAIN_REACH]
    return bool(_NO_MORE.search(before) or _NOT_AGAIN.search(before) or _AGAIN.match(behind))


def _planned(scope: Scope) -> bool:
    """ "Will switch to A", "A ordered", "start A once approved", and under a plan a drug to be begun."""
    context, mention = scope.context, scope.mention
    text = context.text
    for cue in context.cues_of("trial_planned"):
        between = text[cue.end : mention.start]
        ahead = (
            scope.begin <= cue.start and cue.end <= mention.start and len(between.split()) <= 3 and ";" not in between
        )
        behind = mention.end <= cue.start < scope.end and len(text[mention.end : cue.start].split()) <= 6
        if (ahead or behind) and not re.search(
            r"[.;]\s", text[min(cue.end, mention.end) : max(cue.start, mention.start)]
        ):
            return True
    begun = _TO_BEGIN.search(text[scope.begin : mention.start])
    return bool(begun and _PLAN_SECTION.match(context.line.section))


_PRONE = re.compile(r"[\w ]*?\b(?:intoleran\w+|allerg\w+|sensitiv\w+|contraindicat\w+)", re.IGNORECASE)


def _borne(context: Context, mention: Mention) -> bool:
    """ "No side effects from A": it is taken, and borne."""
    harms = ("trial_intolerant", "trial_harm")
    ahead = (
        c for c in context.cues_of(*harms) if c.end <= mention.start and not _PRONE.match(context.text, c.start, c.end)
    )
    return any(_denied(context, c) and governs(context, c, mention) for c in ahead)


# "no side effects at 20 mg/day of A": the dose at which nothing was seen.
_UNDER_IT = re.compile(r"\s*(?:on|at|with|under|while on|during)\s[^,;.]{0,30}", re.IGNORECASE)


def _denied_outcome(context: Context, mention: Mention) -> bool:
    """ "has not failed A", "no side effects from A": how it went is denied, not that it was taken."""
    ahead = (c for c in context.cues if c.list in OUTCOME_CUES and c.list != "trial_never" and c.end <= mention.start)
    return any(
        _denied(context, c)
        and (governs(context, c, mention) or _UNDER_IT.fullmatch(context.text, c.end, mention.start))
        for c in ahead
    )


def _denied(context: Context, cue: Cue) -> bool:
    return DENIED.search(context.text[max(0, cue.start - 70) : cue.start].lower()) is not None


def _as(
    base: TherapyTrial, told: Told | None, outcome: TrialOutcome, assertion: Assertion, through: int = 0
) -> TherapyTrial:
    at: At | None = told.at if told else None
    place = at[0].cite(at[1].start, at[1].end) if at else None
    source, text = base.source, base.source.source
    if place and place.document == source.document:
        source = text.cite(min(source.start, place.start), max(source.end, place.end))
    if through:
        source = text.cite(base.sentence.start, base.sentence.end)
    reason = (told.reason if told else "") or base.reason
    return replace(base, outcome=outcome, outcome_at=place, assertion=assertion, source=source, reason=reason)


def _base(scope: Scope, assertion: Assertion, read_dose: ReadDose) -> TherapyTrial:
    context, mention = scope.context, scope.mention
    times = times_of(scope)
    drug = context.lexicon.drugs.get(mention.id)
    per_kg = _PER_KG.search(scope.own)
    current = _current(scope, times)
    dose = _dose(scope.own, read_dose)
    used = current or dose is not None or times.told_of_use or _use_is_told(scope)
    return TherapyTrial(
        kind="therapy_trial",
        concept=mention.id,
        name=context.lexicon.name(mention.id),
        assertion=assertion,
        source=context.cite(mention.start, _quote_end(context.text, mention.end, scope.end)),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        when=times.start or context.default_date,
        standing=context.standing,
        rule="therapy in line" if used else NAMED_ONLY,
        named_at=context.cite(mention.start, mention.end),
        classes=drug.classes if drug else (mention.id,),
        start=times.start,
        stop=times.stop,
        duration_days=times.days,
        days_told=times.told,
        reason=reason_told(context, mention, scope.end),
        dose=dose,
        daily_per_kg=Decimal(per_kg.group("n")) if per_kg else None,
        current=current,
    )


def _use_is_told(scope: Scope) -> bool:
    """Words of taking or giving before or behind the name, a list of past treatments, a box ticked."""
    context = scope.context
    ahead = context.text[scope.begin : scope.mention.start]
    listed = _HISTORY_BRACKET.search(ahead) or _HISTORY_SECTION.match(context.line.section)
    taken = any(scope.begin <= c.start < scope.end for c in context.cues_of("trial_taken"))
    return bool(listed or taken or _TICKED_YES.match(context.text, scope.mention.end))


def _quote_end(text: str, start: int, end: int) -> int:
    """End the quote at a clause, not in the middle of the next one."""
    stop = re.search(r"[;,.]?\s*$", text[start:end])
    return start + stop.start() if stop and stop.start() else max(start, min(end, len(text)))


def _dose(own: str, read_dose: ReadDose) -> Course | None:
    match = _DOSE_AHEAD.match(own)
    return read_dose(own[match.end("before") : match.end("before") + _DOSE_REACH]) if match else None


def _current(scope: Scope, times: Times) -> bool:
    """On the drug at the time of the note: a medication list, "since", "present", "continue", begun and not ended."""
    context, text = scope.context, scope.context.text
    ahead = text[: scope.mention.start]
    if times.stop or _HISTORY_BRACKET.search(ahead) or context.standing is Standing.TEMPLATE:
        return False
    if _HISTORY_SECTION.match(context.line.section) or FROM_TO.search(ahead):
        return False
    if _CURRENT_SECTION.match(context.line.section) or times.to_present:
        return True
    if _STOPPED.search(text[scope.mention.start : scope.end].lower()) or _BEFORE_IT.search(ahead):
        return False
    if scope.ahead.strip().lower() == "to" and FROM_TO.search(text[: scope.begin].rsplit(None, 1)[0] + " "):
        return True
    if begun := _STARTED.search(text[scope.begin : scope.mention.start]):
        return not _NOT_YET.search(text[: scope.begin + begun.start()])
    if (behind := _STARTED_BEHIND.match(scope.own)) and not _NOT_YET.search(
        scope.own[: behind.end()].rsplit(None, 1)[0]
    ):
        return True
    if _ON_NOW.search(ahead):
        return True
    denied = context.cues_of("trial_failed", "trial_intolerant", "trial_never")  # "not tolerated" takes in "tolerated"
    ongoing = [
        c for c in context.cues_of("trial_ongoing") if not any(d.start < c.start <= c.end <= d.end for d in denied)
    ]
    near = [c for c in ongoing if abs(c.start - scope.mention.start) < 60]
    return any(
        scope.begin <= c.start < scope.end
        and not beyond(scope, c.start)
        and not _NOT_YET.search(text[: c.start])
        and not closed_off(text, c.start, scope.mention.start)
        for c in near
    )


_NEAREST = (
    *(TrialOutcome.NEVER_TRIED, TrialOutcome.CONTRAINDICATED, TrialOutcome.INTOLERANT, TrialOutcome.PARTIAL),
    *(TrialOutcome.FAILED, TrialOutcome.RESPONDED, TrialOutcome.ONGOING, TrialOutcome.NOT_STATED, TrialOutcome.PLANNED),
)


def one_of_each(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One trial for each naming of a treatment, with what it came to in the end; names without use fall away.

    "Worked, then lost response" has failed; "some benefit, not enough" was partial; what harmed was not borne.
    """
    kept: dict[tuple[str, ChartCitation], TherapyTrial] = {}
    others: list[Finding] = []
    for finding in findings:
        if not isinstance(finding, TherapyTrial):
            others.append(finding)
        elif finding.assertion is not Assertion.FAMILY and (finding.rule != NAMED_ONLY or _told(finding)):
            place = (finding.concept, finding.named_at or finding.source)
            known = kept.get(place)
            if known is None or _NEAREST.index(finding.outcome) < _NEAREST.index(known.outcome):
                kept[place] = finding
    return (*others, *kept.values())


def _told(trial: TherapyTrial) -> bool:
    return trial.outcome not in (TrialOutcome.NOT_STATED, TrialOutcome.ONGOING)


def trial_started_by(trial: TherapyTrial, day: date) -> bool:
    """Whether the trial is known to have begun by the day."""
    return trial.start is not None and trial.start.first <= day


__all__ = ["NAMED_ONLY", "is_treatment", "one_of_each", "read_trials", "trial_started_by"]
