"""What signing in does to an account: tries that failed, passwords, second factors. Each is told in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk
from mednec.desk.people import person_of
from mednec.desk.rights import Act, require
from mednec.desk.rows import log
from mednec.desk.words import plain
from mednec.errors import NotFound, SubmitError
from mednec.model.life import Person
from mednec.store.engine import again, reading
from mednec.store.tables import AccountRow, OrganisationRow, TokenRow, VisitRow
from mednec.web import second_factor
from mednec.web.passwords import first_password, fits, hashed, outdated, why_not
from mednec.web.sessions import close_visits

FREE_TRIES = 5  # that fail before the account rests
FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a login and a password: `account` is set when they fit, `known` when there is such an account."""

    account: str = ""
    known: str = ""
    second_factor: bool = False


def several_organisations(desk: Desk) -> bool:
    """Whether who signs in must say at which organisation."""
    with reading(desk.engine) as session:
        return (session.scalar(select(func.count()).select_from(OrganisationRow)) or 0) > 1


def try_password(desk: Desk, organisation: str, login: str, password: str) -> Tried:
    """Whether login and password fit and the account does not rest; as much work where there is no such account."""
    now = desk.clock()
    with reading(desk.engine) as session:
        row = _account(session, organisation, login)
    right = fits(password, row.password if row else None)
    if row is None:
        return Tried()
    if not right or _rests(row, now):
        return Tried(known=row.id)
    if row.password is not None and outdated(row.password):
        kept = hashed(password)
        again(desk.engine, lambda session: _rehash(session, row.id, kept), repeats=True)
    return Tried(account=row.id, known=row.id, second_factor=row.totp is not None)


def _account(session: Session, organisation: str, login: str) -> AccountRow | None:
    """The one account meant: of this login as written, else however its letters are written."""
    typed, place = plain(login.strip()), organisation.strip().casefold()
    orgs = session.scalars(select(OrganisationRow)).all()
    if len(orgs) > 1:
        orgs = [org for org in orgs if place in (org.id.casefold(), org.name.casefold())]
    if len(orgs) != 1:
        return None
    wanted = select(AccountRow).where(AccountRow.org == orgs[0].id, AccountRow.active)
    rows = session.scalars(wanted.where(func.lower(AccountRow.login) == typed.lower())).all()
    exact = [row for row in rows if row.login == typed]
    found = exact or list(rows)
    return found[0] if len(found) == 1 else None


def _rests(row: AccountRow, now: datetime) -> bool:
    return row.locked_until is not None and now < row.locked_until


def proved(desk: Desk, who: Person, password: str) -> bool:
    """Whether somebody who sits at an open session knows its password; a failure counts as one of signing in does."""
    row = own_row(desk, who)
    if row.password is None:
        return True
    if fits(password, row.password) and not _rests(row, desk.clock()):
        return True
    count_failure(desk, who.id, "own account")
    return False


def _rehash(session: Session, account: str, kept: str) -> None:
    row = session.get(AccountRow, account)
    if row is not None:
        row.password = kept


def count_failure(desk: Desk, account: str, address: str) -> None:
    """Keep that a try failed; from the fifth on the account rests, longer each time."""

    def count(session: Session) -> None:
        row = session.get(AccountRow, account, with_for_update=True)
        if row is None:
            return
        now = desk.clock()
        if _rests(row, now):
            return  # who keeps trying does not prolong it, or they could keep the person out for ever
        row.failed += 1
        if row.failed >= FREE_TRIES:
            row.locked_until = now + min(LONGEST_REST, FIRST_REST * 2 ** min(row.failed - FREE_TRIES, 10))
        session.flush()
        rests = row.failed >= FREE_TRIES
        log(session, desk, row.org, row.id, "sign in failed", row.id, now, address=address, rests=rests)

    again(desk.engine, count)


def signed_in(session: Session, desk: Desk, account: str, address: str, by: str) -> Person:
    """Who signed in, in full: told in the audit, and what failed before is forgotten. Last in its transaction."""
    row = session.get(AccountRow, account, with_for_update=True)
    if row is None:
        raise NotFound("there is no such account", where="account")
    row.failed, row.locked_until = 0, None
    session.flush()
    log(session, desk, row.org, row.id, "sign in", row.id, desk.clock(), address=address, by=by)
    return person_of(row)


def take_code(desk: Desk, account: str, code: str) -> str:
    """How a second factor was shown: `device`, `paper`, or empty when the code is wrong, used, or the account rests."""

    def take(session: Session) -> str:
        row = session.get(AccountRow, account, with_for_update=True)
        now = desk.clock()
        if row is None or row.totp is None or _rests(row, now):
            return ""
        step = second_factor.step_of(secret_of(desk, row), code, now, row.totp_last)
        if step is not None:
            row.totp_last = step
            return "device"
        kept = second_factor.kept_code(code)
        if kept not in row.recovery:
            return ""
        row.recovery = [each for each in row.recovery if each != kept]
        session.flush()
        log(session, desk, row.org, row.id, "use paper code", row.id, now, remain=len(row.recovery))
        return "paper"

    return again(desk.engine, take)


