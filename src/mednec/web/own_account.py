"""One's own account: password, second factor, sessions, tokens of the interface."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.desk.desk import Desk
from mednec.desk.rights import Act
from mednec.desk.rows import log
from mednec.desk.words import is_id
from mednec.errors import NotFound, StoreError, SubmitError
from mednec.model.life import Person
from mednec.store.engine import again, reading, writing
from mednec.store.tables import OrganisationRow, TokenRow, VisitRow
from mednec.web import accounts, second_factor
from mednec.web.access import AtDesk, may, visitor
from mednec.web.pages import page, sentence
from mednec.web.sessions import ENROL, NEW_PASSWORD, close_visits
from mednec.web.tokens import new_token_of

router = APIRouter(include_in_schema=False)
Own = Annotated[Person, Depends(may(Act.OWN_ACCOUNT))]
SAID = {
    "password": "Your password was changed, and you were signed out everywhere else.",
    "sessions": "You were signed out everywhere else.",
    "factor-off": "The second factor is off.",
    "token-off": "The token serves no longer.",
}
NOT_PROVED = "This is not your password, or the account rests because too many tries failed"
MOST_TOKENS = 20
LONGEST_LABEL = 100


def _visit(request: Request) -> str:
    visit = visitor(request).visit
    return visit.id if visit is not None else ""


def _account_page(request: Request, desk: Desk, who: Person, status: int = 200, **more: object) -> Response:
    now, row = desk.clock(), accounts.own_row(desk, who)
    with reading(desk.engine) as session:
        organisation = session.get(OrganisationRow, who.org)
        visits = session.scalars(
            select(VisitRow).where(VisitRow.account == who.id, VisitRow.ends > now).order_by(VisitRow.seen.desc())
        ).all()
        tokens = session.scalars(select(TokenRow).where(TokenRow.account == who.id).order_by(TokenRow.made)).all()
    given: dict[str, object] = {
        "account": row,
        "organisation": organisation.name if organisation else "",
        "roles": sorted(role.value for role in who.roles),
        "visits": visits,
        "here": _visit(request),
        "tokens": tokens,
        "now": now,
        "said": SAID.get(request.query_params.get("said", ""), ""),
        "token": "",
        "wrong": {},
    }
    return page(request, "account/account.html", status, None, **(given | more))


@router.get("/account")
def account_page(request: Request, desk: AtDesk, who: Own) -> Response:
    """Who one is here, and how one signs in."""
    return _account_page(request, desk, who)


@router.get(NEW_PASSWORD)
def password_page(
    request: Request, desk: AtDesk, who: Annotated[Person, Depends(may(Act.OWN_ACCOUNT, NEW_PASSWORD))]
) -> Response:
    """The form to change one's password."""
    return page(request, "account/password.html", wrong={}, must=accounts.own_row(desk, who).must_change)


@router.post(NEW_PASSWORD)
def change_password(
    request: Request,
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.OWN_ACCOUNT, NEW_PASSWORD))],
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change one's password."""
    wrong = {"again": "The two are not the same"} if new != again else {}
    wrong = wrong or accounts.choose_password(desk, who, old, new, visit=_visit(request))
    if wrong:
        must = accounts.own_row(desk, who).must_change
        return page(request, "account/password.html", 422, wrong=wrong, must=must)
    return RedirectResponse("/account?said=password", 303)


@router.get(ENROL)
def factor_page(
    request: Request, desk: AtDesk, who: Annotated[Person, Depends(may(Act.OWN_ACCOUNT, ENROL))]
) -> Response:
    """The picture for a device, and the form that proves the device has it."""
    return _factor_page(request, desk, who, second_factor.new_secret())


def _factor_page(
    request: Request, desk: Desk, who: Person, secret: str, status: int = 200, wrong: str = ""
) -> Response:
    row, visit = accounts.own_row(desk, who), visitor(request).visit
    if row.totp is not None:
        raise SubmitError("your account has a second factor already", where="account", do="take it off first")
    sealed = desk.keys.seal(secret.encode(), _pending(who))
    return page(
        request,
        "account/factor.html",
        status,
        picture=second_factor.picture(secret, row.login, who.org),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        sealed=base64.urlsafe_b64encode(sealed).decode(),
        wrong=wrong,
        must=bool(visit and visit.first),
    )


