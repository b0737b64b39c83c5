"""Who: age, prescriber, what it is requested for."""

from __future__ import annotations

import re
from itertools import pairwise

from mednec.chart.lexicon import Mention
from mednec.packs.importing.typing.clause import Clause, Typed, distinct, number, span, window_of
from mednec.packs.importing.typing.statements import alternatives_of

_YEARS = r"(?:years?(?:\s+of\s+age|\s+old)?|yrs?|y/?o)"
_AT_LEAST = re.compile(
    r"(?:(?:at least|aged?|>=|\u2265|minimum age(?: of| is)?|is"
    rf"|has reached)\s+)?(?P<n>\d{{1,2}})\s*{_YEARS}(?:\s+of age)?\s*(?:or|and)\s+(?:older|above|over)"
    rf"|(?:at least|>=|\u2265|minimum age (?:of|is))\s*(?P<m>\d{{1,2}})\s*{_YEARS}|age[d]?\s*(?:>=|\u2265"
    r"|at least)\s*(?P<k>\d{1,2})",
    re.IGNORECASE,
)
_ADULT = re.compile(r"\b(?:an? )?adults?\b(?:\s*\((?:18|aged 18)[^)]*\))?", re.IGNORECASE)
_UNDER = re.compile(rf"\b(?:younger than|under|below|less than)\s+(?P<n>\d{{1,2}})\s*{_YEARS}", re.IGNORECASE)
_RANGE = re.compile(
    rf"\b(?:aged?\s+|between\s+)?(?P<a>\d{{1,2}})\s*(?:to|through|and|-|\u2013)\s*(?P<b>\d{{1,2}})\s*{_YEARS}",
    re.IGNORECASE,
)
# "6 months for A, 6 years for B", "A: 12 years or older; B: adults"
_AGE_FOR = re.compile(
    r"(?P<n>\d{1,2})\s*(?P<unit>months?|years?)(?:\s+(?:of\s+age|old))?(?:\s+(?:or|and)\s+(?:older|above))?"
    r"\s*,?\s+(?:for|with|in|if)\s+(?P<what>[^,;:.\d]{3,80})",
    re.IGNORECASE,
)
_FOR_AGE = re.compile(
    r"(?P<what>[^,;:.\d()]{3,80}?):\s*(?:at least\s+|aged?\s+)?(?P<n>\d{1,2})\s*(?P<unit>months?|years?)"
    r"(?:\s+(?:of\s+age|old))?(?:\s+(?:or|and)\s+(?:older|above))?",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"\b(?:is |are |must be |being |was )?(?:prescrib|order|request)(?:ed|ing)?\b|\bprescribers?\b|\bprescribing\b"
    r"|\bmanaged\b",
    re.IGNORECASE,
)
_CONSULT = re.compile(r"\bconsult(?:ation|ed|ing|s)?\b|\bco-?manag\w+|\breferr\w+", re.IGNORECASE)


_MONTHS = re.compile(
    r"(?:at least\s+)?(?P<n>\d{1,2})\s*months?(?:\s+of\s+age|\s+old)(?:\s+(?:or|and)\s+(?:older|above))?", re.IGNORECASE
)


def age(clause: Clause) -> Typed | None:
    """ "The member is 12 years of age or older", "Adult", "between 6 and 17 years of age"."""
    if (both := _RANGE.search(clause.text)) is not None and not re.search(r"\bor older\b", clause.text):
        slots = {"kind": "age", "at_least": int(both.group("a")), "at_most": int(both.group("b"))}
        return Typed(slots=slots, explained=(both.span(),), fillers=("age",))
    found = list(_AT_LEAST.finditer(clause.text))
    if not found and (young := _MONTHS.search(clause.text)) is not None:
        slots = {"kind": "age", "at_least_months": int(young.group("n"))}
        return Typed(slots=slots, explained=(young.span(),), fillers=("age",))
    if len(found) == 1:
        years = next(int(g) for g in found[0].groups() if g)
        return Typed(slots={"kind": "age", "at_least": years}, explained=(found[0].span(),), fillers=("age",))
    if not found and (under := _UNDER.search(clause.text)):
        slots = {"kind": "age", "at_most": int(under.group("n")) - 1}
        return Typed(slots=slots, explained=(under.span(),), fillers=("age",))
    if not found and (adult := _ADULT.search(clause.text)) and len(clause.text) < 60:
        return Typed(slots={"kind": "age", "at_least": 18}, explained=(adult.span(),), fillers=("age",))
    return None


