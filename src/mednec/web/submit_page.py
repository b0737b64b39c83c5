"""A new case: files are sent, kept, and read; the page shows how far that is until the case opens."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.desk import queue
from mednec.desk.cases import the_case
from mednec.desk.policies import policies_in_use
from mednec.desk.receiving import submit
from mednec.desk.rights import Act
from mednec.errors import SubmitError
from mednec.model.life import Person
from mednec.web.access import AtDesk, WithSettings, may
from mednec.web.pages import page
from mednec.web.uploads import taken

router = APIRouter(include_in_schema=False)

Submits = Annotated[Person, Depends(may(Act.SUBMIT))]
OVER = (queue.DONE, queue.DEAD)


@router.get("/submit")
def submit_page(request: Request, desk: AtDesk, settings: WithSettings, who: Submits) -> Response:
    """The form."""
    return _form(request, desk, settings, who, secrets.token_urlsafe(16))


@router.post("/submit")
def send(
    request: Request,
    desk: AtDesk,
    settings: WithSettings,
    who: Submits,
    file: Annotated[list[UploadFile] | None, File()] = None,
    policy: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    """Keep the files and have them read. Sent twice from one form, they are one case."""
    try:
        packet = packet_of(file or [])
        receipt = submit(desk, who, packet, key=f"page/{who.id}/{key}" if key else "", policy=policy or None)
    except SubmitError as error:
        told = f"{error.where}: {error.what}" + (f"; {error.do}" if error.do else "")
        return _form(request, desk, settings, who, secrets.token_urlsafe(16), policy=policy, wrong=told)
    return RedirectResponse(f"/submit/{receipt.case}", 303)


@router.get("/submit/{case_id}")
def progress_page(request: Request, desk: AtDesk, who: Submits, case_id: str) -> Response:
    """How far the reading of a case is; without a script the page asks again by itself."""
    view = the_case(desk, who, case_id, log=False)
    over = view.job is None or view.job.state in OVER
    if over and (view.job is None or view.job.state == queue.DONE):
        return RedirectResponse(f"/cases/{case_id}", 303)
    return page(request, "submit/progress.html", view=view, job=view.job, over=over)


@router.get("/submit/{case_id}/progress")
def progress(request: Request, desk: AtDesk, who: Submits, case_id: str) -> Response:
    """The part of it that changes; where the case is read, its page opens."""
    view = the_case(desk, who, case_id, log=False)
    if view.job is None or view.job.state == queue.DONE:
        return Response(status_code=204, headers={"HX-Redirect": f"/cases/{case_id}"})
    return page(request, "submit/job.html", view=view, job=view.job, over=view.job.state in OVER)


def packet_of(files: list[UploadFile]) -> dict[str, bytes]:
    """The files by name. Raises SubmitError for none at all, or for a name that cannot be kept."""
    packet = taken(files, folders=True)
    if not packet:
        raise SubmitError("no file was sent", where="files", do="choose at least one")
    return packet


def _form(
    request: Request,
    desk: AtDesk,
    settings: WithSettings,
    who: Person,
    key: str,
    *,
    policy: str = "",
    wrong: str = "",
) -> Response:
    names = [("", "the one the request names"), *((name, name) for name in policies_in_use(desk, who))]
    most = f"{settings.most_files} files, {settings.most_upload // 2**20} MB together"
    status = 422 if wrong else 200
    return page(request, "submit/page.html", status, key=key, policies=names, policy=policy, wrong=wrong, most=most)
