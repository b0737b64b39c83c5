"""Appeals against a decision, how they end, and cases that are closed without a decision."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.asking import end_pauses
from mednec.desk.clocks import choose_appeal_clock, choose_clock, run_clock
from mednec.desk.deciding import decision_kind, shown_last, wait_for_reading, write_decision
from mednec.desk.desk import Desk, new_id
from mednec.desk.determining import CHANGED, decision_in_force, folder_of_case, newest, stands_on, void_row
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row, changed, log_change, row_to_change
from mednec.desk.sealed import about, open_words, seal_words
from mednec.desk.signing import Signature, check_adverse, may_sign, signer
from mednec.desk.words import at_most, said
from mednec.errors import SubmitError
from mednec.intake.request import parse_request
from mednec.model.life import AppealEnding, CaseState, DecisionKind, Person
from mednec.model.request import PriorAuthRequest
from mednec.store.engine import again
from mednec.store.tables import AppealRow, CaseRow, DecisionRow, DeterminationRow

LEVELS = ("internal", "expedited", "external")
_CAN_BE_APPEALED = (CaseState.DECIDED.key, CaseState.CLOSED.key)
_WITHOUT_DECISION = (CaseState.RECEIVED.key, CaseState.UNREADABLE.key, CaseState.OPEN.key, CaseState.PENDED.key)
_RULED_FOR_MEMBER = {
    AppealEnding.OVERTURNED: DecisionKind.APPROVE,
    AppealEnding.OVERTURNED_IN_PART: DecisionKind.MODIFY,
}


def file_appeal(desk: Desk, who: Person, case: str, level: str, filed: datetime, grounds: str) -> str:
    """Enter an appeal against the adverse decision in force; the appeal's own clock runs from here on.

    Raises NotAllowed, NotFound, SubmitError.
    """
    require(who, Act.FILE_APPEAL)
    words, at = at_most(grounds, "grounds"), desk.clock()
    if level not in LEVELS:
        raise SubmitError(f"{level!r} is no level of appeal", where="level", do=f"one of {', '.join(LEVELS)}")

    def write(session: Session) -> str:
        row = case_row(session, who, case, lock=True)
        decision, last = decision_in_force(session, case), newest(session, case)
        if row.state not in _CAN_BE_APPEALED or decision is None or last is None:
            raise SubmitError("there is no decision to appeal", where=f"case {row.number}", do="decide the case first")
        if decision_kind(decision.kind) is DecisionKind.APPROVE:
            raise SubmitError(
                "what was approved is not appealed", where=f"case {row.number}", do="look at the decision"
            )
        if not decision.at.date() <= filed.date() <= at.date():
            raise SubmitError("filed before the decision, or in the future", where="filed", do="correct the day")
        made = new_id()
        sealed = seal_words(desk, about(row.org, case, "case_appeal", made), {"grounds": words})
        session.add(
            AppealRow(
                id=made,
                org=row.org,
                case=case,
                decision=decision.id,
                level=level,
                filed=filed,
                sealed=sealed,
                by=who.id,
            )
        )
        row.state = CaseState.APPEALED.key
        session.flush()
        choose_appeal_clock(session, desk, row, _request(desk, row, last), filed, at)
        changed(row, at)
        session.flush()
        log_change(
            session, desk, row, who.id, "appeal", appeal=made, level=level, decision=decision.id, clock=row.clock
        )
        return made

    return again(desk.engine, write)


def end_appeal(
    desk: Desk,
    who: Person,
    case: str,
    ending: AppealEnding,
    reason: str,
    *,
    revision: int | None = None,
    shown: str = "",
    authorised: str = "",
    signature: Signature | None = None,
) -> str:
    """Record how an appeal ended. Overturned, in whole or in part, the decision is void and another takes its place.

    Who made the decision does not decide its appeal. What leaves something denied is signed like a denial: attested,
    and bound to `shown`. An appeal that was withdrawn leaves the decision as it was. Raises NotAllowed, NotFound,
    Changed, SubmitError, SignatureError.
    """
    require(who, Act.END_APPEAL)
    words, at = said(reason), desk.clock()
    given = signature or Signature()
    signing = signer(who, given)

    def write(session: Session) -> str:
        row = case_row(session, who, case, lock=True)
        if revision is not None:
            row_to_change(session, who, case, revision)
        appeal = _open_appeal(session, case)
        decision = session.get(DecisionRow, appeal.decision) if appeal else None
        last = newest(session, case)
        if appeal is None or decision is None or last is None or row.state != CaseState.APPEALED.key:
            raise SubmitError("no appeal is open", where=f"case {row.number}", do="look at the case again")
        made = ""
        if ending is not AppealEnding.WITHDRAWN:
            told = may_sign(session, desk, row, last, signing, before=decision.by)
            check_adverse(told, who, "not asked" if ending is AppealEnding.OVERTURNED else given.attestation)
            shown_last(session, row, shown)
            wait_for_reading(session, row)
        if ending in _RULED_FOR_MEMBER:
            decision.voided, decision.voided_because = at, f"{ending.value} on appeal"
            session.flush()
            kind = _RULED_FOR_MEMBER[ending]
            held = {"reason": words, "authorised": at_most(authorised, "what is authorised")}
            made = write_decision(session, desk, row, last, signing, kind, held, given.attestation, at).id
        _end(session, desk, row, appeal, ending, {"reason": words, "shown": last.shown}, at)
        row.state = CaseState.CLOSED.key
        if ending is AppealEnding.WITHDRAWN:
            _as_before(session, desk, row, decision, last, at)
        session.flush()
        choose_clock(session, desk, row, _request(desk, row, last), at)
        changed(row, at)
        session.flush()
        log_change(
            session,
            desk,
            row,
            who.id,
            "end appeal",
            appeal=appeal.id,
            ending=ending.key,
            decision=made,
            shown=last.shown,
        )
        return made

    return again(desk.engine, write)


def close(desk: Desk, who: Person, case: str, revision: int, reason: str) -> None:
    """Close a case whose request was withdrawn. Raises NotAllowed, NotFound, Changed, SubmitError."""
    require(who, Act.CLOSE_CASE)
    words, at = said(reason), desk.clock()

    def write(session: Session) -> None:
        row = row_to_change(session, who, case, revision)
        if row.state not in _WITHOUT_DECISION:
            raise SubmitError(f"the case is {row.state}", where=f"case {row.number}", do="a decision stands on its own")
        row.state, row.says = CaseState.CLOSED.key, words
        end_pauses(session, row, at)
        run_clock(session, desk, row, at)
        changed(row, at)
        session.flush()
        log_change(session, desk, row, who.id, "close")

    again(desk.engine, write)


def reopen(desk: Desk, who: Person, case: str, revision: int) -> None:
    """Open a case again that was closed without a decision. Raises NotAllowed, NotFound, Changed, SubmitError."""
    require(who, Act.CLOSE_CASE)
    at = desk.clock()

    def write(session: Session) -> None:
        row = row_to_change(session, who, case, revision)
        if row.state != CaseState.CLOSED.key or decision_in_force(session, case) is not None:
            raise SubmitError("it was not closed without a decision", where=f"case {row.number}", do="look at it again")
        row.state = (CaseState.OPEN if newest(session, case) else CaseState.UNREADABLE).key
        row.says = ""
        run_clock(session, desk, row, at)
        changed(row, at)
        session.flush()
        log_change(session, desk, row, who.id, "reopen")

    again(desk.engine, write)


def _open_appeal(session: Session, case: str) -> AppealRow | None:
    wanted = select(AppealRow).where(AppealRow.case == case, AppealRow.ending == "").order_by(AppealRow.filed)
    return session.scalars(wanted.limit(1)).first()


def _end(
    session: Session,
    desk: Desk,
    row: CaseRow,
    appeal: AppealRow,
    ending: AppealEnding,
    said_then: dict[str, str],
    at: datetime,
) -> None:
    place = about(row.org, row.id, "case_appeal", appeal.id)
    words = open_words(desk, place, appeal.sealed)
    appeal.sealed = seal_words(desk, place, {**words, **said_then})
    appeal.ending, appeal.ended = ending.key, at
    session.flush()


def _as_before(
    session: Session, desk: Desk, row: CaseRow, decision: DecisionRow, last: DeterminationRow, at: datetime
) -> None:
    """The case as it was before the appeal; a decision on what was shown then is void where that has changed since."""
    upheld = select(AppealRow.id).where(AppealRow.decision == decision.id, AppealRow.ending == AppealEnding.UPHELD.key)
    row.state = (CaseState.CLOSED if session.scalars(upheld).first() is not None else CaseState.DECIDED).key
    if stands_on(session, desk, decision) != last.shown:
        void_row(row, decision, CHANGED, at)


def _request(desk: Desk, row: CaseRow, last: DeterminationRow) -> PriorAuthRequest:
    return parse_request(folder_of_case(desk, row.org, row.id, last.folder).request)
