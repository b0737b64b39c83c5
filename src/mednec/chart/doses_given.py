"""What was given: doses of an administration record, doses raised or lowered, infusion rates."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from mednec.chart.context import Context
from mednec.chart.lexicon import Lexicon
from mednec.model.document import ChartCitation
from mednec.model.finding import Administration, DoseChange, Period, RateFinding
from mednec.model.regimen import Rate
from mednec.model.words import Assertion, DocumentKind, Standing

_AMOUNT = re.compile(r"(?P<n>\d{1,5}(?:,\d{3})?(?:\.\d+)?)\s*(?P<unit>mg|mcg|g|gm|units?|mL)\b")
_CHANGE = re.compile(
    r"(?:from\s+)?(?P<a>\d{1,5}(?:\.\d+)?)\s*(?P<ua>mg|mcg|g|units?)?\s*(?:->|\u2192|to)\s*(?P<b>\d{1,5}(?:\.\d+)?)\s*(?P<ub>mg|mcg|g|units?)"
)
_CHANGE_WORD = re.compile(r"\b(?:increas|decreas|reduc|rais|lower|escalat|went from|up-?titrat|taper)", re.IGNORECASE)
_RATE = re.compile(
    r"(?P<low>\d{2,4}(?:\.\d+)?)(?:\s*(?:-|to)\s*(?P<high>\d{2,4}(?:\.\d+)?))?\s*m[lL]\s*/\s*h(?:r|our)?\b"
)
_GROUPED = re.compile(r"(?:^|(?<=[\s,:]))(\d{1,2})/(\d{1,2})(?:-(?:(\d{1,2})/)?(\d{1,2}))?(?=[,\s]|$)")
_TO_AMOUNT = re.compile(r"\s*(?:[-\u2013]\s*[\d/]{3,10})?\s*:?\s*(?=\d)")
_TOTAL_GIVEN = re.compile(
    r"\btotal (?:dose )?(?:infused|administered|given)\b\W{0,3}(?P<n>\d{1,5}(?:\.\d+)?)\s*(?P<unit>mg|g|gm|units?)\b",
    re.IGNORECASE,
)


def read_doses_given(context: Context, drug: str) -> tuple[Administration, ...]:
    """Rows of an administration record: a date, an amount, or HELD; also "8/18-19   50 g  50 g" under a year."""
    if context.header.kind is not DocumentKind.ADMINISTRATION or _of_another(context, drug):
        return ()
    text = context.text
    if not context.line.cells:
        return _total_given(context, drug) or _after_its_day(context, drug)
    year = re.match(r"\s*((?:19|20)\d\d):", text)
    amounts = list(_AMOUNT.finditer(text))
    if year:
        return _grouped(context, drug, int(year.group(1)), amounts)
    heads = {c.start - context.line.start for c in context.line.cells[:4]}  # "4   1   05/06/2025   product   dose"
    row = next((d for d in context.dates if d.period.days == 1 and (d.start <= 12 or d.start in heads)), None)
    if row is None:
        return ()
    held = re.search(r"\b(?:HELD|held|missed|not given|cancelled|CANCELLED)\b", text)
    amount = next((a for a in amounts if a.start() >= row.end), None)
    if amount is None and not held:
        return ()
    end = amount.end() if amount and not held else len(text)
    source = context.cite(row.start, end)
    return (_given(context, drug, row.period.first, amount if not held else None, bool(held), source),)


def _of_another(context: Context, drug: str) -> bool:
    """Whether the line names drugs, and not the one in question; a remedy in the remarks of a row is not named so."""
    lexicon = context.lexicon
    named = {m.id for m in context.mentions if _is_drug(lexicon, m.id) and not _in_remarks(context, m.start)}
    return bool(drug and named) and not any(lexicon.is_a(n, drug) or lexicon.is_a(drug, n) for n in named)


def _is_drug(lexicon: Lexicon, id_: str) -> bool:
    """A drug or a class of drugs; a symptom with forms of its own is a group too, and no drug."""
    concept = lexicon.concepts.get(id_)
    return id_ in lexicon.drugs or (id_ in lexicon.groups and (concept is None or concept.kind == "drug-class"))


def _in_remarks(context: Context, start: int) -> bool:
    """Whether words stand behind the amount in a later cell, and not first in it ("110 mL/h   headache x2, remedy")."""
    amount = _AMOUNT.search(context.text)
    cells = [(c.start - context.offset, c.end - context.offset) for c in context.line.cells]
    behind = [cell for cell in cells if amount is not None and cell[0] >= amount.end()]
    return any(first < start < last for first, last in behind[1:])


def _total_given(context: Context, drug: str) -> tuple[Administration, ...]:
    """ "Total infused 20 g" in the record of one visit: the dose of that day."""
    total, day = _TOTAL_GIVEN.search(context.text), context.header.written
    if total is None or day is None:
        return ()
    source = context.cite(total.start(), total.end())
    return (_given(context, drug, day, total, False, source),)


def _after_its_day(context: Context, drug: str) -> tuple[Administration, ...]:
    """ "Loading 8/22/2023 - 8/23/2023: 160 g", "12/17/2025 80 g": an amount right behind the day it was given on."""
    found = []
    for day in context.dates:
        gap = _TO_AMOUNT.match(context.text, day.end)
        amount = _AMOUNT.match(context.text, gap.end()) if gap else None
        last_of_range = context.text[: day.start].rstrip().endswith(("-", "\u2013"))
        if day.period.days > 3 or amount is None or last_of_range or context.text[amount.end() :].startswith("/"):
            continue
        source = context.cite(day.start, amount.end())
        found.append(_given(context, drug, day.period.first, amount, False, source))
    return tuple(found)


def _grouped(context: Context, drug: str, year: int, amounts: list[re.Match[str]]) -> tuple[Administration, ...]:
    found = []
    for match in _GROUPED.finditer(context.text):
        month, first = int(match.group(1)), int(match.group(2))
        days = [(month, first)]
        if match.group(4):
            days.append((int(match.group(3) or month), int(match.group(4))))
        for i, (m, d) in enumerate(days):
            amount = amounts[min(i, len(amounts) - 1)] if amounts else None
            day = _day(year, m, d)
            if amount is None or day is None:
                continue
            source = context.cite(match.start(1), match.end())
            found.append(_given(context, drug, day, amount, False, source))
    return tuple(found)


def _day(year: int, month: int, day: int) -> date | None:
    """None for a day that no calendar has."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _given(
    context: Context, drug: str, day: date, amount: re.Match[str] | None, held: bool, source: ChartCitation
) -> Administration:
    return Administration(
        kind="administration",
        concept=drug,
        name=context.lexicon.name(drug),
        assertion=Assertion.ABSENT if held else Assertion.PRESENT,
        source=source,
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        when=Period.day(day),
        standing=Standing.CURRENT,
        rule="row of an administration record",
        day=day,
        amount=Decimal(amount.group("n").replace(",", "")) if amount else None,
        unit=amount.group("unit") if amount else "",
        held=held,
    )


