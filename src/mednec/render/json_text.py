"""Records written as JSON: fixed key order, decimal numbers with every digit they were read with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = "str | int | Decimal | date | Mapping[str, Json] | Sequence[Json] | None"
Record: TypeAlias = "dict[str, Json]"


def to_json(value: Json, depth: int = 0) -> str:
    """JSON text, indented by one blank for each level.

    >>> to_json({"kg": Decimal("58.10"), "units": Decimal("960.0"), "on": date(2025, 4, 7)}).replace(chr(10), "")
    '{ "kg": 58.10, "units": 960, "on": "2025-04-07"}'
    """
    if value is None or isinstance(value, bool | int | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    inner, outer = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(value, Mapping):
        pairs = [f"{json.dumps(key, ensure_ascii=False)}: {to_json(item, depth + 1)}" for key, item in value.items()]
        return "{" + inner + f",{inner}".join(pairs) + outer + "}" if pairs else "{}"
    items = [to_json(item, depth + 1) for item in value]
    return "[" + inner + f",{inner}".join(items) + outer + "]" if items else "[]"


def number(value: Decimal) -> str:
    """A decimal as a JSON number: an integer where it is whole, and never in powers of ten.

    >>> number(Decimal("1E+2")), number(Decimal("0.30"))
    ('100', '0.30')
    """
    if not value.is_finite():
        raise ValueError(f"not a number that JSON can hold: {value}")
    return str(int(value)) if value == value.to_integral_value() else format(value, "f")


def to_json_line(value: Json) -> str:
    """The same on one line.

    >>> to_json_line({"kg": Decimal("58.10"), "on": date(2025, 4, 7), "of": ["a", None]})
    '{"kg": 58.10, "on": "2025-04-07", "of": ["a", null]}'
    """
    if isinstance(value, str | bool | int | Decimal | date) or value is None:
        return to_json(value)
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {to_json_line(v)}" for k, v in value.items()) + "}"
        )
    return "[" + ", ".join(to_json_line(item) for item in value) + "]"
