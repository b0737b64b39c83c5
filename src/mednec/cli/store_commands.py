"""`mednec store`: the database brought to its shape, kept, taken back, and sealed under a new key."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.at_desk import HOME, engine_at, environment_with, keys_at, told

if TYPE_CHECKING:
    from mednec.store.backup import Backup


@click.group("store")
def store_group() -> None:
    """Upgrade, back up, restore and re-key the database of a service."""


@store_group.command("upgrade")
@HOME
def upgrade_command(home: Path | None) -> None:
    """Bring the database to the shape this program needs; an empty one is set up. Make a backup before.

    However many start it at once, one does it. Example: mednec store upgrade
    """
    with told():
        from mednec.store.migrating import revision, upgrade

        engine = engine_at(home)
        before = revision(engine) if engine.dialect.name != "sqlite" or _is_there(engine.url.database) else None
        upgrade(engine)
        if engine.dialect.name == "postgresql":
            from mednec.desk.delivery import prepare

            prepare(engine)
        after = revision(engine)
        click.echo(
            f"the database is at {after}" if before == after else f"upgraded from {before or 'nothing'} to {after}"
        )


@store_group.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--portable", is_flag=True, help="In a form that either kind of database takes back.")
@HOME
def backup_command(file: Path, portable: bool, home: Path | None) -> None:
    """Write one moment of the database to FILE, read it again, and verify the audits in it. Work goes on meanwhile.

    The keys are not in it: keep them apart, for without them it opens to nobody. Example: mednec store backup today.db
    """
    with told():
        from mednec.store.backup import backup

        _tell(backup(engine_at(home), keys_at(home), file, portable=portable), "written")


@store_group.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@HOME
def restore_command(file: Path, home: Path | None) -> None:
    """Take the backup FILE into an empty database, and verify the audits in it.

    The keys must be in the home (or where MEDNEC_KEYS_FILE says) before. Example: mednec store restore today.db
    """
    with told():
        from mednec.store.backup import restore

        _tell(restore(engine_at(home), keys_at(home), file), "taken back")


@store_group.command("rewrap")
@click.option("--new-key", metavar="ID", help="Only make a key of this id, in front of the others.")
@HOME
def rewrap_command(new_key: str | None, home: Path | None) -> None:
    """Seal everything anew that is not under the first key. It may be interrupted, and goes on where it stopped.

    In three steps, so that no process meets a value whose key it does not know: make the key with --new-key, start
    every server and worker anew, then run this without it. Older keys stay: the audit and older backups need them.

    Example: mednec store rewrap --new-key k2
    """
    with told():
        from mednec.desk.place import home_in
        from mednec.errors import StoreError
        from mednec.store.keys import FILE, TEXT, add_key
        from mednec.store.migrating import check_revision
        from mednec.store.rotation import rewrap

        environment, keys = environment_with(home), keys_at(home)
        if new_key is not None:
            if environment.get(TEXT) and not environment.get(FILE):
                do = "put a line in front of MEDNEC_KEYS where it is set"
                raise StoreError("the keys are not in a file", where=TEXT, do=do)
            path = Path(environment.get(FILE) or home_in(environment) / "keys")
            keys = add_key(path, new_key)
            click.echo(f"{path}: key {keys.first.id} is the first now; keep a copy of the file apart")
            click.echo("start every server and worker anew, then run: mednec store rewrap")
            return
        engine = engine_at(home)
        check_revision(engine)
        done = rewrap(engine, keys, _bar if sys.stderr.isatty() else None)
        click.echo(f"{done:,} values were sealed anew under key {keys.first.id}")


def _bar(done: int, of: int) -> None:
    click.echo(f"\r{done:,} of {of:,}", nl=done == of, err=True)


def _tell(made: Backup, word: str) -> None:
    click.echo(f"{made.path} {word}: {made.size:,} bytes, sha256 {made.digest}")
    for audit in made.audits:
        if audit.ok:
            click.echo(f"audit of {audit.org}: {audit.entries:,} entries hold")
        else:
            click.echo(
                f"{click.style('warning', fg='yellow')}: audit of {audit.org}: entry {audit.bad}: {audit.why}", err=True
            )


def _is_there(database: str | None) -> bool:
    return database is not None and os.path.exists(database)
