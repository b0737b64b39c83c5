"""TIFF, PNG and JPEG -> sheets: each picture in the file is a page."""

from __future__ import annotations

import io
import struct
import subprocess
import warnings
import zlib
from collections.abc import Iterator

import cv2
from PIL import Image, ImageSequence, UnidentifiedImageError

from mednec.errors import DocumentError
from mednec.intake.papers.arrange import arrange
from mednec.intake.papers.frames import grey_of, points_of
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.read import Pages, Read
from mednec.intake.papers.scan import INSTALL, can_scan, scan
from mednec.intake.papers.sheets import legible, sheet_of
from mednec.model.sheet import About, Remark, Sheet

_BROKEN = (  # what the readers of pictures raise, by what of a file is damaged
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    struct.error,
    zlib.error,
)


def read_images(content: bytes, file: str, limits: Limits, share: tuple[int, int] = (0, 1)) -> Iterator[Read]:
    """Every page in order. Raises DocumentError for a file that is no picture, is cut off, or is too large."""
    if not can_scan():
        raise DocumentError("a picture, and no program here reads pictures", where=file, do=INSTALL)
    Image.MAX_IMAGE_PIXELS = limits.most_megapixels * 1_000_000
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of metadata that cannot be read; a bomb is an error of its own below
            yield from _pages(content, file, limits, share)
    except _BROKEN as error:
        told = " ".join(str(error).split())[:120]
        raise DocumentError(f"not a picture that can be opened ({told})", where=file, do="send it again") from error
    except Image.DecompressionBombError as error:
        what = f"more than the {limits.most_megapixels} million points a page may have"
        raise DocumentError(what, where=file, do="scan it at 200 or 300 dots per inch") from error


def _pages(content: bytes, file: str, limits: Limits, share: tuple[int, int]) -> Iterator[Read]:
    with Image.open(io.BytesIO(content)) as opened:
        count = getattr(opened, "n_frames", 1)
        if count > limits.most_pages:
            what = f"{count:,} pages are more than the {limits.most_pages:,} a file may have"
            raise DocumentError(what, where=file, do="split it, or set MEDNEC_MOST_PAGES")
        if share[0] == 0:
            yield Pages(count=count)
        for number, frame in enumerate(ImageSequence.Iterator(opened), 1):
            if (number - 1) % share[1] == share[0]:
                if frame.width * frame.height > limits.most_megapixels * 1_000_000:
                    raise Image.DecompressionBombError
                yield from _page(frame, file, number, limits)


def _page(frame: Image.Image, file: str, number: int, limits: Limits) -> Iterator[Sheet | Remark]:
    grey = grey_of(frame)
    scale = points_of(frame, grey)
    try:
        seen = scan(grey, scale, seconds=limits.page_seconds)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, cv2.error):
        says = f"the picture was not read within {limits.page_seconds} s"
        yield Remark(about=About.UNREADABLE, says=says, file=file, page=number)
        yield Sheet(file=file, number=number, text="")
        return
    words, remark = legible(seen, file, number)
    if remark is not None:
        yield remark
    size = (seen.width, seen.height)
    yield sheet_of(arrange(words, seen.width), file, number, size, turned=seen.turned, slant=seen.slant)
