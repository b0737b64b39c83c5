"""A worked case that was read once, in a database that each test gets a copy of, and people who have it open."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from mednec.desk.cases import the_case
from mednec.desk.desk import Desk
from mednec.desk.open import make_organisation
from mednec.desk.people import add_person, person
from mednec.desk.policies import approve_installed
from mednec.desk.receiving import submit
from mednec.desk.recent import Recent
from mednec.desk.values import CaseView
from mednec.desk.worker import work_off
from mednec.model.life import Person, Role
from mednec.packs.law_yaml import load_laws
from mednec.store.engine import again, open_engine, writing
from mednec.store.sealing import Key, KeyRing
from mednec.web.app import build_app
from mednec.web.sessions import cookie_name, open_visit
from mednec.web.settings import WebSettings
from tests.shipped import library

if TYPE_CHECKING:
    from httpx2 import Response

CASES = Path(__file__).parents[2] / "cases"
WORKED = "OMA-DEV-001"
KEYS = KeyRing(keys=(Key(id="first", secret=b"k" * 32),))
START = datetime(2026, 4, 8, 10, 12, tzinfo=UTC)
SETTINGS = WebSettings(rate_address="1000000/minute", rate_person="1000000/minute", rate_writes="1000000/minute")
PEOPLE = {
    "nurse": (Role.NURSE, Role.INTAKE),
    "physician": (Role.PHYSICIAN,),
    "second": (Role.PHYSICIAN,),
    "intake": (Role.INTAKE,),
    "auditor": (Role.AUDITOR,),
    "administrator": (Role.ADMINISTRATOR,),
}
PROFILE = {"specialty": "hematology", "npi": "1234567893", "licence": "MD-1", "licence_state": "MA"}
RECENT = Recent()  # a chart is read once for all tests of a process


@dataclass(slots=True)
class Screen:
    """The case as people have it open. `ids` are accounts by login, and `other` somebody elsewhere."""

    url: str
    case: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    at: datetime = START
    desk: Desk = field(init=False)
    browsers: dict[str, TestClient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        packs = library()
        self.desk = Desk(
            engine=open_engine(self.url),
            library=packs,
            keys=KEYS,
            laws=load_laws(packs.root),
            clock=lambda: self.at,
            recent=RECENT,
        )

    def make(self) -> None:
        """Two organisations with their people, and the case submitted and read."""
        org, other = (make_organisation(self.desk, name) for name in ("Harbor Health", "Upland Plan"))
        for login, roles in PEOPLE.items():
            profile = PROFILE if Role.PHYSICIAN in roles else None
            self.ids[login] = add_person(self.desk, None, org, login, login.title(), roles, profile=profile)
        self.ids["other"] = add_person(self.desk, None, other, "other", "Other", (Role.NURSE,))
        again(self.desk.engine, lambda session: approve_installed(session, self.desk, org, self.ids["administrator"]))
        self.case = submit(self.desk, self.who("nurse"), files_of(CASES / WORKED)).case
        work_off(self.desk)

    def who(self, login: str) -> Person:
        return person(self.desk, self.ids[login])

    def view(self) -> CaseView:
        return the_case(self.desk, self.who("nurse"), self.case, log=False)

    @property
    def revision(self) -> str:
        return str(self.view().line.revision)

    @property
    def shown(self) -> str:
        """What a signature is bound to."""
        shown = self.view().shown
        assert shown is not None
        return shown.shown

    def browser(self, login: str) -> TestClient:
        """A browser in which somebody is signed in."""
        if login not in self.browsers:
            client = TestClient(build_app(self.desk, SETTINGS), "http://localhost", follow_redirects=False)
            with writing(self.desk.engine) as session:
                cookie = open_visit(session, self.ids[login], self.at, SETTINGS, second_factor=False)
            client.cookies.set(cookie_name(SETTINGS), cookie, domain="localhost.local", path="/")
            self.browsers[login] = client
        return self.browsers[login]

    def get(self, login: str, path: str = "", **headers: str) -> Response:
        """A page of the case."""
        return self.browser(login).get(f"/cases/{self.case}{path}", headers=headers)

    def post(self, login: str, path: str, form: Mapping[str, str | list[str]], **headers: str) -> Response:
        """A form of the case, sent with the token of its page; the revision is the present one where none is given."""
        client = self.browser(login)
        token = re.search(r'name="csrf" content="([^"]+)"', client.get("/account").text)
        assert token is not None
        sent = {"csrf": token[1], "revision": self.revision, **form}
        return client.post(f"/cases/{self.case}{path}", data=sent, headers=headers)


def files_of(folder: Path) -> dict[str, bytes]:
    """A case folder as files of a packet."""
    files = {f"documents/{path.name}": path.read_bytes() for path in sorted((folder / "documents").iterdir())}
    return {"request.yaml": (folder / "request.yaml").read_bytes(), **files}


def read_once(empty: Path, folder: Path) -> Path:
    """A database in which the case is read; beside it who is who."""
    path = Path(shutil.copy(empty, folder / "case.db"))
    screen = Screen(f"sqlite:///{path}")
    screen.make()
    screen.desk.engine.dispose()
    path.with_suffix(".json").write_text(json.dumps({"case": screen.case, "ids": screen.ids}))
    return path


def opened(read: Path, folder: Path) -> Screen:
    """A copy of the database for one test."""
    path = shutil.copy(read, folder / "copy.db")
    told = json.loads(read.with_suffix(".json").read_text())
    return Screen(f"sqlite:///{path}", case=told["case"], ids=told["ids"])


def words(html: str) -> str:
    """The words of a page, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
