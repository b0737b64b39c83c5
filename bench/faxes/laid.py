"""What lies over a page and is not of its print: form fields with their answers, typed notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

AS_FIELDS, AS_ANNOTATIONS = "fields", "annotations"
APPEARANCE = "/Helv 10 Tf 0 g"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer on a form; `box` is left, top, width, height in points from the upper left corner."""

    key: str
    text: str
    page: int  # from 1
    box: tuple[float, float, float, float]
    tick: bool = False


def lay(pdf: bytes, answers: Sequence[Answer], how: str) -> bytes:
    """Lay answers over a PDF as form fields or as free text."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    font = writer._add_object(_dictionary(Type="Font", Subtype="Type1", BaseFont="Helvetica"))
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/Helv"): font})})
    fields = ArrayObject()
    for answer in answers:
        if how == AS_ANNOTATIONS and not answer.text:
            continue
        page = writer.pages[answer.page - 1]
        laid = _field(writer, answer, fonts) if how == AS_FIELDS else _free_text(writer, answer, fonts)
        x, y, wide, high = answer.box
        tall = float(page.mediabox.height)
        laid[NameObject("/Rect")] = _numbers(x, tall - y - high, x + wide, tall - y)
        at = writer._add_object(laid)
        page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", ArrayObject()), at])
        fields.append(at)
    if how == AS_FIELDS:
        form = DictionaryObject({NameObject("/Fields"): fields, NameObject("/DR"): fonts})
        form[NameObject("/NeedAppearances")] = BooleanObject(False)
        form[NameObject("/DA")] = TextStringObject(APPEARANCE)
        writer.root_object[NameObject("/AcroForm")] = form
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _dictionary(**entries: str) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in entries.items()})


def _numbers(*values: float) -> ArrayObject:
    return ArrayObject([FloatObject(round(v, 2)) for v in values])


def _field(writer: PdfWriter, answer: Answer, fonts: DictionaryObject) -> DictionaryObject:
    laid = _dictionary(Type="Annot", Subtype="Widget", FT="Btn" if answer.tick else "Tx")
    laid[NameObject("/T")] = TextStringObject(answer.key.replace(".", "_"))
    laid[NameObject("/F")] = NumberObject(4)
    shown = _shown(writer, answer, fonts)
    if not answer.tick:
        laid[NameObject("/V")] = TextStringObject(answer.text.replace("\n", " "))
        laid[NameObject("/DA")] = TextStringObject(APPEARANCE)
        laid[NameObject("/Ff")] = NumberObject(1 << 12 if "\n" in answer.text else 0)
        laid[NameObject("/AP")] = DictionaryObject({NameObject("/N"): shown})
        return laid
    on = "/Yes" if answer.text else "/Off"
    laid[NameObject("/V")] = laid[NameObject("/AS")] = NameObject(on)
    cross = Answer(key=answer.key, text="X", page=answer.page, box=answer.box, tick=True)
    nothing = Answer(key=answer.key, text="", page=answer.page, box=answer.box, tick=True)
    states: dict[PdfObject, PdfObject] = {
        NameObject("/Yes"): _shown(writer, cross, fonts),
        NameObject("/Off"): _shown(writer, nothing, fonts),
    }
    laid[NameObject("/AP")] = DictionaryObject({NameObject("/N"): DictionaryObject(states)})
    return laid


def _free_text(writer: PdfWriter, answer: Answer, fonts: DictionaryObject) -> DictionaryObject:
    laid = _dictionary(Type="Annot", Subtype="FreeText")
    laid[NameObject("/Contents")] = TextStringObject(answer.text.replace("\n", " "))
    laid[NameObject("/DA")] = TextStringObject(APPEARANCE)
    laid[NameObject("/F")] = NumberObject(4)
    laid[NameObject("/AP")] = DictionaryObject({NameObject("/N"): _shown(writer, answer, fonts)})
    return laid


def _shown(writer: PdfWriter, answer: Answer, fonts: DictionaryObject) -> IndirectObject:
    """How the answer looks: a small drawing of its own."""
    _, _, wide, high = answer.box
    stream = StreamObject()
    lines = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in answer.text.split("\n")]
    first = high - (8.5 if answer.tick else 10.5)
    drawn = "".join(f"({line}) Tj 0 -12 Td " for line in lines)
    stream.set_data(f"/Tx BMC q BT {APPEARANCE} 2 {first:.2f} Td {drawn}ET Q EMC".encode("latin-1", "replace"))
    stream[NameObject("/Type")] = NameObject("/XObject")
    stream[NameObject("/Subtype")] = NameObject("/Form")
    stream[NameObject("/BBox")] = _numbers(0, 0, wide, high)
    stream[NameObject("/Resources")] = fonts
    return writer._add_object(stream)
