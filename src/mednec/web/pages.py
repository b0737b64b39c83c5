"""A page of the workbench: a template with who is signed in, where they may go, and the token of their forms."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mednec import __version__
from mednec.desk.rights import Act, may
from mednec.model.life import Person
from mednec.render.letters.as_html import letter_stylesheet
from mednec.render.parts import stylesheet
from mednec.web.access import visitor
from mednec.web.csrf import masked

KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".LICENSE": "text/plain"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A place of the main navigation, the key that leads there after `g`, and the act one needs for it."""

    label: str
    path: str
    key: str
    act: Act


WAYS = (
    Way(label="Worklist", path="/", key="w", act=Act.SEE_WORKLIST),
    Way(label="Policies", path="/policies", key="p", act=Act.READ_POLICIES),
    Way(label="Dashboard", path="/dashboard", key="d", act=Act.SEE_DASHBOARD),
    Way(label="Audit", path="/audit", key="a", act=Act.READ_AUDIT),
    Way(label="Queue", path="/queue", key="q", act=Act.SEE_JOBS),
    Way(label="People", path="/people", key="e", act=Act.MANAGE_PEOPLE),
    Way(label="Organisation", path="/organisation", key="o", act=Act.MANAGE_ORGANISATION),
)


class Files:
    """Our scripts and sheets; their digest stands in their address, so that browsers may keep them for ever."""

    def __init__(self) -> None:
        folder = files("mednec.web") / "static"
        names = sorted(each.name for each in folder.iterdir() if each.is_file())
        self.content = {name: (folder / name).read_bytes() for name in names}
        looks = stylesheet(".case") + letter_stylesheet(".letter")
        self.content["parts.css"] = looks.encode()  # the look of a determination and of letters, wherever shown
        together = hashlib.sha256()
        for name, content in self.content.items():
            together.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
        self.version = together.hexdigest()[:16]

    def address(self, name: str) -> str:
        """Where a page finds the file. Raises KeyError for a file that is none of ours."""
        if name not in self.content:
            raise KeyError(name)
        return f"/static/{self.version}/{name}"

    def answer(self, version: str, name: str) -> Response | None:
        """The file, to be kept for ever when it is asked for by its own digest; none when there is no such file."""
        if name not in self.content:
            return None
        kept = "public, max-age=31536000, immutable" if version == self.version else "no-cache"
        kind = next((kind for ending, kind in KINDS.items() if name.endswith(ending)), "application/octet-stream")
        return Response(self.content[name], media_type=kind, headers={"Cache-Control": kept})


def sentence(words: str) -> str:
    """Words as a sentence of their own.

    >>> sentence("this was sent from another site")
    'This was sent from another site.'
    """
    stripped = words.strip()
    if not stripped:
        return ""
    return stripped[0].upper() + stripped[1:] + ("" if stripped[-1] in ".!?" else ".")


def make_templates(static: Files) -> Environment:
    """The templates, in which what is not given is an error and all text is escaped."""
    templates = Environment(
        loader=PackageLoader("mednec.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["sentence"] = sentence
    templates.globals.update(static=static.address, version=__version__)
    return templates


def ways(person: Person | None) -> tuple[Way, ...]:
    """Where this person may go."""
    return tuple(way for way in WAYS if person is not None and may(person, way.act))


def home(person: Person) -> str:
    """The page one comes to after signing in: the worklist, or the first one that is theirs to see."""
    return next((way.path for way in ways(person)), "/account")


def rights(person: Person | None) -> frozenset[str]:
    """Names of the acts this person may do, for a template: `{% if "RULE" in rights %}`."""
    return frozenset(act.name for act in Act if person is not None and may(person, act))


def text(request: Request, name: str, /, **values: object) -> str:
    """A template, filled in. It knows `person`, `rights`, `ways`, `path`, `csrf` and what is given."""
    templates: Environment = request.app.state.templates
    visit = visitor(request).visit
    person = visit.person if visit is not None and not visit.first else None
    given: dict[str, object] = {
        "person": person,
        "rights": rights(person),
        "ways": ways(person),
        "path": request.url.path,
        "csrf": masked(visit.csrf) if visit is not None else "",
        "swapped": "hx-request" in request.headers,
    }
    return templates.get_template(name).render(given | values)


def page(
    request: Request, name: str, /, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
) -> HTMLResponse:
    """A template as an answer: `page(request, "case/page.html", case=view)`."""
    return HTMLResponse(text(request, name, **values), status_code=status, headers=dict(headers or {}))
