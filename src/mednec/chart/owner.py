"""Whose document it is: birth date, name and number on it held against the patient's, tolerant of slips."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from rapidfuzz import fuzz

from mednec.chart.dates import find_dates
from mednec.chart.lexicon import fold
from mednec.model.document import ChartCitation, SourceDocument
from mednec.model.request import Patient
from mednec.model.sheet import Ink
from mednec.model.words import Belongs

BIRTH = re.compile(r"\b(?:DOB|D\.O\.B\.|date of birth|born|birth ?date)\b\s*:?\s*", re.IGNORECASE)
_PERSON = (
    r"\s*(?:name|Name|NAME)?\s*:?\s+(?:Ms\.?|Mr\.?|Mrs\.?)?\s*"
    r"(?P<name>[A-Z][A-Za-z.'\u2019-]+(?:,?[ \t]+[A-Z][A-Za-z.'\u2019-]*){1,3})"
)
_PATIENT = re.compile(rf"\b(?:Patient|PATIENT|Member|MEMBER|Client|Pt){_PERSON}")
# "Provider Name:" names no patient, and "RE:" may have a subject behind it
_NAME = re.compile(rf"\b(?:Patient|PATIENT|Member|MEMBER|Client|Pt|(?<![A-Za-z] )(?:Name|RE|Re)){_PERSON}")
# "FAMILY, GIVEN   2/3/1951" or "Given M. Family", then the date, in the first lines: a name and birth date unlabelled
_BARE = re.compile(
    r"(?P<name>[A-Z][A-Za-z'\u2019-]+, +[A-Z][A-Za-z'\u2019-]{2,}(?: +[A-Z]\.?)?"
    r"|[A-Z][a-z'\u2019-]+ +[A-Z]\. +[A-Z][A-Za-z'\u2019-]+)[ \t]*\n?[ \t]*(?P<born>\d{1,2}/\d{1,2}/\d{4})\b"
)
_RELATED = re.compile(
    r"\b(?:subscriber|policy ?holder|insured|guardian|parent|mother|father|mom|dad|spouse|husband|wife|partner|donor"
    r"|sister|brother|sibling|son|daughter|child|infant|newborn|baby|recipient|responsible party|guarantor)\b",
    re.IGNORECASE,
)
_BEFORE = 60  # letters before a birth date that say whose it is
_YOUNGEST_DAYS = 366  # a later day beside a name is the day of a visit
_FIRST_LINES = 10
_SHORTEST_ID = 6  # letters and digits of a number that tells one member from another
_MISREAD = 2  # digits of a date that a scan may have wrong
_SURE = 90  # legibility from which on a scanned date is what it says
_ONE_WORD, _ALIKE = 88, 70  # of 100

Owner = tuple[Belongs, ChartCitation | None, str]  # whose, the words that say so, and why it is another's


def whose(document: SourceDocument, patient: Patient, as_of: date) -> Owner:
    """Printed birth dates decide; without one, the printed name or member number does."""
    births = list(_births(document, as_of))
    names = [(_printed(m), document.cite(m.start("name"), m.end("name"))) for m in _NAME.finditer(document.text)]
    own = next((at for printed, at in names if same_name(printed, patient.name)), None)
    if births:
        same = next((at for born, at in births if born == patient.birth_date), None)
        born, at = births[0]
        if same is not None and (same is at or own is not None or not names or _numbered(document, patient)):
            return _of_that_day(document, patient, same, as_of)
        if own is not None and (_misread(at, born, patient) or _numbered(document, patient)):
            return Belongs.THIS_PATIENT, at, ""
        who = f"{names[0][0]}, " if names else ""
        return Belongs.OTHER_PATIENT, at, f"names {who}born {born.isoformat()}, not {patient.birth_date.isoformat()}"
    if own is not None:
        return Belongs.THIS_PATIENT, own, ""
    if names and _numbered(document, patient):
        return Belongs.THIS_PATIENT, names[0][1], ""
    if names and (_PATIENT.search(document.text) or not _speaks_of(document.text, patient)):
        return Belongs.OTHER_PATIENT, names[0][1], f"names {names[0][0]}, not {patient.name}"
    return _unlabelled(document, patient, as_of)


def _printed(match: re.Match[str]) -> str:
    return match.group("name").strip(" ,.")


def _births(document: SourceDocument, as_of: date) -> Iterator[tuple[date, ChartCitation]]:
    for match in BIRTH.finditer(document.text):
        for found in find_dates(document.text[match.end() : match.end() + 20], as_of, match.end())[:1]:
            if found.start == match.end() and found.period.days == 1:
                yield found.period.first, document.cite(match.start(), found.end)


def _of_that_day(document: SourceDocument, patient: Patient, at: ChartCitation, as_of: date) -> Owner:
    """A document that prints this birth date; twins share it, so no given name may be another's."""
    names = [_printed(m) for m in _PATIENT.finditer(document.text)]
    other = next((each for each in _other_births(document, patient, as_of)), None)
    if other is not None:
        born, place = other
        why = f"names {patient.name} and another person born {born.isoformat()}: whose it is cannot be told"
        return Belongs.OTHER_PATIENT, place, why
    if names and all(_other_given(name, patient.name) for name in names) and not _numbered(document, patient):
        return Belongs.OTHER_PATIENT, at, f"names {names[0]}, born the same day as {patient.name}"
    return Belongs.THIS_PATIENT, at, ""


