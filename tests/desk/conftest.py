"""An office with two cases that were read once; each test works on a copy of its database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.office import APPROVED, DENIED, Office, read_case, staffed


@pytest.fixture(scope="session")
def made_office(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Office]:
    path = tmp_path_factory.mktemp("office") / "office.db"
    shutil.copy(migrated_sqlite, path)
    office = staffed(Office(url=f"sqlite:///{path}"))
    office.case, office.other = read_case(office, DENIED), read_case(office, APPROVED)
    office.desk.engine.dispose()  # what stands in the log of SQLite goes into the file
    return path, office


@pytest.fixture
def office(made_office: tuple[Path, Office], tmp_path: Path) -> Iterator[Office]:
    """An office at work."""
    made, first = made_office
    url = f"sqlite:///{shutil.copy(made, tmp_path / 'office.db')}"
    copy = Office(url=url, org=first.org, at=first.at, case=first.case, other=first.other)
    yield copy
    copy.desk.engine.dispose()
