"""Evidence as JSON records: each reference with its bearing, the doses side by side, and what was searched."""

from __future__ import annotations

from mednec.model.evidence import DosePicture, EvidenceReview, EvidenceSearch, Support
from mednec.render.json_text import Json, Record
from mednec.render.records import citation_record, rationale_record, rationale_records


def support_record(support: Support) -> Record:
    """One reference: who was studied, how, with what effect, and how near it stands to this request."""
    reference = support.reference
    return {
        "reference": reference.id,
        "short": reference.short,
        "citation": reference.citation,
        "kind": reference.kind,
        "bearing": support.bearing.key.replace(",", ""),
        "direction": support.direction,
        "why": support.why,
        "population": reference.population,
        "severity": reference.severity,
        "prior_treatment": reference.prior_treatment,
        "age": reference.age,
        "design": reference.design,
        "n": reference.n,
        "intervention": reference.intervention,
        "comparator": reference.comparator,
        "statement": reference.statement,
        "effect": reference.effect,
        "funding": reference.funding,
        "grade": " ".join(part for part in (reference.grade, reference.grade_system) if part),
        "dose": support.dose.key if support.dose else None,
        "dose_note": support.dose_note,
        "year": reference.year,
        "doi": reference.doi,
        "pmid": reference.pmid,
        "confidence": reference.confidence,
        "checked": reference.checked,
    }


def evidence_record(review: EvidenceReview) -> Record:
    """The answer with its reasons, apart from what the policy says."""
    return {
        "answer": review.answer,
        "why": rationale_record(review.why),
        "searched": review.searched,
        "search": _search(review.search),
        "doses": _doses(review.doses),
        "notes": rationale_records(review.notes),
        "own": [
            {
                "title": each.title,
                "kind": each.kind,
                "year": each.year,
                "source": each.source,
                "section": each.section,
                "words": each.words,
                "graded": False,
            }
            for each in review.own
        ],
        "own_searched": review.own_searched,
    }


def _search(search: EvidenceSearch | None) -> Json:
    if search is None:
        return None
    return {
        "packs": [{"pack": file, "version": version} for file, version in search.packs],
        "query": search.query,
        "considered": search.considered,
        "bearing": search.bearing,
        "direct": search.direct,
    }


def _doses(doses: DosePicture | None) -> Json:
    if doses is None:
        return None
    return {
        "unit": doses.unit,
        "per_days": 28,
        "ranges": [
            {
                "name": row.name,
                "kind": row.kind,
                "low": row.low,
                "high": row.high,
                "direction": row.direction,
                "requested_is": row.beside.key if row.beside else None,
                "citation": citation_record(row.citation) if row.citation else None,
            }
            for row in doses.ranges
        ],
        "left_out": list(doses.left_out),
    }
