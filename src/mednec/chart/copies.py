"""Copies of the policy among the papers: they say what members must show, not what this patient has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from mednec.model.facts import Chart, Passage

ASIDE = "it is the text of the policy itself, which speaks of no patient"
_FEWEST = 5  # passages; a cover sheet that shares a word or two with the policy is no copy of it
_NO_WORDS = re.compile(r"[^a-z0-9]+")


def without_copies(chart: Chart, policy: str) -> Chart:
    """The chart with every document set aside that is mostly the policy's own text. `policy` is that text."""
    words = _words(policy)
    copies = {
        header.document.name
        for header in chart.headers
        if _is_copy([p for p in chart.passages if p.header.document.name == header.document.name], words)
    }
    if not copies:
        return chart
    return replace(
        chart,
        headers=tuple(replace(h, set_aside=ASIDE) if h.document.name in copies else h for h in chart.headers),
        passages=tuple(p for p in chart.passages if p.header.document.name not in copies),
        findings=tuple(f for f in chart.findings if f.source.document not in copies),
    )


def _is_copy(passages: Iterable[Passage], words: str) -> bool:
    """Whether more than half of the letters stand in the policy, passage by passage."""
    texts = [_words(p.at.quote) for p in passages]
    copied = [text for text in texts if text in words]
    return len(copied) >= _FEWEST and sum(map(len, copied)) * 2 > sum(map(len, texts))


def _words(text: str) -> str:
    """Letters and figures alone, so that another layout or list marks hide no copy."""
    return f" {_NO_WORDS.sub(' ', text.casefold()).strip()} "
