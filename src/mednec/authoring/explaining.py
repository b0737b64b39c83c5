"""A policy in plain words: for each clause what it asks, within which bounds, on what evidence, or why it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from mednec.authoring.kind_words import KINDS, OPERATORS, SLOTS
from mednec.chart.lexicon import Lexicon
from mednec.criteria.kinds.asked import Parts
from mednec.criteria.leaf import Leaf
from mednec.criteria.record import Record
from mednec.model.document import ChartCitation
from mednec.model.words import Status
from mednec.packs.checking import Subject
from mednec.packs.checking.terms import Term

WHY_ASKED = (
    "No kind of criterion expresses these words, or nobody has adopted one, so that a reviewer answers; a guess would"
    " decide for the payer."
)
_ROUTES = {"routes.initial": "First request", "routes.continuation": "Continuation"}
_NAMED = ("question", "about", "parts", "op", "n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A clause in plain words. `state`: group, typed, asked, partly (some of its parts are asked), refers, again.

    `again` is a clause that stands elsewhere and is judged there; nothing is told of it twice.
    """

    label: str
    text: str
    anchor: str
    state: str
    joint: str = ""
    op: str = ""
    n: int | None = None
    short: str = ""
    asks: str = ""
    details: tuple[str, ...] = ()
    evidence: str = ""
    questions: tuple[str, ...] = ()
    children: tuple[Told, ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Told]]:
        """Itself and all below, with the depth of each."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPart:
    """A route, or the limits or exclusions together: heading, what being met means, and the clauses."""

    name: str
    heading: str
    means: str
    roots: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A whole policy in plain words. `about` are (name, words) of what stands around the tree."""

    id: str
    title: str
    about: tuple[tuple[str, str], ...]
    parts: tuple[ToldPart, ...]
    typed: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What a leaf needs in order to say itself outside a case: names, and that nothing has been judged."""

    lexicon: Lexicon
    drug: str

    def status_of(self, _label: str) -> tuple[Status, tuple[ChartCitation, ...], tuple[ChartCitation, ...]]:
        return Status.NOT_DOCUMENTED, (), ()


def explain(subject: Subject) -> Explanation:
    """Every clause of the policy, told once."""
    telling = _Telling(subject)
    groups: dict[str, list[Told]] = {}
    for root in subject.roots:
        name = root.name if root.part == "routes" else root.part
        groups.setdefault(name, []).append(telling.term(root.term, root.term))
    parts = tuple(_part(name, tuple(roots)) for name, roots in groups.items())
    clauses = list(subject.clauses())
    asked = sum(any(leaf.kind == "ask" for leaf in c.leaves()) for c in clauses)
    policy = subject.policy
    return Explanation(
        id=policy.id,
        title=policy.title,
        about=tuple(_about(subject)),
        parts=parts,
        typed=len(clauses) - asked,
        asked=asked,
    )


def _part(name: str, roots: tuple[Told, ...]) -> ToldPart:
    if name == "limits":
        return ToldPart(name=name, heading="Limits", means="Met means within the limit.", roots=roots)
    if name == "exclusions":
        means = "Met means that the exclusion applies."
        return ToldPart(name=name, heading="Exclusions", means=means, roots=roots)
    means = "Met means that the request fulfils it."
    return ToldPart(name=name.removeprefix("routes."), heading=_ROUTES.get(name, name), means=means, roots=roots)


def _about(subject: Subject) -> Iterator[tuple[str, str]]:
    policy, name = subject.policy, subject.library.lexicon.name
    until = f" to {policy.effective_to}" if policy.effective_to else ""
    yield "Payer", policy.payer
    yield "Version", policy.version
    yield "In force", f"from {policy.effective_from}{until}; the first day of service chooses the version"
    if policy.drugs:
        yield "Drugs", ", ".join(name(d) for d in policy.drugs)
    if policy.services:
        yield "Services", ", ".join(policy.services)
    if policy.authorization_months:
        yield "Approval lasts", f"{policy.authorization_months} months"
    if policy.restart_after_days:
        yield (
            "Begins anew",
            f"after a gap of {policy.restart_after_days} days a continuation is reviewed as a first request",
        )
    for exception in policy.exceptions:
        yield "Exception", f"{exception.of} may be exceeded where {', '.join(exception.when)} are met"
    for clause in policy.conditions:
        yield "Condition", " ".join(clause.text.split())
    if policy.modified_by:
        yield "Answered with less", f"{', '.join(policy.modified_by)}: what exceeds it is approved within it"


def anchor_of(label: str) -> str:
    """A clause's place on a page.

    >>> anchor_of("I.A.2 (or)")
    'c-I-A-2-or'
    """
    return "c-" + re.sub(r"[^A-Za-z0-9]+", "-", label).strip("-")


class _Telling:
    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._lexicon = subject.library.lexicon
        self._told: set[str] = set()
        drugs = subject.policy.drugs
        names = _Names(lexicon=self._lexicon, drug=drugs[0] if drugs else "")
        self._record = cast(Record, names)

    def term(self, term: Term, root: Term) -> Told:
        """A clause and what is below; one that stands in another place of the policy is only named."""
        anchor = anchor_of(term.label)
        if term.label in self._told or not _stands_in(term, root):
            return Told(label=term.label, text=term.text, anchor=anchor, state="again", short="judged where it stands")
        self._told.add(term.label)
        if term.children and term.kind != "parts":
            joint = f"At least {term.n} of these must be met" if term.op == "at_least" else OPERATORS[term.op]
            children = tuple(self.term(child, root) for child in term.children)
            return Told(
                label=term.label,
                text=term.text,
                anchor=anchor,
                state="group",
                joint=joint,
                op=term.op,
                n=term.n,
                children=children,
            )
        leaf = self._subject.policy.node(term.label).leaf
        assert leaf is not None  # the loader gives every leaf its kind
        return self._leaf(term, leaf, anchor)

    def _leaf(self, term: Term, leaf: Leaf, anchor: str) -> Told:
        inner = tuple(self._part(t, p) for t, p in _parts(term, leaf))
        asked = [t for t in term.leaves() if t.kind == "ask"]
        state = "asked" if term.kind == "ask" else "partly" if asked else "typed"
        words = KINDS.get(term.kind)
        return Told(
            label=term.label,
            text=term.text,
            anchor=anchor,
            state="refers" if term.kind == "reference" else state,
            op=term.op if inner else "",
            n=term.n if inner else None,
            joint=self._joint(term) if inner else "",
            short=_capital(leaf.say(self._record)),
            asks=_capital(f"it asks {words.asks}") if words else f"It is of kind {term.kind}",
            details=() if inner else tuple(self._details(term)),
            evidence=words.evidence if words and not inner else "",
            questions=tuple(str(t.slots.get("question", "")) for t in asked),
            children=inner,
        )

    def _part(self, term: Term, leaf: Leaf) -> Told:
        """One of several things that a clause asks: without label and words of its own."""
        told = self._leaf(term, leaf, "")
        return Told(
            label="",
            text="",
            anchor="",
            state=told.state,
            joint=told.joint,
            op=told.op,
            n=told.n,
            short=told.short,
            asks=told.asks,
            details=told.details,
            evidence=told.evidence,
            questions=told.questions if term.kind == "ask" else (),
            children=told.children,
        )

    @staticmethod
    def _joint(term: Term) -> str:
        return f"At least {term.n} of these must be met" if term.op == "at_least" else OPERATORS[term.op or "all"]

    def _details(self, term: Term) -> Iterator[str]:
        slots = {**term.slots, **({"applies_to": list(term.applies_to)} if term.applies_to else {})}
        for name, value in slots.items():
            if name in _NAMED or value is False or value == "":
                continue
            words = SLOTS.get(name, f"{name.replace('_', ' ')}: {{}}")
            yield words.replace("{}", self._said(value))

    def _said(self, value: object) -> str:
        if isinstance(value, list):
            return ", ".join(self._said(v) for v in value)
        text = str(value)
        if self._lexicon.knows(text):
            return self._lexicon.name(text)
        known = [w for w in text.split(" ") if self._lexicon.knows(w)]
        return " or ".join(self._lexicon.name(w) for w in known) if len(known) == len(text.split(" ")) > 1 else text


def _stands_in(term: Term, root: Term) -> bool:
    """Whether the file has the clause here, and does not include it from elsewhere."""
    return term is root or term.where.startswith(root.where)


def _parts(term: Term, leaf: Leaf) -> list[tuple[Term, Leaf]]:
    return list(zip(term.children, leaf.parts, strict=True)) if isinstance(leaf, Parts) else []


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
