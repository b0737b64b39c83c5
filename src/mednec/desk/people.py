"""The people of an organisation: who they are, what they are there for, whether they may still sign in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk, new_id
from mednec.desk.rights import Act, require
from mednec.desk.rows import PROGRAM, log
from mednec.desk.values import PersonLine
from mednec.desk.words import is_id
from mednec.errors import NotFound, SubmitError
from mednec.law.npi import npi_fault
from mednec.model.life import Person, Role
from mednec.store.engine import again, reading
from mednec.store.tables import AccountRow, TokenRow, VisitRow

LONGEST = 200
_PROFILE = ("name", "specialty", "npi", "licence", "licence_state")
_LENGTHS = {"name": LONGEST, "specialty": 100, "npi": 10, "licence": 60, "licence_state": 2}


def person_of(row: AccountRow) -> Person:
    """Who acts, from their account."""
    return Person(
        id=row.id,
        org=row.org,
        name=row.name,
        roles=roles_of(row),
        specialty=row.specialty,
        npi=row.npi,
        licence=row.licence,
        licence_state=row.licence_state,
    )


def roles_of(row: AccountRow) -> frozenset[Role]:
    """The roles of an account; a word that is no role any more gives none."""
    return frozenset(role for role in Role if role.key in row.roles)


def person(desk: Desk, account: str) -> Person:
    """The person of an account. Raises NotFound where there is none, or it was closed."""
    with reading(desk.engine) as session:
        row = session.get(AccountRow, account) if is_id(account) else None
        if row is None or not row.active:
            raise NotFound("there is no such account, or it was closed", where="account", do="ask an administrator")
        return person_of(row)


def people(desk: Desk, who: Person) -> tuple[PersonLine, ...]:
    """Everybody of the organisation, by name. Raises NotAllowed."""
    require(who, Act.MANAGE_PEOPLE)
    with reading(desk.engine) as session:
        rows = session.scalars(select(AccountRow).where(AccountRow.org == who.org)).all()
        return tuple(_line(row, desk.clock()) for row in sorted(rows, key=lambda r: (r.name.casefold(), r.id)))


def colleagues(desk: Desk, who: Person) -> tuple[tuple[str, str], ...]:
    """Account and name of everybody to whom a case may be assigned, by name. Raises NotAllowed."""
    require(who, Act.SEE_WORKLIST)
    with reading(desk.engine) as session:
        rows = session.scalars(select(AccountRow).where(AccountRow.org == who.org, AccountRow.active)).all()
        able = [row for row in rows if roles_of(row) & {Role.INTAKE, Role.NURSE, Role.PHYSICIAN}]
        return tuple((row.id, row.name) for row in sorted(able, key=lambda r: (r.name.casefold(), r.id)))


def add_person(
    desk: Desk,
    who: Person | None,
    org: str,
    login: str,
    name: str,
    roles: Iterable[Role],
    *,
    password: str | None = None,
    issuer: str | None = None,
    subject: str | None = None,
    profile: Mapping[str, str] | None = None,
) -> str:
    """Open an account and return its id; `password` is already hashed, and none lets nobody in by password.

    Without `who` the program itself opens it (at the first start, or from the command line). Raises NotAllowed, or
    SubmitError for a login that is empty or taken, or for no role.
    """
    if who is not None:
        require(who, Act.MANAGE_PEOPLE)
        if who.org != org:
            raise NotFound("there is no such organisation", where="account", do="add people to your own")
    held = sorted({role.key for role in roles})
    login, name = login.strip(), name.strip()
    _check(login, name, held)

    def add(session: Session) -> str:
        at = desk.clock()
        if session.scalars(select(AccountRow.id).where(AccountRow.org == org, AccountRow.login == login)).first():
            raise SubmitError("there is an account of this login", where="login", do="choose another one")
        row = AccountRow(
            id=new_id(),
            org=org,
            login=login,
            name=name,
            roles=list(held),
            password=password,
            issuer=issuer,
            subject=subject,
            made=at,
            **{field: _field(field, (profile or {}).get(field, "")) for field in _PROFILE[1:]},
        )
        session.add(row)
        session.flush()
        log(session, desk, org, who.id if who else PROGRAM, "open account", row.id, at, roles=held)
        return row.id

    return again(desk.engine, add)


def change_person(
    desk: Desk,
    who: Person,
    account: str,
    *,
    roles: Iterable[Role] | None = None,
    profile: Mapping[str, str] | None = None,
) -> None:
    """Change roles, name or what a physician signs with. Raises NotAllowed, NotFound, SubmitError."""
    require(who, Act.MANAGE_PEOPLE)
    held = None if roles is None else sorted({role.key for role in roles})

    def change(session: Session) -> None:
        row = _own(session, who, account)
        if held is not None:
            _check(row.login, row.name, held)
            if Role.ADMINISTRATOR.key not in held:
                _keep_one(session, row)
            row.roles = list(held)
        for field, value in (profile or {}).items():
            if field not in _PROFILE:
                raise SubmitError(f"{field!r} is no field of an account", where="account", do=", ".join(_PROFILE))
            setattr(row, field, _field(field, value))
        _check(row.login, row.name, list(row.roles))
        session.flush()
        detail: dict[str, object] = {} if held is None else {"roles": held}
        log(
            session,
            desk,
            who.org,
            who.id,
            "change account",
            row.id,
            desk.clock(),
            fields=sorted(profile or {}),
            **detail,
        )

    again(desk.engine, change)


def set_active(desk: Desk, who: Person, account: str, *, active: bool) -> None:
    """Close an account, ending its sessions and tokens, or open it again. Raises NotAllowed, NotFound, SubmitError."""
    require(who, Act.MANAGE_PEOPLE)

    def change(session: Session) -> None:
        row = _own(session, who, account)
        if not active:
            _keep_one(session, row)
            session.execute(delete(VisitRow).where(VisitRow.account == row.id))
            session.execute(delete(TokenRow).where(TokenRow.account == row.id))
        row.active = active
        session.flush()
        log(session, desk, who.org, who.id, "reopen account" if active else "close account", row.id, desk.clock())

    again(desk.engine, change)


def _own(session: Session, who: Person, account: str) -> AccountRow:
    wanted = select(AccountRow).where(AccountRow.id == account, AccountRow.org == who.org).with_for_update()
    row = session.scalars(wanted).one_or_none() if is_id(account) else None
    if row is None:
        raise NotFound("there is no such account", where="account", do="look at the list of people")
    return row


def _keep_one(session: Session, row: AccountRow) -> None:
    """An organisation without an administrator could never have one again."""
    others = session.scalars(
        select(AccountRow).where(AccountRow.org == row.org, AccountRow.active, AccountRow.id != row.id)
    )
    if Role.ADMINISTRATOR.key in row.roles and not any(Role.ADMINISTRATOR.key in other.roles for other in others):
        raise SubmitError("this is the last administrator", where="account", do="make somebody else one first")


def _field(field: str, value: str) -> str:
    """A field of the profile. Raises SubmitError."""
    told = value.strip()
    if len(told) > _LENGTHS[field] or not (told.isprintable() or not told):
        do = "correct it"
        raise SubmitError(f"a {field.replace('_', ' ')} has at most {_LENGTHS[field]} characters", where=field, do=do)
    if field == "npi" and told and (fault := npi_fault(told)):
        raise SubmitError(fault, where=field, do="correct the number")
    return told.upper() if field == "licence_state" else told


def _check(login: str, name: str, roles: list[object] | list[str]) -> None:
    for field, value in (("login", login), ("name", name)):
        if not value or len(value) > LONGEST or not value.isprintable():
            raise SubmitError(f"a {field} has 1 to {LONGEST} printable characters", where=field, do="write another one")
    if not roles:
        raise SubmitError("an account needs a role", where="roles", do="choose at least one")


def _line(row: AccountRow, at: datetime) -> PersonLine:
    return PersonLine(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=tuple(sorted(roles_of(row))),
        specialty=row.specialty,
        npi=row.npi,
        licence=row.licence,
        licence_state=row.licence_state,
        active=row.active,
        locked=row.locked_until is not None and row.locked_until > at,
        second_factor=row.totp is not None,
        made=row.made,
    )
