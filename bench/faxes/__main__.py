"""How packets are read beside the same charts as text: `python -m bench.faxes [--cases DIR] [--looks typed,scan-light]`

Policies are the payers' texts in `policies/` beside the cases, else the installed ones. Nothing is asserted. Times are
those of this machine; letters and facts are compared with what was typed, statuses with the text version's.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.faxes.held import hold
from bench.faxes.make import chosen
from bench.faxes.measured import AsText, Reading, as_text, measure
from bench.faxes.memory import peak_of
from bench.faxes.packets import CASES, Source, has_request, is_scanned, sources, write_packet
from bench.faxes.pages import HOWS, LAYOUTS, TRAPS
from bench.faxes.shown import wide_console
from bench.machine import machine
from bench.timing import said
from mednec.packs.library import Library, load_library

GROWN = ("typed-headed", "scan-light")  # packets grown to many pages
OPENING = """
from pathlib import Path
from mednec.errors import MednecError
from mednec.packet import open_packet
from mednec.packs.library import load_library
try:
    open_packet(Path({folder!r}), load_library())
except MednecError as error:
    raise SystemExit(str(error))
"""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faxes", description=__doc__)
    parser.add_argument("--cases", type=Path, default=CASES, help="folder of cases, at any depth")
    parser.add_argument("--looks", default="", help="beginnings of the kinds wanted, set apart by commas")
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--traps", action="store_true", help="read the traps too")
    parser.add_argument("--pages", type=int, default=0, help="measure the memory of packets of so many pages too")
    asked = parser.parse_args(arguments)
    console, library = wide_console(), load_library()
    cases = [case for case in sources(asked.cases) if asked.only in case.folder.name]
    kinds = chosen(asked.looks)
    with tempfile.TemporaryDirectory() as work:
        readings = _measured(cases, kinds, library, Path(work), console)
        console.print(_looks(readings))
        _print_changes(readings, console)
        if any(reading.fields for reading in readings):
            console.print(_fields(readings))
            console.print(_forms(readings))
            _print_misread(readings, console)
        if asked.traps:
            console.print(_traps(library, Path(work)))
        if asked.pages:
            console.print(_memory(cases, kinds, asked.pages, Path(work)))


def _measured(
    cases: list[Source], kinds: Sequence[str], library: Library, work: Path, console: Console
) -> list[Reading]:
    texts: dict[tuple[str, str], AsText] = {}
    readings = []
    for kind in kinds:
        with console.status(kind):
            for case in cases:
                key = case.folder.name, "" if has_request(kind) else kind.split("-")[1]
                if key not in texts:
                    texts[key] = as_text(case, kind, library, work)
                readings.append(measure(case, kind, texts[key], library, work))
    return readings


def _by_kind(readings: Sequence[Reading]) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.kind].append(reading)
    return found


def _looks(readings: Sequence[Reading]) -> Table:
    columns = ("look", "read", "outcomes", "clauses", "now met", "lost", "facts kept", "new", "letters", "a page")
    table = Table(*columns, title=f"Packets beside their text - {machine()}")
    for kind, rows in _by_kind(readings).items():
        read = [r for r in rows if not r.refused]
        clauses = sum(r.clauses for r in read)
        changed = [c for r in read for c in r.changed]
        facts = [sum(r.facts[i] for r in read) for i in range(3)]
        met = sum(c.wrongly_met for c in changed)
        letters = sum(r.letters for r in read) / max(len(read), 1)
        table.add_row(
            f"{kind}{' (OCR)' if is_scanned(kind) else ''}",
            f"{len(read)} of {len(rows)}",
            f"{sum(r.outcomes[0] == r.outcomes[1] for r in read)} of {len(read)}",
            f"{clauses - len(changed)} of {clauses}",
            f"[red]{met}[/]" if met else "0",
            str(sum(c.lost and not c.wrongly_met for c in changed)),
            f"{facts[0]} of {facts[1]}" + (f" ({facts[0] / facts[1]:.1%})" if facts[1] else ""),
            str(facts[2]),
            f"{letters:.2%}" if letters else "",
            said(sum(r.seconds for r in rows) / max(sum(r.pages for r in rows), 1)),
        )
    return table


def _print_changes(readings: Sequence[Reading], console: Console) -> None:
    found = [(c, r) for r in readings for c in r.changed]
    for change, reading in sorted(found, key=lambda pair: (not pair[0].wrongly_met, pair[0].lost)):
        line = (
            f"{reading.kind} {reading.case}: {change.clause}: {change.was} -> {change.now or 'judged by another route'}"
        )
        console.print(line, style="bold red" if change.wrongly_met else "", markup=False, highlight=False)
    for reading in readings:
        if reading.refused:
            console.print(f"{reading.kind} {reading.case}: {reading.refused}", style="yellow", markup=False)
        elif reading.outcomes[0] != reading.outcomes[1]:
            console.print(f"{reading.kind} {reading.case}: outcome {' -> '.join(reading.outcomes)}", markup=False)


def _how(kind: str) -> tuple[str, str]:
    _, layout, how = kind.split("-")
    return layout, how


def _right(readings: Sequence[Reading], name: str = "") -> str:
    """`k of n`: fields read right, all or those of one name; an unread packet reads none right."""
    pairs = [p for r in readings for f, p in r.fields.items() if name in ("", f.partition(".")[2] or f)]
    right = sum(meant == read for meant, read in pairs)
    return f"{right} of {len(pairs)}"


def _fields(readings: Sequence[Reading]) -> Table:
    forms = [r for r in readings if r.fields]
    table = Table("field of the request", *HOWS, title="Forms: fields read right, by how they were answered")
    names = dict.fromkeys(f.partition(".")[2] or f for r in forms for f in r.fields)
    for name in names:
        table.add_row(name, *(_right([r for r in forms if _how(r.kind)[1] == how], name) for how in HOWS))
    return table


def _forms(readings: Sequence[Reading]) -> Table:
    forms = [r for r in readings if not has_request(r.kind)]
    table = Table("layout of the form", *HOWS, title="Forms: fields read right, by layout (unread packets beside)")
    for layout in LAYOUTS:
        cells = []
        for how in HOWS:
            here = [r for r in forms if _how(r.kind) == (layout, how)]
            unread = sum(bool(r.refused) for r in here)
            cells.append(_right(here) + (f", {unread} unread" if unread else ""))
        table.add_row(layout, *cells)
    return table


def _print_misread(readings: Sequence[Reading], console: Console) -> None:
    for reading in readings:
        for name, (meant, read) in reading.fields.items():
            if meant != read and not reading.refused:
                line = f"{reading.kind} {reading.case}: {name}: {meant!r} read {read!r}"
                console.print(line, markup=False, highlight=False)


def _traps(library: Library, work: Path) -> Table:
    table = Table("trap", "must be true", "amiss", "told", "took", title="Traps", show_lines=True)
    for name in TRAPS:
        held = hold(name, library, work)
        table.add_row(
            name, held.must, f"[red]{'; '.join(held.amiss)}[/]", "\n".join(held.told)[:300], said(held.seconds)
        )
    return table


def _memory(cases: list[Source], kinds: Sequence[str], pages: int, work: Path) -> Table:
    """Packets grown to many pages, opened in a process of their own."""
    table = Table("packet", "pages", "peak memory", "took", title="Memory with all child processes")
    for kind in (kind for kind in GROWN if kind in kinds):
        folder = work / "grown" / kind
        first = write_packet(cases[0], kind, folder)
        papers = [path.read_bytes() for path in sorted(first.glob("*.pdf"))]
        here = [_count(paper) for paper in papers]
        total, number = sum(here), 0
        while total < pages:
            (folder / f"{10 + number // len(papers)}_{number:04}.pdf").write_bytes(papers[number % len(papers)])
            total, number = total + here[number % len(papers)], number + 1
        peak = peak_of(OPENING.format(folder=str(folder)))
        table.add_row(kind, str(total), f"{peak.megabytes:,.0f} MB", said(peak.seconds))
    return table


def _count(paper: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(paper)
    try:
        return len(document)
    finally:
        document.close()


if __name__ == "__main__":
    main()
