"""Search: cases by number, patient, member id or treatment, and policies. What is sought is never in an address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from mednec.desk.policies import policies
from mednec.desk.policy_lines import PolicyLine
from mednec.desk.rights import Act
from mednec.desk.rights import may as may_do
from mednec.desk.values import WorklistQuery
from mednec.desk.worklist import worklist
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.case_frame import zone_of
from mednec.web.list_words import rows_of
from mednec.web.pages import page

router = APIRouter(include_in_schema=False)

Sees = Annotated[Person, Depends(may(Act.SEE_WORKLIST))]
FEWEST = 2  # characters
MOST = 50


@router.get("/search")
def search_page(request: Request, _who: Sees) -> Response:
    """The field."""
    return page(request, "search/page.html", sought="", rows=[], policies=[], more=False, short=False, done=False)


@router.post("/search")
def search(request: Request, desk: AtDesk, who: Sees, sought: Annotated[str, Form()] = "") -> Response:
    """What was found, cases first, the newest of them first."""
    sought = " ".join(sought.split())
    short = len(sought) < FEWEST
    query = WorklistQuery(states=(), text=sought, sort="received", newest_first=True, size=MOST)
    found = None if short else worklist(desk, who, query)
    readable = may_do(who, Act.READ_POLICIES) and not short
    return page(
        request,
        "search/page.html",
        sought=sought,
        rows=rows_of(found.items, desk.laws, desk.clock(), zone_of(desk, who)) if found else [],
        more=bool(found and found.next),
        policies=[p for p in policies(desk, who) if _names(p, sought)] if readable else [],
        short=short,
        done=True,
    )


def _names(line: PolicyLine, sought: str) -> bool:
    words = f"{line.title} {line.policy} {line.payer} {line.version}".casefold()
    return all(word in words for word in sought.casefold().split())
