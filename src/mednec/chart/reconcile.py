"""The same fact in several notes becomes one, with all its places; copies and disagreements are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mednec.chart.lexicon import fold
from mednec.model.document import ChartCitation
from mednec.model.finding import EventCount, Finding, Measurement, Period, TestResult, TherapyTrial, Trend
from mednec.model.words import Assertion, Standing

_WORDS_OF_A_COPY = 12  # shorter sentences are said again, not copied


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing the documents say, with every place that says it, in the order of their dates.

    `copies` are places that only repeat an earlier sentence; `against` are places that say the opposite of the same
    concept; `searched` are, for what is denied, the documents in which it was looked for.
    """

    finding: Finding
    places: tuple[ChartCitation, ...]
    copies: tuple[ChartCitation, ...] = ()
    against: tuple[ChartCitation, ...] = ()
    searched: tuple[str, ...] = ()


def date_copies(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings whose long sentence stands word for word in an earlier document are carried forward from there.

    They get the standing and the date of the first appearance; all else stays as it is.
    """
    found = tuple(findings)
    first: dict[str, Finding] = {}
    for finding in sorted(found, key=_written):
        words = _words(finding)
        if words:
            first.setdefault(words, finding)
    return tuple(_as_copy(f, first.get(_words(f))) for f in found)


def _as_copy(finding: Finding, origin: Finding | None) -> Finding:
    own, theirs = finding.header.written, origin.header.written if origin else None
    if origin is None or own is None or theirs is None or theirs >= own:
        return finding
    dated_by_note = finding.when == Period.day(own)
    when = Period.day(theirs) if dated_by_note else finding.when
    standing = Standing.CARRIED_FORWARD if finding.standing is Standing.CURRENT else finding.standing
    return replace(finding, standing=standing, when=when)


def _words(finding: Finding) -> str:
    text = " ".join(fold(finding.sentence.quote).split())
    return text if text.count(" ") >= _WORDS_OF_A_COPY - 1 else ""


def _written(finding: Finding) -> tuple[date, ChartCitation]:
    return (finding.header.written or date.max, finding.source)


def reconcile(findings: Iterable[Finding], searched: Sequence[str] = ()) -> tuple[Fact, ...]:
    """One fact for each thing said, in the order of first appearance in the text."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_same(finding), []).append(finding)
    opposite = _opposites(groups)
    return tuple(_fact(group, opposite.get(key, ()), searched) for key, group in groups.items())


def _fact(group: list[Finding], against: tuple[ChartCitation, ...], searched: Sequence[str]) -> Fact:
    by_date = sorted(group, key=_written)
    copied = [f for f in by_date[1:] if f.standing is Standing.CARRIED_FORWARD and _words(f) == _words(by_date[0])]
    places = tuple(dict.fromkeys(f.source for f in by_date if f not in copied))
    return Fact(
        finding=by_date[0],
        places=places,
        copies=tuple(dict.fromkeys(f.source for f in copied)),
        against=against,
        searched=tuple(searched) if by_date[0].assertion is Assertion.ABSENT else (),
    )


def _same(finding: Finding) -> tuple[object, ...]:
    """What two findings must share to be one fact."""
    told: tuple[object, ...] = ()
    if isinstance(finding, Measurement):
        told = (finding.value, finding.high_value, finding.unit, finding.comparator, finding.when)
    elif isinstance(finding, TestResult):
        told = (finding.result, finding.specimen, finding.when)
    elif isinstance(finding, TherapyTrial):
        told = (finding.outcome, finding.start, finding.stop, finding.duration_days, finding.dose)
    elif isinstance(finding, EventCount):
        told = (finding.count, finding.high_count, finding.per_days, finding.period)
    elif isinstance(finding, Trend):
        told = (finding.direction, finding.when)
    elif finding.kind not in ("diagnosis", "finding", "reaction", "setting", "prescriber", "consultation"):
        told = (finding.source,)  # doses given, rates, dates: each stands for itself
    return (finding.kind, finding.concept, finding.assertion, *told)


def _opposites(
    groups: Mapping[tuple[object, ...], list[Finding]],
) -> dict[tuple[object, ...], tuple[ChartCitation, ...]]:
    """For each statement that one place asserts and another denies, the places of the other side."""
    sides: dict[tuple[object, object], dict[Assertion, tuple[tuple[object, ...], tuple[ChartCitation, ...]]]] = {}
    for key, group in groups.items():
        finding = group[0]
        if finding.kind == "diagnosis" and finding.assertion in (Assertion.PRESENT, Assertion.ABSENT):
            places = tuple(dict.fromkeys(f.source for f in group))
            sides.setdefault((finding.kind, finding.concept), {})[finding.assertion] = (key, places)
    found: dict[tuple[object, ...], tuple[ChartCitation, ...]] = {}
    for both in sides.values():
        if len(both) == 2:
            present, absent = both[Assertion.PRESENT], both[Assertion.ABSENT]
            found[present[0]], found[absent[0]] = absent[1], present[1]
    return found
