"""The words of a picture of a page, read by tesseract, each with the reader's own legibility."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from mednec.intake.papers.cleaning import (
    dark_on_light,
    quarter_turned,
    slant_of,
    turned_by,
    without_borders,
    without_specks,
)
from mednec.intake.papers.tick_boxes import boxes_of
from mednec.intake.papers.words import OPEN, TICKED, TICKS, Word
from mednec.model.sheet import Box, Ink

Gray = NDArray[np.uint8]
PROGRAM = "tesseract"
INSTALL = "install tesseract with its English data (on Debian: apt-get install tesseract-ocr)"
RESOLUTION = 300  # dots per inch at which letters are read best
SCALE = RESOLUTION / 72
_DOUBTFUL = 62  # mean legibility below which a page may lie upside down or sideways
_FEWEST = 12  # words
_STRIP, _LONGEST = 9, 30  # points, and sides: a strip so narrow is no page, and would be enlarged beyond measure
_INK = 225  # of 255, on paper made white: the faintest ink that is looked at
_SMALLEST = 2.5  # points: a piece of ink that no side of is longer is no letter
_NOISE = re.compile(r"[^\w\[\]()]{1,3}|[|_~=\u2014-]+")
_TICKED = re.compile(r"[\[({|][xX*%&R\u00d7\u2713][\])}|Ji]?|[xX\u00d7][\])}|]|IX\]|\[X[Ii1]")
_OPEN = re.compile(r"[\[({|][_ ]?[\])}|J]|\[[JI]|C\]|L\]")
_LEFT, _RIGHT = frozenset("[({|"), frozenset("])}|J")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a picture says. Boxes in points of the picture as it was turned upright and straightened."""

    words: tuple[Word, ...]
    turned: int  # degrees clockwise
    slant: float  # degrees counter-clockwise, after the turn
    width: float
    height: float
    bare: bool = False  # nothing of the size of letters is on it, whichever way it is held

    @property
    def legibility(self) -> float:
        """Mean over its letters, 0 to 100."""
        return _legibility(self.words)


def _legibility(words: Sequence[Word]) -> float:
    letters = sum(len(w.text) for w in words)
    return sum(w.legibility * len(w.text) for w in words) / letters if letters else 0.0


def can_scan() -> bool:
    """Whether this machine has the program that reads pictures."""
    return shutil.which(PROGRAM) is not None


def scan(picture: Gray, scale: float, *, seconds: float) -> Scan:
    """Read a picture; `scale` in pixels per point. A page that reads badly is tried upright.

    Raises subprocess.TimeoutExpired and CalledProcessError of the program that reads.
    """
    if min(picture.shape) < scale * _STRIP or max(picture.shape) > _LONGEST * min(picture.shape):
        return Scan(words=(), turned=0, slant=0.0, width=picture.shape[1] / scale, height=picture.shape[0] / scale)
    clean = dark_on_light(without_borders(picture))
    found = _upright(clean, scale, 0, seconds)
    if found.bare or (found.legibility >= _DOUBTFUL and len(found.words) >= _FEWEST):
        return found
    tried = [found]
    for degrees in dict.fromkeys((_orientation(clean, seconds), 180, 90, 270)):
        if degrees:
            tried.append(_upright(clean, scale, degrees, seconds))
            if tried[-1].legibility >= _DOUBTFUL and len(tried[-1].words) >= _FEWEST:
                break
    return max(tried, key=lambda s: (s.legibility * min(len(s.words), 60), -s.turned))


