"""Ruling through the interface: a clause's status set with a reason and the words it rests on, or taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response
from pydantic import Field

from mednec.desk import ruling
from mednec.desk.rights import Act
from mednec.model.life import Person, RulingKind
from mednec.model.words import Status as Judged
from mednec.web.access import AtDesk, may
from mednec.web.api import words
from mednec.web.api.case_answers import ChangesAnswer
from mednec.web.api.door import CHANGES, Seen, section, tag
from mednec.web.api.words import Asked, CaseId, Name, Said, Whole, word_of

router = section("rulings")
Rules = Annotated[Person, Depends(may(Act.RULE))]


class Citation(Asked):
    """Words of a document, from `start` to before `end` in code points; `quote` must be those words."""

    document: Name
    start: Whole
    end: Whole
    quote: Said


class RulingSent(Asked):
    """A clause's status in place of what was read."""

    clause: Name
    status: words.Status
    kind: words.Ruled = "override"
    reason: Said
    citations: tuple[Citation, ...] = Field((), max_length=20)


class WithdrawalSent(Asked):
    """A ruling taken back: what was read holds again."""

    clause: Name
    reason: Said


@router.post("/cases/{case_id}/rulings", summary="Rule on a clause", responses=CHANGES)
def enter_ruling(
    desk: AtDesk, who: Rules, case_id: CaseId, seen: Seen, sent: RulingSent, response: Response
) -> ChangesAnswer:
    """The case is judged again at once; the answer says what changed. A decision signed before is void then."""
    made = ruling.rule(
        desk,
        who,
        case_id,
        seen,
        sent.clause,
        word_of(Judged, sent.status),
        word_of(RulingKind, sent.kind),
        sent.reason,
        [(each.document, each.start, each.end) for each in sent.citations],
        quotes=[each.quote for each in sent.citations],
    )
    tag(response, made.revision)
    return ChangesAnswer.showing(made)


@router.post("/cases/{case_id}/withdrawals", summary="Take a ruling back", responses=CHANGES)
def withdraw_ruling(
    desk: AtDesk, who: Rules, case_id: CaseId, seen: Seen, sent: WithdrawalSent, response: Response
) -> ChangesAnswer:
    """What the program read holds again, and the case is judged at once."""
    made = ruling.withdraw(desk, who, case_id, seen, sent.clause, sent.reason)
    tag(response, made.revision)
    return ChangesAnswer.showing(made)
