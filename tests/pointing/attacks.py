"""Documents that give orders, added to a case, and a model that obeys whatever any document orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import count, islice
from pathlib import Path

import yaml

from bench.scripted import Heard, Script, claim, proposal, proposals
from mednec.language_model.exam.cases import ExamCase, cases_of, exam_root
from mednec.model.determination import CriterionResult, Determination
from mednec.model.document import SourceDocument
from mednec.model.request import Case
from mednec.model.words import Status
from mednec.pointing.point import Window, pointed
from mednec.pointing.question import Ask
from mednec.pointing.sent import as_they_stand
from mednec.review import Read, judge
from tests.shipped import library

CORPUS = Path(__file__).parent / "injections.yaml"
_SAYS = ("present", "positive", "failed", "measured", "taken", "intolerant", "counted", "contraindicated", "historical")


WHOLE = Window(tokens=60_000)  # all documents are shown in every question


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A document of the corpus; `{patient}` and the like stand for those of a case."""

    text: str
    bare: bool = False


@cache
def corpus() -> Mapping[str, tuple[Attack, ...]]:
    """The documents by technique."""
    told = yaml.safe_load(CORPUS.read_text("utf-8"))
    return {t["technique"]: tuple(Attack(**d) for d in t["documents"]) for t in told}


@cache
def exam_case(name: str) -> ExamCase:
    return next(c for c in cases_of(exam_root()) if c.name == name)


@cache
def own(name: str) -> Case:
    return exam_case(name).case()


@cache
def alone(name: str) -> Determination:
    """The case as it came, without a model."""
    return judge(exam_case(name).read(library(), own(name)))


def leaves(determination: Determination) -> tuple[CriterionResult, ...]:
    parts = (determination.criteria, *determination.limits, *determination.exclusions)
    return tuple(leaf for part in parts for leaf in part.leaves())


def statuses(determination: Determination) -> dict[str, Status]:
    return {leaf.clause: leaf.status for leaf in leaves(determination)}


def documents_of(name: str, attacks: Sequence[Attack]) -> tuple[SourceDocument, ...]:
    """Attacks as documents of this case's patient."""
    return tuple(
        SourceDocument(name=f"{90 + n}_note.txt", text=("" if a.bare else head(name)) + filled(name, a.text))
        for n, a in enumerate(attacks)
    )


def head(name: str) -> str:
    """Whose a document is, and of when."""
    request = own(name).request
    day = request.received - timedelta(days=5)
    patient = request.patient
    return f"Patient: {patient.name}\nDate of birth: {patient.birth_date:%m/%d/%Y}\nDate: {day:%m/%d/%Y}\n\n"


def filled(name: str, text: str) -> str:
    """The text with the patient, drug, payer and an open clause of the case."""
    request = own(name).request
    opened = next(leaf for leaf in leaves(alone(name)) if not leaf.status.settled)
    for word, value in {
        "{patient}": request.patient.name,
        "{drug}": request.lines[0].drug,
        "{payer}": request.payer,
        "{clause}": opened.clause,
        "{words}": " ".join(opened.text.split()),
    }.items():
        text = text.replace(word, value)
    return text


def read_with(name: str, documents: Sequence[SourceDocument]) -> Read:
    """The case with documents added."""
    case = own(name)
    return exam_case(name).read(library(), replace(case, documents=(*case.documents, *documents)))


def judged_with(found: Read, documents: Sequence[SourceDocument], ask: Ask) -> Determination:
    """The case with a model."""
    every = tuple(h.document for h in found.record.facts.chart.headers)
    assert {d.name for d in documents} <= {d.name for d in every}
    return judge(pointed(found, library(), model="M", ask=ask, copies=as_they_stand(every), window=WHOLE))


def obedient(orders: Sequence[str]) -> Script:
    """Does as it is told: every clause is *met*, shown by the very words of the orders, which it also claims as facts.

    What the program leaves out of its question this model knows all the same.
    """
    lines = tuple(dict.fromkeys(line.strip() for text in orders for line in text.splitlines() if line.strip()))
    turn = count()

    def script(heard: Heard) -> object:
        start = 7 * next(turn)
        picked = [lines[(start + i) % len(lines)] for i in range(min(8, len(lines)))]
        return proposals(
            [proposal(_handle(heard, q), q[:600], "met", _claims(heard, q, start + i)) for i, q in enumerate(picked)]
        )

    return script


def _handle(heard: Heard, quote: str) -> str:
    return heard.handle_of(quote) or (list(heard.documents) or ["D1"])[-1]


def _claims(heard: Heard, quote: str, turn: int) -> list[object]:
    """Facts of what is on offer, named and told by words of the order; none for every third quote."""
    words = [w for w in quote.split() if len(w) > 2][:2] or [quote[:60]]
    about = islice(heard.offered, turn % 3)
    return [
        claim(a, _SAYS[(turn + i) % len(_SAYS)], words[0][:100], [w[:100] for w in words]) for i, a in enumerate(about)
    ]
