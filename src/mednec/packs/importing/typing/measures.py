"""Numbers: a measure against a bound, above a laboratory's limit, on file; and changes of a measure since before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from mednec.chart.lexicon import Mention
from mednec.model.knowledge import Concept
from mednec.packs.importing.typing.clause import Clause, Span, Typed, distinct, span, window_of
from mednec.terminology.lab_units import fits

_VALUE = r"(?<![A-Za-z\d.])(?P<v>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)"
_UNIT_AHEAD = re.compile(
    r"\s*(?P<unit>%(?: of predicted| predicted)?|percent|mL/min/1\.73\s?m(?:2|\u00b2)"
    r"|[a-zA-Z\u00b5\u03bc]{1,6}(?:/[a-zA-Z\u00b5\u03bc0-9.\u00b2\u00b3^]{1,12})+"
    r"|x\s?10\^?\d/?[a-zA-Z]*|/\s?(?:mm\u00b3|mm3|uL|mcL|hpf)|(?:mg|g|kg|lb|cm|mm|m|L|mL|ng|pg|ug|mcg|IU|U|units?"
    r"|points?|kPa|mmHg"
    r"|microliters?)\b|cells/\w+)"
)
_PER = re.compile(
    r"\bper\s+(?:high-?power(?:ed)?\s+field|hpf|month|week|day)\b|\bon (?:an?\s+)?biopsy\b", re.IGNORECASE
)
_SCALE = re.compile(r"\s*(?:of|out of|/)\s*(?P<n>\d{1,3})\b(?!\s*(?:%|mg|days|weeks|months))")
_WORDS = {
    "at_least": (
        rf"(?:at least|a minimum of|minimum(?: of)?|no less than|not less than|>=|\u2265|=>)\s*{_VALUE}",
        rf"{_VALUE}(?P<tail>(?:[^,;.]|\.\d){{0,24}}?)\s+or\s+(?:more|higher|greater|above|over|longer)\b",
        rf"{_VALUE}(?P<tail>(?:[^,;.]|\.\d){{0,24}}?)\s+and\s+(?:above|over|higher)\b",
    ),
    "above": (rf"(?:above|more than|greater than|over|exceed(?:s|ing)?|higher than|>)\s*{_VALUE}",),
    "below": (rf"(?:below|less than|fewer than|under|lower than|<)\s*{_VALUE}",),
    "at_most": (
        r"(?:at most|no more than|not more than|not (?:to )?exceed(?:ing)?|up to|maximum(?: of)?|<="
        rf"|\u2264)\s*{_VALUE}",
        rf"{_VALUE}(?P<tail>(?:[^,;.]|\.\d){{0,24}}?)\s+or\s+(?:less|lower|below|fewer)\b",
    ),
}
_BOUNDS = tuple((name, re.compile(p, re.IGNORECASE)) for name, patterns in _WORDS.items() for p in patterns)
_BETWEEN = re.compile(r"\bbetween\s+(?P<a>-?\d+(?:\.\d+)?)\s+and\s+(?P<b>-?\d+(?:\.\d+)?)", re.IGNORECASE)
_ONE_OF = re.compile(
    r"\b(?:of|is|score)\s+(?P<a>\d{1,2})\s+or\s+(?P<b>\d{1,2})\b(?!\s*(?:more|less|higher|lower|weeks|months|days"
    r"|years))",
    re.IGNORECASE,
)
_STEPS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_CLASS = re.compile(
    r"\b(?:class|stage|grade|type)\s+(?P<a>[IV]{1,3})(?P<more>(?:\s*(?:,|or|to|-|\u2013|and)\s*"
    r"(?:(?:[A-Za-z]+\s+)?(?:class|stage|grade)\s+)?[IV]{1,3})*)\b(?P<up>\s+or\s+(?:higher|above|worse|greater))?"
)
_SITES = re.compile(
    r"\b(?:at|of|in)\s+(?:either\s+)?(?:the\s+)?(?P<sites>(?:lumbar spine|spine|femoral neck|total hip|hip"
    r"|(?:distal |one-third )?radius|forearm)(?:(?:,\s*|\s+or\s+|,\s*or\s+)(?:the\s+)?(?:lumbar spine|spine"
    r"|femoral neck"
    r"|total hip|hip|(?:distal |one-third )?radius|forearm))*)",
    re.IGNORECASE,
)
_REFERENCE_HIGH = re.compile(
    r"\babove\s+(?:the\s+)?(?:upper\s+limit(?:\s+of\s+normal)?|(?:laboratory'?s?\s+)?(?:upper\s+)?(?:reference"
    r"|normal)\s+(?:limit|range)|laboratory\s+cut-?off"
    r"|normal)(?:\s+(?:of|for)\s+the\s+(?:reporting\s+)?laboratory)?|\belevated\b|\bhigher than normal\b",
    re.IGNORECASE,
)
_REFERENCE_LOW = re.compile(
    r"\bbelow\s+(?:the\s+)?(?:lower\s+limit(?:\s+of\s+normal)?|(?:reference|normal)\s+(?:limit|range))(?:\s+(?:of"
    r"|for)\s+the\s+(?:reporting\s+)?laboratory)?",
    re.IGNORECASE,
)
_AT_LOW = re.compile(
    r"\bat\s+or\s+above\s+the\s+(?:laboratory'?s?\s+)?lower\s+limit(?:\s+of\s+normal)?"
    r"(?:\s+(?:of|for)\s+the\s+(?:reporting\s+)?laboratory)?",
    re.IGNORECASE,
)
_ON_FILE = re.compile(
    r"\b(?:on file|reported|resulted|drawn|obtained|measured|recorded|documented|available|checked|performed"
    r"|in the record|completed|within)\b",
    re.IGNORECASE,
)


# "3 times the upper limit of normal", "7% to 10%", "at or below 5": no slot holds these.
_OF_NORMAL = re.compile(
    r"\d\s*(?:x|\u00d7|times)\s*(?:the\s+)?(?:ULN|upper limit|normal|baseline)"
    r"|\bat or (?:above|below|over|under)\s+-?\d|\d\s*%?\s+to\s+\d[\d.]*\s*%|\bexceed(?:s|ing)?\b"
    r"|\b(?:decline|decrease|increase|rise|fall|loss|drop) of\b",
    re.IGNORECASE,
)
_AGAINST_BEFORE = re.compile(
    r"\b(?:higher|lower|greater|less|more|fewer|worse|better)\s+than\s+(?:it was\s+)?"
    r"(?:before|at|the|its|pre|baseline)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    slot: str
    value: str
    unit: str
    place: Span
    scale: int | None = None  # 150 in "below 142 of 150"


def measurement(clause: Clause) -> Typed | None:
    """ "UAS7 of 16 or more recorded within 60 days", "CDAI above 10 or DAS28 above 3.2", "IgG on file"."""
    measures = _outside_brackets(clause, clause.of_kind("measure"))
    if not measures or _AGAINST_BEFORE.search(clause.text) or _OF_NORMAL.search(clause.text):
        return None
    within, window = window_of(clause.text)
    if within is None:
        within, _ = window_of(clause.header)
    bounds = _bounds(clause.text, window)
    if not bounds:
        return _without_number(clause, measures, within, window)
    pairs = [(b, _measures_of(clause, b, measures, bounds)) for b in bounds]
    if any(not own for _, own in pairs):
        return None
    parts = [_part(clause, bound, own, within) for bound, own in pairs]
    if any(p is None for p in parts):
        return None
    explained = [*window, *(span(m) for m in measures), *(b.place for b in bounds), *_asides(clause)]
    explained += [m.span() for m in _SITES.finditer(clause.text)]
    explained += [m.span() for m in _PER.finditer(clause.text)]
    explained += [m.span() for m in re.finditer(r"\bbefore treatment\b|\bpre-?treatment\b", clause.text, re.IGNORECASE)]
    explained += [span(m) for m in clause.mentions if _names_the_measure(clause, m, measures)]
    explained += [
        span(m) for m in clause.of_kind("test") if re.search(r"\b(?:on|by|at)\s+(?:an?\s+)?$", clause.text[: m.start])
    ]
    return _joined(clause, [p for p in parts if p is not None], [b.place for b in bounds], tuple(explained))


def _names_the_measure(clause: Clause, mention: Mention, measures: tuple[Mention, ...]) -> bool:
    """What the measure counts ("nodules (AN count)"), or what it stages ("X staged as Hurley stage II")."""
    if re.match(r"\s*(?:is\s+|was\s+)?(?:staged|graded|classified)\b", clause.text[mention.end :], re.IGNORECASE):
        return True
    in_bracket = [m for m in measures if clause.text[: m.start].endswith("(")]
    return (
        bool(in_bracket)
        and clause.kind_of(mention) in ("disease", "symptom", "finding")
        and mention.end < in_bracket[0].start
    )


def _part(clause: Clause, bound: _Bound, own: list[Mention], within: int | None) -> dict[str, object] | None:
    concepts = [clause.lexicon.concepts[m.id] for m in own]
    unit = _unit(bound.unit)
    fitting = [c for c in concepts if not unit or fits(unit, c.unit)]
    concepts = fitting or [c for m in own for c in _meant_by_unit(clause, m, unit)]
    if not concepts:
        return None
    slots: dict[str, object] = {"kind": "measurement", "of": distinct(c.id for c in concepts)}
    if unit and unit not in ("points",):
        slots["unit"] = unit
    if within is not None:
        slots["within_days"] = within
    if clause.says("baseline"):
        slots["baseline"] = True
    if (sites := _SITES.search(clause.text)) is not None:
        slots["where"] = [w.strip() for w in re.split(r",\s*(?:or\s+)?|\s+or\s+", sites.group("sites"))]
    if clause.says("persistent"):
        slots["persistent"] = True
    if (which := clause.says("lowest", "highest")) is not None:
        slots["which"] = which.group().lower()
    if bound.scale:
        slots["scale"] = bound.scale
    low, *high = (float(v) if "." in v else int(v) for v in bound.value.split("+"))
    slots[bound.slot.split("+")[0]] = low
    if high:
        slots["up_to"] = high[0]
    return slots


def _meant_by_unit(clause: Clause, mention: Mention, unit: str) -> list[Concept]:
    """ "Area of 10% or more": of the measures whose names begin with the words, those that have such a unit."""
    words = f"{clause.text[mention.start : mention.end].lower()} "
    known = [c for c in clause.lexicon.concepts.values() if c.kind == "measure" and fits(unit, c.unit)]
    return [c for c in known if any(f"{t.lower()} ".startswith(words) for t in (c.name, *c.terms))]


def _unit(written: str) -> str:
    unit = written.strip(" .").replace("\u03bc", "u").replace("\u00b5", "u")
    unit = re.sub(r"^percent$|^% (?:of )?predicted$", "%", unit)
    return {
        "mL/min/1.73 m2": "mL/min/1.73m2",
        "mL/min/1.73 m\u00b2": "mL/min/1.73m2",
        "mL/min/1.73m\u00b2": "mL/min/1.73m2",
        "microliters": "uL",
        "cells/microliter": "cells/uL",
        "/mm\u00b3": "cells/uL",
        "/mm3": "cells/uL",
        "point": "points",
    }.get(unit, unit)


def _bounds(text: str, window: list[Span]) -> list[_Bound]:
    """Bounds in order; numbers of a window or of a duration are none."""
    taken: list[Span] = list(window)
    found: list[_Bound] = []

    def free(place: Span) -> bool:
        return not any(place[0] < e and s < place[1] for s, e in taken)

    for match in _BETWEEN.finditer(text):
        if free(match.span()):
            a, b = sorted((match.group("a"), match.group("b")), key=float)
            found.append(_bound("at_least+at_most", f"{a}+{b}", text, match, match.span()))
            taken.append(match.span())
    for match in _ONE_OF.finditer(text):
        a, b = int(match.group("a")), int(match.group("b"))
        if free(match.span()) and b == a + 1:
            found.append(_bound("at_least+at_most", f"{a}+{b}", text, match, match.span()))
            taken.append(match.span())
    for match in _CLASS.finditer(text):
        steps = sorted({_STEPS[w] for w in re.findall(r"\b[IV]{1,3}\b", match.group()) if w in _STEPS})
        place = (match.start("a"), match.end())  # the word before the number belongs to the name of the measure
        if not steps or not free(match.span()):
            continue
        if match.group("up"):
            found.append(_bound("at_least", str(steps[0]), text, match, place))
        elif steps == list(range(steps[0], steps[-1] + 1)):
            found.append(_bound("at_least+at_most", f"{steps[0]}+{steps[-1]}", text, match, place))
        taken.append(match.span())
    for name, pattern in _BOUNDS:
        for match in pattern.finditer(text):
            if free(match.span()) and not re.match(
                r"[\s-]*(?:consecutive\s+)?(?:days?|weeks?|months?|years?)\b", text[match.end("v") :], re.I
            ):
                found.append(_bound(name, match.group("v").replace(",", ""), text, match, match.span()))
                taken.append(match.span())
    return sorted(found, key=lambda b: b.place)


def _bound(slot: str, value: str, text: str, match: re.Match[str], place: Span) -> _Bound:
    at = match.end("v") if "v" in match.re.groupindex else match.end()
    unit = _UNIT_AHEAD.match(text, at)
    scale = _SCALE.match(text, at) if not unit else None
    if scale is not None:
        whole = (place[0], max(place[1], scale.end()))
        return _Bound(slot=slot, value=value, unit="", place=whole, scale=int(scale["n"]))
    end = max(place[1], unit.end() if unit else place[1])
    return _Bound(slot=slot, value=value, unit=unit.group("unit") if unit else "", place=(place[0], end))


def _measures_of(clause: Clause, bound: _Bound, measures: tuple[Mention, ...], bounds: list[_Bound]) -> list[Mention]:
    """The measures a bound is about: those before it since the last bound, joined by "or"; else right behind."""
    counted = [m for m in measures if 0 <= m.start - bound.place[1] <= 1]
    if counted and not bound.unit and len(bounds) > 1:
        return counted[:1]  # "at least 3 swollen and at least 5 tender joints"
    before_edge = max((b.place[1] for b in bounds if b.place[1] <= bound.place[0]), default=0)
    ahead = [m for m in measures if before_edge <= m.start and m.end <= bound.place[0]]
    if ahead and bound.place[0] - ahead[-1].end <= 60:
        own = [ahead[-1]]
        for earlier in reversed(ahead[:-1]):
            between = clause.text[earlier.end : own[0].start]
            if re.fullmatch(r"\s*(?:\([^)]*\)\s*)?(?:,|or|,\s*or|/)\s*(?:(?:an?|the)\s+)?", between):
                own.insert(0, earlier)
            elif re.fullmatch(r"\s*\(\s*", between) and earlier.id == own[0].id:
                continue
            else:
                break
        return own
    behind = [m for m in measures if 0 <= m.start - bound.place[1] <= 24]
    if not behind and len(measures) == 1 and clause.text[: measures[0].start].endswith("("):
        return list(measures)  # "at least 3 abscesses or nodules (AN count)"
    return behind[:1]


def _outside_brackets(clause: Clause, measures: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Without those a bracket names right behind another: "DAS28 (ESR or CRP)" is about DAS28."""
    asides = [m.span() for m in re.finditer(r"\([^()]*\)", clause.text)]
    outer = [m for m in measures if not any(s < m.start and m.end <= e for s, e in asides)]
    own = [
        (s, e) for s, e in asides if any(0 <= s - m.end <= 1 for m in outer) and not re.search(r"\d", clause.text[s:e])
    ]
    return tuple(m for m in measures if not any(s < m.start and m.end <= e for s, e in own))


