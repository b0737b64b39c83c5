"""A resource as read: its elements by name, absent ones empty, so that wording needs no checks of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mednec.interop.record import one_line

Json = dict[str, object]
_TAG = re.compile(r"\s*\((?:qualifier value|disorder|finding|procedure|substance|product|situation|medicinal product"
                  r"|observable entity|regime/therapy|clinical drug|organism)\)$")  # fmt: skip
_DIGITS = 20
_DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a resource; an absent one has no content."""

    content: Json

    def __bool__(self) -> bool:
        return bool(self.content)

    def text(self, name: str) -> str:
        """A primitive as text on one line, empty where it is absent."""
        value = self.content.get(name)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Decimal) and abs(value.adjusted()) < _DIGITS:
            return f"{value:f}"  # a number is printed with the digits it was written with, never as a power of ten
        return one_line(str(value)) if value is not None and not isinstance(value, (dict, list)) else ""

    def one(self, name: str) -> Element:
        value = self.content.get(name)
        return Element(value) if isinstance(value, dict) else Element({})

    def many(self, name: str) -> tuple[Element, ...]:
        value = self.content.get(name)
        return tuple(Element(v) for v in value if isinstance(v, dict)) if isinstance(value, list) else ()

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.content.get(name)
        return tuple(one_line(str(v)) for v in value if isinstance(v, str)) if isinstance(value, list) else ()

    @property
    def kind(self) -> str:
        return self.text("resourceType")


def walk(content: object) -> Iterator[Json]:
    """Every element of a resource, outermost first, in the order written."""
    waiting = [content]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting += reversed(list(found.values()))
        elif isinstance(found, list):
            waiting += reversed(found)


def named(concept: Element) -> str:
    """A coded concept in words: its text, else the first display, else the first code.

    >>> named(Element({"coding": [{"code": "1", "display": "Exampleitis (disorder)"}]}))
    'Exampleitis'
    """
    codings = concept.many("coding")
    words = concept.text("text") or next((c.text("display") for c in codings if c.text("display")), "")
    return _TAG.sub("", words) or next((c.text("code") for c in codings if c.text("code")), "")


def codes(concept: Element, system: str) -> tuple[str, ...]:
    """The codes of a concept in one code system."""
    return tuple(c.text("code") for c in concept.many("coding") if c.text("system") == system and c.text("code"))


def code(concept: Element) -> str:
    """The code of a concept whose code system the standard fixes (a status)."""
    return next((c.text("code") for c in concept.many("coding") if c.text("code")), "")


def day(written: str) -> str:
    """The calendar part of a FHIR date, as precise as it is.

    >>> day("2024-03-02T23:30:00-05:00"), day("2024-03"), day("soon")
    ('2024-03-02', '2024-03', '')
    """
    match = _DAY.match(written)
    return match.group() if match and first_day(written) else ""


def first_day(written: str) -> date | None:
    """The first day that a FHIR date covers; None for a day that no calendar has."""
    match = _DAY.match(written)
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    except ValueError:
        return None


def time_of(element: Element, stem: str) -> tuple[str, str]:
    """Start and end of `stemDateTime`, `stemPeriod` or `stemInstant`; an instant has no end of its own."""
    for ending in ("DateTime", "Instant", "Date"):
        if found := day(element.text(stem + ending)):
            return found, ""
    period = element.one(stem + "Period")
    return day(period.text("start")), day(period.text("end"))


def span(start: str, end: str) -> str:
    """A time in words.

    >>> span("2024-01", "2024-03-02"), span("2024-01-02", ""), span("", "2024"), span("2024", "2024")
    ('from 2024-01 to 2024-03-02', 'since 2024-01-02', 'until 2024', 'on 2024')
    """
    if start and end:
        return f"on {start}" if start == end else f"from {start} to {end}"
    return f"since {start}" if start else f"until {end}" if end else ""
