"""Test results with their polarity: "KIT ...: NOT DETECTED", "negative for A and B", a row of a laboratory table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mednec.chart.assertion import assertion_of, manner_of
from mednec.chart.context import Context
from mednec.chart.dates import DateMention, find_dates
from mednec.chart.named_tests import UNLISTED, TestName, tests_named
from mednec.chart.result_marks import RESULTS, Mark, marked, marks_in, number_mark, without_classes
from mednec.chart.result_scope import DONE, holds, of_others, of_this_patient
from mednec.chart.result_shown import shown
from mednec.chart.skin_tests import read_skin_tests
from mednec.chart.tables import Row
from mednec.chart.ticks import INTERROGATIVE
from mednec.model.document import ChartCitation
from mednec.model.finding import Measurement, Period, TestResult
from mednec.model.words import Assertion, Result

_LONE_CITATION = 300
_AGAIN = re.compile(
    r"\b(?:repeat(?:ed)?|re-?check(?:ed)?|now|today|current(?:ly)?|then|later|subsequent(?:ly)?|second|retest)\b", re.I
)
_REPEAT = re.compile(r"^\s*(?:repeat(?:ed)?|re-?check(?:ed)?|retest(?:ed)?|second|confirmatory)\b", re.IGNORECASE)
_SAME_DAY = re.compile(r"\bsame (?:day|date|draw|time)\b", re.IGNORECASE)
_DENIABLE = re.compile(r"\banti|\bmutation|\bDNA\b|\bRNA\b|\bantigen|\bvariant", re.IGNORECASE)  # "no X mutation"


def read_results(context: Context, row: Row | None, earlier: Sequence[TestResult] = ()) -> tuple[TestResult, ...]:
    """Polarity of each test named. `earlier` results stand on the same line in front: "repeat negative", "same day"."""
    names = tests_named(context)
    if not names:
        return _repeated(context, earlier)
    if allergens := read_skin_tests(context):
        return allergens
    if row is not None and (in_row := _in_row(context, row, names)):
        return in_row
    names = without_classes(context.text, names)
    marks = marks_in(context, names)
    kept = of_this_patient(context, marks)
    of, all_of = marked(context.text, names, kept), marked(context.text, names, marks)
    found: list[TestResult] = []
    for i, name in enumerate(names):
        if i in all_of and i not in of:
            continue  # its own mark is no result, nor is what else may be said of it
        for n, mark in enumerate(_told(context, names, i, of.get(i, []))):
            result = _result(context, name, mark, names, later=n > 0)
            if result is not None:
                found.append(result)
    return tuple(_shared_dates(context, found, earlier))


def _told(context: Context, names: Sequence[TestName], i: int, marks: list[Mark]) -> list[Mark]:
    """The marks that stand: the first, and later ones with a date or "repeat" of their own; else what is shown."""
    name = names[i]
    if not marks:
        mark = _unmarked(context, name, names)
        return [mark] if mark is not None else []
    text = context.text
    kept = [marks[0]]
    for mark in marks[1:]:
        between = text[kept[-1].end : mark.start]
        if kept[-1].result is Result.PENDING and mark.result in DONE and ";" not in between:
            kept[-1] = mark  # "ordered 1/5, negative"
        elif mark.result is Result.PENDING and kept[-1].result in DONE:
            continue
        elif _AGAIN.search(between) or any(
            -24 <= d.start - mark.end <= 24 and d.start > kept[-1].end for d in context.dates
        ):
            kept.append(mark)
        elif mark.result is Result.INDETERMINATE and kept[-1].result in DONE and len(between) < 4:
            kept[-1] = mark
    return kept


def _unmarked(context: Context, name: TestName, names: Sequence[TestName]) -> Mark | None:
    """A test without a mark: a number beside its limit, what it shows, what is ordered, given or denied."""
    text = context.text
    if not name.measured and (mark := number_mark(text, name)):
        return mark
    for cue in context.cues_of("pending_before_result"):
        if 0 < name.start - cue.end <= 24 and not re.search(r"[.;:]|\b(?:by|to|not)\b", text[cue.end : name.start]):
            return Mark(start=cue.start, end=cue.end, result=Result.PENDING)
    if name.shows:
        return shown(context, name, names)
    if not name.thing or (name.concept == UNLISTED and not _DENIABLE.search(name.name)):
        return None
    assertion, cue_at = assertion_of(context, name.start, name.end)
    if assertion is Assertion.ABSENT and cue_at is not None and _denies(context, name, cue_at):
        start = cue_at.start - context.offset
        return Mark(start=start, end=start + cue_at.end - cue_at.start, result=Result.NEGATIVE)
    if INTERROGATIVE.match(text) and "?" in text:
        return None
    for cue in context.cues_of("given_result"):
        if re.fullmatch(
            r"\s+(?:(?:her|his|the|a|known|positive|high-titer)\s+)*", text[cue.end : max(cue.end, name.start)]
        ):
            return Mark(start=cue.start, end=cue.end, result=Result.POSITIVE)
    return None


def _denies(context: Context, name: TestName, cue: ChartCitation) -> bool:
    """Whether the denial stands in front of what is looked for, and is not the result of another test."""
    end = cue.end - context.offset
    said = cue.quote.lower()
    plain = said.startswith(("no", "without", "absence", "lack", "absent")) and "history" not in said
    return plain and end <= name.start and not re.search(r"\d|;", context.text[end : name.start])


def _result(
    context: Context, name: TestName, mark: Mark, names: Sequence[TestName], *, later: bool
) -> TestResult | None:
    """One result of this patient; what is asked for, hoped for or another person's is none."""
    manner = manner_of(context, name.start, name.end)
    if manner.nobody and mark.result is not Result.PENDING:
        return None
    assertion, cue = assertion_of(context, name.start, name.end)
    if assertion is Assertion.FAMILY or of_others(context, name, mark):
        return None
    if assertion is Assertion.HYPOTHETICAL and not holds(context, mark, cue):
        return None
    start = _second(context, mark) if later else min(name.start, mark.start)
    end = mark.end if later else max(name.end, mark.end)
    if assertion in (Assertion.ABSENT, Assertion.PRESENT, Assertion.HISTORICAL, Assertion.HYPOTHETICAL):
        assertion = Assertion.ABSENT if mark.result is Result.NEGATIVE else Assertion.PRESENT
        cue = context.cite(mark.start, mark.end)
    date = _date_of(context, name, mark, names, later=later)
    return TestResult(
        kind="test_result",
        concept=name.concept,
        name=name.name,
        assertion=assertion,
        source=context.cite(start, end),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        cue=cue,
        when=date.period if date else context.default_date,
        standing=context.standing,
        rule="result frame",
        result=mark.result,
        written=" ".join(context.text[name.start : name.end].split()),
        dated=date is not None,
    )


