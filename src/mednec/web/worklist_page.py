"""The worklist: what is due first, whose it is, and what the program makes of it; taken, given and filtered by keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.desk.people import colleagues
from mednec.desk.policies import policies_in_use
from mednec.desk.rights import Act
from mednec.desk.values import WorklistQuery
from mednec.desk.worklist import assign, counts, drop_view, save_view, views, worklist
from mednec.errors import SubmitError
from mednec.model.life import CaseState, Person
from mednec.model.words import Outcome, Word
from mednec.web.access import AtDesk, may
from mednec.web.case_frame import zone_of
from mednec.web.list_words import RECOMMENDED, STATES, rows_of
from mednec.web.pages import page

W = TypeVar("W", bound=Word)
router = APIRouter(include_in_schema=False)

Sees = Annotated[Person, Depends(may(Act.SEE_WORKLIST))]
Assigns = Annotated[Person, Depends(may(Act.ASSIGN))]
Typed = Annotated[str, Form()]
FIELDS = ("state", "urgency", "outcome", "assignee", "policy", "clock", "sort", "order")
SORTS = (("due", "due first"), ("received", "oldest first"), ("changed", "changed"), ("patient", "patient"))
CLOCKS = (("late", "late"), ("soon", "soon late"), ("paused", "paused"))
READY = (
    ("", "Open"),
    ("assignee=me", "Mine"),
    ("assignee=none", "Unassigned"),
    ("clock=late", "Late"),
    ("clock=soon", "Soon late"),
    ("state=pended", "Pended"),
    ("state=decided", "Decided"),
    ("state=all", "All"),
)


@router.get("/")
def worklist_page(request: Request, desk: AtDesk, who: Sees, after: str = "") -> Response:
    """Cases of the organisation that wait for somebody, unless others are asked for."""
    asked = asked_of(request.query_params)
    found = worklist(desk, who, query_of(asked, after))
    query = urlencode(asked)
    return page(
        request,
        "worklist/page.html",
        rows=rows_of(found.items, desk.laws, desk.clock(), zone_of(desk, who)),
        asked={field: asked.get(field, "") for field in FIELDS},
        query=query,
        ready=READY,
        saved=views(desk, who),
        counts=_counts(desk, who),
        choices=_choices(desk, who),
        people=colleagues(desk, who),
        further=f"/?{urlencode({**asked, 'after': found.next})}" if found.next else "",
        first=f"/?{query}" if after else "",
        filtered=any(asked.get(field) for field in FIELDS[:6]),
    )


@router.post("/worklist/assign")
def give(
    desk: AtDesk,
    who: Assigns,
    case: Annotated[list[str] | None, Form()] = None,
    to: Typed = "",
    back: Typed = "",
) -> Response:
    """Give the marked cases to somebody, or to nobody."""
    if not case:
        raise SubmitError("no case is marked", where="worklist", do="mark cases with x first")
    assign(desk, who, tuple(dict.fromkeys(case)), {"me": who.id, "none": None}.get(to, to))
    return RedirectResponse(_back(back), 303)


@router.post("/worklist/views")
def keep_view(desk: AtDesk, who: Sees, name: Typed = "", back: Typed = "") -> Response:
    """Keep what is asked for under a name."""
    asked = asked_of(dict(parse_qsl(back)))
    save_view(desk, who, name, urlencode(asked))
    return RedirectResponse(_back(back), 303)


@router.post("/worklist/views/{view}/drop")
def forget_view(desk: AtDesk, who: Sees, view: str) -> Response:
    """Forget a saved view."""
    drop_view(desk, who, view)
    return RedirectResponse("/", 303)


def asked_of(sent: Mapping[str, str]) -> dict[str, str]:
    """What an address asks of the worklist, without what is empty, usual, or none of its fields."""
    return {field: sent[field] for field in FIELDS if sent.get(field) and (field, sent[field]) != ("sort", "due")}


def query_of(asked: Mapping[str, str], after: str = "") -> WorklistQuery:
    """The question to the desk. Raises SubmitError for a word that is none of a field's."""
    sort = asked.get("sort", "due")
    return WorklistQuery(
        states=_states(asked.get("state", "")),
        urgency=asked.get("urgency", ""),
        outcome=_one(Outcome, asked["outcome"], "outcome") if "outcome" in asked else None,
        assignee=asked.get("assignee", ""),
        policy=asked.get("policy", ""),
        clock=_word(CLOCKS, asked.get("clock", ""), "clock"),
        sort=_word(SORTS, sort, "sort"),
        newest_first=asked.get("order") == "down",
        after=after,
    )


def _states(key: str) -> tuple[CaseState, ...]:
    """The states asked for; none is all of them."""
    if key == "all":
        return ()
    return (_one(CaseState, key, "state"),) if key else WorklistQuery().states


def _one(words: Iterable[W], key: str, field: str) -> W:
    found = next((word for word in words if word.key == key), None)
    if found is None:
        raise SubmitError(f"{key!r} is none of its words", where=field, do="choose one of the list")
    return found


def _word(words: tuple[tuple[str, str], ...], key: str, field: str) -> str:
    if key and key not in dict(words):
        raise SubmitError(f"{key!r} is none of its words", where=field, do="choose one of the list")
    return key


def _counts(desk: AtDesk, who: Person) -> dict[str, int]:
    """How many cases each ready-made view holds, by what it asks."""
    found = counts(desk, who)
    told = {"assignee=me": found.mine, "assignee=none": found.unassigned, "clock=late": found.late}
    return told | {f"state={key}": number for key, number in found.states.items()}


def _back(query: str) -> str:
    asked = asked_of(dict(parse_qsl(query)))
    return f"/?{urlencode(asked)}" if asked else "/"


def _choices(desk: AtDesk, who: Person) -> dict[str, list[tuple[str, str]]]:
    return {
        "state": [("", "undecided"), *((s.key, STATES[s]) for s in CaseState), ("all", "all")],
        "urgency": [("", "any"), *((word, word) for word in sorted(desk.laws.words.urgencies))],
        "outcome": [("", "any"), *((o.key, RECOMMENDED[o][2]) for o in Outcome)],
        "assignee": [("", "anybody"), ("me", "me"), ("none", "nobody"), *colleagues(desk, who)],
        "policy": [("", "any"), *((name, name) for name in policies_in_use(desk, who))],
        "clock": [("", "any"), *CLOCKS],
        "sort": [*SORTS],
    }
