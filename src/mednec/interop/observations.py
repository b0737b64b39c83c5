"""Results in words: laboratory values, vital signs, scores, and reports that sum them up."""

from __future__ import annotations

import re

from mednec.interop.bundle import Bundle, Resource
from mednec.interop.elements import Element, codes, day, named, time_of
from mednec.interop.quantities import amount, limits, phrase, ranged, ratio
from mednec.interop.record import Line, Phrase, one_line, say
from mednec.interop.worded import PaperKind, Worded, in_doubt, left_out, line, notes
from mednec.model.words import Assertion

_FINAL = ("final", "amended", "corrected", "appended")
_EARLY = ("preliminary", "registered", "partial")
_CATEGORIES = {
    "laboratory": PaperKind.LABORATORY, "vital-signs": PaperKind.VITALS, "survey": PaperKind.SCORES,
    "social-history": PaperKind.SOCIAL, "imaging": PaperKind.IMAGING,
    # of reports (HL7 table 0074)
    "LAB": PaperKind.LABORATORY, "CH": PaperKind.LABORATORY, "HM": PaperKind.LABORATORY, "MB": PaperKind.LABORATORY,
    "IMM": PaperKind.LABORATORY, "SR": PaperKind.LABORATORY, "VR": PaperKind.LABORATORY, "BLB": PaperKind.LABORATORY,
    "SP": PaperKind.PATHOLOGY, "PAT": PaperKind.PATHOLOGY, "CP": PaperKind.PATHOLOGY, "CY": PaperKind.PATHOLOGY,
    "RAD": PaperKind.IMAGING, "RX": PaperKind.IMAGING, "CT": PaperKind.IMAGING, "NMR": PaperKind.IMAGING,
    "RUS": PaperKind.IMAGING, "LP29684-5": PaperKind.IMAGING, "LP7839-6": PaperKind.PATHOLOGY,
    "LP29708-2": PaperKind.IMAGING,
}  # fmt: skip
_SMOKING = frozenset(("72166-2", "39240-7", "11367-0"))  # LOINC: smoking status, tobacco use status and history
_PROPERTY = re.compile(r"\s*\[[^\]]*\]")  # what LOINC names a quantity by: "[Mass/volume]"
_OF_VIRUS = re.compile(r"\b([A-E]) virus (?=(?:surface |core |e )?A[bg]\b)")  # "C virus Ab" is the antibody to C
_SHORT, _LONG = re.compile(r"\bA[bg]\b"), {"Ab": "antibody", "Ag": "antigen"}
_FLAGS = {"H": "H", "HH": "H", "HU": "H", ">": "H", "L": "L", "LL": "L", "LU": "L", "<": "L"}
_POLARITY = {"POS": "Positive", "NEG": "Negative", "IND": "Indeterminate", "DET": "Detected", "ND": "Not detected"}
_NOT_DONE = ("not-performed", "not-asked")


def observation(resource: Resource, bundle: Bundle) -> Worded:
    """An Observation: a value with its unit, flag and limits, one line for each component."""
    del bundle
    content, status = resource.content, resource.content.text("status")
    if status not in (*_FINAL, *_EARLY):
        return left_out(f"its status is {status}")
    when = _when(content)
    lines = [_valued(resource, content, when, status)]
    lines += [_valued(resource, part, when, status) for part in content.many("component")]
    made = tuple(ln for ln in lines if ln is not None)
    if not made and content.many("hasMember"):
        return Worded(kind=PaperKind.LABORATORY)  # a panel: its members are entries of their own
    if not made:
        return left_out("it holds neither a value nor a reason why there is none")
    made += notes(resource, when)
    if status in _EARLY:
        made = in_doubt(made, f"a {status} result, not final")
    return Worded(kind=_paper(content.many("category")), lines=made)


def _when(content: Element) -> str:
    start, end = time_of(content, "effective")
    return start or end


def _paper(categories: tuple[Element, ...]) -> PaperKind:
    coded = [c.text("code") for category in categories for c in category.many("coding")]
    return next((_CATEGORIES[c] for c in coded if c in _CATEGORIES), PaperKind.OBSERVATIONS)


def test_name(code: Element) -> str:
    """A test's name as a report prints it: LOINC's property in brackets left out, its short forms written out."""
    name = named(code)
    plain = _PROPERTY.sub("", name).strip() or name
    return _SHORT.sub(lambda m: _LONG[m[0]], _OF_VIRUS.sub(r"\1 ", plain))


