"""A FHIR R4 record: checked resource by resource, put into words, laid out as papers for each patient."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from mednec.interop.attached import carried
from mednec.interop.bundle import Bundle, Resource, open_bundle, read_json
from mednec.interop.checking import fault
from mednec.interop.codes import code_remarks
from mednec.interop.conditions import allergy, condition, encounter, immunization, procedure, service_order
from mednec.interop.medications import administration, dispense, order, statement
from mednec.interop.observations import family, observation, report
from mednec.interop.patients import Person, subjects_of
from mednec.interop.record import Attachment, Heading, Line, Record, lay_out
from mednec.interop.worded import HEADINGS, PaperKind, Worded, left_out
from mednec.model.sheet import About, Paper, Remark


def _document(resource: Resource, bundle: Bundle) -> Worded:
    """A DocumentReference has no line of its own: its files are what it says."""
    del bundle
    content = resource.content
    for name in ("status", "docStatus"):
        if content.text(name) in ("superseded", "entered-in-error"):
            return left_out(f"its status is {content.text(name)}")
    return Worded(kind=PaperKind.NOTES)


_WORDING: Mapping[str, Callable[[Resource, Bundle], Worded]] = {
    "AllergyIntolerance": allergy,
    "Condition": condition,
    "DiagnosticReport": report,
    "DocumentReference": _document,
    "Encounter": encounter,
    "FamilyMemberHistory": family,
    "Immunization": immunization,
    "MedicationAdministration": administration,
    "MedicationDispense": dispense,
    "MedicationRequest": order,
    "MedicationStatement": statement,
    "Observation": observation,
    "Procedure": procedure,
    "ServiceRequest": service_order,
}
# Read where another entry refers to them, and for whose entries they are.
_REFERRED = (
    "Binary",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "Medication",
    "Location",
    "RelatedPerson",
)


def read_fhir(content: bytes, *, file: str) -> Record:
    """A FHIR R4 Bundle or single resource in JSON as papers. Raises DocumentError for anything else.

    A resource that is not valid, or that may not be used, is set aside with a remark; the rest is read.
    """
    bundle = open_bundle(read_json(content, file=file))
    told: list[str] = []
    usable = _usable(bundle, told, file=file)
    subjects = subjects_of(usable)
    lines: dict[tuple[Person, PaperKind, bool], list[Line]] = defaultdict(list)
    notes: list[tuple[Person, Paper]] = []
    attachments: list[Attachment] = []
    used: list[Resource] = [r for r in usable.resources if r.kind in _REFERRED]
    for resource in usable.resources:
        if resource.kind not in _WORDING:
            continue
        worded = _WORDING[resource.kind](resource, usable)
        owner, why = subjects.of(resource)
        if worded.aside or owner is None:
            told.append(f"{resource.reference} is not used: {worded.aside or why}")
            continue
        used.append(resource)
        for line in worded.lines:
            lines[owner, worded.kind, line.day is not None].append(line)
        files = carried(resource, usable, owner, file=file)
        notes += [(owner, paper) for paper in files.papers]
        attachments += files.attachments
        told += [f"{resource.reference}: {says}" for says in files.told]
    papers = _papers(lines, usable, file=file, several=len({o for o, _, _ in lines} | {o for o, _ in notes}) > 1)
    remarks = {Remark(about=About.RECORD, says=says, file=file) for says in told}
    checked = code_remarks(((r.reference, r.content.content) for r in used), file=file)
    return Record(
        papers=(*papers, *(paper for _, paper in sorted(notes, key=lambda n: (n[0], n[1].sheets[0].text)))),
        attachments=tuple(sorted(attachments, key=lambda a: (a.patient, a.reference, a.name))),
        remarks=tuple(sorted({*remarks, *checked}, key=lambda r: r.says)),
    )


def _usable(bundle: Bundle, told: list[str], *, file: str) -> Bundle:
    """The bundle without what may not be used. Other entries do not find it either."""
    unknown: Counter[str] = Counter()
    kept: list[Resource] = []
    for resource in bundle.resources:
        if resource.kind not in _WORDING and resource.kind not in _REFERRED:
            unknown[resource.kind or "resource without a type"] += 1
        elif why := fault(resource, file=file):
            told.append(f"{resource.reference} is not used: {why}")
        else:
            kept.append(resource)
    told += [f"{kind}: {count} not read, for nothing is read from this type" for kind, count in unknown.items()]
    told += [f"{address} came in several versions; the latest is used" for address in bundle.double]
    if bundle.without_resource:
        told.append(f"{bundle.without_resource} entries hold no resource")
    return Bundle(resources=tuple(kept), day=bundle.day, reference=bundle.reference)


def _papers(
    lines: Mapping[tuple[Person, PaperKind, bool], list[Line]], bundle: Bundle, *, file: str, several: bool
) -> list[Paper]:
    """One paper for each patient and kind; entries without a day have one of their own, which lends them none."""
    found = []
    kinds = list(PaperKind)
    for owner, kind, dated in sorted(lines, key=lambda k: (k[0], kinds.index(k[1]), not k[2])):
        title = kind.value + ("" if dated else " without dates") + (f" ({owner.name})" if several else "")
        heading = Heading(
            title=f"{HEADINGS[kind]} (electronic record)",
            patient=owner.name,
            born=owner.born,
            patient_at=owner.reference,
            exported=bundle.day,
            exported_at=bundle.reference,
        )
        found.append(lay_out(heading, lines[owner, kind, dated], file=file, title=title))
    return found
