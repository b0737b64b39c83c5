"""Pages of paper drawn as a person holds them, upright and straight: `python -m mednec.intake.papers.drawing`."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageSequence
from pydantic import TypeAdapter

from mednec.intake.papers.cleaning import quarter_turned, turned_by
from mednec.intake.papers.files import kind_of
from mednec.intake.papers.frames import grey_of
from mednec.intake.papers.letters import Frame
from mednec.intake.papers.limits import Limits, bounded
from mednec.intake.papers.read import END, Drawn, Wanted, drawn, to_line
from mednec.intake.papers.seen import picture_of

Gray = NDArray[np.uint8]
_DOTS = 110 / 72  # pixels per point: words can be read, a page has less than 100 kB
_WIDEST = 1400  # pixels
_QUALITY = 62


def draw(content: bytes, pages: Sequence[Wanted]) -> Iterator[Drawn]:
    """The pages that can be drawn, in the order asked for; another kind of file has none."""
    kind = kind_of(content)
    pictures = _of_pdf(content, pages) if kind == "pdf" else _of_pictures(content, pages) if kind == "picture" else ()
    for page, picture in pictures:
        height, width = picture.shape
        done, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
        if done:
            yield drawn(page.number, width, height, jpeg.tobytes())


def _of_pdf(content: bytes, pages: Sequence[Wanted]) -> Iterator[tuple[Wanted, Gray]]:
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    try:
        for wanted in pages:
            if not 1 <= wanted.number <= len(document):
                continue
            page = document[wanted.number - 1]
            left, bottom, right, top = page.get_bbox()
            frame = Frame(left=left, bottom=bottom, right=right, top=top, turn=wanted.turned)
            scale = min(_DOTS, _WIDEST / max(frame.size))
            yield wanted, turned_by(picture_of(page, frame, scale), wanted.slant)
            page.close()
    finally:
        document.close()


def _of_pictures(content: bytes, pages: Sequence[Wanted]) -> Iterator[tuple[Wanted, Gray]]:
    asked = {wanted.number: wanted for wanted in pages}
    with Image.open(io.BytesIO(content)) as opened:
        for number, frame in enumerate(ImageSequence.Iterator(opened), 1):
            if number in asked:
                grey = grey_of(frame)
                scale = min(1.0, _WIDEST / max(grey.shape))
                small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
                turned = quarter_turned(np.asarray(small, dtype=np.uint8), asked[number].turned)
                yield asked[number], turned_by(turned, asked[number].slant)


def main(arguments: Sequence[str]) -> None:
    path, asked, given = arguments
    bounded(Limits(**json.loads(given)))
    out = sys.stdout.buffer
    for each in draw(Path(path).read_bytes(), TypeAdapter(list[Wanted]).validate_json(asked)):
        out.write(to_line(each))
    out.write(END)


if __name__ == "__main__":
    main(sys.argv[1:])
