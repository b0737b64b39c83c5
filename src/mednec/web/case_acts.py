"""What people do on the way to a decision and after it: asking, talks, comments, the clock, appeals, closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mednec.desk.appealing import close, end_appeal, file_appeal, reopen
from mednec.desk.asking import answered, ask_for_documents, comment, extend, plan_peer, set_due
from mednec.desk.cases import the_case
from mednec.desk.desk import Desk
from mednec.desk.rights import Act
from mednec.desk.signing import ATTESTATION, Signature
from mednec.errors import SubmitError
from mednec.model.life import AppealEnding, Person
from mednec.web.access import AtDesk, may
from mednec.web.case_decision import Question, decision_screen, done_or_again
from mednec.web.case_frame import zone_of

router = APIRouter()
Asker = Annotated[Person, Depends(may(Act.ASK_DOCUMENTS))]
Closer = Annotated[Person, Depends(may(Act.CLOSE_CASE))]
Field = Annotated[str, Form()]
Revision = Annotated[int, Form()]


def moment_in(value: str, zone: ZoneInfo, where: str) -> datetime:
    """A moment as a form sends it, in the organisation's zone. Raises SubmitError."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=zone)
    except ValueError as error:
        raise SubmitError("this is no day and time", where=where, do="write it as 2031-04-24T10:30") from error


def day_in(value: str, where: str) -> date:
    """A day as a form sends it. Raises SubmitError."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise SubmitError("this is no day", where=where, do="write it as 2031-04-24") from error


@router.post("/cases/{case_id}/ask", response_class=HTMLResponse)
def asking(
    request: Request,
    desk: AtDesk,
    who: Asker,
    case_id: str,
    revision: Revision,
    what: Field = "",
    text: Field = "",
    pause: Field = "",
) -> Response:
    """Ask for documents, and pend the case."""
    items = [each.strip() for each in what.splitlines() if each.strip()]
    typed = {"what": what, "text": text, "pause": pause}
    return done_or_again(
        request,
        desk,
        who,
        case_id,
        "ask",
        typed,
        lambda: ask_for_documents(desk, who, case_id, revision, items, bool(pause), text),
    )


@router.post("/cases/{case_id}/answered", response_class=HTMLResponse)
def going_on(request: Request, desk: AtDesk, who: Asker, case_id: str, revision: Revision) -> Response:
    """What was asked for came, or will not."""
    return done_or_again(request, desk, who, case_id, "answered", {}, lambda: answered(desk, who, case_id, revision))


@router.post("/cases/{case_id}/peer", response_class=HTMLResponse)
def talking(
    request: Request,
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.PLAN_PEER))],
    case_id: str,
    with_whom: Field = "",
    planned: Field = "",
    note: Field = "",
) -> Response:
    """Note a talk between physicians."""
    typed = {"with_whom": with_whom, "planned": planned, "note": note}

    def act() -> str:
        return plan_peer(desk, who, case_id, moment_in(planned, zone_of(desk, who), "when"), with_whom, note)

    return done_or_again(request, desk, who, case_id, "peer", typed, act)


@router.post("/cases/{case_id}/comment", response_class=HTMLResponse)
def commenting(
    request: Request,
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.COMMENT))],
    case_id: str,
    text: Field = "",
) -> Response:
    """Remark on the case."""
    return done_or_again(
        request, desk, who, case_id, "comment", {"text": text}, lambda: comment(desk, who, case_id, text)
    )


@router.post("/cases/{case_id}/due", response_class=HTMLResponse)
def setting_due(
    request: Request, desk: AtDesk, who: Asker, case_id: str, revision: Revision, due: Field = ""
) -> Response:
    """Set the day by hand."""

    def act() -> None:
        set_due(desk, who, case_id, revision, moment_in(due, zone_of(desk, who), "due"))

    return done_or_again(request, desk, who, case_id, "due", {"due": due}, act)


@router.post("/cases/{case_id}/extend", response_class=HTMLResponse)
def extending(
    request: Request, desk: AtDesk, who: Asker, case_id: str, revision: Revision, why: Field = ""
) -> Response:
    """Take the extension that the clock's rule gives."""
    return done_or_again(
        request, desk, who, case_id, "extend", {"why": why}, lambda: extend(desk, who, case_id, revision, why)
    )


