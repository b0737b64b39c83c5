"""How far the words of a sentence reach: marks and words that end a statement, signs before a complaint, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mednec.chart.cues import Cue

_BREAK = re.compile(
    r"[;!?]|\.(?:(?<=[a-z)]\.)(?<!\bincl\.)(?<!\bvs\.)(?<!\bapprox\.)(?<!\betc\.)\s|\s\s)"
    r"|[ \t\n]-\s|:(?<!following:)(?=\s)|\n\s*\n"
)
Cuelists = Mapping[str, Sequence[Cue]]
_BEGIN_SCOPE = (
    *("absent_before", "hypothetical_before", "uncertain_before", "historical_before", "conditional", "not_negation"),
    "typical",
)
_AFTER = ("after_absent", "uncertain_after", "historical_after", "hypothetical_after")
# "no evidence that she has X", "I doubt that this is X": what is told in the clause is what was thought of.
_SUBORDINATE = re.compile(
    r"\b(?:that|whether|if|evidence|think|thinks|believe|believes|feel|feels|doubt|doubts|suspect|suspects|convinced|sure"
    r"|certain|clear|denies|denied|worried|concerned|should)(?:\s+(?:that|if|whether))?(?:\s+(?:she|he|they|there|it|this|these|we|pt|patient"
    r"|the(?:\s+\w+)?))?\s*$",
    re.IGNORECASE,
)
_PLUS = re.compile(r"(?:^|(?<=[\s,;:(/]))(?:\(\+\)\s?|\+\s?)(?=[A-Za-z(])")
_MINUS = re.compile(
    r"(?:^|(?<=[\s,;:(/]))(?:\([-\u2212]\)\s?|[-\u2212](?=[A-Za-z(])|(?<=[,;:]\s)[-\u2212]\s(?=[A-Za-z(]))"
)
_OPEN_MINUS = re.compile(r"\([-\u2212]\)")


def signs_of(text: str) -> list[Cue]:
    """ "+ fatigue, - fever", "(-) rash": a sign before a complaint as a cue. A dash alone is no minus."""
    plus = [m.span() for m in _PLUS.finditer(text)] if "+" in text else []
    if not plus and " -" not in text and "(-" not in text and "\u2212" not in text:
        return []
    minus = [m.span() for m in _MINUS.finditer(text)]
    if not plus and len(minus) < 2:
        minus = [m.span() for m in _OPEN_MINUS.finditer(text)]
    found = [Cue("scope_ends", *span) for span in plus] + [Cue("absent_before", *span) for span in minus]
    return sorted(found, key=lambda c: c.start)


# "X screen: CT negative": what was looked for, and what was found of it.
_SCREEN = re.compile(r"(?<=\w )screen(?:ing)?\s*:(?P<found>[^.;\n]*)", re.IGNORECASE)
_FOUND = re.compile(r"\b(?:positive|abnormal|detected|confirmed|shows?|showed|found)\b", re.IGNORECASE)
_NOT_FOUND = re.compile(r"\b(?:negative|neg|normal|clear|unremarkable|none|no evidence|not detected)\b", re.IGNORECASE)
# "listed as "X" in triage, corrected by the physician": X was a slip of the pen.
_SLIP = re.compile(
    r"\b(?:listed|entered|recorded|documented|coded|charted|typed)\s+(?:\w+ly\s+)?as\s+[\"'\u201c\u2018][^\"'\u201c\u201d\n]{2,40}"
    r"(?P<slip>[\"'\u201d\u2019][^.;\n]{0,60}?\b(?:corrected|in error|erroneous(?:ly)?|mistake(?:nly)?|wrongly)\b)",
    re.IGNORECASE,
)


# "X risk: low albumin": what might come of it, said in one breath.
_RISK = re.compile(r"(?P<of>\w+) (?P<cue>risks?)\b(?!\s+(?:of|for|from)\b)", re.IGNORECASE)
_HOW_GREAT = re.compile(
    r"(?:high|higher|low|lower|at|no|some|any|the|this|her|his|increased|elevated|average)", re.IGNORECASE
)


def entries_of(text: str) -> list[Cue]:
    """What stands right behind a thing that was only looked for, or that was entered by mistake, as a cue."""
    found = []
    if "creen" in text.lower():
        for match in _SCREEN.finditer(text):
            if not _FOUND.search(match["found"]):
                kind = "after_absent" if _NOT_FOUND.search(match["found"]) else "hypothetical_after"
                found.append(Cue(kind, match.start(), match.start("found")))
    found += [
        Cue("hypothetical_after", *match.span("cue"))
        for match in (_RISK.finditer(text) if " risk" in text.lower() else ())
        if not _HOW_GREAT.fullmatch(match["of"])
    ]
    if " as " in text:
        found += [Cue("after_absent", *match.span("slip")) for match in _SLIP.finditer(text)]
    return found


def breaks_of(text: str, start: int, end: int, by: Cuelists) -> tuple[int, int]:
    """The statement between the marks around `start:end`. A colon right behind a cue is its own ("Denies: X")."""
    left, right = 0, len(text)
    for match in _BREAK.finditer(text):
        first, last = match.span()
        if first >= end:
            if not (text[first] == ":" and first == end):
                right = first
                break
        elif last <= start and not _owned(text, left, first, last, start, by):
            left = last
    return left, right


def _owned(text: str, left: int, first: int, last: int, start: int, by: Cuelists) -> bool:
    mark = text[first]
    if mark == ":":
        return any(first - 1 <= c.end <= first + 1 for name in _BEGIN_SCOPE for c in by.get(name, ())) or any(
            left <= c.start and c.end <= first  # "call if any of these occur: X, Y"
            for name in ("conditional", "general")
            for c in by.get(name, ())
        )
    if mark == "?":
        return last == start
    return "-" in text[first:last] and any(c.start < last and first < c.end for c in by.get("absent_before", ()))


def ends_of(text: str, bounds: tuple[int, int], start: int, end: int, by: Cuelists) -> tuple[int, int]:
    """The part of a statement in which a cue can govern `start:end`: it ends at words of `scope_ends`.

    Such a word inside a longer cue ("if there *is*") ends nothing. What denies a symptom does not deny its cause
    ("no X from Y").
    """
    left, right = bounds
    for cue in by.get("scope_ends", ()):
        if cue.end <= left:
            continue
        if cue.start >= right:
            break
        if cue.end <= start:
            if not _within(cue, by, _BEGIN_SCOPE) and not _SUBORDINATE.search(text, max(0, cue.start - 48), cue.start):
                left = cue.start
        elif cue.start >= end and not _within(cue, by, _AFTER):
            right = cue.start
            break
    for cue in by.get("due_to", ()):
        if left <= cue.start and cue.end <= start and not _within(cue, by, _BEGIN_SCOPE):
            left = cue.start
    return left, right


def _within(cue: Cue, by: Cuelists, names: Iterable[str]) -> bool:
    return any(c.start <= cue.start and cue.end <= c.end for name in names for c in by.get(name, ()))


_PARTS = re.compile(r",|\bor\b|\band\b|/|\bnor\b", re.IGNORECASE)
_NEW_SUBJECT = re.compile(r"\b(?:she|he|they|pt|patient|it)\s+(?!(?:or|and|of)\b)[a-z]", re.IGNORECASE)
_THOUGHT = re.compile(
    r"\b(?:that|if|whether|evidence|think|believe|feel|doubt|should|denies|denied)\s+(?:that\s+)?(?:the\s+)?"
    r"(?:she|he|they|pt|patient|it)\b",
    re.IGNORECASE,
)


def reaches(between: str, most: int = 300) -> bool:
    """A cue reaches over a list ("no A, B or C") and a few describing words, not over a new statement."""
    if between.lstrip().startswith((",", "and ", "or ", "but ")):
        return False  # "fever denied, hives": it belongs to what stands before it
    if len(between) > most or _NEW_SUBJECT.search(_THOUGHT.sub("", between)):
        return False
    return all(len(part.split()) <= 6 for part in _PARTS.split(between))


def closed_off(text: str, at: int, outside: int) -> bool:
    """Whether `at` stands in a bracket that closes before `outside`: "A (no fever), B" says nothing of B."""
    close = text.find(")", at, outside)
    return close >= 0 and "(" not in text[at:close] and text.rfind("(", 0, at) > text.rfind(")", 0, at)


class Span(NamedTuple):
    """A span in its statement, with the cues before and behind it."""

    text: str
    start: int
    end: int
    by: Cuelists  # cues by list, in the order of the text
    bounds: tuple[int, int]  # between the marks around it
    left: int  # where governing begins
    right: int


def inside(cue: Cue, longer: Sequence[Cue], most: int) -> bool:
    """Whether the cue is but a part of a longer one that means something else ("not ruled out", "no doubt")."""
    if cue.list == "uncertain_before":
        return any(b.start <= cue.start and cue.end <= b.end <= most and cue[1:] != b[1:] for b in longer)
    return any(b.start < cue.end <= b.end <= most for b in longer)
