"""Opening a desk, making an organisation, and the very first start."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk, DeskLimits, new_id, now
from mednec.desk.model_servers import Servers
from mednec.desk.people import add_person
from mednec.desk.policies import approve_installed
from mednec.desk.rows import PROGRAM, log
from mednec.errors import StoreError
from mednec.model.law import Laws
from mednec.model.life import Role
from mednec.packs.law_yaml import load_laws
from mednec.packs.library import Library, load_library
from mednec.store.engine import again, open_engine, reading
from mednec.store.migrating import check_revision, upgrade
from mednec.store.sealing import KeyRing
from mednec.store.tables import OrganisationRow

FIRST_NAME, FIRST_LOGIN = "Local", "admin"
_PASSWORD_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStart:
    """What the first start made. The password is told once and kept nowhere."""

    org: str
    account: str
    login: str
    password: str


def open_desk(
    url: str,
    keys: KeyRing,
    library: Library | None = None,
    clock: Callable[[], datetime] = now,
    *,
    laws: Laws | None = None,
    limits: DeskLimits | None = None,
    servers: Servers | None = None,
    make: bool = False,
) -> Desk:
    """The desk of a database; `make` sets an empty one up and upgrades an older one.

    Raises StoreError when the database cannot be used, PackError when the packs cannot.
    """
    engine = open_engine(url)
    if make:
        upgrade(engine)
        if engine.dialect.name == "postgresql":
            from mednec.desk.delivery import prepare

            prepare(engine)
    else:
        check_revision(engine)
    held = library or load_library()
    return Desk(
        engine=engine,
        library=held,
        keys=keys,
        laws=laws or load_laws(held.root),
        limits=limits or DeskLimits(),
        servers=servers or Servers(),
        clock=clock,
    )


def organisations(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Id and name of every organisation, by name."""
    with reading(desk.engine) as session:
        rows = session.scalars(select(OrganisationRow).order_by(OrganisationRow.name, OrganisationRow.id))
        return tuple((row.id, row.name) for row in rows)


def make_organisation(desk: Desk, name: str, settings: dict[str, object] | None = None) -> str:
    """Make an organisation and return its id. Raises StoreError for a name that is empty or taken."""
    if not name.strip():
        raise StoreError("an organisation needs a name", where="organisation", do="give one")

    def add(session: Session) -> str:
        if session.scalars(select(OrganisationRow).where(OrganisationRow.name == name.strip())).first():
            raise StoreError("there is an organisation of this name", where="organisation", do="give another one")
        at = desk.clock()
        row = OrganisationRow(id=new_id(), name=name.strip(), made=at, settings=dict(settings or {}))
        session.add(row)
        session.flush()
        log(session, desk, row.id, PROGRAM, "make organisation", row.id, at)
        return row.id

    return again(desk.engine, add)


def first_start(
    desk: Desk, hashed: Callable[[str], str], *, roles: Iterable[Role] = tuple(Role), name: str = FIRST_NAME
) -> FirstStart | None:
    """An organisation and one account that may do everything, and the packs approved as they were installed.

    Nothing, where there is an organisation already. `hashed` turns the password into what is kept of it.
    """
    if organisations(desk):
        return None
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    kept = hashed(password)
    org = make_organisation(desk, name)
    account = add_person(desk, None, org, FIRST_LOGIN, "Administrator", roles, password=kept)
    again(desk.engine, lambda session: approve_installed(session, desk, org, account))
    return FirstStart(org=org, account=account, login=FIRST_LOGIN, password=password)