def age_by_disease(clause: Clause) -> Typed | None:
    """ "The minimum age: 6 months for A, 6 years for B": for each disease the age that goes with it."""
    if re.search(r"\b(?:younger|under|less|maximum)\b", clause.text, re.IGNORECASE):
        return None
    for pattern in (_AGE_FOR, _FOR_AGE):
        rows = list(pattern.finditer(clause.text))
        named = [
            [m for m in clause.of_kind("disease") if row.start("what") <= m.start < row.end("what")] for row in rows
        ]
        if len(rows) < 2 or not all(named):
            continue
        parts = []
        for row, diseases in zip(rows, named, strict=True):
            months = row["unit"].lower().startswith("m")
            reached = {"kind": "age", "at_least_months" if months else "at_least": int(row["n"])}
            parts.append({"kind": "parts", "op": "all", "parts": [_asked_for(diseases), reached]})
        explained = [(r.start("n"), r.end("unit")) for r in rows] + [span(m) for ds in named for m in ds]
        slots = {"kind": "parts", "op": "any", "parts": parts}
        return Typed(slots=slots, explained=tuple(explained), fillers=("age", "statement"))
    return None


def _asked_for(diseases: list[Mention]) -> dict[str, object]:
    return {"kind": "requested_for", "of": distinct(m.id for m in diseases)}


_AND = re.compile(r"\s*,?\s*and\s+(?:by\s+)?(?:an?\s+|the\s+)?", re.IGNORECASE)


def prescriber(clause: Clause) -> Typed | None:
    """ "Prescribed by, or in consultation with, a dermatologist or an allergist"."""
    specialties = clause.of_kind("specialty")
    orders = _ORDERS.search(clause.text)
    if not specialties or orders is None:
        return None
    if any(_AND.fullmatch(clause.text, a.end, b.start) for a, b in pairwise(specialties)):
        return None  # "a neurologist and an ophthalmologist": one of them is not both
    consult = _CONSULT.search(clause.text)
    within, window = window_of(clause.text)
    slots: dict[str, object] = {
        "kind": "prescriber",
        "specialties": distinct(m.id for m in specialties),
        "consultation": consult is not None,
    }
    explained = [span(m) for m in specialties]
    if consult is not None:
        explained.append(consult.span())
    # "(CIDP)" behind a specialty says for which disease it is; the request's own disease is judged elsewhere.
    explained += [m.span() for m in re.finditer(r"\([^)]{2,60}\)|\bfor \w+ an? (?=\w+ist\b)", clause.text)]
    explained += window
    if within is not None:  # how long ago the consultation may be is for a person to see
        question = {"kind": "ask", "question": " ".join(clause.text.split())}
        slots = {"kind": "parts", "op": "any", "parts": [{**slots, "consultation": False}, question]}
    return Typed(slots=slots, explained=tuple(explained), fillers=("prescriber",), own_names=True)


_USE = re.compile(
    r"^\s*(?:(?:any\s+)?use|treatment|requests?|therapy|relief|management)\s+(?:for|of|in|to treat)\b"
    r"|\btreated with\b|\bwhen used (?:for|to)\b",
    re.IGNORECASE,
)


_ASKED_FOR = re.compile(
    r"^\s*(?:the\s+)?(?:request|drug|product|treatment|it)\s+is\s+"
    r"(?:requested\s+|prescribed\s+|ordered\s+|being used\s+)?for\b"
    r"|\b(?:is\s+)?(?:requested|prescribed|ordered|to be used)\s+for\s+(?:the\s+)?"
    r"(?:treatment\s+of\b|management\s+of\b)?",
    re.IGNORECASE,
)


def requested_for(clause: Clause) -> Typed | None:
    """ "Use for A, B or C", as an exclusion; "the request is for A": what the drug is asked for, not what the patient
    has beside it."""
    named = clause.of_kind("disease", "symptom")
    use = (_USE if clause.part == "exclusions" else _ASKED_FOR).search(clause.text)
    if clause.part == "limits" or use is None or not named or clause.says("not meet", "does not", "without"):
        return None
    if not alternatives_of(clause, named):
        return None
    slots = {"kind": "requested_for", "of": distinct(m.id for m in named)}
    return Typed(slots=slots, explained=(use.span(), *(span(m) for m in named)), fillers=("exclusion",), own_names=True)


__all__ = ["age", "age_by_disease", "number", "prescriber", "requested_for"]
