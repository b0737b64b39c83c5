"""Numbers with units: laboratory values, vital signs, scores; in running text and in tables."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from mednec.chart.assertion import assertion_of
from mednec.chart.context import Context
from mednec.chart.dates import DateMention, find_dates
from mednec.chart.layout import Cell
from mednec.chart.lexicon import Mention
from mednec.chart.tables import Row
from mednec.model.finding import Measurement, Period
from mednec.model.words import Assertion, Standing

_UNIT = (
    r"(?:(?:m|k|\u00b5|u|mc|n|p)?(?:g|mol|IU|Eq|U)|10\*3|[xX]\s?10[\^*]?\d+|K|cells?|mm|cm|kg|kPa|lbs?|%|mL|ml|L|bpm|points?|seconds?|s)"
    r"(?:/(?:[dm\u00b5u]?[Ll]|kg|m2|hr?|min|g|m?mol|mm3|hpf|1\.73\s?m2|day|d))*(?![A-Za-z])"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FILL = (
    r"(?:[\s:=~\x00]|\((?![<>\d])[^()]{0,24}\)|\b(?:of|was|were|is|at|today|score|level|count|value|total|now|currently|"
    r"about|approximately|approx|remains?|remained|up to|has risen from|rose from|fell from|from|again|rising|falling|"
    r"drawn|on|in|baseline|then|measured|quantitative|serum|then|still|stated|activity|current|last|latest|trended|"
    r"trending|increased|decreased|improved|worsened|dropped|fell|rose|down|peaked|peak|nadir|result|resulted|"
    r"came back|returned|reported|noted|stable|elevated|low|high|to)\b|,\s(?=\x00))*"
)
_VALUE = re.compile(
    rf"{_FILL}(?P<cmp>[<>\u2264\u2265]=?)?\s*(?P<titre>1:(?=\d\d(?!\s*[ap]\.?m)))?(?P<num>{_NUMBER})(?![\d]|/\d+/|:\d\d|['\u2019]\s?\d)"
    rf"(?:\s*(?:-|to)\s*(?P<high>{_NUMBER})(?!\d*/))?(?:\s*/\s*(?P<scale>\d{{2,3}})(?![\d/]))?\s*(?P<unit>{_UNIT})?",
)
_NEXT = re.compile(
    rf"(?:[\s\x00]|\b(?:in|on)\b)*(?:\([^()]{{0,40}}\))?[\s\x00]*(?:,|->|\u2192|to|then|and|now)[\s\x00]*(?:to\s|was\s|then\s)?[\s\x00]*"
    rf"(?P<cmp>[<>])?(?P<num>{_NUMBER})(?!\d|/\d+/)\s*(?P<unit>{_UNIT})?",
)
_CELL = re.compile(
    rf"^(?P<cmp>[<>\u2264\u2265]=?)?\s*(?P<titre>1:(?=\d\d(?!\s*[ap]\.?m)))?(?P<num>{_NUMBER})\s*(?P<unit>{_UNIT})?\s*(?P<flag>\b[HL]{{1,2}}\b|\*)?(?:\s|$|\()"
)
_TITRE = "titer"  # 640 in "1:640"
_FLAG = re.compile(r"\s*\(\s*(?P<in>H{1,2}|L{1,2}|[Hh]igh|[Ll]ow)\s*\)|\s*(?P<by>H{1,2}|L{1,2})(?=[\s,;.(]|$)")
_RANGE = re.compile(rf"(?P<low>{_NUMBER})\s*(?:-|\u2013|to)\s*(?P<high>{_NUMBER})")
_BOUND = re.compile(rf"(?P<cmp>[<>])\s*(?:1:(?=\d\d))?(?P<num>{_NUMBER})")
_REFERENCE = re.compile(
    rf"[(\[]\s*(?:(?:ref(?:erence)?|normal|nl|range)(?:\s+range)?[.:]?\s*)?(?:[<>]\s*(?:{_NUMBER})|(?:{_NUMBER})\s*(?:-|\u2013|to)\s*(?:{_NUMBER}))[^()\[\]]*[)\]]",
    re.IGNORECASE,
)


def read_measurements(context: Context, row: Row | None) -> tuple[Measurement, ...]:
    """Measurements of one sentence or table row."""
    if row is not None:
        found = _by_column(context, row) or _by_label(context, row)
        if found:
            return found
    return _in_text(context)


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _measure(context: Context, mention: Mention) -> bool:
    concept = context.lexicon.concepts.get(mention.id)
    return concept is not None and concept.kind in ("measure", "test")


def _test(context: Context, mention: Mention) -> bool:
    concept = context.lexicon.concepts.get(mention.id)
    return concept is not None and concept.kind == "test"


def _in_text(context: Context) -> tuple[Measurement, ...]:
    """Analyte, then its number; a series after it ("266 in August, 994 on 12/3/2025") is taken with its dates."""
    found: list[Measurement] = []
    blank = list(context.text)
    for date in context.dates:
        blank[date.start : date.end] = "\x00" * (date.end - date.start)
    text = "".join(blank)
    for mention in context.mentions:
        if not _measure(context, mention):
            continue
        match = _VALUE.match(text, mention.end)
        if match and match.group("titre") and not _test(context, mention):
            continue
        after: re.Match[str] | None = match
        first = mention.start
        while after:
            following = _NEXT.match(text, after.end())
            stop = following.start("num") if following else len(text)
            found.append(_measurement(context, mention, after, first, stop))
            first = following.start("num") if following else 0
            after = following
    return tuple(found)


def _measurement(context: Context, mention: Mention, match: re.Match[str], first: int, stop: int) -> Measurement:
    groups = match.groupdict()
    end = match.end("unit") if groups.get("unit") else match.end("scale" if groups.get("scale") else "num")
    if groups.get("high"):
        end = max(end, match.end("high"))
    unit, flag = _unit_or_flag(context, mention, groups.get("unit") or (_TITRE if groups.get("titre") else ""))
    if not flag and (printed := _FLAG.match(context.text, end)):
        flag, end = (printed.group("in") or printed.group("by"))[0].upper(), printed.end()
    when = _date_near(context, first, end, stop)
    reference = _REFERENCE.search(context.text, end, end + 40)
    if reference and context.text[end : reference.start()].strip(" )"):
        reference = None
    assertion, cue = assertion_of(context, mention.start, mention.end)
    if assertion is Assertion.ABSENT:  # "no fever 37.1": the number stands
        assertion, cue = Assertion.PRESENT, None
    about = context.text[max(0, match.start("num") - 24) : match.start("num")].lower()
    standing = context.standing
    if standing is Standing.CURRENT and any(
        c.list == "approximate" and mention.start - 12 <= c.start < match.start("num") for c in context.cues
    ):
        standing = Standing.CLAIM
    finding = Measurement(
        kind="measurement",
        concept=mention.id,
        name=context.lexicon.name(mention.id),
        assertion=assertion,
        source=context.cite(first, end),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        cue=cue,
        when=when or context.default_date,
        standing=standing,
        rule="measure in text" + (" (baseline)" if "baseline" in about else ""),
        value=number(groups["num"]),
        high_value=number(groups["high"]) if groups.get("high") else None,
        unit=unit,
        flag=flag,
        scale=Decimal(groups["scale"]) if groups.get("scale") else context.lexicon.concepts[mention.id].scale,
        comparator=groups.get("cmp") or "",
    )
    return _with_range(finding, reference.group() if reference else "")


def _unit_or_flag(context: Context, mention: Mention, printed: str) -> tuple[str, str]:
    """(unit, flag): a lone L behind the value of what is not measured in liters says that it is low."""
    concept = context.lexicon.concepts.get(mention.id)
    if printed != "L" or concept is None or concept.unit in ("", "%", "L"):
        return printed, ""
    return "", "L"


def _date_near(context: Context, first: int, end: int, stop: int) -> Period | None:
    """The date behind the value up to the next value or clause, else the one between analyte and value."""
    clause = stop
    for sign in (";", ". "):
        at = context.text.find(sign, end)
        clause = min(clause, at) if at >= 0 else clause
    behind = [d for d in context.dates if end <= d.start < clause]
    if behind and not re.search(r"[a-z]{4,}.*[a-z]{4,}.*[a-z]{4,}", context.text[end : behind[0].start]):
        return behind[0].period
    between = [d for d in context.dates if first <= d.start < end]
    return between[-1].period if between else None


def _with_range(finding: Measurement, printed: str) -> Measurement:
    """Reference range as printed, if any: "26-192", "<8.1", ">60"."""
    span = _RANGE.search(printed)
    if span:
        return replace(finding, low=number(span.group("low")), high=number(span.group("high")))
    bound = _BOUND.search(printed)
    if bound and bound.group("cmp") == "<":
        return replace(finding, high=number(bound.group("num")))
    if bound:
        return replace(finding, low=number(bound.group("num")))
    return finding


def _by_label(context: Context, row: Row) -> tuple[Measurement, ...]:
    """Rows that begin with the analyte: one value per dated column, or RESULT with FLAG, REFERENCE and UNITS."""
    label = row.line.cells[0]
    mentions = [m for m in context.mentions if _measure(context, m) and m.start + context.offset < label.end]
    if not mentions:
        return ()
    mention = mentions[0]
    ref = unit = flag = ""
    values: list[tuple[Cell, Period | None]] = []
    for cell in row.line.cells[1:]:
        column = row.column_over(cell)
        title = column.title.lower() if column else ""
        dates = find_dates(column.title, None) if column else ()
        if title.startswith(("ref", "normal")):
            ref = cell.text
        elif title.startswith("unit"):
            unit = cell.text
        elif title.startswith("flag"):
            flag = cell.text if len(cell.text) <= 2 else flag
        elif _CELL.match(cell.text) and (dates or title.startswith(("result", "value", "today", "current"))):
            values.append((cell, dates[0].period if dates else context.default_date))
    in_label = re.search(rf"\(({_UNIT})\)", label.text)
    return tuple(
        _from_cell(context, mention, cell, when, unit or (in_label.group(1) if in_label else ""), ref, flag, "")
        for cell, when in values
    )


def _by_column(context: Context, row: Row) -> tuple[Measurement, ...]:
    """Rows that begin with a date under headings that name the analytes."""
    dates: tuple[DateMention, ...] = find_dates(row.line.cells[0].text, None)
    if not dates or dates[0].start != 0:
        return ()
    found: list[Measurement] = []
    for cell in row.line.cells[1:]:
        column = row.column_over(cell)
        if column is None or not _CELL.match(cell.text):
            continue
        for mention in context.lexicon.find(column.title):
            concept = context.lexicon.concepts.get(mention.id)
            drug = mention.id in context.lexicon.drugs
            if not drug and (concept is None or concept.kind not in ("measure", "test")):
                continue
            unit = re.search(rf"(?:^|\s)({_UNIT})", column.title[mention.end :])
            found.append(
                _from_cell(
                    context,
                    mention,
                    cell,
                    dates[0].period,
                    unit.group(1) if unit else "",
                    column.title[mention.end :],
                    "",
                    column.title,
                )
            )
            break
    return tuple(replace(m, row=tuple(o for o in found if o is not m)) for m in found)


def _from_cell(
    context: Context,
    mention: Mention,
    cell: Cell,
    when: Period | None,
    unit: str,
    reference: str,
    flag: str,
    column: str,
) -> Measurement:
    match = _CELL.match(cell.text)
    assert match is not None  # callers have matched the cell
    row_end = len(context.text)
    unit = _TITRE if match.group("titre") else unit
    printed, marked = _unit_or_flag(context, mention, match.group("unit") or "")
    finding = Measurement(
        kind="measurement",
        concept=mention.id,
        name=context.lexicon.name(mention.id),
        assertion=Assertion.PRESENT,
        source=context.cite(0, row_end) if not column else context.cite(0, cell.end - context.offset),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        when=when,
        standing=context.standing,
        rule="measure in table",
        value=number(match.group("num")),
        unit=printed or unit,
        comparator=match.group("cmp") or "",
        flag=(marked or match.group("flag") or flag).strip(),
        scale=_scale(context, mention, column),
        column=column,
    )
    return _with_range(finding, reference)


def _scale(context: Context, mention: Mention, column: str) -> Decimal | None:
    printed = re.search(r"/\s*(\d{2,3})\b", column)
    concept = context.lexicon.concepts.get(mention.id)
    return Decimal(printed.group(1)) if printed else concept.scale if concept else None
