"""Letters of a case: shown as they would be, sent, and kept as they were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk import sealed
from mednec.desk.cases import log_reading
from mednec.desk.clocks import adopted_by
from mednec.desk.desk import Desk, new_id
from mednec.desk.determining import decision_in_force, judged, newest, stands_on
from mednec.desk.lines import decisions_of, notes_of
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row, changed, log_change, row_to_change
from mednec.desk.values import Decision
from mednec.desk.words import is_id
from mednec.errors import NotFound, SignatureError, SubmitError
from mednec.law.choosing import asked_of, in_use
from mednec.law.days import day_of
from mednec.law.grade import ReadingGrade
from mednec.law.settings import plan_from
from mednec.model.determination import Determination
from mednec.model.law import LetterKind, NoticeRule, Plan
from mednec.model.life import AppealEnding, DecisionKind, Person
from mednec.render.letters import render_letter
from mednec.render.letters.gap import gap_letter
from mednec.render.letters.layout import Letter
from mednec.render.letters.peer import peer_brief
from mednec.render.notices import (
    Addressee,
    Decided,
    letter_grade,
    missing_content,
    notice,
    open_lines,
    rules_followed,
)
from mednec.store.engine import again, reading
from mednec.store.tables import AppealRow, CaseRow, LetterRow, OrganisationRow, PaperRow

GAP, PEER = "gap", "peer"  # to the practice about what is missing; to the medical director before a talk
KINDS = (*(kind.key for kind in LetterKind), GAP, PEER)
MEDIA = "application/pdf"
_OF_DECISION = {
    DecisionKind.APPROVE: LetterKind.APPROVAL,
    DecisionKind.APPROVE_WITH_CONDITIONS: LetterKind.APPROVAL,
    DecisionKind.MODIFY: LetterKind.MODIFICATION,
    DecisionKind.DENY: LetterKind.DENIAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A letter as it would be sent now, with what a person should look at before."""

    kind: str
    letter: Letter
    html: str  # a whole page, for a frame of its own
    rules: tuple[NoticeRule, ...]  # that it follows
    grade: ReadingGrade | None
    missing: tuple[str, ...]  # what its rules ask for and it does not hold; then it cannot be sent
    open_lines: tuple[str, ...]  # to be filled in by hand

    @property
    def unverified(self) -> tuple[NoticeRule, ...]:
        """Rules it follows because the organisation adopted them, whose words nobody read in the source."""
        return tuple(rule for rule in self.rules if not rule.verified)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What letters of a case are made of."""

    row: CaseRow
    determination: Determination
    decision: Decision | None
    final: bool
    signed: bool  # the decision was signed, or upheld, on this very determination
    rules: tuple[NoticeRule, ...]
    plan: Plan
    day: date
    decided_on: date | None
    asks: tuple[str, ...]


def kinds_now(desk: Desk, who: Person, case: str) -> tuple[str, ...]:
    """The letters that can be written of a case as it stands. Raises NotAllowed, NotFound."""
    require(who, Act.READ_CASE)
    with reading(desk.engine) as session:
        case_row(session, who, case)
        if newest(session, case) is None:
            return ()
        decision = decision_in_force(session, case)
    own = () if decision is None else (_OF_DECISION[next(k for k in DecisionKind if k.key == decision.kind)].key,)
    return (*own, LetterKind.PEND.key, GAP, PEER) if decision is None else (*own, PEER)


def preview(desk: Desk, who: Person, case: str, kind: str, *, to: Addressee = Addressee.MEMBER) -> Preview:
    """A letter as it would be sent now, marked as a draft.

    Raises NotAllowed, NotFound, SubmitError, SignatureError where it needs a decision that is not signed.
    """
    require(who, Act.READ_CASE)
    ground = _ground(desk, who, case)
    log_reading(desk, who, case, "letter")
    letter = _written(ground, kind, to, draft=True)
    return _previewed(desk, ground, kind, letter)


def preview_pdf(desk: Desk, who: Person, case: str, kind: str, *, to: Addressee = Addressee.MEMBER) -> bytes:
    """The same as PDF. Raises as `preview` does."""
    return render_letter(preview(desk, who, case, kind, to=to).letter, "pdf")


def send(desk: Desk, who: Person, case: str, revision: int, kind: str, *, to: Addressee = Addressee.MEMBER) -> str:
    """Record a letter as sent, keep its PDF, and return its id.

    Raises NotAllowed, NotFound, Changed, SignatureError, or SubmitError where it lacks what its rules ask for.
    """
    require(who, Act.SEND_LETTER)
    ground = _ground(desk, who, case, revision)
    letter = _written(ground, kind, to, draft=False)
    shown = _previewed(desk, ground, kind, letter)
    if shown.missing:
        do = "complete the organisation's settings or the decision"
        raise SubmitError(f"the letter lacks {', '.join(shown.missing)}", where=f"letter of {kind}", do=do)
    content = render_letter(letter, "pdf")
    at, made = desk.clock(), new_id()
    paper = sealed.paper_of(desk, who.org, case, sealed.LETTER, f"{made}.pdf", content, MEDIA, at)
    columns = {c.key: getattr(paper, c.key) for c in PaperRow.__table__.columns}
    decision = ground.decision.id if ground.decision and kind not in (GAP, PEER, LetterKind.PEND.key) else None

    def write(session: Session) -> str:
        row = row_to_change(session, who, case, revision)
        session.add(PaperRow(**columns))
        session.flush()
        session.add(
            LetterRow(
                id=made,
                org=who.org,
                case=case,
                kind=kind,
                decision=decision,
                paper=columns["id"],
                rules=[rule.id for rule in shown.rules],
                grade=str(shown.grade.grade) if shown.grade else "",
                by=who.id,
                at=at,
            )
        )
        changed(row, at)
        session.flush()
        log_change(
            session,
            desk,
            row,
            who.id,
            "send letter",
            letter=made,
            kind=kind,
            to=to.value,
            digest=paper.digest,
            rules=[rule.id for rule in shown.rules],
            open=len(shown.open_lines),
        )
        return made

    return again(desk.engine, write)


def letter_pdf(desk: Desk, who: Person, letter: str) -> bytes:
    """A letter as it was sent. Raises NotAllowed, NotFound."""
    require(who, Act.READ_CASE)
    if not is_id(letter):
        raise _no_letter()
    with reading(desk.engine) as session:
        row = session.scalars(select(LetterRow).where(LetterRow.id == letter, LetterRow.org == who.org)).one_or_none()
        paper = session.get(PaperRow, row.paper) if row else None
        if row is None or paper is None:
            raise _no_letter()
        content = sealed.content_of(desk, paper)
    log_reading(desk, who, row.case, "letter")
    return content


def _no_letter() -> NotFound:
    return NotFound("there is no such letter", where="letter", do="look at the letters of the case")


def _ground(desk: Desk, who: Person, case: str, revision: int | None = None) -> _Ground:
    """What letters are made of now; `revision` is the one a writer saw, for what is written is of that one alone."""
    with reading(desk.engine) as session:
        row = case_row(session, who, case)
        if revision is not None:
            row_to_change(session, who, case, revision, lock=False)
        last = newest(session, case)
        if last is None:
            raise NotFound("it has not been determined yet", where="case", do="wait until its packet is read")
        held = next((d for d in reversed(decisions_of(session, desk, case)) if d.in_force), None)
        upheld = select(AppealRow.id).where(AppealRow.case == case, AppealRow.ending == AppealEnding.UPHELD.key)
        final = session.scalars(upheld).first() is not None
        asked = [note for note in notes_of(session, desk, case, {}) if note.kind == "asked"]
        in_force = decision_in_force(session, case)
        signed = in_force is not None and stands_on(session, desk, in_force) == last.shown
        organisation = session.get_one(OrganisationRow, who.org)
        adopted = adopted_by(session, who.org)
    d = judged(desk, row, last)
    zone = ZoneInfo(adopted.zone)
    day = day_of(desk.clock(), zone)
    words = asked_of(d.request, desk.laws.words, state=row.jurisdiction)
    return _Ground(
        row=row,
        determination=d,
        decision=held,
        final=final,
        signed=signed,
        rules=in_use(desk.laws.notices, words, day, adopted),
        plan=plan_from(organisation.settings, d.request.payer or organisation.name),
        day=day,
        decided_on=day_of(held.at, zone) if held else None,
        asks=asked[-1].items if asked else (),
    )


def _written(ground: _Ground, kind: str, to: Addressee, *, draft: bool) -> Letter:
    d, dated = ground.determination, ground.day.isoformat()
    if kind == GAP:
        return gap_letter(d, dated)
    if kind == PEER:
        return peer_brief(d, dated)
    of_law = next((each for each in LetterKind if each.key == kind), None)
    if of_law is None:
        raise SubmitError(f"{kind!r} is no letter", where="letter", do=f"one of {', '.join(KINDS)}")
    decided = _decided(ground)
    if of_law is not LetterKind.PEND and decided is not None and not ground.signed:
        do = "send it after the appeal has ended"
        raise SignatureError("the decision was not signed on what is determined now", where=f"letter of {kind}", do=do)
    asks = ground.asks if of_law is LetterKind.PEND else ()
    return notice(of_law, d, decided, ground.rules, ground.plan, ground.day, to=to, draft=draft, asks=asks)


def _decided(ground: _Ground) -> Decided | None:
    decision = ground.decision
    if decision is None or ground.decided_on is None:
        return None
    return Decided(
        kind=decision.kind,
        day=ground.decided_on,
        name=decision.by_name,
        specialty=decision.specialty,
        reason=decision.reason,
        authorised=decision.authorised,
        reference=ground.row.number,
        signed=True,
        final=ground.final,
    )


def _previewed(desk: Desk, ground: _Ground, kind: str, letter: Letter) -> Preview:
    of_law = next((each for each in LetterKind if each.key == kind), None)
    html = render_letter(letter, "html").decode()
    if of_law is None:
        return Preview(kind=kind, letter=letter, html=html, rules=(), grade=None, missing=(), open_lines=())
    return Preview(
        kind=kind,
        letter=letter,
        html=html,
        rules=rules_followed(of_law, ground.rules),
        grade=letter_grade(letter, desk.laws.reading),
        missing=tuple(content.value for content in missing_content(letter, of_law, ground.rules)),
        open_lines=open_lines(letter),
    )
