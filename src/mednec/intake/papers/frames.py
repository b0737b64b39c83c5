"""A page of a picture file in shades of grey: as it is seen on white paper, upright, with square points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Gray = NDArray[np.uint8]
_DOTS = (50, 1200)  # plausible dots per inch
_STRETCHED = 4.0  # by how much the dots of one direction may be denser than those of the other
_FAX_WIDTH, _FAX_HEIGHTS = 1728, range(900, 1300)  # of a fax page sent at half its height, without word of its dots
_FAX_DOTS = (204.0, 98.0)
_PALE = 24  # shades by which a picture that shows nothing may differ from itself
_PAPER = 612.0  # points: the width a picture is taken to have that does not tell its own
_LEAST = 72  # dots per inch


def dots_of(frame: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down as the file tells; (0, 0) for one that does not."""
    told = frame.info.get("dpi") or frame.info.get("resolution") or (0, 0)
    across, down = (float(each or 0) for each in told)
    if not (_DOTS[0] <= across <= _DOTS[1] and _DOTS[0] <= down <= _DOTS[1]):
        fax = frame.width == _FAX_WIDTH and frame.height in _FAX_HEIGHTS
        return _FAX_DOTS if fax else (0.0, 0.0)
    return across, down


def grey_of(frame: Image.Image) -> Gray:
    """The page upright; the direction with fewer dots is stretched to as many as the other has."""
    picture = _on_paper(frame)
    across, down = dots_of(frame)
    if across and across != down and max(across, down) <= _STRETCHED * min(across, down):
        most = max(across, down)
        size = (round(picture.width * most / across), round(picture.height * most / down))
        picture = picture.resize(size, Image.Resampling.BICUBIC)
    orientation = frame.getexif()
    if orientation:
        picture.getexif().update({0x0112: orientation.get(0x0112, 1)})
    return np.array(ImageOps.exif_transpose(picture), dtype=np.uint8)


def points_of(frame: Image.Image, grey: Gray) -> float:
    """Dots of the grey picture for a point of the page."""
    most = max(dots_of(frame))
    return most / 72 if most > _LEAST else max(grey.shape[1] / _PAPER, 0.5)


def _on_paper(frame: Image.Image) -> Image.Image:
    if frame.mode.startswith(("I", "F")):
        return _of_deep(frame)
    if frame.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in frame.info:
        seen = _laid_on(frame, "white")
        return seen if int(np.ptp(np.asarray(seen))) > _PALE else _laid_on(frame, "black")
    return frame.convert("L")


def _laid_on(frame: Image.Image, paper: str) -> Image.Image:
    page = Image.new("RGBA", frame.size, paper)
    page.alpha_composite(frame.convert("RGBA"))
    return page.convert("L")


def _of_deep(frame: Image.Image) -> Image.Image:
    """Shades of 16 bits and fractions, of which a plain conversion would cut off all but the darkest."""
    shades = np.nan_to_num(np.asarray(frame, dtype=np.float64))
    most = float(shades.max(initial=0.0))
    white = next((each for each in (1.0, 255.0, 65535.0) if most <= each), most)
    if not frame.mode.startswith("F") and white == 1.0:
        white = 255.0
    return Image.fromarray(np.clip(shades / white * 255, 0, 255).astype(np.uint8))
