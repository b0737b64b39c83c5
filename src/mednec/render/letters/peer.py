"""A brief for a talk between physicians, two pages at most: what is open, the strongest case each way, what to ask.

It recommends nothing of its own; the recommendation it names is the determination's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mednec.model.determination import Determination, DoseReview
from mednec.model.document import Citation, Rationale
from mednec.model.words import Status
from mednec.render.answers import line_at
from mednec.render.letters.cases import MORE, case_against, case_for, ranked, safety_rows
from mednec.render.letters.citing import Citing, finished, shortened
from mednec.render.letters.decided import counted, in_short
from mednec.render.letters.fitting import FULL_LINE, TWO_PAGES, fitting, height_of_row, lines_of_letter
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
from mednec.render.words import flat, listed

# Lines by section where the brief is full; the same shares are taken of more or less room.
ROOM_OPEN, ROOM_SIDES, ROOM_DOSE, ROOM_SAFETY, ROOM_ASK, ROOM_SETTLE, ROOM_DECIDED = 20, 38, 12, 9, 13, 9, 6
SHARES = tuple(twentieth / 20 for twentieth in range(36, 3, -1))
LONGEST_QUOTE, LONGEST_CLAUSE, LONGEST, LONGEST_NAME = 170, 190, 300, 80
MOST_STEPS, MOST_READINGS, MOST_CLAUSES, MOST_LINES = 6, 6, 8, 5
OTHERWISE = "The record now shows otherwise"
COLUMNS, WIDTHS = ("Clause, in the policy's words", "How it stands"), (13, 7)


def peer_brief(d: Determination, dated: str) -> Letter:
    """The brief for the medical director, with as much in it as two pages hold."""
    made = _brief(d, dated, SHARES[0])
    for share in SHARES[1:]:
        if lines_of_letter(made) <= TWO_PAGES:
            break
        made = _brief(d, dated, share)
    return made


def _brief(d: Determination, dated: str, share: float) -> Letter:
    citing = Citing.of(d, longest=LONGEST_QUOTE, words=False)
    room = ROOM_SIDES * share
    sides = Sides(sides=(case_for(d, citing, room), case_against(d, citing, room)))
    parts: tuple[tuple[str, Iterable[Item], float, str], ...] = (
        ("Dose as worked out", _dose(d, citing), ROOM_DOSE, "No dose was reviewed."),
        ("Response so far and safety", _response_and_safety(d, citing), ROOM_SAFETY, "Nothing was reviewed."),
        ("To ask the prescriber", numbered(_questions(d, citing)), ROOM_ASK, "No question is open."),
        ("What would settle it", _settling(d, citing), ROOM_SETTLE, "No change that would was found."),
    )
    if d.precedents.rates or d.precedents.precedents:
        parts = (*parts, ("How similar appeals ended", _decided(d, citing), ROOM_DECIDED, ""))
    sections = (
        Section(heading="Clauses in question", blocks=_open(d, citing, ROOM_OPEN * share)),
        Section(heading="The strongest case each way", blocks=(sides,)),
        *(Section(heading=name, blocks=_points(found, most * share, none)) for name, found, most, none in parts),
    )
    letter = Letter(
        name="peer-brief",
        title=f"Brief for a talk between physicians: {shortened(flat(d.case), LONGEST_NAME)}",
        dated=dated,
        sender=(("For", "the medical director"), ("Plan", shortened(payer(d), LONGEST_NAME))),
        recipient=(("Talk with", shortened(flat(d.request.requester.name), LONGEST_NAME)), ("Phone and time", "")),
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
    return tuple(replace(p, says=shortened(p.says, LONGEST)) for p in tuple(passages)[:MOST_LINES])


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


def _open(d: Determination, citing: Citing, room: float) -> tuple[Block, ...]:
    """The clauses on which the outcome turns and those still open, in the policy's words."""
    needed = {label for gap in d.gaps for label in gap.needs}
    wanted = [c for c in ranked(d) if not c.fulfilled and (c.leaf.decides or c.label in needed)]
    bare = Table(columns=COLUMNS, rows=(), widths=WIDTHS)
    rows: list[tuple[Paragraph, ...]] = []
    for clause in wanted:
        row = _row(clause, citing)
        room -= height_of_row(row, bare)
        if rows and room < 0:
            break
        rows.append(row)
    if not rows:
        return (phrases("No clause is open."),)
    left = len(wanted) - len(rows)
    more = phrases(f"{left} more {'stands' if left == 1 else 'stand'} in the determination.")
    return (replace(bare, rows=tuple(rows)), *((more,) if left else ()))


