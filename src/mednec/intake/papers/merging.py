"""Words of several inks on one page: answers over blanks, print and picture, and text that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mednec.intake.papers.laid_over import Laid
from mednec.intake.papers.words import Word, rows_of
from mednec.model.sheet import About, Box, Remark

_BLANK = re.compile(r"[_.\u2026]{3,}|_+")
_LONGEST = 160  # letters of a quotation in a remark
_LAYER = 0.75  # share of invisible words that the picture shows too, from which on they are its text layer
_DIGITS = re.compile(r"\d")


def without_blanks(words: list[Word], over: list[Word]) -> list[Word]:
    """The print without the ruled blanks that an answer was typed over."""
    return [w for w in words if not (_BLANK.fullmatch(w.text) and any(_meet(w.box, o.box) > 0 for o in over))]


def joined(words: list[Word], scanned: list[Word]) -> list[Word]:
    """Print and what the picture shows beside it; a scanned word that lies over print is that print again."""
    kept = [s for s in scanned if not any(_meet(s.box, w.box) > 0.3 for w in words)]
    return words + kept


def turned_words(words: list[Word], size: tuple[float, float], turned: int) -> list[Word]:
    """Words of a page whose picture was turned clockwise by quarters."""
    width, height = size

    def box(b: Box) -> Box:
        if turned == 90:
            return Box(left=height - b.bottom, top=b.left, right=height - b.top, bottom=b.right)
        if turned == 180:
            return Box(left=width - b.right, top=height - b.bottom, right=width - b.left, bottom=height - b.top)
        if turned == 270:
            return Box(left=b.top, top=width - b.right, right=b.bottom, bottom=width - b.left)
        return b

    return [replace(w, box=box(w.box)) for w in words]


def marks(laid: Iterable[Laid], words: list[Word], file: str, page: int) -> Iterator[Remark]:
    """Highlights and strike-outs with the words under them; notes that a viewer hides."""
    for each in laid:
        if each.drawn:
            under = _said([w for w in words if _meet(w.box, each.box) > 0.5])
            note = f" (note: {_short(each.text)})" if each.text.strip() else ""
            if under or note:
                says = f"{each.drawn}: {under}{note}".replace(": (", " (")
                yield Remark(about=About.MARKED, says=says, file=file, page=page, box=each.box)
        elif not each.seen and each.text.strip() and not each.tick:
            says = f"a hidden {each.ink.value} says {_quoted(each.text)}; it was not used"
            yield Remark(about=About.HIDDEN, says=says, file=file, page=page, box=each.box)


def otherwise(found: Iterable[tuple[Laid, str]], file: str, page: int) -> Iterator[Remark]:
    """Fields and notes that hold other words than a reader sees of them."""
    for each, text in found:
        says = f"a {each.ink.value} holds {_quoted(each.text)} and shows {_quoted(text)}; what it shows was used"
        yield Remark(about=About.HIDDEN, says=says, file=file, page=page, box=each.box)


def hidden(under: Sequence[Word], words: Sequence[Word], file: str, page: int) -> Iterator[Remark]:
    """Text that is in the file and that nobody sees on the page. What the page says as well is not told."""
    said = {_plain(w.text) for w in words}
    for row in rows_of(list(under)):
        if any(_plain(w.text) not in said for w in row):
            box = row[0].box
            for word in row[1:]:
                box = box.joined(word.box)
            says = f"text that cannot be seen on the page says {_quoted(_said(row))}; it was not used"
            yield Remark(about=About.HIDDEN, says=says, file=file, page=page, box=box)


def against_picture(
    under: Sequence[Word], seen: Sequence[Word], words: Sequence[Word], file: str, page: int
) -> Iterator[Remark]:
    """Invisible text held against the picture it lies over: a text layer is told only where it says something else."""
    if not under:
        return
    shown = {_plain(w.text) for w in (*seen, *words)}
    other = [w for w in under if _plain(w.text) and _plain(w.text) not in shown]
    if len(other) > (1 - _LAYER) * len(under):
        yield from hidden(under, words, file, page)
        return
    telling = [w for w in other if _DIGITS.search(w.text)]
    if telling:
        says = f"the text layer says {_quoted(_said(telling))}, which the picture does not show; the picture counts"
        yield Remark(about=About.HIDDEN, says=says, file=file, page=page, box=telling[0].box)


def _said(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words)


def _quoted(text: str) -> str:
    return f"\u201c{_short(text)}\u201d"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 4]} ..."


def _plain(text: str) -> str:
    return re.sub(r"[^\w]", "", text).lower()


def _meet(box: Box, other: Box) -> float:
    """Share of the first box that lies on the other."""
    across = min(box.right, other.right) - max(box.left, other.left)
    down = min(box.bottom, other.bottom) - max(box.top, other.top)
    area = max((box.right - box.left) * (box.bottom - box.top), 0.01)
    return across * down / area if across > 0 and down > 0 else 0.0
