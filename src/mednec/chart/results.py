"""Test results with their polarity: "KIT ...: NOT DETECTED", "negative for A and B", a row of a laboratory table."""

from __future__ import annotations

import re

from mednec.chart.assertion import assertion_of
from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.chart.dates import DateMention, find_dates
from mednec.chart.lexicon import Mention
from mednec.chart.tables import Row
from mednec.model.finding import Measurement, Period, TestResult
from mednec.model.words import Assertion, Result

_RESULTS = {
    "positive_result": Result.POSITIVE,
    "negative_result": Result.NEGATIVE,
    "indeterminate_result": Result.INDETERMINATE,
    "pending_result": Result.PENDING,
    "not_done_result": Result.NOT_DONE,
}
_LONE_CITATION = 300


def read_results(context: Context, row: Row | None) -> tuple[TestResult, ...]:
    """Polarity of each test named: "KIT ...: NOT DETECTED", "negative for CD2 and CD25", "A, B and C negative"."""
    tests = [m for m in context.mentions if _is_test(context, m)]
    if not tests:
        return ()
    if row is not None and (in_row := _in_row(context, row, tests)):
        return in_row
    marks = [c for c in context.cues_of(*_RESULTS) if not _inside_test(c, tests)]
    marks = [
        c for c in marks if not any(o is not c and o.start <= c.start and c.end <= o.end for o in _longer(marks, c))
    ]
    found: list[TestResult] = []
    for mention in tests:
        mark = _mark_of(context, mention, tests, marks)
        if mark is None:
            mark = _negation_before(context, mention)
        if mark is not None:
            found.append(_result(context, mention, mark))
            found += [_result(context, mention, later) for later in _further(context, mention, tests, marks, mark)]
    return tuple(found)


def _longer(marks: list[Cue], cue: Cue) -> list[Cue]:
    return [m for m in marks if m.end - m.start > cue.end - cue.start]


def _is_test(context: Context, mention: Mention) -> bool:
    concept = context.lexicon.concepts.get(mention.id)
    return concept is not None and concept.kind == "test"


def _inside_test(cue: Cue, tests: list[Mention]) -> bool:
    return any(t.start <= cue.start and cue.end <= t.end for t in tests)


def _mark_of(context: Context, mention: Mention, tests: list[Mention], marks: list[Cue]) -> Cue | None:
    """The word of polarity behind the test, over a list of tests; else the one before it ("negative for A and B")."""
    behind = [m for m in marks if m.start >= mention.end]
    if behind and _joined(context.text[mention.end : behind[0].start], mention, behind[0], tests):
        return behind[0]
    before = [m for m in marks if m.end <= mention.start]
    if before and re.fullmatch(r"\s*(?:for\b|:|of\b)?[\w\s,/()-]{0,40}", context.text[before[-1].end : mention.start]):
        between = context.text[before[-1].end : mention.start]
        if re.match(r"\s*(?:for|:)", between):
            return before[-1]
    return None


def _joined(between: str, mention: Mention, mark: Cue, tests: list[Mention]) -> bool:
    if ";" in between or re.search(r"\.\s", between):
        return False
    others = any(mention.end <= t.start and t.end <= mark.start for t in tests)
    words = re.findall(r"[A-Za-z]{3,}", between)
    return len(words) <= (14 if ":" in between or others else 6)


def _negation_before(context: Context, mention: Mention) -> Cue | None:
    """ "No KIT mutation": an absent test target is a negative result."""
    assertion, cue = assertion_of(context, mention.start, mention.end)
    if assertion is not Assertion.ABSENT or cue is None:
        return None
    start = cue.start - context.offset
    return Cue(list="negative_result", start=start, end=start + cue.end - cue.start)


