"""The request as an office sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from mednec.model.document import ChartCitation, SourceDocument
from mednec.model.sheet import Remark
from mednec.model.words import DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    id: str
    name: str
    birth_date: date
    sex: str

    def age_on(self, day: date) -> int:
        """Age in completed years.

        >>> Patient(id="1", name="A", birth_date=date(1983, 8, 19), sex="F").age_on(date(2025, 4, 9))
        41
        """
        before = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    name: str
    specialty: str = ""
    npi: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One line of the request: a drug or service, its code, units, dates and order text."""

    id: str
    drug: str
    brand: str | None
    hcpcs: str
    units: int | None
    diagnosis_codes: tuple[str, ...]
    regimen: str
    first_day: date
    last_day: date
    site_of_care: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorAuthRequest:
    """What is asked. `document` is request.yaml itself, so every field opens at its place: `cite("lines.0.units")`."""

    id: str
    payer: str
    policy: str
    line_of_business: str
    benefit: str
    urgency: str
    received: datetime
    request_type: str  # "initial" or "continuation"
    patient: Patient
    requester: Requester
    lines: tuple[ServiceLine, ...]
    document: SourceDocument
    places: Mapping[str, tuple[int, int]] = field(compare=False, repr=False)

    def cite(self, path: str) -> ChartCitation:
        """Citation of a field of request.yaml by its path, e.g. `lines.0.regimen`. Raises KeyError if absent."""
        return self.document.cite(*self.places[path])

    def cite_line(self, line: ServiceLine, name: str) -> ChartCitation:
        """Citation of one field of a service line; `from`, `to`, `units`, `regimen`, `hcpcs`, `drug` ..."""
        return self.cite(f"lines.{self.lines.index(line)}.{name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRead:
    """A field of the request that no person entered: read from a document of the packet, or taken for want of one."""

    path: str  # of the field in the request, `lines.0.units`
    value: str  # as it stands in the request
    at: ChartCitation | None = None  # the words it was read from
    why: str = ""  # where nothing was read, what it was taken from


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Request and documents, bytes fixed, in the order of their names."""

    request: PriorAuthRequest
    documents: tuple[SourceDocument, ...]
    accepted: frozenset[str] = frozenset()  # documents naming another patient that a person accepted as this one's
    remarks: tuple[Remark, ...] = ()  # what is to be told of the papers as received
    aside: Mapping[str, str] = field(default_factory=dict)  # documents not to be used, with the reason (a second copy)
    kinds: Mapping[str, DocumentKind] = field(default_factory=dict)  # of documents that do not say what they are
    fields_read: tuple[FieldRead, ...] = ()  # fields of the request that await a person's confirmation
