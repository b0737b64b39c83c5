"""A desk with the packs that ship, two organisations, somebody of every role with a token, and a small case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING, Any

import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from mednec.desk.desk import Desk
from mednec.desk.open import make_organisation
from mednec.desk.people import add_person
from mednec.desk.policies import approve_installed
from mednec.desk.worker import work_off
from mednec.model.life import Role
from mednec.packs.law_yaml import load_laws
from mednec.store.engine import again, open_engine, reading
from mednec.store.sealing import Key, KeyRing
from mednec.store.tables import Base, VisitRow
from mednec.web.app import build_app
from mednec.web.csrf import masked
from mednec.web.sessions import cookie_name, digest, open_visit
from mednec.web.settings import WebSettings
from mednec.web.tokens import new_token_of
from tests.shipped import library

if TYPE_CHECKING:
    from httpx2 import Response

    from mednec.model.law import Laws

CASES = Path(__file__).parents[3] / "cases"
API = "/api/v1"
START = datetime(2026, 4, 8, 10, 12, tzinfo=UTC)
_OFTEN = "1000000/minute"
GENEROUS = WebSettings(rate_address=_OFTEN, rate_person=_OFTEN, rate_writes=_OFTEN, rate_sign_in=_OFTEN)


@cache
def laws() -> Laws:
    """The law that ships, read once."""
    return load_laws(library().root)


@dataclass(slots=True)
class Served:
    """A desk behind its application. `tokens` are by login: `nurse`, `physician` ... and `other` elsewhere.

    Without an organisation it makes two, with their people; with one, they are in the database already.
    """

    url: str
    settings: WebSettings = GENEROUS
    at: datetime = START
    org: str = ""
    other_org: str = ""
    accounts: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    first: tuple[str, int] = ("", 0)  # a case that was read, and its revision
    desk: Desk = field(init=False)
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        packs = library()
        self.desk = Desk(
            engine=open_engine(self.url),
            library=packs,
            keys=KeyRing(keys=(Key(id="first", secret=b"k" * 32),)),
            laws=laws(),
            clock=lambda: self.at,
        )
        if not self.org:
            self._make_people()
        self.client = TestClient(build_app(self.desk, self.settings), "http://localhost", follow_redirects=False)

    def _make_people(self) -> None:
        self.org, self.other_org = (make_organisation(self.desk, name) for name in ("Harbor Health", "Upland Plan"))
        for role in Role:
            self.open_account(role.key, (role,), self.org)
        self.open_account("second", (Role.PHYSICIAN,), self.org)
        self.open_account("spare", (Role.INTAKE,), self.org)
        self.open_account("everything", tuple(Role), self.org)
        self.open_account("other", tuple(Role), self.other_org)
        admin = self.accounts["administrator"]
        again(self.desk.engine, lambda session: approve_installed(session, self.desk, self.org, admin))

    def copied(self, to: Path, **other: Any) -> Served:
        """The same on a copy of the database, for a test of its own; close this one first."""
        copy(Path(self.url.removeprefix("sqlite:///")), to)
        return replace(self, url=f"sqlite:///{to}", accounts={**self.accounts}, tokens={**self.tokens}, **other)

    def close(self) -> None:
        """Let go of the database."""
        self.desk.engine.dispose()

    def open_account(self, login: str, roles: tuple[Role, ...], org: str) -> None:
        """An account with a token; a physician signs with a valid NPI."""
        profile = {"specialty": "hematology", "npi": "1234567893", "licence": "MD-1", "licence_state": "MA"}
        signs = profile if Role.PHYSICIAN in roles else None
        account = add_person(self.desk, None, org, login, login.title(), roles, profile=signs)
        self.accounts[login] = account
        self.tokens[login] = again(self.desk.engine, lambda session: new_token_of(session, account, "test", self.at))

    def send(self, login: str, method: str, path: str, **sent: Any) -> Response:
        """A request of somebody, or of nobody where the login is empty."""
        headers = dict(sent.pop("headers", {}))
        if login:
            headers["Authorization"] = f"Bearer {self.tokens[login]}"
        return self.client.request(method, API + path, headers=headers, **sent)

    def get(self, login: str, path: str, **sent: Any) -> Response:
        """A reading of somebody."""
        return self.send(login, "GET", path, **sent)

    def post(self, login: str, path: str, **sent: Any) -> Response:
        """A writing of somebody."""
        return self.send(login, "POST", path, **sent)

    def sign(self, login: str, path: str, **sent: Any) -> Response:
        """A writing of somebody who signed in, as what is adverse asks for."""

        def come_in(session: Session) -> tuple[str, str]:
            cookie = open_visit(session, self.accounts[login], self.at, self.settings, second_factor=True)
            return cookie, session.get_one(VisitRow, digest(cookie)).csrf

        cookie, csrf = again(self.desk.engine, come_in)
        own = {"Cookie": f"{cookie_name(self.settings)}={cookie}", "X-CSRF": masked(csrf)}
        return self.send("", "POST", path, **{**sent, "headers": {**dict(sent.get("headers", {})), **own}})

    def submit(self, key: str, login: str = "intake", **sent: Any) -> Response:
        """A submission under a key."""
        return self.post(login, "/cases", headers={"Idempotency-Key": key}, **sent)

    def case(self, key: str = "first") -> tuple[str, int]:
        """A small case, read; its id and revision."""
        made = self.submit(key, json=small())
        assert made.status_code == 202, made.text
        work_off(self.desk)
        case = made.json()["case"]
        return case, self.get("nurse", f"/cases/{case}").json()["line"]["revision"]

    def rows(self) -> dict[str, int]:
        """How many rows every table has."""
        with reading(self.desk.engine) as session:
            return {
                name: session.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in Base.metadata.tables.items()
            }


def small() -> dict[str, Any]:
    """A request with two short documents, as JSON."""
    folder = CASES / "OMA-DEV-001"
    documents = sorted((folder / "documents").iterdir())
    return {
        "request": yaml.load((folder / "request.yaml").read_text("utf-8"), yaml.BaseLoader),
        "documents": [{"name": path.name, "text": path.read_text("utf-8")} for path in documents],
    }
