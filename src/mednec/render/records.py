"""Citations, rationales and judged nodes as the JSON contract writes them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from mednec.model.determination import CriterionResult
from mednec.model.document import ChartCitation, Citation, PolicyCitation, Rationale
from mednec.model.life import Ruling
from mednec.model.sheet import Box
from mednec.model.words import Status
from mednec.render.json_text import Json, Record


def chart_record(citation: ChartCitation) -> Record:
    """CITE: `documents[document][start:end] == quote`; on paper with its boxes, of an electronic record its entry."""
    at: list[Json] = [
        {"file": place.page.file, "page": place.page.number, "boxes": [box_record(box) for box in place.boxes]}
        for place in citation.places
    ]
    found: Record = {"at": at, "reference": citation.reference}
    return {
        "document": citation.document,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "page": citation.page,
        **{key: value for key, value in found.items() if value},
    }


def box_record(box: Box) -> list[Json]:
    """Left, top, right and bottom in points from the upper left corner, to a tenth of a point."""
    return [Decimal(f"{edge:.1f}") for edge in (box.left, box.top, box.right, box.bottom)]


def chart_records(citations: Iterable[ChartCitation]) -> list[Json]:
    return [chart_record(citation) for citation in citations]


def citation_record(citation: Citation) -> Record:
    """One of the three kinds of citation; their keys differ, so that they cannot be mixed."""
    if isinstance(citation, ChartCitation):
        return chart_record(citation)
    if isinstance(citation, PolicyCitation):
        return {
            "policy": citation.policy,
            "clause": citation.clause,
            "start": citation.start,
            "end": citation.end,
            "quote": citation.quote,
        }
    return {"reference": citation.reference, "label": citation.label}


def citation_records(citations: Iterable[Citation]) -> list[Json]:
    return [citation_record(citation) for citation in citations]


def rationale_record(rationale: Rationale | None) -> Record | None:
    if rationale is None:
        return None
    return {"says": rationale.says, "citations": citation_records(rationale.citations)}


def rationale_records(rationales: Iterable[Rationale]) -> list[Json]:
    return [rationale_record(rationale) for rationale in rationales]


def node_record(node: CriterionResult) -> Record:
    """NODE of the contract, with what the reader of a clause needs beside it."""
    return {
        "clause": node.clause,
        "op": node.op or None,
        "n": node.n,
        "text": node.text,
        "kind": node.kind or None,
        "status": node.status.key,
        "because": chart_records(node.because),
        "contrary": chart_records(node.contrary),
        "passages": chart_records(node.passages),
        "note": node.note,
        "no_sign_found": node.no_sign_found,
        "rests_on": chart_records(node.rests_on),
        "explicit": node.explicit,
        "decides": node.decides,
        "applicable": node.applicable,
        "wants": node.wants,
        "supplier": node.supplier.key,
        "outcome_if_met": node.outcome_if_met.key if node.outcome_if_met else None,
        "policy": citation_record(node.citation),
        "referred": node_record(node.referred) if node.referred else None,
        "children": [node_record(child) for child in node.children],
        **({"pointed": True} if node.pointed else {}),
        **({"ruling": _ruling(node.ruling, node.read_as)} if node.ruling and node.read_as else {}),
    }


def _ruling(ruling: Ruling, read_as: Status) -> Record:
    """What a reviewer ruled, and the status that the program had read."""
    return {
        "kind": ruling.kind.key,
        "status": ruling.status.key,
        "read_as": read_as.key,
        "reason": ruling.reason,
        "by": ruling.by,
        "at": ruling.at.isoformat() if ruling.at else None,
        "citations": chart_records(ruling.citations),
    }
