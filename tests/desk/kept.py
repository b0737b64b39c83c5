"""A desk with a small invented policy's case read and determined, for what is done with kept cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from mednec.desk.desk import Desk
from mednec.desk.open import make_organisation
from mednec.desk.people import add_person
from mednec.desk.policies import approve_installed
from mednec.desk.receiving import submit
from mednec.desk.worker import work_off
from mednec.model.life import Person, Role
from mednec.packs.law_yaml import load_laws
from mednec.store.engine import again, open_engine, reading
from mednec.store.sealing import Key, KeyRing
from mednec.store.tables import AccountRow
from tests.shipped import library

CASES = Path(__file__).parents[2] / "cases"
WORKED = "RIT-DEV-01"
KEYS = KeyRing(keys=(Key(id="first", secret=b"k" * 32),))
START = datetime(2026, 4, 8, 10, 12, tzinfo=UTC)


@dataclass(slots=True)
class Kept:
    """A desk, its organisation, somebody who may do everything there, and the clock that tests set."""

    url: str
    at: datetime = START
    desk: Desk = field(init=False)
    org: str = field(init=False)
    who: Person = field(init=False)

    def __post_init__(self) -> None:
        packs = library()
        self.desk = Desk(
            engine=open_engine(self.url),
            library=packs,
            keys=KEYS,
            laws=load_laws(packs.root),
            clock=lambda: self.at,
        )
        self.org = make_organisation(self.desk, "Harbor Health")
        account = add_person(self.desk, None, self.org, "all", "Ada All", tuple(Role))
        self.who = self.person(account, *Role)
        again(self.desk.engine, lambda session: approve_installed(session, self.desk, self.org, account))

    def person(self, account: str, *roles: Role) -> Person:
        return Person(id=account, org=self.org, name="Ada All", roles=frozenset(roles))

    def read(self, name: str = WORKED) -> str:
        """A worked case, submitted and read; its id."""
        folder = CASES / name
        files = {f"documents/{p.name}": p.read_bytes() for p in sorted((folder / "documents").iterdir())}
        files["request.yaml"] = (folder / "request.yaml").read_bytes()
        case = submit(self.desk, self.who, files).case
        assert work_off(self.desk) == 1
        return case

    @classmethod
    def again(cls, url: str) -> Kept:
        """The desk of a database that was made so before."""
        made = cls.__new__(cls)
        made.url, made.at = url, START
        packs = library()
        made.desk = Desk(
            engine=open_engine(url), library=packs, keys=KEYS, laws=load_laws(packs.root), clock=lambda: made.at
        )
        with reading(made.desk.engine) as session:
            account = session.query(AccountRow).one()
        made.org = account.org
        made.who = made.person(account.id, *Role)
        return made
