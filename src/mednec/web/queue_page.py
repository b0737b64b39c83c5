"""The queue: what waits, what runs and how far it is, and what failed until a person lets it be tried again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.desk import queue
from mednec.desk.rights import Act
from mednec.errors import SubmitError
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.asked import address
from mednec.web.pages import page

router = APIRouter(include_in_schema=False)

STATES = (
    (queue.DEAD, "Failed", "late"),
    (queue.RUNNING, "Running", "clock"),
    (queue.WAITING, "Waiting", "pause"),
    (queue.DONE, "Done", "met"),
)
Sees = Annotated[Person, Depends(may(Act.SEE_JOBS))]
Redoes = Annotated[Person, Depends(may(Act.REDO_JOBS))]


@router.get("/queue")
def queue_page(request: Request, desk: AtDesk, who: Sees, state: str = "", after: str = "") -> Response:
    """Work of the organisation, the newest first; what failed stands first where nothing else is asked for."""
    counts = queue.counts(desk, who.org)
    if state not in (*counts, "all"):
        state = queue.DEAD if counts[queue.DEAD] else "all"
    found = queue.jobs(desk, who, "" if state == "all" else state, after=after)
    return page(
        request,
        "queue/page.html",
        jobs=found.items,
        state=state,
        states=[(key, word, glyph, counts[key]) for key, word, glyph in STATES],
        words={key: (word, glyph) for key, word, glyph in STATES},
        further=address("/queue", state=state, after=found.next) if found.next else "",
        newest=address("/queue", state=state) if after else "",
        now=desk.clock(),
    )


@router.post("/queue/redo")
def redo(desk: AtDesk, who: Redoes, job: Annotated[list[str] | None, Form()] = None) -> Response:
    """Let failed work be tried again."""
    if not job:
        raise SubmitError("no work is chosen", where="queue", do="mark what shall be tried again")
    for each in dict.fromkeys(job):
        queue.redo(desk, who, each)
    return RedirectResponse("/queue?state=all", 303)
