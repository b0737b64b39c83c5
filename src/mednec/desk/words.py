"""What a person writes into a form."""

from __future__ import annotations

from mednec.errors import SubmitError

LONGEST = 8000


def said(words: str, what: str = "reason", *, longest: int = LONGEST) -> str:
    """The words, trimmed. Raises SubmitError for nothing, or too much."""
    text = words.strip()
    if not text:
        raise SubmitError(f"no {what} is given", where=what, do="write a sentence")
    return at_most(text, what, longest=longest)


def at_most(words: str, what: str, *, longest: int = LONGEST) -> str:
    """The words, trimmed; there may be none. Raises SubmitError for too much."""
    text = words.strip()
    if len(text) > longest:
        raise SubmitError(f"more than {longest:,} characters", where=what, do="say it shorter")
    if not all(c.isprintable() or c in "\n\r\t" for c in text):
        raise SubmitError("it holds a character that is no letter, sign or line end", where=what, do="write it anew")
    return text


def plain(words: str) -> str:
    """Words of a message without what no database keeps.

    >>> plain("read\\x00 'A'")
    "read? 'A'"
    """
    return "".join(c if c.isprintable() or c in "\n\t" else "?" for c in words)


def is_id(told: str) -> bool:
    """Whether this can be an id at all; what cannot is never asked of the database.

    >>> is_id("5f3a"), is_id("5f\\x00"), is_id("\\ud800"), is_id("")
    (True, False, False, False)
    """
    return told.isascii() and told.isprintable() and 0 < len(told) <= 80
