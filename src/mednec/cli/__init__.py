"""The command line. What can be wrong with the input ends with one clear message and status 2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from mednec import __version__
from mednec.cli.account import account_group
from mednec.cli.appeals import appeals_group
from mednec.cli.audit import audit_group
from mednec.cli.authoring import COMMANDS as AUTHORING
from mednec.cli.batch import COMMANDS as BATCH
from mednec.cli.case_commands import case_group
from mednec.cli.evidence import evidence_group
from mednec.cli.letters import letter_group
from mednec.cli.model import (
    ModelOptions,
    asked_of,
    facts_with_model,
    model_group,
    model_options,
    read_with_model,
    sorted_with_model,
)
from mednec.cli.model_check import check_command
from mednec.cli.organisation import organisation_group
from mednec.cli.output import say, terminal, write
from mednec.cli.own import open_shelves
from mednec.cli.packet import intake_command
from mednec.cli.policy import policy_group
from mednec.cli.serve import serve_command
from mednec.cli.store_commands import store_group
from mednec.cli.worker import worker_command
from mednec.errors import MednecError

FORMATS = ("text", "md", "html", "json")
ENDINGS = {"text": "txt", "md": "md", "html": "html", "json": "json"}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mednec")
def main() -> None:
    """Review whether a treatment is medically necessary under a payer's policy; every sentence opens at its source.

    mednec recommends; a physician signs. Status 0: a determination was made, whatever it says. Status 2: the input
    cannot be reviewed, and one message says what is wrong, where, and what to do.
    """


@main.command("review")
@click.argument("case", type=click.Path(path_type=Path))
@click.option(
    "--policy", metavar="FILE|ID", help="An installed id or policy number, a policy.yaml, or its payer's text."
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="What to write.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write DIR/determination.* instead.")
@click.option("--accept", multiple=True, metavar="NAME", help="Use a document that was set aside. Repeatable.")
@click.option("--no-cache", is_flag=True, help="Read every page afresh and remember nothing.")
@click.option("--appeals", type=click.Path(path_type=Path), metavar="DIR", help="Show similar decisions kept there.")
@click.option("--evidence", type=click.Path(path_type=Path), metavar="DIR", help="Show passages of papers kept there.")
@model_options
def review_command(
    case: Path,
    policy: str | None,
    form: str,
    out: Path | None,
    accept: tuple[str, ...],
    no_cache: bool,
    appeals: Path | None,
    evidence: Path | None,
    model: ModelOptions,
) -> None:
    """Review CASE: a folder with request.yaml and documents/, or a packet as it came.

    A packet is a folder, a zip or a file of PDFs, scans, Word, RTF, web pages, FHIR or C-CDA; without a request.yaml
    the request is read from its form, and every field so read is marked.

    With --model a language model of yours points at words of the chart for clauses that stayed open. It decides
    nothing: the program reads the words itself, and what does not hold is shown with the reason.

    Example: mednec review cases/OMA-DEV-001 --format html --out out
    """
    try:
        shelves = (appeals, evidence)
        text = _reviewed(case, policy, form, accept, shelves, model, plain=out is not None, no_cache=no_cache)
        if out is None:
            click.echo(text, nl=False)
        else:
            click.echo(write(out, f"determination.{ENDINGS[form]}", text))
    except MednecError as error:
        say(error)


@main.command("facts")
@click.argument("files", nargs=-1, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--jsonl", type=click.Path(path_type=Path), metavar="IN", help='Read lines {"id", "text", "as_of"}.')
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day the files were received; resolves 3/17, last May."
)
@click.option("--table", "form", flag_value="table", help="Print a table in place of JSON lines.")
@click.option("--html", "form", flag_value="html", help="Print the documents as a page, facts highlighted by kind.")
@model_options
def facts_command(
    files: tuple[Path, ...], jsonl: Path | None, as_of: datetime | None, form: str | None, model: ModelOptions
) -> None:
    """Print what the documents FILE... say (also PDF, scans, FHIR), each fact with its exact words, as JSON lines.

    The same fact in several files is printed once, with all its places. Example: mednec facts note.txt --table
    """
    try:
        if bool(files) == bool(jsonl) or (jsonl and form):
            raise MednecError("give files, or --jsonl IN alone", where="facts", do="see mednec facts --help")
        for line in _notes_read(jsonl) if jsonl else _files_read(files, as_of, form, model):
            click.echo(line)
    except MednecError as error:
        say(error)


def _notes_read(path: Path) -> Iterator[str]:
    from mednec.intake.notes import read_notes
    from mednec.packs.library import load_library
    from mednec.reading import read_note
    from mednec.render.fact_lines import note_lines
    from mednec.render.json_text import to_json_line

    notes = tuple(read_notes(path))  # a bad line is told before anything is printed
    library = load_library()
    for note in notes:
        found = read_note(note.text, library, written=note.as_of, name=note.id)
        yield to_json_line({"id": note.id, "facts": note_lines(found, library.concepts)})


def _files_read(
    files: tuple[Path, ...], as_of: datetime | None, form: str | None, model: ModelOptions
) -> Iterator[str]:
    from mednec.cli.packet import documents_in
    from mednec.packs.library import load_library
    from mednec.reading import read_facts
    from mednec.render.facts_views import facts_in_words, facts_lines

    opened = asked_of(model)
    library = load_library()
    documents = documents_in(files, library)
    day = as_of.date() if as_of else None
    further = facts_with_model(documents, opened, library, as_of=day)
    facts = read_facts(documents, library, as_of=day, further=further)
    if form is None:
        yield from facts_lines(facts, library.concepts)
        return
    width, colour = terminal(plain=False)
    yield facts_in_words(facts, documents, form, width=width, colour=colour).removesuffix("\n")


def _reviewed(
    place: Path,
    policy: str | None,
    form: str,
    accept: tuple[str, ...],
    shelves: tuple[Path | None, Path | None],
    model: ModelOptions,
    *,
    plain: bool,
    no_cache: bool,
) -> str:
    # The rooms are opened here, so that `--help` does not wait for them.
    from mednec.cli.packet import pictures, taken_in
    from mednec.packs.library import load_library
    from mednec.packs.shelf import policy_for
    from mednec.render import render
    from mednec.review import judge, read

    opened = asked_of(model, no_cache=no_cache)
    library = load_library()
    own = open_shelves(*shelves, library)
    case = taken_in(place, library, policy=policy, accepted=frozenset(accept), no_cache=no_cache)
    case, before = sorted_with_model(case, opened, library)
    found = read(case, policy_for(library, case.request, policy), library, own)
    determination = judge(read_with_model(found, opened, case, library, before=before))
    for trouble in determination.pointed.trouble if determination.pointed else ():
        click.echo(f"language model: {trouble}; reviewed without these answers", err=True)
    width, colour = terminal(plain=plain)
    shown = pictures(place, case, determination) if form == "html" else {}
    return render(determination, case.documents, form, pictures=shown, width=width, colour=colour)


SERVICE = (serve_command, worker_command, account_group, audit_group, case_group, organisation_group, store_group)
for each in (policy_group, intake_command, letter_group, appeals_group, evidence_group, model_group, *SERVICE):
    main.add_command(each)
model_group.add_command(check_command)
for command in (*AUTHORING, *BATCH):
    policy_group.add_command(command)
