"""What a few words of a policy say for one slot of a leaf, read whole by the program or not at all.

Every reader takes words cut out of a clause and gives the value they say, with the places in them that say it. Words
that say more than the value are not read: nobody can hide a condition in what is pointed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from mednec.packs.importing.typing.clause import days, number, window_of

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The value that words say, and where in them: all of them, but for a unit that stands between."""

    value: object
    spans: tuple[Span, ...]


Reader = Callable[[str], Said | None]

_N = r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?"
_COUNT = r"\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four"
_LEAST = (
    r"at least|a minimum of|minimum(?: of)?|no less than|not less than|no fewer than|not fewer than"
    r"|(?:greater|more) than or equal to|>=|\u2265"
)
_MOST = (
    r"at most|no more than|not more than|not (?:to )?exceed(?:ing)?|up to|a maximum of|less than or equal to|<=|\u2264"
)
_ABOVE = r"above|more than|greater than|over|higher than|exceed(?:s|ing)|>"
_BELOW = r"below|less than|fewer than|under|lower than|<"
_UNIT = (
    r"%(?: of predicted)?|percent|x\s?10\^?\d/?[a-zA-Z]*|/\s?(?:mm\u00b3|mm3|uL|mcL|hpf)"
    r"|[a-zA-Z\u00b5\u03bc]{1,6}(?:/[a-zA-Z\u00b5\u03bc0-9.\u00b2\u00b3^]{1,12}){1,2}"
    r"|mg|g|kg|cm|mm|L|mL|ng|pg|ug|mcg|IU|U|kPa|mmHg"
)
_MID = rf"(?P<mid>\s*(?:{_UNIT}))?(?:\s+(?:points?|times|grades?))?"
_LEAD = r"(?:(?:of|is|was|are|were|has|have|had|been|by|a|an|the|for|to|in|on|score|with)\s+)*"
_TIME = r"(?P<u>day|week|month|year)s?"
_BOUNDS = tuple(
    (slot, re.compile(rf"{_LEAD}{pattern}[.,;)\s]*", re.IGNORECASE))
    for slot, pattern in (
        ("at_least", rf"(?:{_LEAST})\s*(?P<n>{_N}){_MID}"),
        ("at_least", rf"(?P<n>{_N}){_MID}\s+(?:or|and)\s+(?:more|higher|greater|above|over|longer|older)"),
        ("above", rf"(?:{_ABOVE})\s*(?P<n>{_N}){_MID}"),
        ("at_most", rf"(?:{_MOST})\s*(?P<n>{_N}){_MID}"),
        ("at_most", rf"(?P<n>{_N}){_MID}\s+or\s+(?:less|lower|fewer|below)"),
        ("below", rf"(?:{_BELOW})\s*(?P<n>{_N}){_MID}"),
    )
)
_BETWEEN = re.compile(
    rf"{_LEAD}between\s+(?P<a>{_N})\s+and\s+(?P<b>{_N})(?P<mid>\s*(?:{_UNIT}))?[.,;)\s]*", re.IGNORECASE
)


