"""`mednec evidence`: the records the packs rest on, and the user's own papers and labels beside them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.output import say, terminal
from mednec.errors import MednecError

if TYPE_CHECKING:
    from mednec.cli.evidence_views import Answer
    from mednec.evidence.library.importing import Tick
    from mednec.model.knowledge import Concept, Drug
    from mednec.packs.library import Library

LIBRARY = "MEDNEC_EVIDENCE"
_SHARE = 0.5  # of the words asked for, that a record must have


@click.group("evidence")
def evidence_group() -> None:
    """Look through the evidence: the packs' graded references, and a private library of your own papers and labels."""


@evidence_group.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--into",
    "folder",
    required=True,
    envvar=LIBRARY,
    show_envvar=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the library; made where there is none.",
)
def import_command(files: tuple[Path, ...], folder: Path) -> None:
    """Import FILE...: PubMed (.nbib, .txt, .xml), RIS (.ris) and DailyMed labels (.xml), also packed with gzip.

    Records are imported, not graded: they are found by searching, and never change what a review answers. A file is
    imported once; an import that was interrupted goes on where it stopped. Status 2: a file could not be read.

    Example: mednec evidence import pubmed.nbib label.xml --into my-library
    """
    failed = False

    def tell(error: MednecError) -> None:
        nonlocal failed
        failed = True
        click.echo(f"{click.style('error', fg='red', bold=True)}: {error}", err=True)

    try:
        from mednec.cli.evidence_views import came_in_words, library_in_words
        from mednec.evidence.library.files import source_of
        from mednec.evidence.library.importing import import_file
        from mednec.evidence.library.looking import open_library
        from mednec.evidence.library.store import opened

        sources = []
        for path in files:
            try:
                sources.append(source_of(path))
            except MednecError as error:
                tell(error)
        if not sources and not folder.exists():
            sys.exit(2)  # no library is made for files that are none
        with opened(folder, writing=True) as table, _counting() as tick:
            for source in sources:
                try:
                    came = import_file(table, source, day=date.today().isoformat(), tick=tick)
                except MednecError as error:
                    tell(error)
                    continue
                click.echo(came_in_words(came))
                failed = failed or bool(came.file.ends)
        click.echo(library_in_words(open_library(folder)))
    except MednecError as error:
        say(error)
    if failed:
        sys.exit(2)


@evidence_group.command("search")
@click.argument("words", nargs=-1, metavar="WORDS...")
@click.option(
    "--in",
    "folder",
    envvar=LIBRARY,
    show_envvar=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Search the private library in this folder too.",
)
@click.option("--drug", metavar="NAME", help="Only records about this drug: a name, a brand or an id of the packs.")
@click.option("--disease", metavar="NAME", help="Only records about this disease: a name or an id of the packs.")
@click.option("--top", type=click.IntRange(1, 100), default=5, show_default=True, help="How many of each to show.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option(
    "--rerank",
    "model",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Let a cross-encoder of yours (model.onnx, tokenizer.json) put the library's passages in order.",
)
def search_command(
    words: tuple[str, ...],
    folder: Path | None,
    drug: str | None,
    disease: str | None,
    top: int,
    form: str,
    model: Path | None,
) -> None:
    """Find passages for WORDS in the packs' references and in the private library, and say what was searched.

    Words in quotation marks must stand together. Brands and other names of drugs and diseases are searched too.

    Example: mednec evidence search 'reaction "first dose"' --drug my-drug --in my-library
    """
    try:
        from mednec.cli.evidence_views import search_as_json, search_in_words

        answer = _searched(words, folder, drug, disease, top, model)
        if form == "json":
            click.echo(search_as_json(answer))
        else:
            width, colour = terminal(plain=False)
            click.echo(search_in_words(answer, width=width, colour=colour).rstrip())
    except MednecError as error:
        say(error)


