"""A brief for a talk between physicians, two pages at most: what is open, the strongest case each way, what to ask.

It recommends nothing of its own; the recommendation it names is the determination's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mednec.model.determination import Determination, DoseReview
from mednec.model.document import Citation, Rationale
from mednec.model.words import Status
from mednec.render.answers import line_at
from mednec.render.letters.cases import case_against, case_for, ranked, safety_rows
from mednec.render.letters.citing import Citing, finished, shortened
from mednec.render.letters.fitting import FULL_LINE, fitting, lines_of
from mednec.render.letters.gap import in_words
from mednec.render.letters.head import about, payer, phrases, whole
from mednec.render.letters.layout import (
    Block,
    Item,
    Items,
    Letter,
    Paragraph,
    Passage,
    Section,
    Sides,
    Table,
)
from mednec.render.letters.standing import Clause
from mednec.render.letters.wording import asked
from mednec.render.words import flat

# Lines of the two pages, by section; what is left over in one goes to the next.
ROOM_OPEN, ROOM_SIDES, ROOM_DOSE, ROOM_SAFETY, ROOM_ASK, ROOM_SETTLE = 20, 38, 12, 9, 13, 9
LONGEST_QUOTE, LONGEST_CLAUSE, LONGEST = 150, 190, 300
CLAUSE_LINE, STANDS_LINE = 62, 34  # small letters in a line of the table's columns
MOST_STEPS, MOST_READINGS, MOST_CLAUSES = 6, 4, 8


def peer_brief(d: Determination, dated: str) -> Letter:
    """The brief for the medical director."""
    citing = Citing.of(d, longest=LONGEST_QUOTE, words=False)
    sides = Sides(sides=(case_for(d, citing, ROOM_SIDES), case_against(d, citing, ROOM_SIDES)))
    sections = (
        Section(heading="Clauses in question", blocks=_open(d, citing)),
        Section(heading="The strongest case each way", blocks=(sides,)),
        Section(heading="Dose as worked out", blocks=_points(_dose(d, citing), ROOM_DOSE, "No dose was reviewed.")),
        Section(
            heading="Response so far and safety",
            blocks=_points(_response_and_safety(d, citing), ROOM_SAFETY, "Nothing was reviewed."),
        ),
        Section(
            heading="To ask the prescriber",
            blocks=_points(_questions(d, citing), ROOM_ASK, "No question is open.", numbered=True),
        ),
        Section(
            heading="What would settle it",
            blocks=_points(_settling(d, citing), ROOM_SETTLE, "No change that would was found."),
        ),
    )
    letter = Letter(
        name="peer-brief",
        title=f"Brief for a talk between physicians: {flat(d.case)}",
        dated=dated,
        sender=(("For", "the medical director"), ("Plan", payer(d))),
        recipient=(("Talk with", flat(d.request.requester.name)), ("Phone and time", "")),
        about=_cut(about(d, citing)),
        opening=(_recommended(d, citing),),
        sections=sections,
        closing=(),
        signature=("What was said", "What is sent, by when", "Physician, signature, date"),
        brief=True,
    )
    return finished(letter)


def _cut(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """At most five lines of what is asked."""
    return tuple(
        Passage(says=shortened(p.says, LONGEST), voice=p.voice, lead=p.lead, notes=p.notes) for p in tuple(passages)[:5]
    )


def _recommended(d: Determination, citing: Citing) -> Paragraph:
    summary = citing.fact(shortened(flat(d.summary.says), 2 * LONGEST), d.summary.citations[:6], lead=_outcome(d))
    medicine = _few(d.evidence.why, citing, f"Medicine, apart from the policy: {flat(d.clinical_answer)}")
    signing = "This is the recommendation of the review and no decision." if d.sign_off.required else ""
    return Paragraph(passages=(summary, *medicine, *((Passage(says=signing),) if signing else ())))


def _outcome(d: Determination) -> str:
    return f"Recommended: {d.outcome.value}"


def _few(why: Rationale | None, citing: Citing, lead: str) -> tuple[Passage, ...]:
    if why is None:
        return ()
    return (citing.fact(shortened(flat(why.says), LONGEST), why.citations[:4], lead=lead),)


def _open(d: Determination, citing: Citing) -> tuple[Block, ...]:
    """The clauses on which the outcome turns and those still open, in the policy's words."""
    needed = {label for gap in d.gaps for label in gap.needs}
    wanted = [c for c in ranked(d) if not c.fulfilled and (c.leaf.decides or c.label in needed)]
    rows: list[tuple[Paragraph, ...]] = []
    room = ROOM_OPEN
    for clause in wanted:
        row = _row(clause, citing)
        room -= _height(row)
        if room < 0:
            break
        rows.append(row)
    if not rows:
        return (phrases("No clause is open."),)
    table = Table(columns=("Clause, in the policy's words", "How it stands"), rows=tuple(rows), widths=(13, 7))
    left = len(wanted) - len(rows)
    more = phrases(f"{left} more {'stands' if left == 1 else 'stand'} in the determination.")
    return (table, more) if left else (table,)


