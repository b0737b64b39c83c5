"""YAML read as it is written: every value stays the words of the file, and every value knows its place there."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

Places = dict[str, tuple[int, int]]
_NOTHING = "tag:yaml.org,2002:null"
_resolvers = yaml.SafeLoader.yaml_implicit_resolvers


class _AsWritten(yaml.SafeLoader):
    """`0123`, `no` and `2025-04-09` stay words, so that no id turns into a number, a falsehood or a day."""


_AsWritten.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag == _NOTHING] for first, known in _resolvers.items()
}


def read_as_written(text: str) -> tuple[yaml.Node | None, object]:
    """The file as nodes and as words. Raises YAMLError, also for a field given twice and for aliases."""
    loader = _AsWritten(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, None
        for _ in _values(node, "", set()):
            pass
        return node, loader.construct_document(node)
    finally:
        loader.dispose()


def places_of(node: yaml.Node | None) -> Places:
    """Path of every value (`lines.0.units`) -> its span in the file, without quotation marks.

    A value that is left empty or has only blanks has the place of its field's name.
    """
    return {} if node is None else {path: span for path, span in _values(node, "", set()) if path}


def _values(node: yaml.Node, path: str, seen: set[int]) -> Iterator[tuple[str, tuple[int, int]]]:
    if id(node) in seen:
        raise _fault(node, "a value that refers to another place")
    seen.add(id(node))
    yield path, _span(node)
    if isinstance(node, yaml.MappingNode):
        names: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _fault(key, "a field whose name is no word")
            if key.value in names:
                raise _fault(key, f"field {key.value!r} is given twice")
            names.add(key.value)
            below = f"{path}.{key.value}" if path else str(key.value)
            if _span(value) == (value.start_mark.index, value.start_mark.index) or _only_blanks(value):
                yield below, _span(key)
            else:
                yield from _values(value, below, seen)
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from _values(value, f"{path}.{i}", seen)


def _only_blanks(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and bool(node.value) and not node.value.strip()


def _span(node: yaml.Node) -> tuple[int, int]:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"') and end - start > 2:
        return start + 1, end - 1
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return start, (last[1] if isinstance(last, tuple) else last).end_mark.index
    return start, end


def _fault(node: yaml.Node, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
