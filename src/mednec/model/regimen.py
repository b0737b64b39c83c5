"""Doses as ordered: what the words say, exactly, or why they cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mednec.model.document import ChartCitation, PolicyCitation, Rationale
from mednec.model.knowledge import Drug, Product
from mednec.model.request import ServiceLine
from mednec.model.words import DoseVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Infusion rate as written; `high` when a range is given. Unit is `mL/h` or `mL/kg/h`."""

    low: Decimal
    high: Decimal
    unit: str
    start: int = 0
    end: int = 0  # offsets in Regimen.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One step of an order.

    `amount` is per administration, unless `divided` (then it is the total of the course, split over `course_days`).
    `doses` administrations make one course; `interval_days` is the distance between doses, or between courses when a
    course of several doses repeats. `stated` is a total or fixed dose the order itself gives beside a per-kg amount
    ("= 50 g"), never computed. `start:end` are offsets in Regimen.text.
    """

    amount: Decimal
    unit: str  # mg, g, mL, units ...
    per: str = ""  # "kg", "m2" or ""
    role: str = ""  # "loading", "maintenance" or ""
    divided: bool = False
    doses: int | None = None
    course_days: int | None = None
    interval_days: Decimal | None = None
    repeats: int | None = None  # "x 8 visits": how many times, if the order says
    spacing_days: Decimal | None = None  # distance of doses inside a repeated course ("then two weeks later": 14)
    stated: Decimal | None = None
    as_needed: bool = False
    days: tuple[int, ...] = ()  # administration days the order names, from 0: "day 1 and day 15" is 0, 14
    from_day: int | None = None  # "starting day 29": 28
    course_days_high: int | None = None  # "over 2-5 days": course_days 2, course_days_high 5
    at_most: Decimal | None = None  # "not to exceed 800 mg", in `unit`, per administration
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """An order that the grammar could read whole. `text` is the order as written."""

    text: str
    courses: tuple[Course, ...]
    route: str = ""
    rate: Rate | None = None
    stated_total: Decimal | None = None  # a bare total beside the schedule ("IVIG 140 grams. ...")
    stated_total_unit: str = ""
    duration_days: int | None = None  # "x 12 months"
    visits: int | None = None  # "; 8 infusions" after an order of several steps: all of them together
    weight_kg: Decimal | None = None  # body weight the order itself gives
    bsa_m2: Decimal | None = None  # body surface the order itself gives
    billed_units: Decimal | None = None  # "bill 200 units per visit incl. waste"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way an impossible or ambiguous order could be meant; shown and asked, never chosen."""

    says: str  # "29 g per day x 4 days"
    working: str  # "29 g x 4 = 116 g; 116 g / 58.1 kg = 2.00 g/kg"
    fits: str = ""  # what else on the request it agrees with ("232 units = 116 g")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The grammar's answer when an order cannot be read: `why`, and at which offset of `text` it stopped."""

    text: str
    why: str
    at: int = 0
    unknown_unit: str = ""  # a unit that does not exist is bad input, not an unreadable order
    contradiction: bool = False  # the order says two things that cannot both be true ("50 kg x 2 g/kg = 140 g")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDose:
    """One dose as running text tells it: its `course`, or `why` it cannot be told.

    `start:end` are offsets of the text that was read, `lead` the words before it since the dose before.
    """

    start: int
    end: int
    course: Course | None = None
    why: str = ""
    scheduled: bool = True  # whether it says when, or how often
    lead: tuple[str, ...] = ()
    route: str = ""
    weight_kg: Decimal | None = None
    bsa_m2: Decimal | None = None
    duration_days: int | None = None
    cap: tuple[Decimal, str] | None = None  # "max 800 mg", "no more than 200 mg a day"
    ranged: bool = False  # whether it is one end of a range, unless words before the text tell of a change
    changed: bool = False  # whether the dose before it was changed to it
    dates: tuple[date, ...] = ()  # "1 g on 9/4/24 and 9/18/24"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is known of the patient's body before the words of a dose are read."""

    weight_kg: Decimal | None = None
    bsa_m2: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of arithmetic, shown: `label`, `working` ("50 kg x 2 g/kg"), `result` ("100 g")."""

    label: str
    working: str
    result: str
    citations: tuple[ChartCitation | PolicyCitation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Amounts in `unit`, absolute (weight applied where the order is per kg). None: cannot be computed."""

    unit: str
    per_dose: Decimal  # largest amount on one day
    per_course: Decimal | None = None  # first course (the loading course, if there is one)
    first_28_days: Decimal | None = None  # most that falls in any 28 days starting with the first dose
    per_28_days: Decimal | None = None  # in steady state
    per_month: Decimal | None = None  # in steady state, mean month of 30.4375 days
    in_period: Decimal | None = None  # from the first to the last requested day
    days_in_period: int | None = None  # administration days in the requested period


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """Body weight used for dosing, in kg, where and when it was measured."""

    kg: Decimal
    measured: date | None
    at: ChartCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimenCheck:
    """One service line's order: read, multiplied out, and held against its units, the label and itself."""

    line: ServiceLine
    drug: Drug | None
    product: Product | None
    order: Regimen | Refusal
    weight: Weight | None
    totals: Totals | None
    verdict: DoseVerdict  # before policy limits are known: within, above label, unverifiable, inconsistent
    why: Rationale
    steps: tuple[Step, ...] = ()
    label: tuple[Rationale, ...] = ()  # against each label row, named product first
    readings: tuple[Reading, ...] = ()
    questions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    units_per_dose: Decimal | None = None
    units_expected: Decimal | None = None  # over the period, by the order
    amount_by_units: Decimal | None = None  # units asked x amount per unit, in totals.unit or the product's unit
    visits: tuple[date, ...] = ()  # expected administration days in the requested period
