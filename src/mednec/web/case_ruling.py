"""Ruling on a clause: against the program's reading, where it asks, or between two places that disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, TypedDict
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mednec.desk.cases import document_text, part, the_case
from mednec.desk.desk import Desk
from mednec.desk.model_view import model_view
from mednec.desk.rights import Act
from mednec.desk.ruling import rule, withdraw
from mednec.desk.values import CaseView, Changes
from mednec.errors import MednecError, NotFound, SubmitError
from mednec.model.life import CaseState, Person, RulingKind
from mednec.model.proposal import Acceptance, Objection
from mednec.model.words import Status
from mednec.render.places import slug
from mednec.web.access import AtDesk, may
from mednec.web.case_changes import changes_told
from mednec.web.case_clauses import (
    REQUEST,
    Clause,
    Holders,
    TextOf,
    Words,
    cited_lines,
    cited_words,
    clause_in,
)
from mednec.web.case_frame import base_of, case_screen, frame_values
from mednec.web.pages import page, text
from mednec.web.problems import problem_of

router = APIRouter()
Reviewer = Annotated[Person, Depends(may(Act.RULE))]
SIDES = {"for": Status.MET, "against": Status.NOT_MET}
WITHDRAW = "withdraw"
UNREAD = (None, Objection.NOT_READ.key, Objection.NOT_SETTLED.key)  # a person decides on these words
LONGEST_PLACE = 100  # characters of a place as a form sends it


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingForm:
    """The form of a ruling with what was typed into it. `act` is empty, for, against or withdraw."""

    clause: str
    act: str
    text: str
    heading: str
    wants: str
    read_as: str
    statuses: tuple[tuple[str, str, str], ...]
    found: tuple[Words, ...]
    revision: int
    status: str = ""
    reason: str = ""
    places: str = ""
    cited: tuple[Words, ...] = ()
    voids: bool = False  # a decision is in force that a change would void
    outside: bool = True  # stands above the tree, not under its clause
    wrong: MednecError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was sent with the form of a ruling."""

    status: str
    reason: str
    places: str
    found: tuple[str, ...]
    cite: tuple[str, ...]
    quote: tuple[str, ...]


def ruling_form(desk: Desk, who: Person, view: CaseView, label: str, act: str) -> RulingForm:
    """The form as it opens. Raises NotFound for a clause that the determination has not."""
    clause = _clause(desk, who, view, label)
    status = SIDES.get(act)
    side = act if act in SIDES else ""
    shown = (each for each in clause.found if each.side or not side)
    proposed = {} if side else _pointed_to(desk, who, view, clause.label)
    found = tuple(replace(each, **_as_offered(each, side, proposed)) for each in shown)
    found = tuple(sorted(found, key=lambda each: each.value not in proposed))
    return RulingForm(
        clause=clause.label,
        act=act if act in SIDES or act == WITHDRAW else "",
        text=clause.text,
        heading=_heading(clause, act),
        wants=clause.wants if clause.asks else "",
        read_as=clause.read_as.value,
        statuses=clause.statuses,
        found=found,
        revision=view.line.revision,
        status=status.key if status else "",
        voids=view.decision is not None and view.line.state is CaseState.DECIDED,
    )


class _Offered(TypedDict):
    chosen: bool
    label: str


def _as_offered(words: Words, side: str, proposed: Mapping[str, bool]) -> _Offered:
    """Words of one side are chosen with it; those that a language model points to come first and say so."""
    if words.value in proposed:
        return {"chosen": proposed[words.value], "label": f"{words.label}, a language model points here"}
    return {"chosen": bool(side) and words.side == side, "label": words.label}


def _pointed_to(desk: Desk, who: Person, view: CaseView, label: str) -> dict[str, bool]:
    """Places that a language model points to under a clause, as a form sends them, and whether they are chosen.

    They are where the program has nothing against the words but that it cannot read the answer in them. Others a
    person chooses: no ruling comes to cite words that do not speak of the clause because nobody looked.
    """
    if view.shown is None or not view.shown.answers:
        return {}
    numbers = {line.name: line.number for line in view.shown.summary.documents}
    own = (each for each in model_view(desk, who, view.line.id).proposals if each.subject == label)
    return {
        f"{numbers[each.document]}:{each.start}-{each.end}": each.objection in UNREAD
        for each in own
        if each.document in numbers and each.quote is not None and each.acceptance != Acceptance.REFUSED.key
    }


def _clause(desk: Desk, who: Person, view: CaseView, label: str) -> Clause:
    if view.shown is None:
        raise NotFound("it has not been determined yet", where="case", do="wait until its packet is read")
    return clause_in(part(desk, who, view.line.id, "clauses"), label)


def _heading(clause: Clause, act: str) -> str:
    if act == WITHDRAW:
        return f"Withdraw the ruling on {clause.label}"
    if act in SIDES:
        return f"{clause.label}: which holds?"
    return f"{'Answer' if clause.asks and not clause.ruled else 'Override'} {clause.label}"


