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
# g in one dose of a drug of the class. Orders of magnitude, no limits of dosing: a slip of mg for mcg is a thousand.
_MOST_OF_CLASS = {
    "monoclonal-antibody": "5",
    "biologic": "5",
    "corticosteroid-systemic": "2",
    "corticosteroid-inhaled": "0.01",
    "immunosuppressant": "6",
    "csdmard": "6",
    "thyroid-hormone": "0.001",
    "parathyroid-hormone-analog": "0.001",
    "antihistamine": "1",
    "jak-inhibitor": "0.2",
    "statin": "0.2",
    "bisphosphonate": "1",
    "anticoagulant": "0.5",
    "colony-stimulating-factor": "0.1",
    "glp-1-receptor-agonist": "0.02",
    "opioid": "1",
    "cgrp-antagonist": "1",
    "triptan": "0.5",
    "beta-blocker": "1",
    "anticonvulsant": "10",
}
_MOST_PER_KG = Decimal("0.1")  # g per kg of a monoclonal antibody
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
    if convertible(course.unit, "g") and (why := _of_class(convert(course.amount, course.unit, "g"), course.per, drug)):
        return f"{said} {why}"
    return ""


def _of_class(grams: Decimal, per: str, drug: Drug) -> str:
    """Why so many grams cannot be one dose of a drug of its class; empty where they can."""
    if per == "kg" and "monoclonal-antibody" in drug.classes and grams > _MOST_PER_KG:
        return "is more than any antibody is given"
    of_class = [Decimal(_MOST_OF_CLASS[name]) for name in drug.classes if name in _MOST_OF_CLASS]
    if not per and of_class and grams > max(of_class):
        return "is many times more than drugs of its class are given"
    return ""
