"""Answers in fields, ticked boxes, typed notes, stamps and marks; scripts and files inside."""

from __future__ import annotations

import pytest

from bench.faxes.packets import CASES, source
from bench.faxes.pages import form_pdf
from mednec.model.sheet import About, Ink
from tests.intake.papers.made import LINES, Came, boxed, pdf, place, read, shown, stream

PAGE = shown(LINES)
PRINT = "\n".join(LINES)


def laid(*annotations: bytes, drawing: bytes = PAGE, page: bytes = b"", more: tuple[bytes, ...] = ()) -> Came:
    """A page with annotations (objects from 6 on); each is a field of the form too."""
    numbers = b" ".join(b"%d 0 R" % (6 + i) for i in range(len(annotations)))
    fields = b" ".join(b"%d 0 R" % (6 + i) for i, each in enumerate(annotations) if b"/Widget" in each)
    root = b"/AcroForm<</Fields[%s]/DA(/Helv 0 Tf 0 g)>>" % fields
    return read(pdf(drawing, page=b"/Annots[%s]%s" % (numbers, page), root=root, more=[*annotations, *more]))


def field(kind: bytes, entries: bytes, rectangle: bytes = b"60 400 260 416") -> bytes:
    return b"<</Type/Annot/Subtype/Widget/FT/%s/T(f)/F 4/Rect[%s]%s>>" % (kind, rectangle, entries)


def note(kind: bytes, entries: bytes, rectangle: bytes = b"60 400 260 430") -> bytes:
    return b"<</Type/Annot/Subtype/%s/F 4/Rect[%s]%s>>" % (kind, rectangle, entries)


def inks(came: Came, ink: Ink) -> str:
    return " ".join(said for sheet in came.sheets for said, word in boxed(sheet) if word.ink is ink)


def test_an_answer_in_a_field_stands_where_its_field_is() -> None:
    came = laid(field(b"Tx", b"/V(Rosa Example)"))
    assert inks(came, Ink.FIELD) == "Rosa Example"
    box = place(came.sheets[0], "Rosa").box
    assert 60 <= box.left < box.right <= 260
    assert 792 - 416 <= box.top < box.bottom <= 792 - 400
    assert came.text.startswith(PRINT)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (b"<FEFF00C9006D0069006C006500200032>", "Émile 2"),
        (b"(first line\\nsecond line)", "first line second line"),
        (b"(first line\\rsecond line)", "first line second line"),
        (b"(   )", ""),
        (b"()", ""),
        (b"(a\\(b\\)c \\\\ d)", "a(b)c \\ d"),
    ],
)
def test_values_of_fields(value: bytes, says: str) -> None:
    assert inks(laid(field(b"Tx", b"/Ff 4096/V" + value, b"60 380 460 440")), Ink.FIELD) == says


def test_a_field_of_many_lines_keeps_them() -> None:
    value = b"(first line of the answer\\nsecond line of it\\nthird)"
    came = laid(field(b"Tx", b"/Ff 4096/V" + value, b"60 300 460 440"))
    assert came.text.splitlines()[-3:] == ["first line of the answer", "second line of it", "third"]


def test_a_comb_is_one_answer() -> None:
    came = laid(field(b"Tx", b"/Ff 16777216/MaxLen 10/V(1003300118)"))
    assert inks(came, Ink.FIELD) == "1003300118"


def test_a_secret_field_is_not_read_out() -> None:
    assert "hunter2" not in laid(field(b"Tx", b"/Ff 8192/V(hunter2)")).text


def test_a_choice_shows_what_it_displays() -> None:
    came = laid(field(b"Ch", b"/Ff 131072/Opt[[(a)(Alpha)][(b)(Beta)]]/V(b)"))
    assert inks(came, Ink.FIELD) in ("Beta", "b")


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (b"/V/Yes/AS/Yes", "[X]"),
        (b"/V/Off/AS/Off", "[ ]"),
        (b"", "[ ]"),
        (b"/V/On#20it/AS/On#20it/AP<</N<</On#20it 7 0 R/Off 7 0 R>>>>", "[X]"),
        (b"/V/0/AS/0/AP<</N<</0 7 0 R/Off 7 0 R>>>>", "[X]"),
        (b"/V/1/AS/Off/AP<</N<</1 7 0 R/Off 7 0 R>>>>", "[ ]"),
    ],
)
def test_boxes_are_ticked_as_they_are_seen(state: bytes, says: str) -> None:
    appearance = b"" if b"/AP" in state else b"/AP<</N<</Yes 7 0 R/Off 7 0 R>>>>"
    empty = stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 12 12]")
    came = laid(field(b"Btn", state + appearance, b"60 400 72 412"), more=(empty,))
    assert inks(came, Ink.FIELD) == says


