"""Reading a YAML file of the packs: an unreadable file, or a field given twice, is an error with its place."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import Any

import yaml

from mednec.errors import PackError

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is ten times faster, where it was built
CORRECT = "correct the file"


def read_file(path: Traversable, where: str) -> object:
    """Content of a pack file; `where` names it in messages. Raises PackError naming file and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PackError(
            f"cannot be read: not UTF-8 at byte {error.start}", where=where, do="save it as UTF-8"
        ) from error
    except OSError as error:
        raise PackError(f"cannot be read: {error.strerror}", where=where, do="check that the file is there") from error
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _refuse_twice(node, set())
        return loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise PackError(f"not readable as YAML: {error.problem}", where=f"{where}{line}", do=CORRECT) from error
    except yaml.YAMLError as error:
        raise PackError("not readable as YAML", where=where, do=CORRECT) from error
    except RecursionError as error:
        raise PackError("nested too deeply to be read", where=where, do=CORRECT) from error
    finally:
        loader.dispose()


def _refuse_twice(node: yaml.Node, seen: set[int]) -> None:
    """YAML would keep the last of two equal fields and drop the other without a word.

    Nor may a value refer to another place: a few lines that do stand for more words than a machine holds.
    """
    if id(node) in seen:
        raise yaml.MarkedYAMLError(problem="a value that refers to another place", problem_mark=node.start_mark)
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        names: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in names:
                raise yaml.MarkedYAMLError(problem=f"field {key.value!r} is given twice", problem_mark=key.start_mark)
            names.add(str(key.value))
            _refuse_twice(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_twice(value, seen)
