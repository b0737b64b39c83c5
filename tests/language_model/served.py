"""A server that speaks as language-model servers do, on this machine, whose every answer is scripted.

    with served(helpful(lambda request: {"proposals": []})) as server:
        server.url    # "http://127.0.0.1:PORT/v1"
        server.heard  # what was asked, in the order of arrival

What it says is a `Behaviour`: the JSON of a request to `/v1/chat/completions` in, a `Reply` out. `/v1/embeddings`
answers with vectors of letters, `/v1/models` with one name. Wherever it can stream and is asked to, it streams.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from tests.language_model.serving import Behaviour as Behaviour
from tests.language_model.serving import Door, Server, Vectors, letters, own_certificate
from tests.language_model.serving import Reply as Reply
from tests.language_model.serving import Request as Request

MODEL = "site-model"
SOON = {"retry-after-ms": "5"}  # so that whoever tries again need not wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server that runs: where, what it heard, and at which paths."""

    url: str
    heard: list[Request]  # JSON of each chat request
    embedded: list[Request]  # JSON of each request for vectors
    headers: list[Mapping[str, str]]  # of every request, names in lower case
    most_at_once: list[int]  # how many chat requests were under way when each arrived
    certificate: Path | None = None  # with which it is trusted


@contextmanager
def served(
    reply: Behaviour, *, vectors: Vectors | None = None, tls: Path | None = None, models: Sequence[str] = (MODEL,)
) -> Iterator[Served]:
    """A server until the end of the block. With `tls`, a folder, it has a certificate that it signed itself."""
    server = Server(("127.0.0.1", 0), Door)
    server.reply, server.vectors, server.models = reply, vectors or letters, tuple(models)
    certificate = None
    if tls is not None:
        certificate, context = own_certificate(tls)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Served(
            url=f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}/v1",
            heard=server.heard,
            embedded=server.embedded,
            headers=server.headers,
            most_at_once=server.most_at_once,
            certificate=certificate,
        )
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def nowhere() -> str:
    """An address at which nobody listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    port = server.server_address[1]
    server.server_close()
    return f"http://127.0.0.1:{port}/v1"


def system_of(request: Request) -> str:
    """The prompt of a request."""
    return "".join(str(m["content"]) for m in request["messages"] if m["role"] == "system")


def text_of(request: Request) -> str:
    """What was asked: the first message that is not the prompt."""
    return next(str(m["content"]) for m in request["messages"] if m["role"] == "user")


def schema_of(request: Request) -> Mapping[str, Any]:
    """The JSON Schema that the answer is to fit; empty where none was sent."""
    form = request.get("response_format", {})
    return cast(Mapping[str, Any], form.get("json_schema", {}).get("schema", {}))


def asked_again(request: Request) -> bool:
    """Whether the request is to mend an answer."""
    return any(m["role"] == "assistant" for m in request["messages"])


def helpful(answer: Callable[[Request], object]) -> Behaviour:
    """Answers with this text, or with this as JSON."""

    def reply(request: Request) -> Reply:
        told = answer(request)
        return Reply(text=told if isinstance(told, str) else json.dumps(told, ensure_ascii=False))

    return reply


def fenced(answer: Callable[[Request], object]) -> Behaviour:
    """Thinks aloud, then answers with JSON in a fence, and a word before and after it."""
    plain = helpful(answer)

    def reply(request: Request) -> Reply:
        text = plain(request).text
        return Reply(text=f'<think>is it {{"so": 1}}?</think>\nHere it is:\n```json\n{text}\n```\nAnything else?')

    return reply


def always(reply: Reply) -> Behaviour:
    """The same every time."""
    return lambda _: reply


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One after another, the last for ever."""
    lock, left = threading.Lock(), list(behaviours)

    def reply(request: Request) -> Reply:
        with lock:
            behaviour = left.pop(0) if len(left) > 1 else left[0]
        return behaviour(request)

    return reply


