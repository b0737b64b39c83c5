"""A case as read, a language model asked about what stayed open, and the case with what held of its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pydantic import ValidationError

from mednec.criteria.record import Record
from mednec.criteria.tree import Judging
from mednec.determination import choose_route
from mednec.model.document import ChartCitation, SourceDocument
from mednec.model.finding import Finding
from mednec.model.proposal import Pointed, Proposal, Task
from mednec.model.words import Status
from mednec.packs.library import Library
from mednec.pointing.asked import Asked, proposals_of
from mednec.pointing.evidence import Rank, evidence_questions
from mednec.pointing.facts import fact_questions, fact_questions_of_documents
from mednec.pointing.question import Answer, Ask
from mednec.pointing.reread import Rereader
from mednec.pointing.sent import Copies
from mednec.pointing.verify import OpenLeaf, Verifier, Weighed
from mednec.reading import read_documents
from mednec.review import Read

NOT_AS_ASKED = "an answer of the language model is not what was asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How much of a chart goes into one question, in tokens as `papers.tokens_of` counts them."""

    tokens: int = 6000


WINDOW = Window()


def pointed(
    found: Read,
    library: Library,
    *,
    model: str,
    ask: Ask,
    copies: Copies,
    window: Window = WINDOW,
    rank: Rank | None = None,
    before: Pointed | None = None,
) -> Read:
    """The case with what a model pointed to. `copies` are its documents as they may be sent.

    Where no clause is open nothing is asked. What is asked follows from the case, and what is held of the answers from
    the chart: the same answers give the same case. `before` is what was asked before the case was read.
    """
    asked = questions_of(found, copies, window=window, rank=rank)
    proposals, trouble = _proposed(asked, ask([each.question for each in asked]) if asked else ())
    weighed = _weighed(found, verifier_of(found, library, copies), proposals)
    told = joined(before, _told(model, asked, weighed, trouble))
    return replace(found, beside=replace(found.beside, pointed=told))


def pointed_facts(
    documents: Sequence[SourceDocument],
    library: Library,
    *,
    model: str,
    ask: Ask,
    copies: Copies,
    as_of: date | None,
    window: Window = WINDOW,
) -> Pointed:
    """What a model pointed to in documents that no request is about; `findings` are what was read besides."""
    asked = fact_questions_of_documents(documents, library, copies, as_of=as_of, window=window.tokens)
    proposals, trouble = _proposed(asked, ask([each.question for each in asked]) if asked else ())
    verifier = Verifier(Rereader(read_documents(documents, library, as_of=as_of), library, as_of=as_of), copies)
    return _told(model, asked, [verifier.weighed(p, None) for p in proposals], trouble)


def verifier_of(found: Read, library: Library, copies: Copies) -> Verifier:
    """What holds proposals against the chart of a case."""
    record = found.record
    reread = Rereader(
        record.facts.chart,
        library,
        as_of=record.as_of,
        drug=record.drug,
        requester=record.request.requester.name,
    )
    return Verifier(reread, copies)


def joined(before: Pointed | None, after: Pointed) -> Pointed:
    """What was asked of one case before it was read and afterwards, as one."""
    if before is None:
        return after
    return replace(
        after,
        prompts=tuple(sorted({*before.prompts, *after.prompts})),
        asked=before.asked + after.asked,
        verdicts=(*before.verdicts, *after.verdicts),
        trouble=tuple(dict.fromkeys((*before.trouble, *after.trouble))),
    )


def _told(model: str, asked: Sequence[Asked], weighed: Sequence[Weighed], trouble: tuple[str, ...]) -> Pointed:
    return Pointed(
        model=model,
        prompts=tuple(sorted({each.question.prompt for each in asked})),
        asked=len(asked),
        verdicts=tuple(w.verdict for w in weighed),
        trouble=trouble,
        findings=_apart(f for w in weighed for f in w.new),
    )


def questions_of(
    found: Read, copies: Copies, *, window: Window = WINDOW, rank: Rank | None = None
) -> tuple[Asked, ...]:
    """Everything a model is asked about a case."""
    route = choose_route(found.policy, found.record).name
    judged = Judging(policy=found.policy, route=route, record=found.record).judge().leaves()
    evidence = evidence_questions(found, judged, copies, window=window.tokens, rank=rank)
    return (*evidence, *fact_questions(found, copies, window=window.tokens)) if evidence else ()


def _proposed(asked: Sequence[Asked], answers: Sequence[Answer]) -> tuple[tuple[Proposal, ...], tuple[str, ...]]:
    """The proposals of all answers, each once, and why some question has none."""
    proposals: dict[Proposal, None] = {}
    trouble: dict[str, None] = {}
    for each, answer in zip(asked, answers, strict=True):
        if answer.trouble:
            trouble[answer.trouble] = None
            continue
        try:
            proposals |= dict.fromkeys(proposals_of(each, answer.text))
        except ValidationError:
            trouble[NOT_AS_ASKED] = None
    return tuple(proposals), tuple(trouble)


def _weighed(found: Read, verifier: Verifier, proposals: Sequence[Proposal]) -> tuple[Weighed, ...]:
    """What holds of the proposals: those on one clause together, in the order in which the clauses were asked about."""
    by_clause: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        by_clause.setdefault(proposal.subject if proposal.task is Task.EVIDENCE else "", []).append(proposal)
    done: list[Weighed] = []
    for label, group in by_clause.items():
        clause = open_leaf(found, label) if label else None
        weighed = [verifier.weighed(p, clause) for p in group]
        done += verifier.together(weighed, clause) if clause else weighed
    return tuple(done)


def open_leaf(found: Read, label: str) -> OpenLeaf:
    """A clause of the policy to be judged by itself. Raises KeyError for a label that is no leaf of it."""
    leaf = found.policy.node(label).leaf
    if leaf is None:
        raise KeyError(label)
    return OpenLeaf(label=label, leaf=leaf, record=_unreferred(found))


def _unreferred(found: Read) -> Record:
    """The record for judging one clause by itself: of the others nothing is known."""

    def nothing(_label: str) -> tuple[Status, tuple[ChartCitation, ...], tuple[ChartCitation, ...]]:
        return Status.NOT_DOCUMENTED, (), ()

    return replace(found.record, status_of=nothing, clauses=found.policy.clauses)


def _apart(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, in the order of the chart."""
    kept: Mapping[Finding, None] = dict.fromkeys(findings)
    return tuple(sorted(kept, key=lambda f: (f.source, f.kind, f.concept, f.rule)))
