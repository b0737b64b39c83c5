"""No pattern of the program can take exponential time: none repeats what is itself only a repetition."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import mednec

parser: Any = importlib.import_module("re._parser")  # the standard library's own reader of patterns
constants: Any = importlib.import_module("re._constants")
REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern of the program, also within tuples and mappings of a module."""
    for module in pkgutil.walk_packages(mednec.__path__, "mednec."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for pattern in _within(value):
                yield f"{module.name}.{name}", pattern


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _within(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _within(each)


def ambiguous(items: Any) -> bool:
    """Whether an unbounded repetition stands around nothing that must be there but another unbounded repetition."""
    for op, argument in items:
        inside = []
        if op in REPEATS:
            _low, high, inner = argument
            if high is constants.MAXREPEAT and _only_repeats(inner):
                return True
            inside = [inner]
        elif op is constants.SUBPATTERN:
            inside = [argument[3]]
        elif op is constants.BRANCH:
            inside = argument[1]
        elif op in (constants.ASSERT, constants.ASSERT_NOT):
            inside = [argument[1]]
        if any(ambiguous(each) for each in inside):
            return True
    return False


def _only_repeats(items: Any) -> bool:
    """At least one unbounded repetition, and nothing beside it that must match."""
    unbounded = False
    for op, argument in items:
        if op in REPEATS:
            low, high, inner = argument
            if high is constants.MAXREPEAT:
                unbounded = True
            elif low > 0 and not _only_repeats(inner):
                return False
        elif op is constants.SUBPATTERN:
            if not _only_repeats(argument[3]):
                return False
            unbounded = True
        elif op not in (constants.AT, constants.ASSERT, constants.ASSERT_NOT):
            return False
    return unbounded


def test_no_pattern_repeats_a_repetition() -> None:
    found = [name for name, pattern in patterns() if ambiguous(parser.parse(pattern.pattern, pattern.flags))]
    assert found == []


def test_the_patterns_are_found_at_all() -> None:
    assert len(list(patterns())) > 100


@pytest.mark.parametrize("pattern", [r"(?:a+)+b", r"(\s*)*x", r"(?:(?:\w+)?\s*)*$"])
def test_the_check_knows_a_bad_one(pattern: str) -> None:
    assert ambiguous(parser.parse(pattern))


@pytest.mark.parametrize("pattern", [r"(?:a+,)+b", r"\s*x\s*", r"(?:\w+\s){0,3}$"])
def test_the_check_lets_a_good_one_pass(pattern: str) -> None:
    assert not ambiguous(parser.parse(pattern))
