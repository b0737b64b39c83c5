"""A few lines of chart, read with the packs that ship."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from mednec.chart import read_chart
from mednec.dosing import read_dose, read_doses
from mednec.model.document import SourceDocument
from mednec.model.facts import Chart
from mednec.model.finding import Finding
from mednec.model.request import Case, Patient, PriorAuthRequest, Requester, ServiceLine
from tests.shipped import library

F = TypeVar("F", bound=Finding)
RECEIVED = date(2026, 5, 4)
HEAD = "OFFICE VISIT\nDate of service: 04/20/2026\n"
LINE = ServiceLine(
    id="1",
    drug="omalizumab",
    brand=None,
    hcpcs="",
    units=None,
    diagnosis_codes=(),
    regimen="300 mg SC every 4 weeks",
    first_day=date(2026, 5, 10),
    last_day=date(2026, 8, 10),
)
REQUEST = PriorAuthRequest(
    id="T-1",
    payer="a payer",
    policy="",
    line_of_business="",
    benefit="",
    urgency="standard",
    received=datetime(2026, 5, 4, 9),
    request_type="initial",
    patient=Patient(id="1", name="Ada B. Quill", birth_date=date(1980, 2, 1), sex="F"),
    requester=Requester(name="Ines Marlow, MD"),
    lines=(LINE,),
    document=SourceDocument(name="request.yaml", text="id: T-1\n"),
    places={},
)


def chart(*texts: str, drug: str = "omalizumab", names: tuple[str, ...] = ()) -> Chart:
    """The documents as one chart; they are called 1.txt, 2.txt ... unless named."""
    called = names or tuple(f"{i}.txt" for i in range(1, len(texts) + 1))
    documents = tuple(SourceDocument(name=n, text=t) for n, t in zip(called, texts, strict=True))
    case = Case(request=REQUEST, documents=documents)
    shelf = library()
    return read_chart(
        case, drug=drug, lexicon=shelf.lexicon, language=shelf.language, read_dose=read_dose, read_doses=read_doses
    )


def note(text: str, *, drug: str = "omalizumab") -> Chart:
    """A clinic note of 20 April 2026 with this text."""
    return chart(f"{HEAD}\n{text}\n", drug=drug)


def of(read: Chart, kind: type[F], concept: str) -> tuple[F, ...]:
    """Findings of one class about one concept, in the order of the chart."""
    return tuple(f for f in read.findings if isinstance(f, kind) and f.concept == concept)


def said(read: Chart, concept: str) -> tuple[str, ...]:
    """How the chart speaks of a disease, symptom or finding: the printed assertions."""
    stated = ("diagnosis", "finding", "function", "reaction", "setting", "event")
    return tuple(f.assertion.value for f in read.findings if f.concept == concept and f.kind in stated)
