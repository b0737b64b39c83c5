"""Small values for tests: a header, a finding, a request, a chart. Quotes are cut by `cite`, as in a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from mednec.model.document import ChartCitation, DocumentHeader, SourceDocument
from mednec.model.evidence import EvidenceReview
from mednec.model.facts import Chart, Facts
from mednec.model.finding import Finding, Measurement, TestResult, TherapyTrial
from mednec.model.knowledge import Concept, Reference
from mednec.model.regimen import RegimenCheck
from mednec.model.request import Patient, PriorAuthRequest, Requester, ServiceLine
from mednec.model.words import Assertion, DocumentKind, Result, Standing

RECEIVED = date(2026, 5, 4)


def quote(document: SourceDocument, words: str) -> ChartCitation:
    """The first place in a document where these words stand."""
    start = document.text.index(words)
    return document.cite(start, start + len(words))


def header(
    text: str,
    *,
    kind: DocumentKind = DocumentKind.CLINIC_NOTE,
    written: date | None = date(2026, 4, 20),
    set_aside: str = "",
) -> DocumentHeader:
    """A document with this text and what it says about itself."""
    document = SourceDocument(name=f"{text[:40]}.txt", text=text)  # no two texts share a name
    return DocumentHeader(document=document, kind=kind, written=written, set_aside=set_aside)


def finding(
    concept: str,
    words: str,
    assertion: Assertion = Assertion.PRESENT,
    *,
    kind: str = "diagnosis",
    standing: Standing = Standing.CURRENT,
    document: DocumentKind = DocumentKind.CLINIC_NOTE,
    written: date | None = date(2026, 4, 20),
    set_aside: str = "",
) -> Finding:
    """A document that says `words`, and the one statement read in it."""
    top = header(words, kind=document, written=written, set_aside=set_aside)
    place = quote(top.document, words)
    return Finding(
        kind=kind,
        concept=concept,
        name=concept.replace("-", " "),
        assertion=assertion,
        source=place,
        sentence=place,
        header=top,
        standing=standing,
    )


def result_of(
    concept: str, words: str, polarity: Result, *, document: DocumentKind = DocumentKind.LABORATORY
) -> TestResult:
    """A test with its polarity."""
    top = header(words, kind=document)
    place = quote(top.document, words)
    return TestResult(
        kind="test_result",
        concept=concept,
        name=concept.replace("-", " "),
        assertion=Assertion.PRESENT,
        source=place,
        sentence=place,
        header=top,
        result=polarity,
    )


def measurement(concept: str, words: str, value: str, unit: str) -> Measurement:
    """A number with its unit."""
    top = header(words, kind=DocumentKind.LABORATORY)
    place = quote(top.document, words)
    return Measurement(
        kind="measurement",
        concept=concept,
        name=concept.replace("-", " "),
        assertion=Assertion.PRESENT,
        source=place,
        sentence=place,
        header=top,
        value=Decimal(value),
        unit=unit,
    )


def trial(drug: str, words: str, classes: tuple[str, ...]) -> TherapyTrial:
    """A drug the patient takes."""
    top = header(words)
    place = quote(top.document, words)
    return TherapyTrial(
        kind="therapy_trial",
        concept=drug,
        name=drug,
        assertion=Assertion.PRESENT,
        source=place,
        sentence=place,
        header=top,
        classes=classes,
    )


def line(
    codes: Iterable[str] = (),
    *,
    id: str = "1",
    drug: str = "drug-a",
    brand: str | None = None,
    hcpcs: str = "",
    units: int | None = None,
    regimen: str = "1 g once",
    first_day: date = date(2026, 5, 11),
    last_day: date = date(2026, 6, 8),
) -> ServiceLine:
    """One line of a request."""
    return ServiceLine(
        id=id,
        drug=drug,
        brand=brand,
        hcpcs=hcpcs,
        units=units,
        diagnosis_codes=tuple(codes),
        regimen=regimen,
        first_day=first_day,
        last_day=last_day,
    )


def request(*lines: ServiceLine) -> PriorAuthRequest:
    """A request with these lines; every field of a line can be cited."""
    top = {"received": RECEIVED.isoformat(), "request_type": "initial"}
    rows = [f"{name}: {value}\n" for name, value in top.items()]
    places = {"received": (10, len(rows[0]) - 1), "request_type": (len(rows[0]) + 14, len(rows[0]) + len(rows[1]) - 1)}
    length = sum(map(len, rows))
    for number, each in enumerate(lines):
        fields = {
            "id": each.id,
            "drug": each.drug,
            "brand": each.brand or "none",
            "hcpcs": each.hcpcs or "none",
            "units": str(each.units),
            "diagnosis_codes": f"[{', '.join(each.diagnosis_codes)}]",
            "regimen": each.regimen,
            "from": each.first_day.isoformat(),
            "to": each.last_day.isoformat(),
        }
        for name, value in fields.items():
            row = f"{name}: {value}\n"
            places[f"lines.{number}.{name}"] = (length + len(name) + 2, length + len(row) - 1)
            rows.append(row)
            length += len(row)
    return PriorAuthRequest(
        id="T-1",
        payer="A payer",
        policy="",
        line_of_business="commercial",
        benefit="medical",
        urgency="standard",
        received=datetime(2026, 5, 4, 9, 30),
        request_type="initial",
        patient=Patient(id="P-1", name="A. Example", birth_date=date(1970, 1, 1), sex="F"),
        requester=Requester(name="B. Example, MD"),
        lines=lines,
        document=SourceDocument(name="request.yaml", text="".join(rows)),
        places=places,
    )


def chart(*findings: Finding) -> Chart:
    """A chart of these statements."""
    headers = tuple(dict.fromkeys(f.header for f in findings))
    return Chart(headers=headers, passages=(), findings=findings)


def facts(*findings: Finding, regimens: tuple[RegimenCheck, ...] = (), lines: tuple[ServiceLine, ...] = ()) -> Facts:
    """Everything established about a case that holds these statements."""
    nothing = EvidenceReview(answer="not found", why=None, support=(), searched="")
    asked = request(*(lines or (line(),)))
    return Facts(request=asked, as_of=RECEIVED, chart=chart(*findings), regimens=regimens, evidence=nothing)


def concept(id: str, *, is_a: tuple[str, ...] = (), codes: tuple[str, ...] = ()) -> Concept:
    """A disease."""
    return Concept(id=id, kind="disease", name=id.replace("-", " "), terms=(), is_a=is_a, codes=codes)


def concepts(*all_of_them: Concept) -> Mapping[str, Concept]:
    """Diseases by id."""
    return {c.id: c for c in all_of_them}


def reference(
    id: str,
    *,
    kind: str = "trial",
    drugs: tuple[str, ...] = ("drug-a",),
    diseases: tuple[str, ...] = ("disease-x",),
    direction: str = "supports",
    year: int | None = 2020,
    confidence: str = "V",
    names_drug: tuple[str, ...] = (),
    low: str | None = None,
    high: str | None = None,
    unit: str = "",
    n: str = "40 patients",
) -> Reference:
    """A published statement."""
    return Reference(
        id=id,
        kind=kind,
        citation=f"{id}, in full",
        short=id,
        drugs=drugs,
        diseases=diseases,
        population="adults",
        statement=f"What {id} says.",
        n=n,
        direction=direction,
        year=year,
        confidence=confidence,
        names_drug=names_drug,
        per_28_days_low=Decimal(low) if low else None,
        per_28_days_high=Decimal(high) if high else None,
        dose_unit=unit,
    )
