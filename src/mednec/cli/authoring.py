"""What a policy's author does with it. Status 1: the policy was read, and something is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mednec.cli.output import say, terminal, write
from mednec.errors import MednecError

ENDINGS = {"text": "txt", "md": "md", "html": "html"}
_FORM = click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="What to write."
)


@click.command("check")
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@_FORM
def check_command(policies: tuple[str, ...], form: str) -> None:
    """Look for contradictions, slips and gaps in POLICY...: an id, a folder, a policy.yaml or a payer's text.

    Without POLICY all installed ones. Status 0: no error; 1: an error was found; 2: a policy cannot be read.
    """
    try:
        from mednec.authoring.checked import as_json, as_text, checked, has_errors
        from mednec.packs.checking import all_installed, subject_of
        from mednec.packs.library import load_library

        library = load_library()
        results = checked([subject_of(library, p) for p in policies] if policies else all_installed(library))
        width, colour = terminal(plain=False)
        click.echo(as_json(results) if form == "json" else as_text(results, width=width, colour=colour), nl=False)
        sys.exit(1 if has_errors(results) else 0)
    except MednecError as error:
        say(error)


@click.command("test")
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...")
@_FORM
def test_command(policies: tuple[str, ...], form: str) -> None:
    """Run the tests beside POLICY... (tests.yaml) and tell which clauses they test.

    Status 0: every clause came to what its test says; 1: one did not; 2: a policy or test cannot be read.
    """
    try:
        from mednec.authoring.tested import as_json, as_text
        from mednec.authoring.testing import report
        from mednec.packs.checking import subject_of
        from mednec.packs.library import load_library

        library = load_library()
        reports = [report(subject_of(library, p)) for p in policies]
        width, colour = terminal(plain=False)
        click.echo(as_json(reports) if form == "json" else as_text(reports, width=width, colour=colour), nl=False)
        sys.exit(0 if all(r.passed for r in reports) else 1)
    except MednecError as error:
        say(error)


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--cases",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Review the cases in DIR under both and tell which come out otherwise.",
)
@_FORM
def diff_command(old: str, new: str, cases: Path | None, form: str) -> None:
    """Tell what changed from OLD to NEW, clause by clause: each an id, a folder, a policy.yaml or a payer's text."""
    try:
        from mednec.authoring.compared import as_json, as_text
        from mednec.authoring.comparing import compare
        from mednec.authoring.rereading import case_folders, reviewed_again
        from mednec.packs.checking import subject_of
        from mednec.packs.library import load_library

        library = load_library()
        comparison = compare(subject_of(library, old), subject_of(library, new))
        again = None if cases is None else [reviewed_again(comparison, f, library) for f in case_folders(cases)]
        width, colour = terminal(plain=False)
        text = as_json(comparison, again) if form == "json" else as_text(comparison, again, width=width, colour=colour)
        click.echo(text, nl=False)
    except MednecError as error:
        say(error)


@click.command("explain")
@click.argument("policy")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "md", "html")),
    default="text",
    show_default=True,
    help="What to write; html draws the tree.",
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write DIR/policy.* instead.")
def explain_command(policy: str, form: str, out: Path | None) -> None:
    """Tell POLICY in plain words: what each clause asks, within which bounds, on what evidence, and what is asked.

    Example: mednec policy explain my-policy --format html --out out
    """
    try:
        from mednec.authoring.explained import as_html, as_markdown, as_text
        from mednec.authoring.explaining import explain
        from mednec.packs.checking import subject_of
        from mednec.packs.library import load_library

        told = explain(subject_of(load_library(), policy))
        width, colour = terminal(plain=out is not None)
        if form == "text":
            text = as_text(told, width=width, colour=colour)
        else:
            text = as_html(told) if form == "html" else as_markdown(told)
        if out is None:
            click.echo(text, nl=False)
        else:
            click.echo(write(out, f"policy.{ENDINGS[form]}", text))
    except MednecError as error:
        say(error)


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of policy.yaml, for editors and other programs."""
    from mednec.packs.schema import schema_text

    click.echo(schema_text(), nl=False)


COMMANDS = (check_command, test_command, explain_command, diff_command, schema_command)
