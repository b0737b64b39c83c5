"""The appeal for the patient's side: each reason of the denial, answered with the record and the clause's words.

It calls no clause met that the determination does not call met; where a reason holds it says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mednec.errors import MednecError
from mednec.model.determination import Determination
from mednec.model.document import SourceDocument
from mednec.model.evidence import Support
from mednec.model.words import Bearing, Outcome, Status
from mednec.render.letters.answering import answer, finds, quotes, shown
from mednec.render.letters.cases import near, reference, weighed
from mednec.render.letters.citing import Citing, enclosed, finished
from mednec.render.letters.decided import NO_PROOF, analogue
from mednec.render.letters.head import about, payer, phrases
from mednec.render.letters.layout import Block, Item, Items, Kind, Letter, Paragraph, Passage, Section
from mednec.render.letters.notices import Reason, notice_among, reasons_in
from mednec.render.letters.orders import code_item, order_item, questions_of
from mednec.render.letters.standing import FORMAL_KINDS, Clause, changing, clauses_of, grounds_of
from mednec.render.words import capital, flat, listed

ADVERSE = (Outcome.DENY_RECOMMENDED, Outcome.APPROVE_MODIFIED)
MOST_INDIRECT = 3
LONGEST_QUOTE = 600
MET = "The review of the record finds these clauses met."


def appeal_letter(
    d: Determination, documents: Sequence[SourceDocument], dated: str, denial: SourceDocument | None = None
) -> Letter:
    """The appeal. Raises MednecError where nothing was denied."""
    notice = denial or notice_among(d)
    if notice is None and d.outcome not in ADVERSE:
        raise MednecError(
            f"nothing was denied: the recommendation is {d.outcome.value}",
            where=d.case,
            do="give the payer's notice with --denial FILE",
        )
    reasons = reasons_in(notice, clauses_of(d)) if notice else ()
    if notice is not None and not reasons:
        raise MednecError("no reason of a denial was found in it", where=notice.name, do="check that it is the notice")
    citing = Citing.of(d, longest=LONGEST_QUOTE)
    route = (citing.said(d.route_note, lead="Reviewed as"),) if d.route_note else ()
    top = (*about(d, citing), *route, _denial(d, notice, reasons, citing))
    own = _own_grounds(d, reasons)
    sections = (
        *_reasons(reasons, citing),
        *_grounds(own, citing, further=bool(reasons)),
        *_met(d, (*(c for r in reasons for c in r.clauses), *own), citing),
        *_response(d, citing),
        *_evidence(d, citing),
        *_precedents(d, citing),
        *_missing(d, reasons, citing),
        _asking(reasons, own),
    )
    letter = Letter(
        name="appeal-letter",
        title="Appeal of a denial of coverage",
        dated=dated,
        sender=(("From", ""), ("For the patient as", ""), ("Address", ""), ("Phone", "")),
        recipient=(("To", f"{payer(d)}, Appeals"), ("Address or fax", ""), ("Number of the denial", "")),
        about=top,
        opening=_opening(denied=notice is not None),
        sections=(*sections, *_enclosures(d, documents, notice, citing)),
        closing=(phrases("Thank you."), phrases("Sincerely,")),
        signature=("Signature", "Name", "For the patient as", "Date"),
    )
    return finished(letter)


def _denial(d: Determination, notice: SourceDocument | None, reasons: Sequence[Reason], citing: Citing) -> Passage:
    if notice is not None:
        says = f"Notice of denial, {len(reasons)} {'reason' if len(reasons) == 1 else 'reasons'}"
        return citing.fact(says, tuple(reason.words for reason in reasons), lead="Denial")
    return citing.fact(d.summary.says, d.summary.citations, lead="Denial, as recommended")


def _opening(*, denied: bool) -> tuple[Paragraph, ...]:
    named = "We appeal the denial named above." if denied else "We answer the adverse recommendation named above."
    return (
        phrases("To the appeals reviewer:"),
        phrases(
            f"{named} Each reason is taken in its turn and answered with the record.",
            "Where the record does not answer a reason, this letter says so.",
        ),
        phrases(
            "Marks in brackets lead to the notes at the end.",
            "C is a place in the record, P a clause of the policy, L the literature.",
        ),
    )


def _own_grounds(d: Determination, reasons: Sequence[Reason]) -> tuple[Clause, ...]:
    """Clauses that the determination itself decides against the request and that no reason names."""
    named = {clause.label for reason in reasons for clause in reason.clauses}
    return tuple(clause for clause in grounds_of(d) if clause.label not in named)


def _reasons(reasons: Sequence[Reason], citing: Citing) -> Iterator[Section]:
    """Each reason verbatim, then the answer by clause."""
    for i, reason in enumerate(reasons, 1):
        blocks: list[Block] = [Paragraph(passages=(citing.chart(reason.words, lead="The notice says"),))]
        blocks += [Items(items=(answer(clause, citing),)) for clause in reason.clauses]
        if not reason.clauses:
            unnamed = citing.fact("This reason names no clause that was judged.", (reason.words,))
            ask = Passage(says="Please name the clause, and the place in the record on which it rests.")
            blocks.append(Paragraph(passages=(unnamed, ask)))
        yield Section(heading=f"Reason {i}", blocks=tuple(blocks))


def _grounds(own: Sequence[Clause], citing: Citing, *, further: bool) -> Iterator[Section]:
    if own:
        heading = "What else the review decided against the request" if further else "The reasons, clause by clause"
        yield Section(heading=heading, blocks=(Items(items=tuple(answer(clause, citing) for clause in own)),))


def _met(d: Determination, answered: Sequence[Clause], citing: Citing) -> Iterator[Section]:
    """Clauses of substance that the determination calls met, with the words that show it."""
    done = {clause.label for clause in answered}
    met = [
        clause
        for clause in clauses_of(d)
        if clause.fulfilled
        and clause.label not in done
        and clause.leaf.kind not in FORMAL_KINDS
        and clause.speaks_for
        and clause.leaf.status is Status.MET
    ]
    if met:
        intro = citing.fact(MET, tuple(clause.leaf.citation for clause in met))
        items = tuple(_met_item(clause, citing) for clause in met)
        blocks = (Paragraph(passages=(intro,)), Items(items=items))
        yield Section(heading="What the record already shows", blocks=blocks)


def _met_item(clause: Clause, citing: Citing) -> Item:
    words = citing.clause(clause.leaf.citation, lead=f"§ {flat(clause.label)}")
    pro = shown(clause.speaks_for[:2], citing, "The record shows")
    return Item(passages=(words,), under=(*pro, *quotes(clause.speaks_against, citing, "It also says", most=1)))


def _response(d: Determination, citing: Citing) -> Iterator[Section]:
    """The response so far, both sides."""
    items: list[Item] = []
    for each in d.response:
        items.append(Item(passages=(citing.said(each.why, lead=f"{capital(flat(each.drug))}, {each.verdict.value}"),)))
        items += [Item(passages=(citing.said(r, lead="For the request"),)) for r in each.supporting]
        items += [Item(passages=(citing.said(r, lead="Against it"),)) for r in each.contrary]
    if items:
        yield Section(heading="The response so far", blocks=(Items(items=tuple(items)),))


def _evidence(d: Determination, citing: Citing) -> Iterator[Section]:
    """Direct evidence first; what contradicts is told whether it is direct or not."""
    review = d.evidence
    direct = [s for s in review.support if s.bearing is Bearing.DIRECT]
    others = [s for s in review.support if s.bearing is not Bearing.DIRECT]
    groups = (
        ("For this drug in this disease", [s for s in direct if s.direction in ("supports", "mixed")]),
        ("What speaks against it", weighed(d, "contradicts")),
        ("What the label and others say", [s for s in direct if s.direction == "neutral"]),
        ("Indirect only: another disease or drug", _studies(d, others)[:MOST_INDIRECT]),
    )
    blocks: list[Block] = []
    if review.why is not None:
        blocks.append(Paragraph(passages=(citing.said(review.why, lead=capital(flat(d.clinical_answer))),)))
    for heading, group in groups:
        if group:
            items = tuple(Item(passages=(reference(support, citing, longest=1200),)) for support in group)
            blocks.append(Items(heading=heading, items=items))
    if not direct:
        blocks.append(phrases("In the literature searched no study of this drug in this disease was found."))
    yield Section(heading="What medicine says, apart from the policy", blocks=tuple(blocks))


def _studies(d: Determination, support: Sequence[Support]) -> list[Support]:
    """What supports, is near this patient, and is more than another label."""
    return [s for s in support if s.direction == "supports" and s.reference.kind != "label" and near(d, s)]


def _precedents(d: Determination, citing: Citing) -> Iterator[Section]:
    """Decided appeals as analogues, each with its differences, whichever way it ended."""
    if not d.precedents.precedents:
        return
    items = tuple(analogue(each, citing) for each in d.precedents.precedents)
    yield Section(heading="Earlier decisions", blocks=(phrases(NO_PROOF), Items(items=items)))


def _missing(d: Determination, reasons: Sequence[Reason], citing: Citing) -> Iterator[Section]:
    """What the record is silent or divided on, what order and code leave open, with room to say what is sent."""
    wanted = {c.label: c for c in (*(c for r in reasons for c in r.clauses), *changing(d)) if c.open}
    items = [_missing_item(clause, citing) for clause in wanted.values()]
    if questions := questions_of(d):
        items.append(replace(order_item(d, questions, citing), box=True))
    for code in d.codes:
        if code.discrepancy is not None and code.discrepancy.citations:
            items.append(replace(code_item(code.code, code.discrepancy, citing), box=True))
    if items:
        intro = phrases("Tick what is sent with this letter, or say by when it will be.")
        yield Section(heading="What is missing and is being sent", blocks=(intro, Items(items=tuple(items))))


def _missing_item(clause: Clause, citing: Citing) -> Item:
    words = citing.clause(clause.leaf.citation, lead=f"§ {flat(clause.label)}")
    return Item(passages=(words, finds(clause, citing)), blanks=("Enclosed as, or by when",), box=True)


def _asking(reasons: Sequence[Reason], own: Sequence[Clause]) -> Section:
    """What is asked, as far as the record goes."""
    clauses = [*(c for r in reasons for c in r.clauses), *own]
    standing = [clause for clause in clauses if clause.against_request]
    says = ["Please review the denial anew, by a physician of the same field who had no part in it."]
    if standing:
        labels = listed(f"§ {flat(clause.label)}" for clause in standing)
        says.append(f"On {labels} we claim no more than the record shows.")
        says.append("Please tell us whether the plan has a way to ask for an exception, and what it needs.")
    if any(not clause.against_request for clause in clauses) or not clauses:
        says.append("Please withdraw each reason that the record answers.")
    says.append("If you uphold a reason, please name the clause and the place in the record on which it rests.")
    return Section(heading="What we ask", blocks=(phrases(*says),))


def _enclosures(
    d: Determination, documents: Sequence[SourceDocument], notice: SourceDocument | None, citing: Citing
) -> Iterator[Section]:
    """The documents that are cited, and the notice."""
    cited = {note.source for note in citing.found.values() if note.kind is Kind.CHART}
    named = [h.document for h in enclosed(d, documents) if flat(h.document.name) in cited and h.document != notice]
    names = [flat(document.name) for document in (*((notice,) if notice else ()), *named)]
    if names:
        items = tuple(Item(passages=(Passage(says=name),), box=True) for name in names)
        yield Section(heading="Enclosures", blocks=(Items(items=items),))
