"""Sections of a C-CDA document: their lines, and which of them may not be taken as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mednec.interop.narrative import V3, Told, read_narrative
from mednec.interop.record import Line, Phrase, one_line, say
from mednec.interop.worded import PaperKind
from mednec.model.words import Assertion

if TYPE_CHECKING:
    from lxml.etree import _Element

# Sections by their LOINC code; all others are part of the note.
GROUPS = {
    "30954-2": PaperKind.LABORATORY, "26436-6": PaperKind.LABORATORY,
    "10160-0": PaperKind.MEDICATIONS, "42346-7": PaperKind.MEDICATIONS, "10183-2": PaperKind.MEDICATIONS,
    "75311-1": PaperKind.MEDICATIONS, "29549-3": PaperKind.GIVEN,
    "11450-4": PaperKind.PROBLEMS, "11348-0": PaperKind.PROBLEMS,
    "48765-2": PaperKind.ALLERGIES, "11369-6": PaperKind.IMMUNIZATIONS, "47519-4": PaperKind.PROCEDURES,
    "8716-3": PaperKind.VITALS, "10157-6": PaperKind.FAMILY, "29762-2": PaperKind.SOCIAL,
    "46240-8": PaperKind.ENCOUNTERS, "18776-5": PaperKind.ORDERS,
}  # fmt: skip
_PLANNED = {"18776-5": "a plan; it does not show that it was done", "61146-7": "a goal"}
_FAMILY = "10157-6"
_INTENDED = ("INT", "RQO", "PRP", "PRMS", "GOL", "APT", "ARQ")
_ACTS = tuple(f"{V3}{name}" for name in (
    "substanceAdministration", "supply", "procedure", "observation", "encounter", "act", "organizer"
))  # fmt: skip
_NEGATIVE = re.compile(
    r"\b(?:no|not|none|never|nor|without|denie[sd]|declined|refused|negative|absent|held|ruled out|unknown|n't)\b", re.I
)
_ABSENCES = {"NI": "no information", "UNK": "unknown", "NA": "not applicable", "NASK": "not asked",
             "ASKU": "asked, unknown", "NAV": "not available for now", "MSK": "withheld", "OTH": "other"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section in lines. `told` is what of it is not printed or may not be taken."""

    code: str
    title: str
    reference: str
    lines: tuple[Line, ...]
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """How lines with an id may be taken, by what their entries say."""

    why: str
    assertion: Assertion


def sections_of(root: _Element) -> Iterator[Section]:
    """All sections, those inside others behind them, in the order of the document."""
    waiting = root.findall(f"{V3}component/{V3}structuredBody/{V3}component/{V3}section")[::-1]
    while waiting:
        section = waiting.pop()
        yield _section(section)
        waiting += reversed(section.findall(f"{V3}component/{V3}section"))


def _section(section: _Element) -> Section:
    coded, named = section.find(f"{V3}code"), section.find(f"{V3}title")
    code = (coded.get("code") or "") if coded is not None else ""
    title = one_line("".join(str(t) for t in named.itertext())) if named is not None else ""
    title = title or one_line((coded.get("displayName") or "") if coded is not None else "")
    reference = f"section/{code or title or 'without a code'}"
    narrative = read_narrative(section.find(f"{V3}text"))
    told = [f"{reference}: {says}" for says in narrative.told]
    absent = section.get("nullFlavor")
    whole = _of_all(section, code)
    linked, faults = _readings(section, narrative.lines)
    told += [f"{reference}: {says}" for says in faults]
    lines = [_line(line, reference, whole, linked) for line in narrative.lines]
    if absent:
        says = f"Nothing is recorded in this section ({_ABSENCES.get(absent, absent)})."
        lines.append(Line(reference=reference, phrases=say(says)))
        told.append(f"{reference}: the section is empty: {_ABSENCES.get(absent, absent)}")
    return Section(code=code, title=title, reference=reference, lines=tuple(lines), told=tuple(told))


