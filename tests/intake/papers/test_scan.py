"""Pictures of pages: what they say, where it stands, how they lay, and which words a reader would look at twice."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bench.faxes.pages import scanned_pages, tiff
from mednec.errors import DocumentError
from mednec.intake.papers.arrange import arrange
from mednec.intake.papers.cleaning import quarter_turned, slant_of, turned_by
from mednec.intake.papers.frames import dots_of, grey_of, points_of
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.scan import Scan, scan
from mednec.intake.papers.sheets import legible, sheet_of
from mednec.intake.papers.tick_boxes import boxes_of
from mednec.intake.papers.words import Word
from mednec.model.sheet import About, Box, Ink
from tests.intake.papers.made import boxed, read

Gray = NDArray[np.uint8]
TEXT = """LARKFIELD CLINIC

Patient: Rosalind Amadei   DOB 05/19/1962

Weight 58.1 kg and height 160 cm were measured today.
She reports no new complaints and feels quite well.
"""
SAID = " ".join(TEXT.split())


def page(noise: str = "clean") -> Image.Image:
    return scanned_pages([TEXT], noise)[0].convert("L")


def saved(picture: Image.Image, form: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def test_a_fax_of_two_shades_and_half_the_lines_upside_down() -> None:
    """Sent at 204 by 98 dots an inch, as a fax machine does unless it is told otherwise."""
    upright = page().resize((1728, 1078)).convert("1")
    content = saved(upright.rotate(180), "TIFF", compression="group4", dpi=(204, 98))
    came = read(content, "fax.tif")
    assert {"Rosalind", "Amadei", "05/19/1962", "58.1", "160"} <= set(came.words)
    assert len(came.words) == len(SAID.split())
    (sheet,) = came.sheets
    assert sheet.turned == 180
    assert sheet.width == pytest.approx(610, abs=2)
    assert sheet.height == pytest.approx(792, abs=2)


def test_a_crooked_page_is_straightened_and_its_words_stand_on_their_ink() -> None:
    crooked = turned_by(np.asarray(page("light")), -1.7)
    seen = scan(crooked, 200 / 72, seconds=60)
    assert seen.slant == pytest.approx(1.7, abs=0.8)  # the light noise itself lays the page half a degree askew
    assert seen.turned == 0
    words, remark = legible(seen, "a", 1)
    assert remark is None
    sheet = sheet_of(arrange(words, seen.width), "a", 1, (seen.width, seen.height), slant=seen.slant)
    assert " ".join(sheet.text.split()) == SAID
    straight = turned_by(quarter_turned(crooked, seen.turned), seen.slant)
    for said, word in boxed(sheet):
        assert word.ink is Ink.SCAN
        top, bottom, left, right = (
            int(v * 200 / 72) for v in (word.box.top, word.box.bottom, word.box.left, word.box.right)
        )
        assert (straight[top:bottom, left:right] < 128).any(), said


def test_faint_ink_is_read_or_told() -> None:
    faint = Image.fromarray((np.asarray(page()).astype(int) * 45 // 255 + 205).astype(np.uint8))
    came = read(saved(faint, "PNG", dpi=(200, 200)), "a.png")
    assert "58.1" in came.text or came.remarks


SHADES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "grey": lambda p: p,
    "black on nothing": lambda p: Image.merge("RGBA", (*(Image.new("L", p.size, 0),) * 3, p.point(lambda v: 255 - v))),
    "white on nothing": lambda p: Image.merge("LA", (Image.new("L", p.size, 255), p.point(lambda v: 255 - v))),
    "16 bits": lambda p: Image.fromarray(np.asarray(p).astype(np.uint16) * 257),
    "32 bits": lambda p: Image.fromarray(np.asarray(p).astype(np.int32)),
    "fractions": lambda p: Image.fromarray((np.asarray(p) / 255).astype(np.float32)),
    "four inks": lambda p: p.convert("RGB").convert("CMYK"),
    "palette": lambda p: p.convert("P"),
    "two shades": lambda p: p.point(lambda v: 255 if v > 127 else 0).convert("1"),
}


@pytest.mark.parametrize("how", SHADES)
def test_every_kind_of_picture_shows_dark_letters_on_light_paper(how: str) -> None:
    letters = Image.new("L", (60, 40), 255)
    letters.paste(0, (10, 10, 30, 30))
    seen = grey_of(SHADES[how](letters))
    if how == "white on nothing":
        seen = np.asarray(255 - seen, dtype=np.uint8)
    assert seen.shape == (40, 60)
    assert int(seen[20, 20]) < 40
    assert int(seen[35, 50]) > 215


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_as_its_camera_was_held(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = Image.new("L", (64, 32), 255)
    opened = Image.open(io.BytesIO(saved(picture, "JPEG", exif=exif, dpi=(200, 200))))
    assert grey_of(opened).shape == ((32, 64) if orientation < 5 else (64, 32))


@pytest.mark.parametrize(
    ("size", "dots", "told", "shape"),
    [
        ((200, 100), (200, 100), (200, 100), (200, 200)),
        ((200, 100), (100, 200), (100, 200), (100, 400)),
        ((200, 100), (300, 300), (300, 300), (100, 200)),
        ((200, 100), (1, 1), (0, 0), (100, 200)),
        ((200, 100), (1200, 60), (1200, 60), (100, 200)),  # no scanner's: left as it is
        ((1728, 1078), None, (204, 98), (2244, 1728)),
        ((1728, 2156), None, (0, 0), (2156, 1728)),
    ],
)
def test_dots_that_are_not_square(
    size: tuple[int, int], dots: tuple[int, int] | None, told: tuple[int, int], shape: tuple[int, int]
) -> None:
    content = saved(Image.new("L", size, 255), "TIFF", **({"dpi": dots} if dots else {}))
    opened = Image.open(io.BytesIO(content))
    assert dots_of(opened) == told
    assert grey_of(opened).shape == shape
    assert points_of(opened, grey_of(opened)) > 0


@pytest.mark.parametrize("shade", [255, 240, 0])
def test_an_empty_page_costs_no_reading_and_is_nothing_to_tell(shade: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mednec.intake.papers.scan._words", None)
    came = read(saved(Image.new("L", (850, 1100), shade), "PNG", dpi=(100, 100)), "a.png")
    assert [sheet.text for sheet in came.sheets] == [""]
    assert not came.remarks


def test_the_grain_of_an_empty_page_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mednec.intake.papers.scan._words", None)
    paper = np.random.default_rng(7).normal(245, 6, (1100, 850)).clip(0, 255).astype(np.uint8)
    seen = scan(paper, 100 / 72, seconds=9)
    assert seen.bare
    assert (seen.width, seen.height) == (612, 792)


@pytest.mark.parametrize("size", [(1, 1), (3, 4000), (4000, 3), (20, 20)])
def test_strips_are_told_and_not_enlarged(size: tuple[int, int]) -> None:
    assert not read(saved(Image.new("L", size, 255), "PNG"), "a.png").words


def test_pictures_cut_off_anywhere_are_one_clear_line() -> None:
    blank = [Image.new("L", (400, 500), shade) for shade in (255, 250)]
    for content in (saved(blank[0], "PNG"), saved(blank[0], "JPEG"), tiff(blank)):
        for tenth in range(1, 10):
            try:
                came = read(content[: len(content) * tenth // 10], "a.tif")
            except DocumentError as error:
                line = str(error)
            else:
                line = came.text.strip()
            assert "\n" not in line


def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked() -> None:
    content = saved(Image.new("1", (3000, 3000), 1), "PNG")
    with pytest.raises(DocumentError, match="million points"):
        read(content, "a.png", Limits(most_megapixels=1))


@pytest.mark.parametrize("degrees", [-4.0, -1.3, -0.5, 0.0, 0.7, 2.4, 4.6])
def test_the_slant_of_lines_is_found(degrees: float) -> None:
    picture = np.full((1100, 850), 255, dtype=np.uint8)
    for y in range(100, 1000, 30):
        for x in range(80, 760, 14):
            picture[y : y + 10, x : x + 9] = 0
    assert slant_of(turned_by(picture, -degrees)) == pytest.approx(degrees, abs=0.2)


@pytest.mark.parametrize("scale", [200 / 72, 300 / 72])
@pytest.mark.parametrize("grain", [0, 8])
def test_boxes_that_are_ticked_and_boxes_that_are_not(scale: float, grain: int) -> None:
    side = round(9 * scale)
    picture = np.full((300, 900), 255, dtype=np.uint8)
    for at in range(4):
        left = 100 + at * 200
        cv2.rectangle(picture, (left, 100), (left + side, 100 + side), 0, 2)
    cv2.line(picture, (104, 104), (96 + side, 96 + side), 0, 3)
    cv2.line(picture, (96 + side, 104), (104, 96 + side), 0, 3)
    cv2.putText(picture, "x", (502, 98 + side), cv2.FONT_HERSHEY_SIMPLEX, side / 22, 0, 3)
    noise = np.random.default_rng(3).normal(0, grain, picture.shape) if grain else 0
    noisy = np.clip(picture + noise, 0, 255).astype(np.uint8)
    assert [word.text for word in sorted(boxes_of(noisy, scale), key=lambda w: w.box.left)] == [
        "[X]",
        "[ ]",
        "[X]",
        "[ ]",
    ]


def test_letters_and_rules_are_no_boxes() -> None:
    picture = np.full((300, 900), 255, dtype=np.uint8)
    cv2.putText(picture, "O D Q 0 8 B C o", (40, 120), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 0, 3)
    cv2.rectangle(picture, (20, 200), (880, 280), 0, 2)
    cv2.rectangle(picture, (700, 60), (730, 90), 0, -1)
    assert boxes_of(picture, 300 / 72) == []


def scanned(*words: tuple[str, int]) -> Scan:
    found = tuple(
        Word(text=text, box=Box(left=60 + 50 * i, top=70, right=100 + 50 * i, bottom=80), ink=Ink.SCAN, legibility=sure)
        for i, (text, sure) in enumerate(words)
    )
    return Scan(words=found, turned=0, slant=0.0, width=612, height=792)


def test_doubtful_digits_are_in_doubt_and_clear_words_are_not() -> None:
    seen = scanned(("Weight", 60), ("58.1", 60), ("kg", 95), ("512", 90), ("rash", 30), ("---", 10), ("recorded", 95))
    words, _ = legible(seen, "a", 1)
    sheet = sheet_of(arrange(words, 612), "a", 1, (612, 792))
    assert [sheet.text[d.start : d.end] for d in sheet.doubts] == ["58.1", "rash"]


@pytest.mark.parametrize(
    ("sure", "about", "kept"), [(95, None, 4), (60, About.ILLEGIBLE, 4), (20, About.UNREADABLE, 0)]
)
def test_pages_that_read_badly_are_told(sure: int, about: About | None, kept: int) -> None:
    words, remark = legible(scanned(*((text, sure) for text in ("weight", "of", "the", "patient"))), "a", 3)
    assert (remark.about if remark else None) is about
    assert len(words) == kept