def _listed(clause: Clause, measures: tuple[Mention, ...]) -> bool:
    """Whether the measures are alternatives of one list, and not one inside the name of another."""
    for one, other in pairwise(measures):
        between = clause.text[one.end : other.start]
        if not re.fullmatch(
            r"\s*(?:\([^)]*\)\s*)?(?:,|or|and|,\s*(?:or|and)|/|\()\s*(?:(?:an?|the|serum)\s+)?", between
        ):
            return False
    return True


def _asides(clause: Clause) -> list[Span]:
    """A bracket that only names the measure again ("(ESR or CRP)") or gives the value in another unit."""
    return [
        m.span()
        for m in re.finditer(
            r"\(\s*(?:[A-Z0-9-]{2,12}(?:\s+or\s+[A-Z0-9-]{2,12})?|[\d.]+\s*[a-zA-Z/]+|see [^)]{1,40}|\d{1,2})\s*\)"
            r"|\[\d+\]",
            clause.text,
        )
    ]


def _joined(
    clause: Clause, parts: list[dict[str, object]], places: list[Span], explained: tuple[Span, ...]
) -> Typed | None:
    """One bound, or several joined by the words between them: all "or", or all "and"."""
    if len(parts) == 1:
        return Typed(slots=parts[0], explained=explained, fillers=("measurement",))
    joints = [clause.text[a[1] : b[0]].lower() for a, b in pairwise(places)]
    ors, ands = (
        [bool(re.search(r"\bor\b", j)) for j in joints],
        [bool(re.search(r"\band\b|\bboth\b", j)) for j in joints],
    )
    last_or, last_and = ors[-1], ands[-1]
    if last_or and not any(ands):
        op = "any"
    elif last_and and not any(ors):
        op = "all"
    else:
        return None
    return Typed(slots={"kind": "parts", "op": op, "parts": parts}, explained=explained, fillers=("measurement",))


