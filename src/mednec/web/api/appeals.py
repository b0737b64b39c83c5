"""Appeals through the interface: filed against the decision in force, and ended by somebody who did not make it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from mednec.desk import appealing
from mednec.desk.rights import Act
from mednec.desk.signing import Signature
from mednec.model.life import AppealEnding, Person
from mednec.web.access import AtDesk, in_person, may
from mednec.web.api import words
from mednec.web.api.deciding import Made
from mednec.web.api.door import CHANGES, Seen, changed_to, refused, section
from mednec.web.api.words import Asked, CaseId, Long, Moment, Said, Short, word_of

router = section("appeals")


class AppealSent(Asked):
    """An appeal as it came in."""

    level: words.Level
    filed: Moment
    grounds: Long = ""


class EndingSent(Asked):
    """How an appeal ended. What is empty of who signs is taken from the account."""

    shown: str = Field(pattern=r"^[0-9a-f]{64}$", description="`shown` of the determination that was looked at.")
    ending: words.Ending
    reason: Said
    authorised: Long = ""
    attestation: Long = ""
    npi: Short = ""
    licence: Short = ""
    licence_state: Short = ""
    specialty: Short = ""


@router.post("/cases/{case_id}/appeals", summary="File an appeal", status_code=201, responses=refused(404))
def file_appeal(
    desk: AtDesk, who: Annotated[Person, Depends(may(Act.FILE_APPEAL))], case_id: CaseId, sent: AppealSent
) -> Made:
    """Against the decision in force; its own clock runs from here. Sent twice, the second is refused."""
    return Made(id=appealing.file_appeal(desk, who, case_id, sent.level, sent.filed, sent.grounds))


@router.post("/cases/{case_id}/appeals/ending", summary="End the appeal", responses=CHANGES)
def end_appeal(
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.END_APPEAL))],
    case_id: CaseId,
    seen: Seen,
    sent: EndingSent,
    request: Request,
    response: Response,
) -> Made:
    """By a physician who is signed in; a token ends no appeal (403).

    Overturned, in whole or in part, the decision is void and the one whose id is answered takes its place.
    """
    in_person(request)
    signature = Signature(**sent.model_dump(include=set(Signature.__dataclass_fields__)))
    made = appealing.end_appeal(
        desk,
        who,
        case_id,
        word_of(AppealEnding, sent.ending),
        sent.reason,
        revision=seen,
        shown=sent.shown,
        authorised=sent.authorised,
        signature=signature,
    )
    changed_to(response, case_id, seen)
    return Made(id=made)
