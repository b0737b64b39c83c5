"""The connection to a server: verified, held to one address, and unable to drown whoever reads from it."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from mednec.errors import ModelError
from mednec.language_model.hosts import not_an_address
from mednec.language_model.trouble import Overlong, Packed

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

    from mednec.language_model.hosts import Address
    from mednec.language_model.settings import ModelSettings

MOST_BYTES = 16_000_000  # of one answer, with the JSON around each piece of it
CONNECT_SECONDS = 10
_SENT = (
    *("host", "accept", "connection", "user-agent", "content-type", "content-length", "transfer-encoding"),
    "x-stainless-raw-response",  # the client's mark for itself, without which it reads the answer otherwise
)
_LOGGERS = ("openai", "httpx2", "httpcore2")
_SILENT = logging.CRITICAL + 1


def connected(settings: ModelSettings) -> AsyncOpenAI:
    """A client for a server whose address was checked. Raises ModelError.

    Of the environment only proxies and certificates count: a key, an organisation or headers that were set for some
    other service do not go to this one. A question to this machine goes through no proxy.
    """
    import httpx2
    import openai

    quiet()
    address = settings.check()
    timeout = httpx2.Timeout(settings.timeout, connect=min(CONNECT_SECONDS, settings.timeout))

    async def bared(request: httpx2.Request) -> None:
        for name in [name for name in request.headers if name not in _SENT]:
            del request.headers[name]
        request.headers["accept-encoding"] = "identity"
        if settings.key:
            request.headers["authorization"] = f"Bearer {settings.key}"

    async def watched(response: httpx2.Response) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise Packed
        response.encoding = "utf-8"  # as JSON is; what a server names may be no way of writing letters at all
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _watched(response.stream)

    try:
        transport = httpx2.AsyncClient(
            timeout=timeout,
            follow_redirects=False,
            trust_env=not address.loopback,
            verify=_certificates(address),
            event_hooks={"request": [bared], "response": [watched]},
        )
    except (ValueError, ImportError, httpx2.InvalidURL) as error:
        where, do = "HTTP_PROXY, HTTPS_PROXY or ALL_PROXY", "correct it, or name the host in NO_PROXY"
        raise ModelError("a proxy of the environment cannot be used", where=where, do=do) from error
    try:
        return openai.AsyncOpenAI(
            base_url=settings.url.rstrip("/"),
            api_key=settings.key or "none",
            admin_api_key="",
            timeout=timeout,
            max_retries=settings.retries,
            http_client=transport,
        )
    except httpx2.InvalidURL as error:  # a number or a name that no host can have
        raise not_an_address(settings.where) from error


def quiet() -> None:
    """The client's own logs are off, whatever level somebody gave them: they tell addresses and headers."""
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(_SILENT)  # and of those that are made later
    for name in tuple(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _LOGGERS:
            logging.getLogger(name).disabled = True


def _certificates(address: Address) -> ssl.SSLContext:
    """What the machine trusts, or what `SSL_CERT_FILE` names. Verification is never switched off."""
    import httpx2

    if address.scheme == "http" and address.loopback:  # no certificate is met on the way, and none is trusted
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx2.create_ssl_context()
    except OSError as error:
        do = "name a file of certificates in PEM form"
        raise ModelError("the certificates cannot be read", where="SSL_CERT_FILE or SSL_CERT_DIR", do=do) from error


def _watched(stream: httpx2.AsyncByteStream) -> httpx2.AsyncByteStream:
    """A stream that ends with Overlong once more came than any answer has, be it one line without an end."""
    import httpx2

    class Watched(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = MOST_BYTES
            async for piece in stream:
                left -= len(piece)
                if left < 0:
                    raise Overlong
                yield piece

        async def aclose(self) -> None:
            await stream.aclose()

    return Watched()
