"""An application on a database of its own, people to sign in, and browsers that are already signed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from mednec.desk.desk import Desk
from mednec.model.life import Role
from mednec.packs.library import Library
from mednec.store.engine import open_engine, writing
from mednec.store.sealing import Key, KeyRing
from mednec.store.tables import AccountRow, OrganisationRow
from mednec.web.app import build_app
from mednec.web.passwords import hashed
from mednec.web.sessions import cookie_name, open_visit
from mednec.web.settings import WebSettings

if TYPE_CHECKING:
    from httpx2 import Response as Answer

    from mednec.model.law import Laws

ORG, OTHER_ORG = "org-one", "org-two"
PASSWORD = "seven grey herons stand still"
START = datetime(2026, 4, 8, 10, 12, tzinfo=UTC)


MADE: list[FastAPI] = []  # the one application of this process of tests


def app_of(desk: Desk, settings: WebSettings) -> FastAPI:
    """The application, set to work on a desk: to make the routes of another one ready takes a third of a second."""
    fresh = build_app(desk, settings)
    if not MADE:
        MADE.append(fresh)
    for name in ("desk", "settings", "directory", "counters"):
        setattr(MADE[0].state, name, getattr(fresh.state, name))
    return MADE[0]


@dataclass(slots=True)
class Clock:
    """A clock that goes when it is told to."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def go(self, **by: float) -> None:
        """Let time pass: `clock.go(minutes=31)`."""
        self.at += timedelta(**by)


@dataclass(slots=True)
class Place:
    """A desk with two organisations and no packs: enough for every page that reads no case."""

    url: str
    clock: Clock = field(default_factory=Clock)
    settings: WebSettings = field(default_factory=WebSettings)
    desk: Desk = field(init=False)
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        keys = KeyRing(keys=(Key(id="first", secret=b"k" * 32),))
        library, laws = cast(Library, None), cast("Laws", None)
        self.desk = Desk(engine=open_engine(self.url), library=library, keys=keys, laws=laws, clock=self.clock)
        with writing(self.desk.engine) as session:
            for org, name in ((ORG, "Harbor Health"), (OTHER_ORG, "Upland Plan")):
                session.add(OrganisationRow(id=org, name=name, made=self.clock(), settings={}))
        self.app = app_of(self.desk, self.settings)

    def account(
        self,
        login: str,
        roles: Iterable[Role] = (Role.NURSE,),
        *,
        org: str = ORG,
        password: str | None = None,
        must_change: bool = False,
    ) -> str:
        """An account of this login; its id is `a-` and the login."""
        made = AccountRow(
            id=f"a-{login}",
            org=org,
            login=login,
            name=login.title(),
            roles=[role.key for role in roles],
            password=hashed(password) if password else None,
            must_change=must_change,
            made=self.clock(),
        )
        with writing(self.desk.engine) as session:
            session.add(made)
        return f"a-{login}"

    def browser(self, account: str = "", *, second_factor: bool = False) -> Browser:
        """A browser, signed in as an account where one is named."""
        browser = Browser(TestClient(self.app, "http://localhost", follow_redirects=False))
        if account:
            with writing(self.desk.engine) as session:
                cookie = open_visit(session, account, self.clock(), self.settings, second_factor=second_factor)
            browser.client.cookies.set(cookie_name(self.settings), cookie, domain="localhost.local", path="/")
        return browser


def failing(place: Place, error: Exception) -> TestClient:
    """A browser of an application in which /fails and /api/v1/fails fail so."""

    async def fails(_request: Request) -> Response:
        raise error

    routes = place.app.router.routes
    routes[:] = [each for each in routes if getattr(each, "name", "") != "fails"]
    for path in ("/fails", "/api/v1/fails"):
        routes.insert(0, Route(path, fails, name="fails"))
    return TestClient(place.app, "http://localhost", raise_server_exceptions=False, follow_redirects=False)


@dataclass(slots=True)
class Browser:
    """What a person has open: it fetches pages, and sends forms with the token of the page they stand on."""

    client: TestClient

    def get(self, path: str, **headers: str) -> Answer:
        """A page."""
        return self.client.get(path, headers=headers)

    def token(self, page: str) -> str:
        """The token in a page's head; empty where nobody is signed in."""
        found = re.search(r'name="csrf" content="([^"]+)"', self.get(page).text)
        return found[1] if found else ""

    def send(self, path: str, form: dict[str, str] | None = None, *, page: str = "/account", **headers: str) -> Answer:
        """Send a form as it stands on `page`."""
        return self.client.post(path, data={"csrf": self.token(page), **(form or {})}, headers=headers)
