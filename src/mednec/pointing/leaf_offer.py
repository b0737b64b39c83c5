"""What a model is offered for a clause: kinds with their slots, concepts that its words may name, and the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mednec.packs.importing.typing.clause import Clause
from mednec.packs.library import Library
from mednec.pointing.leaf_kinds import KINDS, LeafKind, Named, slots_read

MOST_CONCEPTS = 60
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]{3,}")
Schema = Mapping[str, object]


Names = Mapping[str, Sequence[tuple[str, int]]]  # by word: ids with a name that holds it, and how long the name is


def names_of(library: Library) -> Names:
    """The longer words of every name in the packs."""
    found: dict[str, list[tuple[str, int]]] = {}
    for id_, name in _names(library):
        for word in {w.lower() for w in _WORD.findall(name)}:
            found.setdefault(word, []).append((id_, len(name)))
    return found


def offered(clause: Clause, names: Names) -> tuple[str, ...]:
    """Ids that the words of a clause name, then those whose names have a longer word of it, the most alike first."""
    named = dict.fromkeys(m.id for m in (*clause.mentions, *clause.lexicon.find(clause.header)))
    words = {w.lower() for w in _WORD.findall(clause.text)} - clause.words["anywhere"]
    shared: dict[str, int] = {}
    shortest: dict[str, int] = {}
    for word in sorted(words):
        for id_, length in names.get(word, ()):
            shortest[id_] = min(length, shortest.get(id_, length))
        for id_ in {i for i, _ in names.get(word, ())}:
            shared[id_] = shared.get(id_, 0) + len(word)
    near = sorted((-shared[id_], shortest[id_], id_) for id_ in shared if id_ not in named)
    return tuple(dict.fromkeys((*named, *(id_ for _, _, id_ in near))))[:MOST_CONCEPTS]


def _names(library: Library) -> Iterator[tuple[str, str]]:
    for concept in library.concepts.values():
        yield from ((concept.id, name) for name in (concept.name, *concept.terms))
    for drug in library.lexicon.drugs.values():
        yield drug.id, drug.name


def told(clause: Clause, above: Sequence[str], notes: Sequence[str], ids: Sequence[str]) -> str:
    """The question in words: the clause with what stands around it, and what may be answered."""
    part = "an exclusion: met means that it applies" if clause.part == "exclusions" else "a criterion"
    lines = [f"Clause {clause.label}, {part}:", "<clause>", clause.text.strip(), "</clause>"]
    if above:
        lines += ["", "It stands under:", *(f"- {' '.join(words.split())[:300]}" for words in above)]
    if notes:
        lines += ["", "It refers to:", *(f"- {note}" for note in notes)]
    lines += ["", "Kinds with their slots:", *(_kind(name, KINDS[name]) for name in on_offer(clause, ids))]
    lines += ["- ask (what only a person can judge): words alone"]
    known = clause.lexicon
    lines += ["", "Concepts:", *(f"- {id_} ({kind_of(clause, id_)}): {known.name(id_)}" for id_ in ids)]
    return "\n".join(lines) + "\n"


def _kind(name: str, how: LeafKind) -> str:
    slots = slots_read(name).slots
    shown = ", ".join(f"{slot} ({_short(how, slot, slots[slot])})" for slot in how.slots)
    return f"- {name} ({how.about}): {shown}"


def _short(how: LeafKind, slot: str, schema: Schema) -> str:
    taken = how.slots[slot]
    if isinstance(taken, Named):
        return f"{' or '.join(taken.kinds)}; {'each of them' if taken.joined == 'and' else 'one is enough'}"
    if isinstance(enum := schema.get("enum"), list):
        return " or ".join(str(v) for v in enum if v)
    return str(schema.get("type", "words"))


def on_offer(clause: Clause, ids: Sequence[str]) -> tuple[str, ...]:
    """The kinds whose first slot of concepts something on offer could fill."""
    kinds = {kind_of(clause, id_) for id_ in ids}
    return tuple(
        name
        for name, how in KINDS.items()
        if all(
            kinds & set(s.kinds) for n, s in how.slots.items() if isinstance(s, Named) and n in slots_read(name).needed
        )
    )


def kind_of(clause: Clause, id_: str) -> str:
    """disease, test, measure ...; `drug` for drugs and classes of drugs."""
    concept = clause.lexicon.concepts.get(id_)
    return "drug" if concept is None or concept.kind == "drug-class" else concept.kind


def leaf_schema(clause: Clause, ids: Sequence[str]) -> Schema:
    """JSON Schema of the answer: slots as policy.yaml takes them, each with the words it was taken from."""
    parts = [_part(clause, name, ids) for name in on_offer(clause, ids)]
    parts.append(_closed(kind={"const": "ask"}, words=_TEXTS, slots={"type": "array", "maxItems": 0, "items": {}}))
    return {
        **_closed(
            op={"type": "string", "enum": ["one", "all", "any", "at_least", "nothing"]},
            n={"type": "integer"},
            n_words=_TEXT,
            parts={"type": "array", "items": {"anyOf": parts}, "maxItems": 8},
        ),
        "$defs": {"concepts": {"type": "array", "items": {"type": "string", "enum": list(ids)}}},
    }


_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT, "maxItems": 8}


def _part(clause: Clause, name: str, ids: Sequence[str]) -> Schema:
    how, schemas = KINDS[name], slots_read(name).slots
    slots = [
        _closed(
            slot={"const": slot}, words=_TEXTS, value=_CONCEPTS if isinstance(taken, Named) else _value(schemas[slot])
        )
        for slot, taken in how.slots.items()
        if not isinstance(taken, Named) or any(kind_of(clause, i) in taken.kinds for i in ids)
    ]
    return _closed(kind={"const": name}, words=_TEXTS, slots={"type": "array", "items": {"anyOf": slots}})


def _value(schema: Schema) -> Schema:
    """A slot's value in the few words of JSON Schema that every server knows; what comes back is checked in full."""
    if isinstance(several := schema.get("anyOf"), list):
        one = next(s["items"] for s in several if "items" in s)
        return {"type": "array", "items": _value(one)}
    if isinstance(enum := schema.get("enum"), list):
        return {"type": "string", "enum": [v for v in enum if v]}
    return {"type": schema.get("type", "string")}


_CONCEPTS: Schema = {"$ref": "#/$defs/concepts"}


def _closed(**fields: Schema) -> Schema:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
