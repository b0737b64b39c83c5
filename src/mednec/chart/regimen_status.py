"""Whether a dose is taken now, was taken, is planned or asked for: by the nearest words that tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.model.finding import DoseStatus, Period
from mednec.model.words import Standing

_AHEAD = {
    "regimen_previous": DoseStatus.PREVIOUS,
    "regimen_planned": DoseStatus.PLANNED,
    "regimen_current": DoseStatus.CURRENT,
}
_BEHIND = {
    "regimen_ended": DoseStatus.PREVIOUS,
    "regimen_to_come": DoseStatus.PLANNED,
    "regimen_going_on": DoseStatus.CURRENT,
}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
_DAY = r"(?:(?:19|20)\d\d|\d{1,2}/\d{2,4}|\d{1,2}/\d{1,2}/\d{2,4})"
_TO_NOW = re.compile(
    r"[^.;]{0,40}?(?:-|\u2013|->|\u2192|\bto|\bthrough)\s*(?:the )?(?:present|now|current|today|date)\b", re.IGNORECASE
)
# A course of the past: "from 2019 to 2020", "2/2023-7/2023", "until 6/2024", "in March 2024".
_SPAN = re.compile(
    rf"(?<![\d/]){_DAY}\s*(?:-|\u2013|to|->|\u2192|through|thru)\s*(?:early |late )?(?:{_DAY}|\d\d)(?![\d/]|\s*mg)"
    rf"|\b{_MONTH}\s*(?:-|\u2013|to|and|->)\s*(?:early |late |mid[- ])?{_MONTH}\s+(?:19|20)\d\d"
    rf"|\buntil\s+(?:\d|{_MONTH}|last\b)|\b(?:first|1st)\s+x\b",
    re.IGNORECASE,
)
_PAST_DATE = re.compile(rf"\b(?:in|during)\s+(?:{_MONTH}\s+)?(?:19|20)\d\d\b", re.IGNORECASE)
_PAST_INDUCTION = re.compile(r"\b(?:induction|in|during|through)\s+(?:in\s+)?(?:19|20)\d\d\b", re.IGNORECASE)
_FIRST_DOSE = re.compile(
    r"\b(?:first|1st)\s+(?:dose|infusion|injection|shot)\s+(?:on |is |planned |scheduled )?(?:for )?\d", re.IGNORECASE
)
_FIELD = re.compile(r"\b(?:drug|medication|product)(?: name)?(?: ?\d)?(?: requested)?\s*:", re.IGNORECASE)
_DOSE_FIELD = re.compile(r"\bdos(?:e|ing|age)\b[^:.;]{0,16}[:,]", re.IGNORECASE)
_HISTORY = re.compile(
    r"^(?:past|prior|previous|discontinued|stopped|former|failed|tried)\b.*(?:med|therap|treat|drug|tx|trial|regimen)"
)
_REQUEST_SECTION = re.compile(r"request|authorization|\bpa\b|prior auth|appeal")
_PLAN_SECTION = re.compile(r"^(?:plan|orders?|recommend|treatment plan|avs|discharge|after visit)")
_SINCE = re.compile(
    r"[\s,;(]*(?:(?:\w+\W+){0,4}?(?:since|on|in|as of|effective|starting|started|from|beginning|eff\.?)\s+)?"
    r"(?:about\s+)?$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"^\s*\([^)]*\)")
# "10 mg/kg q4w (escalated from 5 mg/kg q8w in Nov 2024": the change is when the new dose began.
_CHANGED_ON = re.compile(
    r"\s*[(,]\s*(?:down|up|escalated|increased|decreased|reduced|raised|lowered|changed|dose-\w+)\b[^)]*\b(?:on|in|since)\s+$",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(
    r"\b(?:next|last|first|until|through|till|by|due|refill(?:ed|s)?|level|trough|visit|seen|stop|filled|given)\b", re.I
)
_RANGE_GOES_ON = re.compile(r"\s*(?:-|\u2013|to\b|through)")
_ON_A_DAY = re.compile(r"\s*(?:days?\b|d ?\d|weeks?\b|wks?\b|\d|mon|tue|wed|thu|fri|sat|sun|alternate)", re.IGNORECASE)
_STOP = re.compile(r"(?:was |were )?(?:stopped\b(?! working)|discontinued|d/?c)", re.IGNORECASE)
_NEAR = 30  # letters before "on" in which other words tell more: "go up on", "start her on"
_REACH = 60  # letters behind a dose in which the date of its beginning may stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words of a sentence."""

    context: Context
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.context.text[self.start : self.end]

    def cues(self, *lists: str) -> Iterator[Cue]:
        return (c for c in self.context.cues if c.list in lists and self.start <= c.start and c.end <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A dose in its sentence: the words before it and behind it, up to other doses, and what led to it."""

    context: Context
    ahead: tuple[Piece, ...]
    sentence: Piece  # all words before it
    behind: Piece
    lead: tuple[str, ...]
    changed: bool = False  # the dose behind it is what it was changed to
    to_come: bool = False  # that change is ordered, not made: "increase to"
    changed_to: bool = False
    dates: tuple[Period, ...] = ()

    @property
    def words_ahead(self) -> str:
        return " ".join(piece.text for piece in self.ahead)


def status_of(place: Place, before: DoseStatus | None) -> DoseStatus:
    """The status of a dose; `before` is that of the dose it follows in one telling."""
    context = place.context
    if (place.changed and not place.to_come) or place.lead[-1:] in (
        ("from",),
        ("was",),
        ("previously",),
        ("initially",),
    ):
        return DoseStatus.PREVIOUS
    if place.dates and context.default_date:
        return DoseStatus.PREVIOUS if place.dates[-1].last <= context.default_date.last else DoseStatus.PLANNED
    if {"now", "currently"} & set(place.lead):
        return DoseStatus.CURRENT
    if _TO_NOW.match(place.behind.text):
        return DoseStatus.CURRENT
    if context.standing is Standing.CARRIED_FORWARD or _HISTORY.match(context.line.section):
        return DoseStatus.PREVIOUS
    own = _ahead(place.ahead, changed_to=place.changed_to)
    if own is None and before is None and place.sentence.start < place.ahead[-1].start:
        own = _listed(place)
    if place.changed_to:
        if _stopped(place.behind):
            return DoseStatus.PREVIOUS
        planned = own is DoseStatus.PLANNED or (own is None and _PLAN_SECTION.match(context.line.section))
        return DoseStatus.PLANNED if planned else DoseStatus.CURRENT
    return _of_words(place, own, before)


def _of_words(place: Place, own: DoseStatus | None, before: DoseStatus | None) -> DoseStatus:
    """The status by the words before a dose (`own`) and behind it, by what it follows, and by the section."""
    if own is not DoseStatus.PREVIOUS and _asked(place):
        return DoseStatus.REQUESTED
    behind = _behind(place.behind)
    if behind is None and own is not DoseStatus.CURRENT and _PAST_DATE.search(place.behind.text):
        behind = DoseStatus.PREVIOUS
    if behind is DoseStatus.PREVIOUS and own is not DoseStatus.PLANNED:
        return DoseStatus.PREVIOUS
    if behind is DoseStatus.PLANNED or (behind is DoseStatus.CURRENT and own is DoseStatus.PREVIOUS):
        return behind
    known = own or before
    if known is not None:
        return known
    return DoseStatus.PLANNED if _PLAN_SECTION.match(place.context.line.section) else DoseStatus.CURRENT


def _stopped(piece: Piece) -> bool:
    """Whether the words behind a dose say outright that it was stopped."""
    return any(_STOP.match(piece.context.text, cue.start) for cue in piece.cues("regimen_ended"))


def _asked(place: Place) -> bool:
    if any(
        place.behind.context.text[c.start : c.end].endswith("requested") for c in place.behind.cues("regimen_asked")
    ):
        return True
    if _REQUEST_SECTION.search(place.context.line.section) or _FIELD.search(place.words_ahead):
        return True
    for piece in place.ahead:
        for cue in piece.cues("regimen_asked"):
            if not re.match(r"\s*by\b", piece.context.text[cue.end :]):  # "consult requested by"
                return True
    return False


def _listed(place: Place) -> DoseStatus | None:
    """What is said of a list holds for all its drugs; "from A to B" tells of A that it was, of B that it is."""
    between = place.ahead[-1].text
    to = re.match(r"\W*(?:to|by|with|->|\u2192)\b", between) is not None
    return _ahead((place.sentence,), changed_to=to) or (DoseStatus.CURRENT if to else None)


def _ahead(pieces: tuple[Piece, ...], *, changed_to: bool) -> DoseStatus | None:
    """By the last telling words before a dose; of two that end together the longer ones."""
    found: list[tuple[int, int, int, DoseStatus]] = []
    for at, piece in enumerate(pieces):
        last = piece.text.rfind(";")
        begin = piece.start + last + 1
        for cue in piece.cues(*_AHEAD):
            words = piece.context.text[cue.start : cue.end].lower()
            of_before = changed_to and (words in ("was", "had been", "replaced") or words.endswith("from"))
            day = words == "on" and _ON_A_DAY.match(piece.context.text, cue.end)
            if cue.start >= begin and not of_before and not day:
                found.append((at, cue.end, cue.end - cue.start, _AHEAD[cue.list]))
        for match in _PAST_INDUCTION.finditer(piece.text[begin - piece.start :]):
            found.append((at, begin + match.end(), match.end() - match.start(), DoseStatus.PREVIOUS))
    if not found:
        return None
    at, end, length, status = max(found, key=lambda f: f[:3])
    if length == len("on"):
        nearer = [f for f in found if f[0] == at and end - _NEAR <= f[1] < end]
        if nearer:
            return max(nearer, key=lambda f: f[:3])[3]
        return DoseStatus.PREVIOUS if _SPAN.search(pieces[at].text) else status
    return status


def _behind(piece: Piece) -> DoseStatus | None:
    """What the words behind a dose tell of it, in its clause."""
    found = [(cue.start, -cue.end, _BEHIND[cue.list]) for cue in piece.cues(*_BEHIND)]
    if (match := _SPAN.search(piece.text)) and not _still_to_come(piece):
        found.append((piece.start + match.start(), -piece.end, DoseStatus.PREVIOUS))
    if match := _FIRST_DOSE.search(piece.text):
        found.append((piece.start + match.start(), -piece.end, DoseStatus.PLANNED))
    return min(found, key=lambda f: f[:2])[2] if found else None


def _still_to_come(piece: Piece) -> bool:
    """Whether a date in the words lies behind the day of writing: a stretch that is asked for, not one that is over."""
    written = piece.context.default_date
    dates = (d for d in piece.context.dates if piece.start <= d.start < piece.end)
    return written is not None and any(d.period.first > written.last for d in dates)


def is_ordered(place: Place) -> bool:
    """Whether the words before an amount order it or tell of taking it, so that its interval is missed."""
    told = any(True for piece in place.ahead for _ in piece.cues("regimen_ordered"))
    return told or _DOSE_FIELD.search(place.words_ahead) is not None


def given_once(place: Place, route: str) -> bool:
    """ "Received A 80 mg IM in the ED": one dose that was given."""
    told = any(True for piece in place.ahead for _ in piece.cues("regimen_given_once")) or any(
        cue.start - place.behind.start <= 3 for cue in place.behind.cues("regimen_given_once")
    )
    by_needle = route in ("IV", "IM", "SC", "IT") or re.search(r"\bED\b", place.behind.text)
    return told and bool(by_needle or re.search(r"infus|inject", place.words_ahead, re.IGNORECASE))


def effective_from(piece: Piece) -> Period | None:
    """The date a current dose began, in the words behind it: "since 12/2024", "on 1/13/25", "increased 5/1"."""
    context = piece.context
    written = context.default_date
    for found in context.dates:
        if written is not None and found.period.first > written.last:
            continue
        if not piece.start <= found.start < piece.end or found.relative:
            continue
        between = context.text[piece.start : found.start]
        if _OTHER_DATE.search(between) or len(between) > _REACH or re.search(r"\.\s", between):
            return None
        if not (_SINCE.match(_BRACKET.sub("", between)) or _CHANGED_ON.match(between)):
            continue
        return None if _RANGE_GOES_ON.match(context.text, found.end) else found.period
    return None
