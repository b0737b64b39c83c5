"""The determination as JSON, schema `mednec.determination/1`: what other programs read."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.model.determination import (
    CodeReview,
    Determination,
    DoseReview,
    Gap,
    LineReview,
    SafetyFinding,
    ScheduleReview,
)
from mednec.model.document import SourceDocument
from mednec.model.request import PriorAuthRequest
from mednec.render.evidence_records import evidence_record, support_record
from mednec.render.facts import fact_records
from mednec.render.json_text import Json, Record, to_json
from mednec.render.places import cited_references
from mednec.render.precedent_records import precedent_record, precedent_review_record
from mednec.render.proposal_records import pointed_record
from mednec.render.received_records import document_records, field_records, remark_records
from mednec.render.records import (
    chart_record,
    chart_records,
    citation_record,
    citation_records,
    node_record,
    rationale_record,
    rationale_records,
)
from mednec.render.response_records import response_record

SCHEMA = "mednec.determination/1"


def render_json(determination: Determination, documents: Sequence[SourceDocument]) -> str:
    """One JSON object, indented by one blank, ending with a line end."""
    return to_json(determination_record(determination, documents)) + "\n"


def determination_record(d: Determination, documents: Sequence[SourceDocument]) -> Record:
    """Every key of the contract in its order, then what else a reader sees."""
    return {**_contract(d), **_beside(d, documents)}


def _contract(d: Determination) -> Record:
    discrepancies = [code.discrepancy for code in d.codes if code.discrepancy]
    return {
        "schema": SCHEMA,
        "case": d.case,
        "outcome": d.outcome.key,
        "summary": d.summary.says,
        "policy": {"id": d.policy_id, "title": d.policy_title, "version": d.policy_version, "route": d.route},
        "lines": [_line(line) for line in d.lines],
        "criteria": node_record(d.criteria),
        "limits": [node_record(node) for node in d.limits],
        "exclusions": [node_record(node) for node in d.exclusions],
        "facts": fact_records(d),
        "dose": [_dose(dose) for dose in d.dose],
        "code_discrepancies": [
            {
                "code": each.code,
                "says": each.says,
                "chart_says": each.chart_says,
                "suggested": list(each.suggested),
                "question": each.question,
                "citations": chart_records(each.citations),
            }
            for each in discrepancies
        ],
        "conflicts": [
            {"about": each.about, "sides": chart_records(each.sides), "note": each.note} for each in d.conflicts
        ],
        "response": [response_record(each) for each in d.response],
        "safety": [_safety(each) for each in d.safety],
        "gaps": [_gap(each) for each in d.gaps],
        "support": [support_record(each) for each in d.evidence.support],
        "precedents": [precedent_record(each) for each in d.precedents.precedents],
        "warnings": [{"says": each.says, "citations": chart_records(each.citations)} for each in d.warnings],
    }


def _beside(d: Determination, documents: Sequence[SourceDocument]) -> Record:
    return {
        "review_date": d.review_date,
        "action": d.action.value,
        "action_when_signed": d.action_when_signed.value,
        "summary_citations": citation_records(d.summary.citations),
        "coverage_answer": rationale_record(d.coverage_answer),
        "clinical_answer": d.clinical_answer,
        "payer": d.policy_payer,
        "route_note": rationale_record(d.route_note),
        "request": _request(d.request),
        "schedule": [_schedule(each) for each in d.schedule],
        "codes": [_code(each) for each in d.codes],
        "evidence": evidence_record(d.evidence),
        "precedent_review": precedent_review_record(d.precedents),
        "conditions": [{"says": each.says, "policy": citation_record(each.citation)} for each in d.conditions],
        "out_of_scope": [_line(line) for line in d.out_of_scope],
        "sign_off": {"required": d.sign_off.required, "role": d.sign_off.role, "says": d.sign_off.says},
        "documents": document_records(d, documents),
        "remarks": remark_records(d.remarks),
        "request_read": field_records(d.fields_read),
        "references": [{"reference": each.reference, "label": each.label} for each in cited_references(d)],
        "provenance": dict(d.provenance),
        **({"language_model": pointed_record(d.pointed)} if d.pointed else {}),
    }


def _request(request: PriorAuthRequest) -> Record:
    patient, requester = request.patient, request.requester
    return {
        "id": request.id,
        "payer": request.payer,
        "policy": request.policy,
        "line_of_business": request.line_of_business,
        "benefit": request.benefit,
        "urgency": request.urgency,
        "received": request.received.isoformat(),
        "request_type": request.request_type,
        "patient": {
            "id": patient.id,
            "name": patient.name,
            "birth_date": patient.birth_date,
            "sex": patient.sex,
        },
        "requester": {"name": requester.name, "specialty": requester.specialty, "npi": requester.npi},
    }


def _line(review: LineReview) -> Record:
    line = review.line
    return {
        "id": line.id,
        "drug": line.drug,
        "brand": line.brand,
        "hcpcs": line.hcpcs,
        "units": line.units,
        "diagnosis_codes": list(line.diagnosis_codes),
        "regimen": line.regimen,
        "from": line.first_day,
        "to": line.last_day,
        "site_of_care": line.site_of_care,
        "in_scope": review.in_scope,
        "why": rationale_record(review.why),
        "retrospective": list(review.retrospective),
        "prospective": list(review.prospective),
        "dates_note": review.dates_note,
        "authorized": rationale_record(review.authorized),
    }


def _dose(dose: DoseReview) -> Record:
    return {
        "line": dose.line,
        "drug": dose.drug,
        "order": dose.order,
        "verdict": dose.verdict.key,
        "why": rationale_record(dose.why),
        "working": [
            {
                "label": step.label,
                "working": step.working,
                "result": step.result,
                "citations": citation_records(step.citations),
            }
            for step in dose.steps
        ],
        "against": rationale_records(dose.against),
        "readings": [{"says": each.says, "working": each.working, "fits": each.fits} for each in dose.readings],
        "missing": list(dose.missing),
        "questions": list(dose.questions),
        "per_dose": dose.per_dose,
        "per_28_days": dose.per_28_days,
        "per_month": dose.per_month,
        "unit": dose.unit,
        "units_per_dose": dose.units_per_dose,
        "weight_kg": dose.weight_kg,
        "weight_at": chart_record(dose.weight_at) if dose.weight_at else None,
    }


def _schedule(schedule: ScheduleReview) -> Record:
    recorded: list[Json] = [{"day": day, "source": chart_record(at)} for day, at in schedule.recorded]
    return {
        "line": schedule.line,
        "statements": rationale_records(schedule.statements),
        "expected": list(schedule.expected),
        "recorded": recorded,
        "missing": list(schedule.missing),
    }


def _code(code: CodeReview) -> Record:
    return {
        "code": code.code,
        "system": code.system,
        "title": code.title,
        "valid": code.valid if code.checked else None,
        "checked": code.checked,
        "statements": rationale_records(code.statements),
    }


def _safety(row: SafetyFinding) -> Record:
    return {
        "flag": row.flag,
        "source_kind": row.source_kind,
        "presence": row.presence.key,
        "says": rationale_record(row.says),
        "citations": chart_records(row.citations),
        "advice": row.advice,
    }


def _gap(gap: Gap) -> Record:
    return {
        "says": gap.says,
        "needs": list(gap.needs),
        "at_least": gap.at_least,
        "wants": list(gap.wants),
        "suppliers": [supplier.value for supplier in gap.suppliers],
        "leads_to": gap.leads_to.key,
        "clauses": [citation_record(citation) for citation in gap.citations],
    }
