"""Keeping a determination: its bytes, its parts, what the worklist shows of it; a decision on another one is void."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, func, select
from sqlalchemy.orm import Session

from mednec import __version__
from mednec.criteria.policy import Policy
from mednec.desk import sealed
from mednec.desk.answers import Answers
from mednec.desk.answers_kept import answers_of_case, keep_answers
from mednec.desk.brought import reading_of
from mednec.desk.deriving import (
    Derived,
    charted,
    decides_of,
    derive,
    open_questions_of,
    summary_from,
    summary_json,
    understood_of,
)
from mednec.desk.desk import Desk, new_id
from mednec.desk.folder import Folder, unpacked
from mednec.desk.rows import PROGRAM
from mednec.desk.sealed import about
from mednec.desk.standing import LAPSED, WITHDRAWN, Kept, Standing, kept_rulings, standing
from mednec.desk.values import Shown, Summary
from mednec.desk.words import plain
from mednec.errors import PolicyError, StoreError
from mednec.model.determination import Determination
from mednec.model.life import AppealEnding, CaseState
from mednec.model.words import Outcome
from mednec.packs.installed import installed
from mednec.review import judge
from mednec.store.engine import reading
from mednec.store.tables import AppealRow, CaseRow, DecisionRow, DeterminationRow, PartRow, PolicyRow, RulingRow

_LONGEST = {c.key: c.type.length for c in CaseRow.__table__.columns if isinstance(c.type, String)}
CHANGED = "the determination was changed after it was signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A determination as written, whether it is a new one, and the decision that is void because of it."""

    row: DeterminationRow
    new: bool = False
    voided: str = ""


def newest(session: Session, case: str) -> DeterminationRow | None:
    """The last determination of a case."""
    wanted = select(DeterminationRow).where(DeterminationRow.case == case)
    return session.scalars(wanted.order_by(DeterminationRow.number.desc()).limit(1)).first()


def decision_in_force(session: Session, case: str) -> DecisionRow | None:
    """The decision that holds; there is at most one."""
    wanted = select(DecisionRow).where(DecisionRow.case == case, DecisionRow.voided.is_(None))
    return session.scalars(wanted.order_by(DecisionRow.number.desc()).limit(1)).first()


def stands_on(session: Session, desk: Desk, decision: DecisionRow) -> str:
    """The digest of what was shown when a decision was signed, or when it was last upheld on appeal."""
    upheld = select(AppealRow).where(AppealRow.decision == decision.id, AppealRow.ending == AppealEnding.UPHELD.key)
    appeal = session.scalars(upheld.order_by(AppealRow.ended.desc()).limit(1)).first()
    if appeal is None:
        return decision.shown
    words = sealed.open_words(desk, about(appeal.org, appeal.case, "case_appeal", appeal.id), appeal.sealed)
    return str(words.get("shown", decision.shown))


def folder_kept(session: Session, desk: Desk, org: str, case: str, digest: str) -> Folder:
    """The case folder that a determination was made from. Raises StoreError."""
    paper = sealed.paper(session, org, case, sealed.FOLDER, digest)
    if paper is None:
        raise StoreError("the case folder is not kept any more", where="case", do="it was removed, or restore a backup")
    return unpacked(sealed.content_of(desk, paper))


def policy_kept(desk: Desk, org: str, digest: str) -> Policy:
    """A version of a policy by its digest, approved or not any more. Raises PolicyError when it is gone."""

    def find() -> Policy:
        with reading(desk.engine) as session:
            wanted = select(PolicyRow).where(PolicyRow.org == org, PolicyRow.digest == digest)
            row = session.scalars(wanted).first()
            if row is not None:
                return reading_of(row.content, row.source, row.policy)
        found = next((p for p in installed(desk.library.root) if p.digest == digest), None)
        if found is None:
            do = "read the case again under the version now approved"
            raise PolicyError("the version of the policy that was used is not installed any more", where=digest, do=do)
        return found

    return desk.recent.get("policy", (org, digest), find)


def judged(desk: Desk, row: CaseRow, last: DeterminationRow) -> Determination:
    """The same as a value, without what is shown of it: what letters are made of."""
    folder = folder_of_case(desk, row.org, row.id, last.folder)
    policy = policy_kept(desk, row.org, last.policy_digest)
    chart = charted(desk, folder, policy, answers_of_case(desk, last))
    with reading(desk.engine) as session:
        kept = kept_rulings(session, desk, row.id)
    return judge(chart.found, standing(kept, chart.case, policy).rulings)


def derived_with(
    desk: Desk, case: str, folder: Folder, policy: Policy, kept: Iterable[Kept], answers: Answers | None = None
) -> tuple[Derived, Standing]:
    """The determination of a folder under a policy and the rulings that can still be applied.

    `answers` are a language model's, kept; nothing here asks one.
    """
    taken = charted(desk, folder, policy, answers).case
    held = standing(tuple(kept), taken, policy)
    return derive(desk, case, folder, policy, held.rulings, answers), held


def folder_of_case(desk: Desk, org: str, case: str, digest: str) -> Folder:
    """The same, remembered. Raises StoreError."""

    def find() -> Folder:
        with reading(desk.engine) as session:
            return folder_kept(session, desk, org, case, digest)

    return desk.recent.get("chart", ("folder", org, case, digest), find)


