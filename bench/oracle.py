"""Everything that is proposed of a case: by a model that knows the answer, and by one that is wrong in every way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from bench.planted import Ground, Planted, planted
from bench.planted_papers import of_another_patient, of_no_fact
from bench.told import Fact, Told, told
from mednec.chart.lexicon import Lexicon
from mednec.criteria.record import Record
from mednec.language_model.exam.cases import ExamCase
from mednec.language_model.exam.comparison import compared
from mednec.language_model.exam.gold import GoldClause, GoldFact, GoldQuote
from mednec.model.determination import CriterionResult, Determination
from mednec.model.document import ChartCitation, SourceDocument
from mednec.model.proposal import Acceptance, Proposal, Task, Verdict
from mednec.model.request import Case
from mednec.model.words import Status
from mednec.packet import headers_of
from mednec.packs.library import Library
from mednec.pointing.locate import spans_of
from mednec.pointing.point import verifier_of
from mednec.pointing.sent import as_they_stand
from mednec.pointing.verify import OpenLeaf, Verifier
from mednec.review import Read, judge, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What became of one proposal. `right` is None where it is neither right nor wrong."""

    case: str
    level: str  # "facts" or "clauses"
    kind: str
    right: bool | None
    verdict: Verdict

    @property
    def accepted(self) -> bool:
        return self.verdict.acceptance is Acceptance.ACCEPTED

    @property
    def shown(self) -> bool:
        return self.verdict.acceptance is Acceptance.SHOWN


def held_of(case: ExamCase, library: Library) -> tuple[Held, ...]:
    """The proposals of an exam case, facts and clauses, held against the case with two papers added."""
    own = case.case()
    facts = told_of(case.gold.facts, own.documents, library.lexicon)
    aside = {h.document.name for h in headers_of(own, library) if h.set_aside}
    facts = tuple(f for f in facts if f.document not in aside)
    other, of_others = of_another_patient(facts)
    day = f"{(own.request.received - timedelta(days=9)).date():%m/%d/%Y}"
    note, of_nothing = of_no_fact(facts, own.request.patient, day, library.lexicon)
    whole = replace(own, documents=(*own.documents, other, note))
    found = case.read(library, whole)
    ground = _ground(found, own.documents, facts)
    verifier = _verifier(found, whole, library)
    proposed = [p for f in facts for p in planted(f, ground)]
    done = [_fact_held(case.name, p, verifier) for p in (*proposed, *of_others, *of_nothing)]
    return (*done, *_clauses_held(case, found, verifier, ground, other.name))


def told_of(facts: Sequence[GoldFact], documents: Sequence[SourceDocument], lexicon: Lexicon) -> tuple[Told, ...]:
    """The facts of a case that can be claimed, in the order of its gold."""
    by_name = {d.name: d for d in documents}
    found = (told(_fact(f), by_name[f.document], lexicon) for f in facts if f.document in by_name)
    return tuple(dict.fromkeys(f for f in found if f))


def _fact(gold: GoldFact) -> Fact:
    days = gold.dose.course_days if gold.dose else None
    return Fact(
        kind=gold.kind,
        name=gold.name,
        document=gold.document,
        quote=gold.quote,
        value="" if gold.value is None else str(gold.value),
        unit=gold.unit or "",
        assertion=gold.assertion,
        outcome=gold.outcome,
        days=None if days is None else Decimal(str(days)),
    )


def _ground(found: Read, documents: Sequence[SourceDocument], facts: Sequence[Told]) -> Ground:
    names = {d.name for d in documents}
    return Ground(
        texts={d.name: d.text for d in documents},
        passages=tuple(p.at for p in found.record.facts.chart.passages if p.at.document in names),
        known=facts,
        lexicon=found.record.lexicon,
    )


def _verifier(found: Read, case: Case, library: Library) -> Verifier:
    return verifier_of(found, library, as_they_stand(case.documents))


def _fact_held(case: str, proposed: Planted, verifier: Verifier) -> Held:
    fact = proposed.told
    proposal = Proposal(
        task=Task.FACTS, subject=fact.document, document=fact.document, quote=fact.quote, claims=(fact.claim,)
    )
    verdict = verifier.weighed(proposal, None).verdict
    return Held(case=case, level="facts", kind=proposed.kind, right=proposed.right, verdict=verdict)


# Clauses


def _clauses_held(case: ExamCase, found: Read, verifier: Verifier, ground: Ground, other: str) -> Iterator[Held]:
    judged = judge(found)
    asked = _asked(found, judged)
    pairs = [(c.gold, c.leaf) for c in compared(judged, case.gold).clauses if c.leaf and c.leaf.clause in asked]
    for gold, leaf in pairs:
        if gold.status.settled:
            yield from _right(case.name, gold, leaf, asked[leaf.clause], verifier, ground)
        for kind, right, proposal in _wrong(gold, leaf, [g for g, _ in pairs], ground, other):
            verdict = verifier.weighed(proposal, asked[leaf.clause]).verdict
            yield Held(case=case.name, level="clauses", kind=kind, right=right, verdict=verdict)