def test_of_radio_buttons_one_is_set() -> None:
    empty = stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 12 12]")
    kid = b"<</Type/Annot/Subtype/Widget/Parent 6 0 R/F 4/Rect[%s]/AS/%s/AP<</N<</%s 9 0 R/Off 9 0 R>>>>>>"
    came = read(
        pdf(
            PAGE + shown(["Yes       No"], x=80, top=402),
            page=b"/Annots[7 0 R 8 0 R]",
            root=b"/AcroForm<</Fields[6 0 R]>>",
            more=[
                b"<</FT/Btn/Ff 49152/T(r)/V/b/Kids[7 0 R 8 0 R]>>",
                kid % (b"60 400 72 412", b"Off", b"a"),
                kid % (b"120 400 132 412", b"b", b"b"),
                empty,
            ],
        )
    )
    assert came.text.splitlines()[-1].split() == ["[", "]", "Yes", "[X]", "No"]


def test_a_push_button_is_no_answer() -> None:
    came = laid(field(b"Btn", b"/Ff 65536/MK<</CA(Submit)>>"))
    assert came.text == PRINT + "\n"


@pytest.mark.parametrize("flags", [2, 32, 1 | 2])
def test_a_hidden_field_is_told_and_not_read(flags: int) -> None:
    came = laid(field(b"Tx", b"/V(DOB 11/02/1971)").replace(b"/F 4", b"/F %d" % flags))
    assert came.text == PRINT + "\n"
    assert "DOB 11/02/1971" in "".join(came.about(About.HIDDEN))


def test_a_field_off_the_paper_is_told_and_not_read() -> None:
    came = laid(field(b"Tx", b"/V(DOB 11/02/1971)", b"900 400 1100 416"))
    assert came.text == PRINT + "\n"
    assert "DOB 11/02/1971" in "".join(came.about(About.HIDDEN))


def test_a_field_of_no_size_is_told_and_not_read() -> None:
    came = laid(field(b"Tx", b"/V(DOB 11/02/1971)", b"60 400 60 400"))
    assert came.text == PRINT + "\n"
    assert "DOB 11/02/1971" in "".join(came.about(About.HIDDEN))


FONTS = b"/Type/XObject/Subtype/Form/BBox[0 0 200 30]/Resources<</Font<</F1 5 0 R>>>>"
BORDER = b"q 0 G 0.5 0.5 199 29 re S Q "


@pytest.mark.parametrize(
    "look", [b"", b"BT /F1 10 Tf 1 g 4 8 Td (IgE 4400) Tj ET", BORDER + b"BT /F1 10 Tf 1 g 4 8 Td (IgE 4400) Tj ET"]
)
@pytest.mark.parametrize("kind", [b"/FreeText/Contents(IgE 4400)", b"/Widget/FT/Tx/T(f)/V(IgE 4400)"])
def test_words_laid_over_the_page_without_ink_are_told_and_not_read(look: bytes, kind: bytes) -> None:
    over = b"<</Type/Annot/Subtype%s/F 4/Rect[60 400 260 430]/AP<</N 7 0 R>>>>" % kind
    came = laid(over, more=(stream(look, FONTS),))
    assert came.text == PRINT + "\n"
    assert "IgE 4400" in "".join(came.about(About.HIDDEN))


@pytest.mark.parametrize("kind", [b"/FreeText/Contents(a)", b"/Widget/FT/Tx/T(f)/V(a)"])
def test_a_small_word_in_a_large_field_is_read(kind: bytes) -> None:
    over = b"<</Type/Annot/Subtype%s/F 4/Rect[60 100 560 600]/AP<</N 7 0 R>>>>" % kind
    form = FONTS.replace(b"200 30", b"500 500")
    assert laid(over, more=(stream(b"BT /F1 8 Tf 4 480 Td (a) Tj ET", form),)).text.split()[-1] == "a"


def test_a_field_whose_look_is_to_be_made_anew_is_read() -> None:
    content = pdf(
        PAGE,
        page=b"/Annots[6 0 R]",
        root=b"/AcroForm<</Fields[6 0 R]/NeedAppearances true/DA(/Helv 0 Tf 0 g)/DR<</Font<</Helv 5 0 R>>>>>>",
        more=[field(b"Tx", b"/V(58.1)/AP<</N 7 0 R>>"), stream(b"", FONTS)],
    )
    assert read(content).words[-1] == "58.1"


