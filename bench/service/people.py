"""Somebody to measure with: an organisation of the first start, a nurse and a physician with tokens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from mednec.desk.desk import Desk
from mednec.desk.open import first_start, open_desk
from mednec.desk.people import add_person, person
from mednec.model.life import Person, Role
from mednec.packs.library import Library
from mednec.store.engine import again
from mednec.store.keys import find_keys
from mednec.store.tables import AccountRow, VisitRow
from mednec.web.csrf import HEADER, masked
from mednec.web.passwords import hashed
from mednec.web.sessions import cookie_name, digest, open_visit
from mednec.web.settings import WebSettings
from mednec.web.tokens import new_token_of

PASSWORD = "seven quiet herons stand"
NPI = "1234567893"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person, a token for the interface, and an open session for the pages."""

    person: Person
    token: str
    cookie: str
    csrf: str

    @property
    def headers(self) -> dict[str, str]:
        """What a program sends."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def signs(self) -> dict[str, str]:
        """What a browser's script sends: what is adverse is signed by somebody who signed in."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookie, HEADER: masked(self.csrf)}

    @property
    def cookies(self) -> dict[str, str]:
        """What a browser sends."""
        return {cookie_name(WebSettings()): self.cookie}


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """The desk and who works at it."""

    desk: Desk
    nurse: Known
    physician: Known


def new_staff(home: Path, database: str, library: Library) -> Staff:
    """Set up an empty store with an organisation and two people."""
    url = database or f"sqlite:///{home / 'mednec.db'}"
    desk = open_desk(url, find_keys({}, home, make=True), library, make=True)
    first = first_start(desk, hashed)
    if first is None:
        raise ValueError(f"{url} is not empty")
    kept = hashed(PASSWORD)
    nurse = add_person(desk, None, first.org, "nurse", "N. Alvarez, RN", [Role.INTAKE, Role.NURSE], password=kept)
    physician = add_person(
        desk,
        None,
        first.org,
        "physician",
        "P. Okafor, MD",
        [Role.PHYSICIAN],
        password=kept,
        profile={"specialty": "rheumatology", "npi": NPI, "licence": "MD-1001", "licence_state": "NY"},
    )
    return Staff(desk=desk, nurse=_known(desk, nurse), physician=_known(desk, physician))


def _known(desk: Desk, account: str) -> Known:
    def make(session: Session) -> tuple[str, str, str]:
        at = desk.clock()
        session.get_one(AccountRow, account).must_change = False
        token = new_token_of(session, account, "measuring", at)
        cookie = open_visit(session, account, at, WebSettings(), second_factor=True)
        return token, cookie, session.get_one(VisitRow, digest(cookie)).csrf

    token, cookie, csrf = again(desk.engine, make)
    return Known(person=person(desk, account), token=token, cookie=cookie, csrf=csrf)
