"""A policy as read from its text, before its leaves are typed: routes, limits, exclusions, and what must be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Node:
    """A clause: label, its words at `start:end` of the source, how it joins what is below, and where that was read.

    `include` names clauses that this one refers to as if they were written here. `asks` is a question that the text
    leaves open ("does I.A need all of 1 to 3, or one?"); an operator is never invented.
    """

    label: str
    text: str
    start: int
    end: int
    op: str = ""
    n: int | None = None
    read_from: str = ""
    children: list[Node] = field(default_factory=list)
    include: tuple[str, ...] = ()
    asks: str = ""
    outcome_if_met: str = ""
    notes: tuple[str, ...] = ()
    asked: bool = False  # words beside a list, for a reviewer

    @property
    def leaf(self) -> bool:
        return not self.children and not self.include

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True, kw_only=True)
class Draft:
    """What the text says, and the questions it leaves."""

    source: str
    initial: Node | None = None
    continuation: Node | None = None
    limits: list[Node] = field(default_factory=list)
    exclusions: list[Node] = field(default_factory=list)
    title: str = ""
    payer: str = ""
    number: str = ""
    effective: str = ""
    codes: tuple[str, ...] = ()

    @property
    def roots(self) -> list[Node]:
        routes = [r for r in (self.initial, self.continuation) if r is not None]
        return [*routes, *self.limits, *self.exclusions]

    @property
    def questions(self) -> list[tuple[str, str]]:
        """(clause, question) of everything that the text leaves open."""
        return [(node.label, node.asks) for root in self.roots for node in root.walk() if node.asks]
