"""`mednec intake`, and packets given to `mednec review`: taken in with a bar on the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.output import say, terminal
from mednec.errors import MednecError

if TYPE_CHECKING:
    from mednec.model.determination import Determination
    from mednec.model.document import SourceDocument
    from mednec.model.request import Case
    from mednec.model.sheet import Picture
    from mednec.packet import Intake
    from mednec.packs.library import Library


@click.command("intake")
@click.argument("packet", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="CASE", help="Case folder to write.")
@click.option("--policy", metavar="ID", help="Policy id or number, where the form names none.")
@click.option("--no-cache", is_flag=True, help="Read every page afresh and remember nothing.")
def intake_command(packet: Path, out: Path, policy: str | None, no_cache: bool) -> None:
    """Take in PACKET (a folder, zip or file of PDFs, scans, Word, FHIR ...) and write it as a case folder.

    Shows what the documents are and the request as read, to be confirmed in CASE/request.yaml.

    Example: mednec intake fax.pdf --out cases/new && mednec review cases/new
    """
    try:
        from mednec.packet import headers_of, open_packet
        from mednec.packet.written import write_case
        from mednec.packs.library import load_library
        from mednec.render import render_intake

        library = load_library()
        with taking_in(no_cache=no_cache) as intake:
            case = open_packet(packet, library, policy=policy, intake=intake)
        folder = write_case(case, packet, out, intake.limits)
        width, colour = terminal(plain=False)
        click.echo(render_intake(case, headers_of(case, library), width=width, colour=colour), nl=False)
        click.echo(folder)
    except MednecError as error:
        say(error)


def taken_in(place: Path, library: Library, *, policy: str | None, accepted: frozenset[str], no_cache: bool) -> Case:
    """The case in a folder that lies ready, else in a packet as it came. Raises MednecError."""
    from mednec.intake import read_case

    if not _is_packet(place):
        return read_case(place, accepted=accepted)
    from mednec.packet import open_packet

    with taking_in(no_cache=no_cache) as intake:
        return open_packet(place, library, policy=policy, accepted=accepted, intake=intake)


def documents_in(files: Sequence[Path], library: Library) -> list[SourceDocument]:
    """The documents of some files; what is to be told of them goes to the error stream. Raises MednecError."""
    from mednec.intake.documents import READABLE, read_document

    found: list[SourceDocument] = []
    for file in files:
        if file.suffix.lower() in READABLE or not file.is_file():
            found.append(read_document(file))
            continue
        from mednec.packet import documents_of

        with taking_in(no_cache=False) as intake:
            documents, remarks = documents_of(file, library, intake)
        found += documents
        for remark in remarks:
            page = f", page {remark.page}" if remark.page else ""
            click.echo(f"{click.style(remark.about.value, fg='yellow')}: {remark.file}{page}: {remark.says}", err=True)
    return found


def _is_packet(place: Path) -> bool:
    from mednec.intake.received import is_packet

    return is_packet(place)


def pictures(place: Path, case: Case, determination: Determination) -> Mapping[tuple[str, int], Picture]:
    """Pictures of the pages that a determination shows; none for documents that never were paper."""
    from mednec.render import pages_to_show

    pages = pages_to_show(determination, case.documents)
    if not pages:
        return {}
    from mednec.intake.kept import RECEIVED
    from mednec.intake.papers.limits import limits_from
    from mednec.packet.pictures import pictures_of

    inside = place / RECEIVED
    return pictures_of(inside if inside.is_dir() else place, pages, limits_from(os.environ))


@contextmanager
def taking_in(*, no_cache: bool) -> Iterator[Intake]:
    """Limits and memory from the environment, and a bar that counts pages on the terminal's error stream."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from mednec.intake.papers.limits import limits_from
    from mednec.intake.remembered import Remembered, remembered_in
    from mednec.packet import Intake

    remembered = Remembered() if no_cache else remembered_in(os.environ)
    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)
        pages: dict[str, tuple[int, int]] = {}

        def tick(file: str, done: int, of: int) -> None:
            pages[file] = (done, of)
            counts = tuple(pages.values())
            bar.update(task, completed=sum(d for d, _ in counts), total=sum(o for _, o in counts), description=file)

        yield Intake(limits=limits_from(os.environ), remembered=remembered, tick=tick)
