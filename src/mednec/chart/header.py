"""What a document says about itself: kind, date, author, specialty, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from mednec.chart.dates import DateMention, find_dates
from mednec.chart.lexicon import Lexicon, fold
from mednec.chart.owner import BIRTH, nth_line_end, whose
from mednec.model.document import ChartCitation, DocumentHeader, SourceDocument
from mednec.model.request import Patient
from mednec.model.words import Belongs, DocumentKind

_DATE_LABELS = (
    r"date of service|DOS|visit date|date of visit",
    r"collected|procedure date|date collected",
    r"reported|report date",
    r"fax received|received|fax in|portal submission|date|signed",
    r"discharged|arrival|admitted",
)
_PRINTED = r"printed|exported"
_YEAR = re.compile(r"\d{4}|/\d{1,2}/\d{2}")  # a day without a year dates no paper
_TO = re.compile(r"\s*(?:-|\u2013|to|through)\s*\d{1,4}[/-]\d")
_FROM = re.compile(r"\d/\d{2,4}\s*(?:-|\u2013|to|through)\s*$")
_AUTHOR = re.compile(
    r"\b(?:Provider|Seen by|Signed|Author|Dictated|Attending|Ordering provider|Prescriber|Ordering)\s*:?\s+"
    r"(?P<name>(?:Dr\.?\s+)?[A-Z][A-Za-z.'\u2019-]*(?:,? (?! )[A-Z][A-Za-z.'\u2019-]*){1,4})"
)
_BOX = re.compile(r"[\[(] ?x? ?[\])]|_x_")
_ASKED = re.compile(
    r"\b(?:member (?:id|#|no|number)|subscriber|npi|hcpcs|j.?code|icd.?10|units|qty|quantity|new start|new|initial"
    r"|continuation|renewal|reauthorization|standard|urgent|expedited|prescriber|requester|ordering provider|directions"
    r"|prior auth\w*|authorization|completed by|site of care|place of service|dates? of service|days supply)\b"
)
_BOXES, _SIGNS = 2, 5
_LETTERS = (DocumentKind.LETTER, DocumentKind.PAYER_NOTICE)


def read_header(
    document: SourceDocument,
    *,
    patient: Patient | None,
    accepted: bool = False,
    kinds: Mapping[str, Iterable[str]],
    lexicon: Lexicon,
    as_of: date | None,
    sorted_as: DocumentKind | None = None,
) -> DocumentHeader:
    """The header of one document; `accepted` is a person's word that another name is this patient's.

    `sorted_as` is its kind where its own words do not say what it is; where they do, they hold.

    Without a `patient` to compare with, or the day of the request, the document is taken as it comes.
    """
    kind = _kind(document, kinds)
    if kind is DocumentKind.OTHER and sorted_as is not None:
        kind = sorted_as
    born = patient.birth_date if patient is not None else None
    written, written_at = _written(document, as_of, kind in _LETTERS, born)
    author = _AUTHOR.search(document.text)
    specialty = next(
        (
            m.id
            for m in lexicon.find(document.text[:1200])
            if m.id in lexicon.concepts and lexicon.concepts[m.id].kind == "specialty"
        ),
        "",
    )
    belongs, at, why = Belongs.UNNAMED, None, ""
    if patient is not None and as_of is not None:
        belongs, at, why = whose(document, patient, as_of)
    aside = why if belongs is Belongs.OTHER_PATIENT and not accepted else ""
    if kind is DocumentKind.LEAFLET:
        aside = "a leaflet speaks of a drug, not of this patient"
    return DocumentHeader(
        document=document,
        kind=kind,
        written=written,
        written_at=written_at,
        author=author.group("name").strip(" ,.") if author else "",
        author_at=document.cite(author.start("name"), author.end("name")) if author else None,
        specialty=specialty,
        belongs=belongs,
        patient_at=at,
        set_aside=aside,
    )


def _kind(document: SourceDocument, kinds: Mapping[str, Iterable[str]]) -> DocumentKind:
    """By the words of the first lines, then of the file's name, then of the first two thousand letters."""
    stem = fold(document.name.rsplit(".", 1)[0].replace("_", " "))
    head, opening = fold(document.text[:420]), fold(document.text[:2000])
    for place in (stem, head, opening):
        if place is head and _asks(opening):
            return DocumentKind.FORM
        for kind, words in kinds.items():
            if _any_of(tuple(words)).search(place):
                return _with_form(DocumentKind(kind), place)
    return DocumentKind.OTHER


