"""What changed since treatment began: a measure, a number of events, a dose of another drug."""

from __future__ import annotations

import re
from itertools import pairwise

from mednec.chart.lexicon import Mention
from mednec.packs.importing.typing.clause import Clause, Span, Typed, days, distinct, number, span, window_of

_LOWER = (
    r"(?:reduc(?:ed|tion)|lower(?:ed)?|decreas(?:ed?|ing)|fall(?:en)?|fell|declin(?:ed?|ing)|(?<!or )less|shorter"
    r"|drop(?:ped)?)"
)
_HIGHER = r"(?<!or )(?:increas(?:ed?|ing)|higher|rise|risen|raised|gain(?:ed)?|greater)"
_BETTER = r"(?:improv(?:ed|ement))"
_DIRECTION = re.compile(rf"\b(?:(?P<lower>{_LOWER})|(?P<higher>{_HIGHER})|(?P<better>{_BETTER}))\b", re.IGNORECASE)
_BY = re.compile(
    r"(?:by\s+|of\s+|is\s+)?(?:at least\s+|>=\s*|\u2265\s*)?(?:(?P<half>half)|(?P<v>\d+(?:\.\d+)?)\s*(?P<unit>%"
    r"|percent|points?|centile points?|grades?|kPa|mg/dL|letters|m\b|"
    r"[a-zA-Z]{1,4}/[a-zA-Z]{1,3})?)(?P<more>\s+(?:(?:points?\s+)?or\s+more|or\s+greater|lower|higher))?",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:from|than|compared (?:with|to)|versus|relative to|against|above"
    r"|below)\s+(?:the\s+)?(?:pre-?treatment(?: (?:value|baseline))?|baseline|before (?:\w+\s+){0,3}(?:treatment"
    r"|therapy|course|\w+)"
    r"|value before (?:\w+\s+){0,2}\w+|pre-?\w+ (?:value|baseline))",
    re.IGNORECASE,
)
_NORMAL = re.compile(r"\bor (?:now )?(?:normal|within (?:the )?normal limits|normali[sz]ed)\b", re.IGNORECASE)
_FEWER = re.compile(
    r"\b(?:fewer|less frequent|reduc(?:ed|tion) in(?: the)?(?: number of)?|decrease in(?: the)?(?: number of)?)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:(?:at least|a minimum of|>=|\u2265)\s*(?P<n>\d{1,2}|one|two|three|four|five|six)|(?P<m>\d{1,2}|one|two|three"
    r"|four|five|six)\s+or\s+more|(?P<k>one|two|three)\s+or\s+more)\b",
    re.IGNORECASE,
)


_NOT_MORE = re.compile(r"\b(?:not|no)\s+(?:more|worse|higher|lower)\b|\bnot (?:increased|reduced)\b", re.IGNORECASE)


def change(clause: Clause) -> Typed | None:
    """ "Creatine kinase lower by 25% or more, or now normal", "a fall of 4 points or more from baseline"."""
    measures = clause.of_kind("measure", "function")
    pieces = _pieces(clause)
    if len(pieces) > 1:
        return _several(clause, pieces)
    direction = _DIRECTION.search(clause.text)
    if not measures or direction is None or _NOT_MORE.search(clause.text):
        return None
    return _one(clause, clause.text, 0, list(measures))


def _pieces(clause: Clause) -> list[tuple[int, str]]:
    """The alternatives of "A lower by 1.2 or more, or B lower by half": each with a direction of its own."""
    starts = [0, *(m.end() for m in re.finditer(r",?\s+or\s+(?=(?:the\s+)?[A-Z])", clause.text))]
    pieces = [(a, clause.text[a:b]) for a, b in zip(starts, [*starts[1:], len(clause.text)], strict=True)]
    return pieces if all(_DIRECTION.search(text) for _, text in pieces) else []


def _several(clause: Clause, pieces: list[tuple[int, str]]) -> Typed | None:
    found: list[Typed] = []
    for start, text in pieces:
        own = [m for m in clause.of_kind("measure", "function") if start <= m.start < start + len(text)]
        typed = _one(clause, text, start, own) if own else None
        if typed is None:
            return None
        found.append(typed)
    parts = [t.slots for t in found]
    explained = tuple(s for t in found for s in t.explained)
    return Typed(
        slots={"kind": "parts", "op": "any", "parts": parts}, explained=explained, fillers=("change", "measurement")
    )


def _one(clause: Clause, text: str, offset: int, measures: list[Mention]) -> Typed | None:
    direction = _DIRECTION.search(text)
    if direction is None:
        return None
    better = _better(clause, direction, measures)
    by = next((m for m in _BY.finditer(text) if m.group("half") or (m.group("v") and _is_amount(text, m))), None)
    if by is None or not better or _another_alternative(text, offset, direction, measures):
        return None
    if _REACHED.search(text[: by.start()]) or _of_percents(clause, by, measures):
        return None
    slots: dict[str, object] = {"kind": "change", "of": distinct(m.id for m in measures), "better": better}
    if by.group("half"):
        slots["by_percent"] = 50
    elif by.group("unit") in ("%", "percent"):
        slots["by_percent"] = _number(by.group("v"))
    else:
        slots["by"] = _number(by.group("v"))
    explained: list[Span] = [span(m) for m in measures]
    explained += [(offset + m.start(), offset + m.end()) for m in (direction, by)]
    for pattern in (_SINCE, _NORMAL):
        if (match := pattern.search(text)) is not None:
            explained.append((offset + match.start(), offset + match.end()))
            if pattern is _NORMAL:
                slots["or_normal"] = True
    within, window = window_of(text)
    if within is None:
        within, _ = window_of(clause.header)
    if within is not None:
        slots["within_days"] = within
    explained += [(offset + a, offset + b) for a, b in window]
    return Typed(slots=slots, explained=tuple(explained), fillers=("change", "measurement"), own_names=True)


