"""The audit: entries of an organisation, each with a keyed digest over itself and the one before it.

The key of the digests is derived from the key ring and never in the database: whoever can write there cannot make an
entry that verifies, nor change, remove, move or insert one unseen. The end of the chain is kept in a row of its own,
with a keyed digest too, so that entries cut off at the end are missed.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Select, String, Table, bindparam, cast, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mednec.errors import StoreError
from mednec.store.sealing import KeyRing
from mednec.store.tables import AuditRow, Base, ChainRow, moment_text

NOTHING_BEFORE = "0" * 64
BATCH = 2000
SIGNED = ("org", "number", "at", "actor", "act", "about", "detail", "key", "previous")
SEALED = ("org", "number", "digest", "key")

# Written once: every act of every person adds an entry.
ENTRIES, ENDS = Base.metadata.tables[AuditRow.__tablename__], Base.metadata.tables[ChainRow.__tablename__]
ADD_ENTRY = insert(ENTRIES)
MOVE_END = update(ENDS).where(ENDS.c.org == bindparam("of"))
END_OF = select(ENDS.c.number, ENDS.c.digest, ENDS.c.key, ENDS.c.seal).where(ENDS.c.org == bindparam("of"))
LOCK_END = END_OF.with_for_update()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who did what to what, and when. `detail` never holds words of a chart."""

    org: str
    number: int
    at: datetime
    actor: str
    act: str
    about: str
    detail: Mapping[str, object]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The last entry of an audit at some moment. Kept elsewhere, it shows that an audit was set back as a whole."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Whether an audit is as it was written: how many entries hold, and the first that does not, and why."""

    org: str
    entries: int
    end: End
    bad: int | None = None
    why: str = ""

    @property
    def ok(self) -> bool:
        return not self.why


def append(
    session: Session,
    keys: KeyRing,
    org: str,
    actor: str,
    act: str,
    about: str = "",
    detail: Mapping[str, object] | None = None,
    *,
    at: datetime,
) -> int:
    """Add an entry, in the transaction of what it tells of, and return its number.

    Until that transaction ends no other entry of the organisation can be added: append last. Raises `StoreError` when
    the end of the audit was changed outside the program; then nothing is added until somebody looked into it.
    """
    secret, key = keys.derived(_purpose(org)), keys.first.id
    end = _end_to_extend(session, keys, org, secret)
    number = end.number + 1
    signed = [org, str(number), moment_text(at), actor, act, about, canonical(detail or {}), key, end.digest]
    digest = _keyed(secret, "entry", *signed)
    values = dict(zip(SIGNED, signed, strict=True)) | {"number": number, "at": at, "digest": digest}
    session.execute(ADD_ENTRY, values)
    seal = _keyed(secret, "end", org, str(number), digest, key)
    session.execute(MOVE_END, {"of": org, "number": number, "digest": digest, "key": key, "seal": seal})
    return number


def canonical(detail: Mapping[str, object]) -> str:
    """The one way to write a detail: JSON in ASCII with sorted keys and no blanks."""
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def entries(
    session: Session, org: str, *, about: str | None = None, since: int = 0, limit: int | None = None
) -> Iterator[Entry]:
    """Entries of an organisation in order after number `since`: all, or those of one case or person."""
    wanted = select(AuditRow).where(AuditRow.org == org, AuditRow.number > since).order_by(AuditRow.number)
    if about is not None:
        wanted = wanted.where(AuditRow.about == about)
    with session.scalars(wanted.limit(limit), execution_options={"yield_per": BATCH}) as rows:
        for row in rows:
            yield Entry(
                org=row.org,
                number=row.number,
                at=row.at,
                actor=row.actor,
                act=row.act,
                about=row.about,
                detail=json.loads(row.detail),
                digest=row.digest,
            )


def exported(session: Session, org: str) -> Iterator[str]:
    """The audit as JSON lines for an auditor: every column as it is kept, so that digests can be checked elsewhere."""
    names = (*SIGNED, "digest")
    wanted = _as_kept(session, ENTRIES, names, org).order_by(ENTRIES.c.number)
    with session.execute(wanted, execution_options={"yield_per": BATCH}) as rows:
        for row in rows:
            texts = (value.decode("utf-8", "backslashreplace") for value in row)
            yield json.dumps(dict(zip(names, texts, strict=True)), ensure_ascii=True) + "\n"