def _with_form(kind: DocumentKind, place: str) -> DocumentKind:
    """A cover that the form came with on one paper is the form."""
    return DocumentKind.FORM if kind is DocumentKind.FAX_COVER and re.search(r"\bform\b", place) else kind


def _asks(text: str) -> bool:
    """Whether a paper is a form by what it asks for, whatever its title: numbers, codes, units, and boxes to tick."""
    return len(_BOX.findall(text)) >= _BOXES and len({m.group() for m in _ASKED.finditer(text)}) >= _SIGNS


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all words of a kind; the lists of a language are few and stay the same."""
    return re.compile("|".join(rf"\b{re.escape(fold(w))}s?\b" for w in words) or r"(?!)")


def _written(
    document: SourceDocument, as_of: date | None, letter: bool, born: date | None
) -> tuple[date | None, ChartCitation | None]:
    """Its date and where that stands; the day on which the patient was `born` is none, with or without its label."""
    head = document.text[:2500]
    births = [m.end() for m in BIRTH.finditer(head)]
    dates = [
        d
        for d in find_dates(head, as_of)
        if d.period.days == 1
        and d.period.first != born
        and _YEAR.search(head, d.start, d.end)
        and not any(0 <= d.start - b <= 3 for b in births)
        and not _in_range(head, d)
    ]
    opening = head[: nth_line_end(head, 8)]
    if letter and (own := _alone(opening, dates)):
        return _dated(document, own)
    for labels in _DATE_LABELS:
        if found := _labelled(head, labels, dates):
            return _dated(document, found)
    for found in dates:
        if found.end <= len(opening):
            return _dated(document, found)
    if printed := _labelled(head, _PRINTED, dates):  # a print says when it was made, not when it was written
        return _dated(document, printed)
    tail = find_dates(document.text[-260:], as_of, max(0, len(document.text) - 260))
    signed = [d for d in tail if d.period.days == 1]
    if signed and re.search(r"signed|dictated|reported|RN\b", document.text[-260:], re.IGNORECASE):
        return _dated(document, signed[-1])
    named = find_dates(document.name.replace("_", " "), as_of)
    if named:
        return named[0].period.last, None
    return (None, None) if not dates else _dated(document, dates[0])


def _alone(opening: str, dates: list[DateMention]) -> DateMention | None:
    """The first date that has a line to itself: above the greeting of a letter it is the letter's own."""
    lines = (opening[opening.rfind("\n", 0, d.start) + 1 : (opening + "\n").find("\n", d.end)] for d in dates)
    alone = (d for d, line in zip(dates, lines, strict=True) if line.strip() == opening[d.start : d.end])
    return next((d for d in alone if d.end <= len(opening)), None)


def _labelled(head: str, labels: str, dates: list[DateMention]) -> DateMention | None:
    """The first date that stands behind one of the labels."""
    for match in re.finditer(rf"\b(?:{labels})\b[^\d\n]{{0,14}}", head, re.IGNORECASE):
        for found in dates:
            if found.start == match.end():
                return found
    return None


def _in_range(text: str, found: DateMention) -> bool:
    """Whether a date begins or ends a period ("3/24/25 - 6/30/25"): that is when something is done, not written."""
    return bool(_TO.match(text, found.end) or _FROM.search(text, 0, found.start))


def _dated(document: SourceDocument, found: DateMention) -> tuple[date, ChartCitation]:
    return found.period.last, document.cite(found.start, found.end)
