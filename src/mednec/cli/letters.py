"""`mednec letter`: documents that a person sends, made of the cited statements of a determination."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack

import click

from mednec.cli.output import say, write_bytes
from mednec.errors import MednecError

if TYPE_CHECKING:
    from mednec.model.determination import Determination
    from mednec.model.document import SourceDocument
    from mednec.model.request import Case
    from mednec.packs.library import Library
    from mednec.render.letters.layout import Letter

FORMATS = ("md", "html", "pdf")
Command = TypeVar("Command", bound=Callable[..., None])


class Told(TypedDict):
    """What all letters take, as it was given."""

    case: Path
    form: str
    out: Path | None
    day: datetime | None
    policy: str | None
    accept: tuple[str, ...]
    appeals: Path | None


Written = Callable[["Determination", "Case", str, "Library"], "Letter"]


def options(command: Command) -> Command:
    """What all letters take."""
    for option in (
        click.option(
            "--appeals",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Similar decisions kept there, as analogues.",
        ),
        click.option("--accept", multiple=True, metavar="NAME", help="Use a document that was set aside. Repeatable."),
        click.option("--policy", metavar="FILE|ID", help="As for mednec review."),
        click.option(
            "--date",
            "day",
            type=click.DateTime(["%Y-%m-%d"]),
            help="The letter's date; else the day of the review.",
        ),
        click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write into DIR instead."),
        click.option(
            "--format", "form", type=click.Choice(FORMATS), default="md", show_default=True, help="What to write."
        ),
        click.argument("case", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


@click.group("letter")
def letter_group() -> None:
    """Write a document to send: what is missing, a brief for a talk between physicians, an appeal.

    Every sentence about the case carries a note that leads to the record, the policy or the literature.
    """


@letter_group.command("gap")
@options
def gap_command(**told: Unpack[Told]) -> None:
    """Ask the practice of CASE for what is missing: questions and open lines, no findings to sign.

    Example: mednec letter gap cases/IG-DEV-01 --format pdf --out out
    """

    def written(d: Determination, _: Case, dated: str, __: Library) -> Letter:
        from mednec.render.letters.gap import gap_letter

        return gap_letter(d, dated)

    _write(written, **told)


@letter_group.command("peer")
@options
def peer_command(**told: Unpack[Told]) -> None:
    """Brief the medical director on CASE, two pages at most: the strongest case each way, and what to ask.

    Example: mednec letter peer cases/OMA-DEV-001 --format pdf --out out
    """

    def written(d: Determination, _: Case, dated: str, __: Library) -> Letter:
        from mednec.render.letters.peer import peer_brief

        return peer_brief(d, dated)

    _write(written, **told)


@letter_group.command("appeal")
@options
@click.option("--denial", type=click.Path(path_type=Path), metavar="FILE", help="The payer's notice of denial.")
def appeal_command(denial: Path | None, **told: Unpack[Told]) -> None:
    """Appeal the denial of CASE for the patient's side: each reason answered with the record.

    The denial is the payer's notice among the documents or in --denial, else the adverse recommendation.

    Example: mednec letter appeal cases/IG-DEV-02 --format pdf --out out
    """

    def written(d: Determination, taken: Case, dated: str, library: Library) -> Letter:
        from mednec.render.letters.appeal import appeal_letter

        notice = _notice(denial, taken, library) if denial else None
        return appeal_letter(d, taken.documents, dated, notice)

    _write(written, **told)


def _write(written: Written, **told: Unpack[Told]) -> None:
    form, out, day, policy = told["form"], told["out"], told["day"], told["policy"]
    try:
        if form == "pdf" and out is None:
            raise MednecError("a PDF is not printed here", where="--format pdf", do="name a folder with --out DIR")
        # The rooms are opened here, so that `--help` does not wait for them.
        from mednec.cli.own import open_shelves
        from mednec.cli.packet import taken_in
        from mednec.packs.library import load_library
        from mednec.packs.shelf import policy_for
        from mednec.render.letters import render_letter
        from mednec.review import review

        library = load_library()
        case = taken_in(told["case"], library, policy=policy, accepted=frozenset(told["accept"]), no_cache=False)
        own = open_shelves(told["appeals"], None, library)
        determination = review(case, policy_for(library, case.request, policy), library, own)
        dated = (day.date() if day else determination.review_date).isoformat()
        letter = written(determination, case, dated, library)
        content = render_letter(letter, form)
        if out is None:
            click.echo(content.decode(), nl=False)
        else:
            click.echo(write_bytes(out / f"{letter.name}.{form}", content))
    except MednecError as error:
        say(error)


def _notice(file: Path, case: Case, library: Library) -> SourceDocument:
    """The notice of denial as one document; where it is one of the case's, that one. Raises MednecError."""
    from mednec.cli.packet import documents_in

    found = documents_in((file,), library)
    if len(found) != 1:
        raise MednecError(f"holds {len(found)} documents, one notice is wanted", where=str(file), do="give it alone")
    same = (document for document in case.documents if document.text == found[0].text)
    return next(same, found[0])
