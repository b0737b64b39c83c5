"""What medicine says of a request: references with their bearing, doses side by side, what was searched."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mednec.model.document import Rationale, ReferenceCitation
from mednec.model.knowledge import Reference
from mednec.model.words import Bearing, DoseBeside


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A reference and its bearing on this request, computed."""

    reference: Reference
    bearing: Bearing
    direction: str  # supports, contradicts, mixed, neutral
    why: str  # why this bearing
    dose: DoseBeside | None = None  # None: the reference tells no amount, or is about another drug
    dose_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRange:
    """An amount per 28 days, from `low` to `high` in the review's unit, and who says so."""

    name: str
    kind: str  # requested, label, or the kind of the reference
    low: Decimal | None
    high: Decimal
    direction: str = ""
    beside: DoseBeside | None = None  # where the requested amount stands to this one
    citation: ReferenceCitation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePicture:
    """The requested amount beside label and literature, all per 28 days in one unit."""

    unit: str
    ranges: tuple[DoseRange, ...]  # the requested one first
    left_out: tuple[str, ...] = ()  # references whose unit cannot be set beside the requested one


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSearch:
    """What was searched: packs with version and day of checking, the query, and how many records bore on it."""

    packs: tuple[tuple[str, str], ...]
    query: str
    considered: int
    bearing: int
    direct: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPassage:
    """A passage of a paper or label that the user imported: not graded, and weighed nowhere."""

    title: str
    kind: str
    year: int | None
    source: str  # where the record came from: PMID, DOI, set id; file
    section: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReview:
    """What medicine says, apart from what the policy says, and what was searched."""

    answer: str  # labelled, guideline-supported off-label, evidence mixed, evidence against, not found
    why: Rationale | None
    support: tuple[Support, ...]
    searched: str  # packs with versions, dates and number of records considered
    notes: tuple[Rationale, ...] = ()
    search: EvidenceSearch | None = None
    doses: DosePicture | None = None
    own: tuple[OwnPassage, ...] = ()
    own_searched: str = ""  # what of the user's own library was searched; empty if there is none
