"""What a PDF carries beside its pages: scripts and launch actions (never run), files put inside."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from mednec.intake.papers.read import Attached, attached
from mednec.model.sheet import About, Remark

_ACTION = re.compile(rb"/(Launch|JavaScript|JS|RichMedia|SubmitForm|ImportData)\b")
_SAYS = {
    b"Launch": "an action that starts a program",
    b"JavaScript": "a script",
    b"JS": "a script",
    b"RichMedia": "embedded media",
    b"SubmitForm": "an action that sends the form",
    b"ImportData": "an action that loads other content",
}
_PACKED = re.compile(rb"/Type\s*/ObjStm\b[^>]*>>\s*stream\r?\n")  # where newer files keep their small objects
_STREAM = re.compile(rb"\bstream\r?\n")
_WRITTEN_OUT = re.compile(rb"#([0-9A-Fa-f]{2})")  # a letter of a name, as "/J#53"
_MOST_PACKED, _UNPACKED = 2000, 2_000_000
_MOST = 50
_LARGEST = 50_000_000


def actions_of(document: pypdfium2.PdfDocument, content: bytes, file: str) -> Iterator[Remark]:
    """What the file would do in a viewer; here it is told and never done."""
    found: set[bytes] = set()
    for objects in (_outside_streams(content), *_unpacked(content)):
        found |= set(_ACTION.findall(_WRITTEN_OUT.sub(lambda m: bytes.fromhex(m.group(1).decode()), objects)))
    names = dict.fromkeys(_SAYS[name] for name in sorted(found))
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        names.setdefault("a script")
    if names:
        says = f"the file has {', '.join(names)}; nothing of it was run"
        yield Remark(about=About.ACTION, says=says, file=file)


def unshown_form(document: pypdfium2.PdfDocument, file: str) -> Iterator[Remark]:
    """A form that only one maker's viewer builds: what its pages show elsewhere is a request to wait."""
    if document.get_formtype() == pdfium.FORMTYPE_XFA_FULL:
        says = "a form (XFA) whose answers only its maker's viewer shows; they were not read: print it to a PDF"
        yield Remark(about=About.UNREADABLE, says=says, file=file)


def _outside_streams(content: bytes) -> bytes:
    """Inside of a stream the letters of a name mean nothing."""
    return b"".join(_STREAM.split(piece, maxsplit=1)[0] for piece in content.split(b"endstream"))


def _unpacked(content: bytes) -> Iterator[bytes]:
    for count, match in enumerate(_PACKED.finditer(content)):
        if count >= _MOST_PACKED:
            return
        try:
            yield zlib.decompressobj().decompress(content[match.end() : match.end() + _UNPACKED], _UNPACKED)
        except zlib.error:
            continue


def attached_to(document: pypdfium2.PdfDocument, file: str) -> Iterator[Attached | Remark]:
    """The files inside; each is read as a document of its own."""
    count = document.count_attachments()
    for index in range(min(count, _MOST)):
        try:
            one = document.get_attachment(index)
            content, name = bytes(one.get_data()), one.get_name().replace("\\", "/").rsplit("/", 1)[-1]
        except (pypdfium2.PdfiumError, ValueError) as error:
            says = f"file {index + 1} inside cannot be taken out ({error})"
            yield Remark(about=About.UNREADABLE, says=says, file=file)
            continue
        if len(content) > _LARGEST:
            says = f"{name}, a file inside, has {len(content) / 1e6:.0f} MB and was not read"
            yield Remark(about=About.UNREADABLE, says=says, file=file)
        elif content:
            says = f"{name}, a file inside, was read as a document of its own"
            yield Remark(about=About.ATTACHMENT, says=says, file=file)
            yield attached(name or f"file-{index + 1}", content)
    if count > _MOST:
        says = f"{count} files inside; the first {_MOST} were read"
        yield Remark(about=About.UNREADABLE, says=says, file=file)