def read_dose_changes(context: Context, drug: str) -> tuple[DoseChange, ...]:
    """A dose raised or lowered on a day: "increased from 450 mg to 600 mg on 1/13/25", "INCREASE ... 450 -> 600 mg"."""
    if not any(m.id == drug for m in context.mentions):
        return ()
    match = _CHANGE.search(context.text)
    if match is None or not (_CHANGE_WORD.search(context.text) or "->" in match.group()):
        return ()
    dates = [d for d in context.dates if d.start > match.end()]
    on = dates[0].period if dates else context.default_date
    if on is None:
        return ()
    mention = next(m for m in context.mentions if m.id == drug)
    end = dates[0].end if dates else match.end()
    return (
        DoseChange(
            kind="dose_change",
            concept=drug,
            name=context.lexicon.name(drug),
            assertion=Assertion.PRESENT,
            source=context.cite(min(mention.start, match.start()), max(end, mention.end)),
            sentence=context.whole,
            header=context.header,
            section=context.line.section,
            when=on,
            standing=context.standing,
            rule="dose change",
            on=on.first,
            before=Decimal(match.group("a")),
            after=Decimal(match.group("b")),
            unit=match.group("ub"),
        ),
    )


def read_rates(context: Context, drug: str) -> tuple[RateFinding, ...]:
    """Infusion rates in mL/h, ordered ("150-250 ml/hr", "rate not above 115 mL/h") or given."""
    found = []
    for match in _RATE.finditer(context.text):
        low, high = Decimal(match.group("low")), Decimal(match.group("high") or match.group("low"))
        given = context.header.kind is DocumentKind.ADMINISTRATION
        found.append(
            RateFinding(
                kind="rate",
                concept=drug,
                name="infusion rate",
                assertion=Assertion.PRESENT,
                source=context.cite(match.start(), match.end()),
                sentence=context.whole,
                header=context.header,
                section=context.line.section,
                when=context.default_date,
                standing=context.standing,
                rule="rate",
                rate=Rate(low=low, high=high, unit="mL/h", start=match.start(), end=match.end()),
                ordered=not given,
            )
        )
    return tuple(found)