def _other_births(document: SourceDocument, patient: Patient, as_of: date) -> Iterator[tuple[date, ChartCitation]]:
    """Labelled birth dates that are another's: not a relative's or the policy holder's, not this one misread."""
    for born, at in _births(document, as_of):
        before = document.text[max(0, at.start - _BEFORE) : at.start].rpartition("\n")[2]
        labelled = not at.quote.lower().startswith("born")
        if born != patient.birth_date and labelled and not _RELATED.search(before) and not _misread(at, born, patient):
            yield born, at


def _other_given(printed: str, name: str) -> bool:
    """Whether the names share the family's and not one given name or initial ("Dana" and "Daniel" do not)."""
    mine, theirs = _words(name), _words(printed)
    shared = {(w, t) for w in mine for t in theirs if fuzz.ratio(w, t) >= _ONE_WORD}
    family = mine[0] if "," in name else mine[-1]
    if len(shared) != 1 or family not in {m for m, _ in shared}:  # another family's name: she may have married
        return False
    given = [w for w in mine if w not in {m for m, _ in shared}]
    other = [t for t in theirs if t not in {t for _, t in shared}]
    alike = any(w[0] == t[0] if 1 in (len(w), len(t)) else fuzz.ratio(w, t) >= _ALIKE for w in given for t in other)
    return bool(given and other) and not alike


def _misread(at: ChartCitation, born: date, patient: Patient) -> bool:
    """Whether the date was read from a picture, not quite surely, and differs by a digit or two.

    Father and son differ by a digit too: a date that reads clearly is what it says.
    """
    words = [w for page in at.source.pages for w in page.words if w.start < at.end and at.start < w.end]
    unsure = any(w.ink is Ink.SCAN and w.legibility < _SURE for w in words)
    wrong = sum(a != b for a, b in zip(born.isoformat(), patient.birth_date.isoformat(), strict=True))
    return unsure and wrong <= _MISREAD


def _numbered(document: SourceDocument, patient: Patient) -> bool:
    """Whether the patient's own member number is printed."""
    number = re.sub(r"[^A-Za-z0-9]", "", patient.id)
    if len(number) < _SHORTEST_ID or not any(c.isdigit() for c in number):
        return False
    spaced = r"[\W_]?".join(number)
    return re.search(rf"(?<![A-Za-z0-9]){spaced}(?![A-Za-z0-9])", document.text, re.IGNORECASE) is not None


def _unlabelled(document: SourceDocument, patient: Patient, as_of: date) -> Owner:
    """By a name with a day beside it, without a label; another's only where this patient's name stands nowhere."""
    for match in _BARE.finditer(document.text, 0, nth_line_end(document.text, _FIRST_LINES)):
        at = document.cite(match.start("name"), match.end("name"))
        if same_name(match.group("name"), patient.name):
            return Belongs.THIS_PATIENT, at, ""
        days = find_dates(match.group("born"), as_of)
        old = any(d.period.days == 1 and (as_of - d.period.first).days > _YOUNGEST_DAYS for d in days)
        if old and not _speaks_of(document.text, patient):
            return Belongs.OTHER_PATIENT, at, f"names {match.group('name')}, not {patient.name}"
    return Belongs.UNNAMED, None, ""


def nth_line_end(text: str, n: int) -> int:
    at = -1
    for _ in range(n):
        at = text.find("\n", at + 1)
        if at < 0:
            return len(text)
    return at


def _speaks_of(text: str, patient: Patient) -> bool:
    """Whether the patient's family name stands anywhere in the text."""
    words = [w for w in re.split(r"[\s,.]+", fold(patient.name)) if len(w) > 1]
    return bool(words) and re.search(rf"\b{re.escape(words[-1])}\b", fold(text)) is not None


def same_name(printed: str, name: str) -> bool:
    """Family name and given name (or its initial) agree; "LAST, FIRST M" and "First M. Last" are one."""
    wanted = [w for w in _words(name) if len(w) > 1]
    found = _words(printed)
    shared = sum(1 for w in wanted if any(fuzz.ratio(w, f) >= _ONE_WORD for f in found))
    initials = sum(1 for w in wanted if any(len(f) == 1 and w.startswith(f) for f in found))
    return shared >= 2 or (shared >= 1 and (initials >= 1 or len(found) == 1))


def _words(name: str) -> list[str]:
    return [w for w in re.split(r"[\s,.]+", fold(name)) if w]
