"""Values in tables: analytes as rows under dates, dates as rows under analytes, and one result to a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from mednec.chart.context import Context
from mednec.chart.dates import DateMention, find_dates
from mednec.chart.layout import Cell
from mednec.chart.lexicon import Lexicon, Mention
from mednec.chart.measured import BASELINE, measured_name, negative, scale_in, unit_or_flag, with_canonical, with_range
from mednec.chart.quantities import TITRE, Quantity, find_quantities
from mednec.chart.tables import Column, Row
from mednec.chart.variants import another_analyte
from mednec.model.finding import Measurement, Period
from mednec.model.knowledge import Concept
from mednec.model.words import Assertion
from mednec.terminology.lab_units import fits, lab_unit, unit_at

_MAY_BE_DATE = re.compile(r"\d[-/]\d|[A-Za-z]{3}")
_WIDE = 60  # values of a row; beside more of them no value is read
_PARTS = ("systolic", "diastolic")
_REFERENCE = re.compile(r"(?:ref|normal|nl\b|range|expected|interval|limits?|uln|lln)|\breference\b", re.IGNORECASE)
_UNITS = re.compile(r"(?:units?|uom)\b", re.IGNORECASE)
_FLAGS = re.compile(r"(?:flag|abn|interp|h/l)", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:test|analyte|component|parameter|measures?|lab|labs|name|observation|instrument|score|vitals?"
    r"|vital signs?|item|study)s?(?:\s+name)?$",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:date|collected|drawn|collection|visit date|day|when|resulted)\b", re.IGNORECASE)
_NO_VALUE = re.compile(
    r"change|delta|differ|goal|target|threshold|criteri|require|policy|comment|note|method|specimen|cut-?off"
    r"|ordered|provider|status|father|mother|sister"
    r"|brother|donor|control|trial|mean|median|code|loinc|accession|percentile|weight[- ]for",
    re.IGNORECASE,
)
_TAGGED = re.compile(
    r"\bbaseline\b|\bpre(?:\b|-?\s?(?:tx|rx|treatment|therapy|dose))|\bscreening\b|\buntreated\b|\b(?:week|wk|day"
    r"|month)\s?0\b|\bbefore\b",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"(?:baseline|week|wk|month|day|visit|screening|pre|post|admission|discharge|today|current|prior|previous"
    r"|last|initial|follow|dose|cycle|infusion|year|now)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(r"%\s*(?:of\s+)?pred|\bpercent pred|\bpp?\s?fev|predicted", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What a value of a table takes from its surroundings."""

    unit: str = ""
    reference: str = ""
    flag: str = ""
    column: str = ""
    when: Period | None = None
    baseline: bool = False
    predicted: bool = False


# What the rows of a table are, by the heading of its first column: occasions, or places of the body.
_ROWS = (
    *("visit", "date", "time", "timepoint"),
    *("site", "region", "location", "area", "skeletal site", "body site", "eye", "side", "joint", "muscle"),
)


def read_table_row(context: Context, row: Row, headed: Period | None) -> tuple[Measurement, ...]:
    """The values of one row; none where neither the headings nor the row name an analyte."""
    return _by_column(context, row, headed) or _by_label(context, row, headed)


class _Words:
    """A lexicon by its identity, so that what it says of a heading is asked once and not for every row."""

    __slots__ = ("lexicon",)

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and self.lexicon is other.lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)


def _kind(column: Column | None) -> str:
    return _kind_of(column.title if column else "")


@lru_cache(maxsize=1024)
def _kind_of(title: str) -> str:
    """What stands under a heading."""
    for name, pattern in (("reference", _REFERENCE), ("unit", _UNITS), ("flag", _FLAGS), ("label", _LABEL)):
        if pattern.match(title) or (name == "reference" and re.search(r"\breference\b", title, re.IGNORECASE)):
            return name
    if _DATED.match(title) and not find_dates(title, None):
        return "date"
    return "no value" if _NO_VALUE.search(title) else "value"


