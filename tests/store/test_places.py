"""The places that the store knows are those that the desk and the accounts seal for."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from mednec.desk.cases import determination_json, part
from mednec.store.engine import reading
from mednec.store.places import sealed_columns
from mednec.store.rotation import rewrap
from mednec.store.sealing import Key, KeyRing, sealed_under
from mednec.store.tables import PartRow
from mednec.web.accounts import sealed_for
from tests.desk.kept import KEYS, Kept


def test_a_case_that_was_read_opens_after_another_key_seals(sqlite_url: str) -> None:
    kept = Kept(sqlite_url)
    case = kept.read()
    with reading(kept.desk.engine) as session:
        names = tuple(session.scalars(select(PartRow.name)))

    def shown(desk: Kept) -> tuple[object, ...]:
        parts = [part(desk.desk, desk.who, case, name) for name in names]
        return determination_json(desk.desk, desk.who, case), parts

    before = shown(kept)
    ring = KeyRing(keys=(Key(id="second", secret=b"s" * 32), *KEYS.keys))
    assert rewrap(kept.desk.engine, ring) >= 4 + len(names)
    with reading(kept.desk.engine) as session:
        for column in sealed_columns():
            for value in session.scalars(select(column.column).where(column.column.is_not(None))):
                assert sealed_under(value, column.name) == "second"
    kept.desk = replace(kept.desk, keys=ring)  # the audit is signed with the older key, too
    assert shown(kept) == before
    kept.desk.engine.dispose()


def test_the_second_factor_is_at_its_place() -> None:
    (totp,) = (column for column in sealed_columns() if column.name == "totp")
    assert totp.place("north", "", ("a1",)) == sealed_for("north", "a1")
