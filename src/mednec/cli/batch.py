"""`mednec policy compile`, `table` and `simulate`: a policy run by a service, and over a whole book of cases."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.output import say, terminal, write, write_bytes
from mednec.errors import MednecError

if TYPE_CHECKING:
    from mednec.authoring.simulate import Simulation

FORMATS = ("text", "html", "json")
Tick = Callable[[str], None]


@click.command("compile")
@click.argument("policy", metavar="POLICY")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
def compile_command(policy: str, out: Path) -> None:
    """Write the logic of POLICY as a Python module that needs nothing else, for a service that judges its own tests.

    Example: mednec policy compile my-policy --out service
    """
    try:
        from mednec.packs.library import load_library
        from mednec.packs.running.source import module_name, python_of
        from mednec.packs.shelf import policy_named

        found = policy_named(load_library(), policy)
        click.echo(write(out, f"{module_name(found)}.py", python_of(found)))
    except MednecError as error:
        say(error)


@click.command("table")
@click.argument("cases", nargs=-1, required=True, metavar="CASE...", type=click.Path(path_type=Path))
@click.option(
    "--policy", "policies", required=True, multiple=True, metavar="POLICY", help="The first gives the outcome."
)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Parquet file to write.")
def table_command(cases: tuple[Path, ...], policies: tuple[str, ...], out: Path) -> None:
    """Review each CASE under POLICY and write what every test came to: one row for each case.

    With a second --policy the tests of both are in the table.

    Example: mednec policy table cases/*/ --policy my-policy --out book.parquet
    """
    try:
        from mednec.authoring.book import needs_batch, table_bytes

        needs_batch()
        from mednec.authoring.gather import rows_of
        from mednec.packs.library import load_library
        from mednec.packs.shelf import policy_named

        library = load_library()
        found = [policy_named(library, policy) for policy in policies]
        with progress(len(cases), "reviewing") as tick:
            rows = rows_of(cases, found, library, tick)
        click.echo(write_bytes(out, table_bytes(rows)))
    except MednecError as error:
        say(error)


@click.command("simulate")
@click.argument("policy", metavar="POLICY")
@click.option(
    "--facts", "facts", required=True, type=click.Path(path_type=Path), metavar="TABLE", help="Parquet table."
)
@click.option("--against", metavar="OLD", help="The policy as it is now; the report tells what changes.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="What to write; by the ending of REPORT, else text.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="REPORT", help="File to write to.")
def simulate_command(policy: str, facts: Path, against: str | None, form: str | None, out: Path | None) -> None:
    """Hold a book of reviewed cases against POLICY: outcomes, who changes, which clause decides it.

    TABLE is made by mednec policy table.

    Example: mednec policy simulate draft --against my-policy --facts book.parquet --out report.html
    """
    try:
        from mednec.authoring.book import read_book
        from mednec.authoring.simulate import parts_of, simulate
        from mednec.packs.library import load_library
        from mednec.packs.shelf import policy_named

        book = read_book(facts)
        library = load_library()
        new = policy_named(library, policy)
        old = policy_named(library, against) if against is not None else None
        with progress(parts_of(new, old), "simulating") as tick:
            found = simulate(book, new, old, tick)
        wanted = form or {".html": "html", ".json": "json"}.get(out.suffix if out else "", "text")
        width, colour = terminal(plain=out is not None)
        text = _report(wanted)(found, width, colour)
        if out is None:
            click.echo(text, nl=False)
        else:
            click.echo(write(out.parent, out.name, text))
    except MednecError as error:
        say(error)


def _report(form: str) -> Callable[[Simulation, int, bool], str]:
    from mednec.authoring.simulated import as_json, as_text
    from mednec.authoring.simulated_page import as_page

    if form == "html":
        return lambda found, _width, _colour: as_page(found)
    if form == "json":
        return lambda found, _width, _colour: as_json(found)
    return lambda found, width, colour: as_text(found, width=width, colour=colour)


@contextmanager
def progress(parts: int, says: str) -> Iterator[Tick]:
    """A bar on the terminal's error stream, gone when the work is done; none where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(says),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=parts)

        def tick(at: str) -> None:
            bar.update(task, advance=1, description=at)

        yield tick


COMMANDS = (compile_command, table_command, simulate_command)
