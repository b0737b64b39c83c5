"""Numbers with units: laboratory values, vital signs, scores; in running text and in tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.chart.assertion import assertion_of
from mednec.chart.context import Context
from mednec.chart.measure_links import Link, link
from mednec.chart.measure_scene import Analyte, Scene, measures, scene_of
from mednec.chart.measure_scope import not_the_patients
from mednec.chart.measure_sums import sums
from mednec.chart.measure_tables import read_table_row
from mednec.chart.measure_times import dates_of, is_baseline, is_past
from mednec.chart.measure_unlisted import UNLISTED
from mednec.chart.measure_words import covered
from mednec.chart.measured import BASELINE, measured_name, negative, unit_or_flag, with_canonical, with_range
from mednec.chart.quantities import TITRE
from mednec.chart.tables import Row
from mednec.model.finding import Measurement, Period
from mednec.model.knowledge import Concept
from mednec.model.words import Assertion, Standing
from mednec.terminology.lab_units import lab_unit, same_measure

_FLAG = re.compile(r"\s*\(\s*(?P<in>H{1,2}|L{1,2}|[Hh]igh|[Ll]ow)\s*\)|\s*(?P<by>H{1,2}|L{1,2})(?=[\s,;.(]|$)")
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_REFERENCE = re.compile(
    rf"[(\[]\s*(?:(?:ref(?:erence)?|normal|nl|range)(?:\s+range)?[.:]?\s*)?(?:[<>]\s*(?:{_NUMBER})"
    rf"|(?:{_NUMBER})\s*(?:-|\u2013|to)\s*(?:{_NUMBER}))[^()\[\]]*[)\]]",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\s*(?:[A-Za-z][\w/&'-]*[\s:,-]*){0,5}[\s(:\[-]*")
_NO_TITLE = re.compile(
    r"\b(?:dob|born|birth|due|next|follow|appt|appointment|exp\w*|sign\w*|fax\w*|receiv\w*|print\w*|since"
    r"|start\w*|stop\w*|begin|began|until|page|seen)\b",
    re.I,
)
_TAKEN = re.compile(r"\b(?:collected|drawn)\b(?:\s+on)?\W*$", re.IGNORECASE)
_TITLE_ENDS = re.compile(r"[\s)\]:.-]*(?:\d{1,2}:\d\d(?:\s?[ap]m)?[\s)\]:]*)?", re.IGNORECASE)
_AGAIN = re.compile(
    r"\s*(?:repeat\w*|re-?check\w*|now|today|current\w*|previous\w*|prior|then|follow-?up|on t(?:x|reatment)|last"
    r"|it|this)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LONGEST = 12_000  # letters of one sentence; a longer one is no sentence


def headed_lists(contexts: Sequence[Context]) -> dict[int, Period]:
    """The date of a list of results, as the line above gives it ("Labs (1/10/2025)"), by the start of each line below.

    A blank line or a line that is no item of the list ends it.
    """
    found: dict[int, Period] = {}
    current: Period | None = None
    last: Context | None = None
    for context in contexts:
        if last is not None and context.line.start == last.line.start:
            last = context
            continue
        gap = context.document.text.count("\n", last.offset + len(last.text), context.offset) if last is not None else 0
        if gap > 1 or context.line.section != (last.line.section if last is not None else context.line.section):
            current = None
        dated = _heading_date(context)
        if dated is not None:
            current = dated
        elif current is not None:
            found[context.line.start] = current
        last = context
    return found


def _heading_date(context: Context) -> Period | None:
    """The date of a line that holds nothing but a title and a date, or the day that it says a specimen was taken on."""
    taken = [d for d in context.dates if _TAKEN.search(context.text, 0, d.start)] if len(context.text) <= 100 else []
    if len(taken) == 1 and context.line.cells and not _TITLE_ENDS.sub("", context.text[taken[0].end :], 1):
        return taken[0].period
    if len(context.dates) != 1 or len(context.text) > 70:
        return None
    date = context.dates[0]
    title, rest = context.text[: date.start], context.text[date.end :]
    if not _TITLE.fullmatch(title) or _NO_TITLE.search(title) or not _TITLE_ENDS.fullmatch(rest):
        return None
    return date.period


def read_measurements(
    context: Context, row: Row | None, headed: Period | None = None, earlier: Sequence[Measurement] = ()
) -> tuple[Measurement, ...]:
    """Measurements of one sentence or table row.

    `headed` is the date in the heading of a list of results; `earlier` are the values of the sentence in front, of
    which "Repeat 1,180 IU/mL" is one more.
    """
    if row is not None:
        found = read_table_row(context, row, headed)
        if found:
            return found
    if len(context.text) > _LONGEST or not (
        _DIGIT.search(context.text) or any(measures(context, m.id) for m in context.mentions)
    ):
        return ()
    scene = scene_of(context)
    linked = link(scene) or _repeated(scene, earlier)
    linked = tuple(sorted((*linked, *sums(scene, linked)), key=lambda one: one.quantity.at))
    links = [one for one in linked if not not_the_patients(scene, one)]
    dates = dates_of(scene, links)
    return tuple(_measurement(scene, links, i, dates[i] or headed) for i in range(len(links)))


def _repeated(scene: Scene, earlier: Sequence[Measurement]) -> tuple[Link, ...]:
    """A sentence that begins with a word of repeating, and a value in the unit of the value before it."""
    if not earlier or scene.analytes or not scene.quantities or not _AGAIN.match(scene.text):
        return ()
    quantity, before = scene.quantities[0], earlier[-1]
    if not same_measure(quantity.unit, before.unit) or not covered(scene, 0, quantity.start):
        return ()
    place = Analyte(start=quantity.start, end=quantity.start, ids=(before.concept,))
    return (Link(concept=before.concept, analyte=place, quantity=quantity, start=0, end=quantity.end, series=True),)


def _measurement(scene: Scene, links: Sequence[Link], i: int, when: Period | None) -> Measurement:
    one, context = links[i], scene.context
    quantity, end = one.quantity, max(one.end, one.quantity.end)
    concept = _concept(context, one)
    unit, flag = unit_or_flag(concept, TITRE if quantity.titre else quantity.unit)
    end = end if unit or not quantity.unit or flag else quantity.end
    if not flag and (printed := _FLAG.match(context.text, end)):
        flag, end = (printed.group("in") or printed.group("by"))[0].upper(), printed.end()
    reference = _REFERENCE.search(context.text, end, end + 40)
    if reference and context.text[end : reference.start()].strip(" )"):
        reference = None
    assertion, cue = assertion_of(context, one.analyte.start, one.analyte.end)
    if assertion in (Assertion.ABSENT, Assertion.UNCERTAIN):  # "no fever 37.1": the number stands
        assertion, cue = Assertion.PRESENT, None
    baseline = is_baseline(context, links, i)
    past = when is None and not baseline and is_past(scene, links, i)
    minus = negative(concept, quantity)
    first = one.start - 1 if minus and one.start == quantity.start else one.start
    finding = Measurement(
        kind="measurement",
        concept=one.concept,
        name=measured_name(concept, predicted=quantity.predicted or _predicted(links, i)),
        assertion=assertion,
        written=_written(context, one),
        source=context.cite(first, end),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        cue=cue,
        when=when or (None if past else context.default_date),
        standing=Standing.CARRIED_FORWARD if past else _standing(context, one),
        rule="measure in text" + (BASELINE if baseline else ""),
        value=-quantity.value if minus else quantity.value,
        high_value=quantity.high,
        unit=unit,
        flag=flag,
        scale=quantity.over if quantity.over is not None else concept.scale,
        comparator=quantity.comparator,
        baseline=baseline,
    )
    return with_canonical(with_range(finding, reference.group() if reference else ""), concept)


def _concept(context: Context, one: Link) -> Concept:
    """What the packs know of the analyte; of one they do not know its name alone, as the text writes it."""
    known = context.lexicon.concepts.get(one.concept)
    name = " ".join(context.text[one.analyte.start : one.analyte.end].split())
    return known or Concept(id=UNLISTED, kind="measure", name=name, terms=())


def _written(context: Context, one: Link) -> str:
    """The analyte as the text names it; a size told by its unit and half of a pressure have no name of their own."""
    if one.concept not in one.analyte.ids or one.analyte.start <= one.quantity.at < one.analyte.end:
        return ""
    text = context.text[: one.analyte.end]
    for date in context.dates:  # "Wt today"
        if one.analyte.start <= date.start and date.end <= one.analyte.end:
            text = text[: date.start] + " " * (date.end - date.start) + text[date.end :]
    return " ".join(text[one.analyte.start :].split())


def _predicted(links: Sequence[Link], i: int) -> bool:
    """Whether a percentage behind an absolute value of the same analyte is percent of what is predicted."""
    one = links[i]
    if one.quantity.unit != "%" or not one.series:
        return False
    before = [k for k in links[:i] if k.analyte == one.analyte]
    unit = lab_unit(before[-1].quantity.unit) if before and before[-1].quantity.unit else None
    return unit is not None and unit.measures[0] == "volume"


def _standing(context: Context, one: Link) -> Standing:
    """A value that the patient told, or that was guessed, is a claim and no measurement."""
    if context.standing is not Standing.CURRENT:
        return context.standing
    first = min(one.start, one.analyte.start)
    for cue in context.cues_of("approximate"):
        if first - 12 <= cue.start < one.quantity.at:
            return Standing.CLAIM
    for cue in context.cues_of("measure_reported"):
        between = context.text[cue.end : first] if cue.end <= first else context.text[one.quantity.end : cue.start]
        if first <= cue.start < one.quantity.at or (len(between) <= 40 and not re.search(r"[;.]\s|\d", between)):
            return Standing.CLAIM
    return context.standing
