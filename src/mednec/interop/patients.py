"""Whose entries are whose: the patients of a record and the subject of every entry."""

from __future__ import annotations

from dataclasses import dataclass

from mednec.interop.bundle import Bundle, Resource
from mednec.interop.elements import Element, day


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Person:
    """A patient as the papers name him: `Family, Given` and day of birth."""

    name: str = ""
    born: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """The patients of a record. `strangers` are subjects that the record names and does not hold."""

    bundle: Bundle
    people: tuple[Person, ...]
    strangers: tuple[str, ...]

    def of(self, resource: Resource) -> tuple[Person | None, str]:
        """Whose entry it is, or why nobody can tell."""
        to = _subject(resource)
        name = to.text("reference") or _identifier(to.one("identifier"))
        if not name:
            if len(self.people) > 1 or len(self.strangers) > 1:
                return None, "it names no patient, and the record holds several"
            return (self.people[0] if self.people else Person()), ""
        found = self._found(to, resource)
        if found and len(self.people) > 1 and not (found.name or found.born):
            return None, f"its subject {name} has neither name nor birth date, and the record holds several patients"
        if found:
            return found, ""
        if self.people:
            return None, f"its subject {name} is not a patient of this record"
        if len(self.strangers) > 1:
            return None, f"the record holds no patient and names several, {name} among them"
        return Person(), ""

    def _found(self, to: Element, resource: Resource) -> Person | None:
        found = self.bundle.find(to, resource)
        if found is not None:
            if found.kind != "Patient":
                return None
            known = next((p for p in self.people if p.reference == found.reference), None)
            return known or (person(found) if found.within else None)
        wanted = _identifier(to.one("identifier"))
        if not wanted:
            return None
        held = [
            r for r in self.bundle.resources
            if r.kind == "Patient" and wanted in {_identifier(i) for i in r.content.many("identifier")}
        ]  # fmt: skip
        return next((p for p in self.people if len(held) == 1 and p.reference == held[0].reference), None)


def subjects_of(bundle: Bundle) -> Subjects:
    """The patients of a record, in the order of their addresses."""
    patients = [r for r in bundle.resources if r.kind == "Patient"]
    strangers = set()
    for resource in bundle.resources:
        to = _subject(resource)
        name = to.text("reference") or _identifier(to.one("identifier"))
        if name and bundle.find(to, resource) is None:
            strangers.add(name)
    return Subjects(bundle=bundle, people=tuple(person(p) for p in patients), strangers=tuple(sorted(strangers)))


def _subject(resource: Resource) -> Element:
    """A contained resource without a subject of its own speaks of its holder's."""
    for holder in (resource.content, resource.within):
        for name in ("subject", "patient"):
            if found := holder.one(name):
                return found
    return Element({})


def _identifier(identifier: Element) -> str:
    value = identifier.text("value")
    return f"{identifier.text('system')}|{value}" if value else ""


def person(patient: Resource) -> Person:
    """A patient's name (official or usual before others, never an old one) and day of birth."""
    names = sorted(
        (n for n in patient.content.many("name") if n.text("use") not in ("old", "nickname", "anonymous")),
        key=lambda n: ("official", "usual", "", "temp", "maiden").index(n.text("use")) if n.text("use") in
        ("official", "usual", "", "temp", "maiden") else 9,
    )  # fmt: skip
    return Person(name=next(filter(None, map(in_order, names)), ""), born=day(patient.content.text("birthDate")),
                  reference=patient.reference)  # fmt: skip


def in_order(name: Element) -> str:
    """A HumanName as `Family, Given`, else as it was written.

    >>> in_order(Element({"family": "Doe", "given": ["Jo", "R"]})), in_order(Element({"text": "Jo Doe"}))
    ('Doe, Jo R', 'Jo Doe')
    """
    family, given = name.text("family"), " ".join(name.texts("given"))
    return f"{family}, {given}" if family and given else name.text("text") or family or given