def _asked(found: Read, judged: Determination) -> Mapping[str, OpenLeaf]:
    statuses = {leaf.clause: leaf for leaf in _leaves(judged)}

    def status_of(label: str) -> tuple[Status, tuple[ChartCitation, ...], tuple[ChartCitation, ...]]:
        leaf = statuses.get(label)
        return (leaf.status, leaf.because, leaf.contrary) if leaf else (Status.NOT_DOCUMENTED, (), ())

    record: Record = replace(found.record, clauses=found.policy.clauses, status_of=status_of)
    return {
        node.clause.label: OpenLeaf(label=node.clause.label, leaf=node.leaf, record=record)
        for node in found.policy.leaves()
        if node.leaf is not None
    }


def _leaves(judged: Determination) -> Iterator[CriterionResult]:
    for part in (judged.criteria, *judged.limits, *judged.exclusions):
        yield from part.leaves()


def _right(
    case: str, gold: GoldClause, leaf: CriterionResult, asked: OpenLeaf, verifier: Verifier, ground: Ground
) -> Iterator[Held]:
    """The evidence of the reviewers with the status that they gave, weighed together as the quotes of one answer."""
    quotes = [q for q in gold.evidence if q.document in ground.texts]
    proposals = [_proposal(leaf, q, gold.status, ground) for q in quotes]
    weighed = verifier.together([verifier.weighed(p, asked) for p in proposals], asked)
    for each in weighed:
        yield Held(case=case, level="clauses", kind="right", right=True, verdict=each.verdict)


def _wrong(
    gold: GoldClause, leaf: CriterionResult, clauses: Sequence[GoldClause], ground: Ground, other: str
) -> Iterator[tuple[str, bool | None, Proposal]]:
    """Wrong ones, with whether they are surely wrong: the words of the other side may well say what they say."""
    right = [q for q in gold.evidence if q.document in ground.texts]
    for status in (Status.MET, Status.NOT_MET):
        if status in gold.right:
            continue
        for quote in right:
            yield "status flipped", False, _proposal(leaf, quote, status, ground)
        for quote in _evidence_of_others(gold, clauses, ground):
            yield "evidence of another clause", False, _proposal(leaf, quote, status, ground)
        for quote in (q for q in gold.contrary if q.document in ground.texts):
            yield "words of the other side", None, _proposal(leaf, quote, status, ground)
    if gold.status.settled:
        for quote in right:
            proposal = _proposal(leaf, quote, gold.status, ground)
            yield "another patient's", False, replace(proposal, document=other)
            yield "fabricated quote", False, replace(proposal, quote=f"{leaf.text[:200].rstrip(' .;')} - confirmed.")


def _evidence_of_others(
    gold: GoldClause, clauses: Sequence[GoldClause], ground: Ground, most: int = 3
) -> Iterator[GoldQuote]:
    """Quotes that reviewers gave for other clauses only; they lie apart from this clause's own."""
    own = {q.quote for q in (*gold.evidence, *gold.contrary)}
    others = (q for c in clauses if c.clause != gold.clause for q in c.evidence if q.document in ground.texts)
    apart = (q for q in others if not any(o in q.quote or q.quote in o for o in own))
    for _, quote in zip(range(most), dict.fromkeys(apart), strict=False):
        yield quote


def _proposal(leaf: CriterionResult, quote: GoldQuote, status: Status, ground: Ground) -> Proposal:
    claims = tuple(
        dict.fromkeys(
            k.claim
            for k in ground.known
            if k.document == quote.document
            and (k.quote in quote.quote or quote.quote in k.quote)
            and spans_of(k.claim.named or quote.quote, quote.quote)
            and all(spans_of(w, quote.quote) for w in k.claim.words)
        )
    )
    return Proposal(
        task=Task.EVIDENCE,
        subject=leaf.clause,
        document=quote.document,
        quote=quote.quote,
        status=status,
        claims=claims,
    )


# Single pieces of text


def held_of_snippets(file: Path, library: Library, case: ExamCase) -> Iterator[Held]:
    """Rows {"id", "text", "as_of", "facts"}: each text as the one document of a case."""
    own = case.case()
    policy = case.read(library, own).policy
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        document = SourceDocument(name=f"{row['id']}.txt", text=row["text"])
        facts = tuple(
            dict.fromkeys(f for g in row["facts"] if (f := told(_snippet(g, document.name), document, library.lexicon)))
        )
        if not facts:
            continue
        received = own.request.received.fromisoformat(f"{row['as_of']}T09:00:00")
        alone = replace(own, documents=(document,), request=replace(own.request, received=received))
        found = read(alone, policy, library)
        ground = _ground(found, (document,), facts)
        verifier = _verifier(found, alone, library)
        for fact in facts:
            for proposed in planted(fact, ground):
                held = _fact_held(row["id"], proposed, verifier)
                yield replace(held, level="snippets")


_NAMED = ("name", "drug", "test", "analyte", "event")


def _snippet(row: Mapping[str, object], document: str) -> Fact:
    days = row.get("duration_days")
    value = next((row[k] for k in ("value", "count", "result") if row.get(k) is not None), "")
    return Fact(
        kind=str(row["kind"]),
        name=str(next((row[k] for k in _NAMED if row.get(k)), "")),
        document=document,
        quote=str(row["quote"]),
        value=str(value),
        unit=str(row.get("unit") or ""),
        assertion=str(row.get("assertion") or ""),
        outcome=str(row.get("outcome") or ""),
        days=None if days is None else Decimal(str(days)),
    )
