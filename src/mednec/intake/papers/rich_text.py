"""The text of a rich text file, without what is hidden or deleted in it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from mednec.errors import DocumentError

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_USUAL = "cp1252"
_TOKEN = re.compile(r"\\[\\{}]|[{}]|\\(?:v|deleted)(?P<off>0?)(?![a-z0-9-]) ?|\\plain(?![a-z])")


def text_of_rich_text(content: bytes, file: str) -> str:
    """Raises DocumentError for a file that cannot be read or has no text."""
    named = _CODE_PAGE.search(content[:2000])
    page = f"cp{named.group(1).decode()}" if named else _USUAL
    try:
        codecs.lookup(page)
    except LookupError:
        page = _USUAL
    try:
        text: str = rtf_to_text("".join(_shown(content.decode(page, errors="replace"))), errors="replace")
    except (ValueError, IndexError, KeyError, LookupError, OverflowError, RecursionError) as error:
        raise DocumentError("not rich text that can be read", where=file, do="send it in another format") from error
    if not text.strip():
        raise DocumentError("the document has no text", where=file, do="send it again or remove it")
    return text


def _shown(source: str) -> Iterator[str]:
    """The source without its hidden runs; all braces stay."""
    hidden, at = [False], 0
    for token in _TOKEN.finditer(source):
        if not hidden[-1]:
            yield source[at : token.start()]
        at = token.end()
        text = token.group()
        if text == "{":
            hidden.append(hidden[-1])
        elif text == "}" and len(hidden) > 1:
            hidden.pop()
        elif token.group("off") is not None:
            hidden[-1] = not token.group("off")
        elif text.startswith("\\plain"):
            hidden[-1] = False
        if text in "{}" or not hidden[-1]:
            yield "" if token.group("off") is not None else text
    if not hidden[-1]:
        yield source[at:]
