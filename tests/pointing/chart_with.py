"""A worked case with a note of one's own added, and what the verifier holds of a proposal about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from mednec.model.document import SourceDocument
from mednec.model.proposal import Claim, Proposal, Task, Verdict
from mednec.model.request import Case
from mednec.model.words import Status
from mednec.packs.shelf import policy_for
from mednec.pointing.point import open_leaf, verifier_of
from mednec.pointing.sent import as_they_stand
from mednec.pointing.verify import Verifier
from mednec.review import Read, read
from tests.cases.reviewed import worked
from tests.shipped import library

CASE, NOTE = "OMA-DEV-001", "97_note.txt"


def case_with(*texts: str, name: str = NOTE) -> Case:
    """The worked case with further papers of this patient; each text stands under a heading of its own day."""
    case = worked(CASE)[0]
    patient, day = case.request.patient, case.request.received.date()
    head = f"CLINIC NOTE\nPatient: {patient.name}   DOB: {patient.birth_date:%m/%d/%Y}\n"
    head += f"Date of service: {day:%m/%d/%Y}\n\n"
    added = [SourceDocument(name=name, text=head + "\n\n".join(texts) + "\n")]
    return replace(case, documents=(*case.documents, *added))


@cache
def as_read(*texts: str) -> Read:
    """The same as read."""
    case = case_with(*texts)
    return read(case, policy_for(library(), case.request), library())


@cache
def verifier(*texts: str) -> Verifier:
    """What holds proposals against it."""
    found = as_read(*texts)
    return verifier_of(found, library(), as_they_stand(tuple(h.document for h in found.record.facts.chart.headers)))


def fact(text: str, quote: str, about: str, says: str, *words: str, named: str = "", document: str = NOTE) -> Verdict:
    """A fact proposed of a note that is this text."""
    claim = Claim(about=about, says=says, named=named, words=words)
    proposal = Proposal(task=Task.FACTS, subject=document, document=document, quote=quote, claims=(claim,))
    return verifier(text).weighed(proposal, None).verdict


def clause(
    text: str, label: str, quote: str, status: Status, claims: Sequence[Claim] = (), *, document: str = NOTE
) -> Verdict:
    """Evidence proposed for a clause."""
    proposal = Proposal(
        task=Task.EVIDENCE, subject=label, document=document, quote=quote, status=status, claims=tuple(claims)
    )
    return verifier(text).weighed(proposal, open_leaf(as_read(text), label)).verdict
