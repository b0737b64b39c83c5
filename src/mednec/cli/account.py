"""`mednec account`: people of a service from its own machine, for the first ones and for when nobody can sign in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.at_desk import HOME, ORG, opened, told
from mednec.errors import NotFound, SubmitError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mednec.desk.desk import Desk
    from mednec.model.life import Person, Role

_ROLES = "intake, nurse, physician, policy-author, auditor, administrator"


@click.group("account")
def account_group() -> None:
    """Open, list, close and change accounts; give first passwords and tokens."""


@account_group.command("add")
@click.argument("login")
@click.option("--name", required=True, help="As decisions and letters name the person.")
@click.option("--role", "roles", multiple=True, required=True, metavar="ROLE", help=f"One of {_ROLES}. Repeatable.")
@click.option("--specialty", default="", help="A physician's.")
@click.option("--npi", default="", help="A physician's.")
@click.option("--licence", default="", help="A physician's.")
@click.option("--licence-state", default="", metavar="ST", help="Two letters.")
@HOME
@ORG
def add_command(
    login: str,
    name: str,
    roles: tuple[str, ...],
    specialty: str,
    npi: str,
    licence: str,
    licence_state: str,
    home: Path | None,
    org: str | None,
) -> None:
    """Open an account and print its first password, which must be changed when signing in.

    Example: mednec account add ada --name "Ada Example, RN" --role nurse
    """
    with told():
        from mednec.desk.people import add_person
        from mednec.web.accounts import give_password

        desk, who = opened(home, org)
        held = [_role(each) for each in roles]
        profile = {"specialty": specialty, "npi": npi, "licence": licence, "licence_state": licence_state}
        account = add_person(desk, None, who.org, login, name, held, profile=profile)
        click.echo(f"{login}: first password {give_password(desk, None, account)}")


@account_group.command("list")
@HOME
@ORG
def list_command(home: Path | None, org: str | None) -> None:
    """List everybody: login, name, roles, and whether the account is closed, rests, or has a second factor."""
    with told():
        from mednec.desk.people import people

        desk, who = opened(home, org)
        for each in people(desk, who):
            marks = [
                *(["closed"] if not each.active else []),
                *(["rests after wrong passwords"] if each.locked else []),
                *(["second factor"] if each.second_factor else []),
            ]
            roles = ", ".join(role.value for role in each.roles)
            click.echo("\t".join([each.login, each.name, roles, "; ".join(marks)]).rstrip())


@account_group.command("password")
@click.argument("login")
@click.option("--drop-second-factor", is_flag=True, help="For who lost the device and the paper codes.")
@HOME
@ORG
def password_command(login: str, drop_second_factor: bool, home: Path | None, org: str | None) -> None:
    """Print a new first password for LOGIN; their sessions end, and it must be changed when signing in."""
    with told():
        from mednec.web import accounts

        desk, who = opened(home, org)
        account = _account(desk, who, login)
        if drop_second_factor:
            accounts.drop_second_factor(desk, None, account)
        click.echo(f"{login}: first password {accounts.give_password(desk, None, account)}")


@account_group.command("role")
@click.argument("login")
@click.argument("roles", nargs=-1, required=True, metavar="ROLE...")
@HOME
@ORG
def role_command(login: str, roles: tuple[str, ...], home: Path | None, org: str | None) -> None:
    """Give LOGIN these roles and no others. Example: mednec account role ada nurse intake"""
    with told():
        from mednec.desk.people import change_person

        desk, who = opened(home, org)
        held = [_role(each) for each in roles]
        change_person(desk, who, _account(desk, who, login), roles=held)
        click.echo(f"{login}: {', '.join(role.value for role in held)}")


@account_group.command("disable")
@click.argument("login")
@click.option("--again", is_flag=True, help="Open a closed account again instead.")
@HOME
@ORG
def disable_command(login: str, again: bool, home: Path | None, org: str | None) -> None:
    """Close the account LOGIN; its sessions and tokens end. What the person did stays."""
    with told():
        from mednec.desk.people import set_active

        desk, who = opened(home, org)
        set_active(desk, who, _account(desk, who, login), active=again)
        click.echo(f"{login} is {'open again' if again else 'closed'}")


@account_group.command("token")
@click.argument("login")
@click.option("--label", required=True, help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it serves.")
@HOME
@ORG
def token_command(login: str, label: str, days: int, home: Path | None, org: str | None) -> None:
    """Print a token of the interface that acts as LOGIN. It is told once; only its digest is kept."""
    with told():
        from mednec.desk.rows import log
        from mednec.store.engine import again
        from mednec.web.tokens import new_token_of

        desk, who = opened(home, org)
        account, at = _account(desk, who, login), desk.clock()
        if not label.strip() or len(label) > 100:
            raise SubmitError("a label has 1 to 100 characters", where="--label", do="say what the token is for")

        def make(session: Session) -> str:
            token = new_token_of(session, account, label.strip(), at, at + timedelta(days=days))
            session.flush()
            log(session, desk, who.org, who.id, "make token", account, at, days=days)
            return token

        click.echo(again(desk.engine, make))


def _account(desk: Desk, who: Person, login: str) -> str:
    from mednec.desk.people import people

    found = next((each.id for each in people(desk, who) if each.login == login), None)
    if found is None:
        raise NotFound(f"there is no account {login!r}", where="account", do="see mednec account list")
    return found


def _role(word: str) -> Role:
    from mednec.model.life import Role

    plain = word.strip().lower().replace("-", " ").replace("_", " ")
    found = next((role for role in Role if role.value == plain), None)
    if found is None:
        raise SubmitError(f"{word!r} is no role", where="--role", do=f"one of {_ROLES}")
    return found
