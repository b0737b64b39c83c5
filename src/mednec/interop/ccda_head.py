"""The header of a C-CDA document: whose it is, when it was made, by whom, and what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mednec.errors import DocumentError
from mednec.interop.narrative import V3
from mednec.interop.record import Line, one_line, say
from mednec.interop.worded import HEADINGS, PaperKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_STAMP = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})?(?P<day>\d{2})?")
_RELATED = {"RPLC": "replaces", "APND": "adds to", "XFRM": "is another form of"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the document says of itself. `told` is how it stands to other documents."""

    name: str  # of the patient, `Family, Given`
    born: str
    title: str
    day: str
    author: str
    reference: str
    told: tuple[str, ...] = ()


def read_head(root: _Element, *, file: str) -> Head:
    """The header. Raises DocumentError for a document about several patients."""
    patients = root.findall(f"{V3}recordTarget/{V3}patientRole")
    if len(patients) > 1:
        raise DocumentError(f"the document is about {len(patients)} patients", where=file, do="send one for each")
    patient = patients[0].find(f"{V3}patient") if patients else None
    authors = (_person(a) for a in root.iterfind(f"{V3}author/{V3}assignedAuthor/{V3}assignedPerson"))
    code = root.find(f"{V3}code")
    return Head(
        name=_person(patient),
        born=_time(patient, "birthTime"),
        title=words(root.find(f"{V3}title")) or one_line((code.get("displayName") or "") if code is not None else ""),
        day=_time(root, "effectiveTime"),
        author="; ".join(dict.fromkeys(filter(None, authors))),
        reference=f"ClinicalDocument/{_identity(root.find(f'{V3}id'))}".rstrip("/"),
        told=tuple(
            f"the document {_RELATED.get(related.get('typeCode') or '', 'is related to')} {_identity(older)}"
            for related in root.iterfind(f"{V3}relatedDocument")
            for older in related.iterfind(f"{V3}parentDocument/{V3}id")
        ),
    )


def first_lines(head: Head, kind: PaperKind) -> list[Line]:
    """The first lines of a paper made of the document.

    A narrative table of doses names its medicines row by row; it is not headed as the administration record of one.
    """
    heading = "MEDICATIONS GIVEN" if kind is PaperKind.GIVEN else HEADINGS[kind]
    named = f": {head.title}" if kind is PaperKind.NOTES and head.title else ""
    born = f"    DOB: {head.born}" if head.born else ""
    whose = f"Patient: {head.name}{born}" if head.name else born.strip()
    told = (whose, f"Date: {head.day}" if head.day else "", f"Author: {head.author}" if head.author else "")
    top = [Line(reference="", phrases=say(f"{heading} (electronic record){named}"))]
    return top + [Line(reference=head.reference, phrases=say(line)) for line in told if line]


def _time(element: _Element | None, name: str) -> str:
    found = element.find(f"{V3}{name}") if element is not None else None
    return stamp(found.get("value")) if found is not None else ""


def stamp(written: str | None) -> str:
    """A time stamp of HL7 version 3 as a date, as precise as it is.

    >>> stamp("20260302103000-0500"), stamp("202603"), stamp("soon")
    ('2026-03-02', '2026-03', '')
    """
    match = _STAMP.match(written or "")
    return "-".join(filter(None, match.groups())) if match else ""


def _identity(element: _Element | None) -> str:
    if element is None:
        return ""
    return one_line("/".join(filter(None, (element.get("root"), element.get("extension")))))


def words(element: _Element | None) -> str:
    """All words inside an element, on one line."""
    return one_line("".join(str(t) for t in element.itertext())) if element is not None else ""


def _person(element: _Element | None) -> str:
    """`Family, Given`; the first name that is no pseudonym."""
    if element is None:
        return ""
    for name in element.iterfind(f"{V3}name"):
        given = " ".join(filter(None, (words(g) for g in name.iterfind(f"{V3}given"))))
        family = words(name.find(f"{V3}family"))
        if name.get("use") not in ("P", "ASGN") and (family or given or words(name)):
            return ", ".join(filter(None, (family, given))) or words(name)
    return ""