def refuses(status: int, message: str, *, code: str = "", param: str | None = None) -> Behaviour:
    """Answers with an error as such servers word it."""
    error = {"message": message, "type": "error", "param": param, "code": code or None}
    return always(Reply(status=status, body=json.dumps({"error": error}).encode(), headers=SOON))


def not_json() -> Behaviour:
    return always(Reply(text="I am afraid that I cannot say."))


def endless() -> Behaviour:
    """Goes on until it is cut off."""
    return always(Reply(text='{"proposals": [' + '{"a": 1}, ' * 50, endless=True))


def endless_line() -> Behaviour:
    """One line of the stream that never ends: not even the first piece of an answer."""
    return always(Reply(body=b"data: " + b"x" * 65536, endless=True, kind="text/event-stream"))


def slow(seconds: float, text: str = "{}") -> Behaviour:
    """A letter at a time."""
    return always(Reply(text=text * 200, piece=1, pause=seconds))


def silent(seconds: float) -> Behaviour:
    """Nothing for a while, not even a status."""
    wait = threading.Event()

    def reply(_: Request) -> Reply:
        wait.wait(seconds)
        return Reply(text="{}")

    return reply


def broken() -> Behaviour:
    return refuses(500, "internal error")


def broken_then(times: int, good: Behaviour) -> Behaviour:
    return in_turn(*[broken()] * times, good)


def wrong_key() -> Behaviour:
    return refuses(401, "Incorrect API key provided: sk-secret", code="invalid_api_key")


def unknown_model() -> Behaviour:
    return refuses(404, "The model `nobody` does not exist", code="model_not_found")


def context_too_small() -> Behaviour:
    said = "This model's maximum context length is 512 tokens. However, you requested 4000 tokens."
    return refuses(400, said, code="context_length_exceeded")


def knows_no_schema(good: Behaviour, *, no_object: bool = False) -> Behaviour:
    """Refuses a JSON Schema, and JSON as a form too where told; then answers."""

    def reply(request: Request) -> Reply:
        form = request.get("response_format", {}).get("type", "")
        if form == "json_schema" or (no_object and form == "json_object"):
            return refuses(400, f"response_format {form} is not supported", param="response_format")(request)
        return good(request)

    return reply


def knows_not(parameter: str, good: Behaviour) -> Behaviour:
    """Refuses a request with this parameter."""

    def reply(request: Request) -> Reply:
        if parameter in request:
            return refuses(400, f"Unsupported parameter: '{parameter}' is not supported.", param=parameter)(request)
        return good(request)

    return reply


def closes() -> Behaviour:
    return always(Reply(closes=True))


def redirects(to: str) -> Behaviour:
    return always(Reply(status=307, body=b"", headers={"location": to}))


def calls_tools() -> Behaviour:
    return always(Reply(tools=("run_shell",), finish="tool_calls"))


def wrong_kind() -> Behaviour:
    """A page, as a proxy's sign-in would be."""
    return always(Reply(body=b"<html><body>Sign in to go on</body></html>", kind="text/html"))


def huge(letters_sent: int = 2_000_000) -> Behaviour:
    return always(Reply(text='{"proposals": "' + "x" * letters_sent + '"}', piece=100_000))


def packed() -> Behaviour:
    """Says that its answer is packed, which would let a small answer grow without end."""
    return always(Reply(body=b"\x1f\x8b" + b"\x00" * 64, headers={"content-encoding": "gzip"}))


def streams(*events: bytes) -> Behaviour:
    """A stream of these lines, whatever they are."""
    return always(Reply(body=b"".join(b"data: " + e + b"\n\n" for e in events), kind="text/event-stream"))


def cut_off(text: str = '{"proposals": [') -> Behaviour:
    return always(Reply(text=text, finish="length"))


def without_usage(behaviour: Behaviour) -> Behaviour:
    """The same from a server that counts no tokens."""
    return lambda request: replace(behaviour(request), usage=False)
