"""The server itself: sockets, streams and the JSON that language-model servers send."""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import json
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Request = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server sends. `text` is the answer as a person would see it; the rest is how it goes wrong."""

    text: str = ""
    status: int = 200
    body: bytes | None = None  # sent as it stands, in place of what such servers send
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""  # content type, where another than the right one
    piece: int = 40  # letters of a piece of the stream
    pause: float = 0.0  # seconds before each piece
    finish: str = "stop"  # why it ends
    tools: tuple[str, ...] = ()  # names of tools that it asks to call
    fault: Mapping[str, Any] | None = None  # an error sent in the midst of the stream, after the text
    usage: bool = True
    endless: bool = False  # the text again and again
    closes: bool = False  # nothing at all, the connection closed


Behaviour = Callable[[Request], Reply]
Vectors = Callable[[Request], Sequence[Sequence[float]]]


def letters(request: Request) -> list[list[float]]:
    """A vector for each text: how often each letter stands in it."""
    texts = [request["input"]] if isinstance(request["input"], str) else request["input"]
    return [[float(text.lower().count(chr(97 + i))) for i in range(26)] for text in texts]


class Server(ThreadingHTTPServer):
    """Listens, and keeps what it heard."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], door: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, door)
        self.reply: Behaviour = lambda _: Reply()
        self.vectors: Vectors = letters
        self.models: tuple[str, ...] = ()
        self.heard: list[Request] = []
        self.embedded: list[Request] = []
        self.headers: list[Mapping[str, str]] = []
        self.most_at_once: list[int] = []
        self.under_way = 0
        self.lock = threading.Lock()
        self.over = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or does not trust the certificate, is no fault of the server."""


class Door(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""

    def do_GET(self) -> None:
        self._heard()
        listed = [{"id": name, "object": "model", "created": 0, "owned_by": "site"} for name in self.server.models]
        self._whole(200, json.dumps({"object": "list", "data": listed}).encode())

    def do_POST(self) -> None:
        request = json.loads(self._heard())
        with contextlib.suppress(ConnectionError):
            if self.path.endswith("/embeddings"):
                self.server.embedded.append(request)
                self._whole(200, json.dumps(_embeddings(request, self.server.vectors(request))).encode())
                return
            with self.server.lock:
                self.server.heard.append(request)
                self.server.under_way += 1
                self.server.most_at_once.append(self.server.under_way)
            try:
                self._say(self.server.reply(request), request)
            finally:
                with self.server.lock:
                    self.server.under_way -= 1

    def _heard(self) -> bytes:
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        return self.rfile.read(int(self.headers.get("content-length", "0")))

    def _say(self, reply: Reply, request: Request) -> None:
        if reply.closes:
            self.close_connection = True
            self.connection.setsockopt(*_RESET)  # as when a server dies
        elif reply.body is not None and not reply.endless:
            self._whole(reply.status, reply.body, reply.kind, reply.headers)
        elif request.get("stream") or reply.endless:
            self._stream(reply, request)
        else:
            self._whole(reply.status, json.dumps(_completion(reply, request)).encode(), reply.kind, reply.headers)

    def _whole(self, status: int, body: bytes, kind: str = "", headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind or "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Reply, request: Request) -> None:
        self.send_response(reply.status)
        self.send_header("content-type", reply.kind or "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in _pieces(reply, request):
            if self.server.over.wait(reply.pause) if reply.pause else self.server.over.is_set():
                self.close_connection = True
                return
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")


_RESET = (1, 13, struct.pack("ii", 1, 0))  # SOL_SOCKET, SO_LINGER: closed with a reset


def _usage(reply: Reply, request: Request) -> dict[str, int]:
    told = sum(len(str(m["content"])) for m in request["messages"]) // 4
    return {
        "prompt_tokens": told,
        "completion_tokens": len(reply.text) // 4,
        "total_tokens": told + len(reply.text) // 4,
    }


def _tool_calls(reply: Reply) -> list[dict[str, Any]]:
    return [
        {"index": i, "id": f"call-{i}", "type": "function", "function": {"name": name, "arguments": "{}"}}
        for i, name in enumerate(reply.tools)
    ]


def _completion(reply: Reply, request: Request) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    if reply.tools:
        message["tool_calls"] = _tool_calls(reply)
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    told = {"id": "c-1", "object": "chat.completion", "created": 0, "model": request["model"], "choices": [choice]}
    return {**told, "usage": _usage(reply, request)} if reply.usage else told


def _pieces(reply: Reply, request: Request) -> Iterator[bytes]:
    """A stream's events, each `data: JSON` and an empty line."""
    if reply.body is not None:
        while True:
            yield reply.body
    head = {"id": "c-1", "object": "chat.completion.chunk", "created": 0, "model": request["model"]}

    def event(delta: Mapping[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return b"data: " + json.dumps({**head, "choices": [choice]}).encode() + b"\n\n"

    yield event({"role": "assistant", "content": ""})
    while True:
        for at in range(0, len(reply.text), reply.piece):
            yield event({"content": reply.text[at : at + reply.piece]})
        if not reply.endless:
            break
    if reply.tools:
        yield event({"tool_calls": _tool_calls(reply)})
    if reply.fault is not None:
        yield b"data: " + json.dumps({"error": reply.fault}).encode() + b"\n\n"
        return
    yield event({}, reply.finish)
    if reply.usage and request.get("stream_options", {}).get("include_usage"):
        told = {**head, "choices": [], "usage": _usage(reply, request)}
        yield b"data: " + json.dumps(told).encode() + b"\n\n"
    yield b"data: [DONE]\n\n"


def _embeddings(request: Request, vectors: Sequence[Sequence[float]]) -> dict[str, Any]:
    def written(vector: Sequence[float]) -> object:
        if request.get("encoding_format") == "base64":
            return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
        return list(vector)

    data = [{"object": "embedding", "index": i, "embedding": written(v)} for i, v in enumerate(vectors)]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"object": "list", "data": data, "model": request["model"], "usage": usage}


def own_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine, signed by nobody else, and what a server needs to show it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(tz=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private.write_bytes(key.private_bytes(*plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    return certificate, context