_REACHED = re.compile(
    r"\bto\s+(?:a\s+)?(?:at least|at most|below|above|under|over|less than|more than)?\s*$", re.IGNORECASE
)


def _of_percents(clause: Clause, by: re.Match[str], measures: list[Mention]) -> bool:
    """ "HbA1c lower by 1%": of the value before, or of its own unit? The text does not say."""
    known = clause.lexicon.concepts
    return by.group("unit") in ("%", "percent") and any(m.id in known and known[m.id].unit == "%" for m in measures)


def _another_alternative(text: str, offset: int, direction: re.Match[str], measures: list[Mention]) -> bool:
    """Whether a measure behind the change is one of its own: "EASI reduced by half, or IGA of 0 or 1"."""
    behind = [m for m in measures if m.start - offset > direction.end()]
    return any(re.search(r"\bor\b|\band\b|;", text[direction.end() : m.start - offset]) for m in behind)


def _better(clause: Clause, direction: re.Match[str], measures: list[Mention]) -> str:
    """The direction in words; "improved" takes it from the measure."""
    if direction.group("lower"):
        return "lower"
    if direction.group("higher"):
        return "higher"
    known = {clause.lexicon.concepts[m.id].better for m in measures if m.id in clause.lexicon.concepts}
    return known.pop() if len(known) == 1 else ""


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """A number with a unit, or one that "by", "of" or "at least" leads or "or more" follows."""
    if re.match(r"\s*(?:days?|weeks?|months?|years?)\b", text[match.end() :], re.IGNORECASE):
        return False
    led = re.match(r"(?:by|of|is)\s|at least", match.group(), re.IGNORECASE)
    return bool(match.group("unit") or match.group("more") or led)


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def fewer(clause: Clause) -> Typed | None:
    """ "Fewer falls per month", "fewer exacerbations than in the 12 months before"."""
    events = clause.of_kind("event")
    match = _FEWER.search(clause.text)
    if not events or match is None:
        return None
    slots = {"kind": "fewer_events", "of": distinct(m.id for m in events)}
    since = re.finditer(
        r"\bthan in the [^,;]*|\bcompared [^,;]*|,?\s*counted over equal periods[^;]*$|\bper (?:month|year)\b"
        r"|\bfor [\w -]{3,50} symptoms?\b",
        clause.text,
        re.IGNORECASE,
    )
    explained = [match.span(), *(span(m) for m in events), *(m.span() for m in since)]
    explained += [m.span() for m in re.finditer(r"\bthan before\b", clause.text)]
    return Typed(slots=slots, explained=tuple(explained), fillers=("change", "measurement"), own_names=True)


def counted(clause: Clause) -> Typed | None:
    """ "At least two exacerbations in the past 12 months": a number of events in a window."""
    events = clause.of_kind("event")
    count = _COUNT.search(clause.text)
    within, window = window_of(clause.text)
    if within is None:
        within, _ = window_of(clause.header)
    if not events or count is None or within is None or clause.part == "exclusions":
        return None
    if any(not re.search(r"\bor\b|[,(]", clause.text[a.end : b.start]) for a, b in pairwise(events)):
        return None  # "exacerbations that needed a hospital stay": one of the events narrows the other
    n = next(number(g) for g in count.groups() if g)
    slots = {"kind": "event_count", "of": distinct(m.id for m in events), "at_least": n, "within_days": within}
    explained = [count.span(), *window, *(span(m) for m in events)]
    return Typed(slots=slots, explained=tuple(explained), fillers=("event_count",))


def dose_reduced(clause: Clause) -> Typed | None:
    """ "Corticosteroid dose reduced by half or more"."""
    drugs = [m for m in clause.of_kind("drug") if m.id not in clause.drugs]
    if not drugs or not clause.says("dose"):
        return None
    match = re.search(
        r"\b(?P<w>\d+)\s*(?:%|percent)\s+(?:or\s+(?:greater|more)\s+)?reduction\s+in\b"
        r"|\breduc(?:ed|tion)\s+(?:by|of)\s+(?:at least\s+)?(?:(?P<half>half)|(?P<v>\d+)\s*(?:%"
        r"|percent))(?:\s+or\s+more)?",
        clause.text,
        re.I,
    )
    if match is None:
        return None
    slots = {
        "kind": "dose_reduced",
        "of": distinct(m.id for m in drugs),
        "by_percent": 50 if match.group("half") else int(match.group("v") or match.group("w")),
    }
    return Typed(
        slots=slots,
        explained=(match.span(), *(span(m) for m in drugs)),
        fillers=("change", "tried"),
    )


__all__ = ["change", "counted", "days", "dose_reduced", "fewer"]
