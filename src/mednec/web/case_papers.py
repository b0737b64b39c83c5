"""The papers of a case: what came in, what was made of it, what is added later, and what the request says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

import yaml
from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mednec.desk import queue
from mednec.desk.cases import file_received, the_case
from mednec.desk.correcting import accept_document, add_documents, correct_request, read_again
from mednec.desk.desk import Desk
from mednec.desk.rights import Act
from mednec.desk.values import CaseView
from mednec.errors import MednecError
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.case_frame import base_of, case_screen
from mednec.web.case_words import size
from mednec.web.problems import problem_of
from mednec.web.uploads import taken

router = APIRouter()
Reader = Annotated[Person, Depends(may(Act.READ_CASE))]
Corrector = Annotated[Person, Depends(may(Act.CORRECT_REQUEST))]
Field = Annotated[str, Form()]
Revision = Annotated[int, Form()]

GENERAL = (
    ("id", "Number of the request"),
    ("received", "Received"),
    ("request_type", "Kind (initial, continuation)"),
    ("urgency", "Urgency"),
    ("payer", "Payer"),
    ("line_of_business", "Line of business"),
    ("benefit", "Benefit"),
    ("policy", "Policy"),
    ("patient.name", "Patient"),
    ("patient.id", "Member number"),
    ("patient.birth_date", "Date of birth"),
    ("patient.sex", "Sex"),
    ("requester.name", "Requester"),
    ("requester.specialty", "Requester's specialty"),
    ("requester.npi", "Requester's NPI"),
)
LINE = (
    ("drug", "Drug"),
    ("brand", "Brand"),
    ("hcpcs", "Billing code"),
    ("units", "Units"),
    ("diagnosis_codes", "Diagnosis codes, with commas"),
    ("regimen", "Order"),
    ("from", "First day"),
    ("to", "Last day"),
    ("site_of_care", "Site of care"),
)
DONE = {
    "add": "The documents are kept and are being read.",
    "accept": "The document is accepted, and the case was judged again.",
    "request": "The request is corrected, and the case was judged again.",
    "again": "The packet is being read again.",
}
MOST_LINES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestField:
    """A field of the request as a form shows it; `note` says how it was read, where a program read it."""

    path: str
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """The general fields, or those of one line."""

    heading: str
    fields: tuple[RequestField, ...]


def field_groups(request: str, view: CaseView, typed: Mapping[str, str]) -> tuple[FieldGroup, ...]:
    """What the request says, field by field; an empty first line where there is no request yet."""
    content = yaml.safe_load(request) if request.strip() else None
    known = dict(_values(content, ""))
    notes = {path: note for path, _, note in view.shown.summary.fields_read} if view.shown else {}
    count = max(1, sum(path.endswith(".drug") for path in known))

    def group(heading: str, names: tuple[tuple[str, str], ...], prefix: str = "") -> FieldGroup:
        return FieldGroup(
            heading=heading,
            fields=tuple(
                RequestField(
                    path=prefix + name,
                    label=label,
                    value=typed.get(prefix + name, known.get(prefix + name, "")),
                    note=notes.get(prefix + name, ""),
                )
                for name, label in names
            ),
        )

    lines = (group(f"Line {i + 1}", (("id", "Line"), *LINE), f"lines.{i}.") for i in range(min(count, MOST_LINES)))
    return (group("The request", GENERAL), *lines)


def _values(content: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _values(value, f"{path}.{name}" if path else str(name))
    elif isinstance(content, list) and content and isinstance(content[0], dict):
        for i, value in enumerate(content):
            yield from _values(value, f"{path}.{i}")
    elif isinstance(content, list):
        yield path, ", ".join(map(str, content))
    elif content is not None:
        yield path, content.isoformat() if hasattr(content, "isoformat") else str(content)


def papers_screen(
    request: Request,
    desk: Desk,
    who: Person,
    case_id: str,
    *,
    at: str = "",
    typed: Mapping[str, str] | None = None,
    wrong: MednecError | None = None,
) -> HTMLResponse:
    """The view of the papers; `at` is the form that could not be done."""
    view = the_case(desk, who, case_id, log=wrong is None)
    known = typed or {}
    return case_screen(
        request,
        desk,
        who,
        view,
        "papers",
        status=problem_of(wrong).status if wrong else 200,
        wrong=wrong,
        at=at,
        typed=known,
        done=DONE.get(request.query_params.get("done", ""), ""),
        listed=view.shown.summary.documents if view.shown else (),
        remarks=view.shown.summary.remarks if view.shown else (),
        files=tuple((name, quote(name, safe=""), size(count)) for name, count in view.files),
        groups=field_groups(view.request, view, known if at == "request" else {}),
    )


def _done_or_again(
    request: Request,
    desk: Desk,
    who: Person,
    case_id: str,
    at: str,
    typed: Mapping[str, str],
    act: Callable[[], object],
) -> Response:
    try:
        act()
    except MednecError as error:
        return papers_screen(request, desk, who, case_id, at=at, typed=typed, wrong=error)
    return RedirectResponse(f"{base_of(case_id)}/papers?done={at}", 303)


@router.get("/cases/{case_id}/papers", response_class=HTMLResponse)
def the_papers(request: Request, desk: AtDesk, who: Reader, case_id: str) -> Response:
    """What came in, and what was made of it."""
    return papers_screen(request, desk, who, case_id)


@router.get("/cases/{case_id}/files/{name:path}")
def a_file(desk: AtDesk, who: Reader, case_id: str, name: str) -> Response:
    """A file as it was received, to keep; it is never opened in the page."""
    content, _ = file_received(desk, who, case_id, name)
    said = f"attachment; filename*=UTF-8''{quote(name.rsplit('/', 1)[-1], safe='')}"
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": said})


@router.get("/cases/{case_id}/progress", response_class=HTMLResponse)
def the_progress(desk: AtDesk, who: Reader, case_id: str) -> Response:
    """Nothing while a case is being read; the page is loaded again when that is done."""
    job = the_case(desk, who, case_id, log=False).job
    over = job is None or job.state in (queue.DONE, queue.DEAD)
    return Response(status_code=204, headers={"HX-Refresh": "true"} if over else {})


@router.post("/cases/{case_id}/papers", response_class=HTMLResponse)
def adding(
    request: Request,
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.ADD_DOCUMENTS))],
    case_id: str,
    revision: Revision,
    file: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Add documents; the case is read again with them."""
    return _done_or_again(
        request,
        desk,
        who,
        case_id,
        "add",
        {},
        lambda: add_documents(desk, who, case_id, taken(file or ()), revision=revision),
    )


