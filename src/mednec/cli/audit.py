"""`mednec audit`: is the audit as it was written, do determinations derive again, and the audit for an auditor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.at_desk import HOME, ORG, desk_at, opened, told
from mednec.cli.audit_model import model_lines
from mednec.cli.output import write_bytes
from mednec.errors import MednecError

if TYPE_CHECKING:
    from mednec.store.audit import End


BROKEN = 1  # status where something does not hold


@click.group("audit")
def audit_group() -> None:
    """Verify the audit, derive determinations again, and export the audit. Status 1: something does not hold."""


@audit_group.command("verify")
@click.option("--known", metavar="NUMBER:DIGEST", help="An end that was told earlier and kept elsewhere.")
@HOME
@ORG
def verify_command(known: str | None, home: Path | None, org: str | None) -> None:
    """Read the whole audit and say whether it is as it was written.

    Keep the end that is told elsewhere: given back with --known, it shows that the audit was not set back as a whole.

    Example: mednec audit verify
    """
    with told():
        from mednec.desk.open import organisations as called
        from mednec.desk.place import organisation_called
        from mednec.store.audit import organisations, verify
        from mednec.store.engine import reading

        desk = desk_at(home)
        names = dict(called(desk))
        end = _end(known)
        with reading(desk.engine) as session:
            orgs = (organisation_called(desk, org),) if org or known else organisations(session)
            found = [verify(session, desk.keys, each, known=end) for each in orgs]
        for each in found:
            name = names.get(each.org, each.org)
            if each.ok:
                holds = click.style("holds", fg="green")
                click.echo(f"{holds}: {name}, {each.entries:,} entries; end {each.end.number}:{each.end.digest}")
            else:
                broken = click.style("does not hold", fg="red", bold=True)
                click.echo(f"{broken}: {name}, entry {each.bad}: {each.why}")
        sys.exit(0 if all(each.ok for each in found) else BROKEN)


@audit_group.command("replay")
@click.argument("case", nargs=-1, required=True, metavar="CASE...")
@HOME
@ORG
def replay_command(case: tuple[str, ...], home: Path | None, org: str | None) -> None:
    """Derive every determination of CASE (its number or id) again and compare the bytes.

    Where they differ it says why: another program, other packs, a policy that is gone, or a fault.

    Example: mednec audit replay 260408-1f3a9c
    """
    with told():
        from mednec.desk.keeping import case_called
        from mednec.desk.replaying import replay

        desk, who = opened(home, org)
        same = True
        for called in case:
            for each in replay(desk, who, case_called(desk, who, called)):
                said = click.style("same bytes", fg="green") if each.same else click.style("differs", fg="red")
                click.echo(
                    f"{called} determination {each.number} ({each.made:%Y-%m-%d %H:%M} UTC, {each.outcome}): {said}"
                )
                if each.why:
                    click.echo(f"    {each.why}")
                same = same and each.same
        sys.exit(0 if same else BROKEN)


@audit_group.command("model")
@click.argument("case", metavar="CASE")
@click.option("--number", type=click.IntRange(min=1), metavar="N", help="Of the determination; else the newest.")
@click.option("--whole", is_flag=True, help="Also what was sent: the prompt and the passages of the chart.")
@HOME
@ORG
def model_command(case: str, number: int | None, whole: bool, home: Path | None, org: str | None) -> None:
    """Show what a language model was asked of CASE (its number or id), what it answered, and every verdict.

    This is a reading of the patient's record, and entered as one. Example: mednec audit model 260408-1f3a9c
    """
    with told():
        from mednec.desk.keeping import case_called
        from mednec.desk.model_view import model_view

        desk, who = opened(home, org)
        view = model_view(desk, who, case_called(desk, who, case), number)
        click.echo("\n".join(model_lines(view, whole=whole)))


@audit_group.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@HOME
@ORG
def export_command(file: Path, home: Path | None, org: str | None) -> None:
    """Write the audit to FILE as JSON lines, every column as it is kept, for whoever checks the digests elsewhere.

    Example: mednec audit export audit.jsonl
    """
    with told():
        from mednec.desk.audit_view import audit_file

        desk, who = opened(home, org)
        click.echo(write_bytes(file, "".join(audit_file(desk, who)).encode()))


def _end(known: str | None) -> End | None:
    from mednec.store.audit import End

    if known is None:
        return None
    number, _, digest = known.partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise MednecError("this is no end of an audit", where="--known", do="give it as mednec audit verify told it")
    return End(number=int(number), digest=digest)
