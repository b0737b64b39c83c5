"""What browsers are told with every answer: run nothing but our own files, keep nothing, tell nobody."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


def give_headers(headers: MutableHeaders, *, https: bool) -> None:
    """Put our headers on an answer. What may be kept by a browser says so itself; everything else is not stored."""
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
    if https:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT


class Headers:
    """The outermost step of every request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the steps within do, with our headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        https = scope["app"].state.settings.https

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                give_headers(MutableHeaders(scope=message), https=https)
            await send(message)

        await self.app(scope, receive, sent)
