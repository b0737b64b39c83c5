"""The JSON taken out of what a model wrote: some think aloud first, some put it in a fence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pydantic import BaseModel, ValidationError

_FENCE = "```"
_LANGUAGE = re.compile(r"[a-zA-Z]*\s*")
_MOST_FAULTS = 8
_THOUGHT = "</think>"


def taken_out(text: str) -> str | None:
    """The first text of these that is a JSON object: all of it, what follows the thinking, a fence, from a brace on.

    >>> taken_out('<think>{"a": 0}?</think>Here: {"a": 1}')
    '{"a": 1}'
    """
    return next((piece for piece in _pieces(text) if _is_object(piece)), None)


def read_into(form: type[BaseModel], text: str) -> tuple[str, str]:
    """The JSON that fits a form, and nothing; else nothing, and what is wrong with it in words for the model."""
    piece = taken_out(text)
    if piece is None:
        return "", "there is no JSON object in it"
    try:
        form.model_validate_json(piece)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        told = (f"{'.'.join(map(str, fault['loc'])) or 'the object'}: {fault['msg']}" for fault in faults)
        return "", "; ".join(list(told)[:_MOST_FAULTS])
    return piece, ""


def paired(text: str) -> str:
    """A text that can be written: halves of a letter that came in two pieces joined, a half alone replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _pieces(text: str) -> Iterator[str]:
    whole = text.strip().removeprefix("\ufeff").strip()
    yield whole
    spoken = whole.partition(_THOUGHT)[2].strip() if _THOUGHT in whole else whole
    yield spoken
    yield from _fenced(spoken)
    start = spoken.find("{")
    if start >= 0:
        try:
            yield spoken[start : json.JSONDecoder().raw_decode(spoken, start)[1]]
        except (ValueError, RecursionError):
            return


def _fenced(text: str) -> Iterator[str]:
    """What stands in fences. Cut, not matched: the time that it takes must not depend on what somebody wrote."""
    for inside in text.split(_FENCE)[1:-1:2]:
        language, line_end, content = inside.partition("\n")
        if line_end and _LANGUAGE.fullmatch(language):
            yield content.strip()


def _is_object(text: str) -> bool:
    try:
        return text.startswith("{") and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
