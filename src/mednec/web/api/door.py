"""The door of the interface: every route's refusals, the revision a writer saw, and how a stale one is told."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mednec.errors import Changed
from mednec.web.problems import Problem, answer

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class Door(APIRoute):
    """A route of the interface. A writer who saw an older case is told so as a precondition that failed (412).

    A question that the route does not know is refused, so that a misspelt one does not answer another.
    """

    def get_route_handler(self) -> Handle:
        """The route's own answer, with what changed meanwhile in the interface's terms."""
        inner = super().get_route_handler()
        known = {field.alias for field in self.dependant.query_params}

        async def handle(request: Request) -> Response:
            unknown = sorted(set(request.query_params) - known)
            if unknown:
                do = f"ask by {', '.join(sorted(known))}" if known else "leave it out"
                return answer(request, Problem(status=422, what="there is no such question", where=unknown[0], do=do))
            try:
                return await inner(request)
            except Changed as error:
                return answer(request, Problem(status=412, what=error.what, where=error.where, do=error.do))
            finally:
                await request.close()  # files of a form, also where nobody came to read them

        return handle


REFUSALS: dict[int, str] = {
    400: "The request cannot be read at all: a broken address, broken JSON, a broken form.",
    401: "No token, or one that is not valid any longer.",
    403: "The holder's roles may not do this.",
    404: "There is no such thing in the holder's organisation.",
    412: "The case was changed since it was read; `do` says by whom.",
    413: "More than one submission may hold.",
    415: "Another media type than the ones named.",
    422: "Something in it is not right; `where` and `do` say what and how to mend it.",
    428: "A change must name the revision that was read, in If-Match.",
    429: "Too many requests; see Retry-After.",
    503: "The database is away; what was accepted is safe.",
}
EVERY = (400, 401, 403, 422, 429, 503)  # what every route may refuse with


def refused(*more: int) -> dict[int | str, dict[str, Any]]:
    """What a route may refuse with, beside what every route may."""
    return {status: {"description": REFUSALS[status]} for status in sorted({*EVERY, *more})}


CHANGES = refused(404, 412, 428)  # of a route that changes a case


def section(tag: str) -> APIRouter:
    """Routes on one subject."""
    return APIRouter(route_class=Door, tags=[tag], responses=refused(), generate_unique_id_function=_named)


def _named(route: APIRoute) -> str:
    return route.name


Match = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^"[0-9]{1,9}"$',
        description="The case's revision as it was read: the `ETag` of the case.",
    ),
]


def maybe_seen(match: Match = None) -> int | None:
    """The revision that a writer saw, where one is named."""
    return None if match is None else int(match.strip('"'))


def seen_revision(seen: Annotated[int | None, Depends(maybe_seen)]) -> int:
    """The revision that a writer saw. Raises 428 where none is named."""
    if seen is None:
        raise HTTPException(428, "a change names the revision that was read: send If-Match with the case's ETag")
    return seen


Seen = Annotated[int, Depends(seen_revision)]
MaybeSeen = Annotated[int | None, Depends(maybe_seen)]


def tag(response: Response, revision: int) -> None:
    """The case's revision, for the next change."""
    response.headers["ETag"] = f'"{revision}"'


def changed_to(response: Response, case: str, seen: int) -> None:
    """The case after a change: a change raises its revision by one, whoever changes it next."""
    tag(response, seen + 1)
    response.headers["Location"] = f"/api/v1/cases/{case}"
