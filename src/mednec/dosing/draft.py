"""What the grammar has gathered about one step of an order, before it becomes a Course."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from mednec.model.regimen import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An amount with its unit. `every` is the time it is per ("/day": 1, "/week": 7); `form` a tablet, pen, vial."""

    amount: Decimal
    unit: str
    per: str = ""
    every: Decimal | None = None
    form: str = ""
    volume: Decimal | None = None  # mL of "20 g/200 mL"
    strength: bool = False  # so many mg per mL or per tablet: says nothing yet about how much is given
    whole: bool = False  # "140 g total"
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many: doses, visits, courses; `noun` is empty for a bare "x 4"."""

    number: int
    noun: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """For how long: "x 5 days", "x 12 months"."""

    number: int
    length: str  # day, week, month, year
    days: Decimal


@dataclass(slots=True)
class Draft:
    """One step being read: at most one amount and one schedule; anything twice is refused when it is set."""

    start: int
    link: str = ""  # the word or mark before it
    end: int = 0
    dose: Quantity | None = None
    strength: Quantity | None = None
    stated: list[Quantity] = field(default_factory=list)
    role: str = ""
    pending_role: str = ""
    intervals: list[Decimal] = field(default_factory=list)
    times_of_day: int = 0
    day_numbers: list[int] = field(default_factory=list)
    weeks: bool = False  # day_numbers are weeks
    dates: tuple[date, ...] = ()  # "on 10/13/2025 and 10/27/2025"
    from_day: int | None = None
    from_week: bool = False
    later: int | None = None  # "two weeks later": days after the step before
    apart: int | None = None  # "x 2, 14 days apart": days between the doses of the step
    over_days: tuple[int, int] | None = None
    count: Count | None = None
    course: Duration | None = None  # "x 5 days" of "x 5 days every 4 weeks x 6 months"
    duration: Duration | None = None
    once: bool = False
    repeat: bool = False
    count_first: bool = False  # "x 2 every 6 months": two in each six months, or six months apart?
    said: bool = False  # the amount stands behind "=" in a sentence of its own
    divided: bool = False
    as_needed: bool = False
    at_most: Quantity | None = None
    parts: list[Draft] = field(default_factory=list)  # "(1 g day 1, then 1 g two weeks later)"
    sentence_end: bool = False  # a full stop follows
    offsets: tuple[int, ...] = ()  # day_numbers counted from 0, filled when the whole order is known

    @property
    def scheduled(self) -> bool:
        """Whether the step says when."""
        return bool(
            self.intervals
            or self.times_of_day
            or self.day_numbers
            or self.dates
            or self.over_days
            or self.course
            or self.duration
            or self.once
            or self.later is not None
            or self.apart is not None
            or self.from_day is not None
            or (self.count and self.count.noun != "visit")
        )

    @property
    def uneven(self) -> bool:
        """Whether the named days are a loading pattern: three or more, not evenly spaced."""
        return len({later - earlier for earlier, later in pairwise(self.day_numbers)}) > 1

    @property
    def empty(self) -> bool:
        amounts = self.dose or self.stated or self.at_most
        return not (amounts or self.scheduled or self.count is not None or self.as_needed)


@dataclass(slots=True)
class Notes:
    """What an order says once for all its steps."""

    route: str = ""
    rate: Rate | None = None
    weight_kg: Decimal | None = None
    bsa_m2: Decimal | None = None
    billed_units: Decimal | None = None
    strength: Quantity | None = None  # the last strength a count of tablets or pens was taken of
    rounded: bool = False  # rounding is declared, so a stated dose may differ a little from the product
