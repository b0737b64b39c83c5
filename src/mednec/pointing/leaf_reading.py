"""One proposed part of a clause, read again: each slot from the words it is said to stand in, or not accepted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from mednec.packs.checking.figures import is_time
from mednec.packs.importing.typing.clause import Clause
from mednec.pointing.leaf_kinds import KINDS, LeafKind, Named, Spoken, slots_read
from mednec.pointing.leaf_names import (
    NotAcceptedError,
    all_members,
    beside_a_name,
    check_narrowed,
    graded,
    mentions_in,
    quoted,
)
from mednec.pointing.leaf_words import Span, from_elsewhere
from mednec.pointing.locate import spans_of

Value = bool | int | float | str | tuple[str, ...]
DAYS = ("within_days", "min_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A slot as a model proposes it: the value, and the words of the clause that it was taken from."""

    slot: str
    value: Value
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPart:
    """One thing that a clause asks: a kind, its slots, and words that show the kind. An `ask` has words alone."""

    kind: str
    words: tuple[str, ...] = ()
    slots: tuple[Proposed, ...] = ()


@dataclass(slots=True, kw_only=True)
class ReadPart:
    """A part as the program reads it: slots with its own values, and where in the clause each stands."""

    kind: str
    slots: dict[str, object]
    places: dict[str, list[Span]] = field(default_factory=dict)  # "" for the words that show the kind
    links: list[Span] = field(default_factory=list)  # between the items of a list, read and found right
    graded: list[Span] = field(default_factory=list)  # words in a name that say how severe it is, and not the concept
    concepts: tuple[str, ...] = ()

    @property
    def spans(self) -> list[Span]:
        return [place for places in self.places.values() for place in places]

    @property
    def how(self) -> LeafKind:
        return KINDS[self.kind]


def read_part(clause: Clause, part: ProposedPart) -> ReadPart:
    """Raises NotAcceptedError for a slot that the program does not read in the words it was taken from."""
    if part.kind not in KINDS:
        raise NotAcceptedError(f"a clause of kind {part.kind!r} is not typed from a proposal")
    read = ReadPart(kind=part.kind, slots={})
    how = read.how
    named = [s for s in part.slots if isinstance(how.slots.get(s.slot), Named)]
    for proposed in (*named, *(s for s in part.slots if s not in named)):
        if proposed.slot in read.slots:
            raise NotAcceptedError(f"the slot {proposed.slot} is given twice")
        slot = how.slots.get(proposed.slot)
        if slot is None:
            raise NotAcceptedError(f"the slot {proposed.slot} of {part.kind} is not filled from a proposal")
        if isinstance(slot, Named):
            _named(clause, read, proposed, slot)
        else:
            _spoken(clause, read, proposed, slot)
    _cue(clause, read, part.words)
    _check_twice(clause, read)
    missing = [name for name in slots_read(part.kind).needed if name not in read.slots]
    if missing or not read.spans:
        raise NotAcceptedError(f"{part.kind} needs {missing[0] if missing else 'words of the clause'}")
    return read


def _check_twice(clause: Clause, read: ReadPart) -> None:
    """Raises NotAcceptedError for words that two slots are filled from: but for a range, they say one thing."""
    spoken = {n: places for n, places in read.places.items() if not isinstance(read.how.slots.get(n), Named)}
    said = [(n, s) for n, places in spoken.items() for s in places]
    for i, (name, (start, end)) in enumerate(said):
        for other, (first, last) in said[i + 1 :]:
            ranged = {name, other} in ({"at_least", "up_to"}, {"at_least", "at_most"})
            if start < last and first < end and not ranged:
                words = quoted(clause.text[max(start, first) : min(end, last)])
                raise NotAcceptedError(
                    f"the words {words} are taken for {name or 'the kind'} and for {other or 'the kind'}"
                )


