"""Who asks, and whether they may. Every route names its act here, or stands in PUBLIC.

@router.get("/cases/{case_id}")
def case_page(request: Request, who: Annotated[Person, Depends(may(Act.READ_CASE))], case_id: str) -> Response: ...
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from mednec.desk.desk import Desk
from mednec.desk.rights import Act, require
from mednec.errors import NotAllowed
from mednec.model.life import Person
from mednec.web.csrf import SAFE, check_token, sent_token
from mednec.web.sessions import Visit
from mednec.web.settings import WebSettings

PUBLIC = frozenset(
    {
        "/sign-in",
        "/sign-in/with/{name}",
        "/sign-in/with/{name}/back",
        "/static/{version}/{name}",
        "/healthz",
        "/readyz",
        "/metrics",
    }
)  # routes that ask for nobody


class NotSignedIn(Exception):
    """Nobody is signed in here, or no longer."""


class FirstThis(Exception):
    """Something comes before what was asked: the second factor, or a password of one's own."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who sent a request, found before its body is read: by a session, by a token of the interface, or nobody."""

    visit: Visit | None = None
    holder: Person | None = None  # of a token

    @property
    def person(self) -> Person | None:
        """Who it is, by either way."""
        return self.visit.person if self.visit else self.holder


NOBODY = Visitor()


def visitor(request: Request) -> Visitor:
    """Who sent this request."""
    found = getattr(request.state, "visitor", NOBODY)
    return found if isinstance(found, Visitor) else NOBODY


def the_desk(request: Request) -> Desk:
    """The desk the pages work on."""
    desk: Desk = request.app.state.desk
    return desk


def the_settings(request: Request) -> WebSettings:
    """How the pages are served."""
    settings: WebSettings = request.app.state.settings
    return settings


AtDesk = Annotated[Desk, Depends(the_desk)]  # `desk: AtDesk` in a route
WithSettings = Annotated[WebSettings, Depends(the_settings)]


@dataclass(frozen=True, slots=True)
class May:
    """A dependency of a route: gives the person who asks, when they are signed in and their roles may do the act.

    `before` names the page of those that come first which this route serves. Raises NotSignedIn, FirstThis, NotAllowed.
    """

    act: Act
    before: tuple[str, ...] = ()

    def __call__(self, request: Request, sent: Annotated[str, Depends(sent_token)]) -> Person:
        """The person who asks."""
        asks = visitor(request)
        if asks.holder is not None:
            require(asks.holder, self.act)
            return asks.holder
        if asks.visit is None:
            raise NotSignedIn
        if request.method not in SAFE:
            check_token(request, sent, asks.visit.csrf)
        if asks.visit.first and asks.visit.first not in self.before:
            raise FirstThis(asks.visit.first)
        require(asks.visit.person, self.act)
        return asks.visit.person


def may(act: Act, *before: str) -> May:
    """The dependency of a route that does this act: `Depends(may(Act.READ_CASE))`."""
    return May(act, before)


def in_person(request: Request) -> None:
    """What is adverse is signed by somebody who signed in, never by whoever holds a token. Raises NotAllowed."""
    if visitor(request).holder is not None:
        raise NotAllowed(
            "what is adverse is signed by a person who is signed in, not with a token",
            where="signature",
            do="sign it in the workbench, or send the session's cookie and X-CSRF",
        )
