"""Letters of the plan about a decision, or on the way to one, with the content that the rules in use ask for."""

from __future__ import annotations

from mednec.render.notices.checking import letter_grade, missing_content, open_lines, rules_followed
from mednec.render.notices.decided import Addressee, Decided
from mednec.render.notices.letter import notice

__all__ = [
    "Addressee",
    "Decided",
    "letter_grade",
    "missing_content",
    "notice",
    "open_lines",
    "rules_followed",
]