def _valued(resource: Resource, part: Element, when: str, status: str) -> Line | None:
    """One result; None where nothing is said (a panel whose values stand in its components)."""
    value = _value(part)
    name = test_name(part.one("code"))
    smoking = any(c in _SMOKING for c in codes(part.one("code"), "http://loinc.org"))
    label = "Social history" if smoking else name or "Unnamed observation"
    if not value:
        return None
    found = [*say(f"{label}: "), *value]
    coded = [c.text("code") for i in part.many("interpretation") for c in i.many("coding")]
    flag = next((_FLAGS[c] for c in coded if c in _FLAGS), "")
    if flag and _is_number(part):
        found += say(f" {flag}")
    if around := limits(part):
        found += say(f" (reference range: {around})" if re.match(r"[\d<>=]", around) else f" (reference: {around})")
    said = next((_POLARITY[c] for c in coded if c in _POLARITY), "")
    if said and said.casefold() not in "".join(p.text for p in value).casefold():
        found += say(f" (interpretation: {said})")
    if method := named(part.one("method")):
        found += say(f", by {method}")
    if status in ("amended", "corrected"):
        found += say(f", {status}")
    elif status in _EARLY:
        found += say(f", {status}, not final")
    return line(resource, found, when)


def _is_number(part: Element) -> bool:
    return bool(part.one("valueQuantity").text("value") or part.text("valueInteger"))


def _value(part: Element) -> tuple[Phrase, ...]:
    """The value in words; why there is none; or what the interpretation alone says."""
    if found := phrase(part.one("valueQuantity")):
        return found
    plain = (
        named(part.one("valueCodeableConcept")), part.text("valueString"), part.text("valueInteger"),
        {"true": "yes", "false": "no"}.get(part.text("valueBoolean"), ""), ranged(part.one("valueRange")),
        ratio(part.one("valueRatio")), day(part.text("valueDateTime")), part.text("valueTime"),
    )  # fmt: skip
    if words := next(filter(None, plain), ""):
        return say(words)
    if absent := part.one("dataAbsentReason"):
        why = named(absent)
        coded = {c.text("code") for c in absent.many("coding")}
        return say("not done" if coded & set(_NOT_DONE) else f"no value ({why})")
    said = [_POLARITY.get(c.text("code"), "") for i in part.many("interpretation") for c in i.many("coding")]
    return say(next(filter(None, said), ""))


def report(resource: Resource, bundle: Bundle) -> Worded:
    """A DiagnosticReport: its conclusion, and results that stand nowhere but inside it."""
    content, status = resource.content, resource.content.text("status")
    if status not in (*_FINAL, *_EARLY):
        return left_out(f"its status is {status}")
    when = _when(content) or day(content.text("issued"))
    kind = _paper(content.many("category"))
    kind = PaperKind.LABORATORY if kind is PaperKind.OBSERVATIONS else kind
    name = test_name(content.one("code")) or "Report"
    said = filter(None, (one_line(content.text("conclusion")), *map(named, content.many("conclusionCode"))))
    lines = tuple(line(resource, say(f"{name}: {words}"), when) for words in dict.fromkeys(said))
    if status in _EARLY:
        lines = in_doubt(lines, f"a {status} report, not final")
    for to in content.many("result"):
        held = bundle.find(to, resource) if to.text("reference").startswith("#") else None
        if held is not None and held.kind == "Observation":
            inside = observation(held, bundle).lines
            lines += in_doubt(inside, f"of a {status} report, not final") if status in _EARLY else inside
    if not lines and not content.many("presentedForm") and not content.many("result"):
        return left_out("it holds no conclusion, no result and no file")
    return Worded(kind=kind, lines=lines)


def family(resource: Resource, bundle: Bundle) -> Worded:
    """A FamilyMemberHistory: conditions of a relative, said to be that on every line."""
    del bundle
    content, status = resource.content, resource.content.text("status")
    if status not in ("completed", "partial"):
        return left_out(f"its status is {status}")
    when = day(content.text("date"))
    relative = named(content.one("relationship")) or content.text("name") or "relative"
    lines = []
    for condition in content.many("condition"):
        words = f"Family history: {relative.casefold()}: {named(condition.one('code'))}"
        if age := amount(condition.one("onsetAge")):
            words += f", onset at age {age}"
        lines.append(line(resource, say(words), when))
    if not lines:
        return left_out("it names no condition")
    why = "of a relative, not of the patient"
    return Worded(kind=PaperKind.FAMILY, lines=in_doubt(lines, why, Assertion.FAMILY))
