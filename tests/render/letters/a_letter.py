"""Letters for tests: of the worked cases, of the invented determination, of hostile words, of far too many clauses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from mednec.model.determination import Conflict, CriterionResult, Determination, Gap, SafetyFinding
from mednec.model.document import DocumentHeader, PolicyCitation, SourceDocument
from mednec.model.evidence import Support
from mednec.model.knowledge import Reference
from mednec.model.regimen import Reading, Step
from mednec.model.words import Bearing, DocumentKind, Outcome, Presence, Status, Supplier
from mednec.render.letters.appeal import appeal_letter
from mednec.render.letters.gap import gap_letter
from mednec.render.letters.layout import Letter
from mednec.render.letters.peer import peer_brief
from tests.cases import reviewed
from tests.render.a_chart import DOCUMENTS
from tests.render.a_determination import because
from tests.render.a_determination import determination as invented

WORKED = ("IG-DEV-01", "IG-DEV-02", "OMA-DEV-001", "RIT-DEV-01")
CASES = (*WORKED, "invented", "hostile", "endless", "bare")
NONE = (("bare", "gap"), ("IG-DEV-01", "appeal"))  # nothing is missing; nothing was denied
EVERY = tuple((case, kind) for case in CASES for kind in ("gap", "peer", "appeal") if (case, kind) not in NONE)
DAY = "2026-07-01"
HOSTILE = (
    '#import "x" #set page(width: 1pt) $ x^2 $ *bold* _under_ `code` ```raw``` <script>alert(1)</script> '
    "</body> [link](http://evil.example) {{ 7 * 7 }} {% raw %} \\ @label ~ // comment /* c */ <n-C1> | & ' \" \u2028"
)


def worked(case: str) -> tuple[Determination, tuple[SourceDocument, ...]]:
    """The determination of a worked case with its documents."""
    read, determination = reviewed.worked(case)
    return determination, read.documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A letter with what it was made of."""

    letter: Letter
    determination: Determination
    documents: tuple[SourceDocument, ...]  # the request among them


@cache
def made(case: str, kind: str) -> Made:
    """A letter of a worked case, or of one of the determinations below."""
    built = {"invented": lambda: (invented(), DOCUMENTS), "hostile": hostile, "endless": endless, "bare": bare}
    d, documents = built[case]() if case in built else worked(case)
    if kind == "gap":
        letter = gap_letter(d, DAY)
    elif kind == "peer":
        letter = peer_brief(d, DAY)
    else:
        letter = appeal_letter(d, documents, DAY)
    return Made(letter=letter, determination=d, documents=(*documents, d.request.document))


def hostile() -> tuple[Determination, tuple[SourceDocument, ...]]:
    """The invented determination with hostile words wherever words of the case are printed."""
    document = SourceDocument(
        name=f"{HOSTILE[:60].replace('/', '-')}.txt", text=f"Visit.\n{HOSTILE}\nMüller-Größe, Zoë Ångström\n"
    )
    words = document.cite(document.text.index("#import"), document.text.index("Müller") - 1)
    name = document.cite(document.text.index("Müller"), len(document.text))
    d = invented()
    request = replace(
        d.request,
        payer=HOSTILE,
        patient=replace(d.request.patient, name="Zoë Müller-Größe"),
        requester=replace(d.request.requester, name=HOSTILE),
        lines=(replace(d.request.lines[0], regimen=HOSTILE, drug=HOSTILE), *d.request.lines[1:]),
    )
    leaf = leaf_of("I.D", HOSTILE, Status.CONFLICTING, because=(words,), contrary=(name,), note=HOSTILE, wants=HOSTILE)
    gap = Gap(
        needs=("I.D",),
        at_least=None,
        says="I.D met",
        wants=(HOSTILE,),
        suppliers=(Supplier.PRESCRIBER,),
        leads_to=Outcome.APPROVE,
        citations=(leaf.citation,),
    )
    header = DocumentHeader(document=document, kind=DocumentKind.CLINIC_NOTE)
    return replace(
        d,
        case=HOSTILE,
        request=request,
        policy_version=HOSTILE,
        policy_source=f"{d.policy_source}{HOSTILE}",
        criteria=replace(d.criteria, children=(*d.criteria.children, leaf)),
        documents=(*d.documents, header),
        summary=because(HOSTILE, words),
        lines=(replace(d.lines[0], line=request.lines[0]),),
        gaps=(*d.gaps, gap),
        conflicts=(Conflict(about=HOSTILE, sides=(words, name)),),
    ), (*DOCUMENTS, document)