def _second(context: Context, mark: Mark) -> int:
    """Where a later result begins: at its "repeat" or its date."""
    clause = max((m.end() for m in re.finditer(r"[,;.(]\s*|\band\s+", context.text[: mark.start])), default=0)
    return min(clause, mark.start)


def _date_of(
    context: Context, name: TestName, mark: Mark, names: Sequence[TestName], *, later: bool
) -> DateMention | None:
    """The date inside the frame, one right before or behind it, else one that heads the sentence."""
    text = context.text
    start = _second(context, mark) if later else min(name.start, mark.start)
    end = max(name.end, mark.end) if not later else mark.end
    inside = [d for d in context.dates if start <= d.start and d.end <= end]
    if inside:
        return inside[-1]
    leading = [d for d in context.dates if 0 <= start - d.end <= 3]
    following = min((n.start for n in names if n.start >= end), default=len(text))
    behind = [
        d for d in context.dates if end <= d.start <= end + 24 and d.end <= following and _beside(text[end : d.start])
    ]
    if leading and behind and any(0 <= c.start - behind[0].end <= 2 for c in context.cues_of(*RESULTS)):
        behind = []  # "D positive, D negative": each date leads
    if behind:
        return behind[0]
    if leading:
        return leading[0]
    heads = [d for d in context.dates if d.end <= start and _heads(text, d, start)]
    return heads[-1] if heads else None


def _beside(between: str) -> bool:
    return not re.search(r"[;.]|,\s*\w|\b(?:then|but|since|until|will|next|started|began)\b", between)


