"""A service as it is run, with a case that was read and people of every role, and what a browser shows of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from bench.service.running import Service
from mednec.desk.desk import Desk
from mednec.desk.open import first_start, open_desk
from mednec.desk.people import add_person, person
from mednec.desk.receiving import submit
from mednec.desk.worker import work_off
from mednec.model.life import Role
from mednec.store.engine import writing
from mednec.store.keys import find_keys
from mednec.store.tables import AccountRow
from mednec.web.passwords import hashed
from mednec.web.sessions import cookie_name, open_visit
from mednec.web.settings import WebSettings
from tests.shipped import library

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam  # its public name of a cookie

CASES = Path(__file__).parents[2] / "cases"
WORKED = "OMA-DEV-001"
PASSWORD = "seven quiet herons stand"
PEOPLE = {
    "nurse": ("N. Alvarez, RN", (Role.NURSE, Role.INTAKE)),
    "colleague": ("C. Duarte, RN", (Role.NURSE,)),
    "physician": ("P. Okafor, MD", (Role.PHYSICIAN,)),
    "author": ("A. Lindqvist", (Role.POLICY_AUTHOR,)),
    "auditor": ("R. Banerjee", (Role.AUDITOR,)),
    "newcomer": ("I. Castellano", (Role.INTAKE,)),
}
PROFILE = {"specialty": "Allergy", "npi": "1234567893", "licence": "MD-1001", "licence_state": "NY"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A home that was made once: a case that was read, one that could not be, and the accounts by login."""

    folder: Path
    case: str
    unread: str
    ids: dict[str, str]


@dataclass(slots=True)
class Place:
    """The running service, what is in it, and a cookie for each who works there."""

    service: Service
    home: Home
    cookies: dict[str, str]

    @property
    def path(self) -> str:
        """Of the case."""
        return f"/cases/{self.home.case}"

    def cookie(self, login: str) -> SetCookieParam:
        """What the browser of somebody who is signed in sends."""
        return {"name": cookie_name(WebSettings()), "value": self.cookies[login], "url": self.service.url}


@dataclass(slots=True)
class Seen:
    """What a browser complained of, and whom it asked."""

    url: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """From now on."""

        def said(message: ConsoleMessage) -> None:
            refused = "the server responded with a status of 4" in message.text  # told on the page itself
            if message.type in ("error", "warning") and not refused:
                self.complaints.append(f"{page.url}: {message.text}")

        def asked(request: Request) -> None:
            if not request.url.startswith((self.url, "data:", "blob:")):
                self.elsewhere.append(request.url)

        page.on("console", said)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", asked)


def worked_case(name: str = WORKED) -> dict[str, bytes]:
    """A worked case as the files an office sends."""
    folder = CASES / name
    files = [folder / "request.yaml", *sorted((folder / "documents").iterdir())]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def make_home(home: Path) -> Home:
    """A home with people, a case that was read, and one that could not be."""
    home.mkdir()
    desk = open_desk(f"sqlite:///{home / 'mednec.db'}", find_keys({}, home, make=True), library(), make=True)
    first = first_start(desk, hashed)
    assert first is not None
    kept = hashed(PASSWORD)
    ids = {"admin": first.account}
    for login, (name, roles) in PEOPLE.items():
        profile = PROFILE if Role.PHYSICIAN in roles else None
        ids[login] = add_person(desk, None, first.org, login, name, roles, password=kept, profile=profile)
    with writing(desk.engine) as session:
        for login, account in ids.items():
            session.get_one(AccountRow, account).must_change = login == "newcomer"
    nurse = person(desk, ids["nurse"])
    case = submit(desk, nurse, worked_case()).case
    unread = submit(desk, nurse, {"note.txt": b"Please call us back."}).case
    work_off(desk)
    desk.engine.dispose()
    return Home(folder=home, case=case, unread=unread, ids=ids)


def copy_home(made: Home, folder: Path) -> Place:
    """A copy of the home for one service, with everybody signed in."""
    shutil.copytree(made.folder, folder)
    return Place(service=Service(home=folder), home=made, cookies=_cookies(folder, made.ids))


def _cookies(home: Path, ids: dict[str, str]) -> dict[str, str]:
    desk: Desk = open_desk(f"sqlite:///{home / 'mednec.db'}", find_keys({}, home, make=False), library())
    with writing(desk.engine) as session:
        found = {
            login: open_visit(session, account, desk.clock(), WebSettings(), second_factor=True)
            for login, account in ids.items()
        }
    desk.engine.dispose()
    return found


@contextmanager
def served(place: Place) -> Iterator[Place]:
    """The service runs."""
    try:
        place.service.start_web()
        yield place
    finally:
        place.service.stop()


@contextmanager
def page_of(browser: Browser, place: Place, login: str = "", *, scripts: bool = True) -> Iterator[tuple[Page, Seen]]:
    """A browser of its own, signed in as somebody where one is named."""
    context = browser.new_context(
        base_url=place.service.url, viewport={"width": 1440, "height": 900}, java_script_enabled=scripts
    )
    if login:
        context.add_cookies([place.cookie(login)])
    page, seen = context.new_page(), Seen(url=place.service.url)
    seen.watch(page)
    try:
        yield page, seen
    finally:
        context.close()
