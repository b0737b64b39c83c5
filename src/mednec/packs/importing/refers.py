"""Clauses that only point at other clauses: "The requirements of Section 1 are still met", "1.B) through 1.D)"."""

from __future__ import annotations

import re

_LABEL = r"(?:[IVX]{1,5}|[A-Z]|\d{1,2})(?:[.)]+\s?(?:[A-Z]|\d{1,2}|[a-z]|[ivx]{1,5})\b)*"
_WHOLE = re.compile(
    r"\b(?:all (?:of )?the |all |the )?(?:\w+ ){0,3}(?:criteria|requirements?|conditions)\s+(?:\w+\s+)?(?:of|in"
    r"|under|from)\s+"
    rf"(?:section|part)\s+(?P<a>{_LABEL})\b",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"^(?:\w+\s+){{0,3}}(?P<a>{_LABEL})\)?\s*(?:through|to|-|\u2013)\s*(?P<b>{_LABEL})\)?\s+(?:are|is"
    r"|must be)?\s*(?:still |all )*(?:met|satisfied)",
    re.I,
)
REFERS = re.compile(rf"\b(?:sections?|parts?|criteria|criterion|items?|appendix)\s+(?P<a>{_LABEL})", re.IGNORECASE)


_QUALIFIED = re.compile(r"\b(?:not|no longer|except|or|unless|without|other than)\b", re.IGNORECASE)


def whole_reference(text: str) -> tuple[str, ...]:
    """The clauses that a clause takes over whole, or () where it says something of its own.

    >>> whole_reference("The requirements of Section 1 are still met.")
    ('1',)
    >>> whole_reference("1.B) through 1.D) are still met.")
    ('1.B', '1.C', '1.D')
    """
    words = " ".join(text.split())
    if len(words) > 120 or _QUALIFIED.search(words):
        return ()
    if match := _RANGE.match(words):
        return _between(_clean(match.group("a")), _clean(match.group("b")))
    match = _WHOLE.search(words)
    if match and re.search(r"\b(?:met|satisfied|meets?|fulfilled|continues? to|still)\b", words, re.IGNORECASE):
        return (_clean(match.group("a")),)
    return ()


def _clean(label: str) -> str:
    return re.sub(r"[.)]+\s?", ".", label).strip(". ")


def _between(first: str, last: str) -> tuple[str, ...]:
    """`1.B` to `1.D`: letters or numbers of one parent."""
    base, a = first.rsplit(".", 1) if "." in first else ("", first)
    b = last.rsplit(".", 1)[-1]
    if len(a) == len(b) == 1 and a.isalpha() and b.isalpha() and a < b:
        run = [chr(c) for c in range(ord(a), ord(b) + 1)]
    elif a.isdigit() and b.isdigit() and int(a) < int(b):
        run = [str(n) for n in range(int(a), int(b) + 1)]
    else:
        return ()
    return tuple(f"{base}.{x}" if base else x for x in run)
