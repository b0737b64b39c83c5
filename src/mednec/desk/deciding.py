"""Deciding a case: one decision in force, bound to what was shown; what is adverse is signed by a physician."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from mednec.desk import queue
from mednec.desk.approvals import POLICY, Approval
from mednec.desk.asking import end_pauses
from mednec.desk.clocks import run_clock
from mednec.desk.deriving import ASK
from mednec.desk.desk import Desk, new_id
from mednec.desk.determining import decision_in_force, newest, summary_kept, void_row
from mednec.desk.packs_in_use import PACKS
from mednec.desk.rights import Act, require
from mednec.desk.rows import changed, log_change, row_to_change
from mednec.desk.sealed import about, seal_words
from mednec.desk.signing import Signature, check_adverse, may_sign, signer, within_policy
from mednec.desk.standing import in_force, kept_rulings
from mednec.desk.words import at_most, said
from mednec.errors import NotAllowed, SignatureError, SubmitError
from mednec.model.life import CaseState, DecisionKind, Person, Role
from mednec.model.words import Status
from mednec.store.engine import again
from mednec.store.tables import ApprovalRow, CaseRow, DecisionRow, DeterminationRow, JobRow

_SETTLED = (Status.MET.key, Status.NOT_MET.key)
_TO_DECIDE = (CaseState.OPEN.key, CaseState.PENDED.key)


def decide(
    desk: Desk,
    who: Person,
    case: str,
    revision: int,
    shown: str,
    kind: DecisionKind,
    reason: str = "",
    authorised: str = "",
    attestation: str = "",
    npi: str = "",
    licence: str = "",
    licence_state: str = "",
    specialty: str = "",
) -> str:
    """Decide a case and return the decision's id. `shown` is the digest of what the person saw.

    A nurse may approve what the policy's own clauses approve by words of the record; a physician may approve otherwise
    with a reason; what is adverse needs a physician's signature. Raises NotAllowed, NotFound, Changed, SubmitError, and
    SignatureError where the determination is another one by now or the signature is not enough.
    """
    require(who, Act.DECIDE_ADVERSE if kind.adverse else Act.APPROVE)
    words = {"reason": at_most(reason, "reason"), "authorised": at_most(authorised, "what is authorised")}
    if kind is DecisionKind.APPROVE and words["authorised"]:
        do = "leave it empty, or choose to approve in part, which a physician signs"
        raise SubmitError("an approval is of all that was asked for", where="what is authorised", do=do)
    given = Signature(
        attestation=attestation, npi=npi, licence=licence, licence_state=licence_state, specialty=specialty
    )
    signing = signer(who, given)
    at = desk.clock()

    def write(session: Session) -> str:
        row = row_to_change(session, who, case, revision)
        last = shown_last(session, row, shown)
        if row.state not in _TO_DECIDE or decision_in_force(session, case) is not None:
            raise SubmitError(f"the case is {row.state}", where=f"case {row.number}", do="only an open case is decided")
        _refuse_withdrawn(session, row, last)
        warnings: tuple[str, ...] = ()
        if kind.adverse:
            told = may_sign(session, desk, row, last, signing)
            check_adverse(told, who, attestation)
            wait_for_reading(session, row)
            warnings = told.warnings
            if not words["reason"]:
                raise SignatureError("no reason is given", where="reason", do="say in plain words why")
        elif not within_policy(last, kind):
            _outside(who, kind, words["reason"])
        elif Role.PHYSICIAN not in who.roles:
            _refuse_unquoted(session, desk, row, last)
        made = write_decision(session, desk, row, last, signing, kind, words, attestation, at)
        row.state, row.decided = CaseState.DECIDED.key, at
        end_pauses(session, row, at)
        run_clock(session, desk, row, at)
        changed(row, at)
        session.flush()
        detail = {"kind": kind.key, "number": made.number, "shown": shown, "within": within_policy(last, kind)}
        detail["rulings"] = len(last.rulings)  # a recommendation that people ruled into being is told as one
        log_change(
            session,
            desk,
            row,
            who.id,
            "decide",
            decision=made.id,
            warnings=len(warnings),
            clock=row.clock_state,
            **detail,
        )
        return made.id

    return again(desk.engine, write)


def void(desk: Desk, who: Person, case: str, revision: int, reason: str) -> None:
    """Void the decision in force, visibly, and open the case again; an adverse one by a physician only.

    Raises NotAllowed, NotFound, Changed, SubmitError.
    """
    require(who, Act.VOID)
    why = said(reason)
    at = desk.clock()

    def write(session: Session) -> None:
        row = row_to_change(session, who, case, revision)
        decision = decision_in_force(session, case)
        if decision is None or row.state != CaseState.DECIDED.key:
            raise SubmitError(
                "no decision is in force that could be voided", where=f"case {row.number}", do="look again"
            )
        if decision_kind(decision.kind).adverse:
            require(who, Act.DECIDE_ADVERSE)
        void_row(row, decision, why, at)
        run_clock(session, desk, row, at)
        changed(row, at)
        session.flush()
        log_change(session, desk, row, who.id, "void", decision=decision.id)

    again(desk.engine, write)


def decision_kind(key: str) -> DecisionKind:
    """A kind of decision by its key."""
    return next(kind for kind in DecisionKind if kind.key == key)


def shown_last(session: Session, row: CaseRow, shown: str) -> DeterminationRow:
    """The newest determination, where it is what was shown. Raises SignatureError."""
    last = newest(session, row.id)
    if last is None:
        raise SignatureError("it has not been determined yet", where=f"case {row.number}", do="wait until it is read")
    if last.shown != shown:
        do = "look at the case again before you sign"
        raise SignatureError("what was shown is not the newest determination", where=f"case {row.number}", do=do)
    return last


def wait_for_reading(session: Session, row: CaseRow) -> None:
    """Raises SignatureError while documents that came in are not read yet: they may show what is missing."""
    unread = select(JobRow.id).where(
        JobRow.case == row.id, JobRow.kind == queue.READ, JobRow.state.in_((queue.WAITING, queue.RUNNING))
    )
    if session.scalars(unread.limit(1)).first() is not None:
        do = "wait until they are read, and look at the case again"
        raise SignatureError("documents that came in are being read", where=f"case {row.number}", do=do)


def write_decision(
    session: Session,
    desk: Desk,
    row: CaseRow,
    last: DeterminationRow,
    who: Person,
    kind: DecisionKind,
    words: dict[str, str],
    attestation: str,
    at: datetime,
) -> DecisionRow:
    """Add a decision on a locked case; whether it may be made was asked before."""
    made = new_id()
    row.decision = kind.key
    number = session.scalar(select(func.max(DecisionRow.number)).where(DecisionRow.case == row.id)) or 0
    decision = DecisionRow(
        id=made,
        org=row.org,
        case=row.id,
        number=number + 1,
        kind=kind.key,
        determination=last.id,
        shown=last.shown,
        by=who.id,
        by_name=who.name,
        specialty=who.specialty,
        npi=who.npi,
        licence=who.licence,
        licence_state=who.licence_state,
        attestation=attestation.strip(),
        at=at,
        sealed=seal_words(desk, about(row.org, row.id, "decision", made), dict(words)),
    )
    session.add(decision)
    session.flush()
    return decision


def _refuse_withdrawn(session: Session, row: CaseRow, last: DeterminationRow) -> None:
    """What was withdrawn decides nothing any more, also where it was used while it was approved. Raises SubmitError."""
    wanted = select(ApprovalRow.name).where(ApprovalRow.org == row.org, ApprovalRow.state == Approval.WITHDRAWN.value)
    used = or_(
        and_(ApprovalRow.kind == POLICY, ApprovalRow.name == last.policy, ApprovalRow.digest == last.policy_digest),
        and_(ApprovalRow.kind == PACKS, ApprovalRow.digest == last.packs),
    )
    gone = session.scalars(wanted.where(used).limit(1)).first()
    if gone is not None:
        do = "have the case read again under what is approved now"
        raise SubmitError(f"{gone} was withdrawn after the case was read", where=f"case {row.number}", do=do)


def _refuse_unquoted(session: Session, desk: Desk, row: CaseRow, last: DeterminationRow) -> None:
    """A nurse's approval rests on words of the record, also where a reviewer read them otherwise than the program.

    Only what the policy itself leaves to a reviewer is theirs to answer without. Raises NotAllowed.
    """
    asked = {line.clause for line in summary_kept(desk, last).clauses if line.kind == ASK}
    bare = [
        each.row.clause
        for each in in_force(kept_rulings(session, desk, row.id))
        if not each.cited
        and each.row.status in _SETTLED
        and each.row.status != each.row.read_as
        and each.row.clause not in asked
    ]
    if bare:
        raise NotAllowed(
            f"{', '.join(bare)} {'was' if len(bare) == 1 else 'were'} ruled on without words of the record",
            where="decision",
            do="rule once more and cite the words that show it, or ask a physician",
        )


def _outside(who: Person, kind: DecisionKind, reason: str) -> None:
    """Approving what the policy's clauses do not approve is a physician's, and needs a reason."""
    if Role.PHYSICIAN not in who.roles:
        raise NotAllowed(
            f"a nurse may only decide as the policy provides; it does not provide to {kind.value} this",
            where="decision",
            do="ask a physician, or rule on the open clauses first",
        )
    if not reason:
        raise SubmitError("no reason is given", where="reason", do="say why it is approved outside the policy")
