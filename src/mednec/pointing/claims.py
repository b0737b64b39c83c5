"""A claim held against what the program reads in the quoted words: it agrees, or why it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from mednec.chart.lexicon import Lexicon
from mednec.model.finding import FAMILY, NOBODY, EventCount, Finding, Measurement, TestResult, TherapyTrial
from mednec.model.proposal import SAYS, Claim, Objection
from mednec.model.words import Assertion, Result, TrialOutcome
from mednec.pointing.locate import stands_in
from mednec.pointing.reread import Words

_NUMBER = re.compile(r"(?<![\w.])-?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?")
_NOT_HAD = (TrialOutcome.NEVER_TRIED, TrialOutcome.PLANNED)
_LEFT_OPEN = (Assertion.UNCERTAIN, Assertion.HYPOTHETICAL)
_INADEQUATE = (TrialOutcome.FAILED, TrialOutcome.PARTIAL)  # charts and models do not part them alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A claim with the findings that bear it out, or the objection to it and what was read instead."""

    claim: Claim
    findings: tuple[Finding, ...] = ()
    objection: Objection | None = None
    read: str = ""


def held(claim: Claim, words: Words, lexicon: Lexicon) -> Held:
    """Whether the program reads in these words what is claimed of them."""
    if claim.says not in SAYS or not lexicon.knows(claim.about):
        return Held(claim=claim, objection=Objection.NOT_ASKED)
    if not all(stands_in(each, words.at.quote) for each in (claim.named, *claim.words) if each.strip()):
        return Held(claim=claim, objection=Objection.OUTSIDE)
    about = [f for f in words.findings if _speaks_of(f, claim.about, lexicon)]
    agreeing = tuple(f for f in about if _agrees(f, claim))
    if agreeing:
        return Held(claim=claim, findings=agreeing)
    if about:
        return Held(claim=claim, objection=_why_not(about, claim), read=_told(about[0]))
    named = any(lexicon.is_a(m.id, claim.about) for c in words.contexts for m in c.mentions)
    return Held(claim=claim, objection=Objection.NOT_READ if named else Objection.NOT_NAMED)


def _speaks_of(finding: Finding, about: str, lexicon: Lexicon) -> bool:
    """Whether a finding is about this or a kind of it; what is denied may be the group that it belongs to."""
    denied = finding.assertion is Assertion.ABSENT and lexicon.is_a(about, finding.concept)
    return denied or lexicon.is_a(finding.concept, about)


def _agrees(finding: Finding, claim: Claim) -> bool:
    return claim.says in _KINDS and _KINDS[claim.says](finding, claim)


def _assertion(*wanted: Assertion) -> Callable[[Finding, Claim], bool]:
    def agrees(finding: Finding, _claim: Claim) -> bool:
        other = finding.experiencer in (FAMILY, NOBODY) and Assertion.FAMILY not in wanted
        return finding.assertion in wanted and not other

    return agrees


def _result(wanted: Result) -> Callable[[Finding, Claim], bool]:
    def agrees(finding: Finding, _claim: Claim) -> bool:
        return isinstance(finding, TestResult) and finding.result is wanted

    return agrees


def _outcome(*wanted: TrialOutcome) -> Callable[[Finding, Claim], bool]:
    def agrees(finding: Finding, claim: Claim) -> bool:
        if not isinstance(finding, TherapyTrial) or finding.outcome not in wanted:
            return False
        return finding.assertion is not Assertion.FAMILY and _lasted(finding, claim)

    return agrees


def _taken(finding: Finding, claim: Claim) -> bool:
    had = finding.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
    return isinstance(finding, TherapyTrial) and had and finding.outcome not in _NOT_HAD and _lasted(finding, claim)


def _lasted(trial: TherapyTrial, claim: Claim) -> bool:
    """Whether a time that is claimed as such is the time that was read."""
    times = [t for w in claim.words if (t := _days(w)) is not None]
    return trial.days_told is None or not times or any(abs(t - trial.days_told) * 10 <= t for t in times)


_TIMES = re.compile(r"^\D{0,12}(\d+)\s*(?:consecutive\s+)?(day|week|wk|month|mo|year|yr)s?\.?$", re.IGNORECASE)
_DAYS = {"day": 1, "week": 7, "wk": 7, "month": 30.4, "mo": 30.4, "year": 365, "yr": 365}


def _days(words: str) -> float | None:
    match = _TIMES.match(words.strip())
    return int(match[1]) * _DAYS[match[2].lower()] if match else None


