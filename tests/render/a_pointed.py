"""The hand-made determination, had a language model been asked: a clause rests on it, much is shown or refused."""

from __future__ import annotations

from dataclasses import replace

from mednec.model.determination import CriterionResult, Determination
from mednec.model.proposal import Acceptance, Claim, Objection, Pointed, Proposal, Task, Verdict
from mednec.model.words import Status
from tests.render.a_chart import LABS, LETTER, NOTE, SCRIPT, span
from tests.render.a_determination import CRITERIA, TITER, determination

INVENTED = "Dust panel strongly positive, <b>1:640</b>, brisk"
NO_PAPER = "99_<i>no such paper</i>.txt"
TROUBLE = "the server did not answer in time <script>"


def proposal(subject: str, document: str, quote: str, status: Status | None = Status.MET) -> Proposal:
    return Proposal(task=Task.EVIDENCE, subject=subject, document=document, quote=quote, status=status)


def refused(made: Proposal, objection: Objection, why: str = "", *, claimed: bool = False) -> Verdict:
    """Not accepted; the words stand in the chart where the objection is not that they do not."""
    claim = Claim(about=INVENTED, says="present", named=INVENTED, words=(INVENTED, "wrote", "1:640"))
    made = replace(made, claims=(claim,) if claimed else ())
    document = {d.name: d for d in (NOTE, LABS, LETTER)}.get(made.document)
    at = span(document, made.quote) if document and made.quote in document.text else None
    return Verdict(proposal=made, acceptance=Acceptance.REFUSED, at=at, objection=objection, why=why or objection.value)


ACCEPTED = Verdict(
    proposal=Proposal(
        task=Task.EVIDENCE,
        subject="I.B.1",
        document=LABS.name,
        quote="Glint titer     12.50 U/L",
        status=Status.MET,
        claims=(Claim(about="glint-titer", says="measured", named="Glint titer", words=("12.50", "U/L")),),
    ),
    acceptance=Acceptance.ACCEPTED,
    at=TITER,
)
SHOWN = Verdict(
    proposal=proposal("I.B.3", NOTE.name, "Overall she is worse", Status.NOT_MET),
    acceptance=Acceptance.SHOWN,
    at=span(NOTE, "Overall she is worse"),
    objection=Objection.NOT_READ,
    why=Objection.NOT_READ.value,
)
REFUSED = (
    refused(proposal("I.B.3", LETTER.name, "Dust panel positive."), Objection.CLAIM),
    refused(proposal("I.B.3", NOTE.name, INVENTED), Objection.NOT_VERBATIM),
    refused(proposal("I.B.3", NO_PAPER, INVENTED), Objection.NO_SUCH_DOCUMENT),
    refused(proposal("I.B.3", NOTE.name, f"Pt wrote: {SCRIPT}"), Objection.TO_SOFTWARE, claimed=True),
    refused(
        proposal("I.B.3", NOTE.name, "Wt 58.10 kg.", None),
        Objection.OTHER_VALUE,
        f"{Objection.OTHER_VALUE.value}: 58.1 kg",
    ),
)
FACT = Verdict(
    proposal=Proposal(task=Task.FACTS, subject=NOTE.name, document=NOTE.name, quote="80 mg"),
    acceptance=Acceptance.ACCEPTED,
    at=span(NOTE, "80 mg"),
)
INVENTED_FACT = Verdict(
    proposal=Proposal(task=Task.FACTS, subject=LABS.name, document=LABS.name, quote=INVENTED),
    acceptance=Acceptance.REFUSED,
    objection=Objection.NOT_VERBATIM,
    why=Objection.NOT_VERBATIM.value,
)
POINTED = Pointed(
    model="glint-8b <instruct>",
    prompts=("evidence-1", "facts-1"),
    asked=7,
    verdicts=(ACCEPTED, SHOWN, *REFUSED, FACT, INVENTED_FACT),
    trouble=(TROUBLE,),
)


def _with_pointed(node: CriterionResult) -> CriterionResult:
    children = tuple(_with_pointed(child) for child in node.children)
    return replace(node, children=children, pointed=node.clause == "I.B.1")


def determination_pointed() -> Determination:
    return replace(determination(), criteria=_with_pointed(CRITERIA), pointed=POINTED)
