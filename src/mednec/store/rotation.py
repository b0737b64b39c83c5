"""Another key seals: everything that is not under the first key of the ring is sealed anew, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Engine, FromClause, LargeBinary, String, func, literal, select, tuple_, update
from sqlalchemy.orm import Session

from mednec.store.engine import again, reading
from mednec.store.places import SealedColumn, sealed_columns
from mednec.store.sealing import KeyRing, fronts
from mednec.store.tables import DeterminationRow, PartRow

BATCH = 50


def rewrap(engine: Engine, keys: KeyRing, progress: Callable[[int, int], None] | None = None) -> int:
    """Seal every value anew that is not under the first key, and return how many there were.

    Each batch is a transaction of its own: what is interrupted is taken up where it stopped, and work goes on beside
    it. `progress` is told how many of how many are done. Raises `StoreError` when a key is missing or a value was
    changed; the place is named, and what was sealed anew before stays so.

    The audit keeps the key it was signed with: the older key stays in the ring, behind the first.
    """
    columns, done = sealed_columns(), 0
    with reading(engine) as session:
        whole = sum(_count(session, keys, column) for column in columns)
    for column in columns:
        last: tuple[str, ...] | None = None
        while found := again(engine, partial(_batch, keys=keys, column=column, after=last), repeats=True):
            last, done = found[-1], done + len(found)
            if progress is not None:
                progress(done, max(whole, done))
    return done


def _count(session: Session, keys: KeyRing, column: SealedColumn) -> int:
    counted = select(func.count()).select_from(column.table).where(_older(column, keys))
    return session.scalar(counted) or 0


def _batch(
    session: Session, keys: KeyRing, column: SealedColumn, after: tuple[str, ...] | None
) -> list[tuple[str, ...]]:
    """Seal the next values anew; gives the keys of their rows."""
    org, case = column.owner
    none = literal("", String)
    wanted = select(*column.keys, org, none if case is None else case, column.column)
    wanted = wanted.select_from(_source(column)).where(_older(column, keys))
    if after is not None:
        wanted = wanted.where(tuple_(*column.keys) > tuple_(*map(literal, after)))
    rows: list[Any] = list(session.execute(wanted.order_by(*column.keys).limit(BATCH).with_for_update(of=column.table)))
    done = []
    for *primary, owner, of_case, sealed in rows:
        key = tuple(primary)
        anew = keys.resealed(sealed, column.place(owner, of_case, key))
        same = [part == value for part, value in zip(column.keys, key, strict=True)]
        session.execute(update(column.table).where(*same).values({column.name: anew}))
        done.append(key)
    return done


def _source(column: SealedColumn) -> FromClause:
    if column.table is PartRow.__table__:
        return column.table.join(DeterminationRow.__table__)
    return column.table


def _older(column: SealedColumn, keys: KeyRing) -> ColumnElement[bool]:
    """Whether a value is under another key than the first, as its first bytes tell."""
    begins = fronts(keys.first.id)
    start = func.substr(column.column, 1, len(begins[0]), type_=LargeBinary)
    return column.column.is_not(None) & start.not_in(begins)
