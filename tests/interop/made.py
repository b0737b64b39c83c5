"""Small FHIR records made for tests: an invented patient and entries of hers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mednec.chart.reconcile import Fact
from mednec.interop import Record, read_fhir
from mednec.model.document import SourceDocument
from mednec.model.finding import Finding
from mednec.reading import read_facts
from tests.shipped import library

Resource = dict[str, object]
ADA: Resource = {
    "resourceType": "Patient",
    "id": "ada",
    "name": [{"use": "official", "family": "Quill", "given": ["Ada", "B"]}],
    "birthDate": "1980-02-01",
}
BEA: Resource = {
    "resourceType": "Patient",
    "id": "bea",
    "name": [{"family": "Marlow", "given": ["Bea"]}],
    "birthDate": "1951-11-30",
}
UCUM = "http://unitsofmeasure.org"
SUBJECT: Resource = {"reference": "Patient/ada"}
RECEIVED = date(2026, 5, 4)


def concept(text: str, *, system: str = "", code: str = "") -> Resource:
    return {"text": text} | ({"coding": [{"system": system, "code": code}]} if code else {})


def coded(code: str) -> Resource:
    return {"coding": [{"code": code}]}


def made(kind: str, id: str, **fields: object) -> Resource:
    """A resource of Ada's."""
    whose = "patient" if kind in ("AllergyIntolerance", "Immunization", "FamilyMemberHistory") else "subject"
    return {"resourceType": kind, "id": id, whose: SUBJECT, **fields}


def observed(id: str, test: str, **fields: object) -> Resource:
    """A final result of the laboratory, unless fields say otherwise; `day` and `category` for short."""
    day, category = fields.pop("day", "2026-03-02"), str(fields.pop("category", "laboratory"))
    return made(
        "Observation",
        id,
        **{
            "status": "final",
            "category": [coded(category)],
            "code": {"text": test},
            "effectiveDateTime": day,
            **fields,
        },
    )


def quantity(value: float, unit: str, ucum: str = "") -> Resource:
    written: Resource = {"value": value}
    if unit:
        written["unit"] = unit
    if ucum:
        written |= {"system": UCUM, "code": ucum}
    return written


def dosage(value: float, unit: str, frequency: int, period: int, period_unit: str, route: str = "") -> Resource:
    told: Resource = {
        "timing": {"repeat": {"frequency": frequency, "period": period, "periodUnit": period_unit}},
        "doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}],
    }
    return told | ({"route": {"text": route}} if route else {})


def bundle(*resources: Resource, patient: Resource | None = ADA) -> bytes:
    held = ([patient] if patient else []) + list(resources)
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in held]}
    ).encode()


def read(*resources: Resource, patient: Resource | None = ADA) -> Record:
    return read_fhir(bundle(*resources, patient=patient), file="record.json")


def body(record: Record) -> list[str]:
    """The lines that entries came to, of all papers."""
    texts = [paper.sheets[0].text.split("\n\n", 1)[1] for paper in record.papers]
    return [line for text in texts for line in text.splitlines() if line]


def doubted(record: Record) -> list[tuple[str, str]]:
    """Words in doubt, and what they become."""
    sheets = [s for p in record.papers for s in p.sheets]
    return [(s.text[d.start : d.end], d.assertion.value) for s in sheets for d in s.doubts]


def told(record: Record) -> str:
    return "\n".join(r.says for r in record.remarks)


def documents(record: Record) -> tuple[SourceDocument, ...]:
    return tuple(
        SourceDocument(
            name=f"{number} {paper.title}",
            text=paper.sheets[0].text,
            doubts=paper.sheets[0].doubts,
            references=paper.sheets[0].references,
        )
        for number, paper in enumerate(record.papers)
    )


def facts(record: Record) -> tuple[Finding, ...]:
    """What the chart reader finds in the papers, dates apart, with every doubt applied."""
    found: Sequence[Fact] = read_facts(documents(record), library(), as_of=RECEIVED)
    return tuple(_doubted(f.finding) for f in found if f.finding.kind != "date")


def _doubted(finding: Finding) -> Finding:
    at = finding.source
    for doubt in at.source.doubts:
        if doubt.start < at.end and at.start < doubt.end:
            return replace(finding, assertion=doubt.assertion)
    return finding