def _row(clause: Clause, citing: Citing) -> tuple[Paragraph, ...]:
    leaf = clause.leaf
    citing.longest, before = LONGEST_CLAUSE, citing.longest
    words = citing.clause(leaf.citation, lead=f"§ {flat(leaf.clause)}")
    citing.longest = before
    at: tuple[Citation, ...] = (*leaf.because[:2], *leaf.contrary[:1]) or (leaf.citation,)
    note = f"{clause.word}{', decides' if leaf.decides else ''}{': ' if leaf.note else ''}{flat(leaf.note)}"
    return Paragraph(passages=(words,)), Paragraph(passages=(citing.fact(shortened(note, 130), at),))


def _height(row: tuple[Paragraph, ...]) -> int:
    return max(lines_of(cell.passages, line) for cell, line in zip(row, (CLAUSE_LINE, STANDS_LINE), strict=True))


def _points(found: Iterable[Item], room: int, none: str, *, numbered: bool = False) -> tuple[Block, ...]:
    """Points as far as there is room."""
    items = fitting(found, room, FULL_LINE)
    if not items:
        return (phrases(none),)
    if numbered:
        items = tuple(Item(passages=each.passages, under=each.under, mark=str(i)) for i, each in enumerate(items, 1))
    return (Items(items=items),)


def _dose(d: Determination, citing: Citing) -> Iterator[Item]:
    """Each dose with its working on one line, the readings of an order that cannot be meant, the label."""
    for dose in d.dose:
        at = _order_of(d, dose)
        why = citing.fact(
            shortened(flat(dose.why.says), LONGEST),
            dose.why.citations[:4],
            lead=f"Line {flat(dose.line)}, {dose.verdict.value}",
        )
        yield Item(passages=(why, *_working(dose, at, citing)))
        for reading in dose.readings[:MOST_READINGS]:
            fits = flat(reading.fits) or "nothing else"
            says = f"{flat(reading.says)}: {flat(reading.working)}. Agrees with {fits}"
            yield Item(passages=(citing.fact(shortened(says, LONGEST), at, lead="One reading"),))
        for row in dose.against[:2]:
            yield Item(
                passages=(citing.fact(shortened(flat(row.says), LONGEST), row.citations[:4], lead="Held against"),)
            )


def _working(dose: DoseReview, at: tuple[Citation, ...], citing: Citing) -> Iterator[Passage]:
    steps = dose.steps[:MOST_STEPS]
    if steps:
        says = "; ".join(f"{flat(s.label)}: {flat(s.working)} = {flat(s.result)}" for s in steps)
        places = tuple(dict.fromkeys(c for step in steps for c in step.citations))
        yield citing.fact(shortened(says, 2 * LONGEST), places or at, lead="Working")


def _order_of(d: Determination, dose: DoseReview) -> tuple[Citation, ...]:
    line = next((review.line for review in d.lines if review.line.id == dose.line), None)
    return (line_at(d.request, line, "regimen") if line else ()) or whole(d)


def _response_and_safety(d: Determination, citing: Citing) -> Iterator[Item]:
    for each in d.response:
        why = citing.fact(
            shortened(flat(each.why.says), LONGEST), each.why.citations[:4], lead=f"Response, {each.verdict.value}"
        )
        yield Item(passages=(why,))
    yield from safety_rows(d, citing)


def _questions(d: Determination, citing: Citing) -> Iterator[Item]:
    """What disagrees, what the order leaves open, what the chart does not say; asked, never answered."""
    for dose in d.dose:
        for question in dict.fromkeys(dose.questions):
            yield Item(passages=(citing.fact(shortened(flat(question), LONGEST), _order_of(d, dose), lead="Order"),))
    needed = {label for gap in d.gaps for label in gap.needs}
    for clause in (c for c in ranked(d) if c.open and c.label in needed):
        yield Item(passages=_question(clause, citing))
    for code in d.codes:
        if code.discrepancy is not None and code.discrepancy.citations:
            says = shortened(flat(code.discrepancy.question), LONGEST)
            yield Item(passages=(citing.fact(says, code.discrepancy.citations[:3], lead=f"Code {flat(code.code)}"),))
    for clash in d.conflicts:
        if clash.sides and "?" not in clash.note:
            both = citing.fact(shortened(flat(clash.about), LONGEST), clash.sides[:2], lead="Two places disagree")
            yield Item(passages=(both, Passage(says="Which holds?")))


def _question(clause: Clause, citing: Citing) -> tuple[Passage, ...]:
    leaf = clause.leaf
    split = leaf.status is Status.CONFLICTING
    at: tuple[Citation, ...] = (leaf.citation, *((*leaf.because[:1], *leaf.contrary[:1]) if split else ()))
    says = "The record holds both answers" if split else "The record is silent"
    return citing.fact(says, at, lead=f"§ {flat(leaf.clause)}"), Passage(says=asked(leaf).question)


def _settling(d: Determination, citing: Citing) -> Iterator[Item]:
    """Each way to another outcome that was tried, on a line."""
    for gap in d.gaps:
        if gap.citations:
            says = shortened("; ".join(in_words(term) for term in gap.says.split("; and ")), 2 * LONGEST)
            yield Item(passages=(citing.fact(says, gap.citations[:MOST_CLAUSES], lead=f"To {gap.leads_to.value}"),))
