"""Values of a measure before treatment and since, each of the record itself and with its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mednec.criteria.kinds.results import said_in
from mednec.criteria.record import Record, weighty
from mednec.determination.response.adherence import in_a_gap
from mednec.determination.response.yardsticks import Yardsticks, better_of, gain, rows_for, thresholds_of
from mednec.dosing.say import say
from mednec.model.document import Citation, Rationale, ReferenceCitation
from mednec.model.finding import Measurement
from mednec.model.response import (
    DoseTurn,
    MeasuredValue,
    MeasureResponse,
    Phase,
    ResponseThreshold,
    ThresholdKind,
    TreatmentGap,
)
from mednec.model.words import Assertion

_LONGEST_PERIOD = 31  # days; a value told for a year has no place on a line of time
_HUNDRED = 100


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
    found = (_followed(record, concept, turns, gaps, known) for concept in _wanted(record, known))
    return tuple(m for m in found if m is not None)


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
    """Measures that the chart has values of: those of the policy first, in the order of its clauses."""
    measured = sorted({f.concept for f in record.facts.chart.findings if isinstance(f, Measurement)})
    asked = [c for ask in known.policy for c in measured if record.lexicon.matches(c, ask.change.of)]
    counted = [c for c in measured if rows_for(record, c, known)]
    return tuple(dict.fromkeys((*asked, *counted)))


def _followed(
    record: Record, concept: str, turns: Sequence[DoseTurn], gaps: Sequence[TreatmentGap], known: Yardsticks
) -> MeasureResponse | None:
    own = [m for m in record.measurements((concept,)) if m.concept == concept and m.assertion is Assertion.PRESENT]
    sure = [m for m in own if weighty(m) and _placed(m) and (m.when is None or m.when.last <= record.as_of)]
    newest = max(sure, key=lambda m: (m.when.last if m.when else date.min, m.source), default=None)
    if newest is None:
        return None
    alike = [m for m in sure if said_in(m.value, m.unit, newest.unit) is not None and _on_one_scale(m, newest)]
    values = _in_order([_value(m, newest, turns, gaps) for m in alike if not _told_more_exactly(m, alike)])
    better = better_of(record, concept, known)
    before, latest = _before(values, turns[0].day), _latest(values)
    changed = latest.value - before.value if before and latest else None
    percent = changed / abs(before.value) * _HUNDRED if changed is not None and before and before.value else None
    thresholds = thresholds_of(record, concept, before, latest, known)
    name = record.lexicon.name(concept)
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
        says=_says(name, values, before, latest, thresholds, better, turns),
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


def _says(
    name: str,
    values: Sequence[MeasuredValue],
    before: MeasuredValue | None,
    latest: MeasuredValue | None,
    thresholds: Sequence[ResponseThreshold],
    better: str,
    turns: Sequence[DoseTurn],
) -> Rationale:
    if latest is None or before is None:
        return _incomplete(name, values, before, latest, turns)
    day = f"on {before.on}" if before.on else "called baseline, without a day"
    says = f"{name}: {before.told} {day} to {latest.told} on {latest.on}, {_how_much(before, latest)}"
    says += "".join(f"; {_against(t)}" for t in thresholds)
    if gain(before, latest, better) > 0 and not thresholds:
        says += "; how much would be important is said neither by the policy nor by the packs"
    cited: list[Citation] = [latest.at, before.at, *(t.cited for t in thresholds)]
    return Rationale(says=f"{says}.", citations=tuple(cited))


def _incomplete(
    name: str,
    values: Sequence[MeasuredValue],
    before: MeasuredValue | None,
    latest: MeasuredValue | None,
    turns: Sequence[DoseTurn],
) -> Rationale:
    """Why two values cannot be held against each other."""
    if latest is not None:
        says = f"{name}: {latest.told} on {latest.on}; no value from before {turns[0].what} on {turns[0].day}"
        return Rationale(says=f"{says}.", citations=(latest.at, turns[0].at))
    last = values[-1]
    where = {
        Phase.BEFORE: f"no value since {turns[-1].what} on {turns[-1].day}",
        Phase.EARLIER_DOSE: f"measured at an earlier dose, before {turns[-1].what} on {turns[-1].day}",
        Phase.PAUSED: "measured in a gap of treatment, so it says nothing of the drug",
        Phase.SINCE: "",
    }[last.phase]
    held = f" ({before.told} before treatment)" if before is not None and before is not last else ""
    told = f"{last.told} on {last.on}" if last.on else f"{last.told}, called baseline"
    cited = [last.at, *((before.at,) if held and before is not None else ()), turns[-1].at]
    return Rationale(says=f"{name}: {told}{held}; {where}.", citations=tuple(cited))


def _how_much(before: MeasuredValue, latest: MeasuredValue) -> str:
    difference = latest.value - before.value
    if not difference:
        return "unchanged"
    way = "lower" if difference < 0 else "higher"
    share = f" ({abs(difference) / abs(before.value) * _HUNDRED:.1f} %)" if before.value else ""
    return f"{way} by {say(abs(difference))}{share}"


def _against(threshold: ResponseThreshold) -> str:
    note = f" ({threshold.note})" if threshold.note else ""
    if threshold.kind is ThresholdKind.POLICY:
        answer = {True: "reached", False: "not reached", None: "not told by these values"}[threshold.reached]
        return f"the policy asks {threshold.says}{note}: {answer}"
    source = threshold.cited.label if isinstance(threshold.cited, ReferenceCitation) else threshold.cited.clause
    grade = "important" if threshold.grade == "important" else f"{threshold.grade} improvement"
    answer = {True: "reaches", False: "below", None: "cannot be held against"}[threshold.reached]
    return f"{answer} what is counted as {grade}, {threshold.says}{note} ({source})"


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
    if measure.latest is None:
        return None
    if measure.before is None:
        return True if any(literature) else None  # a measure that already is a change needs no value before
    if gain(measure.before, measure.latest, measure.better) <= 0:
        return False
    policy = [t.reached for t in measure.thresholds if t.kind is ThresholdKind.POLICY]
    return True if any(literature) or (not literature and any(policy)) else None
