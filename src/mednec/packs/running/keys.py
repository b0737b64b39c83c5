"""What a clause tests, by a name that outlives the policy: its kind and slots, never its label or wording.

Two versions of a policy that ask the same have the same key, so that what was judged under one holds for the other.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal

from mednec.criteria.policy import CriterionNode

_UNSET = (None, False, "", ())  # a slot that says nothing; one that a later version adds changes no key


def key_of(node: CriterionNode) -> str:
    """The key of a leaf: `age(at_least=12)`."""
    return f"{node.kind}({_slots(node.leaf)})"


def _slots(leaf: object) -> str:
    if not is_dataclass(leaf):
        return "" if leaf is None else repr(leaf)
    written = ((f.name, getattr(leaf, f.name)) for f in sorted(fields(leaf), key=lambda f: f.name))
    return ", ".join(f"{name}={_value(value)}" for name, value in written if not _unset(value))


def _unset(value: object) -> bool:
    return any(value is u or (type(value) is type(u) and value == u) for u in _UNSET)


def _value(value: object) -> str:
    """A slot's value, the same for the same number however it was written: 12 and 12.0."""
    if isinstance(value, Decimal):
        return str(int(value)) if value == value.to_integral_value() else f"{value.normalize():f}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    if isinstance(value, frozenset | set):
        return "[" + ", ".join(sorted(_value(v) for v in value)) + "]"
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}({_slots(value)})"
    return str(value)
