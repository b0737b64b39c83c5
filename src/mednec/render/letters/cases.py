"""The strongest case each way: the record, the literature and the response so far, for the request and against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from mednec.model.determination import Determination
from mednec.model.document import ChartCitation, Rationale, ReferenceCitation
from mednec.model.evidence import Support
from mednec.model.words import Assertion, Bearing, Presence
from mednec.render.letters.answering import CLAIMED
from mednec.render.letters.citing import Citing, shortened
from mednec.render.letters.fitting import HALF_LINE, fitting
from mednec.render.letters.layout import Item, Items, Passage
from mednec.render.letters.standing import FORMAL_KINDS, Clause, clauses_of
from mednec.render.words import capital, flat

QUOTES = 2  # of one clause on one side
LONGEST = 240
LONGEST_REFERENCE = 460
STUDIES = ("trial", "systematic review", "cohort", "case series")  # told in this order, before guidelines and labels
FOR, AGAINST = "For the request", "Against the request"
NOTHING = "Nothing was found in the record or in the literature searched."
MORE = "More stands in the determination."


def case_for(d: Determination, citing: Citing, room: float) -> Items:
    """What speaks for the request, the points in dispute first."""
    clauses = _clauses(((c, c.speaks_for) for c in ranked(d)), citing)
    papers = (reference(s, citing) for s in weighed(d, "supports", "mixed"))
    response = (_response(r, citing) for r in _once(r for each in d.response for r in each.supporting))
    return _side(FOR, clauses, papers, response, room)


def case_against(d: Determination, citing: Citing, room: float) -> Items:
    """What speaks against the request, the points in dispute first."""
    clauses = _clauses(((c, c.speaks_against) for c in ranked(d)), citing)
    papers = (reference(s, citing) for s in weighed(d, "contradicts", "mixed"))
    response = (_response(r, citing) for r in _once(r for each in d.response for r in each.contrary))
    return _side(AGAINST, clauses, papers, response, room)


def ranked(d: Determination) -> tuple[Clause, ...]:
    """Clauses the outcome turns on, then what is open, then the others; in the order of the policy else."""
    needed = {label for gap in d.gaps for label in gap.needs}
    return tuple(
        sorted(
            clauses_of(d),
            key=lambda c: (not c.leaf.decides, not c.open, c.fulfilled, c.label not in needed, _formal(c)),
        )
    )


def _formal(clause: Clause) -> bool:
    return clause.leaf.kind in FORMAL_KINDS


def weighed(d: Determination, *directions: str) -> tuple[Support, ...]:
    """References of these directions; indirect ones where they contradict and are near. Direct and studies first."""
    order = list(Bearing)

    def rank(s: Support) -> tuple[int, int, int, str]:
        kind = STUDIES.index(s.reference.kind) if s.reference.kind in STUDIES else len(STUDIES)
        return order.index(s.bearing), directions.index(s.direction), kind, s.reference.short

    found = (s for s in d.evidence.support if s.direction in directions)
    kept = (s for s in found if s.bearing is Bearing.DIRECT or (s.direction == "contradicts" and near(d, s)))
    return tuple(sorted(kept, key=rank))


def near(d: Determination, support: Support) -> bool:
    """Whether a reference is about the disease treated, a part of it, or another disease that the record asserts."""
    if support.bearing in (Bearing.DIRECT, Bearing.OTHER_POPULATION):
        return True
    present = {f.concept for f in d.facts if f.kind == "diagnosis" and f.assertion is Assertion.PRESENT}
    return support.bearing is Bearing.SAME_DRUG and not present.isdisjoint(support.reference.diseases)


def reference(support: Support, citing: Citing, *, longest: int = LONGEST_REFERENCE) -> Passage:
    """A reference with its design, its number of patients and how near it stands to this request."""
    paper = support.reference
    weight = (
        flat(paper.design or paper.kind),
        f"n = {flat(paper.n)}" if paper.n else "",
        "direct" if support.bearing is Bearing.DIRECT else f"indirect: {support.bearing.value}",
        support.direction if support.direction != "neutral" else "",
    )
    told = "; ".join(part for part in weight if part)
    whom = "; ".join(part for part in (flat(paper.population), flat(support.dose_note)) if part)
    says = f"{capital(told)}. {capital(flat(paper.statement)).rstrip('.')}."
    says += f" About: {whom}." if whom else ""
    at = (ReferenceCitation(reference=paper.id, label=paper.short),)
    return citing.fact(shortened(says, longest), at, lead=flat(paper.short))


def safety_rows(d: Determination, citing: Citing) -> Iterator[Item]:
    """Safety rows that the chart shows, then those it is silent about; by whose authority."""
    order = [Presence.PRESENT, Presence.NOT_DOCUMENTED]
    rows = [row for row in d.safety if row.presence in order]
    for row in sorted(rows, key=lambda row: order.index(row.presence)):
        yield Item(
            passages=(citing.said(row.says, lead=f"{flat(row.source_kind)}, {row.presence.value}".capitalize()),)
        )


def _clauses(found: Iterable[tuple[Clause, Sequence[ChartCitation]]], citing: Citing) -> Iterator[Item]:
    """The record's words clause by clause; the same words speak once on a side."""
    told: set[ChartCitation] = set()
    for clause, places in found:
        new = [place for place in dict.fromkeys(places) if not any(place.overlaps(before) for before in told)][:QUOTES]
        told.update(new)
        if new:
            decided = clause.fulfilled and new[0] in clause.speaks_for  # the source was good enough for the clause
            claimed = f"; {CLAIMED}" if not decided and all(map(citing.claimed, new)) else ""
            first = citing.chart(new[0], lead=f"§ {flat(clause.label)} ({clause.word}{claimed})")
            yield Item(passages=(first, *(citing.chart(place) for place in new[1:])))


def _once(found: Iterable[Rationale]) -> tuple[Rationale, ...]:
    """Statements of the same words once."""
    first: dict[str, Rationale] = {}
    for rationale in found:
        first.setdefault(rationale.says, rationale)
    return tuple(first.values())


def _response(rationale: Rationale, citing: Citing) -> Passage:
    return citing.fact(shortened(flat(rationale.says), LONGEST), rationale.citations, lead="Response")


def _side(
    heading: str, clauses: Iterator[Item], papers: Iterator[Passage], response: Iterator[Passage], room: float
) -> Items:
    """Points of the three kinds in turn, so that none crowds out another, as far as there is room."""
    turns = zip_longest(clauses, map(_item, papers), map(_item, response))
    items, more = fitting((turn for turn in chain.from_iterable(turns) if turn is not None), room, HALF_LINE)
    if not items:
        items = (_item(Passage(says=NOTHING)),)
    return Items(heading=heading, items=(*items, _item(Passage(says=MORE))) if more else items)


def _item(passage: Passage) -> Item:
    return Item(passages=(passage,))
