"""The queue: one job, all of them or those put aside, and another try."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from mednec.desk import queue
from mednec.desk.rights import Act
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.api.case_answers import JobAnswer, JobsAnswer
from mednec.web.api.door import refused, section
from mednec.web.api.words import Cursor, Id, JobState, Size

router = section("queue")
Sees = Annotated[Person, Depends(may(Act.SEE_JOBS))]


@router.get("/jobs", summary="The queue")
def list_jobs(
    desk: AtDesk,
    who: Sees,
    state: Annotated[JobState | None, Query(description="`dead`: put aside after the last try.")] = None,
    after: Cursor = "",
    size: Size = 50,
) -> JobsAnswer:
    """Jobs of the organisation, the newest first."""
    return JobsAnswer.showing(queue.jobs(desk, who, state or "", after=after, size=size))


@router.get("/jobs/{job_id}", summary="One job", responses=refused(404))
def one_job(desk: AtDesk, who: Sees, job_id: Id) -> JobAnswer:
    """How far it is, and what went wrong. Ask again while its state is `waiting` or `running`."""
    return JobAnswer.showing(queue.job_line(desk, who, job_id))


@router.post("/jobs/{job_id}/redo", summary="Try a dead job again", status_code=202, responses=refused(404))
def redo_job(
    desk: AtDesk, who: Annotated[Person, Depends(may(Act.REDO_JOBS))], job_id: Id, response: Response
) -> JobAnswer:
    """Puts a job that was put aside back into the queue. Asked twice, the second is refused: it is not dead then."""
    queue.redo(desk, who, job_id)
    response.headers["Location"] = f"/api/v1/jobs/{job_id}"
    return JobAnswer.showing(queue.job_line(desk, who, job_id))
