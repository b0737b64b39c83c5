"""Signing in and out. What is wrong is told the same way whether there is such an account or not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.desk.desk import Desk
from mednec.desk.rights import Act
from mednec.desk.rows import log
from mednec.model.life import Person
from mednec.store.engine import writing
from mednec.store.tables import VisitRow
from mednec.web import accounts
from mednec.web.access import AtDesk, WithSettings, may, visitor
from mednec.web.csrf import check_page
from mednec.web.pages import home, page
from mednec.web.sessions import CODE, ENROL, NEW_PASSWORD, drop_cookie, open_visit, set_cookie
from mednec.web.settings import WebSettings

router = APIRouter(include_in_schema=False)
NO_FIT = (
    "Login and password do not fit, or this account rests because too many tries failed. "
    "Look at what you typed; wait a few minutes if it was right"
)
NO_CODE = "This code does not fit, was used before, or the account rests because too many tries failed"


def own_path(wanted: str) -> str:
    """The path to go on to, when it is one of ours; else the first page.

    >>> own_path("/cases/4f"), own_path("//elsewhere.example"), own_path("https://elsewhere.example")
    ('/cases/4f', '/', '/')
    """
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if ours else "/"


def address_of(request: Request) -> str:
    """Where a request came from, as the audit keeps it."""
    return request.client.host if request.client else ""


def let_in(
    desk: Desk, settings: WebSettings, request: Request, account: str, by: str, *, second: bool, to: str
) -> Response:
    """A fresh session, whatever was open in this browser before; told in the audit once it is open in full."""
    before = visitor(request).visit
    with writing(desk.engine) as session:
        row = session.get(VisitRow, before.id) if before is not None else None
        if row is not None:
            session.delete(row)
        cookie = open_visit(session, account, desk.clock(), settings, second_factor=second)
        if by:
            who = accounts.signed_in(session, desk, account, address_of(request), by)
            to = home(who) if to == "/" else to
    answer = RedirectResponse(to, 303)
    set_cookie(answer, cookie, settings)
    return answer


@router.get("/sign-in")
def sign_in_page(request: Request, desk: AtDesk, settings: WithSettings, next: str = "/") -> Response:
    """The form; who is signed in already goes on."""
    visit = visitor(request).visit
    if visit is not None:
        to = own_path(next)
        return RedirectResponse(visit.first or (home(visit.person) if to == "/" else to), 303)
    return _form(request, desk, settings, next)


def _form(request: Request, desk: Desk, settings: WebSettings, to: str, status: int = 200, **typed: str) -> Response:
    given: dict[str, str] = {"login": "", "organisation": "", "wrong": ""} | typed
    return page(
        request,
        "sign_in.html",
        status,
        None,
        next=own_path(to),
        several=accounts.several_organisations(desk),
        providers=settings.providers,
        **given,
    )


@router.post("/sign-in")
def sign_in(
    request: Request,
    desk: AtDesk,
    settings: WithSettings,
    later: BackgroundTasks,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    organisation: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Open a session when login and password fit; a failure is counted after the answer, so that it takes no longer."""
    check_page(request)
    tried = accounts.try_password(desk, organisation, login, password)
    if not tried.account:
        if tried.known:
            later.add_task(accounts.count_failure, desk, tried.known, address_of(request))
        return _form(request, desk, settings, next, 422, login=login, organisation=organisation, wrong=NO_FIT)
    if tried.second_factor:
        to = f"{CODE}?next={own_path(next)}"
        return let_in(desk, settings, request, tried.account, "", second=False, to=to)
    return let_in(desk, settings, request, tried.account, "password", second=False, to=own_path(next))


@router.get(CODE)
def code_page(
    request: Request, _who: Annotated[Person, Depends(may(Act.OWN_ACCOUNT, CODE))], next: str = "/"
) -> Response:
    """The form for the code of the second factor."""
    return page(request, "code.html", next=own_path(next), wrong="")


@router.post(CODE)
def take_code(
    request: Request,
    desk: AtDesk,
    settings: WithSettings,
    who: Annotated[Person, Depends(may(Act.OWN_ACCOUNT, CODE))],
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Open the session in full when the code fits."""
    shown = accounts.take_code(desk, who.id, code)
    if not shown:
        accounts.count_failure(desk, who.id, address_of(request))
        return page(request, "code.html", 422, next=own_path(next), wrong=NO_CODE)
    return let_in(desk, settings, request, who.id, f"password and {shown}", second=True, to=own_path(next))


@router.post("/sign-out")
def sign_out(
    request: Request,
    desk: AtDesk,
    settings: WithSettings,
    who: Annotated[Person, Depends(may(Act.OWN_ACCOUNT, CODE, NEW_PASSWORD, ENROL))],
) -> Response:
    """End this session."""
    visit = visitor(request).visit
    if visit is not None:
        with writing(desk.engine) as session:
            row = session.get(VisitRow, visit.id)
            if row is not None:
                session.delete(row)
                session.flush()
            log(session, desk, who.org, who.id, "sign out", who.id, desk.clock())
    answer = RedirectResponse("/sign-in", 303)
    drop_cookie(answer, settings)
    return answer
