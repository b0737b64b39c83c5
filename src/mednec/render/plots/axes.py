"""Scales: where a value or a day lies on the page, and at which round values an axis is labelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ROUND = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_DAYS = (1, 2, 7, 14)
_IN_MONTHS = (1, 2, 3, 6)
_YEARS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A labelled place of an axis; `under` stands below the label (the year, where it is new)."""

    at: float
    label: str
    under: str = ""


def nice_step(span: Decimal, most: int) -> Decimal:
    """The smallest of 1, 2, 5 times a power of ten that divides a span into at most so many steps.

    >>> [str(nice_step(Decimal(span), 5)) for span in ("0.9", "4", "23", "72", "1400")]
    ['0.2', '1', '5', '20', '500']
    """
    if span <= 0 or most < 1:
        raise ValueError("a span and a number of steps are above zero")
    least = span / most
    power = Decimal(1).scaleb(least.adjusted())
    step = next(each * power for each in _ROUND if each * power >= least)
    return step.normalize() if step < 1 else step.quantize(Decimal(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Values from `low` to `high` laid from `start` to `stop` of the page; both ends are round, `step` apart or more.

    >>> scale = Linear.over([Decimal(3), Decimal(48)], start=100, stop=0, most=5)
    >>> [tick.label for tick in scale.ticks()], scale.at(Decimal(25))
    (['0', '10', '20', '30', '40', '50'], 50.0)
    """

    low: Decimal
    high: Decimal
    step: Decimal
    start: float
    stop: float

    @classmethod
    def over(cls, values: Iterable[Decimal], *, start: float, stop: float, most: int = 4) -> Linear:
        """A scale that holds all the values, with round ends; a single value lies between two steps.

        Raises ValueError without any value.
        """
        found = sorted(values)
        if not found:
            raise ValueError("a scale needs a value")
        low, high = found[0], found[-1]
        step = nice_step(high - low if high > low else max(abs(high), Decimal(1)), most)
        first = (low / step).to_integral_value(ROUND_FLOOR) * step
        last = (high / step).to_integral_value(ROUND_CEILING) * step
        if first == last:
            first, last = first - step, last + step
        return cls(low=first, high=last, step=step, start=start, stop=stop)

    def at(self, value: Decimal) -> float:
        """Where a value lies."""
        share = float((value - self.low) / (self.high - self.low))
        return self.start + share * (self.stop - self.start)

    def ticks(self) -> tuple[Tick, ...]:
        count = int((self.high - self.low) / self.step)
        values = (self.low + self.step * i for i in range(count + 1))
        return tuple(Tick(at=self.at(value), label=_plain(value)) for value in values)


def _plain(value: Decimal) -> str:
    """Digits with thousands apart, and a minus sign for what lies below zero."""
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "\N{MINUS SIGN}") if value else "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeScale:
    """Days from `first` to `last` laid from `start` to `stop` of the page.

    >>> scale = TimeScale(first=date(2025, 11, 6), last=date(2026, 3, 5), start=0, stop=119)
    >>> scale.at(date(2025, 11, 16))
    10.0
    >>> [(tick.label, tick.under) for tick in scale.ticks(most=5)]
    [('Dec', '2025'), ('Jan', '2026'), ('Feb', ''), ('Mar', '')]
    """

    first: date
    last: date
    start: float
    stop: float

    def __post_init__(self) -> None:
        if self.last <= self.first:
            raise ValueError("the last day of a scale comes after the first")

    @classmethod
    def over(cls, days: Iterable[date], *, start: float, stop: float, margin: float = 0.02) -> TimeScale:
        """A scale that holds all the days, with a margin on both sides. Raises ValueError without any day."""
        found = sorted(days)
        if not found:
            raise ValueError("a scale needs a day")
        room = timedelta(days=max(1, round((found[-1] - found[0]).days * margin)))
        return cls(first=found[0] - room, last=found[-1] + room, start=start, stop=stop)

    def at(self, day: date) -> float:
        """Where a day lies; a day outside lies at the nearer end."""
        inside = min(max(day, self.first), self.last)
        return self.start + (inside - self.first).days / (self.last - self.first).days * (self.stop - self.start)

    def ticks(self, most: int = 8) -> tuple[Tick, ...]:
        """At most so many days, months or years, evenly counted; the year stands under the first of each."""
        for named, days in self._calendars():
            if len(days) <= most:
                return tuple(self._named(named, days))
        return ()

    def _calendars(self) -> Iterator[tuple[str, list[date]]]:
        """Ways to count the days shown, the finest first."""
        length = (self.last - self.first).days
        for step in _DAYS:
            yield "day", [self.first + timedelta(days=n) for n in range(0, length + 1, step)]
        months = [date(year, month, 1) for year in range(self.first.year, self.last.year + 1) for month in range(1, 13)]
        inside = [day for day in months if self.first <= day <= self.last]
        for step in _IN_MONTHS:
            yield "month", [day for day in inside if (day.month - 1) % step == 0]
        for step in _YEARS:
            yield "year", [day for day in inside if day.month == 1 and day.year % step == 0]

    def _named(self, named: str, days: list[date]) -> Iterator[Tick]:
        year = 0
        for day in days:
            month = MONTHS[day.month - 1]
            label = {"day": f"{month} {day.day}", "month": month, "year": str(day.year)}[named]
            under = str(day.year) if day.year != year and named != "year" else ""
            year = day.year
            yield Tick(at=self.at(day), label=label, under=under)
