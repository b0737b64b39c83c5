"""An office at work: an organisation with people of every role and a case that was read, copied for each test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

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
from mednec.store.audit import verify
from mednec.store.engine import again, open_engine, reading
from mednec.store.sealing import Key, KeyRing
from mednec.store.tables import AccountRow
from tests.shipped import PACKS, library

CASES = Path(__file__).parents[2] / "cases"
DENIED, APPROVED = "OMA-DEV-001", "IG-DEV-01"  # as the program recommends
KEYS = KeyRing(keys=(Key(id="first", secret=b"k" * 32),))
START = datetime(2026, 4, 8, 10, 12, tzinfo=UTC)
PROFILE = {"specialty": "Allergy", "npi": "1234567893", "licence": "MD-1", "licence_state": "MA"}
PEOPLE: Mapping[str, tuple[tuple[Role, ...], Mapping[str, str]]] = {
    "intake": ((Role.INTAKE,), {}),
    "nurse": ((Role.NURSE,), {}),
    "physician": ((Role.PHYSICIAN,), PROFILE),
    "second": ((Role.PHYSICIAN,), {**PROFILE, "licence": "MD-2"}),
    "auditor": ((Role.AUDITOR,), {}),
    "administrator": ((Role.ADMINISTRATOR,), {}),
}
RECENT = Recent()  # a chart is read once for all tests of a process


@dataclass(slots=True)
class Office:
    """A desk with people by what they are; the clock goes on by a second whenever it is looked at."""

    url: str
    org: str = ""
    at: datetime = START
    case: str = ""  # one that the program recommends to deny
    other: str = ""  # one that it recommends to approve with conditions
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        packs = library()
        self.desk = Desk(
            engine=open_engine(self.url),
            library=packs,
            keys=KEYS,
            laws=load_laws(PACKS),
            clock=self.tick,
            recent=RECENT,
        )

    def tick(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def __getattr__(self, login: str) -> Person:
        """The person of a login."""
        if login not in PEOPLE:
            raise AttributeError(login)
        return self.person(login)

    def person(self, login: str) -> Person:
        return person(self.desk, ids_of(self)[login])

    def view(self, case: str = "") -> CaseView:
        """The case as its page shows it; nobody logged it."""
        return the_case(self.desk, self.person("auditor"), case or self.case, log=False)

    def intact(self) -> bool:
        """Whether the audit verifies."""
        with reading(self.desk.engine) as session:
            return verify(session, KEYS, self.org).ok


def ids_of(office: Office) -> dict[str, str]:
    """Accounts by login."""
    with reading(office.desk.engine) as session:
        rows = session.scalars(select(AccountRow).where(AccountRow.org == office.org))
        return {row.login: row.id for row in rows}


def staffed(office: Office, name: str = "Harbor Health") -> Office:
    """The office with its organisation, its people, and the packs approved."""
    office.org = make_organisation(office.desk, name)
    for login, (roles, profile) in PEOPLE.items():
        account = add_person(office.desk, None, office.org, login, login.title(), roles, profile=profile)
    again(office.desk.engine, lambda session: approve_installed(session, office.desk, office.org, account))
    return office


def files_of(name: str) -> dict[str, bytes]:
    """A worked case as it would be sent."""
    folder = CASES / name
    files = {f"documents/{p.name}": p.read_bytes() for p in sorted((folder / "documents").iterdir())}
    return {**files, "request.yaml": (folder / "request.yaml").read_bytes()}


def read_case(office: Office, name: str) -> str:
    """A worked case, submitted now and read."""
    case = submit(office.desk, office.person("nurse"), files_of(name), received=office.at).case
    assert work_off(office.desk) == 1
    return case
