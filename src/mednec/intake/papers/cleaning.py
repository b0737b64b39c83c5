"""A picture of a page made easy to read: borders gone, speckle gone, straightened."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
WHITE = 255
_STEEPEST = 5.0  # degrees by which a page lies askew in a feeder
_FINE = 0.1
_LEAST = 0.15  # a smaller slant is left as it is
_LOOK_AT = 900  # pixels of width at which the slant is measured
_SPECK = 6  # pixels: a blot as small as this is no letter
_NEAR, _COMPANY = 41, 18  # pixels around a speck, and of ink there, from which on it belongs to a letter
_LONG = 0.06  # of the page: a piece of ink at the edge as long as that is no letter
_GRAIN = 3.0  # shades by which pixels differ from their neighbours on a page that needs cleaning
_SALT = 60  # shades by which a pixel of salt or pepper does


def dark_on_light(picture: Gray) -> Gray:
    """The paper evenly white: shadows of a copier and grey paper are divided out, a negative is turned over."""
    if float(np.median(picture)) < 100:
        picture = np.asarray(WHITE - picture, dtype=np.uint8)
    paper = cv2.medianBlur(cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), 31)
    paper = cv2.resize(paper, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(picture, np.maximum(paper, 40), scale=WHITE), dtype=np.uint8)


def without_specks(picture: Gray) -> Gray:
    """Grain smoothed, salt and pepper taken out, broken letters of a fax closed; a clean page stays as it is."""
    middle = np.asarray(cv2.medianBlur(picture, 3), dtype=np.uint8)
    apart = picture.astype(np.int16) - middle
    grain = float(np.std(np.clip(apart, -40, 40)))
    if _two_shades(picture):
        # no shades to smooth: lone specks go, then a blur lets the pieces of a letter meet
        return np.asarray(cv2.GaussianBlur(_without_lone(picture), (0, 0), 0.9), dtype=np.uint8)
    if grain < _GRAIN:
        return picture
    switched = np.where(np.abs(apart) > _SALT, middle, picture).astype(np.uint8)
    return np.asarray(cv2.fastNlMeansDenoising(switched, None, 2.2 * grain, 3, 11), dtype=np.uint8)


def _two_shades(picture: Gray) -> bool:
    return float(np.mean((picture < 8) | (picture > WHITE - 8))) > 0.985


def _without_lone(picture: Gray) -> Gray:
    """Specks that stand alone painted white; a dot near other ink belongs to a letter."""
    ink = (picture < WHITE // 2).astype(np.uint8)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    around = cv2.boxFilter(ink.astype(np.float32), -1, (_NEAR, _NEAR), normalize=False)
    rows = np.clip(centres[:, 1].astype(int), 0, picture.shape[0] - 1)
    columns = np.clip(centres[:, 0].astype(int), 0, picture.shape[1] - 1)
    sizes = stats[:, cv2.CC_STAT_AREA]
    lone = (sizes <= _SPECK) & (around[rows, columns] - sizes < _COMPANY)
    lone[0] = False
    return np.where(lone[labels], WHITE, picture).astype(np.uint8)


def without_borders(picture: Gray) -> Gray:
    """Black bands at the edges, as a scanner leaves beside the paper, painted white."""
    cleaned = picture.copy()
    height, width = picture.shape
    smooth = cv2.medianBlur(picture, 5)  # else grain joins what does not touch
    ink = (smooth < 0.4 * float(np.median(smooth))).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    for label in range(1, count):
        left, top, wide, high, area = (int(n) for n in stats[label])
        touches = left == 0 or top == 0 or left + wide == width or top + high == height
        long = wide > _LONG * width or high > _LONG * height
        if touches and long and (area > 0.4 * wide * high or area > 0.002 * width * height):
            cleaned[labels == label] = WHITE
    return cleaned


def slant_of(picture: Gray) -> float:
    """Degrees by which the lines of the page climb or fall: where their ink falls into the sharpest rows."""
    scale = _LOOK_AT / picture.shape[1]
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = _ink(np.asarray(small, dtype=np.uint8))
    if not ink.any():
        return 0.0
    coarse = max(np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.5), key=lambda a: _sharpness(ink, float(a)))
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, _FINE), key=lambda a: _sharpness(ink, float(a)))
    return round(float(fine), 2) if abs(fine) >= _LEAST else 0.0


def turned_by(picture: Gray, degrees: float) -> Gray:
    """The picture turned about its middle, counter-clockwise, the corners white; its size stays."""
    if not degrees:
        return picture
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(WHITE,))
    return np.asarray(turned, dtype=np.uint8)


def quarter_turned(picture: Gray, degrees: int) -> Gray:
    """The picture turned clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(picture, k=-(degrees // 90) % 4))


def _ink(picture: Gray) -> Gray:
    _, ink = cv2.threshold(picture, 0, WHITE, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return np.asarray(ink, dtype=np.uint8)


def _sharpness(ink: Gray, degrees: float) -> float:
    rows = turned_ink(ink, degrees).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def turned_ink(ink: Gray, degrees: float) -> Gray:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST), dtype=np.uint8)
