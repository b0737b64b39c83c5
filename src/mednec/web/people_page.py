"""The people of an organisation: who they are, what they may do, and how they get in again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.desk.people import add_person, change_person, people, set_active
from mednec.desk.rights import Act
from mednec.desk.values import PersonLine
from mednec.errors import NotFound, SubmitError
from mednec.model.life import Person, Role
from mednec.web.access import AtDesk, may
from mednec.web.accounts import drop_second_factor, give_password
from mednec.web.pages import page

router = APIRouter(include_in_schema=False)

Manages = Annotated[Person, Depends(may(Act.MANAGE_PEOPLE))]
Typed = Annotated[str, Form()]
Chosen = Annotated[list[str] | None, Form()]
NOTHING = {"login": "", "name": "", "specialty": "", "npi": "", "licence": "", "licence_state": ""}
THERE_FOR = {
    Role.INTAKE: "takes packets in, corrects requests, files appeals",
    Role.NURSE: "reviews cases, rules on clauses, approves within the policy",
    Role.PHYSICIAN: "does what a nurse does, and signs what is adverse",
    Role.POLICY_AUTHOR: "proposes policies, and approves those of colleagues",
    Role.AUDITOR: "reads everything, changes nothing",
    Role.ADMINISTRATOR: "runs the service and its accounts, reads no chart",
}
PROFILE = ("name", "specialty", "npi", "licence", "licence_state")


@router.get("/people")
def people_page(request: Request, desk: AtDesk, who: Manages) -> Response:
    """Everybody, and the form for one more."""
    return _list(request, desk, who, NOTHING, ())


@router.post("/people")
def add(
    request: Request, desk: AtDesk, who: Manages, login: Typed = "", name: Typed = "", role: Chosen = None
) -> Response:
    """Open an account, and show its first password once."""
    chosen = _roles(role)
    try:
        account = add_person(desk, who, who.org, login, name, chosen)
    except SubmitError as error:
        typed = NOTHING | {"login": login, "name": name}
        return _list(request, desk, who, typed, chosen, wrong=(error.where, f"{error.what}: {error.do}"), status=422)
    return _password(request, desk, who, account)


@router.get("/people/{account}")
def person_page(request: Request, desk: AtDesk, who: Manages, account: str) -> Response:
    """One account."""
    line = _line(desk, who, account)
    return page(
        request, "people/person.html", line=line, typed=_typed(line), chosen=line.roles, wrong=("", ""), roles=_words()
    )


@router.post("/people/{account}")
def change(
    request: Request,
    desk: AtDesk,
    who: Manages,
    account: str,
    name: Typed = "",
    specialty: Typed = "",
    npi: Typed = "",
    licence: Typed = "",
    licence_state: Typed = "",
    role: Chosen = None,
) -> Response:
    """Change name, roles and what a physician signs with."""
    line, chosen = _line(desk, who, account), _roles(role)
    profile = dict(zip(PROFILE, (name, specialty, npi, licence, licence_state), strict=True))
    try:
        change_person(desk, who, account, roles=chosen, profile=profile)
    except SubmitError as error:
        wrong = (error.where, f"{error.what}: {error.do}")
        typed = {"login": line.login, **profile}
        return page(
            request, "people/person.html", 422, line=line, typed=typed, chosen=chosen, wrong=wrong, roles=_words()
        )
    return RedirectResponse("/people", 303)


@router.post("/people/{account}/closed")
def close(desk: AtDesk, who: Manages, account: str) -> Response:
    """Close an account: its sessions and tokens end now."""
    set_active(desk, who, account, active=False)
    return RedirectResponse(f"/people/{account}", 303)


@router.post("/people/{account}/open")
def open_again(desk: AtDesk, who: Manages, account: str) -> Response:
    """Open a closed account again."""
    set_active(desk, who, account, active=True)
    return RedirectResponse(f"/people/{account}", 303)


@router.post("/people/{account}/password")
def password(request: Request, desk: AtDesk, who: Manages, account: str) -> Response:
    """Give a new first password."""
    return _password(request, desk, who, account)


@router.post("/people/{account}/second-factor")
def second_factor(desk: AtDesk, who: Manages, account: str) -> Response:
    """Take off the second factor of somebody who lost it."""
    drop_second_factor(desk, who, account)
    return RedirectResponse(f"/people/{account}", 303)


def _list(
    request: Request,
    desk: AtDesk,
    who: Person,
    typed: dict[str, str],
    chosen: tuple[Role, ...],
    *,
    wrong: tuple[str, str] = ("", ""),
    status: int = 200,
) -> Response:
    lines = people(desk, who)
    return page(
        request, "people/page.html", status, lines=lines, typed=typed, chosen=chosen, wrong=wrong, roles=_words()
    )


def _password(request: Request, desk: AtDesk, who: Person, account: str) -> Response:
    told = give_password(desk, who, account)
    return page(request, "people/password.html", line=_line(desk, who, account), told=told)


def _line(desk: AtDesk, who: Person, account: str) -> PersonLine:
    found = next((line for line in people(desk, who) if line.id == account), None)
    if found is None:
        raise NotFound("there is no such account", where="people", do="go back to the list")
    return found


def _typed(line: PersonLine) -> dict[str, str]:
    return {key: str(getattr(line, key)) for key in NOTHING}


def _roles(chosen: list[str] | None) -> tuple[Role, ...]:
    return tuple(role for role in Role if role.key in (chosen or ()))


def _words() -> list[tuple[str, str, str]]:
    return [(role.key, role.value, THERE_FOR[role]) for role in Role]