def _by_label(context: Context, row: Row, headed: Period | None) -> tuple[Measurement, ...]:
    """Rows that name the analyte: a value in each dated column, or one result with its flag, reference and unit."""
    label = next((c for c in row.line.cells if _kind(row.column_over(c)) == "label" and c.text), row.line.cells[0])
    found = _mentions(context, label)
    if not found or re.match(r"(?:goal|target|normal|ref)", label.text, re.IGNORECASE):
        return ()
    unit = reference = flag = ""
    dated: Period | None = None
    values: list[tuple[Cell, Column | None]] = []
    for cell in row.line.cells:
        if cell is label or not cell.text:
            continue
        column = row.column_over(cell)
        kind = _kind(column)
        if kind == "reference":
            reference = cell.text
        elif kind == "unit":
            unit = cell.text
        elif kind == "flag":
            flag = cell.text if len(cell.text) <= 2 else flag
        elif kind == "date":
            dated = _date(context, cell.text) or dated
        elif kind == "value":
            values.append((cell, column))
    unit = unit or _unit_in(label.text, found[0].end + context.offset - label.start)
    made: list[Measurement] = []
    for cell, column in values:
        title = column.title if column else ""
        when = _date(context, title) or dated or headed
        beside = _Beside(
            unit=unit,
            reference=reference,
            flag=flag,
            when=when,
            baseline=bool(_TAGGED.search(title)),
            predicted=bool(_SHARE.search(label.text)),
        )
        made += _from_cell(context, found, cell, beside)
    return tuple(made)


def _by_column(context: Context, row: Row, headed: Period | None) -> tuple[Measurement, ...]:
    """Rows that begin with a date, an occasion or a site, under headings that name the analytes."""
    first = row.line.cells[0]
    dates = [c for c in row.line.cells if c.text and _kind(row.column_over(c)) == "date"] or [first]
    when = _date(context, dates[0].text)
    begins = _dates(first.text, context.header.written)
    if when is None and not (_OCCASION.match(first.text) or row.columns[0].title.lower().strip(" :") in _ROWS):
        return ()
    if when is not None and dates[0] is first and begins and begins[0].start != 0:
        return ()
    tagged = any(_TAGGED.search(c.text) for c in row.line.cells)
    found: list[Measurement] = []
    for cell in row.line.cells:
        column = row.column_over(cell)
        if column is None or cell in (dates[0], first) or not cell.text or _NO_VALUE.search(column.title):
            continue
        mentions = _named(context, column.title)
        if not mentions:
            continue
        rest = column.title[mentions[0].end :]
        beside = _Beside(
            unit=column.unit or _unit_in(column.title, mentions[0].end),
            reference=rest,
            column=column.title,
            when=when or headed,
            baseline=tagged,
            predicted=bool(_SHARE.search(column.title)),
        )
        found += _from_cell(context, mentions, cell, beside)
    if len(found) > _WIDE:
        return tuple(found)
    return tuple(replace(m, row=tuple(o for o in found if o is not m)) for m in found)


def _mentions(context: Context, label: Cell) -> list[Mention]:
    """The analytes that the label names first, all at one place."""
    first, last = label.start - context.offset, label.end - context.offset
    found = [
        m
        for m in context.mentions
        if first <= m.start
        and m.end <= last
        and _concept(context, m.id)
        and not another_analyte(context, m.start, m.end)
    ]
    return [m for m in found if m.start == found[0].start]


def _named(context: Context, title: str) -> list[Mention]:
    """The analyte or the drug that a heading names."""
    known = [
        m
        for m in _mentions_in(_Words(context.lexicon), title)
        if m.id in context.lexicon.drugs or _concept(context, m.id)
    ]
    return [m for m in known if m.start == known[0].start]


@lru_cache(maxsize=1024)
def _mentions_in(words: _Words, title: str) -> tuple[Mention, ...]:
    return words.lexicon.find(title)


def _concept(context: Context, id_: str) -> Concept | None:
    concept = context.lexicon.concepts.get(id_)
    return concept if concept is not None and concept.kind in ("measure", "test") else None


def _date(context: Context, text: str) -> Period | None:
    found = _dates(text, context.header.written)
    return found[0].period if found else None


