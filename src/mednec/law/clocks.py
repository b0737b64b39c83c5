"""How a clock stands at a moment: when it is due, what paused it, what is left, and whether it is red."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from mednec.law.choosing import used
from mednec.law.days import after, business_days_between, day_after, day_of, end_of, moment
from mednec.model.law import (
    NO_CLOCK,
    Adopted,
    Clock,
    ClockRule,
    ClockState,
    Margin,
    Pause,
    PauseKind,
    Span,
    TimeUnit,
    Warn,
)

MARGIN = Margin(share=Decimal("0.25"), hours=24, most=Decimal("0.5"))  # as packs/law has it
AS_FOUND = Adopted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A time in which the clock stood still; open when it still does."""

    since: datetime
    until: datetime
    open: bool


def clock_at(
    rule: ClockRule | None,
    received: datetime,
    pauses: Sequence[Pause],
    now: datetime,
    decided: datetime | None = None,
    *,
    adopted: Adopted = AS_FOUND,
    margin: Margin = MARGIN,
) -> Clock:
    """The clock of a rule at a moment. Without a rule there is none, and a person sets the day.

    A pause counts only where the rule, or one in use beside it, provides for it: else the clock runs on, and a note
    says so. While a clock stands still it is due as if it went on now.
    """
    if rule is None:
        return NO_CLOCK
    zone = ZoneInfo(adopted.zone)
    start, upto = moment(received, zone), moment(decided or now, zone)
    plain = _Counting(rule=rule, start=start, zone=zone, days_off=adopted.days_off, extension=None)
    extension, notes = _extension(plain, pauses, upto, adopted)
    counting = replace(plain, extension=extension)
    stops, refused = _stops(counting, pauses, upto, adopted)
    due = counting.due(stops)
    soon = soon_from(counting.due(()) - start, due, margin)
    standing = next((stop.since for stop in stops if stop.open), None) if decided is None else None
    clock = Clock(
        state=ClockState.PAUSED if standing else ClockState.RUNNING,
        rule=rule,
        due=due,
        left=due - upto,
        soon_from=soon,
        paused_since=standing,
        extended=extension is not None,
        notes=(*notes, *refused),
    )
    if decided is not None:
        in_time = upto <= due
        return replace(
            clock,
            state=ClockState.MET if in_time else ClockState.MISSED,
            warn=Warn.NOTHING if in_time else Warn.LATE,
        )
    if upto > due:
        return replace(clock, state=ClockState.MISSED, warn=Warn.LATE)
    return replace(clock, warn=Warn.SOON if upto >= soon else Warn.NOTHING)


def soon_from(whole: timedelta, due: datetime, margin: Margin = MARGIN) -> datetime:
    """From when a clock is red: a share of its whole time is left, or so many hours, but at most half of the time."""
    before = min(max(whole * float(margin.share), timedelta(hours=margin.hours)), whole * float(margin.most))
    return due - before


def warn_at(received: datetime, due: datetime, now: datetime, margin: Margin = MARGIN) -> Warn:
    """Whether a day that is stored, or was set by hand, is near or past."""
    if now > due:
        return Warn.LATE
    return Warn.SOON if now >= soon_from(due - received, due, margin) else Warn.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counting:
    """A rule being counted from its start."""

    rule: ClockRule
    start: datetime
    zone: ZoneInfo
    days_off: Collection[date]
    extension: Span | None

    def due(self, stops: Sequence[Stop]) -> datetime:
        """Hours are lengthened by the time that a clock stood still; days by the days on the calendar."""
        spans = [self.rule.within, *([self.extension] if self.extension else [])]
        if self.rule.within.unit is TimeUnit.HOURS:
            end = self.start
            for span in spans:
                end = after(end, span, self.zone, self.days_off)
            return end + sum((stop.until - stop.since for stop in stops), timedelta())
        last = day_of(self.start, self.zone)
        for span in spans:
            last = day_after(last, span, self.days_off)
        stood = sum(self._days(stop) for stop in stops)
        unit = TimeUnit.BUSINESS_DAYS if self.rule.within.unit is TimeUnit.BUSINESS_DAYS else TimeUnit.CALENDAR_DAYS
        return end_of(day_after(last, Span(amount=stood, unit=unit), self.days_off), self.zone)

    def _days(self, stop: Stop) -> int:
        first, last = day_of(stop.since, self.zone), day_of(stop.until, self.zone)
        if self.rule.within.unit is TimeUnit.BUSINESS_DAYS:
            return business_days_between(first, last, self.days_off)
        return (last - first).days


def _extension(
    counting: _Counting, pauses: Sequence[Pause], upto: datetime, adopted: Adopted
) -> tuple[Span | None, tuple[str, ...]]:
    """The extension, where one was taken and a rule in use gives it; once, however often it was taken.

    It counts when it was taken while this clock ran: not on an earlier clock of the case, and not once it was late.
    """
    rule, zone = counting.rule, counting.zone
    taken = sorted(moment(pause.since, zone) for pause in pauses if pause.kind is PauseKind.EXTENSION)
    own = [since for since in taken if counting.start <= since]
    if not own:
        return None, ()
    if rule.extension is None:
        return None, (f"{rule.cite} gives no extension: the clock runs on",)
    if not used(rule.extension, adopted):
        return None, (f"the extension by {rule.extension.by} is not verified and not used: the clock runs on",)
    if own[0] > upto:
        return None, ()
    stops, _ = _stops(counting, pauses, upto, adopted)
    if own[0] > counting.due(stops):
        return None, ("an extension that was taken after it was due does not count",)
    return rule.extension.by, ()


def _stops(
    counting: _Counting, pauses: Sequence[Pause], upto: datetime, adopted: Adopted
) -> tuple[tuple[Stop, ...], tuple[str, ...]]:
    """When the clock stood still: pauses in their order, none counted twice, none begun after it was due."""
    asked = sorted((p for p in pauses if p.kind is PauseKind.ASKED), key=lambda p: p.since)
    toll = counting.rule.toll
    if not asked:
        return (), ()
    if toll is None:
        return (), (f"{counting.rule.cite} lets no request for information pause it: the clock runs on",)
    if not used(toll, adopted):
        return (), ("that a request for information pauses this clock is not verified and not used: it runs on",)
    stops: tuple[Stop, ...] = ()
    notes: tuple[str, ...] = ()
    for pause in asked:
        since = max(moment(pause.since, counting.zone), counting.start, *(stop.until for stop in stops))
        ends = moment(pause.until, counting.zone) if pause.until else None
        longest = after(since, toll.longest, counting.zone, counting.days_off) if toll.longest else None
        limit = min((each for each in (ends, longest) if each is not None), default=None)
        still = since <= upto and (limit is None or upto < limit)
        until = upto if still or limit is None else min(limit, upto)
        if until < since or (until == since and not still):
            continue
        if since > counting.due(stops):
            notes = ("a pause that began after it was due does not count",)
            continue
        stops = (*stops, Stop(since=since, until=until, open=still))
    return stops, notes
