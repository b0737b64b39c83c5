"""A document as a reader's eye takes it: headings, list items, table rows and sentences, by offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from mednec.chart.dates import find_dates
from mednec.model.document import SourceDocument
from mednec.model.finding import Period

_HEADING = re.compile(
    r"^[ \t]*(?P<title>[A-Z][A-Za-z/&' -]{1,44}?(?:\s+\d{4})?(?:\s*\([^)\n]{1,60}\))?(?:,[^:\n]{1,50})?)\s*:(?=\s|$)"
    r"|^[ \t]*(?P<soap>[SOAP]):(?=[ \t]+(?:[^\W\d]|\d\.[ \t]))"
    r"|^[ \t]*(?P<caps>[A-Z][A-Z0-9/&'\- ]{2,60}(?:\([^)\n]{1,80}\))?)[ \t]*$"
    r"|^[ \t]*(?P<plain>(?:Interval history|Assessment|Plan|Exam|Physical exam|Medications|History|Impression|Comment"
    r"|Assessment and plan|Past medical history|Family history|Review of systems))[ \t]*$"
)
_SOAP = {"S": "subjective", "O": "objective", "A": "assessment", "P": "plan"}  # a note in four letters
_ITEM = re.compile(r"^[ \t]*(?:[-*\u2022]|\d{1,2}[.)]|[a-z][.)]|\[[ xX]?\])[ \t]+")
_CELLS = re.compile(r"\S(?:.*?\S)??(?=\s{2,}|\t|$)")
_SENTENCE = re.compile(r"[;:]|\.(?!\d)")
_THOUSANDS = re.compile(r"\d{1,3},\d{3}(?!\d)")
_SHORT = 24  # letters in which an abbreviation stands
_MONTHS = frozenset(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
_STOP = re.compile(r"[.!?](?=[\"')\]]*\s+[\"'(\[]*[A-Z0-9+])|[.!?][\"')\]]*(?=\s*$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Ms|Mrs|vs|St|No|Fig|approx|e\.g|i\.e|etc|al|d|Pt|pt|Inc|Jr|Sr|dept|Ref|y\.o)|\b[A-Z]"
    r"|^\s*\d{1,2})\.$"
)
# A line that ends so is no whole sentence: the next one goes on, whatever letter it begins with.
_UNFINISHED = re.compile(r"(?:,|\b(?:a|an|the|of|for|with|without|and|or|nor|to|in|on|by|no|not|than|from|denies))\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line with the heading it stands under; `cells` when it is a table row."""

    start: int
    end: int
    text: str
    section: str
    heading: str  # the heading as printed, with its bracket ("REVIEW OF SYSTEMS (template)")
    body: int  # where the text after an inline heading or bullet begins
    item: bool
    cells: tuple[Cell, ...]
    entry: Period | None  # date of the dated entry this line belongs to


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence, list item or table row; `block` is the line it stands in."""

    start: int
    end: int
    line: Line


def read_lines(document: SourceDocument, as_of: date | None) -> tuple[Line, ...]:
    """The lines of a document in order, blank ones left out."""
    lines: list[Line] = []
    section = heading = ""
    entry: Period | None = None
    fresh = True  # a blank line ends an inline section of one paragraph only when a new heading follows
    for start, text in _raw_lines(document):
        if not text.strip():
            fresh, entry = True, None
            continue
        body, title, printed = _heading(text)
        if title:
            section, heading = title, printed
        item = _ITEM.match(text)
        if item and not title:
            body = item.end()
        elif title and (inner := _ITEM.match(text[body:])):
            body += inner.end()
        entry = _entry(text, as_of) or (entry if not fresh else None)
        fresh = False
        cells = _cells(text, start)
        lines.append(
            Line(
                start=start,
                end=start + len(text),
                text=text,
                section=section,
                heading=heading,
                body=start + body,
                item=bool(item),
                cells=cells if len(cells) > 1 else (),
                entry=entry,
            )
        )
    return tuple(lines)


def _raw_lines(document: SourceDocument) -> list[tuple[int, str]]:
    found = []
    for i, start in enumerate(document.line_starts):
        end = document.line_starts[i + 1] - 1 if i + 1 < len(document.line_starts) else len(document.text)
        found.append((start, document.text[start:end].rstrip("\r")))
    return found


def _heading(text: str) -> tuple[int, str, str]:
    """(offset of the body, section name, heading as printed); no section name when the line is no heading."""
    match = _HEADING.match(text)
    if match is None:
        return 0, "", ""
    if match.group("soap"):
        return match.end(), _SOAP[match.group("soap")], match.group("soap")
    printed = (match.group("title") or match.group("caps") or match.group("plain")).strip()
    name = re.sub(r"\s*(?:[(,]|\d{4}).*$", "", printed).lower()  # "Premeds 0935" and "Labs 2024" are premeds and labs
    words = name.split()
    if len(words) > 5 or (match.group("title") and not _looks_like_title(printed, words)):
        return 0, "", ""
    return match.end(), name, text.strip() if match.group("title") is None else printed


def _looks_like_title(printed: str, words: list[str]) -> bool:
    first = printed.split()[0]
    return first.isupper() or len(words) <= 3


def _cells(text: str, start: int) -> tuple[Cell, ...]:
    if text.count("|") > 1:
        return _parted(text, start, "|")
    if "  " not in text.strip() and "\t" not in text:
        return _parted(text, start, ",") if _spreadsheet(text) else ()
    return tuple(
        Cell(start=start + m.start(), end=start + m.end(), text=m.group()) for m in _CELLS.finditer(text) if m.group()
    )


def _spreadsheet(text: str) -> bool:
    """Whether a line has commas as a spreadsheet writes them, with no blanks behind; thousands are no such commas."""
    pieces = text.split(",")
    if len(pieces) < 3 or any(len(p) > 30 or p[:1] == " " for p in pieces) or _SENTENCE.search(text):
        return False
    return not all(_THOUSANDS.search(f"{a},{b}") for a, b in pairwise(pieces))


def _parted(text: str, start: int, sign: str) -> tuple[Cell, ...]:
    """Cells between signs, empty ones too, so that each keeps its number; a sign at either end parts nothing."""
    found: list[Cell] = []
    at = 0
    for piece in text.split(sign):
        inner = piece.strip()
        begin = start + at + (len(piece) - len(piece.lstrip()) if inner else 0)
        found.append(Cell(start=begin, end=begin + len(inner), text=inner))
        at += len(piece) + 1
    if sign == "|":
        found = found[1:] if not found[0].text else found
        found = found[:-1] if found and not found[-1].text else found
    return tuple(found)


def _entry(text: str, as_of: date | None) -> Period | None:
    """A line that begins with a date opens a dated entry ("08/22/2023  Clinic: ...")."""
    match = re.match(r"[ \t]*[-*]?[ \t]*(?:---\s*[A-Z]\.\s.*?)?(?=\d|[A-Z])", text)
    begin = match.end() if match else 0
    head = text[begin : begin + 18] if not text.lstrip().startswith("---") else text
    if not (head[:1].isdigit() or head[:3].lower() in _MONTHS or text.lstrip().startswith("---")):
        return None
    dates = find_dates(head, as_of)
    if not dates:
        return None
    if text.lstrip().startswith("---"):
        return dates[0].period
    return dates[0].period if dates[0].start == 0 and dates[0].period.days <= 31 else None


def read_sentences(document: SourceDocument, lines: tuple[Line, ...]) -> tuple[Sentence, ...]:
    """Sentences of running text and whole table rows, in order. A sentence may run on to the next line."""
    found: list[Sentence] = []
    open_start: int | None = None
    for i, line in enumerate(lines):
        if line.cells and not _prose(line):
            if open_start is not None:
                found.append(Sentence(start=open_start, end=lines[i - 1].end, line=lines[i - 1]))
                open_start = None
            found.append(Sentence(start=line.start, end=line.end, line=line))
            continue
        begin = open_start if open_start is not None else line.start + _bullet(line.text)
        for stop in _stops(line):
            if document.text[begin:stop].strip():
                found.append(Sentence(start=begin, end=stop, line=line))
            begin = stop
        open_start = None
        if document.text[begin : line.end].strip():
            if _runs_on(document, lines, i):
                open_start = begin
            else:
                found.append(Sentence(start=begin, end=line.end, line=line))
    return tuple(_trim(document, s) for s in found)


def _bullet(text: str) -> int:
    """Length of a dash or dot before an item: it is no part of what the item says."""
    mark = re.match(r"[ \t]*[-*\u2022][ \t]+", text)
    return mark.end() if mark else 0


def _prose(line: Line) -> bool:
    """Wide gaps inside a line of sentences do not make it a table row."""
    return any(len(c.text) > 90 for c in line.cells)


def _stops(line: Line) -> list[int]:
    stops = []
    for match in _STOP.finditer(line.text):
        # an abbreviation is short: with the whole line in front, a long one would be read again at each of its stops
        if _ABBREVIATION.search(line.text[max(0, match.start() - _SHORT) : match.start() + 1]) and match.end() < len(
            line.text.rstrip()
        ):
            continue
        stops.append(line.start + match.end())
    return stops


def _runs_on(document: SourceDocument, lines: tuple[Line, ...], i: int) -> bool:
    """An unfinished line, or one whose successor begins in lower case, goes on there; over no blank line or heading."""
    if i + 1 >= len(lines) or lines[i + 1].cells or lines[i + 1].item:
        return False
    line, following = lines[i], lines[i + 1]
    if document.text.count("\n", line.end, following.start) > 1 or _heading(following.text)[1]:
        return False
    lower = following.text.lstrip()[:1].islower()
    deeper = len(following.text) - len(following.text.lstrip()) > len(line.text) - len(line.text.lstrip())
    return (lower and (len(line.text) > 40 or (deeper and not line.text.rstrip().endswith(":")))) or (
        bool(_UNFINISHED.search(line.text)) and len(line.text) > 20
    )


def _trim(document: SourceDocument, sentence: Sentence) -> Sentence:
    piece = document.text[sentence.start : sentence.end]
    start = sentence.start + len(piece) - len(piece.lstrip())
    end = sentence.end - (len(piece) - len(piece.rstrip()))
    return Sentence(start=start, end=end, line=sentence.line)
