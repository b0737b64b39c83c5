"""The letter to a practice that says what is missing: the clause, who can supply it, and what it would change.

It holds questions and open lines only: no sentence that could be signed as a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from mednec.errors import MednecError
from mednec.model.determination import Determination, Gap
from mednec.model.document import Citation
from mednec.model.sheet import About, Remark
from mednec.model.words import Outcome, Status, Supplier
from mednec.render.letters.citing import Citing, finished
from mednec.render.letters.head import about, payer, phrases, practice
from mednec.render.letters.layout import Item, Items, Letter, Paragraph, Passage, Section
from mednec.render.letters.orders import SHOWN_PLACES, Questions, about_order, code_item, order_item, questions_of
from mednec.render.letters.standing import Clause, Role, changing
from mednec.render.letters.wording import ORDER_KINDS, PAGE, SUPPLIERS, asked
from mednec.render.words import flat, listed

LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One point asked for, before it is worded: what is asked, of whom, and whether the record answers it already."""

    supplier: Supplier
    worded: Callable[[Citing], Item]
    clause: str = ""
    settled: bool = False


def gap_letter(d: Determination, dated: str) -> Letter:
    """The letter to the practice. Raises MednecError where nothing is missing."""
    citing = Citing.of(d, longest=LONGEST_QUOTE, words=False)
    wanted = sorted(_wanted(d), key=lambda w: (list(SUPPLIERS).index(w.supplier), w.settled))
    if not wanted:
        raise MednecError(
            f"nothing is missing: the recommendation is {d.outcome.value}",
            where=d.case,
            do="no letter to the practice is needed",
        )
    top = about(d, citing)
    sections = (*_asked_of(wanted, citing), *_ways(d, citing, wanted), *_conditions(d, citing))
    letter = Letter(
        name="gap-letter",
        title="Records needed for a review",
        dated=dated,
        sender=(("From", payer(d)), ("Reviewer", ""), ("Phone", "")),
        recipient=practice(d),
        about=top,
        opening=_opening(d),
        sections=sections,
        closing=(phrases("If you have questions, or wish to speak with our physician, please call.", "Thank you."),),
        signature=("For the health plan", "Please answer by", "Practice: name and date"),
    )
    return finished(letter)


def _opening(d: Determination) -> tuple[Paragraph, ...]:
    name = flat(d.request.requester.name)
    return (
        phrases(f"Dear {name}," if name else "To the practice,"),
        phrases(
            "Thank you for your request. We have read the records you sent. Some points are still open.",
            "This letter lists them. It asks for records. It is not a decision.",
        ),
        phrases(
            "Please tick each point you can answer. Then send the page that shows it, whatever it shows.",
            "Please do not change a note that is signed. A new note should carry its own date.",
            "If there is no record, tell us so. That is an answer too.",
        ),
    )


def _wanted(d: Determination) -> Iterator[Wanted]:
    clauses = tuple(clause for clause in changing(d) if not clause.fulfilled)
    questions = questions_of(d)
    of_order = next((clause for clause in clauses if clause.leaf.kind in ORDER_KINDS), None)
    for clause in clauses:
        worded = partial(_clause, clause, d, questions if clause is of_order else ())
        yield Wanted(
            supplier=clause.leaf.supplier,
            worded=worded,
            clause=clause.label,
            settled=not clause.open and clause.role is not Role.LIMIT,
        )
    if questions and of_order is None:
        yield Wanted(supplier=Supplier.PRESCRIBER, worded=partial(order_item, d, questions))
    for code in d.codes:
        if code.discrepancy is not None and code.discrepancy.citations:
            yield Wanted(supplier=Supplier.PRESCRIBER_OFFICE, worded=partial(code_item, code.code, code.discrepancy))
    for remark in d.remarks:
        if remark.about in (About.UNREADABLE, About.ILLEGIBLE):
            yield Wanted(supplier=Supplier.PRESCRIBER_OFFICE, worded=partial(_page, remark))


def _clause(clause: Clause, d: Determination, questions: Questions, citing: Citing) -> Item:
    leaf = clause.leaf
    words = citing.clause(leaf.citation, lead=f"§ {flat(leaf.clause)}")
    if not clause.open and clause.role is not Role.LIMIT:
        return Item(passages=(words,), under=(_shown(clause, citing),), blanks=(f"Later record: {PAGE.lower()}",))
    ask = asked(leaf)
    question = Passage(says=ask.question, lead="Question")
    under = (*_so_far(clause, citing), *about_order(d, questions, citing), question)
    return Item(passages=(words,), under=under, blanks=ask.blanks)