def _measured(finding: Finding, claim: Claim) -> bool:
    if isinstance(finding, EventCount):
        return finding.count in numbers_in(claim.words)
    if not isinstance(finding, Measurement) or finding.experiencer in (FAMILY, NOBODY):
        return False
    if finding.assertion in (Assertion.HYPOTHETICAL, Assertion.FAMILY):
        return False
    return finding.value in numbers_in(claim.words) and _unit_agrees(finding, claim)


def _unit_agrees(finding: Measurement, claim: Claim) -> bool:
    """Whether a unit that is claimed is the one that was read: letters with a stroke, behind a number or alone."""
    told = [_plain(w) for w in claim.words if "/" in w]
    return not finding.unit or not told or any(_plain(finding.unit) in each for each in told)


def _plain(unit: str) -> str:
    return unit.lower().replace(" ", "").replace("\u00b5", "u").replace("\u03bc", "u")


_KINDS: Mapping[str, Callable[[Finding, Claim], bool]] = {
    "present": _assertion(Assertion.PRESENT),
    "absent": _assertion(Assertion.ABSENT),
    "uncertain": _assertion(*_LEFT_OPEN),
    "historical": _assertion(Assertion.HISTORICAL, Assertion.PRESENT),  # what was may still be
    "hypothetical": _assertion(*_LEFT_OPEN),
    "family": _assertion(Assertion.FAMILY),
    "positive": _result(Result.POSITIVE),
    "negative": _result(Result.NEGATIVE),
    "measured": _measured,
    "counted": _measured,
    "failed": _outcome(*_INADEQUATE),
    "partial": _outcome(*_INADEQUATE),
    "intolerant": _outcome(TrialOutcome.INTOLERANT),
    "contraindicated": _outcome(TrialOutcome.CONTRAINDICATED),
    "responded": _outcome(TrialOutcome.RESPONDED),
    "taken": _taken,
    "never tried": _outcome(*_NOT_HAD),
    "planned": _outcome(*_NOT_HAD),
}


def numbers_in(words: Iterable[str]) -> frozenset[Decimal]:
    """The numbers that stand in pieces of a quote.

    >>> sorted(numbers_in(["13,800 ng/mL", "0.6"]))
    [Decimal('0.6'), Decimal('13800')]
    """
    return frozenset(Decimal(n.replace(",", "")) for w in words for n in _NUMBER.findall(w))


_BY_ASSERTION = {
    Assertion.FAMILY: Objection.FAMILY,
    Assertion.HYPOTHETICAL: Objection.HYPOTHETICAL,
    Assertion.UNCERTAIN: Objection.UNCERTAIN,
}


def _why_not(about: list[Finding], claim: Claim) -> Objection:
    assertions = {f.assertion for f in about}
    if len(assertions) == 1 and (by := _BY_ASSERTION.get(next(iter(assertions)))) is not None:
        return by
    if any(f.experiencer == FAMILY for f in about):
        return Objection.FAMILY
    if claim.says in ("measured", "counted") and any(isinstance(f, (Measurement, EventCount)) for f in about):
        return Objection.OTHER_VALUE
    return Objection.OPPOSITE if any(_comparable(f, claim) for f in about) else Objection.NOT_READ


def _comparable(finding: Finding, claim: Claim) -> bool:
    """Whether a finding is of the kind that the claim is of, so that it contradicts it."""
    if isinstance(finding, TherapyTrial):
        return claim.says in _CONTRADICTED.get(finding.outcome, ())
    if isinstance(finding, TestResult):
        return claim.says in ("positive", "negative", "present", "absent")
    return claim.says in ("present", "absent", "historical", "hypothetical", "family", "uncertain")


_HAD = ("failed", "partial", "intolerant", "responded", "taken")
_CONTRADICTED: Mapping[TrialOutcome, tuple[str, ...]] = {
    TrialOutcome.NEVER_TRIED: _HAD,
    TrialOutcome.PLANNED: _HAD,
    TrialOutcome.FAILED: ("responded", "never tried"),
    TrialOutcome.PARTIAL: ("never tried",),
    TrialOutcome.INTOLERANT: ("never tried",),
    TrialOutcome.RESPONDED: ("failed", "never tried"),
    TrialOutcome.TOO_SHORT: ("never tried",),
    TrialOutcome.ONGOING: ("never tried", "planned"),
}


def _told(finding: Finding) -> str:
    """What was read instead, in a few words of the program and never in the model's."""
    if isinstance(finding, TherapyTrial):
        return finding.outcome.value
    if isinstance(finding, TestResult):
        return finding.result.value
    if isinstance(finding, Measurement):
        return f"{finding.value.normalize():f} {finding.unit}".strip()
    return finding.assertion.value
