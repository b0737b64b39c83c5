"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.desk.rights import Act
from mednec.model.life import Person
from mednec.store.engine import reading, writing
from mednec.store.tables import AccountRow
from mednec.web.access import AtDesk, WithSettings, may, visitor
from mednec.web.csrf import check_page
from mednec.web.pages import page
from mednec.web.passwords import fits
from mednec.web.sessions import CODE, close_visit, drop_cookie, open_visit, set_cookie

router = APIRouter(include_in_schema=False)


def own_path(wanted: str) -> str:
    """The path to go on to, when it is one of ours; else the first page."""
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if ours else "/"


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> Response:
    """The form."""
    return page(request, "sign_in.html", login="", next=own_path(next), wrong="")


@router.post("/sign-in")
def sign_in(
    request: Request,
    desk: AtDesk,
    settings: WithSettings,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Open a session when login and password fit."""
    check_page(request)
    with reading(desk.engine) as session:
        rows = session.scalars(select(AccountRow).where(AccountRow.login == login.strip(), AccountRow.active)).all()
    row = rows[0] if len(rows) == 1 else None
    if not fits(password, row.password if row else None) or row is None:
        wrong = "Login and password do not fit"
        return page(request, "sign_in.html", 422, login=login, next=own_path(next), wrong=wrong)
    with writing(desk.engine) as session:
        cookie = open_visit(session, row.id, desk.clock(), settings, second_factor=False)
    answer = RedirectResponse(own_path(next), 303)
    set_cookie(answer, cookie, settings)
    return answer


@router.post("/sign-out")
def sign_out(
    request: Request, desk: AtDesk, settings: WithSettings, _who: Annotated[Person, Depends(may(Act.OWN_ACCOUNT, CODE))]
) -> Response:
    """End this session."""
    visit = visitor(request).visit
    if visit is not None:
        close_visit(desk, visit.id)
    answer = RedirectResponse("/sign-in", 303)
    drop_cookie(answer, settings)
    return answer
