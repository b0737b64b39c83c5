"""The audit for an auditor's own tools: entries, whether it holds, and the whole of it as JSON lines."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query
from starlette.responses import StreamingResponse

from mednec.desk import audit_view
from mednec.desk.rights import Act
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.api.door import section
from mednec.web.api.figures import Day
from mednec.web.api.words import Answer, Size, Text

router = section("audit")
Reads = Annotated[Person, Depends(may(Act.READ_AUDIT))]
LINES = "application/jsonl"


class EntryAnswer(Answer):
    """An entry: who did what to what."""

    number: int
    at: datetime
    actor: str
    actor_name: str
    act: str
    about: str
    about_name: str
    case: str
    detail: dict[str, Any]
    digest: str


class EntriesAnswer(Answer):
    """Some of the audit, the newest first; `next` asks for what was before."""

    items: tuple[EntryAnswer, ...]
    next: str


class VerifiedAnswer(Answer):
    """Whether the audit is as it was written; else the number of the first entry that is not, and why."""

    ok: bool
    entries: int
    bad: int | None
    why: str
    end: str


@router.get("/audit", summary="Entries of the audit")
def list_entries(
    desk: AtDesk,
    who: Reads,
    case: Annotated[Text, Query(max_length=100, description="Number or id of a case.")] = "",
    person: Annotated[Text, Query(max_length=40, description="Account id.")] = "",
    act: Annotated[Text, Query(max_length=40)] = "",
    since: Day | None = None,
    until: Day | None = None,
    after: Annotated[str, Query(pattern=r"^[0-9]{0,15}$", description="`next` of the page before.")] = "",
    size: Size = 100,
) -> EntriesAnswer:
    """Of the organisation, the newest first."""
    query = audit_view.AuditQuery(case=case, person=person, act=act, since=since, until=until, before=after, size=size)
    found = audit_view.audit_page(desk, who, query)
    names = ("number", "at", "actor", "actor_name", "act", "about", "about_name", "case", "digest")
    items = tuple(
        EntryAnswer(**{name: getattr(line, name) for name in names}, detail=dict(line.detail)) for line in found.items
    )
    return EntriesAnswer(items=items, next=found.next)


@router.post("/audit/verification", summary="Verify the audit")
def verify_audit(desk: AtDesk, who: Reads) -> VerifiedAnswer:
    """Reads every entry. `end` is the digest of the last one; kept elsewhere, it shows an audit that was set back."""
    found = audit_view.verified(desk, who)
    return VerifiedAnswer(ok=found.ok, entries=found.entries, bad=found.bad, why=found.why, end=found.end.digest)


@router.get(
    "/audit/export",
    summary="The whole audit",
    response_class=StreamingResponse,
    responses={200: {"description": "One entry on each line.", "content": {LINES: {"schema": {"type": "string"}}}}},
)
def export_audit(desk: AtDesk, who: Reads) -> StreamingResponse:
    """Every column as it is kept, as JSON lines, so that the digests can be checked elsewhere. This is an entry too."""
    named = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
    return StreamingResponse(audit_view.audit_file(desk, who), media_type=LINES, headers=named)
