"""Conditions, allergies, immunizations, procedures, orders for them, and encounters in words."""

from __future__ import annotations

from mednec.interop.bundle import Bundle, Resource
from mednec.interop.codes import ICD10CM
from mednec.interop.elements import Element, code, codes, day, named, span, time_of
from mednec.interop.medications import AN_ORDER
from mednec.interop.quantities import amount
from mednec.interop.record import Line, doubtful, say
from mednec.interop.worded import PaperKind, Worded, in_doubt, left_out, line, notes, reason, reasons_of
from mednec.model.words import Assertion

_UNSURE = ("provisional", "differential", "unconfirmed")
_NEVER = ("refuted", "entered-in-error")
_OVER = {"inactive": "inactive", "remission": "in remission", "resolved": "resolved"}


def condition(resource: Resource, bundle: Bundle) -> Worded:
    """A Condition, with what the record says of its course and of how sure it is."""
    del bundle
    content = resource.content
    sure, course = code(content.one("verificationStatus")), code(content.one("clinicalStatus"))
    if sure in _NEVER:
        return left_out(f"its verification status is {sure}")
    name = named(content.one("code"))
    if not name:
        return left_out("it names no condition")
    onset, over = _began(content, "onset"), _began(content, "abatement")
    when = day(content.text("recordedDate")) or onset or over
    printed = next((c for system in ICD10CM for c in codes(content.one("code"), system)), "")
    words = f"{name} ({printed})" if printed and printed != name else name
    ended = any(name.startswith("abatement") for name in content.content)  # by a date, an age or in words
    course = course or ("resolved" if ended else "")
    words = f"Suspected: {words}" if sure in _UNSURE else f"History of {words}" if course == "inactive" else words
    told = [words]
    if course in _OVER:
        told.append(f"{_OVER[course]} {over}".strip())
    elif course:
        told.append(course)
    if severity := named(content.one("severity")):
        told.append(f"severity {severity.casefold()}")
    if onset and onset != when:
        told.append(f"onset {onset}")
    if sure in _UNSURE:
        told.append(f"{sure}, not confirmed")
    lines = (line(resource, say(", ".join(told)), when), *notes(resource, when))
    if sure in _UNSURE:
        lines = in_doubt(lines, f"the record calls it {sure}")
    elif ended and course not in _OVER:
        lines = in_doubt(lines, f"called {course} and said to have ended {over}".strip())
    elif course == "inactive":
        lines = in_doubt(lines, "the record calls it inactive", Assertion.HISTORICAL)
    return Worded(kind=PaperKind.PROBLEMS, lines=lines)


def _began(content: Element, stem: str) -> str:
    start, end = time_of(content, stem)
    return (end or start) if stem == "abatement" else (start or end)


def allergy(resource: Resource, bundle: Bundle) -> Worded:
    """An AllergyIntolerance with the reactions it caused."""
    del bundle
    content = resource.content
    sure, course = code(content.one("verificationStatus")), code(content.one("clinicalStatus"))
    if sure in _NEVER:
        return left_out(f"its verification status is {sure}")
    name = named(content.one("code"))
    when = day(content.text("recordedDate")) or _began(content, "onset") or day(content.text("lastOccurrence"))
    caused = [
        ", ".join(filter(None, map(named, r.many("manifestation"))))
        + (f" ({r.text('severity')})" if r.text("severity") else "")
        for r in content.many("reaction")
    ]
    substance = name or next(filter(None, (named(r.one("substance")) for r in content.many("reaction"))), "")
    if not substance:
        return left_out("it names no substance")
    label = "Intolerance: " if content.text("type") == "intolerance" else "Allergy: "
    label = "" if substance.casefold().startswith(("no ", "nkda", "nka")) else label
    words = f"{label}{substance}" + (f": {'; '.join(filter(None, caused))}" if any(caused) else "")
    if course in _OVER and label:
        words = f"Past {words[0].lower()}{words[1:]}"
    if sure in ("unconfirmed", "presumed"):
        words += f", {sure}, not confirmed"
    lines = (line(resource, say(words), when), *notes(resource, when))
    if sure in ("unconfirmed", "presumed"):
        lines = in_doubt(lines, f"the record calls it {sure}")
    elif course in _OVER:
        lines = in_doubt(lines, f"the record calls it {course}", Assertion.HISTORICAL)
    return Worded(kind=PaperKind.ALLERGIES, lines=lines)


