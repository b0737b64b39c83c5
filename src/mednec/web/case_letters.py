"""The letters of a case: as they would be sent now, what their rules ask for, how easily they read, and those sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mednec.desk.cases import the_case
from mednec.desk.desk import Desk
from mednec.desk.letters import GAP, PEER, Preview, kinds_now, letter_pdf, preview, preview_pdf, send
from mednec.desk.rights import Act
from mednec.errors import MednecError, NotFound
from mednec.model.law import LetterKind
from mednec.model.life import Person
from mednec.render.letters.as_html import render_part
from mednec.render.notices import Addressee
from mednec.web.access import AtDesk, may
from mednec.web.case_frame import base_of, case_screen
from mednec.web.problems import problem_of

router = APIRouter()
Reader = Annotated[Person, Depends(may(Act.READ_CASE))]
Field = Annotated[str, Form()]
LABELS = {
    LetterKind.APPROVAL.key: "Approval",
    LetterKind.MODIFICATION.key: "Approval in part",
    LetterKind.PEND.key: "Request for records",
    LetterKind.DENIAL.key: "Denial",
    GAP: "What is missing, to the practice",
    PEER: "Brief for the talk between physicians",
}
MOST_HARD = 6
PDF = "application/pdf"


def addressee(key: str) -> Addressee:
    """Whom a letter is to; the member where nobody is named."""
    return next((each for each in Addressee if each.key == key), Addressee.MEMBER)


def letters_screen(
    request: Request,
    desk: Desk,
    who: Person,
    case_id: str,
    kind: str,
    to: str,
    wrong: MednecError | None = None,
) -> HTMLResponse:
    """The view of the letters, with one as it would be sent now."""
    view = the_case(desk, who, case_id, log=wrong is None)
    kinds = kinds_now(desk, who, case_id)
    chosen = kind if kind in LABELS else kinds[0] if kinds else ""
    draft: Preview | None = None
    why: MednecError | None = None
    if chosen:
        try:
            draft = preview(desk, who, case_id, chosen, to=addressee(to))
        except MednecError as error:
            why = error
    return case_screen(
        request,
        desk,
        who,
        view,
        "letters",
        status=problem_of(wrong).status if wrong else 200,
        wrong=wrong,
        done="The letter is kept as it was sent." if request.query_params.get("done") else "",
        kinds=tuple((each, LABELS[each]) for each in kinds),
        labels=LABELS,
        chosen=chosen,
        to=addressee(to).key,
        addressees=tuple((each.key, each.value) for each in Addressee),
        draft=draft,
        why=why,
        letter=Markup(render_part(draft.letter)) if draft else Markup(""),
        hard=draft.grade.hard[:MOST_HARD] if draft and draft.grade else (),
        aim=desk.laws.reading,
        rule_of={rule.id: rule for rule in desk.laws.notices},
    )


@router.get("/cases/{case_id}/letters", response_class=HTMLResponse)
def the_letters(request: Request, desk: AtDesk, who: Reader, case_id: str, kind: str = "", to: str = "") -> Response:
    """The letters that can be written, and one of them as it stands."""
    return letters_screen(request, desk, who, case_id, kind, to)


@router.get("/cases/{case_id}/letters/draft.pdf")
def a_draft(desk: AtDesk, who: Reader, case_id: str, kind: str, to: str = "") -> Response:
    """The draft, set for print."""
    return _pdf(preview_pdf(desk, who, case_id, kind, to=addressee(to)), f"draft-{kind}")


@router.get("/cases/{case_id}/letters/{letter_id}.pdf")
def a_letter(desk: AtDesk, who: Reader, case_id: str, letter_id: str) -> Response:
    """A letter as it was sent."""
    letters = the_case(desk, who, case_id, log=False).letters
    found = next((each for each in letters if each.id == letter_id), None)
    if found is None:
        raise NotFound("there is no such letter", where="letter", do="look at the letters of the case")
    return _pdf(letter_pdf(desk, who, letter_id), found.kind)


def _pdf(content: bytes, name: str) -> Response:
    kept = {"Content-Disposition": f'attachment; filename="{name if name.isascii() else "letter"}.pdf"'}
    return Response(content, media_type=PDF, headers=kept)


@router.post("/cases/{case_id}/letters", response_class=HTMLResponse)
def sending(
    request: Request,
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.SEND_LETTER))],
    case_id: str,
    revision: Annotated[int, Form()],
    kind: Field = "",
    to: Field = "",
) -> Response:
    """Record a letter as sent, and keep it."""
    try:
        send(desk, who, case_id, revision, kind, to=addressee(to))
    except MednecError as error:
        return letters_screen(request, desk, who, case_id, kind, to, error)
    return RedirectResponse(f"{base_of(case_id)}/letters?done=yes", 303)