def _upright(clean: Gray, scale: float, degrees: int, seconds: float) -> Scan:
    picture = quarter_turned(clean, degrees)
    slant = slant_of(picture)
    picture = turned_by(without_specks(picture), slant)
    zoom = SCALE / scale
    if abs(zoom - 1) > 0.02:
        picture = np.asarray(cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    boxes = boxes_of(picture, SCALE)
    if not boxes and _bare(picture):
        return Scan(
            words=(), turned=0, slant=0.0, width=clean.shape[1] / scale, height=clean.shape[0] / scale, bare=True
        )
    words = [w for w in _words(_blanked(picture, boxes), seconds) if not any(_on(w.box, b.box) for b in boxes)]
    return Scan(
        words=(*words, *boxes),
        turned=degrees,
        slant=slant,
        width=picture.shape[1] / SCALE,
        height=picture.shape[0] / SCALE,
    )


def _bare(picture: Gray) -> bool:
    ink = (picture < _INK).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high, wide = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    return not bool(np.any(np.maximum(high, wide) >= _SMALLEST * SCALE))


def _blanked(picture: Gray, boxes: list[Word]) -> Gray:
    """The picture without its tick boxes, which a reader of letters takes for letters."""
    blank = picture.copy()
    for word in boxes:
        box = word.box
        top, left = max(0, int((box.top - 1) * SCALE)), max(0, int((box.left - 1) * SCALE))
        blank[top : int((box.bottom + 1) * SCALE) + 1, left : int((box.right + 1) * SCALE) + 1] = 255
    return blank


def _words(picture: Gray, seconds: float) -> list[Word]:
    table = _run(picture, ["--psm", "4", "-c", "tessedit_do_invert=0", "tsv"], seconds)
    found = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row["text"] or "").strip()
        if row["level"] != "5" or not text:
            continue
        left, top, wide, high = (int(row[name]) / SCALE for name in ("left", "top", "width", "height"))
        legibility = round(float(row["conf"]))
        word = Word(
            text=text,
            box=Box(left=left, top=top, right=left + wide, bottom=top + high),
            ink=Ink.SCAN,
            legibility=max(0, min(100, legibility)),
        )
        if high > 0 and wide > 0 and not _dirt(word):
            found.append(word)
    return _typed_boxes(found)


def _dirt(word: Word) -> bool:
    """Blots and rules taken for signs."""
    return (word.legibility < 30 and (bool(_NOISE.fullmatch(word.text)) or len(word.text) == 1)) or word.height > 90


def _typed_boxes(words: list[Word]) -> list[Word]:
    """Brackets around a cross or around nothing, whole or read in pieces, are a box that was typed."""
    found: list[Word] = []
    at = 0
    while at < len(words):
        word, taken = words[at], 1
        following = words[at + 1] if at + 1 < len(words) else None
        if word.text in _LEFT and following is not None and following.text in _RIGHT and _near(word, following):
            word, taken = replace(word, text=OPEN, box=word.box.joined(following.box)), 2
        elif _TICKED.fullmatch(word.text):
            word = replace(word, text=TICKED, legibility=max(word.legibility, 50))
        elif _OPEN.fullmatch(word.text):
            word = replace(word, text=OPEN)
        found.append(word)
        at += taken
    return found


def _near(word: Word, following: Word) -> bool:
    return word.box.beside(following.box) and 0 <= following.box.left - word.box.right < 2 * word.height


def _on(box: Box, other: Box) -> bool:
    across = min(box.right, other.right) - max(box.left, other.left)
    down = min(box.bottom, other.bottom) - max(box.top, other.top)
    return across > 0 and down > 0 and across * down > 0.5 * (box.right - box.left) * (box.bottom - box.top)


def _orientation(picture: Gray, seconds: float) -> int:
    """Degrees clockwise that make the page upright, as the reader of scripts says; 0 if it cannot tell."""
    try:
        told = _run(picture, ["--psm", "0"], seconds)
    except subprocess.CalledProcessError:
        return 0
    match = re.search(r"Rotate: (\d+)", told)
    return int(match.group(1)) % 360 if match else 0


def _run(picture: Gray, arguments: list[str], seconds: float) -> str:
    done, encoded = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    assert done
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # two pages at a time are faster than one with two threads
    command = [PROGRAM, "stdin", "stdout", "--dpi", str(RESOLUTION), "-l", "eng" if "0" not in arguments else "osd"]
    finished = subprocess.run(
        [*command, *arguments],
        input=encoded.tobytes(),
        capture_output=True,
        timeout=seconds,
        check=True,
        env=environment,
    )
    return finished.stdout.decode("utf-8", errors="replace")


__all__ = ["INSTALL", "SCALE", "TICKS", "Scan", "can_scan", "scan"]
