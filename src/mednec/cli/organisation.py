"""`mednec organisation`: the organisations of a service and what each has set, from the service's own machine."""

from __future__ import annotations

from pathlib import Path

import click

from mednec.cli.at_desk import HOME, ORG, desk_at, opened, told
from mednec.errors import SubmitError

LONGEST = 200


@click.group("organisation")
def organisation_group() -> None:
    """List and add organisations; show and change what one has set."""


@organisation_group.command("list")
@HOME
def list_command(home: Path | None) -> None:
    """List every organisation: name and id."""
    with told():
        from mednec.desk.open import organisations

        for org, name in organisations(desk_at(home)):
            click.echo(f"{name}\t{org}")


@organisation_group.command("add")
@click.argument("name")
@click.option("--login", default="admin", show_default=True, help="Of its first administrator.")
@HOME
def add_command(name: str, login: str, home: Path | None) -> None:
    """Add an organisation with one administrator, who holds every role, and print the first password.

    The packs are approved for it as they are installed, which its audit says. Example: mednec organisation add "Harbor
    Health" --login ada
    """
    with told():
        from mednec.desk.open import make_organisation
        from mednec.desk.people import add_person
        from mednec.desk.policies import approve_installed
        from mednec.model.life import Role
        from mednec.store.engine import again
        from mednec.web.accounts import give_password

        name, login = _line("NAME", name), _line("--login", login)
        desk = desk_at(home)
        org = make_organisation(desk, name)
        account = add_person(desk, None, org, login, "Administrator", tuple(Role))
        again(desk.engine, lambda session: approve_installed(session, desk, org, account))
        click.echo(f"{name}: {org}")
        click.echo(f"{login}: first password {give_password(desk, None, account)}")


@organisation_group.command("show")
@click.option("--rules", is_flag=True, help="The rules that nobody verified, and which of them are used, instead.")
@HOME
@ORG
def show_command(rules: bool, home: Path | None, org: str | None) -> None:
    """Show what is set: name, value, what it is. What is not set has no value."""
    with told():
        from mednec.desk.organisation import adoptable, settings
        from mednec.desk.setting_values import SETTINGS

        desk, who = opened(home, org)
        held = settings(desk, who)
        if not rules:
            for setting in SETTINGS:
                value = "; ".join(held.text(setting.name).splitlines())
                click.echo(f"{setting.name}\t{value}\t{setting.says}")
            return
        for each in adoptable(desk, held.values):
            state = "proposed" if each.rule.proposed else "used" if each.on else "off"
            click.echo(
                f"{each.rule.id}\t{state}\t{each.rule.cite}: {each.rule.statement}\tnot verified: {each.rule.seen}"
            )


@organisation_group.command("set")
@click.argument("name")
@click.argument("values", nargs=-1, required=True, metavar="VALUE...")
@HOME
@ORG
def set_command(name: str, values: tuple[str, ...], home: Path | None, org: str | None) -> None:
    """Set NAME. Where a setting has several lines, each VALUE is one; else they are its words.

    \b
    Examples: mednec organisation set clock_standard 7 calendar days
              mednec organisation set plan_address "100 Example Street" "Harbor, NY 10001"
              mednec organisation set unverified_rules part-d-standard part-d-expedited
    """
    _change(name, "\n".join(values), home, org)


@organisation_group.command("unset")
@click.argument("name")
@HOME
@ORG
def unset_command(name: str, home: Path | None, org: str | None) -> None:
    """Take the setting NAME away; what is usual holds again."""
    _change(name, "", home, org)


@organisation_group.command("approve-installed")
@click.option("--by", "login", required=True, metavar="LOGIN", help="The administrator in whose name it is done.")
@HOME
@ORG
def approve_command(login: str, home: Path | None, org: str | None) -> None:
    """Approve the packs and the policies as this program brings them; what a person withdrew stays withdrawn.

    For who takes a newer program into use where nobody else could approve. Example: mednec organisation
    approve-installed --by admin
    """
    with told():
        from mednec.desk.people import people
        from mednec.desk.policies import approve_installed
        from mednec.errors import NotFound
        from mednec.model.life import Role
        from mednec.store.engine import again

        desk, who = opened(home, org)
        held = {each.login: each for each in people(desk, who)}
        if login not in held or Role.ADMINISTRATOR not in held[login].roles:
            raise NotFound("no administrator has this login", where="--by", do="see mednec account list")
        account = held[login].id
        fresh = again(desk.engine, lambda session: approve_installed(session, desk, who.org, account))
        click.echo(f"{fresh} approved as installed" if fresh else "everything installed was approved before")


def _line(what: str, text: str) -> str:
    """One line of words, told before anything is made."""
    plain = text.strip()
    if not plain or len(plain) > LONGEST or not plain.isprintable():
        raise SubmitError(f"1 to {LONGEST} printable characters are needed", where=what, do="write another one")
    return plain


def _change(name: str, text: str, home: Path | None, org: str | None) -> None:
    with told():
        from mednec.desk.organisation import change_settings, settings

        desk, who = opened(home, org)
        made = change_settings(desk, who, {name: text})
        value = "; ".join(settings(desk, who).text(name).splitlines())
        click.echo(f"{name}: {value or 'not set'}{'' if made.names else ' (as before)'}")
        if made.job:
            click.echo("a worker chooses the clocks of open cases again")