def verify(session: Session, keys: KeyRing, org: str, *, known: End | None = None) -> Verified:
    """Read the whole audit of an organisation and say whether it is as it was written.

    `known` is an end noted earlier elsewhere: where its entry is not found, the audit was set back as a whole.
    """
    end, missed = End(number=0, digest=NOTHING_BEFORE), known is not None
    secrets: dict[bytes, bytes] = {key.id.encode(): keys.derived(_purpose(org), key.id) for key in keys.keys}
    wanted = _as_kept(session, ENTRIES, (*SIGNED, "digest"), org).order_by(ENTRIES.c.number)
    with session.execute(wanted, execution_options={"yield_per": BATCH}) as rows:
        for *signed, digest in rows:
            why = _wrong_entry(secrets, signed, digest, end)
            if why:
                return Verified(org=org, entries=end.number, end=end, bad=end.number + 1, why=why)
            end = End(number=end.number + 1, digest=digest.decode())
            missed = missed and end != known
    why = _wrong_end(session, secrets, org, end)
    if not why and missed:
        why = "the entry noted earlier is not in this audit: it was set back or written anew"
    return Verified(org=org, entries=end.number, end=end, bad=end.number + 1 if why else None, why=why)


def organisations(session: Session) -> tuple[str, ...]:
    """Every organisation that the audit has an entry or an end of, whether it exists or not."""
    return tuple(sorted(session.scalars(select(AuditRow.org).union(select(ChainRow.org)))))


def _end_to_extend(session: Session, keys: KeyRing, org: str, secret: bytes) -> End:
    """The end of the chain, locked, and made where there is none. A row made outside the program is refused."""
    found = session.execute(LOCK_END, {"of": org}).one_or_none()
    if found is None:
        _begin_chain(session, keys.first.id, org, secret)
        found = session.execute(LOCK_END, {"of": org}).one()
    number, digest, key, seal = found
    where = f"audit of {org}"
    signer = secret if key == keys.first.id else keys.derived(_purpose(org), key, where=where)
    right = _keyed(signer, "end", org, str(number), digest, key)
    if not hmac.compare_digest(right, seal):
        raise StoreError("the end of the audit was changed outside the program", where=where, do="verify the audit")
    return End(number=number, digest=digest)


def _begin_chain(session: Session, key: str, org: str, secret: bytes) -> None:
    """An end with nothing before it. Where another process makes it at the same moment, theirs stands."""
    seal = _keyed(secret, "end", org, "0", NOTHING_BEFORE, key)
    add = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"org": org, "number": 0, "digest": NOTHING_BEFORE, "key": key, "seal": seal}
    session.execute(add(ChainRow).values(row).on_conflict_do_nothing())


def _wrong_entry(secrets: Mapping[bytes, bytes], signed: list[bytes], digest: bytes, before: End) -> str:
    """What is wrong with an entry, in words, or nothing."""
    number, key, previous = signed[1], signed[7], signed[8]
    if number != str(before.number + 1).encode():
        return "an entry is missing before this one, or its number was changed"
    if previous != before.digest.encode():
        return "it does not follow the entry before it"
    if key not in secrets:
        return f"it is signed under key {key.decode('ascii', 'backslashreplace')!r}, which is not in the key ring"
    right = _keyed_bytes(secrets[key], b"entry", *signed)
    return "" if hmac.compare_digest(right.encode(), digest) else "it was changed"


def _wrong_end(session: Session, secrets: Mapping[bytes, bytes], org: str, end: End) -> str:
    """What is wrong with the kept end of a chain, in words, or nothing."""
    found = session.execute(_as_kept(session, ENDS, (*SEALED, "seal"), org)).one_or_none()
    if found is None:
        return "the end of the audit is not kept"
    *sealed, seal = found
    key = sealed[3]
    if key not in secrets:
        return f"its end is signed under key {key.decode('ascii', 'backslashreplace')!r}, which is not in the key ring"
    if not hmac.compare_digest(_keyed_bytes(secrets[key], b"end", *sealed).encode(), seal):
        return "the kept end of the audit was changed"
    if (sealed[1], sealed[2]) != (str(end.number).encode(), end.digest.encode()):
        return "entries are missing at the end, or were added outside the program"
    return ""


def _as_kept(session: Session, table: Table, names: tuple[str, ...], org: str) -> Select[*tuple[Any, ...]]:
    """Columns as the bytes the database holds, so that a byte that is no text is found and not stumbled over."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"

    def as_bytes(name: str) -> ColumnElement[bytes]:
        text = cast(table.c[name], String)
        return cast(text, LargeBinary) if on_sqlite else func.convert_to(text, "UTF8", type_=LargeBinary)

    return select(*map(as_bytes, names)).where(table.c.org == org)


def _purpose(org: str) -> str:
    return f"audit of {org}"


def _keyed(secret: bytes, *fields: str) -> str:
    return _keyed_bytes(secret, *(value.encode() for value in fields))


def _keyed_bytes(secret: bytes, *fields: bytes) -> str:
    """Keyed digest of fields, each with its length in front: no two lists of fields give the same bytes."""
    whole = b"".join(len(value).to_bytes(4, "big") + value for value in fields)
    return hmac.digest(secret, whole, "sha256").hex()
