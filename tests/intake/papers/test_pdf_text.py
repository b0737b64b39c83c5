"""Print of a PDF: what an eye sees is read with its place, what no eye sees is told and not used."""

from __future__ import annotations

import pypdfium2
import pytest

from mednec.intake.papers.letters import Frame
from mednec.intake.papers.seen import picture_of
from mednec.model.sheet import About, Ink, Sheet
from tests.intake.papers.made import LINES, boxed, pdf, place, read, shown, stream

SECRET = "DOB 11/02/1971"
PAGE = shown(LINES)


def inked(content: bytes, sheet: Sheet) -> None:
    """Every word's box lies on the page and on ink of the page as it is drawn; paper beside it has none."""
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    page = document[0]
    left, bottom, right, top = page.get_bbox()
    frame = Frame(left=left, bottom=bottom, right=right, top=top, turn=sheet.turned)
    picture = picture_of(page, frame, 2.0)
    assert abs(picture.shape[1] / 2 - sheet.width) < 1.5
    assert abs(picture.shape[0] / 2 - sheet.height) < 1.5
    for said, word in boxed(sheet):
        box = word.box
        assert word.ink is Ink.PRINT
        assert -1 <= box.left < box.right <= sheet.width + 1, said
        assert -1 <= box.top < box.bottom <= sheet.height + 1, said
        part = picture[int(box.top * 2) : int(box.bottom * 2) + 1, int(box.left * 2) : int(box.right * 2) + 1]
        assert (part < 128).any(), said
        picture[int(box.top * 2) - 2 : int(box.bottom * 2) + 3, int(box.left * 2) - 2 : int(box.right * 2) + 3] = 255
    assert not (picture < 128).any()
    document.close()


def test_lines_of_a_page_are_its_text() -> None:
    content = pdf(PAGE)
    came = read(content)
    assert came.text == "\n".join(LINES) + "\n"
    assert not came.remarks
    inked(content, came.sheets[0])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_shown_turned_is_read_as_its_letters_stand(turn: int) -> None:
    content = pdf(PAGE, page=b"/Rotate %d" % turn)
    came = read(content)
    assert came.text == "\n".join(LINES) + "\n"
    inked(content, came.sheets[0])


@pytest.mark.parametrize(
    ("matrix", "turned"),
    [(b"0 1 -1 0 500 100", 90), (b"-1 0 0 -1 550 700", 180), (b"0 -1 1 0 100 700", 270)],
)
def test_letters_drawn_turned_are_read_upright(matrix: bytes, turned: int) -> None:
    content = pdf(b"q %s cm BT /F1 10 Tf 14 TL 10 90 Td (%s) Tj T* (%s) Tj ET Q" % (matrix, *map(str.encode, LINES)))
    came = read(content)
    assert came.text == "\n".join(LINES) + "\n"
    assert came.sheets[0].turned == turned
    inked(content, came.sheets[0])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_crop_box_and_negative_corners(turn: int) -> None:
    drawing = shown(LINES, x=-200, top=-50) + shown(["Beyond 4400 the crop"], x=-380, top=300)
    content = pdf(drawing, media=(-400, -400, 400, 400), page=b"/CropBox[-250 -300 210 50]/Rotate %d" % turn)
    came = read(content)
    assert came.text == "\n".join(LINES) + "\n"
    assert "Beyond 4400" in "".join(came.about(About.HIDDEN))
    assert (came.sheets[0].width, came.sheets[0].height) == (460, 350)
    inked(content, came.sheets[0])


def test_a_crop_box_larger_than_the_paper_is_the_paper() -> None:
    content = pdf(PAGE, page=b"/CropBox[-100 -100 900 900]")
    came = read(content)
    assert came.text == "\n".join(LINES) + "\n"
    inked(content, came.sheets[0])


@pytest.mark.parametrize("crop", [b"700 10 800 100", b"0 0 0.5 792", b"10 10 611 10.9"])
def test_a_page_without_room_is_told_and_breaks_nothing(crop: bytes) -> None:
    came = read(pdf(PAGE, page=b"/CropBox[%s]" % crop))
    assert [sheet.text.strip() for sheet in came.sheets] == [""]
    assert came.remarks


@pytest.mark.parametrize("media", [(0, 0, 6, 2000), (0, 0, 9000, 40), (0, 0, 14_400, 14_400)])
def test_strips_and_giants(media: tuple[float, float, float, float]) -> None:
    assert len(read(pdf(PAGE, media=media)).sheets) == 1