def sealed_for(row_org: str, account: str) -> str:
    """The place a second factor's secret is sealed for."""
    return f"{row_org}/{account}/totp"


def secret_of(desk: Desk, row: AccountRow) -> str:
    """The secret of an account's second factor. Raises StoreError when it was changed outside the program."""
    return desk.keys.open(row.totp or b"", sealed_for(row.org, row.id)).decode()


def own_row(desk: Desk, who: Person) -> AccountRow:
    """One's own account. Raises NotFound."""
    with reading(desk.engine) as session:
        row = session.get(AccountRow, who.id)
    if row is None:
        raise NotFound("there is no such account", where="account")
    return row


def choose_password(desk: Desk, who: Person, old: str, new: str, *, visit: str) -> dict[str, str]:
    """Change one's own password and sign out everywhere else; gives what is wrong with a field, where something is."""
    row = own_row(desk, who)
    if row.password is None:
        return {"old": "You sign in through your organisation's provider; there is no password here"}
    if not proved(desk, who, old):
        return {"old": "This is not your present password, or the account rests because too many tries failed"}
    wrong = why_not(new, row.login, row.name) or ("It is the old one" if old == new else "")
    if wrong:
        return {"new": wrong}
    kept = hashed(new)
    again(desk.engine, lambda session: _keep_password(session, desk, who, who.id, kept, own=True, visit=visit))
    return {}


def give_password(desk: Desk, who: Person | None, account: str) -> str:
    """A first password for somebody, who must change it when they sign in; their sessions and tokens end.

    Without `who` the program itself gives it (the first start, the command line). Raises NotAllowed, NotFound.
    """
    if who is not None:
        require(who, Act.MANAGE_PEOPLE)
    password = first_password()
    kept = hashed(password)
    again(desk.engine, lambda session: _keep_password(session, desk, who, account, kept, own=False))
    return password


def _keep_password(
    session: Session, desk: Desk, who: Person | None, account: str, kept: str, *, own: bool, visit: str = ""
) -> None:
    row = _row(session, who, account)
    row.password, row.must_change, row.failed, row.locked_until = kept, not own, 0, None
    closed = close_visits(session, account, but=visit)
    if not own:  # who gives a password ends whatever somebody may hold who had the old one
        session.execute(delete(TokenRow).where(TokenRow.account == account))
    session.flush()
    act = "change password" if own else "give password"
    log(session, desk, row.org, who.id if who else "program", act, account, desk.clock(), sessions_closed=closed)


def enrol(desk: Desk, who: Person, secret: str, code: str, *, visit: str) -> tuple[str, ...]:
    """Put a second factor on one's own account; gives the codes for paper. Raises SubmitError for a wrong code."""

    def put(session: Session) -> tuple[str, ...]:
        row, now = _row(session, who, who.id), desk.clock()
        step = second_factor.step_of(secret, code, now, None)
        if step is None:
            raise SubmitError("this code does not fit", where="code", do="type the six digits the device shows now")
        codes = second_factor.new_paper_codes()
        row.totp = desk.keys.seal(secret.encode(), sealed_for(row.org, row.id))
        row.totp_last, row.recovery = step, [second_factor.kept_code(each) for each in codes]
        closed = close_visits(session, who.id, but=visit)
        here = session.get(VisitRow, visit)
        if here is not None:
            here.second_factor = True  # it was shown just now
        session.flush()
        log(session, desk, row.org, who.id, "put second factor", who.id, now, sessions_closed=closed)
        return codes

    return again(desk.engine, put)


def new_codes(desk: Desk, who: Person) -> tuple[str, ...]:
    """Fresh codes for paper; the old ones serve no longer."""

    def put(session: Session) -> tuple[str, ...]:
        row = _row(session, who, who.id)
        codes = second_factor.new_paper_codes()
        row.recovery = [second_factor.kept_code(each) for each in codes]
        session.flush()
        log(session, desk, row.org, who.id, "make paper codes", who.id, desk.clock())
        return codes

    return again(desk.engine, put)


def drop_second_factor(desk: Desk, who: Person | None, account: str) -> None:
    """Take the second factor off an account: one's own, or as an administrator for who lost it. Raises NotAllowed."""
    if who is not None and who.id != account:
        require(who, Act.MANAGE_PEOPLE)

    def drop(session: Session) -> None:
        row = _row(session, who, account)
        row.totp, row.totp_last, row.recovery = None, None, []
        session.flush()
        log(session, desk, row.org, who.id if who else "program", "drop second factor", account, desk.clock())

    again(desk.engine, drop)


def _row(session: Session, who: Person | None, account: str) -> AccountRow:
    row = session.get(AccountRow, account, with_for_update=True)
    if row is None or (who is not None and row.org != who.org):
        raise NotFound("there is no such account", where="account", do="look at the list of people")
    return row