def keep(session: Session, desk: Desk, row: CaseRow, derived: Derived, held: Standing, at: datetime) -> Recorded:
    """Write the determination of a locked case; the same one is not written twice.

    A decision on the case that was signed on another one is void from here on. What an appeal is about stays: it is
    decided with the appeal.
    """
    last = newest(session, row.id)
    _lapse(session, desk, row, held, at)
    _show(row, derived)
    if last is not None and (last.shown, last.folder, last.answers, list(last.rulings)) == (
        derived.shown,
        derived.folder,
        derived.answers.digest if derived.answers else "",
        list(held.ids),
    ):
        return Recorded(row=last)
    keep_answers(session, desk, row, derived.answers, at)
    made = _row(desk, row, derived, held, (last.number if last else 0) + 1, at)
    session.add(made)
    session.flush()
    session.add_all(
        PartRow(
            determination=made.id,
            name=part.name,
            order=part.order,
            sealed=desk.keys.seal(part.html.encode(), about(row.org, row.id, "part", made.id, part.name), text=True),
        )
        for part in derived.parts
    )
    decision = decision_in_force(session, row.id)
    voided = ""
    if decision is not None and row.state == CaseState.DECIDED.key and decision.shown != made.shown:
        void_row(row, decision, CHANGED, at)
        voided = decision.id
    session.flush()
    return Recorded(row=made, new=True, voided=voided)


def void_row(row: CaseRow, decision: DecisionRow, why: str, at: datetime) -> None:
    """Void a decision, and open its case again."""
    decision.voided, decision.voided_because = at, why
    row.state, row.decided, row.decision = CaseState.OPEN.key, None, ""


def shown_of(desk: Desk, row: DeterminationRow) -> Shown:
    """A determination as it is answered, with its summary open."""
    return Shown(
        id=row.id,
        number=row.number,
        made=row.made,
        outcome=outcome_of(row.outcome),
        policy=row.policy,
        policy_digest=row.policy_digest,
        program=row.program,
        packs=row.packs,
        folder=row.folder,
        answers=row.answers,
        rulings=tuple(map(str, row.rulings)),
        digest=row.digest,
        shown=row.shown,
        summary=summary_kept(desk, row),
    )


def summary_kept(desk: Desk, row: DeterminationRow) -> Summary:
    """The summary of a determination."""
    return summary_from(
        sealed.open_words(desk, about(row.org, row.case, "determination", row.id, "summary"), row.summary)
    )


def json_kept(desk: Desk, row: DeterminationRow) -> bytes:
    """The JSON of a determination, byte for byte."""
    return desk.keys.open(row.sealed, about(row.org, row.case, "determination", row.id, "json"))


def outcome_of(key: str) -> Outcome:
    """An outcome by its key."""
    return next(outcome for outcome in Outcome if outcome.key == key)


def _row(desk: Desk, row: CaseRow, derived: Derived, held: Standing, number: int, at: datetime) -> DeterminationRow:
    made, d = new_id(), derived.determination
    place = about(row.org, row.id, "determination", made)
    return DeterminationRow(
        id=made,
        org=row.org,
        case=row.id,
        number=number,
        made=at,
        outcome=d.outcome.key,
        policy=d.policy_id,
        policy_digest=derived.policy,
        program=__version__,
        packs=derived.packs,
        folder=derived.folder,
        answers=derived.answers.digest if derived.answers else "",
        rulings=list(held.ids),
        digest=derived.digest,
        shown=derived.shown,
        sealed=desk.keys.seal(derived.json, f"{place}/json", text=True),
        summary=sealed.seal_words(desk, f"{place}/summary", summary_json(derived.summary)),
    )


def _show(row: CaseRow, derived: Derived) -> None:
    """What the worklist shows of it."""
    d, request = derived.determination, derived.determination.request
    first = request.lines[0]
    for column, value in (
        ("number", request.id),
        ("patient", request.patient.name),
        ("patient_id", request.patient.id),
        ("payer", request.payer),
        ("line_of_business", request.line_of_business),
        ("benefit", request.benefit),
        ("urgency", request.urgency or "standard"),
        ("treatment", f"{first.brand or first.drug} {first.regimen}"),
        ("requester", request.requester.name),
        ("requester_npi", request.requester.npi),
        ("policy", d.policy_id),
        ("policy_title", d.policy_title),
    ):
        setattr(row, column, plain(value)[: _LONGEST[column]])
    row.outcome = d.outcome.key
    row.understood = understood_of(derived.summary)
    row.open_questions = open_questions_of(derived.summary)
    row.decides = decides_of(derived.summary)
    row.says = ""


def _lapse(session: Session, desk: Desk, row: CaseRow, held: Standing, at: datetime) -> None:
    """Take back, visibly, the rulings whose words or clause are gone."""
    number = session.scalar(select(func.max(RulingRow.number)).where(RulingRow.case == row.id)) or 0
    for further, kept in enumerate(held.lapsed, 1):
        made = new_id()
        words = {"reason": LAPSED, "by": PROGRAM, "citations": [], "texts": {}}
        session.add(
            RulingRow(
                id=made,
                org=row.org,
                case=row.id,
                number=number + further,
                clause=kept.row.clause,
                kind=WITHDRAWN,
                read_as=kept.row.read_as,
                status="",
                sealed=sealed.seal_words(desk, about(row.org, row.id, "ruling", made), words),
                by=kept.row.by,
                at=at,
            )
        )
    session.flush()
