"""Pages of print as a scanner or a fax machine leaves them: crooked, noisy, faint, black and white, upside down."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from bench.faxes.typed import typed_pdf

DPI = 200
Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """What a scan does to a page; lengths in pixels at 200 dpi."""

    skew: float = 0.0  # degrees, either way
    blur: float = 0.0
    gaussian: float = 0.0  # of 255 shades
    pepper: float = 0.0  # part of all pixels turned black or white
    ink: int = 0  # shade of the darkest ink
    paper: int = 255
    two_shades: bool = False  # black and white only, as faxes are
    lost_lines: int = 0  # rows that the line lost
    specks: int = 0
    border: int = 0  # black edge beyond the paper
    fax_line: bool = False


NOISES = {
    "clean": Noise(),
    "light": Noise(skew=0.5, blur=0.5, gaussian=8, ink=30, paper=250),
    "fax": Noise(skew=0.7, blur=0.4, gaussian=6, two_shades=True, lost_lines=2, specks=60, fax_line=True),
    "moderate": Noise(skew=1.2, blur=0.8, gaussian=16, pepper=0.002, ink=70, paper=225, fax_line=True),
    "heavy": Noise(
        skew=2.0,
        blur=0.8,
        gaussian=20,
        pepper=0.003,
        ink=60,
        paper=230,
        two_shades=True,
        lost_lines=10,
        specks=250,
        border=24,
        fax_line=True,
    ),
}


def rendered(pdf: bytes, dpi: int = DPI) -> list[Grey]:
    """Pages as a printer would put them on paper, in shades of grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        return [
            np.array(page.render(scale=dpi / 72, grayscale=True, may_draw_forms=True).to_pil().convert("L"))
            for page in document
        ]
    finally:
        document.close()


def degraded(page: Grey, noise: Noise, chance: np.random.Generator, *, number: int = 1, of: int = 1) -> Grey:
    """The page after the machine."""
    tall, wide = page.shape
    shade = page.astype(np.float32)
    if noise.skew:
        angle = float(chance.uniform(0.5, 1.0) * noise.skew * chance.choice((-1, 1)))
        turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), angle, 1.0)
        outside = 0 if noise.border else 255
        shade = np.asarray(cv2.warpAffine(shade, turn, (wide, tall), borderValue=outside), dtype=np.float32)
    shade = noise.ink + shade * ((noise.paper - noise.ink) / 255)
    if noise.border:
        shade[:, : noise.border] = shade[: noise.border // 2] = 0
    if noise.blur:
        shade = np.asarray(cv2.GaussianBlur(shade, (0, 0), noise.blur), dtype=np.float32)
    if noise.gaussian:
        shade += chance.normal(0, noise.gaussian, shade.shape).astype(np.float32)
    if noise.pepper:
        drawn = chance.random(shade.shape, dtype=np.float32)
        shade[drawn < noise.pepper / 2] = 0
        shade[drawn > 1 - noise.pepper / 2] = 255
    if noise.two_shades:
        shade = np.where(shade < 0.62 * noise.paper, 0, 255).astype(np.float32)
    _fax(shade, noise, chance)
    grey = np.clip(shade, 0, 255).astype(np.uint8)
    if noise.fax_line:
        _stamp(grey, number, of)
    return grey


def _fax(shade: NDArray[np.float32], noise: Noise, chance: np.random.Generator) -> None:
    tall, wide = shade.shape
    for row in chance.integers(0, tall - 2, noise.lost_lines):
        shade[row : row + int(chance.integers(1, 3))] = 255
    for y, x in zip(
        chance.integers(0, tall - 3, noise.specks), chance.integers(0, wide - 3, noise.specks), strict=True
    ):
        shade[y : y + 2, x : x + int(chance.integers(2, 4))] = 0


def _stamp(shade: Grey, number: int, of: int) -> None:
    line = f"04/08/2025 09:12   FROM: LARKFIELD CLINIC 555-0142      TO: 555-0100     PAGE {number:02}/{of:02}"
    shade[8:40, 60:1560] = 255
    cv2.putText(shade, line, (70, 34), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)


def scanned(pdf: bytes, noise: str, seed: int = 0, *, turned: bool = False) -> list[Image.Image]:
    """Pages of a PDF as pictures; `turned` lays one of three upside down and one sideways (by page and seed)."""
    pages = rendered(pdf)
    pictures = []
    for i, page in enumerate(pages):
        grey = degraded(page, NOISES[noise], np.random.default_rng((seed, i)), number=i + 1, of=len(pages))
        if turned and (i + seed) % 3:
            grey = np.ascontiguousarray(np.rot90(grey, 2 if (i + seed) % 3 == 1 else 1))
        picture = Image.fromarray(grey)
        pictures.append(picture.point(lambda v: 255 * (v > 127), "1") if NOISES[noise].two_shades else picture)
    return pictures


def scanned_pages(
    texts: Sequence[str], noise: str = "light", seed: int = 0, look: str = "mono10", *, turned: bool = False
) -> list[Image.Image]:
    """Texts typed, printed and scanned, as pictures."""
    return scanned(typed_pdf(texts, look), noise, seed, turned=turned)


def pictures_pdf(pictures: Sequence[Image.Image]) -> bytes:
    """A PDF of nothing but pictures."""
    out = io.BytesIO()
    day = time.gmtime(1768456920)
    shades = {} if pictures[0].mode == "1" else {"quality": 85}
    pictures[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=list(pictures[1:]),
        resolution=DPI,
        creationDate=day,
        modDate=day,
        **shades,
    )
    return out.getvalue()


def tiff(pictures: Sequence[Image.Image]) -> bytes:
    """All pages in one TIFF, black and white, as fax servers keep them."""
    out = io.BytesIO()
    shades = [p.convert("L").point(lambda v: 255 * (v > 150), "1") for p in pictures]
    shades[0].save(out, "TIFF", save_all=True, append_images=shades[1:], compression="group4", dpi=(DPI, DPI))
    return out.getvalue()


def scanned_pdf(
    texts: Sequence[str], noise: str = "light", seed: int = 0, look: str = "mono10", *, turned: bool = False
) -> bytes:
    """Texts typed, printed, scanned and stored as a PDF of pictures."""
    return pictures_pdf(scanned_pages(texts, noise, seed, look, turned=turned))
