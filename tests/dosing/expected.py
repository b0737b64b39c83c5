"""Courses as a test writes them down: `course("600 mg", every=14)`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from mednec.dosing import read_order
from mednec.model.regimen import Course, Refusal, Regimen


def course(
    dose: str,
    *,
    every: str | int | None = None,
    role: str = "",
    divided: bool = False,
    doses: int | None = None,
    over: int | None = None,
    over_high: int | None = None,
    repeats: int | None = None,
    spacing: int | None = None,
    stated: str | None = None,
    days: tuple[int, ...] = (),
    from_day: int | None = None,
    at_most: str | None = None,
    as_needed: bool = False,
) -> Course:
    """`0.4 g/kg` is 0.4, g, per kg."""
    amount, unit = dose.split(" ")
    unit, _, per = unit.partition("/")
    return Course(
        amount=Decimal(amount),
        unit=unit,
        per=per,
        role=role,
        divided=divided,
        doses=doses,
        course_days=over,
        course_days_high=over_high,
        interval_days=None if every is None else Decimal(every),
        repeats=repeats,
        spacing_days=None if spacing is None else Decimal(spacing),
        stated=None if stated is None else Decimal(stated),
        days=days,
        from_day=from_day,
        at_most=None if at_most is None else Decimal(at_most),
        as_needed=as_needed,
    )


def plain(read: Course) -> Course:
    """A course without its place in the text, amounts without trailing zeros."""
    return replace(read, start=0, end=0)


def ordered(text: str) -> Regimen:
    """The order, which must be readable."""
    read = read_order(text)
    assert isinstance(read, Regimen), read
    return read


def refused(text: str) -> Refusal:
    """The refusal, which must be one."""
    read = read_order(text)
    assert isinstance(read, Refusal), read
    return read
