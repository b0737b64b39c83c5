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
    from mednec.desk.desk import Desk
    from mednec.model.life import Person

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
    from mednec.desk.place import desk_in, operator, organisation_called

    desk = desk_in(environment_with(home))
    return desk, operator(organisation_called(desk, org))
