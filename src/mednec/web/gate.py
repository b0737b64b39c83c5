"""What every request passes before its body is read: is it meant for us, who sends it, how often, and how much."""

from __future__ import annotations

from fastapi.exceptions import HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mednec.errors import StoreError
from mednec.web.access import NOBODY, Visitor, the_desk, the_settings
from mednec.web.csrf import SAFE
from mednec.web.limits import Counters
from mednec.web.problems import API, DATABASE_AWAY, SAYS, Problem, answer
from mednec.web.sessions import cookie_name, find_visit
from mednec.web.tokens import holder_of

OPEN_PATHS = ("/static/", "/healthz", "/readyz", "/metrics")  # asked of nobody, and never counted
AWAY: tuple[type[Exception], ...] = (*DATABASE_AWAY, StoreError)
NAMED = "use its own name; an administrator says further names in MEDNEC_HOSTS"
DRAINED = 4  # so many times the limit is read on and thrown away, so that the browser shows the message


class TooMuch(HTTPException):
    """A body grew beyond what this sender may send."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"at most {readable(most)} are taken at once; nothing of this was kept")


def readable(size: int) -> str:
    """A size in words: `8 MB`."""
    return f"{size // 2**20} MB" if size >= 2**20 else f"{size // 2**10} kB"


class Gate:
    """The step around the pages. A request that may not come in is answered here, and its body is never kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        refused, most = await self._judge(request)
        if refused is not None:
            problem, headers = refused
            if problem.status == 413 and request.state.visitor is not NOBODY:
                await _drain(receive, DRAINED * most)
            await answer(request, problem, headers)(scope, receive, send)
            return
        await self.app(scope, _counted(receive, most), send)

    async def _judge(self, request: Request) -> tuple[tuple[Problem, dict[str, str]] | None, int]:
        """Why the request may not come in, where that is so; and how long its body may be."""
        request.state.visitor = NOBODY
        path, most = request.url.path, the_settings(request).anonymous_body
        if not _ours(request):
            problem = Problem(status=400, what="this server does not answer to that name", where="Host", do=NAMED)
            return (problem, {}), most
        if "\0" in path or b"%00" in request.scope["query_string"]:
            problem = Problem(status=400, what="this address holds a mark that is no letter", do="take it out")
            return (problem, {}), most
        if path.startswith(OPEN_PATHS):
            return None, most
        try:
            request.state.visitor = await run_in_threadpool(_who, request)
        except AWAY:
            what, do = SAYS[503]
            return (Problem(status=503, what=what, do=do), {"Retry-After": "10"}), most
        person = request.state.visitor.person
        counters: Counters = request.app.state.counters
        wait = counters.wait(request, person)
        if wait:
            problem = Problem(
                status=429, what="more requests came from here than are answered", do=f"wait {wait} s and try again"
            )
            return (problem, {"Retry-After": str(wait)}), most
        most = _most(request)
        said = request.headers.get("content-length", "")
        if said and (not said.isdecimal() or int(said) > most):
            return (Problem(status=413, what=TooMuch(most).detail, do="send less at once"), {}), most
        return None, most


def _ours(request: Request) -> bool:
    host = request.headers.get("host", "")
    name = host[1 : host.find("]")] if host.startswith("[") else host.partition(":")[0]
    return name.lower() in the_settings(request).hosts


def _who(request: Request) -> Visitor:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind:
        known = kind.lower() == "bearer" and request.url.path.startswith(API)
        return Visitor(holder=holder_of(the_desk(request), token)) if known else NOBODY
    cookie = request.cookies.get(cookie_name(the_settings(request)), "")
    visit = find_visit(the_desk(request), the_settings(request), cookie) if cookie else None
    return Visitor(visit=visit) if visit else NOBODY


def _most(request: Request) -> int:
    if request.method in SAFE or request.state.visitor.person is None:
        return the_settings(request).anonymous_body
    kind = request.headers.get("content-type", "")
    takes = kind.startswith("multipart/form-data") or request.url.path.startswith(API)
    return the_settings(request).most_upload if takes else the_settings(request).most_body


def _counted(receive: Receive, most: int) -> Receive:
    """The body as it comes, until it is too much."""
    seen = 0

    async def received() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooMuch(most)
        return message

    return received


async def _drain(receive: Receive, most: int) -> None:
    """Read on and throw away, so that a browser that still sends gets to read the answer."""
    seen = 0
    while seen < most:
        message = await receive()
        seen += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return
