"""A disk that is full: what cannot be kept is told, nothing is half-written, what is sent again is accepted."""

from __future__ import annotations

import sqlite3
from collections import Counter

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from mednec.desk.receiving import submit
from mednec.desk.ruling import rule
from mednec.model.life import RulingKind
from mednec.model.words import Status
from mednec.store.engine import reading
from mednec.store.tables import Base
from tests.desk.office import APPROVED, CASES, Office

KEY = "sent-twice"


def packet() -> dict[str, bytes]:
    folder = CASES / APPROVED
    files = [folder / "request.yaml", *(folder / "documents").iterdir()]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def counted(office: Office) -> Counter[str]:
    """Rows of every table."""
    with reading(office.desk.engine) as session:
        return Counter(
            {t.name: session.scalar(select(func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables}
        )


class Disk:
    """The disk of a database of SQLite; `full` leaves no room for one more page."""

    def __init__(self, office: Office) -> None:
        self.engine, self.full = office.desk.engine, False
        self.engine.dispose()
        event.listen(self.engine, "checkout", self.limit)

    def limit(self, connection: sqlite3.Connection, _entry: ConnectionPoolEntry, _proxy: object) -> None:
        """SQLite itself answers that the disk is full where a database may not grow."""
        pages = connection.execute("PRAGMA page_count").fetchone()[0] if self.full else 2**30
        connection.execute(f"PRAGMA max_page_count={pages}").close()


def test_a_submission_for_which_there_is_no_room_leaves_nothing_and_is_accepted_later(office: Office) -> None:
    disk, before = Disk(office), counted(office)
    disk.full = True
    with pytest.raises(OperationalError, match="database or disk is full"):
        submit(office.desk, office.nurse, packet(), key=KEY)
    assert counted(office) == before
    assert office.intact()
    disk.full = False
    first = submit(office.desk, office.nurse, packet(), key=KEY)
    again = submit(office.desk, office.nurse, packet(), key=KEY)
    assert (first.again, again.again, again.case) == (False, True, first.case)
    assert counted(office) - before == Counter({"case": 1, "job": 1, "submit": 1, "audit": 1, "paper": len(packet())})


def test_a_ruling_for_which_there_is_no_room_changes_nothing(office: Office) -> None:
    disk, before, seen = Disk(office), counted(office), office.view()
    disk.full = True
    ruling = ("IV.A", Status.NOT_MET, RulingKind.OVERRIDE, "Another disease is meant.")
    with pytest.raises(OperationalError, match="database or disk is full"):
        rule(office.desk, office.nurse, office.case, seen.line.revision, *ruling)
    assert counted(office) == before
    view = office.view()
    assert (view.line, view.shown, view.rulings) == (seen.line, seen.shown, ())
    disk.full = False
    assert rule(office.desk, office.nurse, office.case, seen.line.revision, *ruling).clauses
    assert office.intact()
