"""The audit for who audits: look through it, have it verified, take it along."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from mednec.desk.audit_view import AuditQuery, audit_file, audit_page, choices, verified
from mednec.desk.rights import Act
from mednec.errors import RequestError
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.asked import address, day
from mednec.web.pages import page

router = APIRouter(include_in_schema=False)

Audits = Annotated[Person, Depends(may(Act.READ_AUDIT))]


@router.get("/audit")
def audit(
    request: Request,
    desk: AtDesk,
    who: Audits,
    case: str = "",
    person: str = "",
    act: str = "",
    since: str = "",
    until: str = "",
    before: str = "",
) -> Response:
    """Entries, the newest first."""
    asked = {"case": case.strip(), "person": person, "act": act, "since": since, "until": until}
    wrong, status = "", 200
    query = AuditQuery(case=asked["case"], person=person, act=act, before=before)
    try:
        query = AuditQuery(
            case=asked["case"],
            person=person,
            act=act,
            since=day(since, "from"),
            until=day(until, "to"),
            before=before,
        )
    except RequestError as error:
        wrong, status = f"{error.where}: {error.what}; {error.do}", 422
    found = audit_page(desk, who, query)
    return page(
        request,
        "audit/page.html",
        status,
        lines=found.items,
        further=address("/audit", **asked, before=found.next) if found.next else "",
        newest=address("/audit", **asked) if before else "",
        asked=asked,
        filtered=any(asked.values()),
        choices=choices(desk, who),
        wrong=wrong,
    )


@router.post("/audit/verify")
def audit_verify(request: Request, desk: AtDesk, who: Audits) -> Response:
    """Read the whole chain and say whether it holds."""
    swapped = "hx-request" in request.headers
    name = "audit/answer.html" if swapped else "audit/verified_page.html"
    return page(request, name, found=verified(desk, who), at=desk.clock())


@router.get("/audit.jsonl")
def audit_lines(desk: AtDesk, who: Audits) -> Response:
    """The whole audit as JSON lines."""
    name = f"mednec-audit-{desk.clock():%Y-%m-%d}.jsonl"
    return StreamingResponse(
        audit_file(desk, who),
        media_type="application/jsonl",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
