"""Criteria, limits and exclusions as a tree of clauses with the chart's words under each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypedDict

from mednec.model.determination import CriterionResult, Determination
from mednec.model.proposal import Pointed
from mednec.model.words import Status
from mednec.render.blocks import ClauseRow, Points, Proposed, Quote, Section, Sentence, Sign, Tree
from mednec.render.places import Mark, Places, slug
from mednec.render.proposals import HAND, RESTS, proposed_under
from mednec.render.shaping import quoted, status_sign
from mednec.render.words import AGAINST, FOR, LOOK, flat, operator, sentence

SHOWN_QUOTES = 4  # under one clause for, and as many against; the places of the others stand behind them
SHOWN_LOOKS = 3
SignOf = Callable[[CriterionResult], Sign]


class _Under(TypedDict):
    """What stands under a clause."""

    quotes: tuple[Quote, ...]
    further: tuple[Mark, ...]
    note: str
    rests_on: tuple[Quote, ...]
    look: tuple[Quote, ...]
    pointed: str
    shown: tuple[Proposed, ...]
    refused: tuple[Proposed, ...]
    open: bool


@dataclass(slots=True, kw_only=True)
class ClauseList:
    """Clauses in reading order; a clause that already stood higher up is named again, not printed again."""

    places: Places
    pointed: Pointed | None = None
    anchors: dict[str, CriterionResult] = field(default_factory=dict)

    def rows(self, node: CriterionResult, sign_of: SignOf, depth: int = 0) -> Iterator[ClauseRow]:
        if node in self.anchors.values():
            yield replace(self._bare(node, sign_of(node), depth), repeated=True)
            return
        yield replace(self._bare(node, sign_of(node), depth), anchor=self._anchor(node), **self._words_under(node))
        for child in (*node.children, *((node.referred,) if node.referred else ())):
            yield from self.rows(child, sign_of, depth + 1)

    def _anchor(self, node: CriterionResult) -> str:
        name = f"k-{slug(node.clause)}"
        while name in self.anchors:
            name += "-again"
        self.anchors[name] = node
        return name

    def _bare(self, node: CriterionResult, sign: Sign, depth: int) -> ClauseRow:
        return ClauseRow(
            depth=depth,
            clause=flat(node.clause),
            anchor="",
            text=flat(node.text),
            mark=self.places.mark(node.citation),
            sign=sign,
            operator=operator(node),
            decides=node.decides,
            applicable=node.applicable,
        )

    def _words_under(self, node: CriterionResult) -> _Under:
        supporting = quoted(FOR, node.because, self.places)
        contrary = quoted(AGAINST, node.contrary, self.places)
        hidden = (*supporting[SHOWN_QUOTES:], *contrary[SHOWN_QUOTES:])
        cited = {*node.because, *node.contrary}
        looks = [passage for passage in node.passages if passage not in cited]
        shown, refused = proposed_under(node, self.pointed, self.places)
        open_leaf = not node.children and not node.status.settled and node.applicable
        return {
            "quotes": (*supporting[:SHOWN_QUOTES], *contrary[:SHOWN_QUOTES]),
            "further": tuple(quote.mark for quote in hidden),
            "note": _note(node),
            "rests_on": quoted(LOOK, node.rests_on, self.places) if node.no_sign_found else (),
            "look": quoted(LOOK, looks[:SHOWN_LOOKS], self.places) if open_leaf else (),
            "pointed": f"{HAND} {RESTS}" if node.pointed else "",
            "shown": shown,
            "refused": refused,
            "open": open_leaf,
        }


def _note(node: CriterionResult) -> str:
    """Why the reading is not obvious; where a reviewer ruled, who, why, and what was read."""
    if node.ruling is None or node.read_as is None:
        return "" if node.no_sign_found else sentence(node.note)
    by = f" by {flat(node.ruling.by)}" if node.ruling.by else ""
    on = f" on {node.ruling.at.date().isoformat()}" if node.ruling.at else ""
    read = f"read as {node.read_as.value}"
    return f"Ruled {node.status.value}{by}{on} ({node.ruling.kind.value}; {read}): {flat(node.ruling.reason)}"


def criteria_section(determination: Determination, clauses: ClauseList) -> Section:
    """The criteria of the route as a tree."""
    rows = tuple(clauses.rows(determination.criteria, lambda node: status_sign(node.status)))
    return Section(
        anchor="criteria",
        short="Criteria",
        heading="Criteria",
        aside=f"{flat(determination.route)} route",
        counts=leaf_counts(determination.criteria),
        blocks=(Tree(rows=rows),),
    )


def leaf_counts(root: CriterionResult) -> tuple[Sign, ...]:
    """How many different clauses of the tree stand at each status, most settled first."""
    statuses = {leaf.clause: leaf.status for leaf in root.leaves() if leaf.applicable}
    counted = Counter(statuses.values())
    return tuple(
        Sign(glyph=sign.glyph, word=f"{counted[status]} {sign.word}", tone=sign.tone)
        for status in Status
        if counted[status] and (sign := status_sign(status))
    )


def limits_section(determination: Determination, clauses: ClauseList) -> Section:
    """Limits and exclusions: on a limit *met* means within it, on an exclusion that it applies."""
    limits = tuple(row for node in determination.limits for row in clauses.rows(node, _limit_sign))
    exclusions = tuple(row for node in determination.exclusions for row in clauses.rows(node, _exclusion_sign))
    found = (Tree(heading="Limits", rows=limits), Tree(heading="Exclusions", rows=exclusions))
    trees = tuple(tree for tree in found if tree.rows)
    none = Points(sentences=(Sentence(says="The policy states no limit and no exclusion."),))
    return Section(anchor="limits", short="Limits", heading="Limits and exclusions", blocks=trees or (none,))


def _limit_sign(node: CriterionResult) -> Sign:
    words = {Status.MET: "within the limit", Status.NOT_MET: "outside the limit"}
    return status_sign(node.status, words.get(node.status, ""))


def _exclusion_sign(node: CriterionResult) -> Sign:
    if node.status is Status.MET:
        return status_sign(node.status, "the exclusion applies", tone="not")
    if node.status is Status.NOT_MET:
        return status_sign(node.status, "no sign found" if node.no_sign_found else "does not apply", tone="met")
    return status_sign(node.status)
