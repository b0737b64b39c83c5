"""The frame of the case screen: who and what above, the parts of the case left, the documents right."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from mednec.desk.cases import part, parts
from mednec.desk.choosing_again import clock_choice
from mednec.desk.clocks import adopted_by
from mednec.desk.desk import Desk
from mednec.desk.queue import RUNNING, WAITING
from mednec.desk.values import CaseView
from mednec.errors import MednecError, NotFound
from mednec.model.life import CaseState, Person
from mednec.render.parts import strokes
from mednec.store.engine import reading
from mednec.web.case_words import STATES, clock_words, decided_words, moment
from mednec.web.pages import text

NOTHING = Markup("")
FRAME = ("head", "tabs", "documents", "first")
BEING_READ = (WAITING, RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A view of the case that has an address of its own."""

    name: str
    label: str
    path: str
    key: str  # after `g`
    count: int = 0


def zone_of(desk: Desk, who: Person) -> ZoneInfo:
    """The time zone of the person's organisation."""
    with reading(desk.engine) as session:
        return ZoneInfo(adopted_by(session, who.org).zone)


def base_of(case_id: str) -> str:
    return f"/cases/{case_id}"


def case_screen(
    request: Request,
    desk: Desk,
    who: Person,
    view: CaseView,
    name: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    wrong: MednecError | None = None,
    **values: object,
) -> HTMLResponse:
    """One view of a case in its frame. `wrong` is what could not be done; what was typed comes in `values`."""
    given = frame_values(request, desk, who, view, name) | {"wrong": wrong} | values
    return HTMLResponse(text(request, "case/frame.html", **given), status, dict(headers or {}))


def frame_values(request: Request, desk: Desk, who: Person, view: CaseView, name: str) -> dict[str, object]:
    """What the frame's templates are filled with."""
    zone, line = zone_of(desk, who), view.line
    word, why = STATES.get(line.state, ("Not determined yet", ""))
    base = base_of(line.id)
    role = view.shown.summary.sign_off_role if view.shown and view.shown.summary.sign_off_required else ""
    given: dict[str, object] = {
        "case": view,
        "line": line,
        "moment": partial(moment, zone=zone),
        "base": base,
        "view": name,
        "views": _tabs(view),
        "tabs": NOTHING,
        "state": line.state.key,
        "at": "",
        "typed": {},
        "done": "",
        "asks": None,
        "read_again": view.shown is not None and view.job is not None and view.job.state in BEING_READ,
        "head": NOTHING,
        "documents": NOTHING,
        "pane": NOTHING,
        "form": None,
        "changes": None,
        "wrong": None,
        "sections": (),
        "symbols": Markup(strokes()),
        "standing": {"word": word, "why": line.says or why},
        "clock": clock_words(
            view,
            desk.laws,
            desk.clock(),
            zone,
            "" if view.line.due else clock_choice(desk, who, view).why,
        ),
        "decided": decided_words(view.decision, line),
        "pended": "documents asked for" if line.state is CaseState.PENDED else "",
        "must_sign": f"{role[:1].upper()}{role[1:]} must sign"
        if role
        else "No signature required"
        if view.shown
        else "",
    }
    if view.shown is None:
        return given
    at_home = name == "review"
    wanted = (*FRAME, "section:") if at_home else FRAME
    own = {name: Markup(html) for name, html in parts(desk, who, line.id, *wanted).items()}
    tabs = own["tabs"].replace("<a ", Markup('<a data-go="c" '), 1)
    given["tabs"] = tabs if at_home else tabs.replace(Markup('href="#'), Markup('href="{}#').format(base))
    given["head"], given["documents"] = own["head"], own["documents"]
    given["sections"] = tuple(html for name, html in own.items() if name.startswith("section:"))
    given["pane"] = first_pane(desk, who, line.id, request.query_params.get("open", ""), own["first"])
    return given


def first_pane(desk: Desk, who: Person, case_id: str, wanted: str, first: str) -> Markup:
    """The pane that is asked for, else the first: the one with the words that decide."""
    names = (f"pane:doc-{wanted}", f"pane:{first}") if wanted else (f"pane:{first}",)
    for name in names[:-1]:
        with suppress(NotFound):
            return Markup(part(desk, who, case_id, name))
    return Markup(part(desk, who, case_id, names[-1]))


def _tabs(view: CaseView) -> tuple[Tab, ...]:
    read = view.shown is not None
    found = (
        Tab(name="letters", label="Letters", path="/letters", key="l", count=len(view.letters)) if read else None,
        Tab(name="decision", label="Decision", path="/decision", key="s"),
        Tab(name="papers", label="Papers", path="/papers", key="f"),
        Tab(name="history", label="History", path="/history", key="h"),
    )
    own = tuple(tab for tab in found if tab)
    return own if read else (Tab(name="unread", label="Case", path="", key="c"), *own)