def _without_number(
    clause: Clause, measures: tuple[Mention, ...], within: int | None, window: list[Span]
) -> Typed | None:
    of = distinct(m.id for m in measures)
    if not _listed(clause, measures):
        return None
    slots: dict[str, object] = {"kind": "measurement", "of": of}
    explained: list[Span] = [*window, *(span(m) for m in measures), *_asides(clause)]
    if (high := _REFERENCE_HIGH.search(clause.text)) is not None:
        slots["above_reference"] = True
        explained.append(high.span())
    elif (at := _AT_LOW.search(clause.text)) is not None:
        slots["not_below_reference"] = True
        explained.append(at.span())
    elif (low := _REFERENCE_LOW.search(clause.text)) is not None:
        slots["below_reference"] = True
        explained.append(low.span())
    elif _ON_FILE.search(clause.text):
        slots["present"] = True
        if len(of) > 1:
            each = [{**slots, "of": [id_], **({"within_days": within} if within is not None else {})} for id_ in of]
            op = "any" if re.search(r"\bor\b", clause.text[measures[0].end : measures[-1].start]) else "all"
            slots = {"kind": "parts", "op": op, "parts": each}
            return Typed(slots=slots, explained=tuple(explained), fillers=("measurement",))
    else:
        return None
    if within is not None:
        slots["within_days"] = within
    words = clause.text[measures[0].end : measures[-1].start]
    if len(of) > 1 and re.search(r"\band\b", words) and not re.search(r"\bor\b", words):
        slots = {"kind": "parts", "op": "all", "parts": [{**slots, "of": [id_]} for id_ in of]}
    return Typed(slots=slots, explained=tuple(explained), fillers=("measurement",))
