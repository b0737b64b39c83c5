"""That a form was sent from our own page: a token of the session, and what the browser says of where it came from."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request

from mednec.errors import NotAllowed

FIELD, HEADER = "csrf", "X-CSRF"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN_BYTES = 32


def new_token() -> str:
    """A token for a new session."""
    return secrets.token_hex(TOKEN_BYTES)


def masked(token: str) -> str:
    """The token under fresh noise: it differs in each page, so that the length of a packed page tells nothing."""
    noise = secrets.token_bytes(TOKEN_BYTES)
    mixed = bytes(a ^ b for a, b in zip(noise, bytes.fromhex(token), strict=True))
    return base64.urlsafe_b64encode(noise + mixed).decode().rstrip("=")


def unmasked(sent: str) -> str:
    """The token under the noise; nothing where what was sent is none."""
    try:
        both = base64.b64decode(sent + "=" * (-len(sent) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        return ""
    if len(both) != 2 * TOKEN_BYTES:
        return ""
    return bytes(a ^ b for a, b in zip(both[:TOKEN_BYTES], both[TOKEN_BYTES:], strict=True)).hex()


async def sent_token(request: Request) -> str:
    """The token that came with a request: in its header, else in its form."""
    if request.method in SAFE:
        return ""
    if HEADER in request.headers:
        return request.headers[HEADER]
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    found = (await request.form()).get(FIELD)
    return found if isinstance(found, str) else ""


def from_our_page(request: Request) -> bool:
    """Whether the browser says that the request came from a page of ours; True where it says nothing."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def check_page(request: Request) -> None:
    """Raises NotAllowed when the browser says that another site sent this."""
    if not from_our_page(request):
        raise NotAllowed("this was sent from another site", where="form", do="open the page here and send it again")


def check_token(request: Request, sent: str, token: str) -> None:
    """Raises NotAllowed unless the form carries the token of its session and came from our page."""
    if request.headers.get("origin") != "null" or "sec-fetch-site" in request.headers:
        check_page(
            request
        )  # browsers of before 2023 call a page that sends no referrer "null"; there the token decides
    if not hmac.compare_digest(unmasked(sent), token):
        raise NotAllowed(
            "this form belongs to another session", where="form", do="open the page again and send the form once more"
        )