def endless() -> tuple[Determination, tuple[SourceDocument, ...]]:
    """Far more of everything than two pages hold, in capitals and in one endless word."""
    capitals, word = "THE WIDEST WORDS OF THE WHOLE MAMMOTH MEMORANDUM " * 12, "W" * 400
    documents = tuple(
        SourceDocument(name=f"{i:03d}_{'W' * 90}.txt", text=f"{capitals} {i}.\n{word}\n") for i in range(60)
    )
    d = invented()
    places = tuple(document.cite(0, len(document.text)) for document in documents)
    leaves = tuple(
        leaf_of(
            f"I.Z.{i}",
            capitals,
            (Status.CONFLICTING, Status.NOT_DOCUMENTED, Status.NOT_MET, Status.MET)[i % 4],
            because=(places[i],),
            contrary=(places[-i],),
            note=capitals,
            decides=i % 8 == 2,
            passages=places[:5],
        )
        for i in range(60)
    )
    paper = d.evidence.support[0].reference
    support = tuple(
        Support(
            reference=reference_of(paper, i, capitals),
            bearing=Bearing.DIRECT,
            direction=("supports", "contradicts")[i % 2],
            why="same drug and disease",
            dose_note=capitals,
        )
        for i in range(40)
    )
    dose = replace(
        d.dose[0],
        why=because(capitals, *places),
        steps=tuple(Step(label=capitals, working=word, result="1", citations=(places[i],)) for i in range(20)),
        readings=tuple(Reading(says=capitals, working=word, fits=capitals) for _ in range(20)),
        against=tuple(because(capitals, places[i]) for i in range(20)),
        questions=tuple(f"{capitals} {i}?" for i in range(20)),
    )
    safety = tuple(
        SafetyFinding(flag="x", source_kind="boxed warning", presence=Presence.PRESENT, says=because(capitals, *places))
        for _ in range(30)
    )
    gaps = tuple(
        Gap(
            needs=tuple(leaf.clause for leaf in leaves),
            at_least=None,
            says="; and ".join(f"{leaf.clause} met" for leaf in leaves),
            wants=(),
            suppliers=(Supplier.PRESCRIBER,),
            leads_to=Outcome.APPROVE,
            citations=tuple(leaf.citation for leaf in leaves),
        )
        for _ in range(30)
    )
    response = replace(
        d.response[0],
        why=because(capitals, *places),
        supporting=tuple(because(f"{capitals} {i}", *places) for i in range(30)),
        contrary=tuple(because(f"{capitals} {i}", *places) for i in range(30)),
    )
    request = replace(
        d.request,
        payer=capitals,
        patient=replace(d.request.patient, name=capitals),
        requester=replace(d.request.requester, name=capitals),
        lines=tuple(replace(d.request.lines[0], id=str(i), regimen=capitals, drug=word) for i in range(20)),
    )
    return replace(
        d,
        case=capitals,
        request=request,
        policy_title=capitals,
        policy_version=capitals,
        policy_source=f"{d.policy_source}{capitals}",
        criteria=replace(d.criteria, children=(*d.criteria.children, *leaves)),
        documents=tuple(DocumentHeader(document=document) for document in documents),
        lines=tuple(replace(d.lines[0], line=line) for line in request.lines),
        evidence=replace(d.evidence, support=support, why=because(capitals, *places)),
        dose=(dose,) * 10,
        safety=safety,
        gaps=gaps,
        response=(response,) * 5,
        conflicts=tuple(Conflict(about=f"{capitals} {i}", sides=places) for i in range(60)),
        summary=because(capitals, *places),
    ), (*DOCUMENTS, *documents)


def bare() -> tuple[Determination, tuple[SourceDocument, ...]]:
    """The invented determination with every section empty that can be."""
    d = invented()
    return replace(
        d,
        codes=(),
        dose=(),
        schedule=(),
        response=(),
        evidence=replace(d.evidence, support=(), why=None),
        safety=(),
        gaps=(),
        conflicts=(),
        conditions=(),
        warnings=(),
        limits=(),
        exclusions=(),
    ), DOCUMENTS


def leaf_of(label: str, words: str, status: Status, **more: Any) -> CriterionResult:
    """A clause whose words stand at the end of the policy."""
    at = PolicyCitation(policy="harbor-zelvorin", clause=label, quote=words, start=0, end=len(words))
    return CriterionResult(clause=label, text=words, citation=at, status=status, kind="statement", **more)


def reference_of(paper: Reference, i: int, words: str) -> Reference:
    return replace(
        paper, id=f"paper-{i}", short=f"{words[:80]} {i}", statement=words, population=words, citation=words * 2
    )
