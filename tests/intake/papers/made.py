"""PDF files written object by object, and what a file is read as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mednec.intake.papers.files import read_content
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.read import Attached
from mednec.model.sheet import About, Paper, Printed, Remark, Sheet

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>"
LETTER = (0, 0, 612, 792)
LINES = ("Weight 58.1 kg on a clinic scale today", "Height 160 cm and no new complaints at all")


@dataclass(slots=True, kw_only=True)
class Came:
    """What reading a file came to."""

    sheets: list[Sheet] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(sheet.text for sheet in self.sheets)

    @property
    def words(self) -> list[str]:
        return self.text.split()

    def about(self, about: About) -> list[str]:
        return [remark.says for remark in self.remarks if remark.about is about]

    def told(self) -> str:
        return " ".join(remark.says for remark in self.remarks)


def read(content: bytes, file: str = "file.pdf", limits: Limits | None = None) -> Came:
    """A file read in this process, its spans checked."""
    came = Came()
    for each in read_content(content, file, limits or Limits()):
        if isinstance(each, Sheet):
            came.sheets.append(each)
        elif isinstance(each, Paper):
            came.sheets += each.sheets
            came.remarks += each.remarks
        elif isinstance(each, Remark):
            came.remarks.append(each)
        elif isinstance(each, Attached):
            came.attached.append(each)
    for sheet in came.sheets:
        check(sheet)
    return came


def check(sheet: Sheet) -> None:
    """Spans lie in the text one after the other, hold a word each, and between them stand only blanks."""
    at = 0
    for word in sheet.words:
        assert at <= word.start < word.end <= len(sheet.text)
        assert not sheet.text[at : word.start].strip()
        assert sheet.text[word.start : word.end].strip()
        at = word.end
    if sheet.words:
        assert not sheet.text[at:].strip()


def boxed(sheet: Sheet) -> list[tuple[str, Printed]]:
    """The words with their places."""
    return [(sheet.text[word.start : word.end], word) for word in sheet.words]


def place(sheet: Sheet, text: str) -> Printed:
    """The one word of this text."""
    (found,) = [word for said, word in boxed(sheet) if said == text]
    return found


def shown(lines: Iterable[str], *, x: float = 60, top: float = 720, size: float = 10, pitch: float = 14) -> bytes:
    """Lines of Courier as the drawing of a page."""
    drawn = [b"BT /F1 %g Tf" % size]
    for number, line in enumerate(lines):
        escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")
        drawn.append(b"1 0 0 1 %g %g Tm (%s) Tj" % (x, top - number * pitch, escaped))
    return b"\n".join([*drawn, b"ET"])


def pdf(
    drawing: bytes,
    *,
    page: bytes = b"",
    resources: bytes = b"",
    media: tuple[float, float, float, float] = LETTER,
    root: bytes = b"",
    more: Iterable[bytes] = (),
) -> bytes:
    """One page. Objects: 1 catalog, 2 pages, 3 page, 4 its drawing, 5 the font, 6 and on `more`."""
    box = b" ".join(b"%g" % side for side in media)
    return objects(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>%s>>"
        % (box, resources, page),
        stream(drawing),
        FONT,
        *more,
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), entries, content)


def objects(*bodies: bytes) -> bytes:
    """A file of numbered objects with its table."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    size = len(bodies) + 1
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
