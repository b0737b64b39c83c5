"""Doses that nobody can mean, told without a request: what a chart says of one dose, held against body and label."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from mednec.dosing.say import say
from mednec.dosing.worked import in_unit, label_high
from mednec.model.knowledge import Drug
from mednec.model.regimen import Course
from mednec.terminology.units import convert, convertible

_MOST = {"kg": Decimal(10), "m2": Decimal(100), "": Decimal(400)}  # g in one dose or course, of any drug
_TIMES_LABEL = 5
_TIMES_DAILY = 20  # of the usual daily dose; a slip of mg for mcg is a thousand


def cannot_be_meant(course: Course, drug: Drug | None) -> str:
    """Why the amount of a dose cannot be meant as written; empty where it can.

    `course.amount` is of one administration, or of a divided course. No weight is needed: amounts are compared per kg
    with labels per kg and absolutely with absolute ones.
    """
    said = f"{say(course.amount)} {course.unit}{f'/{course.per}' if course.per else ''}"
    if convertible(course.unit, "g"):
        grams = convert(course.amount, course.unit, "g")
        if grams > _MOST[course.per]:
            return f"{said} is more than any drug is given"
    if drug is None:
        return ""
    rows = [row for row in drug.label if row.per == course.per and convertible(course.unit, row.unit)]
    ratios = [in_unit(Fraction(course.amount), course.unit, row.unit) / label_high(row) for row in rows]
    if ratios and min(ratios) > _TIMES_LABEL:
        return f"{said} is {say(min(ratios))} times the highest labelled total of 28 days"
    if drug.daily_dose is not None and not course.per and convertible(course.unit, "mg"):
        daily = Fraction(convert(course.amount, course.unit, "mg")) / Fraction(drug.daily_dose)
        if daily > _TIMES_DAILY:
            return f"{said} is {say(daily)} times the usual daily dose of {say(drug.daily_dose, 'mg')}"
    return ""
