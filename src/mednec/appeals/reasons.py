"""The reviewer's reasons: the sentences of the findings that say why it ended so."""

from __future__ import annotations

from mednec.appeals.language import NEVER, STRONG, AppealWords
from mednec.model.appeal import Reason
from mednec.search.passages import Span, sentences

_STRONG, _PLAIN = 3, 1
_LONGEST = 600  # letters; a longer sentence is two that lost their full stop


def reasons_of(text: str, words: AppealWords, *, most: int = 3) -> tuple[Reason, ...]:
    """The sentences with most cues of a reason, the best first; of equals the later, for reasons come at the end."""
    weighed: list[tuple[int, int, Span]] = []
    places = words.reasons.find(text)
    for span in sentences(text):
        inside = {(p.start, p.means) for p in places if span.start <= p.start and p.end <= span.end}
        if any(means == NEVER for _, means in inside):
            continue
        strong = {start for start, means in inside if means == STRONG}
        weight = _STRONG * len(strong) + _PLAIN * len({start for start, _ in inside} - strong)
        if weight:
            weighed.append((-weight, -span.start, span))
    best = [span for _, _, span in sorted(weighed)[:most]]
    return tuple(Reason(start=s.start, end=_end(s), words=text[s.start : _end(s)]) for s in best)


def _end(span: Span) -> int:
    return min(span.end, span.start + _LONGEST)
