"""Policies and packs: what may decide here, what is proposed, and what it would ask, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.desk import policies
from mednec.desk.policy_lines import ASK, PolicyView
from mednec.desk.rights import Act
from mednec.errors import DocumentError, NotAllowed, PackError, PolicyError, SubmitError
from mednec.model.life import Person
from mednec.packs.checking import Severity
from mednec.render.json_text import Json, Record
from mednec.render.policy_tree import tree_record
from mednec.web.access import AtDesk, may
from mednec.web.pages import page
from mednec.web.uploads import taken

router = APIRouter(include_in_schema=False)

Reads = Annotated[Person, Depends(may(Act.READ_POLICIES))]
Proposes = Annotated[Person, Depends(may(Act.PROPOSE_POLICY))]
Approves = Annotated[Person, Depends(may(Act.APPROVE_POLICY))]
OPERATORS = {"all": "all of", "any": "any of", "not": "not", "unclear": "joined in a way the text leaves open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A clause as the tree shows it: how deep, its label and words, how what is below it counts, and who judges it."""

    depth: int
    clause: str
    text: str
    operator: str
    kind: str
    asked: bool
    faults: tuple[tuple[str, str, str], ...]


@router.get("/policies")
def policies_page(request: Request, desk: AtDesk, who: Reads) -> Response:
    """Every version of every policy, and the packs."""
    return _list(request, desk, who)


@router.post("/policies")
def propose(request: Request, desk: AtDesk, who: Proposes, file: Annotated[list[UploadFile], File()]) -> Response:
    """Read a payer's text and propose it."""
    try:
        digest = policies.propose_policy(desk, who, taken(file))
    except (PolicyError, DocumentError, PackError, SubmitError) as error:
        return _list(request, desk, who, f"{error.where}: {error.what}" + (f"; {error.do}" if error.do else ""))
    return RedirectResponse(f"/policies/{digest}", 303)


@router.get("/policies/packs")
def packs_page(request: Request, desk: AtDesk, who: Reads) -> Response:
    """The packs as loaded, and their approvals."""
    return page(request, "policies/packs.html", packs=policies.packs_line(desk, who), wrong="", why="")


@router.post("/policies/packs")
def propose_packs(desk: AtDesk, who: Proposes) -> Response:
    """Propose the packs as they are loaded."""
    policies.propose_packs(desk, who)
    return RedirectResponse("/policies/packs", 303)


@router.get("/policies/{digest}")
def policy_page(request: Request, desk: AtDesk, who: Reads, digest: str) -> Response:
    """One version: its tree, what the checks say, and its text."""
    view = policies.the_policy(desk, who, digest)
    return _view(request, who, view)


@router.post("/policies/{digest}")
def propose_again(desk: AtDesk, who: Proposes, digest: str) -> Response:
    """Propose a version that ships, or one that was withdrawn."""
    policies.propose_again(desk, who, digest)
    return RedirectResponse(f"/policies/{digest}", 303)


@router.post("/approvals/{approval}/approve")
def approve(
    request: Request, desk: AtDesk, who: Approves, approval: str, back: Annotated[str, Form()] = ""
) -> Response:
    """Let what is proposed decide."""
    try:
        policies.approve(desk, who, approval)
    except (PolicyError, NotAllowed) as error:
        return _refused(request, desk, who, back, error)
    return RedirectResponse(_back(back), 303)


@router.post("/approvals/{approval}/withdraw")
def withdraw(
    request: Request,
    desk: AtDesk,
    who: Approves,
    approval: str,
    why: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Refuse what is proposed, or end what is approved."""
    try:
        policies.withdraw(desk, who, approval, why)
    except PolicyError as error:
        return _refused(request, desk, who, back, error, why)
    return RedirectResponse(_back(back), 303)


def _refused(
    request: Request, desk: AtDesk, who: Person, back: str, error: PolicyError | NotAllowed, why: str = ""
) -> Response:
    """The page it was sent from, with the message and what was typed."""
    status = 403 if isinstance(error, NotAllowed) else 422
    wrong = f"{error.what}" + (f": {error.do}" if error.do else "")
    if back and back != "packs":
        return _view(request, who, policies.the_policy(desk, who, back), wrong=wrong, why=why, status=status)
    packs = policies.packs_line(desk, who)
    return page(request, "policies/packs.html", status, packs=packs, wrong=wrong, why=why)


def _back(digest: str) -> str:
    return f"/policies/{digest}" if digest.isalnum() else "/policies"


def _list(request: Request, desk: AtDesk, who: Person, wrong: str = "") -> Response:
    lines = policies.policies(desk, who)
    return page(
        request,
        "policies/page.html",
        422 if wrong else 200,
        own=[line for line in lines if line.own],
        shipped=[line for line in lines if not line.own],
        packs=policies.packs_line(desk, who),
        wrong=wrong,
    )


def _view(
    request: Request, who: Person, view: PolicyView, *, wrong: str = "", why: str = "", status: int = 200
) -> Response:
    counts = [(severity.value, sum(f.severity is severity for f in view.faults)) for severity in Severity]
    return page(
        request,
        "policies/policy.html",
        status,
        view=view,
        line=view.line,
        parts=_parts(view),
        loose=[f for f in view.faults if not f.clause and f.severity is not Severity.NOTE],
        notes=[f for f in view.faults if f.severity is Severity.NOTE],
        counts=[(n, word) for word, n in counts if n],
        own_proposal=view.line.approval is not None and view.line.approval.proposed_by == who.id,
        wrong=wrong,
        why=why,
    )


def _parts(view: PolicyView) -> list[tuple[str, list[Row]]]:
    """Routes, limits and exclusions, each with its clauses in order."""
    record, told = tree_record(view.policy), set[str]()
    routes = record["routes"]
    assert isinstance(routes, dict)
    found = [(f"{name.capitalize()} request", _rows(view, root, 0, told)) for name, root in routes.items()]
    for name in ("limits", "exclusions"):
        nodes = record[name]
        assert isinstance(nodes, list)
        if nodes:
            found.append((name.capitalize(), [row for node in nodes for row in _rows(view, node, 0, told)]))
    return found


def _rows(view: PolicyView, node: Json, depth: int, told: set[str]) -> list[Row]:
    """A clause and what is below it; what the checks say stands where a clause comes first."""
    assert isinstance(node, dict)
    children = node.get("children")
    below = children if isinstance(children, list) else []
    found = [f for f in view.faults if f.clause == node["clause"] and f.severity is not Severity.NOTE]
    faults = [(f.severity.value, f.says, f.do) for f in found if f.clause not in told]
    told.add(str(node["clause"]))
    row = Row(
        depth=min(depth, 6),
        clause=str(node["clause"]),
        text=" ".join(str(node["text"]).split()),
        operator=_operator(node),
        kind=str(node.get("kind", "")).replace("_", " "),
        asked=node.get("kind") == ASK,
        faults=tuple(faults),
    )
    return [row, *(each for child in below for each in _rows(view, child, depth + 1, told))]


def _operator(node: Record) -> str:
    if node.get("op") == "at_least":
        return f"at least {node['n']} of"
    return OPERATORS.get(str(node.get("op", "")), "")
