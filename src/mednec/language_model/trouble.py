"""Why a question has no answer, in one sentence that holds no word of a chart, no key, nothing a server said."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai import APIError

INVALID = "the answer is not what was asked for"
CUT_OFF = "the answer was cut off before its end"
ENDLESS = "the answer does not end"
UNREADABLE = "what came back cannot be read"
TOOLS = "the model asks for tools, and has none"
DECLINED = "the model declines to answer"
HELD_BACK = "a filter of the server holds the answer back"
TOO_SMALL = "the question is too large for the model's context"
PACKED = "the server packs its answers though it is asked not to"
CLOSED = "the server closed the connection"
TOO_SLOW = "the server does not answer in time"
NO_SERVER = "what answers there is no language-model server"

_CONTEXT = re.compile(
    r"context[ _](?:length|size|window)|too long|too many tokens|maximum.{0,20}length|tokens.{0,60}must be", re.I
)
_NO_MODEL = re.compile(
    r"model.{0,120}(?:not exist|not found|unknown|not available|not loaded|invalid|no such)"
    r"|(?:no such|unknown|invalid|not a valid) model|model_not_found",
    re.I | re.S,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong. After a `lasting` one no further question is tried: it would go the same way."""

    says: str
    lasting: bool = False


class Unanswered(Exception):
    """A question went without an answer."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble.says)


class Overlong(Exception):
    """A server sends more than any answer has."""


class Packed(Exception):
    """A server sends what would have to be unpacked."""


@contextmanager
def as_trouble(model: str) -> Iterator[None]:
    """Turns whatever the client raises into Unanswered, and leaves behind what a server said."""
    import httpx2
    import openai

    try:
        yield
    except openai.APIError as error:
        raise Unanswered(trouble_of(error, model)) from None
    except Overlong:
        raise Unanswered(Trouble(says=ENDLESS)) from None
    except Packed:
        raise Unanswered(Trouble(says=PACKED, lasting=True)) from None
    except (httpx2.HTTPError, httpx2.StreamError, OSError):  # while the client reads what a server adds to an error
        raise Unanswered(Trouble(says=CLOSED)) from None
    except (ValueError, RecursionError):  # what should be JSON and is not
        raise Unanswered(Trouble(says=UNREADABLE)) from None


def trouble_of(error: APIError, model: str) -> Trouble:
    """What an error of the client means."""
    import openai

    if isinstance(error, openai.APIConnectionError):
        return _unconnected(error)
    if not isinstance(error, openai.APIStatusError):  # told in the midst of a stream
        return _told(error, model) or Trouble(says="the server failed in the midst of an answer")
    status = error.status_code
    if status in (401, 403):
        return Trouble(says=f"the server does not accept the key (status {status})", lasting=True)
    if status in (301, 302, 303, 307, 308):
        says = f"the server sends on to another address (status {status}), which is not followed"
        return Trouble(says=says, lasting=True)
    if status >= 500:
        return Trouble(says=f"the server failed (status {status})")
    if status == 429:
        return Trouble(says="the server is too busy (status 429)")
    return _told(error, model) or _refused(status)


def is_told(error: APIError) -> bool:
    """Whether a server says that the question does not fit, or that it lacks the model."""
    return _told(error, "") is not None


def words_of(error: APIError) -> str:
    """What a server says is wrong: to be looked into, never to be passed on."""
    body = error.body
    told = body.get("message", "") if isinstance(body, Mapping) else body
    code = error.code if isinstance(error.code, str) else ""
    return f"{code} {told if isinstance(told, str) else ''}"[:2000]


def _refused(status: int) -> Trouble:
    if status == 404:
        return Trouble(says="the server has nothing at this address (status 404); most end in /v1", lasting=True)
    return Trouble(says=f"the server does not take the question (status {status})")


def _told(error: APIError, model: str) -> Trouble | None:
    if _CONTEXT.search(words_of(error)):
        return Trouble(says=TOO_SMALL)
    if _NO_MODEL.search(words_of(error)):
        return Trouble(says=f"the server knows no model {model!r}", lasting=True)
    return None


def _unconnected(error: APIError) -> Trouble:
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Trouble(says=f"the server's certificate is not trusted: {cause.verify_message}", lasting=True)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Trouble(says="no secure connection to the server: it does not speak https as it should", lasting=True)
    if any(type(cause).__name__ in ("ConnectError", "ConnectTimeout", "ProxyError") for cause in causes):
        return Trouble(says="the server cannot be reached", lasting=True)
    if any(isinstance(cause, TimeoutError) or type(cause).__name__ == "ReadTimeout" for cause in causes):
        return Trouble(says=TOO_SLOW)
    return Trouble(says=CLOSED)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what is behind it."""
    seen: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in seen:
        seen.append(current)
        yield current
        current = current.__cause__ or current.__context__