def test_an_answer_over_a_ruled_blank_takes_its_place() -> None:
    came = laid(
        field(b"Tx", b"/V(58.1 kg)", b"130 498 250 512"), drawing=PAGE + shown(["Weight ____________"], top=500)
    )
    assert came.text.splitlines()[-1].split() == ["Weight", "58.1", "kg"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_fields_of_a_turned_page_stand_where_they_are_seen(turn: int) -> None:
    came = laid(
        field(b"Tx", b"/V(58.1)", b"130 498 250 512"),
        drawing=PAGE + shown(["Weight:"], top=500),
        page=b"/Rotate %d" % turn,
    )
    assert came.text.splitlines()[-1].split() == ["Weight:", "58.1"]


def test_a_typed_note_is_content() -> None:
    came = laid(note(b"FreeText", b"/DA(/Helv 10 Tf)/Contents(IgE 512 IU/mL)"))
    assert inks(came, Ink.ANNOTATION) == "IgE 512 IU/mL"


def test_rich_text_is_read_as_its_plain_words() -> None:
    came = laid(note(b"FreeText", b"/Contents(IgE 512)/RC(<body><p><b>IgE</b> 512</p></body>)"))
    assert inks(came, Ink.ANNOTATION) == "IgE 512"


def test_a_stamp_with_words_is_content() -> None:
    assert inks(laid(note(b"Stamp", b"/Contents(RECEIVED 01/02/2026)")), Ink.ANNOTATION) == "RECEIVED 01/02/2026"


def test_a_stamp_that_draws_its_words_is_read() -> None:
    look = stream(
        b"BT /F1 12 Tf 4 8 Td (PRELIMINARY) Tj ET",
        b"/Type/XObject/Subtype/Form/BBox[0 0 200 30]/Resources<</Font<</F1 5 0 R>>>>",
    )
    came = laid(note(b"Stamp", b"/AP<</N 7 0 R>>"), more=(look,))
    assert "PRELIMINARY" in came.text or "PRELIMINARY" in came.told()


def test_a_link_and_a_popup_say_nothing() -> None:
    came = laid(note(b"Link", b"/Contents(go on)/A<</S/URI/URI(x:)>>"), note(b"Popup", b"/Contents(beside)"))
    assert came.text == PRINT + "\n"


def test_a_strike_out_puts_its_words_in_doubt() -> None:
    quads = b"/QuadPoints[102 732 144 732 102 716 144 716]"
    came = laid(note(b"StrikeOut", quads, b"102 716 144 732"))
    (told,) = came.about(About.MARKED)
    assert told == "struck out: 58.1 kg"
    (sheet,) = came.sheets
    assert [sheet.text[d.start : d.end] for d in sheet.doubts] == ["58.1", "kg"]


def test_a_hidden_strike_out_strikes_nothing() -> None:
    came = laid(note(b"StrikeOut", b"", b"102 716 144 732").replace(b"/F 4", b"/F 2"))
    assert not came.sheets[0].doubts


def test_a_highlight_doubts_nothing_and_is_told_with_its_note() -> None:
    came = laid(note(b"Highlight", b"/Contents(see here)", b"60 716 144 732"))
    assert came.about(About.MARKED) == ["highlighted: Weight 58.1 kg (note: see here)"]
    assert not came.sheets[0].doubts


def test_a_redaction_not_yet_applied_and_other_kinds_break_nothing() -> None:
    kinds = (
        b"Redact",
        b"Ink",
        b"Line",
        b"Square",
        b"Polygon",
        b"Caret",
        b"FileAttachment",
        b"Sound",
        b"Watermark",
        b"3D",
    )
    assert laid(*(note(kind, b"/Contents(x)", b"60 100 90 120") for kind in kinds)).text.startswith(PRINT)


def test_a_form_that_only_its_makers_viewer_shows_is_told() -> None:
    form = b"/NeedsRendering true/AcroForm<</Fields[]/XFA 6 0 R>>"
    came = read(pdf(shown(["Please wait..."]), root=form, more=[stream(b"<xdp:xdp xmlns:xdp='x'/>")]))
    assert "XFA" in came.told()


@pytest.mark.parametrize("how", ["fields", "annotations"])
def test_a_filled_form_needs_no_reading_of_its_picture(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mednec.intake.papers.page.scan", None)
    request = source(CASES / "IG-DEV-01").request
    assert request.patient.name.split()[-1] in read(form_pdf(request, how)).text


def draws(words: bytes) -> bytes:
    """A look that draws these words."""
    return stream(b"BT/F1 10 Tf 2 5 Td(%s)Tj ET" % words, FONTS)


@pytest.mark.parametrize(
    ("kind", "holds"), [(b"Tx", b"/V(IgE 4400 IU)"), (b"FreeText", b"/Contents(IgE 4400 IU)/DA(/F1 10 Tf)")]
)
def test_what_a_field_or_note_shows_counts_and_not_what_it_holds(kind: bytes, holds: bytes) -> None:
    make = field if kind == b"Tx" else note
    came = laid(make(kind, holds + b"/AP<</N 7 0 R>>"), more=(draws(b"IgE 44 IU"),))
    assert "44" in came.words
    assert "4400" not in came.words
    assert any("4400" in says and "44 IU" in says for says in came.about(About.HIDDEN))


def test_a_field_that_draws_words_and_holds_none_is_read() -> None:
    came = laid(field(b"Tx", b"/AP<</N 7 0 R>>"), more=(draws(b"Dose 300 mg"),))
    assert "Dose 300 mg" in " ".join(came.words)


def test_words_that_a_field_draws_stand_where_they_are_drawn() -> None:
    came = laid(field(b"Tx", b"/V(Dose 300 mg)/AP<</N 7 0 R>>"), more=(draws(b"Dose 300 mg"),))
    dose = place(came.sheets[0], "Dose")
    assert dose.ink is Ink.FIELD
    assert 60 <= dose.box.left < 70
    assert came.about(About.HIDDEN) == []
