"""Bringing a database to the shape this program needs, and saying clearly when it has another.

One transaction holds a whole upgrade, on SQLite too, and a lock keeps a second process waiting until the first is
done: however many start at once, one upgrades and the others find nothing to do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from mednec.errors import StoreError
from mednec.store.engine import READS
from mednec.store.tables import Base, Moment

HERE = Path(__file__).parent / "migrations"
LOCK = 0x6D65646E6563  # any number that nobody else locks
NOT_OURS = ("procrastinate_", "alembic_version", "sqlite_")
DO = "give another database, or see that it can be reached"


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest shape; an empty one is set up.

    Raises `StoreError` when it cannot be opened, or was made by a newer program.
    """
    with upgrading(engine) as step:
        step("head")


@contextmanager
def upgrading(engine: Engine) -> Iterator[Callable[[str], Connection]]:
    """One locked transaction in which the database is brought to a shape or to several, with what is done between.

    What it gives takes a step's number, or `head`, and gives the connection. Raises `StoreError` as `upgrade` does.
    """
    _make_file(engine)
    with opened(engine), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})

        def to(target: str) -> Connection:
            context = _context(connection, partial(_steps_up, target))
            _known_revision(context, engine)
            with Operations.context(context):
                context.run_migrations()
            return connection

        yield to


def revision(engine: Engine) -> str | None:
    """The step the database is at, or nothing where it is not set up. Raises `StoreError` as `check_revision` does.

    A file of SQLite that is not there is not made by looking.
    """
    path = _file(engine)
    if path is not None and not path.exists():
        return None
    with opened(engine), engine.connect().execution_options(**{READS: True}) as connection:
        return _known_revision(_context(connection), engine)


def known(step: str) -> bool:
    """Whether this program knows a step."""
    return step in {script.revision for script in _scripts().walk_revisions()}


def check_revision(engine: Engine) -> None:
    """Nothing, where the database has the shape this program needs.

    Raises `StoreError` where it is empty, older or newer, or cannot be opened.
    """
    found, needed = revision(engine), _scripts().get_current_head()
    if found is None:
        raise StoreError("this database is not set up", where=shown_address(engine), do="run `mednec store upgrade`")
    if found != needed:
        raise StoreError(
            f"this database is older than the program (it is at {found}, {needed} is needed)",
            where=shown_address(engine),
            do="make a backup and run `mednec store upgrade`",
        )


def differences(engine: Engine) -> list[Any]:
    """Where the database and the tables in the program are not the same; empty where the migrations are complete."""
    with engine.connect() as connection:
        return list(compare_metadata(_context(connection), Base.metadata))


def written_step(engine: Engine) -> str:
    """The body of the step that leads from this database to the tables in the program, for a new file in `versions`."""
    with engine.connect() as connection:
        context = _context(connection)
        steps = produce_migrations(context, Base.metadata)
        if steps.upgrade_ops is None:
            return "pass"
        return render_python_code(steps.upgrade_ops, render_item=_render_moment, migration_context=context)


def shown_address(engine: Engine) -> str:
    """The address of a database without its password, as messages name it."""
    return engine.url.render_as_string(hide_password=True)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(HERE))


Steps = Callable[[tuple[str, ...], MigrationContext], list[Any]]


def _no_steps(_heads: tuple[str, ...], _context: MigrationContext) -> list[Any]:
    return []


def _context(connection: Connection, steps: Steps = _no_steps) -> MigrationContext:
    options = {
        "fn": steps,
        "transactional_ddl": True,
        "compare_type": True,
        "compare_server_default": True,
        "target_metadata": Base.metadata,
        "include_name": lambda name, kind, _parents: not (kind == "table" and str(name).startswith(NOT_OURS)),
    }
    return MigrationContext.configure(connection=connection, opts=options)


def _steps_up(target: str, heads: tuple[str, ...], _context: MigrationContext) -> list[Any]:
    scripts = _scripts()
    ahead = list(scripts.iterate_revisions(target, heads[0] if heads else "base"))
    return [MigrationStep.upgrade_from_script(scripts.revision_map, script) for script in reversed(ahead)]


def _known_revision(context: MigrationContext, engine: Engine) -> str | None:
    """The step a database is at. Raises `StoreError` for one that this program does not know."""
    found = context.get_current_revision()
    if found is not None and not known(found):
        raise StoreError(
            f"this database is newer than the program (it is at {found})",
            where=shown_address(engine),
            do="use the newer program, or restore a backup from before",
        )
    return found


@contextmanager
def opened(engine: Engine) -> Iterator[None]:
    """What the database refuses inside is told as one `StoreError`."""
    try:
        yield
    except DBAPIError as error:
        why = str(error.orig).splitlines()[0] if error.orig is not None else "unknown"
        raise StoreError(f"the database cannot be used ({why})", where=shown_address(engine), do=DO) from error


def _file(engine: Engine) -> Path | None:
    """The file of a database of SQLite."""
    return Path(engine.url.database) if engine.dialect.name == "sqlite" and engine.url.database else None


def _make_file(engine: Engine) -> None:
    """A new file of SQLite is for its owner only: names of patients stand in it."""
    path = _file(engine)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            f"the database cannot be made ({error.strerror})", where=shown_address(engine), do=DO
        ) from error


def _render_moment(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A step is frozen: it says what a moment is on the disk, not what the program calls it."""
    return "sa.String(length=27)" if kind == "type" and isinstance(item, Moment) else False
