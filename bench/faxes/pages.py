"""Small real files for tests and measurements: see the docstring of the package for what each holds."""

from __future__ import annotations

from bench.faxes.forms import HOWS, LAYOUTS, form_pdf, form_text
from bench.faxes.scans import NOISES, pictures_pdf, scanned_pages, scanned_pdf, tiff
from bench.faxes.traps import TRAPS, Trap, trap
from bench.faxes.typed import LOOKS, typed_pdf

__all__ = [
    "HOWS",
    "LAYOUTS",
    "LOOKS",
    "NOISES",
    "TRAPS",
    "Trap",
    "form_pdf",
    "form_text",
    "pictures_pdf",
    "scanned_pages",
    "scanned_pdf",
    "tiff",
    "trap",
    "typed_pdf",
]
