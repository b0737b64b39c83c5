"""How a group joins its items, and where the text says so: header before bracket before connectors at line ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_N = r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight)"
_THESE = (
    r"(?:(?:the|these)\s+)?(?:following|these|those|below|criteria|classes|conditions|requirements|items|uses"
    r"|measures|options"
    r"|findings)"
)
_AT_LEAST = (
    re.compile(
        r"\b(?:at least|a minimum of|minimum|no fewer than"
        rf"|not fewer than)\s+{_N}\s+(?:\(\d\)\s*)?(?:\w+\s+){{0,2}}?of\b",
        re.I,
    ),
    re.compile(rf"\b(?:any\s+)?{_N}\s+(?:\(\d\)\s*)?or more\s+(?:\w+\s+){{0,2}}?of\b", re.IGNORECASE),
    re.compile(rf"\bany\s+{_N}\s+(?:\(\d\)\s*)?of\b", re.IGNORECASE),
    re.compile(
        r"\b(?P<n>two|three|four|five|2|3|4|5)\s+(?:\(\d\)\s*)?of\s+(?:the\s+)?(?:following|these|those|criteria)",
        re.IGNORECASE,
    ),
    re.compile(rf"\bat least\s+{_N}\s+(?:\(\d\)\s*)?(?:of\s+)?(?:the\s+)?(?:following|these)\b", re.IGNORECASE),
)
_NONE = re.compile(
    rf"\b(?:all|each|both|any|either)?\s*(?:of\s+)?{_THESE}\s+(?:\w+\s+){{0,3}}?(?:have|has|must)\s+(?:all\s+)?(?:be|been)"
    r"\s+(?:ruled out|excluded)\b|"
    rf"\bnot (?:due|attributable|related|secondary|caused) (?:to|by) (?:any|either)\s+(?:one\s+)?(?:of\s+)?{_THESE}\b|"
    rf"\b(?:none of|not any of|neither of)\s+{_THESE}\b|\bnone apply\b"
    r"|\b(?:does not have|do not have|has not had|has no(?: history of)?|no history of|without|absence of|free of"
    r"|not be (?:used|given|taken) (?:together )?with|not used with)"
    rf"\s+(?:any|either)\s+(?:one\s+)?of\s+{_THESE}\b",
    re.IGNORECASE,
)
# Counts and denials that none of the operators holds: the text is asked about.
_BEYOND = re.compile(
    rf"\b(?:more than|no more than|not more than|fewer than|less than|at most|up to|all but)\s+{_N}\s+of\b"
    r"|\bnot all of\b"
    r"|\b(?:not|no|without|absence of|never)\b[^.;:]{0,30}"
    r"\b(?:all|any|either|both|one)\s+(?:one\s+)?of\b",
    re.IGNORECASE,
)
_ANY = (
    re.compile(
        rf"\b(?:any|one|either|at least one|1)\s+(?:\(1\)\s*)?(?:or more\s+)?(?:one\s+)?of\s*(?:{_THESE}\b|:|$"
        r"|[A-Za-z0-9]{1,4}\))",
        re.I,
    ),
    re.compile(r"\b(?:ONE|EITHER|ANY)\s+(?:ONE\s+)?of\b|\bas ONE of\b"),
    re.compile(r"\beither(?:\s+of)?\s*:?\s*$|\bEITHER\b\s*:?\s*$|\bone of\s*:?\s*$|\bany of\s*:?\s*$", re.IGNORECASE),
    re.compile(r"\b(?:one|any)(?:\s+or more)?\s+of\s+(?:the\s+)?(?:following|these)\b", re.IGNORECASE),
    re.compile(
        r"\bany\s+(?:one\s+)?(?:of\s+)?(?:the\s+)?following\b|\bone or more of\b"
        r"|\beither\s+(?:of\s+)?the\s+following\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\bmeets?\s+(?:criterion|criteria|part|section|item)?\s*\(?[A-Z0-9]{1,4}[.)]?\s+or\s+(?:criterion|part"
        r"|section|item)?\s*\(?[A-Z0-9]{1,4}\b"
    ),
)
_ALL = (
    re.compile(rf"\b(?:all|both|each|every one)\s+(?:\w+\s+)?(?:of\s+)?{_THESE}\b", re.IGNORECASE),
    re.compile(r"\b(?:ALL|BOTH|EACH)\s+of\b|\b(?:all|both)\s+of\s*:?\s*$|\bshown by all of\b", re.IGNORECASE),
    re.compile(
        r"\ball\s+(?:of\s+)?\(?[A-Za-z0-9]{1,4}[.)]?\s*(?:through|to|-|\u2013)\s*\(?[A-Za-z0-9]{1,4}\b", re.IGNORECASE
    ),
    re.compile(r"\b(?:are|is|be|must be)\s+(?:all|both)\s+(?:met|satisfied|documented|present|true)\b", re.IGNORECASE),
    re.compile(r"\ball\s+(?:are|must be)\s+(?:met|satisfied|documented|present)\b", re.IGNORECASE),
    re.compile(r"\bboth\s+\(?[A-Za-z0-9]{1,4}[.)]?\s+and\s+\(?[A-Za-z0-9]{1,4}\b", re.IGNORECASE),
    re.compile(
        r"\bmust\s+(?:also\s+)?meet\s+all\b|\bmeets\s+(?:all|both)\b|\ball\s+criteria\b|\ball\s+of\s+the\b",
        re.IGNORECASE,
    ),
)
_BRACKET_ALL = re.compile(
    r"\(\s*(?:all\s+of\s+)?[A-Za-z0-9]{1,4}[.)]?\s*(?:(?:,\s*[A-Za-z0-9]{1,4}[.)]?\s*)*,?\s*and|through|to|-"
    r"|\u2013)\s*[A-Za-z0-9]{1,4}[.)]?\s*\)"
)
_BRACKET_ANY = re.compile(
    r"\(\s*[A-Za-z0-9]{1,4}[.)]?\s*(?:(?:,\s*[A-Za-z0-9]{1,4}[.)]?\s*)*,?\s*or)\s*[A-Za-z0-9]{1,4}[.)]?\s*\)"
)
_NAMED_ALL = re.compile(
    r"\bby\s+[a-z0-9]\s+and\s+[a-z0-9]\s*:"
    r"|[-:]\s*(?:both\s+)?[A-Za-z0-9][.)]?(?:,\s*[A-Za-z0-9][.)]?)*,?\s+and\s+[A-Za-z0-9][.)]?\s*:?\s*$"
    r"|[-:]\s*all\s+of\b",
    re.I,
)
_ENDS_AND = re.compile(r"(?:[;,]|\.)?\s*\band\b\s*:?\s*$", re.IGNORECASE)
_ENDS_OR = re.compile(r"(?:[;,]|\.)?\s*\bor\b\s*:?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """`op` is all, any, at_least (with `n`), none, or "" where the text does not say; `read_from` header, bracket or
    connector; `words` what says so."""

    op: str = ""
    n: int | None = None
    read_from: str = ""
    words: str = ""
    contradiction: str = ""


def operator_of(header: str, items: Sequence[str], connectors: Sequence[str]) -> Operator:
    """The operator of a group with this header, from the header, a bracket in it, or the ends of its items.

    `items` are the words of the items in order; `connectors` the words that stand on lines of their own behind them.

    >>> operator_of("At least TWO of the following:", ["a", "b", "c"], [""] * 3).n
    2
    """
    said = _in_header(header) or _in_bracket(header)
    if said is None:
        return _at_ends(items, connectors)
    if said.op == "any" and len(items) > 2 and "and" in connectors[:-1]:
        return Operator(contradiction="the header asks for one, and 'and' stands between the items")
    return said


def _in_header(header: str) -> Operator | None:
    """The last statement of the header wins: it stands nearest to the items."""
    text = " ".join(header.split())
    found: list[tuple[int, Operator]] = []
    if _BEYOND.search(text) and not _NONE.search(text):
        return Operator(contradiction="its count or denial has no operator")
    taken: list[tuple[int, int]] = []
    for pattern in _AT_LEAST:
        for match in pattern.finditer(text):
            n = _count(match.group("n"))
            op = Operator(
                op="any" if n == 1 else "at_least", n=None if n == 1 else n, read_from="header", words=match.group()
            )
            found.append((match.start(), op))
            taken.append(match.span())
    for name, patterns in (("none", (_NONE,)), ("any", _ANY), ("all", (*_ALL, _NAMED_ALL))):
        for pattern in patterns:
            for match in pattern.finditer(text):
                if not any(match.start() < e and s < match.end() for s, e in taken):
                    found.append((match.start(), Operator(op=name, read_from="header", words=match.group())))
                    taken.append(match.span())
    return max(found, key=lambda f: f[0])[1] if found else None


def _in_bracket(header: str) -> Operator | None:
    text = " ".join(header.split())
    for op, pattern in (("any", _BRACKET_ANY), ("all", _BRACKET_ALL)):
        if match := pattern.search(text):
            return Operator(op=op, read_from="bracket", words=match.group())
    return None


def _at_ends(items: Sequence[str], connectors: Sequence[str]) -> Operator:
    """By "; and" and "; or" at the ends of items, or "-OR-" between them; a mixture says nothing."""
    ands = ors = 0
    words = ""
    for text, connector in zip(items[:-1], connectors[:-1], strict=False):
        if connector == "or" or _ENDS_OR.search(text):
            ors, words = ors + 1, "or"
        elif connector == "and" or _ENDS_AND.search(text):
            ands, words = ands + 1, "and"
    lines = sum(1 for c in connectors[:-1] if c == "or")
    if lines and ors < len(items) - 1:
        return Operator(contradiction="'or' stands on a line of its own between some items only")
    if ands and ors:
        return Operator(contradiction="some items end in 'and', others in 'or'")
    if ors:
        return Operator(op="any", read_from="connector", words=words)
    if ands:
        return Operator(op="all", read_from="connector", words=words)
    return Operator()


def _count(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word.lower()]


def without_connector(text: str) -> str:
    """An item's words without the "; and" that joins it to the next.

    >>> without_connector("below 30; and")
    'below 30'
    """
    for pattern in (_ENDS_AND, _ENDS_OR):
        cut = pattern.search(text)
        if (cut and cut.start() > 3 and text[cut.start()] in ";,.") or (
            cut and text[cut.start() : cut.end()].strip().isupper()
        ):
            return text[: cut.start()].rstrip()
    return text
