"""Lines of typed pages found again, ours beside pypdf's layout mode: `python -m bench.faxes.layout [--cases DIR]`

Both read the same PDFs in one run. A line counts when it equals one of the original's, blanks folded; what a page is
too narrow for is set as running text, so that a reader who joins wrapped lines finds more of the original's lines.
Running headers are no lines of the original. Nothing is asserted; seconds are good only as a ratio.
"""

from __future__ import annotations

import argparse
import io
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
from pypdf import PdfReader
from rich.table import Table

from bench.faxes.packets import CASES, Source, sources
from bench.faxes.pages import LOOKS, typed_pdf
from bench.faxes.shown import wide_console
from bench.machine import machine
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.pdf import read_pdf
from mednec.model.sheet import Sheet

Reader = Callable[[bytes], list[str]]


def ours(pdf: bytes) -> list[str]:
    """Pages as the program reads them, with its search for hidden words."""
    return [each.text for each in read_pdf(pdf, "paper.pdf", Limits()) if isinstance(each, Sheet)]


def plain(pdf: bytes) -> list[str]:
    """Text in the order in which it was drawn, which is what pdfium gives by itself."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def pypdf_layout(pdf: bytes) -> list[str]:
    return [page.extract_text(extraction_mode="layout") for page in PdfReader(io.BytesIO(pdf)).pages]


READERS: dict[str, Reader] = {"mednec": ours, "pypdf layout": pypdf_layout, "pdfium plain": plain}


def lines_of(text: str) -> Counter[str]:
    """Lines with blanks folded; empty ones say nothing."""
    folded = (" ".join(line.split()) for line in text.splitlines())
    return Counter(line for line in folded if line)


def measured(look: str, cases: Sequence[Source]) -> dict[str, tuple[int, int, float]]:
    """For each reader: lines found again, lines there were, seconds; readers take turns at each PDF."""
    pdfs = [(text, typed_pdf([text], look, case.heading)) for case in cases for text in case.texts.values()]
    found: dict[str, tuple[int, int, float]] = dict.fromkeys(READERS, (0, 0, 0.0))
    for text, pdf in pdfs:
        original = lines_of(text)
        for name, read in READERS.items():
            began = time.perf_counter()
            pages = read(pdf)
            took = time.perf_counter() - began
            same = (original & lines_of("\n".join(pages))).total()
            before = found[name]
            found[name] = before[0] + same, before[1] + original.total(), before[2] + took
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faxes.layout", description=__doc__)
    parser.add_argument("--cases", type=Path, default=CASES, help="folder of cases, at any depth")
    asked = parser.parse_args(arguments)
    cases = sources(asked.cases)
    columns = ["look", "lines"]
    for name in READERS:
        columns += [f"{name}: same", "seconds"]
    table = Table(*columns, "pypdf / mednec", title=f"Typed pages, line by line - {machine()}")
    for look in LOOKS:
        found = measured(look, cases)
        cells = [cell for same, of, took in found.values() for cell in (f"{same} ({same / of:.1%})", f"{took:.2f}")]
        ratio = found["pypdf layout"][2] / found["mednec"][2]
        table.add_row(look, str(found["mednec"][1]), *cells, f"{ratio:.2f} x")
    wide_console().print(table)


if __name__ == "__main__":
    main()
