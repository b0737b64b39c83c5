"""The paper of a case that holds what a language model was asked and answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mednec.desk import sealed
from mednec.desk.answers import Answers, unpacked
from mednec.desk.desk import Desk
from mednec.errors import StoreError
from mednec.store.engine import reading
from mednec.store.tables import CaseRow, DeterminationRow


def answers_kept(session: Session, desk: Desk, made: DeterminationRow) -> Answers | None:
    """What a language model answered, on which a determination rests, if one was asked. Raises StoreError."""
    if not made.answers:
        return None
    paper = sealed.paper(session, made.org, made.case, sealed.ANSWERS, made.answers)
    if paper is None:
        do = "it was removed, or restore a backup"
        raise StoreError("what the language model answered is not kept any more", where="case", do=do)
    return unpacked(sealed.content_of(desk, paper))


def answers_of_case(desk: Desk, made: DeterminationRow) -> Answers | None:
    """The same, remembered. Raises StoreError."""

    def find() -> Answers | None:
        with reading(desk.engine) as session:
            return answers_kept(session, desk, made)

    return desk.recent.get("answers", (made.org, made.case, made.answers), find) if made.answers else None


def keep_answers(session: Session, desk: Desk, row: CaseRow, answers: Answers | None, at: datetime) -> None:
    """Keep what a language model answered under its digest; what is kept already stays."""
    if answers is None or sealed.paper(session, row.org, row.id, sealed.ANSWERS, answers.digest) is not None:
        return
    content, kind = answers.packed(), sealed.ANSWERS
    session.add(sealed.paper_of(desk, row.org, row.id, kind, answers.digest, content, "application/json", at))
