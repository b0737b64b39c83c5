"""The case screen: what was asked and found, clause by clause, with the words of the chart beside it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mednec.desk.cases import determinations, history, part, the_case
from mednec.desk.pictures import picture
from mednec.desk.rights import Act
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.case_changes import changes_of, changes_told
from mednec.web.case_events import events_of
from mednec.web.case_frame import case_screen, zone_of
from mednec.web.case_ruling import ruling_form

router = APIRouter()
Reader = Annotated[Person, Depends(may(Act.READ_CASE))]


@router.get("/cases/{case_id}", response_class=HTMLResponse)
def the_case_page(
    request: Request,
    desk: AtDesk,
    who: Reader,
    case_id: str,
    rule: str = "",
    holds: str = "",
    withdraw: str = "",
    told: int = 0,
    on: str = "",
) -> Response:
    """The case with its criteria; without a script also the form of a ruling, and what the last one changed."""
    view = the_case(desk, who, case_id)
    if view.shown is None:
        return case_screen(request, desk, who, view, "unread")
    act = "withdraw" if withdraw else holds
    form = ruling_form(desk, who, view, withdraw or rule, act) if rule or withdraw else None
    changes = changes_of(determinations(desk, who, case_id), told, view.line.revision) if told else None
    news = changes_told(changes, on) if changes else None
    return case_screen(request, desk, who, view, "review", form=form, changes=news)


@router.get("/cases/{case_id}/panes/{number}", response_class=HTMLResponse)
def a_pane(desk: AtDesk, who: Reader, case_id: str, number: str) -> Response:
    """A document's text with what is cited of it, when it is opened."""
    return HTMLResponse(part(desk, who, case_id, f"pane:doc-{number}"))


@router.get("/cases/{case_id}/pages/{number}/{page}.jpg")
def a_picture(desk: AtDesk, who: Reader, case_id: str, number: str, page: int) -> Response:
    """A page of a document as it was received."""
    return Response(picture(desk, who, case_id, number, page), media_type="image/jpeg")


@router.get("/cases/{case_id}/history", response_class=HTMLResponse)
def the_history(request: Request, desk: AtDesk, who: Reader, case_id: str, readings: str = "") -> Response:
    """What was done to the case and by whom, in words; every reading of it on request."""
    view = the_case(desk, who, case_id)
    found = events_of(history(desk, who, case_id), zone_of(desk, who), readings=bool(readings))
    return case_screen(request, desk, who, view, "history", events=found, readings=bool(readings))
