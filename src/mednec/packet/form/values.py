"""Answers read: names, days, numbers and codes out of the words a form holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from mednec.chart.dates import DateMention, find_dates
from mednec.packet.form.shapes import IDENTITY, NAME
from mednec.packs.request_form import FormWords

_TITLE = re.compile(r"\s*(?:(?:Mr|Mrs|Ms|Miss|Dr|Mx|Prof)\b\.?|Doctor)\s+", re.IGNORECASE)
_CENTURY = 100
_NO_NAMES = frozenset({"dear", "patient", "member", "health", "plan", "clinical", "notice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value with the words it was read from."""

    value: str
    start: int
    end: int
    why: str = ""

    def told(self, why: str) -> Found:
        """The same with one more thing to tell."""
        return replace(self, why=f"{self.why}; {why}" if self.why else why)


def first_day(text: str, start: int, end: int, as_of: date | None = None) -> tuple[date, int, int] | None:
    """The first full date of a span."""
    return next(((d.period.first, d.start, d.end) for d in days(text, start, end, as_of)), None)


def days(text: str, start: int, end: int, as_of: date | None = None) -> tuple[DateMention, ...]:
    """Full dates of a span, in order."""
    return tuple(d for d in find_dates(text[start:end], as_of, start) if d.period.days == 1 and not d.relative)


def birth_day(text: str, start: int, end: int) -> Found | None:
    """A date of birth; a year of two digits that lies ahead is a century back."""
    read = first_day(text, start, end)
    if read is None:
        return None
    day, begin, stop = read
    if re.search(r"(?<!\d)\d\d$", text[begin:stop]) and day.year > 2000 and (day.year % _CENTURY) > 25:
        day = day.replace(year=day.year - _CENTURY)
    return Found(value=day.isoformat(), start=begin, end=stop)


def tidy(text: str) -> str:
    """A value on one line without the blanks, rules and boxes of the form."""
    return re.sub(r"[\s\ue000\ue001]+", " ", text).strip(" ,;:_")


def cased(name: str) -> str:
    """A name in capitals as it is written elsewhere.

    >>> cased("TARRANT-O'NEIL")
    "Tarrant-O'Neil"
    """
    if name.isupper() and len(name) > 3:
        return re.sub(r"[A-Z]+", lambda m: m.group().capitalize(), name)
    return name


def person_name(text: str, start: int, end: int, words: FormWords, not_names: frozenset[str]) -> Found | None:
    """A person's name at the beginning of a span, "Last, First" turned about."""
    title = _TITLE.match(text, start, end)
    begin = title.end() if title else start
    while begin < end and text[begin] in " ._:*\"'(":
        begin += 1
    match = NAME.match(text, begin, end)
    if match is None:
        return None
    written = match.group()
    if "," in written and re.search(
        rf"\b(?:{'|'.join(re.escape(d) for d in words.lists['degrees'])})$", written.split(",")[0]
    ):
        written = written.split(",")[0]
    degrees = {d.lower().replace(".", "") for d in words.lists["degrees"]}
    family, comma, given = written.partition(",")
    if comma and given.split() and given.split()[0].lower().replace(".", "") in degrees | {"dob", "id", "npi"}:
        written, comma = family, ""
    if not comma:
        kept: list[str] = []
        for word in re.split(r" +", written):
            if word.lower().replace(".", "") in degrees and kept:
                break
            kept.append(word)
        written = " ".join(kept)
        family, given = "", ""
    plain = {w.strip(".,").lower() for w in written.replace(",", " ").split()}
    if (
        plain & words_of_forms(words)
        or (not comma and written.split()[0].lower() in not_names)
        or (" " not in written and not comma)
    ):
        return None
    name = f"{given.strip()} {family.strip()}" if comma else written
    return Found(value=cased(tidy(name)).rstrip(","), start=begin, end=begin + len(written))


def words_of_forms(words: FormWords) -> frozenset[str]:
    """Words that are no part of a name."""
    return frozenset(w.lower() for w in words.lists["form_words"]) | _NO_NAMES


def with_degree(text: str, name: Found, end: int, words: FormWords) -> Found:
    """A prescriber's name with the degree that follows it."""
    degrees = sorted(words.lists["degrees"], key=len, reverse=True)
    pattern = r"[ ,(]{1,3}(?P<d>" + "|".join(re.escape(d) for d in degrees) + r")(?![A-Za-z])"
    match = re.compile(pattern).match(text, name.end, end)
    if match is None:
        return name
    return replace(name, value=f"{name.value}, {match.group('d')}", end=match.end())


def identity(text: str, start: int, end: int) -> Found | None:
    """An identity number: the first word with enough digits, or digits in groups."""
    whole = text[start:end].strip(" .,:")
    if re.fullmatch(r"[A-Z0-9][A-Z0-9 -]{3,24}(?<! [A-Z])", whole) and sum(c.isdigit() for c in whole) > 2:
        begin = text.index(whole, start)
        return Found(value=re.sub(r" ?- ?", "-", whole), start=begin, end=begin + len(whole))
    grouped = re.compile(r"\b[A-Z]{0,4} ?\d{2,5}(?: \d{2,5}){1,4}\b").match(text, start, end)
    match = grouped or IDENTITY.search(text, start, end)
    return Found(value=match.group(), start=match.start(), end=match.end()) if match else None


def first(found: Iterable[Found | None]) -> Found | None:
    """The first that is there."""
    return next((f for f in found if f is not None), None)
