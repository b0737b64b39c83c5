"""The worklist, filtered, sorted, and page by page."""

from __future__ import annotations

import base64
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import Field, StringConstraints, TypeAdapter

from mednec.desk.desk import Desk
from mednec.desk.rights import Act
from mednec.desk.values import WorklistQuery
from mednec.desk.worklist import MOST, MOST_ASSIGNED, assign, worklist
from mednec.errors import SubmitError
from mednec.model.life import CaseState, Person
from mednec.model.words import Outcome as Recommended
from mednec.web.access import AtDesk, may
from mednec.web.api import words
from mednec.web.api.case_answers import CasesAnswer
from mednec.web.api.door import refused, section
from mednec.web.api.words import ID, Answer, Asked, Cursor, Moment, Short, Size, Text, word_of

router = section("worklist")
Sees = Annotated[Person, Depends(may(Act.SEE_WORKLIST))]
Filter = Annotated[Text, Query(max_length=200)]
WAITING = WorklistQuery().states
CURSOR: TypeAdapter[tuple[Moment | Literal[""], str]] = TypeAdapter(tuple[Moment | Literal[""], str])  # by a time


class Assignment(Asked):
    """Cases, and whose they are now; nobody's without an account."""

    cases: tuple[Annotated[str, StringConstraints(pattern=ID)], ...] = Field(min_length=1, max_length=MOST_ASSIGNED)
    account: Annotated[str, StringConstraints(pattern=ID)] | None = None


class Moved(Answer):
    """How many cases changed hands."""

    moved: int


class Question(Asked):
    """A question to the worklist. What is empty asks for nothing; without `states`, for those that wait."""

    text: Text = Field("", max_length=100, description="Number, patient, member id or treatment.")
    states: tuple[words.State, ...] = Field((), max_length=len(CaseState))
    outcome: words.Outcome | None = None
    urgency: Short = ""
    assignee: Short = Field("", description="Account id, `me` or `none`.")
    policy: Short = ""
    line_of_business: Short = ""
    clock: words.ClockFilter | None = None
    sort: words.Sort | Literal["patient"] = "due"
    newest_first: bool = False
    after: Text = Field("", max_length=800)
    size: int = Field(50, ge=1, le=MOST)


@router.get("/cases", summary="The worklist")
def list_cases(
    desk: AtDesk,
    who: Sees,
    state: Annotated[list[words.State] | None, Query(description="Else those that wait for somebody.")] = None,
    outcome: Annotated[words.Outcome | None, Query(description="As recommended now.")] = None,
    urgency: Filter = "",
    assignee: Annotated[Text, Query(max_length=40, description="Account id, `me` or `none`.")] = "",
    policy: Filter = "",
    line_of_business: Filter = "",
    clock: Annotated[words.ClockFilter | None, Query(description="What is late, soon late, or paused.")] = None,
    sort: words.Sort = "due",
    newest_first: bool = False,
    after: Cursor = "",
    size: Size = 50,
) -> CasesAnswer:
    """Cases of the organisation. Patients are looked for by `POST /cases/search`: no address holds their words."""
    asked = Question(
        text="",
        states=tuple(state or ()),
        outcome=outcome,
        urgency=urgency,
        assignee=assignee,
        policy=policy,
        line_of_business=line_of_business,
        clock=clock,
        sort=sort,
        newest_first=newest_first,
        after=after,
        size=size,
    )
    return _found(desk, who, asked)


@router.post("/cases/search", summary="Search the worklist")
def search_cases(desk: AtDesk, who: Sees, asked: Question) -> CasesAnswer:
    """The same question as a body, with words to look for and by patient: they stand in no address and no log."""
    return _found(desk, who, asked)


def _found(desk: Desk, who: Person, asked: Question) -> CasesAnswer:
    if asked.after and asked.sort != "patient":
        _check_cursor(asked.after)
    query = WorklistQuery(
        states=tuple(word_of(CaseState, key) for key in asked.states) or WAITING,
        outcome=word_of(Recommended, asked.outcome) if asked.outcome else None,
        urgency=asked.urgency,
        assignee=asked.assignee,
        policy=asked.policy,
        line_of_business=asked.line_of_business,
        clock=asked.clock or "",
        text=asked.text,
        sort=asked.sort,
        newest_first=asked.newest_first,
        after=asked.after,
        size=asked.size,
    )
    return CasesAnswer.showing(worklist(desk, who, query))


def _check_cursor(after: str) -> None:
    try:
        CURSOR.validate_json(base64.urlsafe_b64decode(after))
    except ValueError as error:
        raise SubmitError("this page cannot be continued", where="after", do="begin at the first page") from error


@router.post("/cases/assignments", summary="Assign cases", responses=refused(404))
def assign_cases(desk: AtDesk, who: Annotated[Person, Depends(may(Act.ASSIGN))], sent: Assignment) -> Moved:
    """To a colleague, or to nobody; all of them or none. It changes nothing of a case, so it needs no revision."""
    return Moved(moved=assign(desk, who, sent.cases, sent.account))
