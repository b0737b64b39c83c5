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
    return text
