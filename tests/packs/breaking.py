"""Breaking a good file: some fields changed, one entry replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def changed(content: Any, change: Mapping[Any, Any]) -> Any:
    """The content with some fields changed; a number picks an entry of a list."""
    for key, value in change.items():
        deeper = isinstance(value, dict) and (isinstance(content, list) or isinstance(content.get(key), dict | list))
        content[key] = changed(content[key], value) if deeper else value
    return content


def replaced(content: Any, path: str, value: Any) -> Any:
    """The content with another value at a path such as `routes.initial.children.0`."""
    *above, last = (int(part) if part.isdigit() else part for part in path.split("."))
    inner = content
    for part in above:
        inner = inner[part]
    inner[last] = value
    return content