def place(clause: Clause, words: str, near: Sequence[Span] = ()) -> Span | None:
    """Where words stand in the clause: of several places the nearest to these; the others are for other slots to hold.

    Raises NotAcceptedError where they stand there twice and nothing is near.
    """
    found = spans_of(words, clause.text)
    if len(found) > 1 and not near:
        raise NotAcceptedError(f"the words {quoted(words)} stand more than once in the clause")
    return min(found, key=lambda f: min((max(s - f[1], f[0] - e, 0) for s, e in near), default=0), default=None)


def _place_here(clause: Clause, words: str, near: Sequence[Span]) -> Span:
    found = place(clause, words, near)
    if found is None:
        raise NotAcceptedError(f"the words {quoted(words)} do not stand in the clause")
    return found


def _cue(clause: Clause, read: ReadPart, words: Sequence[str]) -> None:
    how = read.how
    for said in words:
        start, end = _place_here(clause, said, read.spans)
        text = clause.text[start:end].strip(" .,;:()")
        lead = r"(?:(?:is|are|was|were|has|have|had|been|be|being|the|a|an|must)\s+)*"
        if not how.cue or not re.fullmatch(rf"{lead}(?:{how.cue})", text, re.IGNORECASE):
            raise NotAcceptedError(f"the words {quoted(said)} do not say that it is {read.kind.replace('_', ' ')}")
        read.places.setdefault("", []).append((start, end))
    shown = " ".join(clause.text[slice(*p)] for p in read.places.get("", []))
    if how.needs_cue and not re.search(how.needs_cue, shown, re.IGNORECASE):
        raise NotAcceptedError(f"no words of the clause say that it is {read.kind.replace('_', ' ')}")


# --- slots of concepts
def _named(clause: Clause, read: ReadPart, proposed: Proposed, slot: Named) -> None:
    wanted = (proposed.value,) if isinstance(proposed.value, str) else proposed.value
    if not isinstance(wanted, tuple) or not wanted:
        raise NotAcceptedError(f"{proposed.slot} needs concepts")
    for id_ in wanted:
        if not clause.lexicon.knows(id_):
            raise NotAcceptedError(f"no pack knows {id_!r}")
    found = [m for words in proposed.words for m in mentions_in(clause, words)]
    fitting = [m for m in found if clause.kind_of(m) in slot.kinds]
    if any(not any(f.start == m.start for f in fitting) for m in found):
        odd = next(m for m in found if not any(f.start == m.start for f in fitting))
        name = quoted(clause.text[odd.start : odd.end])
        raise NotAcceptedError(f"{name} is a {clause.kind_of(odd)}, which {proposed.slot} does not take")
    said = {m.id for m in fitting}
    check_narrowed(clause, wanted)
    for id_ in wanted:
        if id_ not in said and not all_members(clause, id_, said):
            raise NotAcceptedError(f"the words do not name {clause.lexicon.name(id_)} ({id_})")
    for id_ in sorted(said):
        if id_ not in wanted and not any(all_members(clause, w, said) and clause.lexicon.is_a(id_, w) for w in wanted):
            raise NotAcceptedError(f"the words name {clause.lexicon.name(id_)} too, which is left out")
    spans = sorted({(m.start, m.end) for m in fitting})
    spans += beside_a_name(clause, wanted, spans)
    read.slots[proposed.slot] = list(dict.fromkeys(wanted))
    read.places[proposed.slot] = sorted(spans)
    read.concepts = (*read.concepts, *wanted)
    read.graded += [place for m in fitting for place in graded(clause, m)]


