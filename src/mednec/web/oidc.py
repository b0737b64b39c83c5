"""Signing in through an organisation's own provider: to it, back from it, and the account that this is."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.desk.desk import Desk
from mednec.desk.people import add_person
from mednec.desk.rows import PROGRAM, log
from mednec.errors import NotFound, StoreError, SubmitError
from mednec.model.life import Role
from mednec.store.engine import again, reading
from mednec.store.tables import AccountRow, OrganisationRow
from mednec.web.access import AtDesk, WithSettings
from mednec.web.identity import BEGUN_FOR, SECOND_FACTORS, Begun, Directory, address, begin, claims_for, refused
from mednec.web.settings import Provider, WebSettings
from mednec.web.signing_in import let_in, own_path

router = APIRouter(include_in_schema=False)
LONGEST_NAME = 200


def cookie_of(settings: WebSettings) -> str:
    """The cookie that a sign-in on its way is kept in."""
    return "__Host-mednec-sign-in" if settings.https else "mednec-sign-in"


def provider_called(settings: WebSettings, name: str) -> Provider:
    """The provider of this name. Raises NotFound."""
    found = next((each for each in settings.providers if each.name == name), None)
    if found is None:
        raise NotFound("no provider of this name vouches for anybody here", where="sign-in", do="sign in another way")
    return found


def sealed(desk: Desk, begun: Begun) -> str:
    """A sign-in on its way, as the cookie keeps it."""
    closed = desk.keys.seal(json.dumps(asdict(begun)).encode(), f"sign-in/{begun.provider}")
    return base64.urlsafe_b64encode(closed).decode()


def opened(desk: Desk, name: str, cookie: str) -> Begun | None:
    """The sign-in on its way that a cookie keeps; none when it is not ours, of another provider, or took too long."""
    try:
        told = json.loads(desk.keys.open(base64.urlsafe_b64decode(cookie), f"sign-in/{name}"))
    except (binascii.Error, ValueError, StoreError):
        return None
    begun = Begun(**told)
    return None if begun.over(desk.clock()) else begun


def back_to(request: Request, settings: WebSettings, provider: Provider) -> str:
    """The address the provider sends the browser back to."""
    ours = settings.public_url or str(request.base_url).rstrip("/")
    return f"{ours}/sign-in/with/{provider.name}/back"


@router.get("/sign-in/with/{name}")
def to_provider(request: Request, desk: AtDesk, settings: WithSettings, name: str, next: str = "/") -> Response:
    """Send the browser to the provider."""
    provider = provider_called(settings, name)
    directory: Directory = request.app.state.directory
    begun = begin(provider.name, own_path(next), desk.clock())
    where = address(provider, directory.published(provider), begun, back_to(request, settings, provider))
    answer = RedirectResponse(where, 303)
    answer.set_cookie(
        cookie_of(settings),
        sealed(desk, begun),
        max_age=int(BEGUN_FOR.total_seconds()),
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/sign-in/with/{name}/back")
def from_provider(
    request: Request,
    desk: AtDesk,
    settings: WithSettings,
    name: str,
    code: str = "",
    state: str = "",
    error: str = "",
    iss: str = "",
) -> Response:
    """Back from the provider: the account is found or opened, and a session with it."""
    provider = provider_called(settings, name)
    begun = opened(desk, provider.name, request.cookies.get(cookie_of(settings), ""))
    if begun is None or not hmac.compare_digest(begun.state.encode(), state.encode()):
        raise refused(provider, "this sign-in was not begun in this browser, or too long ago")
    if iss and iss != provider.issuer:
        raise refused(provider, f"this was not said by {provider.issuer}")
    if error or not code:
        raise refused(provider, "the provider did not sign you in", "begin again, or sign in another way")
    directory: Directory = request.app.state.directory
    back = back_to(request, settings, provider)
    claims = claims_for(provider, directory, begun, code, back, desk.clock())
    account = account_of(desk, provider, claims)
    said = claims.get("amr")
    second = provider.second_factor or (isinstance(said, list) and bool(SECOND_FACTORS.intersection(map(str, said))))
    answer = let_in(desk, settings, request, account, f"provider {provider.name}", second=second, to=begun.to)
    answer.delete_cookie(cookie_of(settings), path="/", secure=settings.https, httponly=True, samesite="lax")
    return answer


def roles_in(provider: Provider, claims: Mapping[str, object]) -> frozenset[Role]:
    """The roles that what the provider says gives here."""
    said = claims.get(provider.roles_claim)
    groups = {said} if isinstance(said, str) else {str(each) for each in said} if isinstance(said, list) else set()
    keys = {key for group, key in provider.roles if group in groups}
    return frozenset(role for role in Role if role.key in keys)


def account_of(desk: Desk, provider: Provider, claims: Mapping[str, object]) -> str:
    """The account of who the provider says it is, opened where it may be. Raises NotAllowed.

    Where groups are tied to roles, the provider has the last word on them at each sign-in.
    """
    subject, roles = str(claims["sub"]), roles_in(provider, claims)
    with reading(desk.engine) as session:
        org = _organisation(session, provider)
        wanted = select(AccountRow).where(AccountRow.issuer == provider.issuer, AccountRow.subject == subject)
        row = session.scalars(wanted).one_or_none()
    if row is not None and (row.org != org or not row.active):
        raise refused(provider, "your account here was closed", "ask an administrator")
    if provider.roles and not roles:
        raise refused(provider, "none of your groups has a role here", "ask for the group that has one")
    if row is None:
        if not provider.provisions or not roles:
            raise refused(provider, "there is no account for you here yet", "ask an administrator for one")
        return _open_account(desk, provider, org, claims, roles)
    if provider.roles and {role.key for role in roles} != set(row.roles):
        again(desk.engine, lambda session: _give_roles(session, desk, row.id, roles), repeats=True)
    return row.id


def _organisation(session: Session, provider: Provider) -> str:
    named = provider.org.casefold()
    every = session.scalars(select(OrganisationRow)).all()
    orgs = [org.id for org in every if named in (org.id.casefold(), org.name.casefold())]
    if len(orgs) != 1:
        raise refused(provider, "its organisation does not exist here", "ask an administrator to correct the settings")
    return orgs[0]


def _open_account(
    desk: Desk, provider: Provider, org: str, claims: Mapping[str, object], roles: frozenset[Role]
) -> str:
    subject = str(claims["sub"])
    login = _printable(claims.get("preferred_username") or claims.get("email")) or subject
    name = _printable(claims.get("name")) or login
    issuer = provider.issuer
    try:
        return add_person(desk, None, org, login, name, roles, issuer=issuer, subject=subject)
    except SubmitError:  # somebody has this login already, by another way of signing in
        login = f"{provider.name}/{subject}"[:LONGEST_NAME]
        return add_person(desk, None, org, login, name, roles, issuer=issuer, subject=subject)


def _printable(said: object) -> str:
    words = said.strip() if isinstance(said, str) else ""
    return words if words.isprintable() and len(words) <= LONGEST_NAME else ""


def _give_roles(session: Session, desk: Desk, account: str, roles: frozenset[Role]) -> None:
    row = session.get(AccountRow, account, with_for_update=True)
    if row is None:
        return
    row.roles = [*sorted(role.key for role in roles)]
    session.flush()
    log(session, desk, row.org, PROGRAM, "change account", account, desk.clock(), roles=row.roles, by="provider")
