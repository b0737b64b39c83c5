"""What a page is asked by its address: days and words as typed, read where they can be."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from mednec.errors import RequestError


def day(text: str, where: str) -> date | None:
    """A day as a field of a form sends it; none where nothing was typed. Raises RequestError."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RequestError("this is no day", where=where, do="write it as 2026-01-31") from error


def address(path: str, **asked: str) -> str:
    """A page with what is asked of it; what is empty is left out.

    >>> address("/audit", act="read", person="")
    '/audit?act=read'
    """
    told = {key: value for key, value in asked.items() if value}
    return f"{path}?{urlencode(told)}" if told else path