def _result(context: Context, mention: Mention, mark: Cue) -> TestResult:
    start, end = min(mention.start, mark.start), max(mention.end, mark.end)
    result = _RESULTS[mark.list]
    assertion, cue = assertion_of(context, mention.start, mention.end)
    if assertion in (Assertion.ABSENT, Assertion.PRESENT, Assertion.HISTORICAL):
        assertion = Assertion.ABSENT if result is Result.NEGATIVE else Assertion.PRESENT
        cue = context.cite(mark.start, mark.end)
    dates = _dates_of(context, start, end, mark)
    return TestResult(
        kind="test_result",
        concept=mention.id,
        name=context.lexicon.name(mention.id),
        assertion=assertion,
        source=context.cite(start, end),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        cue=cue,
        when=dates[0].period if dates else context.default_date,
        standing=context.standing,
        rule="result frame",
        result=result,
    )


def _dates_of(context: Context, start: int, end: int, mark: Cue) -> tuple[DateMention, ...]:
    """The date between test and result, else one that leads the test, one right behind, the nearest before."""
    leading = tuple(d for d in context.dates if 0 <= start - d.end <= 3)
    between = tuple(d for d in context.dates if start <= d.start and d.end <= mark.start)
    behind = tuple(d for d in context.dates if end <= d.start <= end + 20)
    before = tuple(d for d in context.dates if d.end <= start)
    return between[::-1] or leading or behind or before[::-1]


def _further(context: Context, mention: Mention, tests: list[Mention], marks: list[Cue], first: Cue) -> list[Cue]:
    """Later results of the same test, each with a date of its own: "positive 6/2022, negative 10/2022"."""
    stop = min((t.start for t in tests if t.start > mention.end and t.id != mention.id), default=len(context.text))
    later = (m for m in marks if first.end < m.start and m.end <= stop)
    return [m for m in later if any(-24 <= d.start - m.end <= 24 and d.start > first.end for d in context.dates)]


def results_of_numbers(
    context: Context, numbers: tuple[Measurement, ...], told: tuple[TestResult, ...]
) -> tuple[TestResult, ...]:
    """Tests reported as a number: above the laboratory's upper limit, or flagged high, is positive."""
    stated = {t.concept for t in told}
    found = []
    for m in numbers:
        concept = context.lexicon.concepts.get(m.concept)
        if concept is None or concept.kind != "test" or m.concept in stated:
            continue
        if m.flag.startswith("H") or (m.high is not None and m.value > m.high):
            result, assertion = Result.POSITIVE, Assertion.PRESENT
        elif m.high is not None and m.low is None and m.value < m.high and not m.flag:
            result, assertion = Result.NEGATIVE, Assertion.ABSENT
        else:
            continue
        found.append(
            TestResult(
                kind="test_result",
                concept=m.concept,
                name=m.name,
                assertion=assertion if m.assertion is Assertion.PRESENT else m.assertion,
                source=m.source,
                sentence=m.sentence,
                header=m.header,
                section=m.section,
                when=m.when,
                standing=m.standing,
                rule="number against its limit",
                result=result,
            )
        )
    return tuple(found)


def _in_row(context: Context, row: Row, tests: list[Mention]) -> tuple[TestResult, ...]:
    """A laboratory row: the first result cell behind the label; dates from its column heading."""
    label = row.line.cells[0]
    mention = next((t for t in tests if t.start + context.offset < label.end), None)
    if mention is None:
        return ()
    found = []
    for cell in row.line.cells[1:]:
        column = row.column_over(cell)
        if column and column.title.lower().startswith(("ref", "normal", "unit", "flag")):
            continue
        start, end = cell.start - context.offset, cell.end - context.offset
        marks = [c for c in context.cues_of(*_RESULTS) if start <= c.start and c.end <= end]
        if not marks:
            continue
        mark = max(marks, key=lambda c: c.end - c.start)
        dated = find_dates(column.title, None) if column else ()
        base = _result(context, mention, mark)
        when: Period | None = dated[0].period if dated else base.when or context.default_date
        found.append(
            TestResult(
                kind=base.kind,
                concept=base.concept,
                name=base.name,
                assertion=base.assertion,
                source=context.cite(0, min(len(context.text), _LONE_CITATION)),
                sentence=base.sentence,
                header=base.header,
                section=base.section,
                cue=base.cue,
                when=when,
                standing=base.standing,
                rule="result in table",
                result=base.result,
            )
        )
    return tuple(found)
