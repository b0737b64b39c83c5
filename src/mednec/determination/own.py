"""What the user keeps beside the packs: decided appeals, what was learned from them, and papers of their own.

None of it reaches a clause, the outcome or the clinical answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from mednec.criteria.record import Record, weighty
from mednec.evidence.bearing import Use
from mednec.evidence.doses import LABEL
from mednec.model.appeal import NOT_SEARCHED, Likelihood, PrecedentReview
from mednec.model.evidence import EvidenceReview, OwnPassage
from mednec.model.finding import TherapyTrial
from mednec.model.knowledge import Concept, Drug
from mednec.model.words import DoseVerdict, TrialOutcome

if TYPE_CHECKING:  # what these need is an extra; a review without shelves does without it
    from mednec.appeals.beside import Dispute
    from mednec.appeals.finding import Shelf
    from mednec.appeals.learned import Learned
    from mednec.evidence.library.looking import EvidenceLibrary, LibraryPassage

FAILED = (TrialOutcome.FAILED, TrialOutcome.INTOLERANT, TrialOutcome.CONTRAINDICATED, TrialOutcome.PARTIAL)
SEXES = {"F": "Female", "M": "Male"}  # as publishers write them
UNFILED = "no similar decision was found, so it is not known how the publisher would file this request"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnShelves:
    """Opened folders of the user's; what is None is not consulted."""

    appeals: Shelf | None = None
    learned: Learned | None = None
    papers: EvidenceLibrary | None = None

    @property
    def provenance(self) -> tuple[tuple[str, str], ...]:
        """What was consulted, by its digest, so that the same determination can be made again."""
        made: list[tuple[str, str]] = []
        if self.appeals:
            made.append(
                ("decided appeals", f"{self.appeals.index.entries} decisions; index {self.appeals.index.digest}")
            )
        if self.learned:
            made.append(("likelihood", self.learned.rests.said))
        if self.papers:
            made.append(("own papers", f"{self.papers.records} records; digest {self.papers.digest}"))
        return tuple(made)


NO_SHELVES = OwnShelves()


def review_precedents(record: Record, drug: Drug | None, own: OwnShelves) -> PrecedentReview:
    """How similar disputes ended, and how likely a denial would be overturned. Raises AppealsError, SearchError."""
    if own.appeals is None:
        return NOT_SEARCHED
    from mednec.appeals.alike import find_precedents

    found = find_precedents(_dispute(record, drug), own.appeals)
    return replace(found, likelihood=_likelihood(found, record, own.learned)) if own.learned else found


def with_own_papers(
    evidence: EvidenceReview,
    drug: Drug | None,
    diseases: Sequence[str],
    concepts: Mapping[str, Concept],
    own: OwnShelves,
) -> EvidenceReview:
    """The evidence with passages of the user's own library that name drug and disease, to be read and not weighed.

    Raises LibraryError, SearchError.
    """
    if own.papers is None or drug is None or not diseases:
        return evidence
    from mednec.evidence.library.further import find_further

    use = Use(drug=drug, diseases=frozenset(diseases), charted=frozenset(), concepts=concepts)
    answer = find_further(use, own.papers)
    passages = tuple(_passage(each) for each in answer.passages)
    return replace(evidence, own=passages, own_searched=answer.search.says)


def _passage(found: LibraryPassage) -> OwnPassage:
    record = found.record
    file = record.provenance.file if record.provenance else ""
    return OwnPassage(
        title=record.title,
        kind=f"{record.kind}, retracted" if record.withdrawn else record.kind,
        year=record.year,
        source=", ".join(part for part in (record.key, file) if part),
        section=found.section,
        words=found.words,
    )


def _dispute(record: Record, drug: Drug | None) -> Dispute:
    from mednec.appeals.beside import Dispute

    request = record.request
    tried = (t for t in record.facts.chart.findings if isinstance(t, TherapyTrial) and weighty(t))
    failed = (t.concept for t in tried if t.outcome in FAILED and t.concept != record.drug)
    return Dispute(
        drugs=(drug.name,) if drug else (),
        diseases=tuple(record.lexicon.name(d) for d in record.diseases),
        payer_type=request.line_of_business,
        age=request.patient.age_on(record.as_of),
        failed=tuple(record.lexicon.name(each) for each in sorted(set(failed))),
        dose_ratio=_times_the_label(record),
        year=record.as_of.year,
    )


def _times_the_label(record: Record) -> Decimal | None:
    """The requested amount over the highest labelled one for the disease treated; None if either is not known.

    An order that does not agree with itself asks for no amount that anybody means.
    """
    if any(c.verdict is DoseVerdict.INCONSISTENT and c.drug is not None for c in record.facts.regimens):
        return None
    doses = record.facts.evidence.doses
    labelled = [row.high for row in doses.ranges if row.kind == LABEL] if doses else []
    return doses.ranges[0].high / max(labelled) if doses and labelled else None


def _likelihood(found: PrecedentReview, record: Record, learned: Learned) -> Likelihood:
    """From how the publisher files the most similar decisions, and this patient's age and sex; and it says so.

    Without a similar decision there is nothing to go by.
    """
    from mednec.appeals.predict import age_as_filed, likelihood_of

    filed = [p.appeal for p in found.precedents]
    if not filed:
        rests = learned.rests.said
        return Likelihood(overturned=None, low=None, high=None, rests_on=rests, support=0, abstains=UNFILED)
    patient = record.request.patient
    as_the_nearest = {
        "issue": _usual([a.issue for a in filed]),
        "diagnosis": _usual([a.diagnosis for a in filed]),
        "diagnosis_detail": _usual([a.diagnosis_detail for a in filed]),
        "treatment": _usual([a.treatment for a in filed]),
        "treatment_detail": _usual([a.treatment_detail for a in filed]),
    }
    own = {"age": age_as_filed(patient.age_on(record.as_of), learned), "sex": SEXES.get(patient.sex[:1].upper(), "")}
    likely = likelihood_of({**as_the_nearest, **own}, learned)
    told = ", ".join(words for words in (*as_the_nearest.values(), *own.values()) if words)
    return replace(likely, rests_on=f"{likely.rests_on}; taken to be filed as the most similar decisions are: {told}")


def _usual(said: Sequence[str]) -> str:
    """The commonest of the words; of equally common ones the first, which is the nearest decision's."""
    counted = Counter(said)
    return max(said, key=lambda each: counted[each])
