"""What a decision is about, read from its own words: what was asked for, tried before, for which disease, over what."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mednec.appeals.language import AFTER, ASKED, BEFORE, ILL, MATTER, AppealWords
from mednec.appeals.names import Named, Names
from mednec.appeals.phrases import Place, fold
from mednec.appeals.reasons import sentences_of
from mednec.model.appeal import Appeal
from mednec.search.passages import Span

_FAR, _CLOSE = 120, 40  # letters between a cue and the medicine that it speaks of, before and after it
_FEW = 2  # medicines that nobody says were asked for; more is a list of what a patient takes
_JOINED = re.compile(r"(?:[\s,/()]|\b(?:and|or|as|well|then|both|plus|with|biosimilar)\b)*")
_MARKS = re.compile(r"[,;:.!?()/]")
_NOT = re.compile(r"\b(?:not|no|without|never|yet)\b[\w ]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Medicines and diseases by id, matters by name; each sorted."""

    asks: tuple[str, ...]  # medicines in dispute
    failed: tuple[str, ...]  # medicines tried before
    drugs: tuple[str, ...]  # every medicine named
    ill: tuple[str, ...]  # diseases it was asked for
    matters: tuple[str, ...]


def about(appeal: Appeal, names: Names, words: AppealWords) -> About:
    """What a decision is about: its categories first, then its findings."""
    cells = (appeal.treatment, appeal.treatment_detail, appeal.diagnosis, appeal.diagnosis_detail)
    grouped = [n for cell in cells if cell for n in names.find(cell)]
    told = about_words(appeal.text, names, words)
    asks = {n.id for n in grouped if n.drug}
    ill = {n.id for n in grouped if not n.drug}
    return About(
        asks=tuple(sorted(asks | set(told.asks))),
        failed=told.failed,
        drugs=tuple(sorted(asks | set(told.drugs))),
        ill=tuple(sorted(ill | set(told.ill))),
        matters=told.matters,
    )


def about_words(text: str, names: Names, words: AppealWords) -> About:
    """What any text is about: the findings of a decision, or the words of somebody who searches."""
    low = fold(text)
    spans = tuple(sentences_of(text))
    cues = words.cues.find(text, low)
    found = names.find(text)
    drugs = [n for n in found if n.drug]
    tried = [n for run in _runs(drugs, low) if _tried(run, drugs, low, cues, spans) for n in run]
    others = [n for n in drugs if n not in tried]
    asked = [n for n in others if _beside(n, cues, spans, ASKED)]
    ills = [n for n in found if not n.drug]
    ill = [n for n in ills if _beside(n, cues, spans, ILL) or _beside(n, cues, spans, ASKED)]
    return About(
        asks=_ids(asked) or (_ids(others) if len(_ids(others)) <= _FEW else ()),
        failed=_ids(tried),
        drugs=_ids(drugs),
        ill=_ids(ill or ills),
        matters=tuple(sorted({c.means.removeprefix(MATTER) for c in cues if c.means.startswith(MATTER)})),
    )


def asked_about(text: str, names: Names, words: AppealWords) -> About:
    """What somebody's question is about: plain words for diseases count, the first medicine is asked for."""
    told = about_words(text, names, words)
    low = f" {' '.join(_MARKS.sub(' ', fold(text)).split())} "
    ill = set(told.ill)
    for plain, *clinical in words.plainly:
        if f" {fold(plain)} " not in low:
            continue
        meant = {
            n.id
            for each in clinical
            for n in names.find(low.replace(f" {fold(plain)} ", f" {each} "))
            if not n.drug and n.id not in told.ill
        }
        if meant:  # what they are kinds of, and what the plain words alone would be, says less
            ill -= {n.id for n in names.find(plain)} | {
                i for i in ill if meant & (names.kinds.get(i, frozenset()) - {i})
            }
        ill |= meant
    asks, failed = told.asks, told.failed
    if not asks and failed:
        asks = (next(n.id for n in names.find(text) if n.drug),)
        failed = tuple(id_ for id_ in failed if id_ not in asks)
    return replace(told, asks=asks, failed=failed, ill=tuple(sorted(ill)))


def _ids(found: Iterable[Named]) -> tuple[str, ...]:
    return tuple(sorted({n.id for n in found}))


def _sentence(at: int, spans: Sequence[Span]) -> Span | None:
    n = bisect_right([s.start for s in spans], at) - 1
    return spans[n] if n >= 0 else None


def _beside(named: Named, cues: Sequence[Place], spans: Sequence[Span], means: str) -> bool:
    sentence = _sentence(named.start, spans)
    return sentence is not None and any(c.means == means and sentence.start <= c.start < sentence.end for c in cues)


def _runs(found: Sequence[Named], text: str) -> Iterator[tuple[Named, ...]]:
    """Medicines named one after another, parted by no more than commas, and, or, brackets."""
    run: list[Named] = []
    for named in found:
        if run and not _JOINED.fullmatch(text, run[-1].end, named.start):
            yield tuple(run)
            run = []
        run.append(named)
    if run:
        yield tuple(run)


def _tried(
    run: Sequence[Named], found: Sequence[Named], low: str, cues: Sequence[Place], spans: Sequence[Span]
) -> bool:
    """Whether the sentence says that these medicines were tried before and did not do."""
    first, last = run[0].start, run[-1].end
    sentence = _sentence(first, spans)
    if sentence is None:
        return False
    for cue in cues:
        if cue.means == BEFORE and sentence.start <= cue.start and cue.end <= first <= cue.end + _FAR:
            apart = ";" in low[cue.end : first]
            apart = apart or any(c.means == ASKED and cue.end <= c.start and c.end <= first for c in cues)
            if not apart and not _NOT.search(low, max(0, cue.start - 20), cue.start):
                return True
        if cue.means == AFTER and last <= cue.start <= min(last + _CLOSE, sentence.end):
            behind = any(n.drug and cue.end <= n.start < sentence.end for n in found)  # "X failed Y" speaks of Y
            if not (behind and any(c.means == BEFORE and c.start == cue.start for c in cues)):
                return True
    return False
