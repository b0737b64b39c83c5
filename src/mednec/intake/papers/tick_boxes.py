"""Boxes to tick on a picture of a page: small empty squares, and the same squares with something in them."""

from __future__ import annotations

import re
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from mednec.intake.papers.words import OPEN, TICKED, TICKS, Word
from mednec.model.sheet import Box, Ink

Gray = NDArray[np.uint8]
_SMALLEST, _LARGEST = 5.5, 17.0  # points
_SQUARE = 0.25  # by how much width and height may differ
_RIM = 0.62  # share of each side that must be inked
_FILLED = 0.09  # share of the inside that is ink where the box is ticked
_CROSS = re.compile(r"[xX*+\u00d7\u2713-\u2718/\\]{1,2}")
_CLEAR = 100  # legibility of a box that is plainly ticked or plainly empty
_UNCLEAR = 40
_BETWEEN = (0.045, 0.09)


def boxes_of(picture: Gray, scale: float) -> list[Word]:
    """Every box on the picture as a word `[X]` or `[ ]`; `scale` in pixels per point."""
    ink = _ink(picture)
    contours, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Word] = []
    taken: set[tuple[int, int]] = set()
    for contour in sorted(contours, key=lambda c: (cv2.boundingRect(c)[1], cv2.boundingRect(c)[0])):
        left, top, wide, high = cv2.boundingRect(contour)
        if not (_SMALLEST * scale <= min(wide, high) and max(wide, high) <= _LARGEST * scale):
            continue
        cell = (round((left + wide / 2) / (6 * scale)), round((top + high / 2) / (6 * scale)))
        if abs(wide - high) > _SQUARE * max(wide, high) or cell in taken or not _rimmed(ink, left, top, wide, high):
            continue
        taken |= {(cell[0] + i, cell[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        share = _inside(ink, left, top, wide, high)
        found.append(
            Word(
                text=TICKED if share >= _FILLED else OPEN,
                box=Box(left=left / scale, top=top / scale, right=(left + wide) / scale, bottom=(top + high) / scale),
                ink=Ink.SCAN,
                legibility=_UNCLEAR if _BETWEEN[0] <= share < _BETWEEN[1] else _CLEAR,
            )
        )
    return found


def with_drawn_boxes(picture: Gray, scale: float, words: list[Word]) -> list[Word]:
    """Printed words with the boxes that are drawn between them; a cross in a box is the box ticked, and no word."""
    bare = picture.copy()
    for word in words:
        if not _CROSS.fullmatch(word.text):
            box = word.box
            top, left = max(0, int(box.top * scale)), max(0, int(box.left * scale))
            bare[top : int(box.bottom * scale) + 1, left : int(box.right * scale) + 1] = 255
    boxes = [
        replace(b, ink=Ink.PRINT)
        for b in boxes_of(bare, scale)
        if not any(_on(w.box, b.box) for w in words if w.text in TICKS)
    ]
    return [w for w in words if w.text in TICKS or not any(_on(w.box, b.box) for b in boxes)] + boxes


def _on(box: Box, other: Box) -> bool:
    """Whether the middle of the one lies on the other."""
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return other.left - 1 <= across <= other.right + 1 and other.top - 1 <= down <= other.bottom + 1


def _rimmed(ink: Gray, left: int, top: int, wide: int, high: int) -> bool:
    """Whether all four sides are drawn; letters such as O and D lack their corners."""
    thick = max(2, round(0.16 * min(wide, high)))
    part = ink[top : top + high, left : left + wide] > 0
    sides = (
        part[:thick].any(axis=0),
        part[-thick:].any(axis=0),
        part[:, :thick].any(axis=1),
        part[:, -thick:].any(axis=1),
    )
    if any(float(side.mean()) < _RIM + 0.2 for side in sides):
        return False
    corner = max(2, round(0.14 * min(wide, high)))
    corners = (part[:corner, :corner], part[:corner, -corner:], part[-corner:, :corner], part[-corner:, -corner:])
    return all(float(c.mean()) > 0.3 for c in corners) and not _solid(part, thick)


def _solid(part: NDArray[np.bool_], thick: int) -> bool:
    inner = part[thick:-thick, thick:-thick]
    return inner.size == 0 or float(inner.mean()) > 0.85


def _inside(ink: Gray, left: int, top: int, wide: int, high: int) -> float:
    edge = max(2, round(0.24 * min(wide, high)))
    inner = ink[top + edge : top + high - edge, left + edge : left + wide - edge]
    return float((inner > 0).mean()) if inner.size else 0.0


def _ink(picture: Gray) -> Gray:
    _, ink = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return np.asarray(ink, dtype=np.uint8)
