"""The JSON Schema of policy.yaml, made by watching each kind of leaf read its slots, so that the two never differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from mednec.criteria import kinds
from mednec.criteria.leaf import Slots
from mednec.errors import PolicyError
from mednec.model.words import DocumentKind, Outcome

Schema: TypeAlias = "dict[str, object]"
TEXT: Schema = {"type": "string", "minLength": 1}
TEXTS: Schema = {"type": "array", "items": TEXT}
WHOLE: Schema = {"type": "integer", "minimum": 1}
DAY: Schema = {"type": "string", "format": "date"}
_ONE_OR_MORE: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}
_PROGRAM: dict[str, Schema] = {  # what a program that read the text says of a node
    "at": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
    "read_from": {"type": "string"},
    "asks": {"type": "string"},
}
_PROPOSED: dict[str, Schema] = {
    "proposed_by": {**TEXT, "description": "Who proposed the type; the clause is asked until a person takes this out"}
}
_FRAME: dict[str, Schema] = {
    "clause": {**TEXT, "description": "The outline label, joined with dots from the root: I.A.2"},
    "text": {**TEXT, "description": "The payer's words, as they stand in source.md"},
    "outcome_if_met": {"enum": [o.value.replace(" ", "_") for o in Outcome] + [o.value for o in Outcome]},
    "applies_to": {**TEXTS, "description": "Disease concepts or drugs that it is about"},
    **_PROGRAM,
}


@dataclass(slots=True)
class _Watched(Slots):
    """Slots that answer plausibly whatever is asked, and remember it. Of the optional ones those in `raw` are given."""

    seen: dict[str, Schema] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)

    def _saw(self, name: str, schema: Schema, *, needed: bool = False) -> bool:
        """Whether to answer with a value."""
        self.seen[name] = schema
        if needed:
            self.needed.add(name)
        return needed or name in self.raw

    def _get(self, name: str) -> object:
        self.seen.setdefault(name, {})
        return None

    def text(self, name: str, default: str | None = None) -> str:
        return "x" if self._saw(name, TEXT, needed=default is None) else default or ""

    def texts(self, name: str, *, required: bool = True) -> tuple[str, ...]:
        return ("x",) if self._saw(name, _ONE_OR_MORE, needed=required) else ()

    def document_kinds(self, name: str) -> tuple[str, ...]:
        one: Schema = {"enum": [k.value for k in DocumentKind]}
        given = self._saw(name, {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})
        return (DocumentKind.CLINIC_NOTE.value,) if given else ()

    def number(self, name: str) -> Decimal | None:
        return Decimal(1) if self._saw(name, {"type": "number"}) else None

    def needed_number(self, name: str) -> Decimal:
        self._saw(name, {"type": "number"}, needed=True)
        return Decimal(1)

    def whole(self, name: str) -> int | None:
        return 1 if self._saw(name, {"type": "integer"}) else None

    def flag(self, name: str) -> bool:
        return self._saw(name, {"type": "boolean"})

    def choice(self, name: str, among: tuple[str, ...], default: str | None = None) -> str:
        given = self._saw(name, {"enum": list(among)}, needed=default is None)
        return among[0] if given or default is None else default

    def parts(self, name: str) -> tuple[Mapping[str, object], ...]:
        self._saw(name, {"type": "array", "items": {"$ref": "#/definitions/part"}, "minItems": 1}, needed=True)
        return ({"kind": "ask", "question": "x"},)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSlots:
    """What a kind of leaf reads: its slots, those it must have, and those of which it needs one at least."""

    slots: Mapping[str, Schema]
    needed: tuple[str, ...]
    one_of: tuple[str, ...]
    about: str = ""


def slots_of(kind: str) -> KindSlots:
    """The slots of a kind, from its own `parse`: asked with nothing, then with each of the others alone."""
    parse = kinds.parse_parts if kind == "parts" else kinds.KINDS[kind]
    bare, refused = _watch(parse, ())
    seen, needed, enough = dict(bare.seen), set(bare.needed), set()
    waiting = [*bare.seen]
    while waiting:
        name = waiting.pop(0)
        watched, wrong = _watch(parse, (name,))
        waiting += [n for n in watched.seen if n not in seen]
        seen = {**watched.seen, **seen, name: watched.seen.get(name, seen[name])}
        needed |= watched.needed - {name}
        if not wrong and name not in bare.needed:
            enough.add(name)
    about = getattr(getattr(parse, "__self__", None), "__doc__", "") or ""
    return KindSlots(
        slots={name: seen[name] for name in sorted(seen)},
        needed=tuple(sorted(needed)),
        one_of=tuple(sorted(enough)) if refused else (),
        about=" ".join(about.split()),
    )


def _watch(parse: Callable[[Slots], object], given: tuple[str, ...]) -> tuple[_Watched, bool]:
    watched = _Watched(raw=dict.fromkeys(given, True), where="schema")
    try:
        parse(watched)
    except PolicyError:
        return watched, True
    return watched, False


def policy_schema() -> Schema:
    """The whole schema, in a draft that editors understand."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A payer's policy as a criteria tree (policy.yaml)",
        "description": "Made by `mednec policy schema` from the kinds of leaves; see docs/writing-a-policy.md.",
        "type": "object",
        "required": ["id", "title", "payer", "version", "effective", "routes"],
        "additionalProperties": False,
        "properties": _top(),
        "definitions": {
            "node": {
                "type": "object",
                "if": {"required": ["include"]},
                "then": {"$ref": "#/definitions/include"},
                "else": {
                    "if": {"required": ["children"]},
                    "then": {"$ref": "#/definitions/group"},
                    "else": {"$ref": "#/definitions/leaf"},
                },
            },
            "include": _object({"include": TEXT}, ("include",)),
            "group": _group(),
            "leaf": _chosen("clause"),
            "part": _chosen("part"),
            **dict(_kinds()),
        },
    }