def _shown(clause: Clause, citing: Citing) -> Passage:
    """That the record speaks on this point already; where, not what."""
    leaf = clause.leaf
    says = {
        (Role.EXCLUSION, True): "The record now shows that this rule applies.",
        (Role.EXCLUSION, False): "The record now points to this rule.",
        (Role.CRITERION, True): "The record now shows otherwise.",
        (Role.CRITERION, False): "The record does not show this.",
    }[clause.role, leaf.explicit]
    return citing.fact(f"{says} Only a later or fuller record would change that.", leaf.because or (leaf.citation,))


def _so_far(clause: Clause, citing: Citing) -> Iterator[Passage]:
    """Where an answer was looked for. A quote stands here only beside its opposite."""
    leaf = clause.leaf
    if leaf.status is Status.CONFLICTING:
        places = (*leaf.because[:1], *leaf.contrary[:1])
        at: tuple[Citation, ...] = places or (leaf.citation,)
        yield citing.fact("Two places in the record do not agree.", at)
        if len(places) > 1:
            yield from (citing.chart(place) for place in places)
    elif clause.open:
        near = " The nearest places are noted." if leaf.passages else ""
        at = (leaf.citation, *leaf.passages[:SHOWN_PLACES])
        yield citing.fact(f"We did not find this in the record.{near}", at)
    else:
        yield citing.fact("The order as it stands is outside this limit.", leaf.because or (leaf.citation,))


def _page(remark: Remark, _: Citing) -> Item:
    """A page that nobody could read."""
    page = f"page {remark.page} of " if remark.page else ""
    says = f"Can you send {page}{flat(remark.file)} again?"
    return Item(passages=(Passage(says=says, lead=remark.about.value.capitalize()),), blanks=("Sent on",))


def _asked_of(wanted: Sequence[Wanted], citing: Citing) -> Iterator[Section]:
    """Points by who can supply them, numbered through."""
    numbered = [(each.supplier, str(i), each) for i, each in enumerate(wanted, 1)]
    for supplier, heading in SUPPLIERS.items():
        own = [replace(each.worded(citing), mark=number, box=True) for s, number, each in numbered if s is supplier]
        if own:
            yield Section(heading=heading, blocks=(Items(items=tuple(own)),))


def _ways(d: Determination, citing: Citing, wanted: Sequence[Wanted]) -> Iterator[Section]:
    """By which way the outcome would change; each way was tried before it is told."""
    if not d.gaps:
        return
    numbers = {each.clause: number for number, each in enumerate(wanted, 1) if each.clause}
    items = tuple(_way(gap, citing, d.outcome, numbers, i) for i, gap in enumerate(d.gaps) if gap.citations)
    intro = phrases(
        "Each way below was tried on the policy.",
        "The numbers are those of the points above.",
        "A physician still has to sign the result.",
    )
    yield Section(heading="What would change the review", blocks=(intro, Items(items=items)))


def _way(gap: Gap, citing: Citing, now: Outcome, numbers: Mapping[str, int], i: int) -> Item:
    many = "; and " in gap.says
    leads = f"It would turn from {now.value} to {gap.leads_to.value} if {'all of this' if many else 'this'} holds:"
    under = tuple(_term(term, gap, citing, numbers) for term in gap.says.split("; and "))
    return Item(passages=(citing.fact(leads, gap.citations),), under=under, mark=chr(ord("A") + i % 26))


def _term(term: str, gap: Gap, citing: Citing, numbers: Mapping[str, int]) -> Passage:
    """One condition of a way, with the clauses and points that it means."""
    inside = [c for c in gap.citations if re.search(rf"(?<![\w.]){re.escape(c.clause)}(?![\w.])", term)]
    points = sorted(numbers[c.clause] for c in inside if c.clause in numbers)
    named = f" ({'point' if len(points) == 1 else 'points'} {listed(map(str, points))})" if points else ""
    return citing.fact(in_words(term) + named, inside or gap.citations)


def in_words(term: str) -> str:
    """A condition of a way in plain words.

    >>> in_words("at least 2 of {I.A, I.B, I.C} met"), in_words("IV.A shown not to apply")
    ('at least 2 of I.A, I.B, I.C must be met', 'IV.A must be shown not to apply')
    """
    says = flat(term).replace("{", "").replace("}", "")
    for told, needed in (
        (" met, which the record now shows otherwise", " must be met; the record now shows otherwise"),
        (" shown not to apply", " must be shown not to apply"),
        (" met", " must be met"),
    ):
        if says.endswith(told):
            return says.removesuffix(told) + needed
    return says


def _conditions(d: Determination, citing: Citing) -> Iterator[Section]:
    if d.conditions:
        intro = phrases("The policy sets these terms for the approval that is recommended.")
        items = tuple(Item(passages=(citing.clause(each.citation),), box=True) for each in d.conditions)
        yield Section(heading="Terms of the approval", blocks=(intro, Items(items=items)))