@router.post("/cases/{case_id}/appeal", response_class=HTMLResponse)
def appealing(
    request: Request,
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.FILE_APPEAL))],
    case_id: str,
    level: Field = "",
    filed: Field = "",
    grounds: Field = "",
) -> Response:
    """File an appeal against the decision in force."""
    typed = {"level": level, "filed": filed, "grounds": grounds}

    def act() -> str:
        return file_appeal(desk, who, case_id, level, _filed(desk, who, case_id, filed), grounds)

    return done_or_again(request, desk, who, case_id, "appeal", typed, act)


def _filed(desk: Desk, who: Person, case_id: str, day: str) -> datetime:
    """Noon of the day; on the day of the decision not before it, and never after now."""
    zone, now = zone_of(desk, who), desk.clock()
    told = day_in(day, "filed on")
    at = datetime.combine(told, time(12), zone)
    decision = the_case(desk, who, case_id, log=False).decision
    if decision is not None and decision.at.astimezone(zone).date() == told:
        at = max(at, decision.at)
    return min(at, now) if told <= now.astimezone(zone).date() else at


@router.post("/cases/{case_id}/appeal/end", response_class=HTMLResponse)
def ending_appeal(
    request: Request,
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.END_APPEAL))],
    case_id: str,
    revision: Revision,
    ending: Field = "",
    reason: Field = "",
    authorised: Field = "",
    attests: Field = "",
    npi: Field = "",
    licence: Field = "",
    licence_state: Field = "",
    specialty: Field = "",
    shown: Field = "",
    sure: Field = "",
    back: Field = "",
) -> Response:
    """Record how the appeal ended, after it was asked once more."""
    typed = {
        "ending": ending,
        "reason": reason,
        "authorised": authorised,
        "attests": attests,
        "npi": npi,
        "licence": licence,
        "licence_state": licence_state,
        "specialty": specialty,
        "shown": shown,
    }
    chosen = next((each for each in AppealEnding if each.key == ending), None)
    if back:
        return decision_screen(request, desk, who, case_id, at="end", typed=typed)
    if chosen is not None and reason.strip() and not sure:
        return decision_screen(request, desk, who, case_id, asks=_ends(who, revision, chosen, typed))

    def act() -> str:
        if chosen is None:
            raise SubmitError("no ending was chosen", where="ending", do="say how the appeal ended")
        signature = Signature(
            attestation=ATTESTATION if attests else "",
            npi=npi,
            licence=licence,
            licence_state=licence_state,
            specialty=specialty,
        )
        return end_appeal(
            desk,
            who,
            case_id,
            chosen,
            reason,
            revision=revision,
            shown=shown,
            authorised=authorised,
            signature=signature,
        )

    return done_or_again(request, desk, who, case_id, "end", typed, act)


def _ends(who: Person, revision: int, ending: AppealEnding, typed: Mapping[str, str]) -> Question:
    void = {
        AppealEnding.OVERTURNED: "The decision is void from then on, and the request is approved.",
        AppealEnding.OVERTURNED_IN_PART: "The decision is void from then on, and another takes its place.",
        AppealEnding.UPHELD: "The decision stays as it was signed.",
        AppealEnding.WITHDRAWN: "The decision stays as it was signed.",
    }
    return Question(
        action="/appeal/end",
        revision=revision,
        heading="End this appeal?",
        sentences=(
            f"You, {who.name}, record that the appeal is {ending.value}. {void[ending]}",
            f"The reason: “{typed['reason'].strip()}”",
        ),
        small=(f"“{ATTESTATION}”",) if typed["attests"] else (),
        yes="End the appeal",
        typed=typed,
    )


@router.post("/cases/{case_id}/close", response_class=HTMLResponse)
def closing(
    request: Request, desk: AtDesk, who: Closer, case_id: str, revision: Revision, reason: Field = ""
) -> Response:
    """Close a case whose request was withdrawn."""
    return done_or_again(
        request, desk, who, case_id, "close", {"reason": reason}, lambda: close(desk, who, case_id, revision, reason)
    )


@router.post("/cases/{case_id}/reopen", response_class=HTMLResponse)
def opening_again(request: Request, desk: AtDesk, who: Closer, case_id: str, revision: Revision) -> Response:
    """Open a case again that was closed without a decision."""
    return done_or_again(request, desk, who, case_id, "reopen", {}, lambda: reopen(desk, who, case_id, revision))
