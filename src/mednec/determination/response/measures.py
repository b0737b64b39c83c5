"""Values of a measure before treatment and since, each of the record itself and with its day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from mednec.criteria.kinds.results import said_in
from mednec.criteria.record import Record, weighty
from mednec.determination.response.adherence import in_a_gap
from mednec.determination.response.measure_words import in_words
from mednec.determination.response.yardsticks import Yardsticks, better_of, gain, rows_for, thresholds_of
from mednec.dosing.say import say
from mednec.model.document import Rationale
from mednec.model.finding import Measurement, Trend
from mednec.model.response import (
    DoseTurn,
    MeasuredValue,
    MeasureResponse,
    Phase,
    ThresholdKind,
    TreatmentGap,
)
from mednec.model.words import Assertion

_LONGEST_PERIOD = 31  # days; a value told for a year has no place on a line of time
_HUNDRED = 100
_TOLD_APART = 2  # days on which several places are measured; once may be a second reading
_BEFORE_NUMBER = re.compile(r"[^\d<>\u2264\u2265(]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Sentences about measures that speak for a response, against it, or neither way."""

    supporting: tuple[Rationale, ...]
    contrary: tuple[Rationale, ...]
    neither: tuple[Rationale, ...]


def measure_responses(
    record: Record, turns: Sequence[DoseTurn], gaps: Sequence[TreatmentGap], known: Yardsticks
) -> tuple[MeasureResponse, ...]:
    """Every measure that the policy asks to change, or for which the literature says how much change is important."""
    found: list[MeasureResponse] = []
    for concept in _wanted(record, known):
        for site, own in _by_site(_sure(record, concept, known)):
            found.append(_followed(record, concept, site, own, turns, gaps, known))
    return tuple(found)


def claimed_values(record: Record, known: Yardsticks) -> tuple[Rationale, ...]:
    """Values since treatment began that only a letter or form tells: claims, shown as such."""
    start = record.treatment_start()
    wanted = set(_wanted(record, known))
    found: dict[tuple[str, object], Rationale] = {}
    for m in record.facts.chart.findings:
        if not isinstance(m, Measurement) or m.concept not in wanted or not m.claims_only or start is None:
            continue
        told = {o.value for o in record.measurements((m.concept,)) if weighty(o)}
        if m.value in told or m.recorded is None or m.recorded <= start[0]:
            continue
        says = f"Only a letter or form tells {m.name} {m.comparator}{say(m.value)}; a claim, not counted."
        found.setdefault((m.concept, m.value), Rationale(says=says, citations=(m.source,)))
    return tuple(found.values())


def _wanted(record: Record, known: Yardsticks) -> tuple[str, ...]:
    """Measures that the chart has values of: those of the policy first, in the order of its clauses; then those of the
    literature, and those of which the chart itself says that they went up or down."""
    measured = sorted({f.concept for f in record.facts.chart.findings if isinstance(f, Measurement)})
    asked = [c for ask in known.policy for c in measured if record.lexicon.matches(c, ask.change.of)]
    counted = [c for c in measured if rows_for(record, c, known)]
    trends = {f.concept for f in record.facts.chart.findings if isinstance(f, Trend)}
    return tuple(dict.fromkeys((*asked, *counted, *(c for c in measured if c in trends))))


def _sure(record: Record, concept: str, known: Yardsticks) -> list[Measurement]:
    """Values of the record itself up to the request that can be placed in time; a unit that the literature has a row
    for and that stands at the head of the row is theirs."""
    units = {row.unit for row in known.changes if row.unit and record.lexicon.is_a(concept, row.measure)}
    own = [m for m in record.measurements((concept,)) if m.concept == concept and m.assertion is Assertion.PRESENT]
    sure = [m for m in own if weighty(m) and _placed(m) and (m.when is None or m.when.last <= record.as_of)]
    return [replace(m, unit=unit) if (unit := _head_unit(m, units)) else m for m in sure]


def _head_unit(m: Measurement, units: set[str]) -> str:
    """ "kPa" of "Grip R (kPa)   41"."""
    return next((unit for unit in sorted(units) if re.search(rf"\({re.escape(unit)}\)\s*\d", m.source.quote)), "")


def _by_site(values: Sequence[Measurement]) -> list[tuple[str, list[Measurement]]]:
    """The values as one series, or one for each place measured where the chart tells several of one day apart."""
    if not values:
        return []
    places: dict[date, set[str]] = {}
    for m in values:
        if m.when is not None and m.when.days == 1:
            places.setdefault(m.when.first, set()).add(_row_head(m))
    several = [day for day, heads in places.items() if len(heads) > 1 and _differ(values, day)]
    if len(several) < _TOLD_APART:
        return [("", list(values))]
    heads = sorted(set.union(*(places[day] for day in several)))
    return [(head, own) for head in heads if len(own := [m for m in values if _row_head(m) == head]) > 1]


def _row_head(m: Measurement) -> str:
    """The words in front of a value: "Grip R" of "Grip R (kPa)   41"."""
    head = _BEFORE_NUMBER.match(m.source.quote)
    return " ".join(head.group().split()).rstrip(" :=|") if head else ""


def _differ(values: Sequence[Measurement], day: date) -> bool:
    return len({m.value for m in values if m.when is not None and m.when.first == m.when.last == day}) > 1


