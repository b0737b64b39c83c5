"""The command line. What can be wrong with the input ends with one clear message and status 2."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import click

from mednec import __version__
from mednec.errors import MednecError

FORMATS = ("text", "md", "html", "json")
ENDINGS = {"text": "txt", "md": "md", "html": "html", "json": "json"}
WIDEST = 120


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
@click.option("--accept", multiple=True, metavar="NAME", help="Use a document that names another patient. Repeatable.")
def review_command(case: Path, policy: str | None, form: str, out: Path | None, accept: tuple[str, ...]) -> None:
    """Review CASE, a folder with request.yaml and documents/.

    Example: mednec review cases/OMA-DEV-001 --format html --out out
    """
    try:
        text = _reviewed(case, policy, form, accept, plain=out is not None)
        if out is None:
            click.echo(text, nl=False)
        else:
            click.echo(_write(out, f"determination.{ENDINGS[form]}", text))
    except MednecError as error:
        click.echo(f"{click.style('error', fg='red', bold=True)}: {error}", err=True)
        sys.exit(2)


def _reviewed(case: Path, policy: str | None, form: str, accept: tuple[str, ...], *, plain: bool) -> str:
    # The rooms are opened here, so that `--help` does not wait for them.
    from mednec.intake import read_case
    from mednec.packs.library import load_library
    from mednec.packs.shelf import policy_for
    from mednec.render import render
    from mednec.review import review

    read = read_case(case, accepted=frozenset(accept))
    library = load_library()
    determination = review(read, policy_for(library, read.request, policy), library)
    terminal = not plain and sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns if terminal else 100, WIDEST)
    return render(determination, read.documents, form, width=width, colour=terminal and "NO_COLOR" not in os.environ)


def _write(folder: Path, name: str, text: str) -> Path:
    """Write beside the place and rename, so that nothing half-written is left. Raises MednecError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(part).chmod(0o644)
        os.replace(part, folder / name)
    except OSError as error:
        raise MednecError(
            f"cannot write: {error.strerror}", where=str(folder / name), do="choose another folder"
        ) from error
    return folder / name