def immunization(resource: Resource, bundle: Bundle) -> Worded:
    """A vaccine given, or one that was not."""
    del bundle
    content, status = resource.content, resource.content.text("status")
    name = named(content.one("vaccineCode"))
    when = day(content.text("occurrenceDateTime"))
    if status not in ("completed", "not-done"):
        return left_out(f"its status is {status}")
    if not name:
        return left_out("it names no vaccine")
    if "vaccin" not in name.casefold():  # "flu, seasonal" alone would name an illness
        first, _, rest = name.partition(",")
        name = f"{first} vaccine,{rest}" if rest else f"{first} vaccine"
    if status == "not-done":
        denied = doubtful(say(f"Did not receive {name}"), "the record says it was not given", Assertion.ABSENT)
        told = (*denied, *reason("Reason not given", [content.one("statusReason")]))
        return Worded(kind=PaperKind.IMMUNIZATIONS, lines=(line(resource, told, when),))
    doubt = ", dose not valid" if content.text("isSubpotent") == "true" else ""
    lines = (line(resource, say(f"{name}, given{doubt}"), when), *notes(resource, when))
    return Worded(kind=PaperKind.IMMUNIZATIONS, lines=in_doubt(lines, "a subpotent dose") if doubt else lines)


def procedure(resource: Resource, bundle: Bundle) -> Worded:
    """A Procedure: done, under way, stopped with the reason, or not done."""
    content, status = resource.content, resource.content.text("status")
    name = named(content.one("code"))
    start, end = time_of(content, "performed")
    when = end or start
    if not name:
        return left_out("it names no procedure")
    why = named(content.one("statusReason"))
    if status == "not-done":
        denied = doubtful(say(f"{name}: not done"), "the record says it was not done", Assertion.ABSENT)
        told = (*denied, *reason("Reason not done", [content.one("statusReason")]))
        return Worded(kind=PaperKind.PROCEDURES, lines=(line(resource, told, start),))
    ending = {"completed": "done", "in-progress": "under way", "on-hold": "on hold", "stopped": "stopped",
              "preparation": "planned"}.get(status)  # fmt: skip
    if ending is None:
        return left_out(f"its status is {status}")
    time = f", {span(start, end)}" if end and end != start else ""
    words = f"{name}{time}, {ending}{f', reason: {why}' if why and status != 'completed' else ''}"
    if outcome := named(content.one("outcome")):
        words += f". Outcome: {outcome}"
    told = (*say(words), *reason("Done for", reasons_of(resource, bundle)))
    lines = (line(resource, told, when), *notes(resource, when))
    if status == "preparation":
        lines = in_doubt(lines, "planned; it does not show that it was done", Assertion.HYPOTHETICAL)
    return Worded(kind=PaperKind.PROCEDURES, lines=lines)


def service_order(resource: Resource, bundle: Bundle) -> Worded:
    """A ServiceRequest: an order, whatever its status."""
    content, status = resource.content, resource.content.text("status")
    if status not in ("active", "completed", "on-hold", "revoked"):
        return left_out(f"its status is {status}")
    name = named(content.one("code"))
    if not name:
        return left_out("it names no service")
    when = day(content.text("authoredOn"))
    refused = content.text("doNotPerform") == "true"
    words = f"Order not to do: {name}" if refused else f"Planned order, no sign that it was done: {name}"
    words += f", order {status.replace('-', ' ')}" if status != "active" else ""
    told = (*say(words), *say("".join(p.text for p in reason("Ordered for", reasons_of(resource, bundle)))))
    lines = (line(resource, told, when), *notes(resource, when))
    why = AN_ORDER.replace("given", "done")
    return Worded(kind=PaperKind.ORDERS, lines=in_doubt(lines, why, Assertion.HYPOTHETICAL))


def encounter(resource: Resource, bundle: Bundle) -> Worded:
    """An Encounter: a visit or a stay, and the reason that was given for it."""
    content, status = resource.content, resource.content.text("status")
    if status in ("cancelled", "entered-in-error", "unknown"):
        return left_out(f"its status is {status}")
    start, end = day(content.one("period").text("start")), day(content.one("period").text("end"))
    sort = {"EMER": "Emergency department visit", "IMP": "Inpatient stay", "ACUTE": "Inpatient stay",
            "NONAC": "Inpatient stay", "OBSENC": "Observation stay", "AMB": "Outpatient visit",
            "VR": "Telehealth visit", "HH": "Home visit"}.get(content.one("class").text("code"), "")  # fmt: skip
    of_type = ", ".join(filter(None, map(named, content.many("type"))))
    words = f"{sort} ({of_type})" if sort and of_type else sort or of_type or "Visit"
    time = f", {span(start, end)}" if end and end != start else ""
    if length := amount(content.one("length")):
        time += f", {length}"
    planned = status == "planned"
    told = (*say(f"{'Planned: ' if planned else ''}{words}{time}"),
            *reason("Reason for visit", reasons_of(resource, bundle)))  # fmt: skip
    lines: tuple[Line, ...] = (line(resource, told, start or end),)
    if planned:
        lines = in_doubt(lines, "planned; it does not show that it took place", Assertion.HYPOTHETICAL)
    return Worded(kind=PaperKind.ENCOUNTERS, lines=lines)
