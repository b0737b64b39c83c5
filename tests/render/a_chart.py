"""A small chart and request: patient, drug, disease and payer are invented.

The chart holds hostile lines, to be printed as what they are: text.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from mednec.model.document import ChartCitation, DocumentHeader, SourceDocument
from mednec.model.finding import (
    Administration,
    DoseChange,
    DoseStatus,
    EventCount,
    Finding,
    Measurement,
    Period,
    RateFinding,
    RegimenFinding,
    TestResult,
    TherapyTrial,
    Trend,
)
from mednec.model.regimen import Course, Rate
from mednec.model.request import Patient, PriorAuthRequest, Requester, ServiceLine
from mednec.model.words import Assertion, Belongs, Direction, DocumentKind, Result, TrialOutcome

SCRIPT = "</script><script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(2)>"
ESCAPE = "\x1b[31mred"

NOTE = SourceDocument(
    name="01_clinic_note_2031-02-03.txt",
    text=(
        "Date of service: 02/03/2031   Provider: Ilse Marn, MD (Glintology)\n"
        "Ms. Orr has marrow glint, diagnosed 2029.\n"
        "Wt 58.10 kg.\n"
        "No flare visits since January.\n"
        "Overall she is worse on the new dose.\n"
        "Zelvorin raised from 40 mg to 80 mg on 01/06/2031.\n"
        f"Pt wrote: {SCRIPT} and {IMAGE}\n"
        "Dust panel was not repeated.\n"
    ),
)
LABS = SourceDocument(
    name="02_laboratory_2031-01-20.txt",
    text=(
        "Glint titer     12.50 U/L   H   (0.0-4.0)\n"
        "KPX gene: NOT DETECTED\n"
        f"Comment: {ESCAPE} flag | pipe * star [link](http://evil.example)\n"
    ),
)
LETTER = SourceDocument(name="03_letter.txt", text="She had 3 flare visits since December.\nDust panel positive.\n")
REQUEST_TEXT = (
    "id: ORR-1\npayer: Harbor Oak\npolicy: harbor_zelvorin.md\nrequest_type: continuation\n"
    "received: 2031-02-05T09:30:00\nbirth_date: 1990-06-01\nregimen: 80 mg SC every 2 weeks\nunits: 16\n"
    "line_two: saline\n"
)
REQUEST_FILE = SourceDocument(name="request.yaml", text=REQUEST_TEXT)
DOCUMENTS = (NOTE, LABS, LETTER)


def span(document: SourceDocument, words: str) -> ChartCitation:
    start = document.text.index(words)
    return document.cite(start, start + len(words))


LINE = ServiceLine(
    id="1",
    drug="zelvorin",
    brand="Glintex",
    hcpcs="J0000",
    units=16,
    diagnosis_codes=("Z00.0",),
    regimen="80 mg SC every 2 weeks",
    first_day=date(2031, 1, 20),
    last_day=date(2031, 3, 3),
)
SALINE = ServiceLine(
    id="2",
    drug="saline",
    brand=None,
    hcpcs="J7777",
    units=None,
    diagnosis_codes=(),
    regimen="1 L weekly",
    first_day=date(2031, 1, 20),
    last_day=date(2031, 3, 3),
)


def _places() -> dict[str, tuple[int, int]]:
    words = {
        "request_type": "continuation",
        "received": "2031-02-05T09:30:00",
        "policy": "harbor_zelvorin.md",
        "patient.birth_date": "1990-06-01",
        "lines.0.regimen": "80 mg SC every 2 weeks",
        "lines.0.units": "16",
        "lines.1.drug": "saline",
    }
    return {path: (REQUEST_TEXT.index(each), REQUEST_TEXT.index(each) + len(each)) for path, each in words.items()}


REQUEST = PriorAuthRequest(
    id="ORR-1",
    payer="Harbor Oak",
    policy="harbor_zelvorin.md",
    line_of_business="commercial",
    benefit="medical",
    urgency="standard",
    received=datetime(2031, 2, 5, 9, 30),
    request_type="continuation",
    patient=Patient(id="HO-77", name="Una Orr", birth_date=date(1990, 6, 1), sex="F"),
    requester=Requester(name="Ilse Marn, MD", specialty="Glintology"),
    lines=(LINE, SALINE),
    document=REQUEST_FILE,
    places=_places(),
)
HEADERS = (
    DocumentHeader(
        document=NOTE,
        kind=DocumentKind.CLINIC_NOTE,
        written=date(2031, 2, 3),
        author="Ilse Marn, MD",
        belongs=Belongs.THIS_PATIENT,
    ),
    DocumentHeader(document=LABS, kind=DocumentKind.LABORATORY, written=date(2031, 1, 20)),
    DocumentHeader(document=LETTER, belongs=Belongs.OTHER_PATIENT, set_aside="names Ula Orde"),
)


def facts() -> tuple[Finding, ...]:
    """One finding of each kind, on purpose not in the order of the chart."""
    note, labs = HEADERS[0], HEADERS[1]
    dose = span(NOTE, "Zelvorin raised from 40 mg to 80 mg on 01/06/2031.")
    worse = span(NOTE, "Overall she is worse on the new dose.")
    visits = span(NOTE, "No flare visits since January.")
    titer = span(LABS, "Glint titer     12.50 U/L   H   (0.0-4.0)")
    gene = span(LABS, "KPX gene: NOT DETECTED")
    weight = span(NOTE, "Wt 58.10 kg.")
    glint = span(NOTE, "Ms. Orr has marrow glint, diagnosed 2029.")

    present = Assertion.PRESENT
    return (
        Measurement(
            kind="measurement",
            concept="glint-titer",
            name="glint titer",
            assertion=present,
            source=titer,
            sentence=titer,
            header=labs,
            value=Decimal("12.50"),
            unit="U/L",
            flag="H",
        ),
        TestResult(
            kind="test_result",
            concept="kpx",
            name="KPX gene",
            assertion=Assertion.ABSENT,
            source=gene,
            sentence=gene,
            header=labs,
            result=Result.NEGATIVE,
        ),
        Measurement(
            kind="measurement",
            concept="weight",
            name="weight",
            assertion=present,
            source=weight,
            sentence=weight,
            header=note,
            value=Decimal("58.10"),
            unit="kg",
        ),
        Finding(
            kind="diagnosis",
            concept="marrow-glint",
            name="marrow glint",
            assertion=present,
            source=glint,
            sentence=glint,
            header=note,
            when=Period.year(2029),
        ),
        EventCount(
            kind="event_count",
            concept="flare-visit",
            name="flare visit",
            assertion=present,
            source=visits,
            sentence=visits,
            header=note,
            count=Decimal(0),
            period=Period(first=date(2031, 1, 1), last=date(2031, 2, 3)),
        ),
        Trend(
            kind="trend",
            concept="course-of-illness",
            name="course of illness",
            assertion=present,
            source=worse,
            sentence=worse,
            header=note,
            direction=Direction.WORSENED,
        ),
        DoseChange(
            kind="dose_change",
            concept="zelvorin",
            name="zelvorin",
            assertion=present,
            source=dose,
            sentence=dose,
            header=note,
            on=date(2031, 1, 6),
            before=Decimal(40),
            after=Decimal(80),
            unit="mg",
        ),
        TherapyTrial(
            kind="therapy_trial",
            concept="zelvorin",
            name="zelvorin",
            assertion=present,
            source=dose,
            sentence=dose,
            header=note,
            outcome=TrialOutcome.NOT_STATED,
            start=Period.month(2030, 12),
            current=True,
            dose=Course(amount=Decimal("80.0"), unit="mg", interval_days=Decimal("14")),
        ),
        RegimenFinding(
            kind="regimen",
            concept="zelvorin",
            name="zelvorin",
            assertion=present,
            source=dose,
            sentence=dose,
            header=note,
            status=DoseStatus.CURRENT,
            course=Course(amount=Decimal("80.0"), unit="mg", interval_days=Decimal("14")),
            effective=Period.day(date(2031, 1, 6)),
        ),
        RegimenFinding(
            kind="regimen",
            concept="zelvorin",
            name="zelvorin",
            assertion=present,
            source=dose,
            sentence=dose,
            header=note,
            status=DoseStatus.PREVIOUS,
            why="the interval is not written",
        ),
        Administration(
            kind="administration",
            concept="zelvorin",
            name="zelvorin",
            assertion=present,
            source=dose,
            sentence=dose,
            header=note,
            day=date(2031, 1, 6),
            amount=Decimal(80),
            unit="mg",
        ),
        RateFinding(
            kind="rate",
            concept="zelvorin",
            name="zelvorin",
            assertion=present,
            source=dose,
            sentence=dose,
            header=note,
            rate=Rate(low=Decimal("0.5"), high=Decimal(1), unit="mL/h"),
        ),
    )