def _of_all(section: _Element, code: str) -> _Reading | None:
    """What holds for every line of a section."""
    if code in _PLANNED:
        return _Reading(why=_PLANNED[code], assertion=Assertion.HYPOTHETICAL)
    if code == _FAMILY or section.find(f"{V3}subject") is not None:
        return _Reading(why="of a relative, not of the patient", assertion=Assertion.FAMILY)
    acts = [e for e in section.iterfind(f"{V3}entry/*") if e.tag in _ACTS]
    if acts and all(e.get("moodCode") in _INTENDED for e in acts):
        return _ORDER
    return None


_ORDER = _Reading(why="an order or a plan; it does not show that it was given", assertion=Assertion.HYPOTHETICAL)
_DENIED = _Reading(why="its coded entry says that it was not so", assertion=Assertion.UNCERTAIN)
_WITHDRAWN = _Reading(why="its coded entry was cancelled or entered in error", assertion=Assertion.UNCERTAIN)
_MIXED = _Reading(
    why="some entries of this section are orders, and it does not say which", assertion=Assertion.UNCERTAIN
)


def _line(told: Told, reference: str, whole: _Reading | None, linked: dict[str, _Reading]) -> Line:
    reading = whole or next((linked[i] for i in sorted(told.ids) if i in linked), linked.get(""))
    if reading is None:
        return Line(reference=reference, phrases=say(told.text))
    phrase = Phrase(text=told.text, why=reading.why, assertion=reading.assertion)
    return Line(reference=reference, phrases=(phrase,))


def _readings(section: _Element, lines: tuple[Told, ...]) -> tuple[dict[str, _Reading], list[str]]:
    """Lines that entries take back or only plan, by the ids that the entries point to; under "" those of all lines."""
    found: dict[str, _Reading] = {}
    faults: list[str] = []
    held = {i for line in lines for i in line.ids}
    for top in (e for e in section.iterfind(f"{V3}entry/*") if e.tag in _ACTS):
        taken = set() if top.get("moodCode") in _INTENDED else set(_pointed(top))
        for act in top.iter(*_ACTS):
            # the order that stands behind a medicine taken points to the line of the medicine
            ids = [i for i in _pointed(act) if i in held and (act is top or i not in taken)]
            words = " ".join(line.text for line in lines if line.ids & set(ids))
            if _withdrawn(act):
                found |= dict.fromkeys(ids, _WITHDRAWN)
                faults.append(f"an entry was withdrawn: {words or 'its words cannot be found'}")
            elif act.get("moodCode") in _INTENDED:
                found |= dict.fromkeys(ids, _ORDER)
                if not ids and act is top:
                    found[""] = _MIXED
                    faults.append(
                        "an order among its entries cannot be found in its text; none of it is taken as it is"
                    )
            elif act.get("negationInd") == "true":
                _deny(ids, words, lines, found, faults)
    return found, faults


def _deny(ids: list[str], words: str, lines: tuple[Told, ...], found: dict[str, _Reading], faults: list[str]) -> None:
    """An entry that says something was not so: fine where its words say it too."""
    if ids and not _NEGATIVE.search(words):
        faults.append(f"an entry says that this was not so, and the text does not: {words}")
        found |= dict.fromkeys(ids, _DENIED)
    elif not ids and not any(_NEGATIVE.search(line.text) for line in lines):
        faults.append("an entry says that something was not so, and the text does not")
        found.setdefault("", _DENIED)


def _withdrawn(act: _Element) -> bool:
    status = act.find(f"{V3}statusCode")
    return status is not None and status.get("code") in ("nullified", "cancelled")


def _pointed(act: _Element) -> list[str]:
    """Ids in the narrative that an entry points to: its own text, else that of its code, value or product."""
    own = [r.get("value") or "" for r in act.iterfind(f"{V3}text/{V3}reference")]
    if not own:
        own = [
            r.get("value") or ""
            for part in ("code", "value", "consumable", "product")
            for child in act.iterfind(f"{V3}{part}")
            for r in child.iter(f"{V3}reference")
        ]
    return [value.removeprefix("#") for value in own if value.startswith("#")]