@evidence_group.command("list")
@click.option("--drug", metavar="NAME", help="A name, a brand or an id of the packs.")
@click.option("--disease", metavar="NAME", help="A name or an id of the packs.")
@click.option("--policy", metavar="FILE|ID", help="The drugs of this policy.")
def list_command(drug: str | None, disease: str | None, policy: str | None) -> None:
    """List the packs' reference records; with a drug and a disease, how near each stands to that use.

    Example: mednec evidence list --drug my-drug --disease my-disease
    """
    try:
        from mednec.cli.evidence_list import listed, listed_in_words
        from mednec.packs.library import load_library
        from mednec.packs.shelf import policy_named

        library = load_library()
        found = {one.id: one for one in ([_drug(library, drug)] if drug else [])}
        for each in policy_named(library, policy).drugs if policy else ():
            found |= {each: library.knowledge.drugs[each]} if each in library.knowledge.drugs and not drug else {}
        rows = listed(library, tuple(found.values()), _disease(library, disease) if disease else None)
        width, colour = terminal(plain=False)
        click.echo(listed_in_words(rows, library, width=width, colour=colour).rstrip())
    except MednecError as error:
        say(error)


def _searched(
    words: Sequence[str], folder: Path | None, drug: str | None, disease: str | None, top: int, model: Path | None
) -> Answer:
    from mednec.cli.evidence_views import Answer
    from mednec.evidence.library.about import about
    from mednec.evidence.library.looking import open_library, search_library
    from mednec.evidence.library.references import search_references
    from mednec.evidence.library.wording import synonyms_of, terms_of_disease, terms_of_drug
    from mednec.packs.library import load_library
    from mednec.search.rerank import open_reranker

    library = load_library()
    own = _drug(library, drug) if drug else None
    treated = _disease(library, disease) if disease else None
    asked = " ".join(words) or " ".join(each.name for each in (own, treated) if each)
    if not asked.strip():
        raise MednecError("no words to search for", where="search", do="give words, a drug or a disease")
    also = synonyms_of(library.knowledge.drugs.values(), (c for c in library.concepts.values() if c.kind == "disease"))
    narrowed = about(
        library.knowledge.references.values(),
        drugs=(own.id,) if own else (),
        diseases=(treated.id,) if treated else (),
        concepts=library.concepts,
    )
    graded = search_references(narrowed, asked, packs=library.knowledge.versions, top=top, also=also, least=_SHARE)
    needs = (*((terms_of_drug(own),) if own else ()), *((terms_of_disease(treated),) if treated else ()))
    private = None
    rerank = open_reranker(model) if model else None
    if rerank and not folder:
        raise MednecError("only passages of a library are put in order", where="--rerank", do="name it with --in DIR")
    if folder:
        library_ = open_library(folder)
        private = search_library(library_, asked, top=top, also=also, least=_SHARE, needs=needs, rerank=rerank)
    return Answer(graded=graded, private=private, narrowed=tuple(each.name for each in (own, treated) if each))


def _drug(library: Library, name: str) -> Drug:
    found = library.knowledge.drugs.get(name) or library.knowledge.drug_named(name)
    if found is None:
        raise MednecError(f"the packs know no drug {name!r}", where="--drug", do="give its name, a brand or its id")
    return found


def _disease(library: Library, name: str) -> Concept:
    """The disease of this id, name or term; ids go first."""
    wanted = _plain(name)
    diseases = sorted((c for c in library.concepts.values() if c.kind == "disease"), key=lambda c: c.id)
    by_id = {_plain(c.id): c for c in reversed(diseases)}
    by_name = {_plain(c.name): c for c in reversed(diseases)}
    by_term = {_plain(term): c for c in reversed(diseases) for term in c.terms}
    found = by_id.get(wanted) or by_name.get(wanted) or by_term.get(wanted)
    if found is not None:
        return found
    raise MednecError(f"the packs know no disease {name!r}", where="--disease", do="give its name or its id")


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


@contextmanager
def _counting() -> Iterator[Tick]:
    """A count of the records read, on the terminal's error stream."""
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    columns = (TextColumn("reading"), TextColumn("{task.completed:,.0f} records"))
    bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    with bar:
        task = bar.add_task("", total=None)
        yield lambda count: bar.update(task, completed=count)
