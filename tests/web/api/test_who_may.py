"""Every route for every role, for nobody, and for another organisation, against a table written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import func, select

from mednec.model.life import Role
from mednec.store.engine import again, reading
from mednec.store.tables import AccountRow, AuditRow, CaseRow, VisitRow
from mednec.web.csrf import masked
from mednec.web.sessions import cookie_name, digest, open_visit
from tests.web.api.desks import Served, small
from tests.web.api.table import API, ASKED, EVERYBODY, NOBODY_ASKED, PAGES, PUBLIC, SENT

if TYPE_CHECKING:
    from httpx2 import Response

TABLE = {**API, **PAGES, **PUBLIC}
LETTER_OF = dict(zip(EVERYBODY, Role, strict=True))  # in the order of the roles
OTHER = "other"
IN_PERSON = tuple(f"POST /api/v1/cases/{{case_id}}/{act}" for act in ("appeals/ending", "decisions"))  # by no token
NOT_THERE = ("pages/{number}", "/batch")  # there is no such thing, whoever asks


@dataclass(slots=True)
class Doors:
    """A served desk with a case, and what addresses can name of it."""

    served: Served
    ids: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, login: str, route: str, *, whole: bool = True) -> Response:
        """The answer to somebody who asks a route about our case; without a login, to nobody.

        Not `whole`, what is sent is empty: who may do it is told what is missing, and nothing is done.
        """
        method, _, path = route.partition(" ")
        path = "?".join(filter(None, (path, ASKED.get(route, ""))))
        for name, value in self.ids.items():
            path = path.replace("{" + name + "}", value)
        if path.startswith("/api/"):
            headers = {"If-Match": '"1"', "Idempotency-Key": "matrix"}
            sent = SENT.get(route, {}) if whole else {}
            body = {"json": _filled(sent, self.ids)} if method == "POST" else {}
            if login and route in IN_PERSON:
                return self.served.sign(login, path.removeprefix("/api/v1"), headers=headers, **body)
            return self.served.send(login, method, path.removeprefix("/api/v1"), headers=headers, **body)
        cookie = {"Cookie": f"{cookie_name(self.served.settings)}={self.cookie(login)}"} if login else {}
        form = {"csrf": self.token(login)} if method == "POST" else None
        return self.served.client.request(method, path, headers=cookie, data=form)

    def cookie(self, login: str) -> str:
        """A session of somebody, opened anew after it was ended."""
        if login not in self.cookies or self._csrf(login) is None:
            account = self.served.accounts[login]
            self.cookies[login] = again(
                self.served.desk.engine,
                lambda session: open_visit(session, account, self.served.at, self.served.settings, second_factor=False),
            )
        return self.cookies[login]

    def token(self, login: str) -> str:
        """The token of the forms of a session."""
        if not login:
            return ""
        self.cookie(login)
        return masked(self._csrf(login) or "")

    def _csrf(self, login: str) -> str | None:
        with reading(self.served.desk.engine) as session:
            visit = session.get(VisitRow, digest(self.cookies[login]))
            return visit.csrf if visit else None

    def ours(self) -> tuple[int, int]:
        """What the audit and the case of our organisation stand at."""
        with reading(self.served.desk.engine) as session:
            entries = session.scalar(select(func.count()).where(AuditRow.org == self.served.org))
            return entries or 0, session.get_one(CaseRow, self.ids["case_id"]).revision


def _filled(sent: object, ids: dict[str, str]) -> object:
    if isinstance(sent, dict):
        return {name: _filled(value, ids) for name, value in sent.items()}
    if isinstance(sent, list):
        return [_filled(value, ids) for value in sent]
    return sent.replace("{case_id}", ids["case_id"]) if isinstance(sent, str) else sent


@pytest.fixture(scope="module")
def doors(stocked: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """A desk with a read case that has a letter."""
    served = stocked.copied(tmp_path_factory.mktemp("doors") / "mednec.db")
    case, revision = served.first
    sent = {"json": {"kind": "gap"}, "headers": {"If-Match": f'"{revision}"'}}
    letter = served.post("nurse", f"/cases/{case}/letters", **sent).json()["id"]
    job = served.submit("waits", json=small()).json()["job"]
    policy = min(served.get("nurse", "/policies").json()["items"], key=lambda line: int(line["clauses"]))
    ids = {
        "case_id": case,
        "number": "1",
        "page": "1",
        "letter_id": letter,
        "job_id": job,
        "digest": policy["digest"],
        "approval_id": policy["approval"]["id"],
        "approval": policy["approval"]["id"],
        "account": served.accounts["spare"],
        "name:path": served.get("nurse", f"/cases/{case}/documents").json()["files"][0]["name"],
        "name": "volumes",
        "view": "none",
        "version": "none",
        "clause": served.get("nurse", f"/cases/{case}").json()["shown"]["summary"]["clauses"][0]["clause"],
    }
    yield Doors(served=served, ids=ids)
    served.close()


def test_the_table_has_every_route_and_no_other(doors: Doors) -> None:
    app = cast(FastAPI, doors.served.client.app)
    found = {
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or ())
        if method != "HEAD"
    }
    assert sorted(found ^ set(TABLE)) == []


@pytest.mark.parametrize("letter", EVERYBODY)
def test_a_role_may_do_what_it_is_there_for(letter: str, doors: Doors) -> None:
    login, wrong = LETTER_OF[letter].key, []
    for route in (route for route, who in {**API, **PAGES}.items() if letter in who):
        status = doors.ask(login, route, whole=False).status_code
        found = route.startswith("POST") or status < 400 or any(part in route for part in NOT_THERE)
        if status in (401, 403) or status >= 500 or not found:
            wrong.append((route, status))
    assert wrong == []


@pytest.mark.parametrize("letter", EVERYBODY)
def test_a_role_may_do_nothing_else(letter: str, doors: Doors) -> None:
    login, before = LETTER_OF[letter].key, doors.ours()
    routes = [route for route, who in {**API, **PAGES}.items() if letter not in who]
    wrong = [(route, status) for route in routes if (status := doors.ask(login, route).status_code) != 403]
    assert wrong == []
    assert doors.ours() == before


def test_nobody_gets_no_further_than_the_door(doors: Doors) -> None:
    before, wrong = doors.ours(), []
    for route, who in TABLE.items():
        answer = doors.ask("", route)
        if who == NOBODY_ASKED:
            held = answer.status_code < 500
        elif route.startswith("GET") and not route.startswith("GET /api/"):
            held = answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")
        else:
            held = answer.status_code == 401
        if not held:
            wrong.append((route, answer.status_code))
    assert wrong == []
    assert doors.ours() == before


def test_another_organisation_finds_nothing_of_ours(doors: Doors) -> None:
    before, wrong = doors.ours(), []
    ours = ("{case_id}", "{letter_id}", "{job_id}", "{approval_id}", "{approval}", "{account}", "cases/assignments")
    for route in {**API, **PAGES}:
        answer = doors.ask(OTHER, route)
        names_ours = any(name in route for name in ours)
        strict = names_ours and (route.startswith("GET") or route in API)
        if answer.status_code >= 500 or (strict and answer.status_code != 404) or _tells(answer, doors):
            wrong.append((route, answer.status_code))
    assert wrong == []
    assert doors.ours() == before


def _tells(answer: Response, doors: Doors) -> bool:
    """Whether an answer has the name of our patient or of our people in it."""
    with reading(doors.served.desk.engine) as session:
        patient = session.get_one(CaseRow, doors.ids["case_id"]).patient
        spare = session.get_one(AccountRow, doors.ids["account"]).name
    return patient in answer.text or spare in answer.text
