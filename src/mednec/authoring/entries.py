"""The clauses of a policy one by one, as two versions of it are compared: where each stands, its words, its slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mednec.packs.checking import Subject
from mednec.packs.checking.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A clause: part of the policy, clause it stands under, words, operator of a group, kind and slots of a leaf."""

    label: str
    part: str
    parent: str
    text: str
    op: str = ""
    n: int | None = None
    kind: str = ""
    slots: Mapping[str, object] = field(default_factory=dict)

    @property
    def plain(self) -> str:
        """The words as they are compared: without line ends and case."""
        return " ".join(self.text.split()).casefold()

    @property
    def asked(self) -> bool:
        return self.kind == "ask"


def entries_of(subject: Subject) -> tuple[Entry, ...]:
    """Every clause once, in the order of the policy."""
    found: dict[str, Entry] = {}
    for root in subject.roots:
        part = root.name if root.part == "routes" else root.part
        for entry in _below(root.term, part, ""):
            found.setdefault(entry.label, entry)
    return tuple(found.values())


def _below(term: Term, part: str, parent: str) -> Iterator[Entry]:
    group = term.children and term.kind != "parts"
    yield Entry(
        label=term.label,
        part=part,
        parent=parent,
        text=term.text,
        op=term.op if group else "",
        n=term.n if group else None,
        kind="" if group else term.kind,
        slots={**_flat(term.slots, ""), **({"applies_to": list(term.applies_to)} if term.applies_to else {})},
    )
    for child in term.children if group else ():
        yield from _below(child, part, term.label)


def _flat(slots: Mapping[str, object], prefix: str) -> dict[str, object]:
    """Slots by name; those of parts under the number of the part: `parts[1].min_days`."""
    found: dict[str, object] = {}
    for name, value in slots.items():
        if name == "parts" and isinstance(value, list):
            for i, part in enumerate(value):
                found |= _flat(part, f"{prefix}parts[{i}].") if isinstance(part, Mapping) else {}
        else:
            found[f"{prefix}{name}"] = value
    return found
