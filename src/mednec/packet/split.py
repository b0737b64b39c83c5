"""Where one document of a long fax ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from mednec.chart.dates import find_dates
from mednec.chart.lexicon import fold
from mednec.model.sheet import Sheet
from mednec.packet.pages import fax_signs

_NUMBERED = re.compile(
    r"\b(?:page|pg|p)\.?\s*(\d{1,3})\s*(?:/|of)\s*(\d{1,3})\b|^\s*(\d{1,3})\s*/\s*(\d{1,3})\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_BIRTH = re.compile(r"\b(?:DOB|D\.O\.B\.|date of birth|birth ?date|born)\b\s*:?\s*", re.IGNORECASE)
_NAME = re.compile(
    r"\b(?:patient|member|name|re|pt)\s*(?:name)?\s*:\s*"
    r"(?P<name>[A-Z][A-Za-z'\u2019-]+(?:,?[ ]+[A-Z][A-Za-z.'\u2019-]*){1,3})",
    re.IGNORECASE,
)
_VISIT = re.compile(
    r"\b(?:date of (?:service|visit|procedure|exam)|visit date|DOS|collected|procedure date|reported|admitted)\b"
    r"\s*:?\s*",
    re.IGNORECASE,
)
_HEAD_LINES = 6
_DAY_LINES = 8
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{4}-\d\d-\d\d\b")
_COMPANY = re.compile(r",? (?:Inc|INC|Ltd|LTD|Co|P\.?C|P\.?A|M\.?D|LLC|LLP)\.?$")
_LETTERHEAD = 4  # lines that a letterhead and the lines below it take
_FAX = 2  # signs of a fax machine in one line
_SHORT = 8  # letters of a line that tells nothing
_TITLE = 90  # letters of the longest title
_HEADER_LINES = 3  # lines that a running header may have
_SAME = 88  # of 100: two lines that are one but for a page number or a slip of the reader
_FULL = 0.72  # of the page's height: text that reaches so far may go on overleaf
_SMALL = re.compile(r"\b[a-z]{4,}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """What a page tells of where it belongs."""

    number: int | None
    of: int | None
    births: frozenset[str]
    name: str
    day: str
    title: bool
    header: tuple[str, ...]
    full: bool
    empty: bool


def split(sheets: Sequence[Sheet], kinds: Mapping[str, Iterable[str]]) -> Iterator[tuple[Sheet, ...]]:
    """Runs of pages that are one document each, in order. A page without any sign goes with the page before."""
    words = tuple(word for found in kinds.values() for word in found)
    run: list[Sheet] = []
    before: _Signs | None = None
    for sheet in sheets:
        signs = _signs(sheet, words)
        if run and before is not None and _begins(before, signs):
            yield tuple(run)
            run = []
        run.append(sheet)
        before = signs if not signs.empty or before is None else before
    if run:
        yield tuple(run)


def _begins(before: _Signs, page: _Signs) -> bool:
    """Whether the page begins a new document, by its strongest sign."""
    if page.empty:
        return False
    if before.births and page.births and not before.births & page.births:
        return True
    if page.number is not None:
        follows = before.number is not None and page.number == before.number + 1 and page.of == before.of
        return not follows and (page.number == 1 or before.number is not None)
    if before.number is not None and before.of is not None and before.number < before.of and not page.title:
        return False
    if before.name and page.name and not _same_name(before.name, page.name):
        return True
    if before.day and page.day and before.day != page.day:
        return True
    if _running_header(before, page):
        return False
    return page.title or not before.full


def _signs(sheet: Sheet, titles: tuple[str, ...]) -> _Signs:
    lines = [line.strip() for line in sheet.text.splitlines() if line.strip()]
    # pages that a fax machine counted are pages of the fax, not of a document
    edges = "\n".join(line for line in (*lines[:4], *lines[-3:]) if fax_signs(line) < _FAX)
    numbered = _NUMBERED.search(edges)
    number, of = (int(n) for n in numbered.groups() if n is not None) if numbered else (None, None)
    name = _NAME.search(sheet.text)
    return _Signs(
        number=number,
        of=of,
        births=_births(sheet.text),
        name=name.group("name") if name else "",
        day=_day("\n".join(lines[:_DAY_LINES])),
        title=any(_is_title(line, titles) for line in lines[:_HEAD_LINES]) or _has_letterhead(lines),
        header=tuple(_NUMBERED.sub("", line) for line in lines[:_HEADER_LINES]),
        full=_is_full(sheet),
        empty=not any(c.isalnum() for c in sheet.text),
    )


def _births(text: str) -> frozenset[str]:
    found = set()
    for match in _BIRTH.finditer(text):
        days = find_dates(text[match.end() : match.end() + 20], None, match.end())
        if days and days[0].start == match.end() and days[0].period.days == 1:
            found.add(days[0].period.iso)
    return frozenset(found)


def _day(head: str) -> str:
    """The day of the visit or report that the head of a page names."""
    for match in _VISIT.finditer(head):
        days = find_dates(head[match.end() : match.end() + 20], None, match.end())
        if days and days[0].start - match.end() <= 2:
            return days[0].period.iso
    return ""


def _is_title(line: str, titles: tuple[str, ...]) -> bool:
    """A short line without running words that names a sort of paper ("SURGICAL PATHOLOGY REPORT")."""
    if len(line) > _TITLE or not _titles(titles).search(fold(line)):
        return False
    letters = [c for c in line if c.isalpha()]
    capitals = sum(c.isupper() for c in letters) > 0.6 * len(letters)
    return capitals or len(_SMALL.findall(line)) <= 1


def _has_letterhead(lines: Sequence[str]) -> bool:
    """Whether a page opens with the name of an office or a plan, and a date or a person right below."""
    if not lines:
        return False
    first = _COMPANY.sub("", re.split(r"\s{2,}", lines[0])[0])
    words = [w for w in re.findall(r"[A-Za-z][\w'\u2019-]*", first) if len(w) > 3]
    named = len(words) >= 2 and all(w[0].isupper() for w in words) and first[-1:] not in ".:;,"
    head = "\n".join(lines[:_LETTERHEAD])
    return named and len(first) <= _TITLE and bool(_NAME.search(head) or _BIRTH.search(head) or find_dates(head, None))


@lru_cache(maxsize=8)
def _titles(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(fold(w))}\b" for w in words) or r"(?!)")


def _running_header(before: _Signs, page: _Signs) -> bool:
    """Whether the page repeats the head of the page before. One office's letterhead over another title is none."""
    if not (before.header and page.header) or len(page.header[0]) <= _SHORT:
        return False
    dated = [d.group() for line in (before.header[0], page.header[0]) if (d := _DATE.search(line))]
    if len(set(dated)) == 2:  # two visits under one letterhead
        return False
    same = [fuzz.ratio(one, other) >= _SAME for one, other in zip(before.header, page.header, strict=False)]
    return same[0] and (not page.title or all(same[:2]))


def _is_full(sheet: Sheet) -> bool:
    if not sheet.words or not sheet.height:
        return True
    return max(w.box.bottom for w in sheet.words) >= _FULL * sheet.height


def _same_name(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(fold(one).replace(",", " "), fold(other).replace(",", " ")) >= 75
