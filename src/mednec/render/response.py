"""Response to treatment: the verdict, the course as a picture, values beside what they are held against, both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mednec.model.determination import Determination
from mednec.model.document import Citation
from mednec.model.response import MeasuredValue, MeasureResponse, ResponseAssessment, ResponseThreshold, ThresholdKind
from mednec.render.blocks import Block, Columns, Figure, Grid, Points, Section, Sentence
from mednec.render.places import Mark, Places, citations_in, slug
from mednec.render.plots.timeline import can_be_drawn, caption, timeline
from mednec.render.shaping import all_said, few, said, verdict_sign
from mednec.render.words import AGAINST, FOR, LOOK, amount, capital, flat

COLUMNS = {ThresholdKind.POLICY: "Policy asks", ThresholdKind.LITERATURE: "Literature counts"}
ANSWERS = {True: f"{FOR} reached", False: f"{AGAINST} not reached", None: f"{LOOK} not told"}


def response_section(d: Determination, places: Places) -> Section:
    """Response to treatment so far: like windows compared, supporting and contrary side by side."""
    blocks = tuple(block for n, response in enumerate(d.response, 1) for block in _response(response, n, places))
    none = Points(sentences=(Sentence(says="No earlier treatment with the requested drug was assessed."),))
    return Section(anchor="response", short="Response", heading="Response to treatment", blocks=blocks or (none,))


def _response(response: ResponseAssessment, number: int, places: Places) -> Iterator[Block]:
    yield Points(
        heading=capital(flat(response.drug)),
        sign=verdict_sign(response.verdict),
        sentences=(said(response.why, places),),
    )
    if can_be_drawn(response):
        drawing = timeline(response, f"course-{number}-{slug(response.drug)}", lambda at: places.mark(at).target)
        cited = citations_in(
            (response.measures, response.doses, response.courses, response.turns, response.gaps, response.events)
        )
        yield Figure(
            drawing=drawing, table=_course(response, places), caption=caption(response), marks=_every(cited, places)
        )
    if response.measures:
        yield _measures(response, places)
    if response.windows:
        rows = tuple(
            (Sentence(says=flat(w.label)), Sentence(says=flat(w.says), marks=places.marks(w.citations)))
            for w in response.windows
        )
        yield Grid(columns=("Window", "What the chart says"), rows=rows)
    if response.gaps:
        yield Points(heading="Gaps in treatment", sentences=all_said((gap.says for gap in response.gaps), places))
    if response.supporting or response.contrary:
        none = (Sentence(says="None found."),)
        yield Columns(
            sides=(
                Points(heading=f"{FOR} Supporting", sentences=all_said(response.supporting, places) or none),
                Points(heading=f"{AGAINST} Contrary", sentences=all_said(response.contrary, places) or none),
            )
        )
    if response.notes:
        yield Points(heading="Counted neither way", sentences=all_said(response.notes, places))


def _drawn(response: ResponseAssessment) -> Iterator[Citation]:
    """The places of everything in the picture."""
    yield from citations_in((response.measures, response.doses, response.courses))
    yield from citations_in((response.turns, response.gaps, response.events))


def _every(cited: Iterable[Citation], places: Places) -> tuple[Mark, ...]:
    """Every place on its own: two values of one line are two marks of the drawing."""
    return tuple(dict.fromkeys(places.mark(each) for each in cited))


def _course(response: ResponseAssessment, places: Places) -> Grid:
    """What the picture shows, as a table: doses, turns, values and events with their places."""
    given = [dose for dose in response.doses if not dose.held]
    held = [dose for dose in response.doses if dose.held]
    rows = [_row(str(turn.day), turn.what, (turn.at,), places) for turn in response.turns]
    if given:
        span = str(given[0].day) if len(given) == 1 else f"{given[0].day} to {given[-1].day}"
        number = "1 dose given" if len(given) == 1 else f"{len(given)} doses given"
        rows.append(_row(span, number, [dose.at for dose in given], places))
    for named in response.courses:
        span = str(named.first) if named.first == named.last else f"{named.first} to {named.last}"
        rows.append(_row(span, f"told in words: “{named.told}”", (named.at,), places))
    rows += [_row(str(dose.day), "dose held", (dose.at,), places) for dose in held]
    for measure in response.measures:
        told = "; ".join(f"{v.told} ({v.on or 'baseline'})" for v in measure.values)
        rows.append(_row("", f"{measure.name}: {told}", [v.at for v in measure.values], places))
    rows += [_row(f"{e.first} to {e.last}", f"{e.told} {e.name}", (e.at,), places) for e in response.events]
    return Grid(heading="Course of treatment", columns=("When", "What"), rows=tuple(rows))


def _row(when: str, what: str, cited: Iterable[Citation], places: Places) -> tuple[Sentence, ...]:
    return (Sentence(says=when), Sentence(says=flat(what), marks=few(places.marks(cited))))


def _measures(response: ResponseAssessment, places: Places) -> Grid:
    """Each measure in one row: before, now, how much, and what that is held against."""
    kinds = [k for k in ThresholdKind if any(t.kind is k for m in response.measures for t in m.thresholds)]
    columns = ("Measure", "Before", "Latest on treatment", "Change", *(COLUMNS[kind] for kind in kinds))
    return Grid(columns=columns, rows=tuple(_measure(m, kinds, places) for m in response.measures))


def _measure(measure: MeasureResponse, kinds: Iterable[ThresholdKind], places: Places) -> tuple[Sentence, ...]:
    return (
        Sentence(says=flat(measure.name)),
        _value(measure.before, places),
        _value(measure.latest, places),
        Sentence(says=_change(measure)),
        *(_thresholds(measure, kind, places) for kind in kinds),
    )


def _value(value: MeasuredValue | None, places: Places) -> Sentence:
    if value is None:
        return Sentence(says="none")
    day = f" ({value.on})" if value.on else " (called baseline)"
    return Sentence(says=f"{flat(value.told)} {flat(value.unit)}".strip() + day, marks=places.marks((value.at,)))


def _change(measure: MeasureResponse) -> str:
    if measure.change is None:
        return ""
    sign = FOR if measure.change > 0 else AGAINST if measure.change < 0 else ""
    share = f" ({sign}{abs(measure.percent):.1f} %)" if measure.percent is not None else ""
    return f"{sign}{amount(abs(measure.change))}{share}"


def _thresholds(measure: MeasureResponse, kind: ThresholdKind, places: Places) -> Sentence:
    held = [t for t in measure.thresholds if t.kind is kind]
    if not held:
        return Sentence(says="")
    first, *rest = (_threshold(t) for t in held)
    return Sentence(says=first, details=tuple(rest), marks=places.marks(t.cited for t in held))


def _threshold(threshold: ResponseThreshold) -> str:
    grade = f"{flat(threshold.grade)}: " if threshold.grade not in ("", "important") else ""
    note = f" ({flat(threshold.note)})" if threshold.note else ""
    return f"{grade}{flat(threshold.says)}: {ANSWERS[threshold.reached]}{note}"
