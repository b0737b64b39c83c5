"""A session in the browser: a cookie of 256 random bits, kept as its digest, that ends by itself."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from mednec.desk.desk import Desk
from mednec.desk.people import person_of
from mednec.model.life import Person, Role
from mednec.store.engine import again, reading
from mednec.store.tables import AccountRow, OrganisationRow, VisitRow
from mednec.web.csrf import new_token
from mednec.web.settings import WebSettings

SECOND_FACTOR, PHYSICIANS, EVERYBODY = "second_factor", "physicians", "everybody"  # setting of an organisation
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last use of a session is kept
CODE, NEW_PASSWORD, ENROL = "/sign-in/code", "/account/password", "/account/second-factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A session that is open. `first` is the page that must be done with before any other, where there is one."""

    id: str  # digest of the cookie
    person: Person
    csrf: str
    second_factor: bool
    first: str = ""


def cookie_name(settings: WebSettings) -> str:
    """Over https a browser takes this name only with Secure, without Domain, and for the whole host."""
    return "__Host-mednec" if settings.https else "mednec"


def digest(secret: str) -> str:
    """What is kept of a cookie or a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_visit(session: Session, account: str, now: datetime, settings: WebSettings, *, second_factor: bool) -> str:
    """Open a session and give its cookie; sessions that ended are swept on the way."""
    session.execute(delete(VisitRow).where(VisitRow.ends < now))
    cookie = secrets.token_urlsafe(32)
    session.add(
        VisitRow(
            id=digest(cookie),
            account=account,
            csrf=new_token(),
            made=now,
            seen=now,
            ends=now + timedelta(minutes=settings.longest_minutes),
            second_factor=second_factor,
        )
    )
    return cookie


def close_visits(session: Session, account: str, *, but: str = "") -> int:
    """Sign an account out everywhere, `but` one session where that is named. Gives how many were open."""
    gone = session.scalars(select(VisitRow).where(VisitRow.account == account, VisitRow.id != but)).all()
    for each in gone:
        session.delete(each)
    return len(gone)


def find_visit(desk: Desk, settings: WebSettings, cookie: str) -> Visit | None:
    """The open session of a cookie; none when it ended, was idle too long, or its account is closed."""
    now, key = desk.clock(), digest(cookie)
    wanted = select(VisitRow, AccountRow, OrganisationRow.settings).where(VisitRow.id == key)
    wanted = wanted.join(AccountRow, AccountRow.id == VisitRow.account)
    with reading(desk.engine) as session:
        found = session.execute(wanted.join(OrganisationRow, OrganisationRow.id == AccountRow.org)).first()
    if found is None:
        return None
    visit, account, rules = found
    idle = now - visit.seen
    if not account.active or now >= visit.ends or idle >= timedelta(minutes=settings.idle_minutes):
        return None
    if idle >= SEEN_EVERY:
        again(desk.engine, lambda session: _see(session, key, now), repeats=True)
    return Visit(
        id=key,
        person=person_of(account),
        csrf=visit.csrf,
        second_factor=visit.second_factor,
        first=_first(account, visit, str(rules.get(SECOND_FACTOR, ""))),
    )


def _see(session: Session, key: str, now: datetime) -> None:
    row = session.get(VisitRow, key)
    if row is not None and row.seen < now:
        row.seen = now


def _first(account: AccountRow, visit: VisitRow, asked_of: str) -> str:
    """The page that comes before all others: the code, a password of one's own, a second factor that is asked for."""
    if account.totp is not None and not visit.second_factor:
        return CODE
    if account.password is not None and account.must_change:
        return NEW_PASSWORD
    asked = asked_of == EVERYBODY or (asked_of == PHYSICIANS and Role.PHYSICIAN.key in account.roles)
    if asked and account.totp is None and not visit.second_factor:
        return ENROL
    return ""


def set_cookie(response: Response, cookie: str, settings: WebSettings) -> None:
    """Hand a session to the browser; it forgets it when it is closed."""
    response.set_cookie(cookie_name(settings), cookie, path="/", secure=settings.https, httponly=True, samesite="lax")


def drop_cookie(response: Response, settings: WebSettings) -> None:
    """Take the session from the browser, with whatever it kept of the pages."""
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.https, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
