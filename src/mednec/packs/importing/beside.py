"""What stands beside a list or an item and narrows it: its header, sentences behind it, notes and footnotes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from mednec.packs.importing.outline import Item

Span = tuple[int, int]
# Where a condition of a header ends: at a stop, or where the header says how its items are joined.
_STOP = re.compile(
    r"[,;:.()]|\b(?:at least|a minimum of|one|two|three|any|all|both|either|each|the following|these|those|none|every"
    r"|items?|criteria|criterion)\b",
    re.IGNORECASE,
)
_NARROWS = re.compile(
    r"\b(?:in addition|additionally|must|only|limited to|(?:is|are) required|provided that|unless|except|shall"
    r"|(?:do|does|may|will) not (?:apply|count|qualify|satisfy)|(?:is|are) not (?:counted|accepted)"
    r"|(?:two|three|separate) (?:separate )?occasions|measured|confirmed by|defined as|at least|within|while)\b",
    re.IGNORECASE,
)
_PERMITS = re.compile(r"\b(?:does|do) not (?:bar|prevent|preclude|rule out)\b|\bis (?:also )?accepted\b", re.IGNORECASE)
_ADDS = re.compile(
    r"\b(?:in addition|additionally|furthermore|moreover)\b"
    r"|\b(?:members?|patients?|individuals?|disease|diagnosis|criteria|these|they|it|coverage|approval|renewal)\b"
    r"[^.;:]{0,60}\b(?:must|only|limited to|(?:is|are) required)\b",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"^[ \t]*(?P<mark>\[\d{1,2}\]|\^\d|[\u00b9\u00b2\u00b3]|\\?\*{1,2}(?=[ \t])|\u2020|\u2021)[ \t]*(?P<text>\S[^\n]*)",
    re.MULTILINE,
)
_MARKED = re.compile(r"[\[^|*\\\u00b9\u00b2\u00b3\u2020\u2021]")  # a footnote, or a row of a table
_MARK = re.compile(r"\[\d{1,2}\]|\^\d|[\u00b9\u00b2\u00b3]|(?<=[\w%.)])\*{1,2}(?!\w)|\u2020|\u2021")


def header_conditions(header: str, needs_object: Collection[str], alone: Collection[str]) -> Iterator[Span]:
    """Places of a header's own conditions: "while on A", "on two occasions", "despite B".

    `needs_object` are phrases that ask for nothing without the words behind them, `alone` those that do.
    """
    for phrases, free in ((alone, True), (needs_object, False)):
        if not phrases:
            continue
        pattern = "|".join(r"\s+".join(map(re.escape, p.split())) for p in sorted(phrases, key=len, reverse=True))
        for match in re.finditer(rf"\b(?:{pattern})\b", header, re.IGNORECASE):
            stop = _STOP.search(header, match.end())
            end = stop.start() if stop else len(header)
            if free or re.search(r"[a-z]{3}", re.sub(r"\b(?:the|with|for|and)\b", "", header[match.end() : end]), re.I):
                yield match.start(), len(header[:end].rstrip())


def beside(item: Item, needs_object: Collection[str], alone: Collection[str]) -> list[Span]:
    """Places of what narrows a list as a whole, in order and apart: in its header, or in sentences behind its items."""
    first = item.children[0]
    headers = [(item.start, item.text)]
    headers += [(n.start, n.text) for n in item.notes if n.start < first.start and n.text.rstrip().endswith(":")]
    found = [(at + a, at + b) for at, text in headers for a, b in header_conditions(text, needs_object, alone)]
    found += [
        (n.start, n.end) for n in item.notes if n.start > first.start and adds(n.text) and not _MARKED.match(n.text)
    ]
    found.sort()
    return [p for i, p in enumerate(found) if not any(p[0] < end for _, end in found[:i])]


def narrows(note: str) -> bool:
    """Whether a sentence beside a clause may ask for more than the clause."""
    return any(_NARROWS.search(s) and not _PERMITS.search(s) for s in re.split(r"(?<=[a-z)])\.\s+", note))


def adds(sentence: str) -> bool:
    """Whether a sentence behind a list asks for something beside its items."""
    return _ADDS.search(sentence) is not None


def footnotes(source: str) -> Mapping[str, str]:
    """Footnotes of a text by their marks; the first of a mark counts where it stands twice, joined with the others."""
    found: dict[str, str] = {}
    for match in _FOOTNOTE.finditer(source):
        mark = match["mark"].lstrip("\\")
        found[mark] = f"{found[mark]} {match['text']}" if mark in found else match["text"]
    return found


def noted(text: str, notes: Mapping[str, str]) -> list[str]:
    """The footnotes that a clause points at."""
    return [notes[m] for m in dict.fromkeys(_MARK.findall(text)) if m in notes]
