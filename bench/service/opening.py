"""Opening a long case in a real browser: how heavy its page is, and how soon the words that decide are lit.

    python -m bench.service.opening --pages 200

The packet is set from a worked case's text: its request form first, then its notes again and again under other days,
until the pages are full.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from textwrap import wrap

from fpdf import FPDF
from playwright.sync_api import Browser, Page, Request
from rich.console import Console
from rich.table import Table

from bench.machine import machine
from bench.service.people import Staff, new_staff
from bench.service.running import Service
from mednec.desk.receiving import submit
from mednec.desk.worker import work_off
from mednec.packs.library import load_library
from mednec.web.sessions import cookie_name
from mednec.web.settings import WebSettings
from tests.browser.chrome import chromium

CASE = Path(__file__).parents[2] / "cases" / "OMA-DEV-001"
COLUMNS, LINES = 96, 56  # of a page
LAST = date(2025, 4, 7)
OPENINGS = 7
LIT = """() => {
  const frame = () => {
    const lit = [...document.querySelectorAll("mark.on, .leaf g.on")].find(each => {
      const leaf = each.closest(".leaf"), picture = leaf && leaf.querySelector("img, image");
      const box = each.getBoundingClientRect();
      const there = !picture || picture.complete === undefined || picture.complete;
      return box.width > 0 && box.top < innerHeight && box.bottom > 0 && there;
    });
    if (lit) window.lit = performance.now(); else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One opening: milliseconds to the first byte, to all of the document, to the lit words; and what was fetched."""

    first_byte: float
    whole: float
    lit: float
    requests: int
    sent: int  # bytes as they went over the line
    unpacked: int  # bytes of the document when unpacked


def long_packet(pages: int) -> bytes:
    """A packet of so many pages, as a PDF with its words."""
    pdf = FPDF(format="letter")
    pdf.set_auto_page_break(auto=False)
    pdf.set_font("Courier", size=9)
    for page in _pages(pages):
        pdf.add_page()
        for line in page:
            said = line.encode("latin-1", "replace").decode("latin-1") or " "
            pdf.cell(text=said, new_x="LMARGIN", new_y="NEXT", h=4.4)
    return bytes(pdf.output())


def _pages(count: int) -> Iterator[list[str]]:
    form, *notes = (path.read_text(encoding="utf-8") for path in sorted((CASE / "documents").iterdir()))
    made = 0
    for words in _documents(form, notes):
        lines = [piece for line in words.splitlines() for piece in (wrap(line, COLUMNS) or [""])]
        for at in range(0, len(lines), LINES):
            if made == count:
                return
            made += 1
            yield lines[at : at + LINES]


def _documents(form: str, notes: list[str]) -> Iterator[str]:
    """The worked case as it is, then its notes under earlier and earlier days, their paragraphs in another order."""
    yield form
    yield from notes
    again = 0
    while True:
        again += 1
        for note in notes:
            head, _, body = note.partition("\n\n")
            parts = body.split("\n\n")
            turned = [*parts[again % len(parts) :], *parts[: again % len(parts)]]
            day = LAST - timedelta(days=7 * again)
            yield f"{head}\nDate of service: {day:%m/%d/%Y}\n\n" + "\n\n".join(turned)


def openings(
    browser: Browser, service: Service, staff: Staff, path: str, *, cold: bool, times: int = OPENINGS
) -> list[Opened]:
    """Open the page again and again: with nothing kept by the browser, or with scripts and sheets kept."""
    found: list[Opened] = []
    context = None
    for _ in range(times):
        if context is None or cold:
            context = browser.new_context(base_url=service.url, viewport={"width": 1440, "height": 900})
            cookie = staff.nurse.cookies[cookie_name(WebSettings())]
            context.add_cookies([{"name": cookie_name(WebSettings()), "value": cookie, "url": service.url}])
            context.add_init_script(f"({LIT})()")
        page = context.new_page()
        found.append(opened(page, path))
        page.close()
    return found if cold else found[1:]


def opened(page: Page, path: str) -> Opened:
    """Open the page, and wait until the words that decide are lit."""
    requests: list[Request] = []

    def asked(request: Request) -> None:
        requests.append(request)

    page.on("request", asked)
    page.goto(path)
    page.wait_for_function("() => window.lit > 0", polling=20)
    page.wait_for_load_state("networkidle")
    first, whole, lit, unpacked = page.evaluate(
        """() => { const told = performance.getEntriesByType("navigation")[0];
          return [told.responseStart, told.responseEnd, window.lit, told.decodedBodySize]; }"""
    )
    sizes = [each.sizes() for each in requests if each.response() is not None]
    sent = sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)
    return Opened(first_byte=first, whole=whole, lit=lit, requests=len(requests), sent=sent, unpacked=unpacked)


def row(name: str, found: list[Opened]) -> tuple[str, ...]:
    """The middle of all openings."""

    def middle(values: list[float]) -> str:
        return f"{statistics.median(values):.0f} ms"

    last = found[-1]
    return (
        name,
        middle([each.first_byte for each in found]),
        middle([each.whole for each in found]),
        middle([each.lit for each in found]),
        str(last.requests),
        f"{last.sent / 1000:,.0f} kB",
        f"{last.unpacked / 1000:,.0f} kB",
    )


def main() -> None:
    """Make the packet, have it read, and open it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pages", type=int, default=200)
    pages: int = asked.parse_args().pages
    table = Table("case", "first byte", "document", "words lit", "requests", "sent", "document unpacked")
    with tempfile.TemporaryDirectory(prefix="mednec-opening-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        staff = new_staff(home, "", load_library())
        small = {str(f.relative_to(CASE)): f.read_bytes() for f in (CASE / "documents").iterdir()}
        small["request.yaml"] = (CASE / "request.yaml").read_bytes()
        named = {
            f"{len(small) - 1} documents": small,
            f"{pages} pages": {"packet.pdf": long_packet(pages), "request.yaml": small["request.yaml"]},
        }
        cases = {name: submit(staff.desk, staff.nurse.person, files).case for name, files in named.items()}
        work_off(staff.desk)
        staff.desk.engine.dispose()
        service = Service(home=home)
        try:
            service.start_web()
            with chromium() as browser:
                for name, case in cases.items():
                    path = f"/cases/{case}"
                    once = openings(browser, service, staff, path, cold=True, times=1)  # its picture is drawn now
                    table.add_row(*row(f"{name}, the first time ever", once))
                    for cold in (True, False):
                        kept = "nothing kept" if cold else "scripts kept"
                        table.add_row(*row(f"{name}, {kept}", openings(browser, service, staff, path, cold=cold)))
        finally:
            service.stop()
    console = Console(width=120)
    console.print(table)
    console.print(f"Middle of {OPENINGS} openings in Chromium at 1440 x 900. {machine()}")


if __name__ == "__main__":
    main()
