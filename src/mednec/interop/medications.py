"""Medicines in words: what was taken, ordered, given and dispensed. An order is never worded as taken."""

from __future__ import annotations

import re

from mednec.interop.bundle import Bundle, Resource
from mednec.interop.dosage import Regimen, name_and_strength, regimen
from mednec.interop.elements import Element, day, named, span, time_of
from mednec.interop.quantities import amount
from mednec.interop.record import Phrase, doubtful, say
from mednec.interop.worded import PaperKind, Worded, in_doubt, left_out, line, notes, reason, reasons_of
from mednec.model.words import Assertion

AN_ORDER = "an order; it does not show that it was given"
_TAKEN = {"active": "active", "completed": "completed", "stopped": "stopped", "on-hold": "on hold"}
_ORDERED = {"active": "", "completed": "order completed", "on-hold": "order on hold", "stopped": "order stopped",
            "ended": "order ended"}  # fmt: skip
_NO_PERIOD = re.compile(r"[.\s]+$")


def medicine(resource: Resource, bundle: Bundle) -> str:
    """The medicine's name as the entry tells it, or the medication resource that it refers to."""
    content = resource.content
    if found := named(content.one("medicationCodeableConcept")):
        return found
    to = content.one("medicationReference")
    held = bundle.find(to, resource)
    return (named(held.content.one("code")) if held else "") or to.text("display")


def _taken(name: str, ordered: Regimen) -> tuple[Phrase, ...]:
    """Name and regimen. The strength of the product stands beside tablets or mL only; beside a dose it is none."""
    base, strength = name_and_strength(name)
    if ordered.words and ordered.doses:
        return (*say(f"{base} "), Phrase(text=ordered.words, why=ordered.wrong))
    full = f"{base} {strength}".strip()
    return (*say(f"{full}, "), Phrase(text=ordered.words, why=ordered.wrong)) if ordered.words else say(full)


def _stop(content: Element, field: str) -> str:
    return ", ".join(filter(None, map(named, content.many(field))))


def statement(resource: Resource, bundle: Bundle) -> Worded:
    """A MedicationStatement: taken, from when to when, and why it was stopped."""
    content, status = resource.content, resource.content.text("status")
    name = medicine(resource, bundle)
    start, end = time_of(content, "effective")
    asserted = day(content.text("dateAsserted"))
    if not name:
        return left_out("it names no medicine")
    why = _stop(content, "statusReason")
    when = asserted or end or start
    kind = PaperKind.MEDICATIONS
    if status == "not-taken":
        denied = doubtful(say(f"Did not take {name_and_strength(name)[0]}"), "the record says it was not taken",
                          Assertion.ABSENT)  # fmt: skip
        period = say(f" ({span(start, end)})" if start or end else "")
        told = line(resource, (*denied, *period, *reason("Reason not taken", content.many("statusReason"))), when)
        more = notes(resource, when, assertion=Assertion.ABSENT, why="the record says it was not taken")
        return Worded(kind=kind, lines=(told, *more))
    if status == "intended":
        planned = doubtful((*say("Planned: "), *_taken(name, regimen(content.many("dosage")))),
                           "intended; it does not show that it was taken", Assertion.HYPOTHETICAL)  # fmt: skip
        return Worded(kind=kind, lines=(line(resource, planned, when),))
    if status not in _TAKEN:
        return left_out(f"its status is {status}")
    time = f", taken {span(start, end)}" if start or end else ""
    # "because of" would be read as harm whatever the reason is
    ending = f"{_TAKEN[status]}, reason: {_NO_PERIOD.sub('', why)}" if why else _TAKEN[status]
    phrases = (*_taken(name, regimen(content.many("dosage"))), *say(f"{time}, {ending}"),
               *reason("Taken for", reasons_of(resource, bundle)))  # fmt: skip
    return Worded(
        kind=kind, lines=(line(resource, phrases, when), *notes(resource, when, of=name_and_strength(name)[0]))
    )


