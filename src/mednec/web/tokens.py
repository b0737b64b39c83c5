"""Tokens of the interface: made once, shown once, kept as their digest."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk
from mednec.desk.people import person_of
from mednec.model.life import Person
from mednec.store.engine import again, reading
from mednec.store.tables import AccountRow, TokenRow
from mednec.web.sessions import digest

PREFIX = "mednec_"  # so that a token left in a file is found by whoever looks for such things
USED_EVERY = timedelta(minutes=10)  # how exactly the last use is kept


def new_token_of(session: Session, account: str, label: str, now: datetime, ends: datetime | None = None) -> str:
    """Make a token of an account; this is the only time it can be read."""
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(TokenRow(id=digest(token), account=account, label=label, made=now, ends=ends, used=None))
    return token


def holder_of(desk: Desk, token: str) -> Person | None:
    """Who holds this token; nobody when it is unknown, has ended, or its account is closed."""
    now, key = desk.clock(), digest(token)
    with reading(desk.engine) as session:
        found = session.execute(
            select(TokenRow, AccountRow).join(AccountRow, AccountRow.id == TokenRow.account).where(TokenRow.id == key)
        ).first()
    if found is None:
        return None
    row, account = found
    if not account.active or (row.ends is not None and now >= row.ends):
        return None
    if row.used is None or now - row.used >= USED_EVERY:
        again(desk.engine, lambda session: _use(session, key, now), repeats=True)
    return person_of(account)


def _use(session: Session, key: str, now: datetime) -> None:
    row = session.get(TokenRow, key)
    if row is not None:
        row.used = now
