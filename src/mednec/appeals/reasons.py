"""The reviewer's reasons: the sentences of the findings that say why it ended so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mednec.appeals.language import NEVER, STRONG, AppealWords
from mednec.appeals.phrases import longest
from mednec.model.appeal import Reason
from mednec.search.passages import Span, sentences

_STRONG, _PLAIN = 3, 1
_LINE = re.compile(r"\n(?=\s*[A-Z])")
_LONGEST = 600  # letters; a longer sentence is two that lost their full stop


def reasons_of(text: str, words: AppealWords, *, most: int = 3) -> tuple[Reason, ...]:
    """The sentences with most cues of a reason, the best first; of equals the later, for reasons come at the end."""
    weighed: list[tuple[int, int, Span]] = []
    places = longest(words.reasons.find(text))
    for span in sentences_of(text):
        inside = {(p.start, p.means) for p in places if span.start <= p.start and p.end <= span.end}
        if any(means == NEVER for _, means in inside):
            continue
        strong = {start for start, means in inside if means == STRONG}
        weight = _STRONG * len(strong) + _PLAIN * len({start for start, _ in inside} - strong)
        if weight:
            weighed.append((-weight, -span.start, span))
    best = [span for _, _, span in sorted(weighed)[:most]]
    return tuple(Reason(start=s.start, end=_end(s), words=text[s.start : _end(s)]) for s in best)


def sentences_of(text: str) -> Iterator[Span]:
    """Sentences; a new line that begins with a capital begins one too, for records give each paragraph a line."""
    begin = 0
    for end in (*(m.start() for m in _LINE.finditer(text)), len(text)):
        for span in sentences(text[begin:end]):
            yield Span(start=begin + span.start, end=begin + span.end)
        begin = end


def _end(span: Span) -> int:
    return min(span.end, span.start + _LONGEST)
