"""What an order or a code leaves open: quoted and asked about, never rewritten."""

from __future__ import annotations

from collections.abc import Iterator

from mednec.model.determination import CodeDiscrepancy, Determination
from mednec.render.answers import line_at
from mednec.render.letters.citing import Citing
from mednec.render.letters.head import whole
from mednec.render.letters.layout import Item, Passage
from mednec.render.letters.wording import ORDER_BLANKS, PAGE
from mednec.render.words import flat

SHOWN_PLACES = 3
Questions = tuple[tuple[str, str], ...]  # line of the request, question about its order


def questions_of(d: Determination) -> Questions:
    """Every question about an order, once."""
    return tuple(dict.fromkeys((dose.line, question) for dose in d.dose for question in dose.questions))


def about_order(d: Determination, questions: Questions, citing: Citing) -> Iterator[Passage]:
    """Each order in its own words, before the first question about it."""
    by_line = {review.line.id: review.line for review in d.lines}
    for i, (number, question) in enumerate(questions):
        line = by_line.get(number)
        places = (line_at(d.request, line, "regimen") if line else ()) or whole(d)
        if number not in [before for before, _ in questions[:i]]:
            yield citing.chart(places[0], lead=f"Order, line {flat(number)}")
        yield citing.fact(question, places, lead="Question")


def order_item(d: Determination, questions: Questions, citing: Citing) -> Item:
    """The questions about orders as one point, with lines for the order as it is meant."""
    first, *rest = about_order(d, questions, citing)
    return Item(passages=(first,), under=tuple(rest), blanks=ORDER_BLANKS)


def code_item(code: str, found: CodeDiscrepancy, citing: Citing) -> Item:
    """A code that does not fit the chart, as a question."""
    question = citing.fact(found.question, found.citations[:SHOWN_PLACES], lead=f"Code {flat(code)}")
    return Item(passages=(question,), blanks=("Diagnosis and code", PAGE))
