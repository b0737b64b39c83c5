"""An order held against each labelled dose: how many times the label, in words with the working."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mednec.dosing.say import say
from mednec.dosing.schedule import repeats_as_course
from mednec.dosing.worked import BODY, ROUNDING, WorkedOrder, in_unit, label_high, most_in_28_days, over_body, times
from mednec.model.document import Citation, Rationale, ReferenceCitation
from mednec.model.knowledge import LabelRow
from mednec.model.regimen import RegimenCheck, Totals
from mednec.model.words import DoseVerdict
from mednec.terminology.frequency import exact_days
from mednec.terminology.units import convertible

LABELLED_DOSE = "a labelled dose"  # how RegimenCheck.missing names what the packs do not hold


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCheck:
    """An order against one labelled dose; `above` None where the two cannot be compared, for want of `missing`."""

    row: LabelRow
    says: Rationale
    above: bool | None
    too_often: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelAnswer:
    """What the label says about an order: verdict, why in words, and every row it was held against."""

    verdict: DoseVerdict
    why: str
    statements: tuple[Rationale, ...] = ()
    missing: tuple[str, ...] = ()


def _interval(worked: WorkedOrder, row: LabelRow) -> Fraction | None:
    """Days between the courses of the order, or between single doses that go on longer than one labelled interval."""
    course = worked.regimen.courses[-1]
    if course.interval_days is None or row.interval_days_low is None:
        return None
    days = exact_days(course.interval_days)
    if repeats_as_course(course):
        return days
    count = course.doses or course.repeats
    if course.course_days is not None or (count is not None and (count - 1) * days < row.interval_days_low):
        return None
    return days


def _times(ratio: Fraction) -> str:
    return "the labelled maximum" if ratio == 1 else f"{times(ratio)} the label"


def _amounts(worked: WorkedOrder, totals: Totals, row: LabelRow) -> tuple[bool, str]:
    """Whether the order is above a row, and the working."""
    size = worked.body.of(row.per)
    by = Fraction(size or 1)
    most, high = in_unit(most_in_28_days(totals), totals.unit, row.unit), label_high(row)
    ratio = most / by / high
    first = totals.per_28_days is None or totals.first_28_days != totals.per_28_days
    stretch = "in the first 28 days" if first else "per 28 days"
    if totals.per_28_days is not None and most_in_28_days(totals) == Fraction(totals.per_28_days):
        stretch = "per 28 days"
    per = f"/{row.per}" if row.per else ""
    amount = over_body(most, row.unit, size, row.per) if row.per and size is not None else say(most, row.unit)
    plain = f"{say(most / by, row.unit)}{per}"
    working = f"{amount} {stretch}; {plain} / {say(high, row.unit)}{per} = {_times(ratio)}"
    if 1 < ratio <= ROUNDING:
        working += ", within rounding"
    dose = in_unit(Fraction(totals.per_dose), totals.unit, row.unit) / by / Fraction(row.amount_high)
    if dose > ROUNDING and dose > ratio:
        largest = f"{say(row.amount_high, row.unit)}{per}"
        working += f"; one dose is {times(dose)} the largest labelled dose of {largest}"
    later = Fraction(totals.per_28_days or 0)
    if first and later and stretch != "per 28 days":
        again = in_unit(later, totals.unit, row.unit)
        text = over_body(again, row.unit, size, row.per) if row.per and size is not None else say(again, row.unit)
        working += f". Later {text} per 28 days, {_times(again / by / high)}"
    return ratio > ROUNDING or dose > ROUNDING, working


def check_row(worked: WorkedOrder, row: LabelRow) -> RowCheck:
    """The order against one row. Shown, never corrected; an order that cannot be compared says what is missing."""
    reference = worked.reference(row.reference)
    beside = [] if worked.concerns(row) else ["another product"]
    beside += [] if row.disease in worked.diseases else ["another disease"]
    of = f" ({', '.join(beside)})" if beside else ""
    head = f"{reference.label}{of}: {row.says}."
    totals = worked.totals
    missing = ""
    if totals is None:
        missing = "an order that can be multiplied out"
    elif not convertible(totals.unit, row.unit):
        missing = f"the amount in {row.unit} (the order gives {totals.unit})"
    elif worked.body.of(row.per) is None:
        missing = BODY[row.per]
    cited: tuple[Citation, ...] = (*worked.cited(row.per), reference)
    if totals is None or missing:
        says = Rationale(says=f"{head} Cannot be compared without {missing}.", citations=cited)
        return RowCheck(row=row, says=says, above=None, missing=missing)
    above, working = _amounts(worked, totals, row)
    days = _interval(worked, row)
    too_often = days is not None and row.interval_days_low is not None and days < Fraction(row.interval_days_low)
    if too_often and days is not None and row.interval_days_low is not None:
        working += f". Every {say(days)} days is more often than the labelled {say(row.interval_days_low)} days"
    says = Rationale(says=f"{head} Ordered: {working}.", citations=cited)
    return RowCheck(row=row, says=says, above=above, too_often=too_often)


def lacks_only_a_label(check: RegimenCheck) -> bool:
    """Whether an unverifiable order was read and multiplied out, and only a labelled dose for the use is not known."""
    only = bool(check.missing) and all(missing.startswith(LABELLED_DOSE) for missing in check.missing)
    return check.verdict is DoseVerdict.UNVERIFIABLE and check.totals is not None and only


def hold_against_label(worked: WorkedOrder, *, others: bool = True) -> LabelAnswer:
    """The order against every row for the request's diseases; against all others where the product has none.

    `others` False: rows of other diseases count but are not shown.
    """
    rows = worked.of_disease()
    own = [row for row in rows if worked.concerns(row)]
    checks = [check_row(worked, row) for row in rows]
    if own:
        return _labelled(worked, checks[: len(own)], checks)
    beside = [check_row(worked, row) for row in worked.drug.label if row not in rows]
    return _unlabelled(worked, rows, checks, beside, show=others)


def _labelled(worked: WorkedOrder, own: list[RowCheck], checks: list[RowCheck]) -> LabelAnswer:
    """Within, where one row of the product for the disease holds and is not exceeded."""
    statements = tuple(check.says for check in checks)
    use = worked.disease(own[0].row.disease)
    if any(check.above is False and not check.too_often for check in own):
        return LabelAnswer(
            verdict=DoseVerdict.WITHIN, why=f"The order is within the labelled dose for {use}.", statements=statements
        )
    missing = tuple(dict.fromkeys(check.missing for check in own if check.missing))
    if missing:
        why = f"Without {', '.join(missing)} the order cannot be held against the labelled dose for {use}."
        return LabelAnswer(verdict=DoseVerdict.UNVERIFIABLE, why=why, statements=statements, missing=missing)
    how = "above" if any(check.above for check in own) else "given more often than"
    why = f"The order is {how} the labelled dose for {use}."
    return LabelAnswer(verdict=DoseVerdict.ABOVE_LABEL, why=why, statements=statements)


def _unlabelled(
    worked: WorkedOrder,
    rows: tuple[LabelRow, ...],
    of_disease: list[RowCheck],
    others: list[RowCheck],
    *,
    show: bool,
) -> LabelAnswer:
    """No labelled dose of this product for this disease: above every labelled dose, or it cannot be verified."""
    named = rows[0].disease if rows else worked.diseases[0] if worked.diseases else ""
    use = worked.disease(named) if named else "the requested diagnosis"
    shown = [*of_disease, *(check for check in others if show and worked.concerns(check.row))]
    statements = (_names_no_dose(worked, use, rows), *(check.says for check in shown))
    if worked.product is None and any(row.products for row in rows):
        why = f"Which label applies cannot be told: the request names no product, and only {_makers(rows)} has a dose."
        return LabelAnswer(verdict=DoseVerdict.UNVERIFIABLE, why=why, statements=statements, missing=("product",))
    if worked.drug.label and all(check.above for check in (*of_disease, *others)):
        why = f"{_no_dose(worked, use)}; the order is above every labelled dose of the drug."
        return LabelAnswer(verdict=DoseVerdict.ABOVE_LABEL, why=why, statements=statements)
    whose = f" of {worked.product.name}" if worked.product else ""
    why = f"{_no_dose(worked, use)}, so the dose cannot be held against one."
    missing = f"{LABELLED_DOSE}{whose} for {use}"
    return LabelAnswer(verdict=DoseVerdict.UNVERIFIABLE, why=why, statements=statements, missing=(missing,))


def _makers(rows: tuple[LabelRow, ...]) -> str:
    return " or ".join(dict.fromkeys(name for row in rows for name in row.products))


def _denied(worked: WorkedOrder) -> tuple[ReferenceCitation, ...]:
    """The label section that does not name the disease, where one was read."""
    stated = worked.drug.not_labelled
    found = (ref for disease, ref in stated if disease in worked.diseases and _about(worked, ref))
    return tuple(worked.reference(ref) for ref in found)[:1]


def _no_dose(worked: WorkedOrder, use: str) -> str:
    """That the label names no dose, where a source says so; else only that none is known here."""
    if _denied(worked):
        return f"The label of {worked.product_name} names no dose for {use}"
    return f"No labelled dose of {worked.product_name} for {use} is known here"


def _names_no_dose(worked: WorkedOrder, use: str, rows: tuple[LabelRow, ...]) -> Rationale:
    """`The label of X names no dose for Y; that of Z does: ...`."""
    denied = _denied(worked)
    says = _no_dose(worked, use)
    others = [f"{_makers((row,))}: {row.says}" for row in rows if row.products]
    if others:
        says += f"; the label of another product does ({'; '.join(others)})"
    cited = (*denied, *(worked.reference(row.reference) for row in rows))
    return Rationale(says=f"{says}.", citations=(worked.at, *dict.fromkeys(cited)))


def _about(worked: WorkedOrder, reference: str) -> bool:
    """Whether a label section is that of the product asked for; labels of the drug as a whole always are."""
    if not any(row.products for row in worked.drug.label):
        return True
    known = worked.references.get(reference)
    text = f"{known.short} {known.statement}" if known else ""
    first = text.find(worked.product.name) if worked.product else -1
    # "not labelled for it is X; Y is": the product named first is the one the section is about
    return first >= 0 and all(first <= at for p in worked.drug.products if (at := text.find(p.name)) >= 0)