def order(resource: Resource, bundle: Bundle) -> Worded:
    """A MedicationRequest: an order, whatever its status; it proves no exposure."""
    content, status = resource.content, resource.content.text("status")
    if status not in _ORDERED:
        return left_out(f"its status is {status}")
    name = medicine(resource, bundle)
    if not name:
        return left_out("it names no medicine")
    when = day(content.text("authoredOn"))
    if content.text("doNotPerform") == "true":
        opening = say(f"Order not to give: {name}")
    else:
        opening = (*say("Planned order, no sign that it was taken: "),
                   *_taken(name, regimen(content.many("dosageInstruction"))))  # fmt: skip
    why = named(content.one("statusReason"))
    ending = f", {_ORDERED[status]}{f': {why}' if why else ''}" if _ORDERED[status] else ""
    phrases = (*opening, *say(ending), *reason("Ordered for", reasons_of(resource, bundle)))
    lines = (line(resource, _sure(phrases), when), *notes(resource, when))
    return Worded(kind=PaperKind.ORDERS, lines=in_doubt(lines, AN_ORDER, Assertion.HYPOTHETICAL))


def _sure(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """The words alone: the doubt of the order as a whole takes the place of lesser ones."""
    return tuple(Phrase(text=p.text) for p in phrases)


def administration(resource: Resource, bundle: Bundle) -> Worded:
    """A MedicationAdministration: a dose given on its day, or a dose that was not."""
    content, status = resource.content, resource.content.text("status")
    name = medicine(resource, bundle)
    start, end = time_of(content, "effective")
    if not name:
        return left_out("it names no medicine")
    if status == "not-done":
        denied = doubtful(say(f"{name_and_strength(name)[0]}: dose not given"), "the record says it was not given",
                          Assertion.ABSENT)  # fmt: skip
        told = (*denied, *reason("Reason not given", content.many("statusReason")))
        return Worded(kind=PaperKind.GIVEN, lines=(line(resource, told, start),))
    if status not in ("completed", "in-progress", "stopped"):
        return left_out(f"its status is {status}")
    why = _stop(content, "statusReason")
    ending = {"completed": "given", "in-progress": "being given"}.get(status, "given in part, stopped")
    ending += f", reason: {why}" if why and status == "stopped" else ""
    through = f", through {end}" if end and end != start else ""
    phrases = (*_taken(name, regimen((content.one("dosage"),), field="dose")), *say(f", {ending}{through}"),
               *reason("Given for", reasons_of(resource, bundle)))  # fmt: skip
    more = notes(resource, start, of=name_and_strength(name)[0])
    return Worded(kind=PaperKind.GIVEN, lines=(line(resource, phrases, start), *more))


def dispense(resource: Resource, bundle: Bundle) -> Worded:
    """A MedicationDispense: a fill. What was made ready and not handed over is told as that."""
    content, status = resource.content, resource.content.text("status")
    name = medicine(resource, bundle)
    handed, prepared = day(content.text("whenHandedOver")), day(content.text("whenPrepared"))
    if not name:
        return left_out("it names no medicine")
    when = handed or prepared
    if status == "declined":
        denied = doubtful(say(f"Not dispensed: {name}"), "the record says it was not dispensed", Assertion.ABSENT)
        why = [content.one("statusReasonCodeableConcept")]
        return Worded(kind=PaperKind.FILLS, lines=(line(resource, (*denied, *reason("Reason", why)), when),))
    if status not in ("completed", "in-progress", "preparation"):
        return left_out(f"its status is {status}")
    told = [name, "filled" if status == "completed" else "made ready, no sign that it was handed over"]
    if quantity := amount(content.one("quantity")):
        told.append(f"quantity {quantity}")
    if supply := content.one("daysSupply").text("value"):
        told.append(f"{supply} days supply")
    lines = (line(resource, say(", ".join(told)), when), *notes(resource, when))
    if status != "completed":
        lines = in_doubt(lines, "not yet handed over; it does not show that it was taken", Assertion.HYPOTHETICAL)
    return Worded(kind=PaperKind.FILLS, lines=lines)