def _heads(text: str, date: DateMention, start: int) -> bool:
    """Whether a date opens the sentence or stands before the colon over a list of results."""
    if not text[: date.start].strip(" (-*[\u2022") or re.fullmatch(
        r"\W*(?:on|in)\s+", text[: date.start], re.IGNORECASE
    ):
        return True
    colon = text.find(":", date.end, start)
    return 0 <= colon - date.end <= 25 and not re.search(r"[;.]\s", text[date.end : start])


def _shared_dates(context: Context, found: list[TestResult], earlier: Sequence[TestResult]) -> list[TestResult]:
    """Undated results of one list share the date at its end or of the test before; "same day" and the next sentence
    of a line go on with the date of the one in front."""
    done = sorted(found, key=lambda r: r.source.start)
    for i in range(len(done) - 2, -1, -1):
        between = _between(context, done[i], done[i + 1])
        if (
            _wants_date(done[i])
            and done[i + 1].dated
            and re.fullmatch(r"\W*(?:and\s+)?", between)
            and _ends_list(context, done[i + 1])
        ):
            done[i] = replace(done[i], when=done[i + 1].when, dated=True)
    for i, result in enumerate(done):
        before = done[i - 1] if i else next((e for e in reversed(earlier) if e.dated), None)
        if before is None or not before.dated or not _wants_date(result):
            continue
        goes_on = (i == 0 and not context.dates) or (i > 0 and not _own_clause(context, before, result))
        if goes_on or _SAME_DAY.search(context.text):
            done[i] = replace(result, when=before.when, dated=True)
    return done


def _wants_date(result: TestResult) -> bool:
    return not result.dated and result.result in DONE


def _between(context: Context, first: TestResult, second: TestResult) -> str:
    return (
        context.document.text[first.source.end : second.source.start]
        if second.source.start >= first.source.end
        else "x"
    )


def _ends_list(context: Context, result: TestResult) -> bool:
    """Whether the date stands behind the last result, and not between its name and its mark."""
    end = result.source.end - context.offset
    return any(end <= d.start <= end + 24 for d in context.dates)


def _own_clause(context: Context, before: TestResult, result: TestResult) -> bool:
    """Whether other dates stand between two results, so that the first date is not for both."""
    first, last = before.source.end - context.offset, result.source.start - context.offset
    return sum(1 for d in context.dates if first + 24 < d.start < last) > 0


def _repeated(context: Context, earlier: Sequence[TestResult]) -> tuple[TestResult, ...]:
    """ "Repeat 6/16 negative.": the test is the one in front."""
    if not earlier or not _REPEAT.match(context.text):
        return ()
    marks = [m for m in marks_in(context, ()) if m.start <= 60]
    if not marks:
        return ()
    name = TestName(start=0, end=0, concept=earlier[-1].concept, name=earlier[-1].name, shows=False, thing=False)
    result = _result(context, name, marks[0], (), later=False)
    return (result,) if result is not None else ()


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


def _in_row(context: Context, row: Row, names: Sequence[TestName]) -> tuple[TestResult, ...]:
    """A laboratory row: the first result cell behind the label; dates from its column heading."""
    label = row.line.cells[0]
    name = next((n for n in names if n.start + context.offset < label.end), None)
    if name is None:
        return ()
    found = []
    for cell in row.line.cells[1:]:
        column = row.column_over(cell)
        if column and column.title.lower().startswith(("ref", "normal", "unit", "flag")):
            continue
        start, end = cell.start - context.offset, cell.end - context.offset
        marks = [c for c in context.cues_of(*RESULTS) if start <= c.start and c.end <= end]
        if not marks:
            continue
        cue = max(marks, key=lambda c: c.end - c.start)
        mark = Mark(start=cue.start, end=cue.end, result=RESULTS[cue.list])
        base = _result(context, name, mark, names, later=False)
        if base is None:
            continue
        dated = find_dates(column.title, None) if column else ()
        when: Period | None = dated[0].period if dated else base.when or context.default_date
        source = context.cite(0, min(len(context.text), _LONE_CITATION))
        found.append(replace(base, source=source, when=when, rule="result in table", dated=bool(dated) or base.dated))
    return tuple(found)


__all__ = ["UNLISTED", "read_results", "results_of_numbers"]
