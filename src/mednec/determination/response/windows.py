"""Like windows around each dose change: events counted, and the last value of each measure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from mednec.criteria.record import Record, weighty
from mednec.dosing.say import say
from mednec.model.document import ChartCitation, Rationale
from mednec.model.finding import EventCount
from mednec.model.response import CountedSpan, DoseTurn, MeasuredValue, MeasureResponse, Phase, Window

_ALIKE = 2  # windows whose lengths differ by more than this factor are not compared
_MONTH = Decimal(30)
_SHORTEST = 7  # days; what happened on a day or two is an event, no rate


def counts_of_events(record: Record) -> list[EventCount]:
    """Events of which fewer are better, with their periods; courses or fractures say nothing of response."""
    wanted = tuple(sorted(c.id for c in record.lexicon.concepts.values() if c.kind == "event" and c.better == "lower"))
    return [c for c in record.counts(wanted) if c.period is not None]


def counted_spans(counts: Sequence[EventCount], record: Record) -> tuple[CountedSpan, ...]:
    """The counts of the record itself as spans of time, in order, each once."""
    found: dict[tuple[str, date, date, Decimal], CountedSpan] = {}
    for count in counts:
        period = count.period
        if period is None or not weighty(count) or period.first > record.as_of:
            continue
        span = CountedSpan(
            concept=count.concept,
            name=count.name,
            told=_number(count) + (" per month" if count.per_days else ""),
            per_30_days=None if count.per_days else _rate(count),
            first=period.first,
            last=min(period.last, record.as_of),
            at=count.source,
        )
        found.setdefault((count.concept, period.first, period.last, count.count), span)
    return tuple(sorted(found.values(), key=lambda s: (s.name, s.first, s.last, s.at)))


def windows_of(
    turns: Sequence[DoseTurn], counts: Sequence[EventCount], measures: Sequence[MeasureResponse], record: Record
) -> tuple[Window, ...]:
    """The window before the first turn, between two turns, and since the last."""
    return tuple(_window(turns, i, counts, measures, record) for i in range(len(turns) + 1))


def _window(
    turns: Sequence[DoseTurn],
    i: int,
    counts: Sequence[EventCount],
    measures: Sequence[MeasureResponse],
    record: Record,
) -> Window:
    """What lies wholly in a window: counts, and the last value of each measure."""
    begin = turns[i - 1].day if i else None
    end = turns[i].day - timedelta(days=1) if i < len(turns) else record.as_of
    label = f"before {turns[0].what} ({turns[0].day})" if not i else f"since {turns[i - 1].what} ({begin})"
    if i and i < len(turns):
        label = f"from {turns[i - 1].what} ({begin}) to {turns[i].what}"
    inside = [c for c in counts if _lies_in(c, begin, end)]
    last = [(m, v) for m in measures if (v := _last_in(m, begin, end)) is not None]
    told = [*(_counted(c) for c in inside), *(f"{m.name} {v.told} ({_when(v)})" for m, v in last)]
    says = "; ".join(dict.fromkeys(told)) or "no count of events is documented"
    cited: list[ChartCitation] = [*(c.source for c in inside), *(v.at for _, v in last)]
    return Window(label=label, says=says, citations=tuple(dict.fromkeys(cited)))


def _when(value: MeasuredValue) -> str:
    return f"{value.on}, {Phase.PAUSED.value}" if value.phase is Phase.PAUSED else f"{value.on}"


def _last_in(measure: MeasureResponse, begin: date | None, end: date) -> MeasuredValue | None:
    inside = [v for v in measure.values if v.on is not None and v.on <= end and (begin is None or v.on > begin)]
    return inside[-1] if inside else None


def _rate(count: EventCount) -> Decimal | None:
    """Events per thirty days; None where the period is too short to tell one."""
    if count.per_days:
        return count.count * _MONTH / count.per_days
    if count.period is None or count.period.days < _SHORTEST:
        return None
    return count.count * _MONTH / count.period.days


def _lies_in(count: EventCount, begin: date | None, end: date) -> bool:
    """Whether most of the count's period lies between the two days."""
    period = count.period
    if period is None:
        return False
    first = max(period.first, begin) if begin else period.first
    shared = (min(period.last, end) - first).days + 1
    return shared * 2 > period.days


def _plural(count: EventCount) -> str:
    """An s where more or fewer than one are told and the name takes one."""
    one = count.count == 1 and count.high_count is None
    return "" if one or count.name.endswith(("s", "sia", "use")) else "s"


def _number(count: EventCount) -> str:
    return say(count.count) + (f"-{say(count.high_count)}" if count.high_count is not None else "")


def _counted(count: EventCount) -> str:
    rate, claim = _rate(count), "" if weighty(count) else ", by a letter or copy only"
    told = f"{_number(count)} {count.name}{_plural(count)}"
    if count.period is None or rate is None:
        return f"{told} in {count.period.iso}{claim}" if count.period else f"{told}{claim}"
    return f"{told} in {count.period.iso} ({count.period.days} days, {say(rate)} per 30 days){claim}"


def compared(
    counts: Sequence[EventCount], turns: Sequence[DoseTurn], record: Record
) -> tuple[list[Rationale], list[Rationale], list[Rationale]]:
    """Counts since the last turn against the period before it: fewer, not fewer, and why they may not be compared."""
    turn = turns[-1]
    sure = [c for c in counts if weighty(c) and _rate(c) is not None]
    after = [c for c in sure if _lies_in(c, turn.day, record.as_of)]
    begin = turns[-2].day if len(turns) > 1 else None
    before = [c for c in sure if _lies_in(c, begin, turn.day - timedelta(days=1))]
    fewer: list[Rationale] = []
    no_fewer: list[Rationale] = []
    notes: list[Rationale] = []
    for count in after:
        base = [b for b in before if b.concept == count.concept]
        if not base:
            says = f"{_counted(count)}: no count of the period before {turn.what} to hold it against."
            notes.append(Rationale(says=says, citations=(count.source, turn.at)))
            continue
        rate, highest = _rate(count), max(base, key=lambda b: _rate(b) or Decimal(0))
        usual = _rate(highest)
        assert rate is not None  # counts without a rate were left out
        assert usual is not None
        says = f"{_counted(count)}, against {_counted(highest)} before {turn.what}{_unlike(count, highest)}."
        statement = Rationale(says=says, citations=(count.source, highest.source))
        (fewer if rate < usual else no_fewer).append(statement)
    for count in before:
        if not any(c.concept == count.concept for c in after):
            whole = count.period is not None and count.period.last < turn.day
            part = "all" if whole else "most"
            says = f"{_counted(count)}: {part} of it lies before {turn.what}; it says nothing of the present dose."
            notes.append(Rationale(says=says, citations=(count.source, turn.at)))
    return fewer, no_fewer, notes


def _unlike(count: EventCount, base: EventCount) -> str:
    if count.period is None or base.period is None:
        return ""
    short, long = sorted((count.period.days, base.period.days))
    if long <= short * _ALIKE:
        return ""
    return f" (windows of {count.period.days} and {base.period.days} days are not alike)"