def _followed(
    record: Record,
    concept: str,
    site: str,
    own: Sequence[Measurement],
    turns: Sequence[DoseTurn],
    gaps: Sequence[TreatmentGap],
    known: Yardsticks,
) -> MeasureResponse:
    newest = max(own, key=lambda m: (m.when.last if m.when else date.min, m.source))
    alike = [m for m in own if said_in(m.value, m.unit, newest.unit) is not None and _on_one_scale(m, newest)]
    values = _in_order([_value(m, newest, turns, gaps) for m in alike if not _told_more_exactly(m, alike)])
    better = better_of(record, concept, known)
    before, latest = _before(values, turns[0].day), _latest(values)
    changed = latest.value - before.value if before and latest else None
    percent = changed / abs(before.value) * _HUNDRED if changed is not None and before and before.value else None
    thresholds = thresholds_of(record, concept, before, latest, known)
    name = f"{record.lexicon.name(concept)} ({site})" if site else record.lexicon.name(concept)
    return MeasureResponse(
        concept=concept,
        name=name,
        unit=newest.unit,
        better=better,
        values=values,
        before=before,
        latest=latest,
        change=changed,
        percent=percent,
        thresholds=thresholds,
        says=in_words(name, values, before, latest, thresholds, better, turns),
    )


def _placed(m: Measurement) -> bool:
    """Whether a value can be placed in time, or the record calls it the one from before treatment."""
    return m.when.days <= _LONGEST_PERIOD if m.when else m.baseline


def _on_one_scale(m: Measurement, other: Measurement) -> bool:
    return m.scale is None or other.scale is None or m.scale == other.scale


def _told_more_exactly(m: Measurement, others: Sequence[Measurement]) -> bool:
    """Whether a value told for a month is told for a day of that month elsewhere."""
    if m.when is None or m.when.days == 1:
        return False
    days = [o.when.first for o in others if o.when is not None and o.when.days == 1 and o.value == m.value]
    return any(m.when.first <= day <= m.when.last for day in days)


def _value(
    m: Measurement, newest: Measurement, turns: Sequence[DoseTurn], gaps: Sequence[TreatmentGap]
) -> MeasuredValue:
    value = said_in(m.value, m.unit, newest.unit)
    assert value is not None  # only values that convert are kept
    on = m.when.last if m.when else None
    scale = f"/{say(m.scale)}" if m.scale is not None else ""
    return MeasuredValue(
        value=value,
        told=f"{m.comparator}{say(value)}{scale}",
        unit=newest.unit,
        on=on,
        phase=_phase(on, m.baseline, turns, gaps),
        at=m.source,
        called_baseline=m.baseline,
    )


def _phase(on: date | None, baseline: bool, turns: Sequence[DoseTurn], gaps: Sequence[TreatmentGap]) -> Phase:
    start = turns[0].day
    if on is None or on < start or (baseline and on <= start):
        return Phase.BEFORE
    if in_a_gap(on, gaps):
        return Phase.PAUSED
    return Phase.SINCE if on > turns[-1].day else Phase.EARLIER_DOSE


def _in_order(values: list[MeasuredValue]) -> tuple[MeasuredValue, ...]:
    """By day, each value of a day once, the places in the order of the chart."""
    first: dict[tuple[date | None, object], MeasuredValue] = {}
    for value in sorted(values, key=lambda v: (v.on or date.min, v.at)):
        first.setdefault((value.on, value.value), value)
    return tuple(first.values())


def _before(values: Sequence[MeasuredValue], start: date) -> MeasuredValue | None:
    """The value that the record calls baseline, else the last one before treatment."""
    earlier = [v for v in values if v.phase is Phase.BEFORE]
    called = [v for v in earlier if v.called_baseline]
    dated = [v for v in called if v.on is not None]
    last = dated or called or [v for v in earlier if v.on is not None and v.on < start]
    return last[-1] if last else None


def _latest(values: Sequence[MeasuredValue]) -> MeasuredValue | None:
    on_treatment = [v for v in values if v.phase is Phase.SINCE]
    return on_treatment[-1] if on_treatment else None


def weigh(measures: Sequence[MeasureResponse]) -> Weighed:
    """The part of measures in the table of verdicts."""
    supporting: list[Rationale] = []
    contrary: list[Rationale] = []
    neither: list[Rationale] = []
    for measure in measures:
        stands = _stands(measure)
        (neither if stands is None else supporting if stands else contrary).append(measure.says)
    return Weighed(supporting=tuple(supporting), contrary=tuple(contrary), neither=tuple(neither))


def _stands(measure: MeasureResponse) -> bool | None:
    """Whether a measure speaks for a response (True), against it (False) or neither way."""
    literature = [t.reached for t in measure.thresholds if t.kind is ThresholdKind.LITERATURE]
    if measure.latest is None or not measure.thresholds:
        return None
    if measure.before is None:
        return True if any(literature) else None  # a measure that already is a change needs no value before
    if gain(measure.before, measure.latest, measure.better) <= 0:
        return False
    policy = [t.reached for t in measure.thresholds if t.kind is ThresholdKind.POLICY]
    return True if any(literature) or (not literature and any(policy)) else None
