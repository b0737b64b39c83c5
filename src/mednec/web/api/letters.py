"""Letters through the interface: which can be written now, how one would read, and those that were sent."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Response

from mednec.desk import letters
from mednec.desk.rights import Act
from mednec.model.life import Person
from mednec.render.notices import Addressee
from mednec.web.access import AtDesk, may
from mednec.web.api import words
from mednec.web.api.deciding import Made
from mednec.web.api.door import CHANGES, Seen, refused, section, tag
from mednec.web.api.words import Answer, Asked, CaseId, Id, word_of

router = section("letters")
Reads = Annotated[Person, Depends(may(Act.READ_CASE))]
PDF: dict[int | str, dict[str, Any]] = {200: {"description": "The letter.", "content": {letters.MEDIA: {}}}}


class KindsAnswer(Answer):
    """The letters that can be written of a case as it stands."""

    items: tuple[str, ...]


class RuleAnswer(Answer):
    """A rule that a letter follows. One that is not verified is in use because the organisation adopted it."""

    id: str
    verified: bool


class PreviewAnswer(Answer):
    """A letter as it would be sent now. It cannot be sent while something is `missing` that its rules ask for."""

    kind: str
    html: str
    rules: tuple[RuleAnswer, ...]
    grade: str
    missing: tuple[str, ...]
    open_lines: tuple[str, ...]


class LetterSent(Asked):
    """A letter to be sent."""

    kind: words.LetterKind
    to: words.To = "member"


@router.get("/cases/{case_id}/letters", summary="Letters that can be written", responses=refused(404))
def list_kinds(desk: AtDesk, who: Reads, case_id: CaseId) -> KindsAnswer:
    """As the case stands; those that were sent are told with the case."""
    return KindsAnswer(items=letters.kinds_now(desk, who, case_id))


@router.get("/cases/{case_id}/letters/preview", summary="A letter as it would be sent", responses=refused(404))
def preview_letter(
    desk: AtDesk,
    who: Reads,
    case_id: CaseId,
    kind: Annotated[words.LetterKind, Query()],
    to: Annotated[words.To, Query()] = "member",
) -> PreviewAnswer:
    """Marked as a draft, with its reading grade and the rules it follows."""
    made = letters.preview(desk, who, case_id, kind, to=_addressee(to))
    return PreviewAnswer(
        kind=made.kind,
        html=made.html,
        rules=tuple(RuleAnswer.showing(rule) for rule in made.rules),
        grade=str(made.grade.grade) if made.grade else "",
        missing=made.missing,
        open_lines=made.open_lines,
    )


@router.post("/cases/{case_id}/letters", summary="Send a letter", status_code=201, responses=CHANGES)
def send_letter(
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.SEND_LETTER))],
    case_id: CaseId,
    seen: Seen,
    sent: LetterSent,
    response: Response,
) -> Made:
    """Its PDF is kept as it was sent. It is refused while it lacks what its rules ask for."""
    made = letters.send(desk, who, case_id, seen, sent.kind, to=_addressee(sent.to))
    tag(response, seen + 1)
    response.headers["Location"] = f"/api/v1/letters/{made}.pdf"
    return Made(id=made)


@router.get(
    "/letters/{letter_id}.pdf",
    summary="A letter that was sent",
    response_class=Response,
    responses={**refused(404), **PDF},
)
def letter_pdf(desk: AtDesk, who: Reads, letter_id: Id) -> Response:
    """Byte for byte."""
    return Response(letters.letter_pdf(desk, who, letter_id), media_type=letters.MEDIA)


def _addressee(key: str) -> Addressee:
    return word_of(Addressee, key)
