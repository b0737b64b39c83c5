"""What medicine says: the answer with its reasons, the doses side by side, each record with its bearing, the search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mednec.evidence.doses import LABEL_ELSEWHERE
from mednec.model.determination import Determination
from mednec.model.document import ReferenceCitation
from mednec.model.evidence import DosePicture, DoseRange, EvidenceReview, OwnPassage, Support
from mednec.model.knowledge import Reference
from mednec.model.words import Bearing, DoseBeside
from mednec.render.blocks import Block, Figure, Grid, Points, Section, Sentence, Sign
from mednec.render.places import Places
from mednec.render.plots.dose_chart import dose_chart, span
from mednec.render.shaping import all_said, said
from mednec.render.words import AGAINST, FOR, LOOK, capital, flat, listed, sentence

INDIRECT = (Bearing.OTHER_POPULATION, Bearing.SAME_DRUG, Bearing.SAME_DISEASE)
OWN = "From your own library: imported, not graded, weighed nowhere"
DIRECTIONS = {
    "supports": Sign(glyph=FOR, word="supports", tone="met"),
    "contradicts": Sign(glyph=AGAINST, word="contradicts", tone="not"),
    "mixed": Sign(glyph="±", word="mixed", tone="con"),
}


def evidence_section(d: Determination, places: Places) -> Section:
    """What medicine says: direct and indirect apart, contrary included, and what was searched."""
    blocks = tuple(_blocks(d.evidence, places))
    return Section(anchor="evidence", short="Evidence", heading="Clinical evidence", blocks=blocks)


def _blocks(review: EvidenceReview, places: Places) -> Iterator[Block]:
    sign = Sign(glyph="", word=capital(flat(review.answer)))
    first = replace(said(review.why, places), sign=sign) if review.why else Sentence(says="", sign=sign)
    yield Points(sentences=(first, *all_said(review.notes, places)))
    if review.doses is not None:
        yield _doses(review.doses, places)
    direct = tuple(_support(s, places) for s in review.support if s.bearing is Bearing.DIRECT)
    nothing = (Sentence(says="Not found in the evidence searched."),)
    yield Points(heading="Direct: this drug in this disease", sentences=direct or nothing)
    for bearing in INDIRECT:
        found = tuple(_support(s, places) for s in review.support if s.bearing is bearing)
        if found:
            yield Points(heading=f"Indirect, never settles a clause: {bearing.value}", sentences=found)
    yield Points(sentences=(Sentence(lead="Searched", says=sentence(review.searched)),))
    if review.own_searched:
        yield Points(
            heading=OWN, sentences=(*map(_own, review.own), Sentence(says=sentence(flat(review.own_searched))))
        )


def _cited(reference: Reference) -> ReferenceCitation:
    return ReferenceCitation(reference=reference.id, label=reference.short)


def _own(passage: OwnPassage) -> Sentence:
    told = (passage.kind, str(passage.year or ""), passage.section, passage.source)
    says = f"{flat(passage.title)}: “{flat(passage.words)}”"
    return Sentence(sign=Sign(glyph=LOOK, word="not graded"), says=says, details=(sentence("; ".join(_said(*told))),))


def _support(support: Support, places: Places) -> Sentence:
    reference = support.reference
    told = list(_details(support))
    if support.bearing in (Bearing.SAME_DRUG, Bearing.SAME_DISEASE):  # farther off: one line is enough
        told = [[part for parts in told for part in parts]]
    return Sentence(
        sign=DIRECTIONS.get(support.direction, Sign(glyph=LOOK, word=flat(support.direction))),
        says=sentence(reference.statement),
        marks=(places.mark(_cited(reference)),),
        details=tuple(sentence("; ".join(parts)) for parts in told if parts),
    )


def _details(support: Support) -> Iterator[list[str]]:
    """Who was studied and how; what came of it; how near it stands to this request."""
    reference = support.reference
    grade = " ".join(flat(part) for part in (reference.grade_system, reference.grade) if part)
    yield _said(
        reference.kind,
        reference.design if reference.design != reference.kind else "",
        f"n = {reference.n}" if reference.n else "",
        _population(reference),
    )
    yield _said(
        reference.intervention,
        f"against {reference.comparator}" if reference.comparator else "",
        reference.effect,
        f"grade {grade}" if grade else "",
        f"funded by {reference.funding}" if reference.funding else "",
    )
    yield _said(support.why, support.dose_note)


def _population(reference: Reference) -> str:
    further = (
        f"severity: {reference.severity}" if reference.severity else "",
        f"treated before: {reference.prior_treatment}" if reference.prior_treatment else "",
        f"age: {reference.age}" if reference.age else "",
    )
    return "; ".join(part for part in (reference.population, *further) if part)


def _said(*parts: str) -> list[str]:
    return [flat(part).rstrip(".") for part in parts if part]


def _doses(doses: DosePicture, places: Places) -> Figure:
    (asked, *_) = doses.ranges
    rows = tuple(_dose(row, doses.unit, places) for row in doses.ranges)
    caption = [f"What is asked for in 28 days ({span(asked, doses.unit)}) beside label and literature."]
    if any(row.kind == LABEL_ELSEWHERE for row in doses.ranges):
        caption.append("The label's doses are for other diseases; it names none for the diseases treated.")
    if doses.left_out:
        caption.append(f"Not drawn, told in another unit: {listed(doses.left_out)}.")
    return Figure(
        drawing=dose_chart(doses, lambda citation: places.mark(citation).target),
        table=Grid(heading="Doses per 28 days", columns=("Source", "Kind", "Amount", "This request"), rows=rows),
        caption=" ".join(caption),
    )


def _dose(row: DoseRange, unit: str, places: Places) -> tuple[Sentence, ...]:
    marks = (places.mark(row.citation),) if row.citation else ()
    kind = f"{row.kind}, {row.direction}" if row.direction else row.kind
    return (
        Sentence(says=flat(row.name), marks=marks),
        Sentence(says=flat(kind)),
        Sentence(says=flat(span(row, unit))),
        Sentence(says=row.beside.value if isinstance(row.beside, DoseBeside) else ""),
    )
