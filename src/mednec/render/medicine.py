"""The medical sections: codes, dose, schedule, response, safety."""

from __future__ import annotations

from collections.abc import Iterator

from mednec.model.determination import (
    CodeReview,
    Determination,
    DoseReview,
    SafetyFinding,
    ScheduleReview,
)
from mednec.render.blocks import Block, Grid, Points, Section, Sentence, Sign
from mednec.render.places import Places
from mednec.render.shaping import all_said, few, quoted, said, verdict_sign
from mednec.render.words import LOOK, amount, capital, days, flat, listed, sentence

SHOWN_QUOTES = 4


def codes_section(d: Determination, places: Places) -> Section:
    """Diagnosis and billing codes on the date of service, and what the chart says of them."""
    blocks = tuple(_code(code, places) for code in d.codes)
    none = Points(sentences=(Sentence(says="The request carries no code that was checked."),))
    return Section(anchor="codes", short="Codes", heading="Diagnosis and codes", blocks=blocks or (none,))


def _code(code: CodeReview, places: Places) -> Points:
    sentences = list(all_said(code.statements, places))
    if (found := code.discrepancy) is not None:
        says = f"The code says {flat(found.says)}"
        says += f"; the chart says {flat(found.chart_says)}" if found.chart_says else ""
        meant = (f"Suggested: {listed(flat(s) for s in found.suggested)}.",) if found.suggested else ()
        quotes = quoted(LOOK, found.citations, places)
        sentences.append(
            Sentence(
                lead="Discrepancy",
                says=sentence(says),
                details=meant,
                quotes=quotes[:SHOWN_QUOTES],
                further=tuple(quote.mark for quote in quotes[SHOWN_QUOTES:]),
            )
        )
        sentences.append(Sentence(lead="Question", says=sentence(found.question)))
    title = f"{flat(code.code)} {flat(code.title)}".strip()
    return Points(heading=title, sign=_code_sign(code), sentences=tuple(sentences))


def _code_sign(code: CodeReview) -> Sign:
    if not code.checked:
        return Sign(glyph="", word="not in the table", tone="nd")
    if not code.valid:
        return Sign(glyph="", word="not valid", tone="not")
    if code.discrepancy:
        return Sign(glyph="", word="chart differs", tone="con")
    return Sign(glyph="", word="valid", tone="met")


def dose_section(d: Determination, places: Places) -> Section:
    """Every dose multiplied out, and held against label and policy."""
    blocks = tuple(block for dose in d.dose for block in _dose(dose, places))
    none = Points(sentences=(Sentence(says="No dose was reviewed."),))
    return Section(anchor="dose", short="Dose", heading="Dose", blocks=blocks or (none,))


def _dose(dose: DoseReview, places: Places) -> Iterator[Block]:
    yield Points(
        heading=f"Line {flat(dose.line)}: {flat(dose.drug)}, “{flat(dose.order)}”",
        sign=verdict_sign(dose.verdict),
        sentences=(said(dose.why, places), *_dose_amounts(dose, places)),
    )
    if dose.steps:
        rows = tuple(
            (
                Sentence(says=capital(flat(step.label))),
                Sentence(says=flat(step.working)),
                Sentence(says=flat(step.result), marks=places.marks(step.citations)),
            )
            for step in dose.steps
        )
        yield Grid(heading="Working", columns=("Step", "Working", "Result"), rows=rows)
    if dose.readings:
        rows = tuple(
            (Sentence(says=flat(r.says)), Sentence(says=flat(r.working)), Sentence(says=flat(r.fits) or "nothing else"))
            for r in dose.readings
        )
        heading = "Readings of the order: which one is meant is asked, not chosen"
        yield Grid(heading=heading, columns=("If it means", "Working", "Agrees with"), rows=rows)
    if dose.against:
        yield Points(heading="Against label and policy", sentences=all_said(dose.against, places))
    asked = [Sentence(lead="Missing", says=sentence(each)) for each in dose.missing]
    asked += [Sentence(lead="Question", says=sentence(each)) for each in dose.questions]
    if asked:
        yield Points(sentences=tuple(asked))


def _dose_amounts(dose: DoseReview, places: Places) -> Iterator[Sentence]:
    """The amounts a reader looks for first, in one line, and the weight they rest on."""
    totals = ((dose.per_dose, "per dose"), (dose.per_28_days, "per 28 days"), (dose.per_month, "per month"))
    parts = [f"{amount(value, dose.unit)} {name}" for value, name in totals if value is not None]
    if dose.units_per_dose is not None:
        parts.append(f"{amount(dose.units_per_dose)} billing units per dose")
    if parts:
        yield Sentence(lead="Amounts", says=f"{'; '.join(parts)}.")
    if dose.weight_kg is not None:
        at = (dose.weight_at,) if dose.weight_at else ()
        yield Sentence(lead="Weight", says=f"{amount(dose.weight_kg, 'kg')}.", marks=places.marks(at))


def schedule_section(d: Determination, places: Places) -> Section:
    """Visits asked against dates expected and recorded."""
    blocks = tuple(_schedule(schedule, places) for schedule in d.schedule)
    none = Points(sentences=(Sentence(says="No schedule was reviewed."),))
    return Section(anchor="schedule", short="Schedule", heading="Schedule", blocks=blocks or (none,))


def _schedule(schedule: ScheduleReview, places: Places) -> Points:
    sentences = list(all_said(schedule.statements, places))
    if schedule.expected:
        sentences.append(Sentence(lead="Expected", says=f"{days(schedule.expected)}."))
    if schedule.recorded:
        marks = few(places.marks(citation for _, citation in schedule.recorded))
        sentences.append(Sentence(lead="Recorded", says=f"{days([day for day, _ in schedule.recorded])}.", marks=marks))
    if schedule.missing:
        sentences.append(Sentence(lead="No record of", says=f"{days(schedule.missing)}."))
    return Points(heading=f"Line {flat(schedule.line)}", sentences=tuple(sentences))


def safety_section(d: Determination, places: Places) -> Section:
    """What label and task force ask about, by whose authority, and whether the chart shows it."""
    rows = tuple(_safety(row, places) for row in d.safety)
    none = Points(sentences=(Sentence(says="The packs hold no safety row for this drug."),))
    grid = Grid(columns=("Asked by", "What the chart shows", "State"), rows=rows)
    return Section(anchor="safety", short="Safety", heading="Safety", blocks=(grid,) if rows else (none,))


def _safety(row: SafetyFinding, places: Places) -> tuple[Sentence, ...]:
    return (
        Sentence(says=capital(flat(row.source_kind))),
        Sentence(
            says=sentence(row.says.says),
            marks=places.marks(row.says.citations),
            details=(sentence(row.advice),) if row.advice else (),
        ),
        Sentence(says="", sign=verdict_sign(row.presence)),
    )
