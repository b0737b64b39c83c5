"""The worklist, filtered, sorted, and page by page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field, StringConstraints

from mednec.desk.rights import Act
from mednec.desk.values import WorklistQuery
from mednec.desk.worklist import MOST_ASSIGNED, assign, worklist
from mednec.model.life import CaseState, Person
from mednec.model.words import Outcome as Recommended
from mednec.web.access import AtDesk, may
from mednec.web.api import words
from mednec.web.api.case_answers import CasesAnswer
from mednec.web.api.door import refused, section
from mednec.web.api.words import ID, Answer, Asked, Cursor, Size, Text, word_of

router = section("worklist")
Filter = Annotated[Text, Query(max_length=200)]
WAITING = WorklistQuery().states


class Assignment(Asked):
    """Cases, and whose they are now; nobody's without an account."""

    cases: tuple[Annotated[str, StringConstraints(pattern=ID)], ...] = Field(min_length=1, max_length=MOST_ASSIGNED)
    account: Annotated[str, StringConstraints(pattern=ID)] | None = None


class Moved(Answer):
    """How many cases changed hands."""

    moved: int


@router.get("/cases", summary="The worklist")
def list_cases(
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.SEE_WORKLIST))],
    state: Annotated[list[words.State] | None, Query(description="Else those that wait for somebody.")] = None,
    outcome: Annotated[words.Outcome | None, Query(description="As recommended now.")] = None,
    urgency: Filter = "",
    assignee: Annotated[Text, Query(max_length=40, description="Account id, `me` or `none`.")] = "",
    policy: Filter = "",
    line_of_business: Filter = "",
    clock: Annotated[words.ClockFilter | None, Query(description="What is late, soon late, or paused.")] = None,
    text: Annotated[Text, Query(max_length=100, description="Number, patient, member id, treatment.")] = "",
    sort: words.Sort = "due",
    newest_first: bool = False,
    after: Cursor = "",
    size: Size = 50,
) -> CasesAnswer:
    """Cases of the organisation. Addresses are not logged, but prefer an id or a number to a patient's name in one."""
    query = WorklistQuery(
        states=tuple(word_of(CaseState, key) for key in state) if state else WAITING,
        outcome=word_of(Recommended, outcome) if outcome else None,
        urgency=urgency,
        assignee=assignee,
        policy=policy,
        line_of_business=line_of_business,
        clock=clock or "",
        text=text,
        sort=sort,
        newest_first=newest_first,
        after=after,
        size=size,
    )
    return CasesAnswer.showing(worklist(desk, who, query))


@router.post("/cases/assignments", summary="Assign cases", responses=refused(404))
def assign_cases(desk: AtDesk, who: Annotated[Person, Depends(may(Act.ASSIGN))], sent: Assignment) -> Moved:
    """To a colleague, or to nobody; all of them or none. It changes nothing of a case, so it needs no revision."""
    return Moved(moved=assign(desk, who, sent.cases, sent.account))
