"""One decision beside one request: what is alike and what differs, in words a reviewer can check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mednec.appeals.ages import bounds_of
from mednec.appeals.counting import words_in
from mednec.appeals.finding import Shelf
from mednec.appeals.language import ABOVE
from mednec.model.appeal import Appeal

_OLD = 5  # years; a decision further back was made under other evidence
_DOSE = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:mg|mcg|µg|g|grams?|gm|units?|iu)(?:\s*/\s*(?:kg|m2|day|kg/day))*(?![\w/])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """An open request as far as it is known; names may be any the packs know.

    `dose_ratio` is the requested amount over the highest labelled one for the same time.
    """

    drugs: tuple[str, ...]
    diseases: tuple[str, ...] = ()
    issue: str = ""  # ground of denial, if the plan gave one
    payer_type: str = ""
    age: int | None = None
    failed: tuple[str, ...] = ()  # medicines tried before
    dose_ratio: Decimal | None = None
    year: int | None = None
    words: str = ""  # anything else that tells what the request turns on


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A decision with what is alike and what differs; `likeness` only puts decisions in order."""

    appeal: Appeal
    alike: tuple[str, ...]
    differs: tuple[str, ...]
    likeness: int


@dataclass(frozen=True, slots=True)
class _Point:
    """One thing compared: alike, or differing, or (weight 0) only told."""

    says: str
    weight: int
    alike: bool


Known = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # medicines, diseases and failures of the request, ids
Marks = Mapping[str, Sequence[str]]


def compared(dispute: Dispute, known: Known, appeal: Appeal, marks: Marks, shelf: Shelf) -> Compared:
    """Hold a decision beside the request."""
    drugs, diseases, failed = known
    points = [
        *_medicine(drugs, marks, shelf),
        *_disease(diseases, marks, shelf),
        *_tried(failed, marks, shelf),
        *_dose(dispute.dose_ratio, appeal, shelf),
        *_ground(dispute.issue, appeal),
        *_payer(dispute.payer_type, appeal),
        *_age(dispute.age, appeal),
        *_year(dispute.year, appeal),
    ]
    return Compared(
        appeal=appeal,
        alike=tuple(p.says for p in points if p.alike),
        differs=tuple(p.says for p in points if not p.alike),
        likeness=sum(p.weight if p.alike else -p.weight for p in points),
    )


def _list(ids: Iterable[str], shelf: Shelf) -> str:
    return ", ".join(sorted(shelf.names.name(id_) for id_ in ids))


def _medicine(drugs: tuple[str, ...], marks: Marks, shelf: Shelf) -> list[_Point]:
    same = set(drugs) & set(marks["asks"])
    if same:
        return [_Point(f"same medicine: {_list(same, shelf)}", 20, True)]
    told = f"other medicine: {_list(marks['asks'], shelf)}; this request: {_list(drugs, shelf)}"
    return [_Point(told, 20, False)]


def _disease(diseases: tuple[str, ...], marks: Marks, shelf: Shelf) -> list[_Point]:
    there, kinds = set(marks["ill"]), set(shelf.names.among(diseases))
    wider = {d for d in there if set(diseases) & set(shelf.names.among([d]))}
    if not diseases:
        return [_Point("disease of this request not known", 0, False)]
    if there & set(diseases):
        return [_Point(f"same disease: {_list(there & set(diseases), shelf)}", 12, True)]
    if there & kinds:
        return [_Point(f"a kind of the same disease: {_list(there & kinds, shelf)}", 9, True)]
    if wider:
        return [_Point(f"disease told more widely: {_list(wider, shelf)}", 7, True)]
    told = _list(there, shelf) or "none recognised"
    return [_Point(f"other disease: {told}; this request: {_list(diseases, shelf)}", 12, False)]


def _tried(failed: tuple[str, ...], marks: Marks, shelf: Shelf) -> list[_Point]:
    there, here = set(marks["failed"]), set(failed)
    points = []
    if both := here & there:
        points.append(_Point(f"tried before in both: {_list(both, shelf)}", min(6, 2 * len(both)), True))
    if only_here := here - there:
        points.append(_Point(f"tried before in this request, not told there: {_list(only_here, shelf)}", 1, False))
    if only_there := there - here:
        points.append(_Point(f"tried before there, not in this request: {_list(only_there, shelf)}", 1, False))
    return points


def _dose(ratio: Decimal | None, appeal: Appeal, shelf: Shelf) -> list[_Point]:
    cue = next((c for c in shelf.words.cues.find(appeal.text) if c.means == ABOVE), None)
    doses = tuple(dict.fromkeys(" ".join(m.group().split()) for m in _DOSE.finditer(appeal.text)))[:4]
    told = f"; doses named there: {', '.join(doses)}" if doses else ""
    over = ratio is not None and ratio > 1
    times = f"{ratio.quantize(Decimal('0.1')).normalize():f} times the label's dose" if ratio is not None else ""
    if cue and over:
        said = appeal.text[cue.start : cue.end]
        return [_Point(f"more than the label in both: this request {times}; there {said!r}{told}", 4, True)]
    if cue:
        said = appeal.text[cue.start : cue.end]
        here = f"this request {times}" if times else "the dose of this request not compared with the label"
        return [_Point(f"more than the label was in dispute there ({said!r}){told}; {here}", 3, False)]
    if over:
        return [_Point(f"this request is {times}; nothing is told there of more than the label{told}", 3, False)]
    return [_Point(f"doses named there: {', '.join(doses)}", 0, False)] if doses else []


def _ground(issue: str, appeal: Appeal) -> list[_Point]:
    if not issue or not appeal.issue:
        return [_Point(f"denied there as: {appeal.issue or 'not told'}", 0, False)]
    same = words_in(issue) <= words_in(appeal.issue) or words_in(appeal.issue) <= words_in(issue)
    told = f"same ground of denial: {appeal.issue}" if same else f"ground there {appeal.issue}; here {issue}"
    return [_Point(told, 3, same)]


def _payer(payer_type: str, appeal: Appeal) -> list[_Point]:
    if not payer_type:
        return []
    if not appeal.payer_type:
        return [_Point("payer type not published", 0, False)]
    same = words_in(payer_type) == words_in(appeal.payer_type)
    told = f"same payer type: {appeal.payer_type}" if same else f"payer there {appeal.payer_type}; here {payer_type}"
    return [_Point(told, 1, same)]


def _age(age: int | None, appeal: Appeal) -> list[_Point]:
    bounds = bounds_of(appeal.age)
    if age is None or bounds is None:
        return []
    low, high = bounds
    same = low <= age <= high
    return [_Point(f"age {appeal.age} there" + ("" if same else f", {age} here"), 1, same)]


def _year(year: int | None, appeal: Appeal) -> list[_Point]:
    if year is None or appeal.year is None:
        return []
    apart = year - appeal.year
    if apart > _OLD:
        return [_Point(f"decided {apart} years before ({appeal.year})", 2, False)]
    return [_Point(f"decided {appeal.year}", 1, True)] if apart >= 0 else []
