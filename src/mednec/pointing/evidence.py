"""Where does the chart speak of a clause that stayed open? One question for each, the chart first and the clause last.

Servers keep what they read of a common beginning: where the whole chart fits, it is the same in all questions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import zip_longest

from mednec.criteria.leaf import Leaf
from mednec.model.determination import CriterionResult
from mednec.model.proposal import Task
from mednec.pointing.asked import INTRODUCTION, MOST_OFFERED, Asked, concepts_on_offer, shown_in
from mednec.pointing.cited import ancestors, definitions
from mednec.pointing.forms import EvidenceAnswer, evidence_schema
from mednec.pointing.open_clauses import OpenClause, open_clauses
from mednec.pointing.papers import Papers, Piece, tokens_of
from mednec.pointing.prompt import EVIDENCE, prompt
from mednec.pointing.question import Question
from mednec.pointing.sent import Copies
from mednec.review import Read

Rank = Callable[[str, Sequence[str]], Sequence[int]]  # places of the texts in the order of their nearness to a query

MOST_PARTS = 3  # questions for one clause, where nothing tells which part of a large chart speaks of it
_FURTHER = 4  # how far around a passage a question looks next, where there is room
_QUOTED = 3  # places that the program reads already, shown with a clause
_LONGEST = 900  # letters of a clause's text, or of a note on it


def evidence_questions(
    found: Read, judged: Iterable[CriterionResult], copies: Copies, *, window: int, rank: Rank | None = None
) -> tuple[Asked, ...]:
    """One question for each open clause that applies and that the chart can answer, in the order of the policy.

    `window` is how many tokens a question may have beside its prompt. A chart that is larger is cut to the passages
    that speak of the clause; where none names what it is about, up to three questions show as much as they hold.
    `rank` is another ranking of passages, which then counts beside that of the words.
    """
    papers = Papers.of(found.record.facts.chart, copies)
    asked: list[Asked] = []
    for leaf in open_clauses(found, judged):
        offered = _offered(found, leaf.leaf)
        told = _told(found, papers, leaf, offered, window // 2)
        left = window - tokens_of(INTRODUCTION) - tokens_of(told)
        for pieces in _parts(found, papers, leaf, offered, left, rank):
            asked.append(_question(papers, leaf, offered, pieces, told))
    return tuple(asked)


def _offered(found: Read, leaf: Leaf) -> tuple[str, ...]:
    """What the leaf asks for, and the kinds of it that the chart names."""
    lexicon, own = found.record.lexicon, tuple(dict.fromkeys(leaf.concepts))
    named = sorted(c for c in found.record.ranking.concepts if lexicon.matches(c, own))
    known = (c for c in own if lexicon.knows(c))
    return tuple(dict.fromkeys((*known, *named)))[:MOST_OFFERED]


def _parts(
    found: Read, papers: Papers, leaf: OpenClause, offered: Sequence[str], tokens: int, rank: Rank | None
) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of the chart that go into each question on the clause."""
    if (entire := papers.entire(tokens)) is not None:
        return (entire,) if entire else ()
    ranked = _ranked(found, papers, leaf, offered, rank)
    order = (*papers.with_neighbours(ranked), *papers.with_neighbours(ranked, _FURTHER), *_newest(papers))
    named = set(offered) & set(found.record.ranking.concepts)
    return papers.chosen(order, tokens=tokens, parts=1 if named else MOST_PARTS)


def _ranked(
    found: Read, papers: Papers, leaf: OpenClause, offered: Sequence[str], rank: Rank | None
) -> tuple[int, ...]:
    """Pieces by the words and concepts in common with the clause; with another ranking, the best of both in turn."""
    best = found.record.ranking.best(leaf.clause.text, sorted(offered), most=len(papers.places))
    lexical = tuple(dict.fromkeys(papers.places[at] for at in best if at in papers.places))
    if rank is None or not papers.pieces:
        return lexical
    other = tuple(rank(leaf.clause.text, [p.text for p in papers.pieces]))
    in_turn = (number for pair in zip_longest(lexical, other) for number in pair if number is not None)
    return tuple(dict.fromkeys(in_turn))


def _newest(papers: Papers) -> tuple[int, ...]:
    """All pieces, the record before what is claimed of it, the newest documents first."""

    def place(piece: Piece) -> tuple[bool, int, int]:
        header = papers.papers[piece.paper].header
        return header.kind.claims_only, -(header.written or date.min).toordinal(), piece.number

    return tuple(p.number for p in sorted(papers.pieces, key=place))


def _question(papers: Papers, leaf: OpenClause, offered: tuple[str, ...], pieces: Sequence[Piece], told: str) -> Asked:
    documents = shown_in(papers, pieces)
    return Asked(
        question=Question(
            task=Task.EVIDENCE,
            prompt=EVIDENCE,
            subject=leaf.clause.label,
            system=prompt(EVIDENCE),
            text="".join((INTRODUCTION, papers.laid_out(pieces), told)),
            schema=evidence_schema(tuple(documents), offered),
            form=EvidenceAnswer,
        ),
        documents=documents,
        offered=offered,
    )


def _told(found: Read, papers: Papers, leaf: OpenClause, offered: Sequence[str], most: int) -> str:
    """The clause, as data too: each text of the policy and of the chart stands in a string of its own.

    What is more than so many tokens goes without the words around the clause.
    """
    policy, clause = found.policy, leaf.clause
    own = {
        f"The open clause, {clause.label}:": [_string(clause.text)],
        "It asks for:": [_string(leaf.wants)] if leaf.wants else [],
        "Concepts on offer:": [concepts_on_offer(offered, found.record.lexicon)] if offered else [],
    }
    noted = leaf.note and _unchanged(papers)
    around = {
        "It stands under:": [f"- {c.label}: {_string(c.text)}" for c in ancestors(policy, clause.label)],
        "Definitions, and what it refers to:": [f"- {_string(d)}" for d in definitions(policy, clause)],
        f"A program holds it for {leaf.status.value}:": [_string(leaf.note)] if noted else [],
        "The program reads already:": [f"- {handle}: {_string(quote)}" for handle, quote in _reads(papers, leaf)],
    }
    whole = _sections({**around, **own})
    return whole if tokens_of(whole) <= most else _sections(own)


def _sections(sections: dict[str, list[str]]) -> str:
    told = "\n".join("\n".join((head, *lines)) for head, lines in sections.items() if lines)
    return f"\n\n{told}\nWhich words of the documents show whether the open clause is met?\n"


def _string(text: str) -> str:
    return json.dumps(" ".join(text.split())[:_LONGEST], ensure_ascii=False)


def _unchanged(papers: Papers) -> bool:
    """Whether documents are sent as they stand. A note of the program may hold dates and names that copies have not."""
    return all(p.sent.text == p.header.document.text for p in papers.papers)


def _reads(papers: Papers, leaf: OpenClause) -> Iterator[tuple[str, str]]:
    """The places that the program goes by already, as they were sent."""
    for at in dict.fromkeys(leaf.read[:_QUOTED]):
        paper = papers.holding(at)
        if paper is not None:
            yield paper.handle, paper.shown(*paper.sent.sent_span(at.start, at.end))
