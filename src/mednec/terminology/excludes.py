"""Reading the codes an Excludes note names: `(C96.21)`, `(C94.3-)`, `(E70-E88)`, `(F11.1-, F12)`."""

from __future__ import annotations

import re

BRACKETS = re.compile(r"\(([^()]*)\)")
CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
ITEM = re.compile(rf"({CODE})(?:-({CODE})|(-))?")
ONLY_CODES = re.compile(rf"\s*{CODE}(?:-(?:{CODE})?)?(?:\s*(?:,|and|or)\s*{CODE}(?:-(?:{CODE})?)?)*\s*")


def covers(note: str, code: str) -> bool:
    """Whether an Excludes note names this code, itself, by its parent or by a range.

    A bracket with conditions ("with fifth character 5") is not read, so it covers nothing.

    >>> covers("a kind of it (C94.3-)", "C94.31"), covers("metabolic disorders (E70-E88)", "E72.0")
    (True, True)
    >>> covers("conditions (F11-F19 with fifth character 5)", "F12.25")
    False
    """
    for bracket in BRACKETS.findall(note):
        if ONLY_CODES.fullmatch(bracket):
            for first, last, _ in ITEM.findall(bracket):
                if _within(code, first, last or first):
                    return True
    return False


def _within(code: str, first: str, last: str) -> bool:
    plain, low, high = (text.replace(".", "") for text in (code, first, last))
    return low <= plain[: len(low)] and plain[: len(high)] <= high
