"""Where a service lives: its folder, its database and its keys, by what the environment says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mednec.desk.desk import Desk
from mednec.desk.model_servers import servers_in
from mednec.desk.open import open_desk, organisations
from mednec.desk.rows import PROGRAM
from mednec.errors import NotFound, StoreError
from mednec.model.life import Person, Role
from mednec.store.engine import open_engine
from mednec.store.keys import find_keys
from mednec.store.migrating import check_revision

HOME, DATABASE = "MEDNEC_HOME", "MEDNEC_DATABASE_URL"


def home_in(environment: Mapping[str, str]) -> Path:
    """The folder of a service: `MEDNEC_HOME`, else `mednec` where this user's programs keep what is theirs."""
    if named := environment.get(HOME):
        return Path(named).expanduser()
    kept = environment.get("XDG_DATA_HOME")
    return (Path(kept) if kept else Path.home() / ".local" / "share") / "mednec"


def database_in(environment: Mapping[str, str]) -> str:
    """The address of the database: `MEDNEC_DATABASE_URL`, else a file of SQLite in the home."""
    return environment.get(DATABASE) or f"sqlite:///{(home_in(environment) / 'mednec.db').absolute()}"


def desk_in(environment: Mapping[str, str], *, make: bool = False) -> Desk:
    """The desk of a service. `make` makes what an empty home lacks: the database, brought to its shape, and a key.

    A database that several hosts share (PostgreSQL) is never made or upgraded on the way: `mednec store upgrade` does
    that, after a backup. Raises StoreError, PackError.
    """
    home, url, servers = home_in(environment), database_in(environment), servers_in(environment)
    if not make and url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        raise StoreError("there is no service here", where=str(home), do="start one with mednec serve, or give --home")
    keys, sets_up = find_keys(environment, home, make=make), make and url.startswith("sqlite")
    if not sets_up:
        _look(url)
    return open_desk(url, keys, servers=servers, make=sets_up)


def _look(url: str) -> None:
    """Raises StoreError where the database cannot be used; no connection to it is left open then."""
    engine = open_engine(url)
    try:
        check_revision(engine)
    finally:
        engine.dispose()


def organisation_called(desk: Desk, named: str | None) -> str:
    """An organisation by its id or name; without one, the only one there is. Raises NotFound."""
    there = organisations(desk)
    found = [org for org, name in there if named is None or named in (org, name)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(name for _, name in there) or "none yet; start the service once with mednec serve"
    what = "there is no such organisation" if named else "which organisation is meant is not told"
    raise NotFound(what, where="--org", do=f"the organisations are: {names}")


def operator(org: str) -> Person:
    """Whoever works at the machine of the service: they hold its keys, so nothing is kept from them but the audit."""
    return Person(id=PROGRAM, org=org, name="the command line", roles=frozenset(Role))