def schema_text() -> str:
    """The schema as a file."""
    return json.dumps(policy_schema(), indent=1, ensure_ascii=False) + "\n"


def _top() -> dict[str, Schema]:
    clause = {"clause": TEXT, "text": TEXT}
    nodes: Schema = {"type": "array", "items": {"$ref": "#/definitions/node"}}
    node: Schema = {"$ref": "#/definitions/node"}
    exception = _object({"of": TEXT, "when": TEXTS, "text": TEXT}, ("of", "when", "text"))
    return {
        "id": TEXT,
        "title": TEXT,
        "payer": TEXT,
        "version": TEXT,
        "names": {**TEXTS, "description": "Policy number and other names by which requests call it"},
        "effective": _object({"from": DAY, "to": {"anyOf": [DAY, {"type": "null"}]}}, ("from",)),
        "source": TEXT,
        "drugs": TEXTS,
        "services": TEXTS,
        "modified_by": TEXTS,
        "routes": _object({"initial": node, "continuation": node}, ("initial",)),
        "limits": nodes,
        "exclusions": nodes,
        "exceptions": {"type": "array", "items": exception},
        "conditions": {"type": "array", "items": _object(clause, ("clause", "text"))},
        "restart": _object({**clause, "after_days": WHOLE}, ("clause", "text", "after_days")),
        "authorization": _object({**clause, "months": WHOLE}, ("clause", "text")),
    }


def _group() -> Schema:
    frame: dict[str, Schema] = {
        **_FRAME,
        "op": {"enum": ["all", "any", "at_least", "not", "unclear"]},
        "n": WHOLE,
        "authorized_days": WHOLE,
        "children": {"type": "array", "items": {"$ref": "#/definitions/node"}, "minItems": 1},
    }
    counted: Schema = {"if": {"properties": {"op": {"const": "at_least"}}, "required": ["op"]}}
    return {**_object(frame, ("clause", "text", "children")), **counted, "then": {"required": ["n"]}}


def _chosen(where: str) -> Schema:
    """A leaf or a part: by its kind, the slots of that kind."""
    chosen = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"$ref": f"#/definitions/{where}_{kind}"},
        }
        for kind in kinds.KIND_NAMES
    ]
    named: Schema = {"properties": {"kind": {"enum": list(kinds.KIND_NAMES)}}}
    return {"type": "object", "required": ["kind"], **named, "allOf": chosen}


def _kinds() -> Iterator[tuple[str, Schema]]:
    for kind in kinds.KIND_NAMES:
        read = slots_of(kind)
        named: dict[str, Schema] = {"kind": {"const": kind}, **read.slots}
        one: Schema = {"anyOf": [{"required": [name]} for name in read.one_of]} if read.one_of else {}
        about: Schema = {"description": read.about} if read.about else {}
        yield f"part_{kind}", {**about, **_object(named, ("kind", *read.needed)), **one}
        framed = {**_FRAME, **_PROPOSED, **named}
        yield f"clause_{kind}", {**about, **_object(framed, ("clause", "text", "kind", *read.needed)), **one}


def _object(properties: Mapping[str, Schema], required: tuple[str, ...]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }
