"""PDF -> sheets: opened within limits, read page by page, with what the file carries beside its pages."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from mednec.errors import DocumentError
from mednec.intake.papers.beside import actions_of, attached_to, unshown_form
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.page import PageOf, read_page
from mednec.intake.papers.read import Pages, Read
from mednec.intake.papers.scan import can_scan
from mednec.model.sheet import About, Remark, Sheet


def read_pdf(content: bytes, file: str, limits: Limits, share: tuple[int, int] = (0, 1)) -> Iterator[Read]:
    """Every page in order; `share` (1, 2) reads every second page, for two readers of one file.

    Raises DocumentError for a file that cannot be opened, is locked, or has too many pages.
    """
    document = _opened(content, file)
    try:
        count = len(document)
        if count == 0:
            raise DocumentError("the PDF has no pages", where=file, do="send the file again")
        if count > limits.most_pages:
            raise DocumentError(
                f"{count:,} pages are more than the {limits.most_pages:,} a file may have",
                where=file,
                do="split it, or set MEDNEC_MOST_PAGES",
            )
        mine, of = share
        if mine == 0:
            yield Pages(count=count)
            yield from actions_of(document, content, file)
            yield from unshown_form(document, file)
        for number in range(1 + mine, count + 1, of):
            yield from _page(document, number, file, limits, scanning=can_scan())
        if mine == 0:
            yield from attached_to(document, file)
    finally:
        document.close()


def _opened(content: bytes, file: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
        document.init_forms()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentError(
                "the PDF is locked with a password", where=file, do="send a copy without a password"
            ) from error
        raise DocumentError("not a PDF that can be opened", where=file, do="send the file again") from error
    return document


def _page(
    document: pypdfium2.PdfDocument, number: int, file: str, limits: Limits, *, scanning: bool
) -> Iterator[Sheet | Remark]:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        yield Remark(about=About.UNREADABLE, says="the page is damaged and was not read", file=file, page=number)
        yield Sheet(file=file, number=number, text="")
        return
    try:
        objects = pdfium.FPDFPage_CountObjects(page)
        if objects > limits.most_objects:
            says = f"the page draws {objects:,} things, more than the {limits.most_objects:,} allowed; not read"
        elif min(page.get_size()) < 1:
            says = "the page has no width or no height: nothing of it can be seen"
        else:
            yield from read_page(document, page, PageOf(file=file, number=number), limits, scanning=scanning)
            return
        yield Remark(about=About.UNREADABLE, says=says, file=file, page=number)
        yield Sheet(file=file, number=number, text="")
    finally:
        page.close()