def plain(value: Decimal) -> int | float:
    """A number as a policy holds it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _whole(words: str, match: re.Match[str]) -> tuple[Span, ...]:
    """All of the words but the unit among them, which a slot of its own must hold."""
    if not match.group("mid"):
        return ((0, len(words)),)
    return ((0, match.start("mid")), (match.end("mid"), len(words)))


def bound(slot: str) -> Reader:
    """A number with the words that say on which side of it: "below 142", "16 or more", "between 4 and 6"."""

    def read(words: str) -> Said | None:
        for name, pattern in _BOUNDS:
            if (match := pattern.fullmatch(words)) and name == slot:
                return Said(value=plain(_decimal(match["n"])), spans=_whole(words, match))
        if (match := _BETWEEN.fullmatch(words)) and slot in ("at_least", "up_to"):
            a, b = sorted((_decimal(match["a"]), _decimal(match["b"])))
            return Said(value=plain(a if slot == "at_least" else b), spans=_whole(words, match))
        return None

    return read


def counted(words: str) -> Said | None:
    """So many at least, as a number or a word: "at least two", "three or more"."""
    match = _matched(words, rf"(?:(?:{_LEAST})\s*)(?P<n>{_COUNT})", rf"(?P<n>{_COUNT})\s+or\s+more")
    return None if match is None else _all(words, number(match["n"]))


def chosen(words: str) -> Said | None:
    """How many of a list: "at least two of the following", "two or more of"."""
    tail = r"(?:\s+of(?:\s+(?:the|these))?(?:\s+following)?:?)?"
    match = _matched(words, rf"(?:(?:{_LEAST}|any)\s*)?(?P<n>{_COUNT})(?:\s+or\s+more)?{tail}")
    return None if match is None else _all(words, number(match["n"]))


def amount(words: str) -> Said | None:
    """By how much a value changed: "by 4 points or more", "of at least 1.2"."""
    match = _matched(words, rf"(?:(?:{_LEAST})\s*)?(?P<n>{_N}){_MID}(?:\s+or\s+(?:more|greater|higher))?")
    return None if match is None else Said(value=plain(_decimal(match["n"])), spans=_whole(words, match))


def share(words: str) -> Said | None:
    """By how many percent: "by 25% or more", "by half"."""
    more = r"(?:\s+or\s+(?:more|greater|higher))?"
    if _matched(words, rf"(?:(?:{_LEAST})\s*)?(?:one )?half{more}"):
        return _all(words, 50)
    match = _matched(words, rf"(?:(?:{_LEAST})\s*)?(?P<n>{_N})\s*(?:%|percent|per cent){more}")
    return None if match is None else _all(words, plain(_decimal(match["n"])))


def scale(words: str) -> Said | None:
    """The largest number of an instrument: "of 150"."""
    match = re.fullmatch(rf"(?:of|out of|/)\s*(?P<n>{_N})[.,;)\s]*", words, re.IGNORECASE)
    return None if match is None else _all(words, plain(_decimal(match["n"])))


def unit(words: str) -> Said | None:
    """A unit as laboratories and pharmacies write it."""
    said = words.strip(" .,;").replace("\u03bc", "u").replace("\u00b5", "u")
    if not re.fullmatch(_UNIT, said):
        return None
    return _all(words, "%" if said.lower() in ("percent", "% of predicted") else said)


# A window is counted back from the request; one from another day has no slot.
_REQUEST = r"request|submission|application|review|authori[sz]ation|date"
_FROM_ELSEWHERE = re.compile(r"\b(?:start|initiation|treatment|therapy|diagnosis|dose|infusion)\b", re.IGNORECASE)


def window(words: str) -> Said | None:
    """Days back from the request: "within 90 days before the request", "in the past 12 months"."""
    found, places = window_of(words)
    if found is None or _FROM_ELSEWHERE.search(words):
        return None
    (start, end), *_ = places
    ahead, behind = words[:start], words[end:]
    whole = re.fullmatch(rf"{_LEAD}[\s,(]*", ahead, re.IGNORECASE) and not behind.strip(" .,;)")
    return _all(words, found) if whole else None


def from_elsewhere(after: str) -> bool:
    """Whether what stands behind a window counts it from another day than the request's: "within 30 days of ..."."""
    led = re.match(r"[\s,]*(?:of|after|from|following|since|before|prior to|preceding)\s+(?P<what>.{0,40})", after)
    return led is not None and not re.match(rf"(?:the\s+|this\s+|a\s+)*(?:{_REQUEST}|prior)\b", led["what"])


def duration(words: str) -> Said | None:
    """Days that something lasted at least: "at least 12 weeks", "3 months or longer", "for 6 weeks"."""
    span = rf"(?P<n>{_COUNT})[\s-]*(?:consecutive\s+|continuous\s+)?{_TIME}"
    match = _matched(
        words,
        rf"(?:(?:{_LEAST})\s*){span}(?:\s+or\s+(?:more|longer))?(?:\s+of)?",
        rf"{span}\s+or\s+(?:more|longer)(?:\s+of)?",
        rf"(?:for|after)\s+{span}",
    )
    return None if match is None else _all(words, days(match["n"], match["u"]))


