"""`mednec appeals`: published decisions of external appeals imported, searched and counted."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.appeals_predict import predict_command
from mednec.cli.output import say, terminal
from mednec.errors import MednecError

if TYPE_CHECKING:
    from mednec.appeals.counting import Condition, Tally
    from mednec.appeals.finding import Shelf
    from mednec.appeals.kept import Kept
    from mednec.appeals.language import AppealWords
    from mednec.appeals.names import Names
    from mednec.packs.library import Library

_PUBLISHERS = ("ca-dmhc", "ca-cdi", "ny-dfs")
_DETAILS = ("treatment-detail", "diagnosis-detail", "payer-type", "age", "sex")
_GROUPS = ("year", "issue", "treatment", "diagnosis", "publisher", *_DETAILS)
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
_IN = click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path),
    default="appeals",
    envvar="MEDNEC_APPEALS",
    show_default=True,
    help="Folder of imported decisions.",
)


@click.group("appeals")
def appeals_group() -> None:
    """Published decisions of external appeals: import a publisher's download, search it, count how it ended.

    Precedents are analogues. They are never a criterion and never evidence that a treatment works.
    """


appeals_group.add_command(predict_command)


@appeals_group.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--publisher", type=click.Choice(_PUBLISHERS), help="Whose download it is, where the columns do not say.")
@click.option("--into", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder to keep them in.")
def import_command(files: tuple[Path, ...], publisher: str | None, into: Path) -> None:
    """Import downloads: tables (.csv) of DMHC, CDI or DFS, or DFS's records as text.

    An import that was broken off goes on where it stopped. What cannot be read is set aside in DIR/set-aside.csv.

    Example: mednec appeals import imr.csv --into appeals
    """
    try:
        from mednec.appeals.importing import import_files
        from mednec.appeals.kept import open_appeals
        from mednec.cli.appeals_shown import imported_text

        with _bar("importing") as tick:
            done = import_files(files, into, publisher=publisher, tick=tick)
        width, colour = terminal(plain=False)
        click.echo(imported_text(done, into, width=width, colour=colour), nl=False)
        _index(open_appeals(into), always=False)
    except MednecError as error:
        say(error)


@appeals_group.command("index")
@_IN
def index_command(folder: Path) -> None:
    """Build the search index again, after names or cues in the packs have changed."""
    try:
        from mednec.appeals.kept import open_appeals

        _index(open_appeals(folder), always=True)
    except MednecError as error:
        say(error)


@appeals_group.command("search")
@click.argument("words")
@click.option("--drug", default="", metavar="NAME", help="A medicine, under any of its names.")
@click.option("--disease", default="", metavar="NAME", help="A disease, under any of its names; its kinds count too.")
@click.option("--issue", default="", metavar="WORDS", help="Ground of denial, as 'experimental'.")
@click.option("--year", default="", metavar="YEAR|FROM-TO", help="Year of the decision.")
@click.option("--publisher", type=click.Choice(_PUBLISHERS), help="Whose decisions.")
@click.option("--ending", default="", metavar="WORD", help="overturned, overturned in part, or upheld.")
@_IN
@click.option("--top", type=click.IntRange(1, 1000), default=5, show_default=True, help="How many to show.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def search_command(
    words: str,
    drug: str,
    disease: str,
    issue: str,
    year: str,
    publisher: str | None,
    ending: str,
    folder: Path,
    top: int,
    form: str,
) -> None:
    """Find decisions for WORDS; the reviewer's reasons are shown with each.

    Example: mednec appeals search "IVIG after steroids failed" --ending overturned
    """
    try:
        from mednec.appeals.finding import Wanted, find
        from mednec.cli.appeals_shown import hits_json, hits_text

        shelf = _shelf(folder)
        wanted = Wanted(
            words=words,
            drug=drug,
            disease=disease,
            issue=issue,
            years=_years(year),
            publisher=publisher or "",
            ending=ending,
        )
        found = find(shelf, wanted, top=top)
        width, colour = terminal(plain=False)
        if form == "json":
            click.echo(hits_json(found, shelf.names, words))
        else:
            click.echo(hits_text(found, shelf.names, words, width=width, colour=colour), nl=False)
    except MednecError as error:
        say(error)


@appeals_group.command("stats")
@click.option("--by", multiple=True, type=click.Choice(_GROUPS), help="Count by this. Repeatable: by both.")
@click.option("--treatment", default="", metavar="WORDS", help="Only decisions whose treatment has these words.")
@click.option("--treatment-detail", default="", metavar="WORDS", help="The same of its sub-category.")
@click.option("--diagnosis", default="", metavar="WORDS", help="Only decisions whose diagnosis has these words.")
@click.option("--diagnosis-detail", default="", metavar="WORDS", help="The same of its sub-category.")
@click.option("--issue", default="", metavar="WORDS", help="Ground of denial, as 'experimental'.")
@click.option("--payer-type", default="", metavar="WORDS", help="Kind of coverage, as 'HMO'.")
@click.option("--publisher", type=click.Choice(_PUBLISHERS), help="Whose decisions.")
@click.option("--year", default="", metavar="YEAR|FROM-TO", help="Year of the decision.")
@_IN
@click.option("--format", "form", type=click.Choice(("text", "json", "html")), default="text", show_default=True)
def stats_command(by: tuple[str, ...], publisher: str | None, year: str, folder: Path, form: str, **words: str) -> None:
    """Count how many denials were overturned: k of n with the 95 % interval.

    Under fewer than ten decisions, conditions are given up from the last to the first, and the answer says which.

    Example: mednec appeals stats --by year --treatment pharmacy --format html > drift.html
    """
    try:
        from mednec.appeals.counting import tally
        from mednec.appeals.kept import open_appeals
        from mednec.cli.appeals_page import stats_html
        from mednec.cli.appeals_shown import Counted, stats_json, stats_text

        counted = tally(open_appeals(folder))
        conditions = _conditions(counted, words, publisher, year)
        groups = tuple(group.replace("-", "_") for group in by)
        shown = Counted(
            whole=counted.rate(conditions),
            groups=groups,
            rates=counted.by(groups, conditions) if groups else (),
            years=counted.by(["year"], conditions),
            asked=tuple(c.says for c in conditions),
        )
        width, colour = terminal(plain=False)
        if form == "json":
            click.echo(stats_json(shown))
        elif form == "html":
            click.echo(stats_html(shown), nl=False)
        else:
            click.echo(stats_text(shown, width=width, colour=colour), nl=False)
    except MednecError as error:
        say(error)


def _conditions(counted: Tally, words: dict[str, str], publisher: str | None, year: str) -> list[Condition]:
    """The conditions in the order in which they matter: the last is given up first. Raises AppealsError."""
    from mednec.appeals.counting import Condition, named_condition
    from mednec.appeals.publishers import PUBLISHERS

    found = []
    for group in ("treatment", "diagnosis", "issue", "payer_type", "treatment_detail", "diagnosis_detail"):
        if words.get(group):
            found.append(named_condition(counted, group, words[group]))
    if publisher:
        found.append(Condition(group="publisher", words=PUBLISHERS[publisher].name))
    if years := _years(year):
        found.append(Condition(group="year", years=years))
    return found


def _years(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    found = _YEARS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise MednecError(f"{text!r} is no year", where="--year", do="write 2014, or 2010-2014")
    return first, last


def language(library: Library | None = None) -> tuple[Names, AppealWords]:
    """Names and cues of the installed packs, or of a library that was loaded already. Raises PackError."""
    from mednec.appeals.language import appeal_words
    from mednec.appeals.names import Names
    from mednec.packs.knowledge import load_knowledge
    from mednec.packs.library import packs_root
    from mednec.packs.vocabulary import load_concepts, read_yaml

    root = library.root if library else packs_root()
    path = root / "language" / "appeals.yaml"
    concepts = library.concepts.values() if library else load_concepts(root)
    drugs = (library.knowledge if library else load_knowledge(root)).drugs.values()
    return Names.compile(concepts, drugs), appeal_words(read_yaml(path), path.name)


def _shelf(folder: Path) -> Shelf:
    from mednec.appeals.finding import open_shelf

    shelf = open_shelf(folder, *language())
    if (kept := len(shelf.kept)) != (indexed := shelf.index.entries):
        told = f"{kept:,} decisions are kept and {indexed:,} in the index: run mednec appeals index --in {folder}"
        click.echo(told, err=True)
    return shelf


def _index(kept: Kept, *, always: bool) -> None:
    from mednec.appeals.finding import FOLDER, build_index
    from mednec.search.fields import SearchError
    from mednec.search.index import open_index

    if not always:
        try:
            if open_index(kept.folder / FOLDER).entries == len(kept):
                return
        except SearchError:
            pass  # there is none yet
    names, words = language()
    with _bar("indexing") as tick:
        index = build_index(kept, names, words, lambda done, of: tick("decisions", done, of))
    click.echo(f"{index.entries:,} decisions can be searched: mednec appeals search WORDS --in {kept.folder}")


@contextmanager
def _bar(says: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on the terminal's error stream."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(says),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)
        yield lambda name, done, of: bar.update(task, completed=min(done, of), total=of, description=name)
