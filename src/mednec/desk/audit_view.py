"""The audit as an auditor looks through it: newest first, by case, person, act and day; verified and exported whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk
from mednec.desk.rights import Act, require
from mednec.desk.rows import log, names_of
from mednec.desk.values import Page
from mednec.errors import SubmitError
from mednec.model.life import Person
from mednec.store.audit import Verified, exported, verify
from mednec.store.engine import again, reading
from mednec.store.tables import AuditRow, CaseRow

MOST_DIGITS = 15  # of the number of an entry
RECENT = 2000  # entries among which the acts to choose from are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """A question to the audit. `case` is a case's number or id; `before` is the number of the last entry shown."""

    case: str = ""
    person: str = ""  # account id
    act: str = ""
    since: date | None = None
    until: date | None = None
    before: str = ""
    size: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """An entry with the names of who acted and of what it is about. `case` is its case's id, where it is about one."""

    number: int
    at: datetime
    actor: str
    actor_name: str
    act: str
    about: str
    about_name: str
    case: str
    detail: tuple[tuple[str, str], ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """People and acts by which the audit can be filtered."""

    people: tuple[tuple[str, str], ...]
    acts: tuple[str, ...]


def audit_page(desk: Desk, who: Person, query: AuditQuery) -> Page[AuditLine]:
    """Entries of the person's organisation, the newest first. Raises NotAllowed, SubmitError."""
    require(who, Act.READ_AUDIT)
    wanted = select(AuditRow).where(AuditRow.org == who.org).order_by(AuditRow.number.desc()).limit(query.size + 1)
    if query.before:
        if not (query.before.isascii() and query.before.isdecimal() and len(query.before) <= MOST_DIGITS):
            raise SubmitError("this is no number of an entry", where="before", do="go back to the newest entries")
        wanted = wanted.where(AuditRow.number < int(query.before))
    if query.person:
        wanted = wanted.where(AuditRow.actor == query.person)
    if query.act:
        wanted = wanted.where(AuditRow.act == query.act)
    if query.since:
        wanted = wanted.where(AuditRow.at >= _midnight(query.since))
    if query.until and query.until < date.max:
        wanted = wanted.where(AuditRow.at < _midnight(query.until + timedelta(days=1)))
    with reading(desk.engine) as session:
        if query.case:
            wanted = wanted.where(AuditRow.about.in_(_cases_called(session, who.org, query.case)))
        rows = session.scalars(wanted).all()
        shown = rows[: query.size]
        names, numbers = names_of(session, who.org), _numbers(session, who.org, {row.about for row in shown})
    lines = tuple(_line(row, names, numbers) for row in shown)
    return Page(items=lines, next=str(lines[-1].number) if len(rows) > query.size else "")


def choices(desk: Desk, who: Person) -> Choices:
    """Everybody of the organisation, and the acts that occur in its newest entries. Raises NotAllowed."""
    require(who, Act.READ_AUDIT)
    newest = select(AuditRow.act).where(AuditRow.org == who.org).order_by(AuditRow.number.desc()).limit(RECENT)
    with reading(desk.engine) as session:
        acts = set(session.scalars(newest))
        names = names_of(session, who.org)
    people = sorted(names.items(), key=lambda each: (each[1].casefold(), each[0]))
    return Choices(people=tuple(people), acts=tuple(sorted(acts)))


def verified(desk: Desk, who: Person) -> Verified:
    """Read the whole audit, say whether it is as it was written, and note that this was asked. Raises NotAllowed."""
    require(who, Act.READ_AUDIT)
    with reading(desk.engine) as session:
        found = verify(session, desk.keys, who.org)
    if found.ok:  # an audit that was changed is not added to
        again(desk.engine, lambda s: log(s, desk, who.org, who.id, "verify audit", "", desk.clock(), ok=True))
    return found


def audit_file(desk: Desk, who: Person) -> Iterator[str]:
    """The audit as JSON lines, every column as it is kept; that it was exported is noted in it. Raises NotAllowed."""
    require(who, Act.READ_AUDIT)
    again(desk.engine, lambda session: log(session, desk, who.org, who.id, "export audit", "", desk.clock()))
    return _lines(desk, who.org)


def _lines(desk: Desk, org: str) -> Iterator[str]:
    with reading(desk.engine) as session:
        yield from exported(session, org)


def _cases_called(session: Session, org: str, case: str) -> list[str]:
    wanted = select(CaseRow.id).where(CaseRow.org == org, or_(CaseRow.number == case, CaseRow.id == case))
    return [*session.scalars(wanted.limit(50)), case]  # a case that was removed lives on in the audit by its id


def _numbers(session: Session, org: str, about: set[str]) -> dict[str, str]:
    """Numbers of the organisation's own cases among these; by their ids alone, for no index has both."""
    wanted = select(CaseRow.id, CaseRow.number, CaseRow.org).where(CaseRow.id.in_(about))
    return {case: number for case, number, owner in session.execute(wanted) if owner == org}


def _line(row: AuditRow, names: dict[str, str], numbers: dict[str, str]) -> AuditLine:
    detail: dict[str, object] = json.loads(row.detail)
    return AuditLine(
        number=row.number,
        at=row.at,
        actor=row.actor,
        actor_name=names.get(row.actor, row.actor),
        act=row.act,
        about=row.about,
        about_name=numbers.get(row.about) or names.get(row.about) or row.about[:12],
        case=row.about if row.about in numbers else "",
        detail=tuple(
            (key.replace("_", " "), _words(value, names)) for key, value in sorted(detail.items()) if value != ""
        ),
        digest=row.digest,
    )


def _words(value: object, names: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_words(each, names) for each in value)
    return names.get(value, value) if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
