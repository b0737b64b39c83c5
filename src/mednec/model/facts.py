"""Everything established about a case, once, before any clause is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mednec.model.document import ChartCitation, DocumentHeader
from mednec.model.evidence import EvidenceReview
from mednec.model.finding import Finding
from mednec.model.regimen import RegimenCheck
from mednec.model.request import PriorAuthRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence, list item or table row, with the concepts named in it; what ranking and quoting work on."""

    at: ChartCitation
    header: DocumentHeader
    section: str
    concepts: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The chart as read. Documents set aside have a header here but no passages and no findings."""

    headers: tuple[DocumentHeader, ...]
    passages: tuple[Passage, ...]
    findings: tuple[Finding, ...]
    addressed: tuple[ChartCitation, ...] = ()  # text that tells software what to decide: quoted, and read no further


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Request, chart, doses and evidence of one case. `as_of` is the day the request was received."""

    request: PriorAuthRequest
    as_of: date
    chart: Chart
    regimens: tuple[RegimenCheck, ...]
    evidence: EvidenceReview
