"""Deciding through the interface: asking for documents, signing, voiding; each names the revision it was decided on."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from mednec.desk import asking, deciding
from mednec.desk.rights import Act
from mednec.model.life import DecisionKind, Person
from mednec.web.access import AtDesk, in_person, may
from mednec.web.api import words
from mednec.web.api.door import CHANGES, Seen, changed_to, refused, section
from mednec.web.api.words import Answer, Asked, CaseId, Long, Moment, Name, Said, Short, word_of

router = section("decisions")
Asks = Annotated[Person, Depends(may(Act.ASK_DOCUMENTS))]


class Made(Answer):
    """The id of what was written down."""

    id: str


class DocumentsAsked(Asked):
    """What is missing, in the words the practice will read."""

    documents: tuple[Said, ...] = Field(min_length=1, max_length=50)
    pause: bool = Field(False, description="Whether the clock may stand still, where its rule lets it.")
    text: Long = ""


class Reason(Asked):
    """Why."""

    reason: Said


class Due(Asked):
    """When the case is due."""

    due: Moment


class DecisionSent(Asked):
    """A decision with its signature. What is empty of who signs is taken from the account."""

    shown: str = Field(pattern=r"^[0-9a-f]{64}$", description="`shown` of the determination that was looked at.")
    kind: words.Kind
    reason: Long = Field("", description="In plain words; needed for what is adverse, or outside the policy.")
    authorised: Long = ""
    attestation: Long = Field("", description="What the physician attests; needed for what is adverse.")
    npi: Short = ""
    licence: Short = ""
    licence_state: Short = ""
    specialty: Short = ""


class Remark(Asked):
    """A comment."""

    text: Said


class Talk(Asked):
    """A talk between physicians."""

    when: Moment
    with_whom: Name
    note: Long = ""


@router.post("/cases/{case_id}/requests-for-documents", summary="Ask for documents", status_code=201, responses=CHANGES)
def ask_for_documents(
    desk: AtDesk, who: Asks, case_id: CaseId, seen: Seen, sent: DocumentsAsked, response: Response
) -> Made:
    """The case is pended. Whether its clock stands still meanwhile is the rule's to say."""
    made = asking.ask_for_documents(desk, who, case_id, seen, sent.documents, sent.pause, sent.text)
    changed_to(response, case_id, seen)
    return Made(id=made)


@router.post("/cases/{case_id}/answers", summary="What was asked for came", status_code=204, responses=CHANGES)
def note_answer(desk: AtDesk, who: Asks, case_id: CaseId, seen: Seen, response: Response) -> None:
    """Or will not come: the case is open again and its clock runs. Documents that came are added apart."""
    asking.answered(desk, who, case_id, seen)
    changed_to(response, case_id, seen)


@router.post("/cases/{case_id}/extensions", summary="Take the extension", status_code=204, responses=CHANGES)
def extend_clock(desk: AtDesk, who: Asks, case_id: CaseId, seen: Seen, sent: Reason, response: Response) -> None:
    """The one that the clock's rule gives, where it gives one."""
    asking.extend(desk, who, case_id, seen, sent.reason)
    changed_to(response, case_id, seen)


@router.post("/cases/{case_id}/due", summary="Set when it is due", status_code=204, responses=CHANGES)
def set_due(desk: AtDesk, who: Asks, case_id: CaseId, seen: Seen, sent: Due, response: Response) -> None:
    """By hand, where no rule is known or a person knows better."""
    asking.set_due(desk, who, case_id, seen, sent.due)
    changed_to(response, case_id, seen)


@router.post("/cases/{case_id}/decisions", summary="Decide", status_code=201, responses=CHANGES)
def decide_case(
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.APPROVE))],
    case_id: CaseId,
    seen: Seen,
    sent: DecisionSent,
    request: Request,
    response: Response,
) -> Made:
    """A nurse approves what the policy approves. Everything else is a physician's, and what is adverse is signed.

    By a person who is signed in: a token does not sign what is adverse (403).

    The decision is bound to `shown`; it is refused where that is not the newest determination, and void from the
    moment another one follows.
    """
    given, kind = sent.model_dump(exclude={"shown", "kind"}), word_of(DecisionKind, sent.kind)
    if kind.adverse:
        in_person(request)
    made = deciding.decide(desk, who, case_id, seen, sent.shown, kind, **given)
    changed_to(response, case_id, seen)
    return Made(id=made)


@router.post("/cases/{case_id}/voidings", summary="Void the decision", status_code=204, responses=CHANGES)
def void_decision(
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.VOID))],
    case_id: CaseId,
    seen: Seen,
    sent: Reason,
    response: Response,
) -> None:
    """The decision in force stays readable, marked void; the case is open again. An adverse one: by a physician."""
    deciding.void(desk, who, case_id, seen, sent.reason)
    changed_to(response, case_id, seen)


@router.post("/cases/{case_id}/comments", summary="Comment", status_code=201, responses=refused(404))
def add_comment(desk: AtDesk, who: Annotated[Person, Depends(may(Act.COMMENT))], case_id: CaseId, sent: Remark) -> Made:
    """A remark changes nothing of the case, so it needs no revision; sent twice it stands there twice."""
    return Made(id=asking.comment(desk, who, case_id, sent.text))


@router.post("/cases/{case_id}/talks", summary="Note a talk", status_code=201, responses=refused(404))
def plan_talk(desk: AtDesk, who: Annotated[Person, Depends(may(Act.PLAN_PEER))], case_id: CaseId, sent: Talk) -> Made:
    """Between physicians: when, with whom, and what about."""
    return Made(id=asking.plan_peer(desk, who, case_id, sent.when, sent.with_whom, sent.note))