def test_user_units() -> None:
    content = pdf(PAGE, page=b"/UserUnit 2.0")
    assert read(content).text == "\n".join(LINES) + "\n"


FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>"


def test_text_of_a_drawing_inside_the_page() -> None:
    content = pdf(b"q 1 0 0 1 20 -30 cm /X Do Q", resources=b"/XObject<</X 6 0 R>>", more=[stream(PAGE, FORM)])
    came = read(content)
    assert came.text == "\n".join(LINES) + "\n"
    inked(content, came.sheets[0])


def test_a_drawing_used_twice_is_read_twice() -> None:
    content = pdf(b"/X Do q 1 0 0 1 0 -200 cm /X Do Q", resources=b"/XObject<</X 6 0 R>>", more=[stream(PAGE, FORM)])
    assert read(content).words == [*" ".join(LINES).split(), *" ".join(LINES).split()]


def test_drawings_nested_deep_are_read_or_told() -> None:
    inner = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X %d 0 R>>>>"
    nested = [stream(b"/X Do", inner % number) for number in range(7, 20)]
    content = pdf(
        shown(["Seen anyway, twelve words of a page long enough to be read as print"], top=400) + b" /X Do",
        resources=b"/XObject<</X 6 0 R>>",
        more=[*nested, stream(PAGE, FORM)],
    )
    came = read(content)
    assert "58.1" in came.text or "58.1" in came.told()


@pytest.mark.parametrize(
    "drawing",
    [
        b"3 Tr " + shown([SECRET], top=300) + b" 0 Tr",
        b"1 g " + shown([SECRET], top=300) + b" 0 g",
        b"/Gone gs " + shown([SECRET], top=300),
        shown([SECRET], top=300) + b" 0 g 50 290 200 30 re f",
        shown([SECRET], top=300) + b" 1 g 50 290 200 30 re f",
        shown([SECRET], top=1200),
        shown([SECRET], x=-400, top=300),
        shown([SECRET], top=300, size=0.4),
        b"q 400 400 50 50 re W n " + shown([SECRET], top=300) + b" Q",
        b"7 Tr " + shown([SECRET], top=300) + b" 0 Tr",
        b"/OC /Layer BDC " + shown([SECRET], top=300) + b" EMC",
        b"0.97 g " + shown([SECRET], top=300) + b" 0 g",
        b"0 g 50 290 200 30 re f " + shown([SECRET], top=300),
        b"1 1 0.9 rg 50 290 200 30 re f 1 1 0.85 rg " + shown([SECRET], top=300) + b" 0 g",
    ],
    ids=[
        "no ink",
        "white",
        "no opacity",
        "under black",
        "under white",
        "above the page",
        "left of the page",
        "tiny",
        "clipped",
        "as a clip",
        "hidden layer",
        "nearly white",
        "black on black",
        "pale on pale",
    ],
)
def test_text_no_eye_sees_is_told_and_not_read(drawing: bytes) -> None:
    content = pdf(
        PAGE + b"\n" + drawing,
        resources=b"/ExtGState<</Gone<</ca 0/CA 0>>>>/Properties<</Layer 6 0 R>>",
        root=b"/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]/ON[]>>>>",
        more=[b"<</Type/OCG/Name(Layer)>>"],
    )
    came = read(content)
    assert came.text == "\n".join(LINES) + "\n"
    assert SECRET in "".join(came.about(About.HIDDEN))


@pytest.mark.parametrize("painted", [b"1 g 101 715 6 14 re f", b"0 g 113 715 6 14 re f"])
def test_a_number_with_a_digit_painted_over_is_not_the_number(painted: bytes) -> None:
    came = read(pdf(shown(["Weight 158.1 kg on a clinic scale today", LINES[1]]) + b" " + painted))
    assert "158.1" not in came.text
    assert "158.1" in "".join(came.about(About.HIDDEN))
    assert "Weight" in came.text


@pytest.mark.parametrize("font", [b"Helvetica", b"Times-Roman", b"Courier"])
@pytest.mark.parametrize("shade", [b"0 g", b"0.6 g", b"0.75 g"])
@pytest.mark.parametrize("size", [5.0, 6.0, 7.5, 9.0, 12.0])
def test_small_and_grey_print_is_seen(font: bytes, shade: bytes, size: float) -> None:
    line = "1111 1.1 7171 0.001 1,117 11/11/2011 l1l1 777 a to i"
    came = read(pdf(shade + b" " + shown([line, line, line], size=size)).replace(b"Courier", font))
    assert came.words == (line.split() * 3)
    assert not came.remarks