@lru_cache(maxsize=4096)
def _dates(text: str, written: date | None) -> tuple[DateMention, ...]:
    return find_dates(text, written)


def _unit_in(text: str, start: int) -> str:
    """The unit that a heading or label gives behind the name ("CK (U/L)", "Hgb, g/dL")."""
    begin = re.compile(r"[\s,(\[-]*").match(text, max(0, start))
    if begin is None:
        return ""
    end = unit_at(text, begin.end())
    return text[begin.end() : end]


def _quantity(context: Context, cell: Cell) -> Quantity | None:
    """The number that a cell begins with; a date or a sentence is none."""
    dates = _dates(cell.text, context.header.written) if _MAY_BE_DATE.search(cell.text) else ()
    found = find_quantities(cell.text)
    if not found or found[0].start > 2 or len(cell.text) > 60:
        return None
    date = dates[0] if dates else None
    if date is not None and date.start < found[0].end and not (found[0].over is not None and found[0].unit):
        return None if not _pressure(cell.text) else found[0]
    return found[0]


def _pressure(text: str) -> bool:
    return re.fullmatch(r"\d{2,3}/\d{2,3}(?:\s*mm\s?Hg)?", text) is not None


def _from_cell(context: Context, mentions: Sequence[Mention], cell: Cell, beside: _Beside) -> list[Measurement]:
    """The value of a cell: of the one analyte whose unit it has; two of a pressure."""
    quantity = _quantity(context, cell)
    if quantity is None or (quantity.high is not None and quantity.over is None and not beside.when):
        return []
    unit = quantity.unit or (beside.unit if lab_unit(beside.unit) else "")
    fitting = [m for m in mentions if _suits(context, m.id, unit)]
    if len(fitting) != 1:
        return []
    mention = fitting[0]
    parts = [p for p in (f"{part}-{mention.id}" for part in _PARTS) if p in context.lexicon.concepts]
    if len(parts) == 2:
        if quantity.over is None:
            return []
        upper, lower = replace(quantity, over=None), replace(quantity, over=None, value=quantity.over)
        return [_made(context, parts[0], "", upper, cell, beside), _made(context, parts[1], "", lower, cell, beside)]
    return [_made(context, mention.id, _written(context, mention, beside), quantity, cell, beside)]


def _suits(context: Context, id_: str, unit: str) -> bool:
    concept = _concept(context, id_)
    return concept is None or unit == "L" or fits(unit, concept.unit)


def _written(context: Context, mention: Mention, beside: _Beside) -> str:
    """The analyte as the heading of its column or the row names it."""
    text = beside.column or context.text
    return " ".join(text[mention.start : mention.end].split())


def _made(context: Context, id_: str, written: str, quantity: Quantity, cell: Cell, beside: _Beside) -> Measurement:
    concept = _concept(context, id_)
    unit = TITRE if quantity.titre else quantity.unit
    marked = ""
    if concept is not None:
        unit, marked = unit_or_flag(concept, unit)
    flagged = re.match(r"\s*[(\[]?(H{1,2}|L{1,2}|\*)(?=\W|$)", cell.text[quantity.end :])
    name = (
        measured_name(concept, predicted=quantity.predicted or beside.predicted)
        if concept
        else context.lexicon.name(id_)
    )
    end = cell.end - context.offset if beside.column else len(context.text)
    finding = Measurement(
        kind="measurement",
        concept=id_,
        name=name,
        assertion=Assertion.PRESENT,
        written=written,
        source=context.cite(0, end),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        when=beside.when or context.default_date,
        standing=context.standing,
        rule="measure in table" + (BASELINE if beside.baseline else ""),
        value=-quantity.value if concept and negative(concept, quantity) else quantity.value,
        high_value=quantity.high,
        unit=unit or (beside.unit if not marked or beside.unit else ""),
        comparator=quantity.comparator,
        flag=(marked or (flagged.group(1) if flagged else "") or beside.flag).strip(),
        scale=quantity.over if quantity.over is not None else scale_in(beside.column, concept) if concept else None,
        column=beside.column,
        baseline=beside.baseline,
    )
    finding = with_range(finding, beside.reference)
    return with_canonical(finding, concept) if concept else finding
