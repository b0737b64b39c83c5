"""Orders of service lines checked against the packs, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from mednec.dosing import check_regimen
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.finding import Administration, Finding, Measurement, Period
from mednec.model.knowledge import Drug
from mednec.model.regimen import RegimenCheck
from mednec.model.request import ServiceLine
from mednec.model.words import Assertion, DocumentKind, Standing
from tests.making import line, request
from tests.shipped import knowledge


def body(
    value: str,
    unit: str = "kg",
    *,
    on: str = "2026-04-20",
    kind: DocumentKind = DocumentKind.CLINIC_NOTE,
    concept: str = "body-weight",
    standing: Standing = Standing.CURRENT,
    name: str = "02_note.txt",
) -> Measurement:
    """A body weight (or, with `unit` m2, a surface) in a document of the chart."""
    document = SourceDocument(name=name, text=f"{value} {unit}")
    place = document.cite(0, len(document.text))
    return Measurement(
        kind="measurement",
        concept="body-surface-area" if unit == "m2" else concept,
        name="body weight",
        assertion=Assertion.PRESENT,
        source=place,
        sentence=place,
        header=DocumentHeader(document=document, kind=kind),
        when=Period.day(date.fromisoformat(on)),
        standing=standing,
        value=Decimal(value),
        unit=unit,
    )


def dose_given(drug: str, on: str, amount: str, unit: str) -> Administration:
    """One dose of an administration record."""
    document = SourceDocument(name="05_record.txt", text=f"{on} {amount} {unit}")
    place = document.cite(0, len(document.text))
    return Administration(
        kind="administration",
        concept=drug,
        name=drug,
        assertion=Assertion.PRESENT,
        source=place,
        sentence=place,
        header=DocumentHeader(document=document, kind=DocumentKind.ADMINISTRATION),
        day=date.fromisoformat(on),
        amount=Decimal(amount),
        unit=unit,
    )


def checked(
    regimen: str,
    drug: str | Drug | None,
    *findings: Finding,
    brand: str | None = None,
    hcpcs: str = "",
    units: int | None = None,
    diseases: Sequence[str] = (),
    first: str = "2026-05-11",
    last: str = "2026-11-09",
    received: str = "2026-05-04",
    line_drug: str = "as ordered",
) -> RegimenCheck:
    """The check of a request of one line with this order."""
    asked: ServiceLine = line(
        drug=line_drug,
        brand=brand,
        hcpcs=hcpcs,
        units=units,
        regimen=regimen,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
    )
    whole = request(asked)
    day = date.fromisoformat(received)
    whole = replace(whole, received=whole.received.replace(year=day.year, month=day.month, day=day.day))
    return check_regimen(
        asked,
        whole,
        drug=knowledge().drugs[drug] if isinstance(drug, str) else drug,
        hcpcs=knowledge().hcpcs.lookup(hcpcs),
        findings=findings,
        diseases=diseases,
        references=knowledge().references,
    )


def shown(check: RegimenCheck) -> list[tuple[str, str, str]]:
    """Its arithmetic as the reader sees it."""
    return [(step.label, step.working, step.result) for step in check.steps]


def labels(check: RegimenCheck) -> list[str]:
    """What it says of the label."""
    return [rationale.says for rationale in check.label]