@router.get("/cases/{case_id}/ruling", response_class=HTMLResponse)
def the_form(request: Request, desk: AtDesk, who: Reviewer, case_id: str, clause: str, act: str = "") -> Response:
    """The form, to stand under its clause."""
    view = the_case(desk, who, case_id, log=False)
    form = replace(ruling_form(desk, who, view, clause, act), outside=False)
    return page(request, "case/ruling.html", form=form, base=base_of(case_id))


@router.post("/cases/{case_id}/ruling", response_class=HTMLResponse)
def a_ruling(
    request: Request,
    desk: AtDesk,
    who: Reviewer,
    case_id: str,
    clause: Annotated[str, Form()],
    revision: Annotated[int, Form()],
    act: Annotated[str, Form()] = "",
    status: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    places: Annotated[str, Form()] = "",
    found: Annotated[list[str] | None, Form()] = None,
    cite: Annotated[list[str] | None, Form()] = None,
    quote: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Rule, or withdraw a ruling; the case is judged again at once, and what changed is told."""
    typed = Typed(
        status=status,
        reason=reason,
        places=places,
        found=tuple(found or ()),
        cite=tuple(cite or ()),
        quote=tuple(quote or ()),
    )
    try:
        changes = _rule(desk, who, case_id, clause, revision, act, typed)
    except MednecError as error:
        return _again(request, desk, who, case_id, clause, act, typed, error)
    if "hx-request" not in request.headers:
        query = urlencode({"told": changes.number, "on": clause})
        return RedirectResponse(f"{base_of(case_id)}?{query}#k-{slug(clause)}", 303)
    view = the_case(desk, who, case_id, log=False)
    given = frame_values(request, desk, who, view, "review")
    told = changes_told(changes, clause)
    documents = str(given["documents"]).replace('<nav class="docs"', '<nav hx-swap-oob="true" class="docs"', 1)
    given |= {"changes": told, "documents": Markup(documents)}
    return HTMLResponse(text(request, "case/saved.html", **given))


def _rule(desk: Desk, who: Person, case_id: str, label: str, revision: int, act: str, typed: Typed) -> Changes:
    if not typed.reason.strip():
        raise SubmitError("a ruling needs a reason", where="why", do="write one or two sentences")
    if act == WITHDRAW:
        return withdraw(desk, who, case_id, revision, label, typed.reason.strip())
    status = next((each for each in Status if each.key == typed.status), None)
    if status is None:
        raise SubmitError("no status was chosen", where="status", do="say what the clause is")
    view = the_case(desk, who, case_id, log=False)
    clause = _clause(desk, who, view, label)
    text_of, holders = _texts(desk, who, view)
    words = (
        *cited_words(typed.cite, typed.quote, text_of),
        *cited_words(typed.found, (), text_of),
        *cited_lines(typed.places, text_of),
    )
    cited = {(_name(holders, each.holder), each.start, each.end) for each in words}
    kind = RulingKind.HOLDS if act in SIDES else RulingKind.ANSWER if clause.asks else RulingKind.OVERRIDE
    return rule(desk, who, case_id, revision, label, status, kind, typed.reason.strip(), sorted(cited))


def _texts(desk: Desk, who: Person, view: CaseView) -> tuple[TextOf, Holders]:
    holders = Holders.of(view.shown.summary.documents if view.shown else ())

    @cache
    def text_of(number: str) -> str:
        return document_text(desk, who, view.line.id, _name(holders, number))

    return text_of, holders


def _name(holders: Holders, number: str) -> str:
    return "request.yaml" if number == REQUEST else holders.name(number)


def _again(
    request: Request,
    desk: Desk,
    who: Person,
    case_id: str,
    label: str,
    act: str,
    typed: Typed,
    error: MednecError,
) -> Response:
    """The form once more with everything that was typed; where somebody else was faster, bound to what is now."""
    view = the_case(desk, who, case_id, log=False)
    form = ruling_form(desk, who, view, label, act)
    swapped = "hx-request" in request.headers
    form = replace(
        form,
        status=typed.status,
        reason=typed.reason,
        places=typed.places,
        found=tuple(replace(each, chosen=each.value in typed.found) for each in form.found),
        cited=_kept(typed),
        outside=not swapped,
        wrong=error,
    )
    status = problem_of(error).status
    if swapped:
        return page(request, "case/ruling.html", status, form=form, base=base_of(case_id))
    return case_screen(request, desk, who, view, "review", status=status, form=form)


def _kept(typed: Typed) -> tuple[Words, ...]:
    """The words cited as they were sent."""
    found = []
    for value, quote in zip(typed.cite, typed.quote, strict=False):
        holder, _, offsets = value.partition(":")
        start, _, end = offsets.partition("-")
        if start.isdecimal() and end.isdecimal() and len(value) < LONGEST_PLACE:
            found.append(Words(holder=holder, start=int(start), end=int(end), quote=quote, label=f"document {holder}"))
    return tuple(found)
