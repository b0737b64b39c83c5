"""`mednec case`: cases exported, copied without identifiers, held, released, and removed when their time is over."""

from __future__ import annotations

from pathlib import Path

import click

from mednec.cli.at_desk import HOME, ORG, opened, told
from mednec.cli.output import write_bytes


@click.group("case")
def case_group() -> None:
    """Export, copy without identifiers, hold and remove cases of a service. CASE is a case's number or id."""


@case_group.command("export")
@click.argument("case")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The zip.")
@HOME
@ORG
def export_command(case: str, out: Path, home: Path | None, org: str | None) -> None:
    """Write everything that is kept of CASE to a zip: record, determinations, decisions, letters, audit, digests.

    Example: mednec case export 260408-1f3a9c --out case.zip
    """
    with told():
        from mednec.desk.exporting import export_case
        from mednec.desk.keeping import case_called

        desk, who = opened(home, org)
        click.echo(write_bytes(out, export_case(desk, who, case_called(desk, who, case))))
        out.chmod(0o600)


@case_group.command("deidentify")
@click.argument("case")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The zip.")
@HOME
@ORG
def deidentify_command(case: str, out: Path, home: Path | None, org: str | None) -> None:
    """Write a copy of CASE without what names a person, and a determination of that copy. Have somebody read it.

    Example: mednec case deidentify 260408-1f3a9c --out copy.zip
    """
    with told():
        from mednec.desk.deidentified_copy import deidentified_copy
        from mednec.desk.keeping import case_called

        desk, who = opened(home, org)
        click.echo(write_bytes(out, deidentified_copy(desk, who, case_called(desk, who, case))))
        out.chmod(0o600)


@case_group.command("hold")
@click.argument("case")
@click.option("--why", required=True, help="The proceeding that needs it; no words of the chart.")
@HOME
@ORG
def hold_command(case: str, why: str, home: Path | None, org: str | None) -> None:
    """Keep CASE whatever its retention says, until released. Example: mednec case hold 260408-1f3a9c --why 12-44"""
    with told():
        from mednec.desk.keeping import case_called, hold

        desk, who = opened(home, org)
        hold(desk, who, case_called(desk, who, case), why)
        click.echo(f"{case} is held")


@case_group.command("release")
@click.argument("case")
@HOME
@ORG
def release_command(case: str, home: Path | None, org: str | None) -> None:
    """End the hold on CASE; its retention counts again. Example: mednec case release 260408-1f3a9c"""
    with told():
        from mednec.desk.keeping import case_called, release

        desk, who = opened(home, org)
        release(desk, who, case_called(desk, who, case))
        click.echo(f"{case} is released")


@case_group.command("remove-due")
@click.option("--yes", is_flag=True, help="Remove them; without it they are only listed.")
@HOME
@ORG
def remove_due_command(yes: bool, home: Path | None, org: str | None) -> None:
    """List the ended cases whose retention is over and that nothing holds; with --yes remove them for good.

    What is left of a removed case is an entry of the audit. Older backups still hold it.

    Example: mednec case remove-due --yes
    """
    with told():
        from mednec.desk.keeping import due_cases, remove

        desk, who = opened(home, org)
        due = due_cases(desk, who)
        for each in due:
            if yes:
                remove(desk, who, each.id)
            click.echo(f"{each.number} ({each.id}) was kept until {each.kept_until}{': removed' if yes else ''}")
        click.echo(f"{len(due):,} cases {'were removed' if yes else 'are due'}")
