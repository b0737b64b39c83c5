"""Later documents, corrections of what was read, and cases closed or opened again."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response
from pydantic import Field, StringConstraints

from mednec.desk import appealing, correcting
from mednec.desk.rights import Act
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.api.bodies import DOCUMENTS_BODY
from mednec.web.api.case_answers import ChangesAnswer
from mednec.web.api.deciding import Reason
from mednec.web.api.door import CHANGES, MaybeSeen, Seen, changed_to, refused, section, tag
from mednec.web.api.packets import SentDocuments
from mednec.web.api.submitting import Receipt
from mednec.web.api.words import Asked, CaseId, Name, Said, Short

router = section("corrections")
Corrects = Annotated[Person, Depends(may(Act.CORRECT_REQUEST))]
Closes = Annotated[Person, Depends(may(Act.CLOSE_CASE))]
FieldPath = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z_]+(\.([0-9]{1,2}\.)?[a-z_]+)*$")]


class CorrectionSent(Asked):
    """Fields of the request by their paths: `patient.birth_date`, `lines.0.units`. An empty value takes one out."""

    fields: dict[FieldPath, Short] = Field(min_length=1, max_length=50)


class Accepted(Asked):
    """A document that names another patient, and why it is this one's all the same."""

    document: Name
    reason: Said


@router.post(
    "/cases/{case_id}/documents",
    summary="Add documents",
    status_code=202,
    responses=refused(404, 412, 415),
    openapi_extra=DOCUMENTS_BODY,
)
def add_documents(
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.ADD_DOCUMENTS))],
    case_id: CaseId,
    seen: MaybeSeen,
    sent: SentDocuments,
    response: Response,
) -> Receipt:
    """The case is read again and its clock runs on; a decision is void if the determination is another one then.

    Nothing is overwritten, so `If-Match` is only checked where it is sent; documents that the case has are refused.
    """
    made = correcting.add_documents(desk, who, case_id, sent, revision=seen)
    response.headers["Location"] = f"/api/v1/jobs/{made.job}"
    return Receipt(case=made.case, job=made.job)


@router.post("/cases/{case_id}/corrections", summary="Correct the request", responses=CHANGES)
def correct_request(
    desk: AtDesk, who: Corrects, case_id: CaseId, seen: Seen, sent: CorrectionSent, response: Response
) -> ChangesAnswer | None:
    """The case is determined again at once, and the answer says what changed.

    Where nothing was read yet the fields are the request: the packet is read with it, and there are no changes to tell.
    """
    made = correcting.correct_request(desk, who, case_id, seen, dict(sent.fields))
    if made is None:
        changed_to(response, case_id, seen)
        return None
    tag(response, made.revision)
    return ChangesAnswer.showing(made)


@router.post("/cases/{case_id}/acceptances", summary="Accept a document set aside", responses=CHANGES)
def accept_document(
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.ACCEPT_DOCUMENT))],
    case_id: CaseId,
    seen: Seen,
    sent: Accepted,
    response: Response,
) -> ChangesAnswer:
    """The case is determined again with it."""
    made = correcting.accept_document(desk, who, case_id, seen, sent.document, sent.reason)
    tag(response, made.revision)
    return ChangesAnswer.showing(made)


@router.post("/cases/{case_id}/readings", summary="Read it again", status_code=202, responses=CHANGES)
def read_again(desk: AtDesk, who: Corrects, case_id: CaseId, seen: Seen, response: Response) -> Receipt:
    """As after a policy was approved."""
    job = correcting.read_again(desk, who, case_id, seen)
    changed_to(response, case_id, seen)
    return Receipt(case=case_id, job=job)


@router.post("/cases/{case_id}/closing", summary="Close", status_code=204, responses=CHANGES)
def close_case(desk: AtDesk, who: Closes, case_id: CaseId, seen: Seen, sent: Reason, response: Response) -> None:
    """A case whose request was withdrawn before it was decided."""
    appealing.close(desk, who, case_id, seen, sent.reason)
    changed_to(response, case_id, seen)


@router.post("/cases/{case_id}/reopening", summary="Open again", status_code=204, responses=CHANGES)
def reopen_case(desk: AtDesk, who: Closes, case_id: CaseId, seen: Seen, response: Response) -> None:
    """A case that was closed without a decision."""
    appealing.reopen(desk, who, case_id, seen)
    changed_to(response, case_id, seen)
