"""What went wrong, on one page in plain words: what it is, where, and what to do. Programs get the same as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.errors import Changed, MednecError, NotAllowed, NotFound, StoreError
from mednec.web.access import FirstThis, NotSignedIn, the_settings
from mednec.web.csrf import SAFE
from mednec.web.headers import give_headers
from mednec.web.pages import page

API = "/api/"
DATABASE_AWAY: tuple[type[Exception], ...] = (OperationalError, InterfaceError, NoneFree)  # not there, or all in use
STATUS: tuple[tuple[type[MednecError], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (Changed, 409),
    (StoreError, 503),
)
TITLES = {
    400: "This request could not be read",
    401: "You are not signed in",
    403: "This is not yours to do",
    404: "There is no such page here",
    405: "This page does not take that",
    409: "Somebody changed this while you worked on it",
    413: "This is too much at once",
    415: "This kind of content is not read here",
    422: "Something in it is not right yet",
    429: "Too many requests in a short time",
    500: "Something failed on our side",
    502: "Somebody else's server did not answer",
    503: "The database cannot be reached just now",
}
SAYS = {
    404: ("The address is wrong, or what was there belongs to another organisation.", "Go to the worklist and search."),
    405: ("The address is right, but it is not opened this way.", "Go back and use the page's own buttons."),
    500: (
        "Nothing you sent was half kept.",
        "Try again; if it fails again, tell your administrator the time and the page.",
    ),
    503: ("What was accepted before is safe; nothing you sent now was kept.", "Try again in a minute."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One clear message, and the status it goes out with."""

    status: int
    what: str
    where: str = ""
    do: str = ""

    @property
    def title(self) -> str:
        """The heading of its page."""
        return TITLES.get(self.status) or HTTPStatus(self.status).phrase


def for_programs(request: Request) -> bool:
    """Whether a program asks, that reads JSON."""
    return request.url.path.startswith(API)


def answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The problem as a page, as a part swapped into the open page, or as problem+json."""
    more = dict(headers or {})
    if for_programs(request):
        body = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.what}
        body |= {name: said for name, said in (("where", problem.where), ("do", problem.do)) if said}
        return Response(json.dumps(body), problem.status, more, "application/problem+json")
    if "hx-request" in request.headers:
        more |= {"HX-Retarget": "#says", "HX-Reswap": "innerHTML"}
        return page(request, "problem_part.html", problem.status, more, problem=problem)
    return page(request, "problem.html", problem.status, more, problem=problem)


def problem_of(error: MednecError) -> Problem:
    """What a refusal of the desk is, in terms of the web."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 422)
    return Problem(status=status, what=error.what, where=error.where, do=error.do)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, MednecError)
    return answer(request, problem_of(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    what, do = SAYS.get(error.status_code, ("", ""))
    plain = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
    headers = dict((error.headers or {}).items())
    return answer(request, Problem(status=error.status_code, what=plain or what, do=do), headers)


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(each) for each in first["loc"][1:]) or str(first["loc"][0])
    return answer(request, Problem(status=422, what=str(first["msg"]), where=where, do="correct it and send it again"))


def _not_signed_in(request: Request, _error: Exception) -> Response:
    back = f"/sign-in?{urlencode({'next': request.url.path}, safe='/')}"
    if for_programs(request):
        problem = Problem(status=401, what="no token, or one that is not valid any longer", do="send a bearer token")
        return answer(request, problem, {"WWW-Authenticate": "Bearer"})
    if "hx-request" in request.headers or request.method not in SAFE:
        return answer(
            request,
            Problem(
                status=401,
                what="Your session ended, so this was not kept",
                do="sign in in another tab, then send it once more from here",
            ),
        )
    return RedirectResponse(back, 303)


def _first_this(request: Request, error: Exception) -> Response:
    assert isinstance(error, FirstThis)
    if for_programs(request):
        return answer(request, Problem(status=403, what="this session is not open in full yet", do="finish signing in"))
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": error.path})
    return RedirectResponse(error.path, 303)


def _database(request: Request, _error: Exception) -> Response:
    what, do = SAYS[503]
    return answer(request, Problem(status=503, what=what, do=do), {"Retry-After": "10"})


def _failed(request: Request, _error: Exception) -> Response:
    what, do = SAYS[500]
    made = answer(request, Problem(status=500, what=what, do=do))
    give_headers(MutableHeaders(raw=made.raw_headers), https=the_settings(request).https)  # it leaves past all steps
    return made


def tell_problems(app: FastAPI) -> None:
    """Have every refusal and failure told in words."""
    app.add_exception_handler(MednecError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(FirstThis, _first_this)
    for kind in DATABASE_AWAY:
        app.add_exception_handler(kind, _database)
    app.add_exception_handler(Exception, _failed)