def _row(clause: Clause, citing: Citing) -> tuple[Paragraph, ...]:
    leaf = clause.leaf
    citing.longest, before = LONGEST_CLAUSE, citing.longest
    words = citing.clause(leaf.citation, lead=f"§ {flat(leaf.clause)}")
    citing.longest = before
    at: tuple[Citation, ...] = (*leaf.because[:2], *leaf.contrary[:1]) or (leaf.citation,)
    note = f"{clause.word}{', decides' if leaf.decides else ''}{': ' if leaf.note else ''}{flat(leaf.note)}"
    return Paragraph(passages=(words,)), Paragraph(passages=(citing.fact(shortened(note, 130), at),))


def _points(found: Iterable[Item], room: float, none: str) -> tuple[Block, ...]:
    """Points as far as there is room."""
    items, more = fitting(found, room, FULL_LINE)
    if not items:
        return (phrases(none),)
    return (Items(items=items), *((phrases(MORE),) if more else ()))


def numbered(items: Iterable[Item]) -> Iterator[Item]:
    """The same points with their numbers."""
    for i, item in enumerate(items, 1):
        yield replace(item, mark=str(i))


def _dose(d: Determination, citing: Citing) -> Iterator[Item]:
    """Each dose with its working on one line, the readings of an order that cannot be meant, the label."""
    for dose in d.dose:
        at = _order_of(d, dose)
        why = citing.fact(
            shortened(flat(dose.why.says), LONGEST),
            dose.why.citations[:4],
            lead=f"Line {flat(dose.line)}, {dose.verdict.value}",
        )
        yield Item(passages=(why, *_working(dose, at, citing)), under=tuple(_readings(dose, at, citing)))
        for row in dose.against[:2]:
            says = shortened(flat(row.says), LONGEST)
            yield Item(passages=(citing.fact(says, row.citations[:4], lead="Held against"),))


def _readings(dose: DoseReview, at: tuple[Citation, ...], citing: Citing) -> Iterator[Passage]:
    """The ways in which an order could be meant, in one place, so that none stands alone for want of room."""
    for reading in dose.readings[:MOST_READINGS]:
        fits = flat(reading.fits) or "nothing else"
        says = shortened(f"{flat(reading.says)}: {flat(reading.working)}. Agrees with {fits}", LONGEST_QUOTE)
        yield citing.fact(says, at, lead="One reading")
    left = len(dose.readings) - MOST_READINGS
    if left > 0:
        yield citing.fact(f"{left} more {'stands' if left == 1 else 'stand'} in the determination", at, lead="Readings")


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
    wanted = tuple(c for c in ranked(d) if c.label in needed)
    still_open = sorted((c for c in wanted if c.open), key=lambda c: c.leaf.status is not Status.CONFLICTING)
    for clause in still_open:
        yield Item(passages=tuple(_question(clause, citing)))
    if against := tuple(c for c in wanted if c.against_request):
        labels = listed(f"§ {flat(c.label)}" for c in against[:MOST_CLAUSES])
        says = citing.fact(OTHERWISE, tuple(c.leaf.citation for c in against[:MOST_CLAUSES]), lead=labels)
        yield Item(passages=(says, Passage(says="Is there a later or fuller record on any of them?")))
    for code in d.codes:
        if code.discrepancy is not None and code.discrepancy.citations:
            says_code = shortened(flat(code.discrepancy.question), LONGEST)
            at = code.discrepancy.citations[:3]
            yield Item(passages=(citing.fact(says_code, at, lead=f"Code {flat(code.code)}"),))
    named = tuple(f"{c.label}:" for c in still_open)
    for clash in d.conflicts:
        if clash.sides and "?" not in clash.note and not clash.about.startswith(named):
            both = citing.fact(shortened(flat(clash.about), LONGEST), clash.sides[:2], lead="Two places disagree")
            yield Item(passages=(both, Passage(says="Which holds?")))


def _question(clause: Clause, citing: Citing) -> Iterator[Passage]:
    leaf = clause.leaf
    split = leaf.status is Status.CONFLICTING and bool(leaf.because and leaf.contrary)
    says = "The record holds both answers" if split else "The record does not settle it"
    yield citing.fact(says, (leaf.citation,), lead=f"§ {flat(leaf.clause)}")
    if split:
        yield from (citing.chart(side) for side in (leaf.because[0], leaf.contrary[0]))
    yield Passage(says=asked(leaf).question)


def _decided(d: Determination, citing: Citing) -> Iterator[Item]:
    """How similar appeals ended, counts first."""
    for rate in d.precedents.rates[:2]:
        yield Item(passages=(counted(rate, citing),))
    for precedent in d.precedents.precedents:
        yield in_short(precedent, citing)


def _settling(d: Determination, citing: Citing) -> Iterator[Item]:
    """Each way to another outcome that was tried, on a line."""
    for gap in d.gaps:
        if gap.citations:
            says = shortened("; ".join(in_words(term) for term in gap.says.split("; and ")), 2 * LONGEST)
            yield Item(passages=(citing.fact(says, gap.citations[:MOST_CLAUSES], lead=f"To {gap.leads_to.value}"),))