@router.post("/cases/{case_id}/accept", response_class=HTMLResponse)
def accepting(
    request: Request,
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.ACCEPT_DOCUMENT))],
    case_id: str,
    revision: Revision,
    name: Field,
    reason: Field = "",
) -> Response:
    """Take a document that was set aside as this patient's."""
    typed = {"name": name, "reason": reason}
    return _done_or_again(
        request,
        desk,
        who,
        case_id,
        "accept",
        typed,
        lambda: accept_document(desk, who, case_id, revision, name, reason),
    )


@router.post("/cases/{case_id}/request", response_class=HTMLResponse)
async def correcting(request: Request, desk: AtDesk, who: Corrector, case_id: str) -> Response:
    """Correct what the request says; only fields that were changed are sent on."""
    form = await request.form()
    sent = {name: value for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_correct, request, desk, who, case_id, sent)


def _correct(request: Request, desk: Desk, who: Person, case_id: str, sent: Mapping[str, str]) -> Response:
    fields = {name: value for name, value in sent.items() if name.split(".")[0] in _ROOTS}

    def act() -> None:
        view = the_case(desk, who, case_id, log=False)
        known = {f.path: f.value for group in field_groups(view.request, view, {}) for f in group.fields}
        changed = {name: value for name, value in fields.items() if value.strip() != known.get(name, "")}
        revision = sent.get("revision", "")
        correct_request(desk, who, case_id, int(revision[:9]) if revision.isdecimal() else -1, changed)

    return _done_or_again(request, desk, who, case_id, "request", fields, act)


_ROOTS = frozenset({name.split(".")[0] for name, _ in GENERAL} | {"lines"})


@router.post("/cases/{case_id}/read", response_class=HTMLResponse)
def reading_again(request: Request, desk: AtDesk, who: Corrector, case_id: str, revision: Revision) -> Response:
    """Have the packet read again, as after a policy was approved."""
    return _done_or_again(request, desk, who, case_id, "again", {}, lambda: read_again(desk, who, case_id, revision))