def test_white_words_under_the_words_that_are_seen() -> None:
    came = read(pdf(b"1 g " + shown(["Weight 85.1 kg on a clinic scale today"]) + b" 0 g " + PAGE))
    assert "85.1" not in came.text
    assert came.text.split() == " ".join(LINES).split()


def test_a_layer_that_is_shown_is_read() -> None:
    content = pdf(
        b"/OC /Layer BDC " + PAGE + b" EMC",
        resources=b"/Properties<</Layer 6 0 R>>",
        root=b"/OCProperties<</OCGs[6 0 R]/D<</ON[6 0 R]>>>>",
        more=[b"<</Type/OCG/Name(Layer)>>"],
    )
    assert read(content).text == "\n".join(LINES) + "\n"


def test_letters_printed_twice_for_bold_are_one() -> None:
    came = read(pdf(PAGE + shown(LINES, x=60.3)))
    assert came.text == "\n".join(LINES) + "\n"


def test_letters_drawn_one_by_one_are_words() -> None:
    one_by_one = b"BT /F1 10 Tf " + b"".join(
        b"1 0 0 1 %g 700 Tm (%c) Tj " % (60 + 6 * i, ord(c)) for i, c in enumerate(LINES[0])
    )
    assert read(pdf(one_by_one + b"ET")).text == LINES[0] + "\n"


def test_letters_spaced_by_numbers_are_words() -> None:
    drawing = b"BT /F1 10 Tf 60 700 Td [(We) 30 (ight) -300 ( 58.) 20 (1 kg, the rest of a line of print)] TJ ET"
    assert read(pdf(drawing)).text.split()[:3] == ["Weight", "58.1", "kg,"]


def test_a_word_set_wide_keeps_its_letters() -> None:
    came = read(pdf(PAGE + b" BT /F1 12 Tf 5 Tc 60 500 Td (CHART 4400) Tj ET"))
    assert came.text.replace(" ", "").endswith("CHART4400\n")


def test_a_page_with_one_word() -> None:
    came = read(pdf(shown(["Weight"])))
    assert came.text == "Weight\n"
    assert place(came.sheets[0], "Weight").box.left == pytest.approx(60, abs=1)


@pytest.mark.parametrize("drawing", [b"", b"q Q", b"BT /F1 10 Tf 60 700 Td (   ) Tj ET", b"0 0 0 rg 10 10 m"])
def test_an_empty_page_is_an_empty_sheet(drawing: bytes) -> None:
    came = read(pdf(drawing))
    assert [sheet.text.strip() for sheet in came.sheets] == [""]
    assert not came.remarks


def test_small_raised_letters_and_accents() -> None:
    came = read(pdf(shown(["Café, naïve, 5 µg ± 2 °, “so” it was noted today"])))
    assert came.text == "Café, naïve, 5 µg ± 2 °, “so” it was noted today\n"


def test_a_font_drawn_by_procedures_is_read_as_its_map_says_or_its_picture() -> None:
    glyph = stream(b"600 0 0 0 500 700 d1 0 0 500 700 re f")
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 600 700]/FontMatrix[0.001 0 0 0.001 0 0]/CharProcs<</a 7 0 R>>"
        b"/Encoding<</Type/Encoding/Differences[65/a]>>/FirstChar 65/LastChar 65/Widths[600]/Resources<<>>>>"
    )
    drawing = PAGE + b" BT /F2 10 Tf 60 400 Td (A) Tj ET"
    content = pdf(drawing, more=[font, glyph])
    content = content.replace(b"/Font<</F1 5 0 R>>", b"/Font<</F2 6 0 R/F1 5 0 R>>", 1)
    came = read(content)
    assert came.text.startswith("\n".join(LINES))


def test_a_power_is_no_further_digit() -> None:
    drawing = b"BT /F1 10 Tf 60 500 Td (Platelets 212 x 10) Tj /F1 6 Tf 5 Ts (9) Tj 0 Ts /F1 10 Tf (/L, normal) Tj ET"
    assert read(pdf(drawing)).words == ["Platelets", "212", "x", "10^9", "/L,", "normal"]
