"""The words of a leaf -> a typed criterion, or a question. A content word that no slot explains means: ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from mednec.packs.importing.typing.changes import change, counted, dose_reduced, fewer
from mednec.packs.importing.typing.clause import Clause, Slots, Typed, window_of
from mednec.packs.importing.typing.courses import doses_given, recorded, since_dose, tolerated
from mednec.packs.importing.typing.limits import dose_limit, dosing_weight, duration_limit, unit_limit
from mednec.packs.importing.typing.measures import measurement
from mednec.packs.importing.typing.person import age, age_by_disease, prescriber, requested_for
from mednec.packs.importing.typing.products import product
from mednec.packs.importing.typing.refs import reference
from mednec.packs.importing.typing.schedules import schedule_limit
from mednec.packs.importing.typing.split import (
    alternatives,
    by_age,
    condition,
    conjuncts,
    disjuncts,
    first_sentence,
    unless,
)
from mednec.packs.importing.typing.statements import statement, test, told_result
from mednec.packs.importing.typing.therapy import concurrent, in_use, kept_on, tried

# Tried in this order; the first whose slots explain every content word types the clause.
_KINDS: tuple[Callable[[Clause], Typed | None], ...] = (
    age_by_disease,
    age,
    prescriber,
    product,
    requested_for,
    duration_limit,
    dosing_weight,
    dose_limit,
    unit_limit,
    schedule_limit,
    since_dose,
    doses_given,
    tolerated,
    dose_reduced,
    change,
    fewer,
    counted,
    measurement,
    concurrent,
    kept_on,
    in_use,
    tried,
    recorded,
    test,
    statement,
)
_LOOSE = re.compile(
    r"\b(?:unless|except|other than|if)\b|\bor\b(?!\s+(?:more|longer|higher|greater|less|lower|fewer|older|above|below"
    r"|over|better|worse|equal)\b)",
    re.IGNORECASE,
)
_OVER_TIME = re.compile(r"\b(?:since|during|while|throughout|ever|previous|previously|prior)\b", re.IGNORECASE)
_NEEDED = ("measurement", "test_result", "tried", "event_count")
_EXCLUDED = ("diagnosis", "finding", "measurement", "test_result")
_FEWEST = 3  # words of a piece that can stand as a question
_MOST_LEFT = 8  # so many words may stay unexplained where the typed part is at least necessary


def type_leaf(clause: Clause, labels: Collection[str]) -> tuple[Slots | None, list[str]]:
    """Slots of the kind that explains the clause, else None with the words that the nearest kind left unexplained.

    A condition before a colon, alternatives, and a part that is necessary but not all are typed as `parts`, in which
    what is not understood stays a question: they can settle a clause only as far as the typed parts do.
    """
    whole, left = _whole(clause, labels)
    if whole is not None:
        return whole, []
    short = first_sentence(clause)
    if short is not None:
        whole, _ = _whole(short, labels)
        if whole is not None:
            return whole, []
    for attempt in (_by_age, _conditional, _any_of, _all_of, _either, _sufficient, _necessary):
        slots = attempt(clause, labels)
        if slots is not None:
            return slots, []
    return None, left


def _whole(clause: Clause, labels: Collection[str]) -> tuple[Slots | None, list[str]]:
    nearest: list[str] | None = None
    for typed in _attempts(clause, labels):
        left = clause.leftover(typed)
        if not left:
            return typed.slots, []
        if nearest is None or len(left) < len(nearest):
            nearest = left
    return None, nearest or []


def _attempts(clause: Clause, labels: Collection[str]) -> list[Typed]:
    found = reference(clause, labels)
    attempts = [found] if found is not None else []
    return attempts + [typed for kind in _KINDS if (typed := kind(clause)) is not None]


def _conditional(clause: Clause, labels: Collection[str]) -> Slots | None:
    """ "RA: score lower by half", "PsA with three swollen joints": the disease, and the rest of the words."""
    read = condition(clause)
    if read is None:
        return None
    slots, rest = read
    inner, _ = type_leaf(rest, labels)
    if inner is None and slots.get("kind") == "diagnosis" and clause.part == "criteria" and len(rest.text.split()) > 1:
        inner = _question(rest)
    if inner is None or not slots:
        return inner
    if clause.part == "limits":
        return {**inner, "applies_to": slots["of"]} if "of" in slots else inner
    return {"kind": "parts", "op": "all", "parts": [slots, inner]}


def _by_age(clause: Clause, labels: Collection[str]) -> Slots | None:
    """ "FEV1 below 80% of predicted (below 90% for members aged 6 to 17)": another bound at another age."""
    return next(
        (slots for first, second, ages in by_age(clause) if (slots := _aged(first, second, ages, labels))), None
    )


def _aged(adults: Clause, others: Clause, ages: tuple[int, int], labels: Collection[str]) -> Slots | None:
    one, other = type_leaf(adults, labels)[0], type_leaf(others, labels)[0]
    if one is None or other is None:
        return None
    low, high = ages
    parts = [
        {"kind": "parts", "op": "all", "parts": [{"kind": "age", "at_least": high + 1}, one]},
        {"kind": "parts", "op": "all", "parts": [{"kind": "age", "at_least": low, "at_most": high}, other]},
    ]
    return {"kind": "parts", "op": "any", "parts": parts}


def _any_of(clause: Clause, labels: Collection[str]) -> Slots | None:
    """Alternatives, of which at least one is understood."""
    pieces = alternatives(clause) or unless(clause)
    if len(pieces) < 2 or clause.part != "criteria":
        return None
    pieces = [read[1] if (read := condition(p)) is not None and not read[0] else p for p in pieces]
    typed = [_whole(piece, labels)[0] for piece in pieces]
    if not any(typed) or any(_open(slots) for slots in typed if slots):
        return None
    parts = [slots or _question(piece) for slots, piece in zip(typed, pieces, strict=True)]
    return {"kind": "parts", "op": "any", "parts": parts}


def _all_of(clause: Clause, labels: Collection[str]) -> Slots | None:
    """Several things that must all hold: those that are understood, and a question for each of the others."""
    pieces = conjuncts(clause)
    typed = [_whole(piece, labels)[0] for piece in pieces]
    if not any(typed) or any(_named_alone(s, p) for s, p in zip(typed, pieces, strict=True)):
        return None
    if any(slots is None and len(piece.text.split()) < _FEWEST for slots, piece in zip(typed, pieces, strict=True)):
        return None
    parts = [slots or _question(piece) for slots, piece in zip(typed, pieces, strict=True)]
    return {"kind": "parts", "op": "all", "parts": parts}


def _named_alone(slots: Slots | None, piece: Clause) -> bool:
    """A test whose result stands in another piece: "A and B have been tested"."""
    return slots is not None and slots["kind"] == "test_result" and not told_result(piece.text)


def _either(clause: Clause, labels: Collection[str]) -> Slots | None:
    """Two sides of an "or", both understood."""
    typed = [_whole(piece, labels)[0] for piece in disjuncts(clause)]
    if not typed or not all(typed) or any(_open(slots) for slots in typed if slots):
        return None
    return {"kind": "parts", "op": "any", "parts": typed}


def _open(slots: Slots) -> bool:
    """A bare statement of a disease is too little to be an alternative on its own."""
    return slots.get("kind") in ("diagnosis", "age") or slots.get("of") == ["tolerated"]


def _necessary(clause: Clause, labels: Collection[str]) -> Slots | None:
    """A typed part that the clause needs, beside words that only a person can judge: it can fail, never pass.

    An exclusion applies only where all of it does, so what it names may be shown not to be there.
    """
    if clause.part == "limits" or not _one_thing(clause):
        return None
    kinds = _EXCLUDED if clause.part == "exclusions" else _NEEDED
    for typed in _attempts(clause, labels):
        left = clause.leftover(typed)
        if clause.part == "exclusions" and not _holds_alternatives(clause, typed.slots):
            continue
        if len(left) <= _MOST_LEFT and typed.slots.get("kind") in kinds and typed.slots.get("expect") is None:
            return {"kind": "parts", "op": "all", "parts": [typed.slots, _question(clause)]}
    return None


def _sufficient(clause: Clause, _labels: Collection[str]) -> Slots | None:
    """ "No severe active X": where X itself is denied nothing is left to ask; else a person judges how severe."""
    if clause.part != "criteria" or _LOOSE.search(clause.text) or _OVER_TIME.search(clause.text):
        return None
    typed = statement(clause)
    if typed is None or typed.slots.get("expect") != "absent" or len(clause.leftover(typed)) > _MOST_LEFT:
        return None
    return {"kind": "parts", "op": "any", "parts": [typed.slots, _question(clause)]}


def _holds_alternatives(clause: Clause, slots: Slots) -> bool:
    """Whether the slots hold all that an exclusion names, where any of it is enough."""
    text = re.split(r"\b(?:including|such as|other than|unless|except)\b", clause.text)[0]
    named = [m for m in clause.mentions if m.end <= len(text) and clause.kind_of(m) != "organ"]
    loose = re.search(r"\bor\b(?!\s+(?:more|less|higher|lower|above|below|greater|fewer)\b)", text, re.IGNORECASE)
    return loose is None or all(f"'{m.id}'" in str(slots) for m in named)


def _one_thing(clause: Clause) -> bool:
    """Whether all that the clause names must hold together: no alternative is left to words nobody understood."""
    if clause.part == "criteria":
        return not _LOOSE.search(clause.text)
    pieces = re.split(r"\bor\b|;", re.split(r"\b(?:including|such as|other than|unless|except)\b", clause.text)[0])
    starts = [clause.text.find(piece) for piece in pieces]
    return all(
        any(at <= m.start < at + len(piece) for m in clause.mentions) for at, piece in zip(starts, pieces, strict=True)
    )


def in_time_of(header: str, slots: Slots) -> Slots:
    """What a header's time ("within the past year, ONE of") makes of a leaf that does not hold one itself."""
    within, places = window_of(header)
    if within is None or "within_days" in str(slots):
        return slots
    kind = slots["kind"]
    if kind in ("diagnosis", "finding") and slots.get("expect") != "absent":
        return {**slots, "within_days": within}
    if kind == "tried":
        question = " ".join(header[slice(*places[0])].split())
        return {"kind": "parts", "op": "all", "parts": [slots, {"kind": "ask", "question": question}]}
    parts = slots.get("parts")
    return {**slots, "parts": [in_time_of(header, p) for p in parts]} if isinstance(parts, list) else slots


def _question(clause: Clause) -> Mapping[str, object]:
    about = list(dict.fromkeys(m.id for m in clause.mentions))
    question = " ".join(clause.text.split())
    return {"kind": "ask", "question": question, **({"about": about} if about else {})}


__all__ = ["Clause", "Slots", "in_time_of", "type_leaf"]