def daily(*, per_kg: bool) -> Reader:
    """Milligrams a day: "at least 15 mg daily", for each kg where it says so."""

    def read(words: str) -> Said | None:
        kg = r"\s*(?:/kg|per kg)" if per_kg else ""
        match = _matched(
            words,
            rf"(?:(?:{_LEAST})\s*)?(?P<n>{_N})\s*(?P<m>mg|g){kg}(?:\s*/\s*day|\s+per day|\s+daily|\s+a day)"
            r"(?:\s+or\s+(?:more|higher))?",
        )
        if match is None:
            return None
        return _all(words, plain(_decimal(match["n"]) * (1000 if match["m"].lower() == "g" else 1)))

    return read


_YEARS = r"(?:years?(?:\s+of\s+age|\s+old)?)"
_AGES = {
    "at_least": (
        rf"(?:(?:at least|aged?)\s+)?(?P<n>\d{{1,2}})\s*{_YEARS}(?:\s+(?:or|and)\s+(?:older|above|over))",
        rf"(?:at least|no younger than)\s+(?P<n>\d{{1,2}})\s*{_YEARS}",
        rf"(?:aged?\s+|between\s+)*(?P<n>\d{{1,2}})\s*(?:to|through|and|-|\u2013)\s*\d{{1,2}}\s*{_YEARS}",
    ),
    "at_most": (
        rf"(?:at most|no older than|not older than|up to)\s+(?P<n>\d{{1,2}})\s*{_YEARS}",
        rf"(?P<n>\d{{1,2}})\s*{_YEARS}\s+or\s+younger",
        rf"(?:younger than|under|below)\s+(?P<below>\d{{1,2}})\s*{_YEARS}",
        rf"(?:aged?\s+|between\s+)*\d{{1,2}}\s*(?:to|through|and|-|\u2013)\s*(?P<n>\d{{1,2}})\s*{_YEARS}",
    ),
    "at_least_months": (
        r"(?:(?:at least|aged?)\s+)?(?P<n>\d{1,2})\s*months?(?:\s+of\s+age|\s+old)?\s+(?:or|and)\s+(?:older|above)",
        r"at least\s+(?P<n>\d{1,2})\s*months?(?:\s+of\s+age|\s+old)",
    ),
}


def age(slot: str) -> Reader:
    """Completed years or months: "12 years of age or older", "younger than 18 years"."""

    def read(words: str) -> Said | None:
        if slot == "at_least" and _matched(words, r"adults?"):
            return _all(words, 18)
        match = _matched(words, *_AGES[slot])
        if match is None:
            return None
        below = match.groupdict().get("below")
        return _all(words, int(below) - 1 if below else int(match["n"]))

    return read


_BE = r"(?:(?:has|have|had|is|are|was|were|will|must|may|be|been|being|there|does|do|did|cannot)\s+)*"


def one_of(said: dict[str, str], lead: str = _BE) -> Reader:
    """One value of a list, each with the words that say it and nothing else."""

    def read(words: str) -> Said | None:
        text = words.strip(" .,;:()")
        found = [v for v, p in said.items() if re.fullmatch(rf"{lead}(?:{p})", text, re.IGNORECASE)]
        return _all(words, found[0]) if len(found) == 1 else None

    return read


def flag(said: str) -> Reader:
    """True, where the words say so."""
    read = one_of({"true": said})
    return lambda words: _all(words, True) if read(words) else None


def _matched(words: str, *patterns: str) -> re.Match[str] | None:
    tried: Iterable[re.Match[str] | None] = (
        re.fullmatch(rf"{_LEAD}(?:{p})[.,;:)\s]*", words, re.IGNORECASE) for p in patterns
    )
    return next((m for m in tried if m is not None), None)


def _all(words: str, value: object) -> Said:
    return Said(value=value, spans=((0, len(words)),))
