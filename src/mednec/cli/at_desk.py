"""What every command of a service begins with: its folder, its organisation, one message when something is wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.output import say
from mednec.errors import MednecError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from mednec.desk.desk import Desk
    from mednec.model.life import Person
    from mednec.store.sealing import KeyRing

HOME = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of the service. [MEDNEC_HOME; else ~/.local/share/mednec]",
)
ORG = click.option("--org", metavar="NAME", help="Organisation; needed where there are several.")


@contextmanager
def told() -> Iterator[None]:
    """What is wrong with the input ends with one message and status 2."""
    try:
        yield
    except MednecError as error:
        say(error)


def environment_with(home: Path | None) -> Mapping[str, str]:
    """The environment of this process, with the home that was given."""
    return {**os.environ, "MEDNEC_HOME": str(home)} if home is not None else os.environ


def opened(home: Path | None, org: str | None = None) -> tuple[Desk, Person]:
    """The desk of a service, and whoever works at its machine. Raises StoreError, NotFound."""
    from mednec.desk.place import operator, organisation_called

    desk = desk_at(home)
    return desk, operator(organisation_called(desk, org))


def desk_at(home: Path | None) -> Desk:
    """The desk of a service, closed with the command. Raises StoreError."""
    from mednec.desk.place import desk_in

    desk = desk_in(environment_with(home))
    click.get_current_context().call_on_close(desk.engine.dispose)
    return desk


def engine_at(home: Path | None) -> Engine:
    """The database of a service, of whatever shape, closed with the command. Raises StoreError."""
    from mednec.desk.place import database_in
    from mednec.store.engine import open_engine

    engine = open_engine(database_in(environment_with(home)))
    click.get_current_context().call_on_close(engine.dispose)
    return engine


def keys_at(home: Path | None) -> KeyRing:
    """The keys of a service. Raises StoreError."""
    from mednec.desk.place import home_in
    from mednec.store.keys import find_keys

    environment = environment_with(home)
    return find_keys(environment, home_in(environment))
