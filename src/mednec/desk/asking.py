"""Asking a practice for documents, with or without a pause of the clock; talks and comments; the clock by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.clocks import BY_HAND, run_clock
from mednec.desk.desk import Desk, new_id
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row, changed, log, log_change, row_to_change
from mednec.desk.sealed import about, seal_words
from mednec.desk.words import said
from mednec.errors import SubmitError
from mednec.model.law import PauseKind
from mednec.model.life import CaseState, Person
from mednec.store.engine import again
from mednec.store.tables import CaseRow, NoteRow, PauseRow

COMMENT, PEER, ASKED = "comment", "peer", "asked"
_MOST_ASKED = 50
_ENDED = (CaseState.DECIDED.key, CaseState.CLOSED.key)
_CAN_BE_ASKED = (CaseState.OPEN.key, CaseState.PENDED.key)


def ask_for_documents(
    desk: Desk, who: Person, case: str, revision: int, what: Sequence[str], pause: bool, text: str = ""
) -> str:
    """Ask for what is missing: the case is pended; `pause` says that the clock may stand still meanwhile.

    Whether it does is the rule's: a clock that no rule lets pause runs on. Returns the note's id. Raises NotAllowed,
    NotFound, Changed, SubmitError.
    """
    require(who, Act.ASK_DOCUMENTS)
    items = tuple(dict.fromkeys(said(each, "what is asked for") for each in what))
    if not items or len(items) > _MOST_ASKED:
        raise SubmitError("nothing is asked for", where="what", do=f"name 1 to {_MOST_ASKED} documents")
    at = desk.clock()

    def write(session: Session) -> str:
        row = row_to_change(session, who, case, revision)
        if row.state not in _CAN_BE_ASKED:
            raise SubmitError(
                f"the case is {row.state}", where=f"case {row.number}", do="only an open case can be pended"
            )
        note = _note(session, desk, row, who, ASKED, at, text=text.strip(), items=list(items))
        if pause and open_pause(session, case) is None:
            why = "documents were asked for"
            session.add(
                PauseRow(
                    id=new_id(),
                    org=row.org,
                    case=case,
                    kind=PauseKind.ASKED.name.lower(),
                    since=at,
                    until=None,
                    why=why,
                    by=who.id,
                )
            )
        row.state = CaseState.PENDED.key
        session.flush()
        run_clock(session, desk, row, at)
        changed(row, at)
        session.flush()
        log_change(
            session, desk, row, who.id, "ask for documents", items=len(items), pause=pause, clock=row.clock_state
        )
        return note

    return again(desk.engine, write)


def answered(desk: Desk, who: Person, case: str, revision: int) -> None:
    """What was asked for came, or will not: the case is open and its clock runs again.

    Raises NotAllowed, NotFound, Changed, SubmitError.
    """
    require(who, Act.ASK_DOCUMENTS)
    at = desk.clock()

    def write(session: Session) -> None:
        row = row_to_change(session, who, case, revision)
        if row.state != CaseState.PENDED.key:
            raise SubmitError(f"the case is {row.state}", where=f"case {row.number}", do="it is not pended")
        row.state = CaseState.OPEN.key
        end_pauses(session, row, at)
        run_clock(session, desk, row, at)
        changed(row, at)
        session.flush()
        log_change(session, desk, row, who.id, "answered", clock=row.clock_state)

    again(desk.engine, write)


def plan_peer(desk: Desk, who: Person, case: str, when: datetime, with_whom: str, note: str) -> str:
    """Note a talk between physicians: with whom, when, what about. Raises NotAllowed, NotFound, SubmitError."""
    require(who, Act.PLAN_PEER)
    return _remark(desk, who, case, PEER, note, when, with_whom=said(with_whom, "name"))


def comment(desk: Desk, who: Person, case: str, text: str) -> str:
    """Remark on a case. Raises NotAllowed, NotFound, SubmitError."""
    require(who, Act.COMMENT)
    return _remark(desk, who, case, COMMENT, said(text, "comment"), None)


def extend(desk: Desk, who: Person, case: str, revision: int, why: str) -> None:
    """Take the extension that the clock's rule gives, where it gives one, while the clock runs.

    Raises NotAllowed, NotFound, Changed, SubmitError.
    """
    require(who, Act.ASK_DOCUMENTS)
    reason, at = said(why), desk.clock()

    def write(session: Session) -> None:
        row = row_to_change(session, who, case, revision)
        _refuse_ended(row)
        kind = PauseKind.EXTENSION.name.lower()
        session.add(PauseRow(id=new_id(), org=row.org, case=case, kind=kind, since=at, until=at, why=reason, by=who.id))
        session.flush()
        run_clock(session, desk, row, at)
        changed(row, at)
        session.flush()
        log_change(session, desk, row, who.id, "extend", due=row.due.isoformat() if row.due else "")

    again(desk.engine, write)


def set_due(desk: Desk, who: Person, case: str, revision: int, due: datetime) -> None:
    """Set the day a case is due by hand, where no rule is known or a person knows better.

    Raises NotAllowed, NotFound, Changed, SubmitError.
    """
    require(who, Act.ASK_DOCUMENTS)
    at = desk.clock()

    def write(session: Session) -> None:
        row = row_to_change(session, who, case, revision)
        _refuse_ended(row)
        if not row.received < due < row.received + timedelta(days=366):
            raise SubmitError("not within a year of its receipt", where="due", do="correct the day")
        row.clock, row.due = BY_HAND, due
        run_clock(session, desk, row, at)
        changed(row, at)
        session.flush()
        log_change(session, desk, row, who.id, "set due", due=due.isoformat())

    again(desk.engine, write)


def _refuse_ended(row: CaseRow) -> None:
    """Whether a decision was late is not changed after it was made. Raises SubmitError."""
    if row.state in _ENDED:
        raise SubmitError(
            f"the case is {row.state}", where=f"case {row.number}", do="only a clock that runs is changed"
        )


def open_pause(session: Session, case: str) -> PauseRow | None:
    """The pause that goes on."""
    wanted = select(PauseRow).where(PauseRow.case == case, PauseRow.until.is_(None))
    return session.scalars(wanted.order_by(PauseRow.since).limit(1)).first()


def end_pauses(session: Session, row: CaseRow, at: datetime) -> None:
    """The clock runs from here on."""
    while (pause := open_pause(session, row.id)) is not None:
        pause.until = max(at, pause.since)
        session.flush()


def _remark(desk: Desk, who: Person, case: str, kind: str, text: str, planned: datetime | None, **words: object) -> str:
    at = desk.clock()

    def write(session: Session) -> str:
        row = case_row(session, who, case)
        note = _note(session, desk, row, who, kind, at, planned, text=text.strip(), **words)
        log(session, desk, row.org, who.id, kind, case, at, note=note)
        return note

    return again(desk.engine, write)


def _note(
    session: Session,
    desk: Desk,
    row: CaseRow,
    who: Person,
    kind: str,
    at: datetime,
    planned: datetime | None = None,
    **words: object,
) -> str:
    made = new_id()
    session.add(
        NoteRow(
            id=made,
            org=row.org,
            case=row.id,
            kind=kind,
            sealed=seal_words(desk, about(row.org, row.id, "note", made), words),
            planned=planned,
            by=who.id,
            at=at,
        )
    )
    session.flush()
    return made