def _pending(who: Person) -> str:
    return f"{who.org}/{who.id}/totp-to-be"


@router.post(ENROL)
def put_factor(
    request: Request,
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.OWN_ACCOUNT, ENROL))],
    sealed: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    """Put the second factor on, and show the codes for paper once."""
    try:
        secret = desk.keys.open(base64.urlsafe_b64decode(sealed), _pending(who)).decode()
    except (binascii.Error, ValueError, StoreError):
        raise SubmitError("this form was changed on its way", where="form", do="open the page again") from None
    if accounts.own_row(desk, who).totp is not None:
        raise SubmitError("your account has a second factor already", where="account", do="take it off first")
    try:
        codes = accounts.enrol(desk, who, secret, code, visit=_visit(request))
    except SubmitError as error:
        return _factor_page(request, desk, who, secret, 422, f"{sentence(error.what)} {sentence(error.do)}")
    return page(request, "account/codes.html", codes=codes, first=True)


@router.post(f"{ENROL}/codes")
def fresh_codes(request: Request, desk: AtDesk, who: Own, password: Annotated[str, Form()] = "") -> Response:
    """Codes for paper anew; the old ones serve no longer."""
    if not accounts.proved(desk, who, password):
        return _account_page(request, desk, who, 422, wrong={"factor": NOT_PROVED})
    return page(request, "account/codes.html", codes=accounts.new_codes(desk, who), first=False)


@router.post(f"{ENROL}/off")
def factor_off(request: Request, desk: AtDesk, who: Own, password: Annotated[str, Form()] = "") -> Response:
    """Take the second factor off."""
    if not accounts.proved(desk, who, password):
        return _account_page(request, desk, who, 422, wrong={"factor": NOT_PROVED})
    accounts.drop_second_factor(desk, who, who.id)
    return RedirectResponse("/account?said=factor-off", 303)


@router.post("/account/sessions/end")
def end_sessions(request: Request, desk: AtDesk, who: Own) -> Response:
    """Sign out everywhere else."""
    with writing(desk.engine) as session:
        closed = close_visits(session, who.id, but=_visit(request))
        session.flush()
        log(session, desk, who.org, who.id, "sign out elsewhere", who.id, desk.clock(), sessions_closed=closed)
    return RedirectResponse("/account?said=sessions", 303)


@router.post("/account/tokens")
def make_token(
    request: Request,
    desk: AtDesk,
    who: Own,
    label: Annotated[str, Form()] = "",
    days: Annotated[int, Form(ge=1, le=366)] = 90,
) -> Response:
    """Make a token of the interface, with the rights of this account, and show it once."""
    named, now = label.strip(), desk.clock()
    if not named or len(named) > LONGEST_LABEL or not named.isprintable():
        return _account_page(request, desk, who, 422, wrong={"label": "Say in a few words what will use it"})

    def make(session: Session) -> str:
        held = session.scalars(select(TokenRow.id).where(TokenRow.account == who.id)).all()
        if len(held) >= MOST_TOKENS:
            raise SubmitError(f"{MOST_TOKENS} tokens are the most", where="tokens", do="end one that nobody uses")
        made = new_token_of(session, who.id, named, now, now + timedelta(days=days))
        session.flush()
        log(session, desk, who.org, who.id, "make token", who.id, now, days=days)
        return made

    return _account_page(request, desk, who, token=again(desk.engine, make))


@router.post("/account/tokens/end")
def end_token(desk: AtDesk, who: Own, token: Annotated[str, Form()] = "") -> Response:
    """End a token."""

    def end(session: Session) -> None:
        row = session.get(TokenRow, token) if is_id(token) else None
        if row is None or row.account != who.id:
            raise NotFound("there is no such token", where="tokens", do="look at the list again")
        session.delete(row)
        session.flush()
        log(session, desk, who.org, who.id, "end token", who.id, desk.clock())

    again(desk.engine, end)
    return RedirectResponse("/account?said=token-off", 303)