# --- slots that words say
def _spoken(clause: Clause, read: ReadPart, proposed: Proposed, slot: Spoken) -> None:
    if not proposed.words and proposed.slot == "every" and proposed.value is True:
        read.slots["every"] = True  # that its tests are joined by "and" says it: the list is checked for that
        return
    if not proposed.words:
        raise NotAcceptedError(f"{proposed.slot} is given without words of the clause")
    values: list[object] = []
    for words in proposed.words:
        found = place(clause, words, read.spans)
        text = clause.text[slice(*found)] if found else words
        if found is None and not (slot.above and spans_of(words, clause.header)):
            raise NotAcceptedError(f"the words {quoted(words)} do not stand in the clause")
        said = slot.read(text)
        if said is None:
            raise NotAcceptedError(f"the words {quoted(words)} do not say {proposed.slot}")
        values.append(said.value)
        if found is not None:
            read.places.setdefault(proposed.slot, []).extend((found[0] + a, found[0] + b) for a, b in said.spans)
            if proposed.slot == "within_days" and from_elsewhere(clause.text[found[1] :]):
                raise NotAcceptedError(f"the time {quoted(words)} is not counted from the request")
    read.slots[proposed.slot] = _agreed(clause, read, proposed, slot, values)


def _agreed(clause: Clause, read: ReadPart, proposed: Proposed, slot: Spoken, values: list[object]) -> object:
    """The value as the program reads it. Raises NotAcceptedError where the proposal has another."""
    own: object
    if proposed.slot in ("outcomes", "excused_by"):
        own = sorted({str(v) for v in values} | ({"partial"} if "failed" in values else set()))
    elif proposed.slot == "worded":
        own = _forms(clause, [str(v).lower() for v in values])
    elif slot.many and not slot.turned:
        own = [str(v) for v in values]
    elif slot.turned and slot.turned in values:
        own = slot.turned
    elif len(set(map(str, values))) == 1:
        own = values[0]
    else:
        raise NotAcceptedError(f"the words for {proposed.slot} say two things")
    if own == "improved":
        known = {clause.lexicon.concepts[c].better for c in read.concepts if c in clause.lexicon.concepts}
        own = known.pop() if len(known) == 1 else "improved"
    if not _same(proposed, own):
        raise NotAcceptedError(f"the words {quoted(' ... '.join(proposed.words))} say {proposed.slot} {_shown(own)}")
    return own


def _same(proposed: Proposed, own: object) -> bool:
    value = proposed.value
    if isinstance(own, bool) or isinstance(value, bool):
        return own is value
    if isinstance(own, list):
        given = {value} if isinstance(value, str) else set(value) if isinstance(value, tuple) else set()
        if proposed.slot == "worded":
            words = {form for group in own for form in str(group).split()}
            return {w.lower() for g in given for w in str(g).split()} <= words
        if proposed.slot in ("outcomes", "excused_by") and "failed" in own:
            return given | {"partial"} == set(own)
        return {str(g).lower() for g in given} == {str(o).lower() for o in own}
    if isinstance(own, int | float):
        try:
            given_number = Decimal(str(value))
        except InvalidOperation:
            return False
        if not given_number.is_finite():
            return False
        exact = given_number == Decimal(str(own))
        return exact or (proposed.slot in DAYS and is_time(given_number, Decimal(str(own))))
    return str(value).strip().casefold().replace("\u03bc", "u").replace("\u00b5", "u") == str(own).casefold()


def _forms(clause: Clause, said: Sequence[str]) -> list[str]:
    """The words that must stand beside a diagnosis, each in all its forms: "severe severely"."""
    found: list[str] = []
    for group in sorted(clause.words["qualifiers"]):
        stems = {w[:6] for w in said if w in group.split()}
        if stems:
            found.append(" ".join(form for form in group.split() if form[:6] in stems))
    left = [w for w in said if not any(w in group.split() for group in found)]
    if left:
        raise NotAcceptedError(f"the words {quoted(', '.join(left))} do not say how severe or active it is")
    return found


def _shown(own: object) -> str:
    return ", ".join(map(str, own)) if isinstance(own, list) else str(own)


def bare(slots: Mapping[str, object]) -> dict[str, object]:
    """Slots in the order of a policy: what it is about first."""
    first = [k for k in ("of", "symptoms", "despite", "specialties") if k in slots]
    return {k: slots[k] for k in (*first, *(k for k in slots if k not in first))}
