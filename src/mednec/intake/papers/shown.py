"""What fields, notes and stamps draw on a page, word by word: what a reader sees, whatever they say they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from mednec.intake.papers.laid_over import Laid
from mednec.intake.papers.letters import Frame, Letter, by_angle, frame_of, letters_of, words_of
from mednec.intake.papers.words import Word
from mednec.model.sheet import Box, Ink

_MARK = re.compile(r"[^\w%<>+\u2265\u2264]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Words laid over a page as they are drawn; `otherwise` are those that say something else than they hold."""

    words: tuple[Word, ...]
    left: tuple[Word, ...]  # drawn by what holds no words
    otherwise: tuple[tuple[Laid, str], ...]


NOTHING = Shown(words=(), left=(), otherwise=())


def shown_over(
    document: pypdfium2.PdfDocument, number: int, letters: Sequence[Letter], frame: Frame, laid: Sequence[Laid]
) -> Shown:
    """What is drawn counts; what holds words and draws none of them as text stands as it says.

    `letters` are those of the page without what was laid over it.
    """
    drawn = _drawn(document, number, letters, frame)
    words: list[Word] = []
    otherwise: list[tuple[Laid, str]] = []
    taken: set[int] = set()
    for each in laid:
        own = [i for i, word in enumerate(drawn) if i not in taken and _inside(word.box, each.box)]
        taken |= set(own)
        if each.drawn or each.tick or not each.seen:
            words += each.words() if each.tick and each.seen else ()
        elif (own and each.ink is Ink.FIELD) or (own and each.typed) or (own and not each.text):
            text = " ".join(drawn[i].text for i in own)
            same = _plain(text) == _plain(each.text)
            # letters of one answer may be drawn apart, each in its own little box
            held = same and text.split() != each.text.split()
            words += each.words() if held else [replace(drawn[i], ink=each.ink) for i in own]
            if each.text and not same:
                otherwise.append((each, text))
        elif each.text:
            words += each.words()
    left = tuple(replace(word, ink=Ink.ANNOTATION) for i, word in enumerate(drawn) if i not in taken)
    return Shown(words=tuple(words), left=left, otherwise=tuple(otherwise))


def _drawn(document: pypdfium2.PdfDocument, number: int, letters: Sequence[Letter], frame: Frame) -> list[Word]:
    """The words that a copy of the page has more once everything laid over it is made part of it."""
    copy = pypdfium2.PdfDocument.new()
    try:
        copy.import_pages(document, [number - 1])
        page = copy[0]
        flattened = pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        if flattened != pdfium.FLATTEN_SUCCESS:
            return []
        page = copy[0]
        more = letters_of(page)
        if [letter.text for letter in more[: len(letters)]] != [letter.text for letter in letters]:
            return []  # the page's own text came out otherwise: nothing tells which words are new
        found = []
        for angle, group in by_angle(more[len(letters) :]):
            own = frame_of(page, angle)
            found += [replace(e.word, box=frame.box(*own.back(e.word.box))) for e in words_of(group, own)]
        page.close()
        return found
    except pypdfium2.PdfiumError:
        return []
    finally:
        copy.close()


def _inside(box: Box, other: Box) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return other.left - 1 <= across <= other.right + 1 and other.top - 1 <= down <= other.bottom + 1


def _plain(text: str) -> str:
    return _MARK.sub("", text).lower()
