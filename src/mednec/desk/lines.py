"""Rows of a case as they are answered, with their words open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.clocks import PAUSES
from mednec.desk.desk import Desk
from mednec.desk.determining import outcome_of
from mednec.desk.sealed import about, open_words
from mednec.desk.standing import Kept, in_force, kept_rulings, kind_of, status_of
from mednec.desk.values import (
    AppealLine,
    CaseLine,
    Decision,
    LetterLine,
    NoteLine,
    PauseLine,
    RulingLine,
)
from mednec.model.life import AppealEnding, CaseState, DecisionKind
from mednec.store.tables import (
    AppealRow,
    CaseRow,
    DecisionRow,
    DeterminationRow,
    LetterRow,
    NoteRow,
    PauseRow,
)

Names = Mapping[str, str]


def case_line(row: CaseRow, names: Names) -> CaseLine:
    """A case as the worklist shows it."""
    return CaseLine(
        id=row.id,
        number=row.number,
        state=state_of(row.state),
        revision=row.revision,
        patient=row.patient,
        patient_id=row.patient_id,
        payer=row.payer,
        line_of_business=row.line_of_business,
        benefit=row.benefit,
        urgency=row.urgency,
        jurisdiction=row.jurisdiction,
        treatment=row.treatment,
        requester=row.requester,
        requester_npi=row.requester_npi,
        policy=row.policy,
        policy_title=row.policy_title,
        outcome=outcome_of(row.outcome) if row.outcome else None,
        understood=row.understood,
        open_questions=row.open_questions,
        assignee=row.assignee,
        assignee_name=names.get(row.assignee or "", ""),
        received=row.received,
        due=row.due,
        clock=row.clock,
        clock_state=row.clock_state,
        decided=row.decided,
        made=row.made,
        changed=row.changed,
        hold=row.hold,
        remove_after=row.remove_after,
        says=row.says,
        decision=next((kind for kind in DecisionKind if kind.key == row.decision), None),
    )


def state_of(key: str) -> CaseState:
    """A state by its key."""
    return next(state for state in CaseState if state.key == key)


def decisions_of(session: Session, desk: Desk, case: str) -> tuple[Decision, ...]:
    """Every decision of a case in order, those in force and those that are void."""
    wanted = (
        select(DecisionRow, DeterminationRow.number)
        .join(DeterminationRow, DeterminationRow.id == DecisionRow.determination)
        .where(DecisionRow.case == case)
        .order_by(DecisionRow.number)
    )
    return tuple(_decision(desk, row, number) for row, number in session.execute(wanted).all())


def _decision(desk: Desk, row: DecisionRow, number: int) -> Decision:
    words = open_words(desk, about(row.org, row.case, "decision", row.id), row.sealed)
    return Decision(
        id=row.id,
        number=row.number,
        kind=next(kind for kind in DecisionKind if kind.key == row.kind),
        determination=row.determination,
        determination_number=number,
        shown=row.shown,
        by=row.by,
        by_name=row.by_name,
        specialty=row.specialty,
        npi=row.npi,
        licence=row.licence,
        licence_state=row.licence_state,
        attestation=row.attestation,
        at=row.at,
        reason=words["reason"],
        authorised=words["authorised"],
        voided=row.voided,
        voided_because=row.voided_because,
    )


def rulings_of(session: Session, desk: Desk, case: str, names: Names) -> tuple[RulingLine, ...]:
    """Every ruling of a case in order."""
    kept = kept_rulings(session, desk, case)
    holding = {each.row.id for each in in_force(kept)}
    return tuple(_ruling(each, names, each.row.id in holding) for each in kept)


def _ruling(kept: Kept, names: Names, holds: bool) -> RulingLine:
    row = kept.row
    return RulingLine(
        id=row.id,
        number=row.number,
        clause=row.clause,
        kind=None if kept.withdraws else kind_of(row.kind),
        read_as=status_of(row.read_as) if row.read_as else None,
        status=status_of(row.status) if row.status else None,
        reason=kept.reason,
        citations=kept.cited,
        by=row.by,
        by_name=kept.by or names.get(row.by, ""),
        at=row.at,
        in_force=holds,
    )


def notes_of(session: Session, desk: Desk, case: str, names: Names) -> Iterator[NoteLine]:
    """Every remark on a case in order."""
    for row in session.scalars(select(NoteRow).where(NoteRow.case == case).order_by(NoteRow.at, NoteRow.id)):
        words = open_words(desk, about(row.org, row.case, "note", row.id), row.sealed)
        yield NoteLine(
            id=row.id,
            kind=row.kind,
            text=words["text"],
            with_whom=words.get("with_whom", ""),
            items=tuple(words.get("items", ())),
            planned=row.planned,
            by=row.by,
            by_name=names.get(row.by, ""),
            at=row.at,
        )


def pauses_of(session: Session, case: str, names: Names) -> Iterator[PauseLine]:
    """Every pause of a case's clock in order."""
    for row in session.scalars(select(PauseRow).where(PauseRow.case == case).order_by(PauseRow.since, PauseRow.id)):
        yield PauseLine(
            id=row.id,
            kind=PAUSES[row.kind].key,
            since=row.since,
            until=row.until,
            why=row.why,
            by_name=names.get(row.by, ""),
        )


def appeals_of(session: Session, desk: Desk, case: str, names: Names) -> Iterator[AppealLine]:
    """Every appeal of a case in order."""
    for row in session.scalars(select(AppealRow).where(AppealRow.case == case).order_by(AppealRow.filed, AppealRow.id)):
        words = open_words(desk, about(row.org, row.case, "case_appeal", row.id), row.sealed)
        yield AppealLine(
            id=row.id,
            decision=row.decision,
            level=row.level,
            filed=row.filed,
            grounds=words["grounds"],
            ending=next((e for e in AppealEnding if e.key == row.ending), None),
            ended=row.ended,
            reason=words.get("reason", ""),
            by_name=names.get(row.by, ""),
        )


def letters_of(session: Session, case: str, names: Names) -> Iterator[LetterLine]:
    """Every letter of a case in order."""
    for row in session.scalars(select(LetterRow).where(LetterRow.case == case).order_by(LetterRow.at, LetterRow.id)):
        yield LetterLine(
            id=row.id,
            kind=row.kind,
            decision=row.decision,
            rules=tuple(map(str, row.rules)),
            grade=row.grade,
            by_name=names.get(row.by, ""),
            at=row.at,
        )
