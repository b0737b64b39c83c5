"""The decision on a case: what is recommended, what was signed, and everything that may be done next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mednec.desk.appealing import LEVELS
from mednec.desk.cases import the_case
from mednec.desk.deciding import decide, void
from mednec.desk.desk import Desk
from mednec.desk.determining import newest
from mednec.desk.rights import Act
from mednec.desk.rows import case_row
from mednec.desk.signing import ATTESTATION, WITHIN, may_sign
from mednec.desk.values import CaseView
from mednec.errors import MednecError, SignatureError, SubmitError
from mednec.law.npi import npi_fault
from mednec.law.signing import Signing
from mednec.model.life import AppealEnding, CaseState, DecisionKind, Person, Role
from mednec.store.engine import reading
from mednec.web.access import AtDesk, may
from mednec.web.case_frame import base_of, case_screen, zone_of
from mednec.web.case_words import DECIDED, OUTCOMES, TONES
from mednec.web.problems import problem_of

router = APIRouter()
Reader = Annotated[Person, Depends(may(Act.READ_CASE))]
Decider = Annotated[Person, Depends(may(Act.APPROVE))]
Field = Annotated[str, Form()]
Typed = Mapping[str, str]

OPEN = (CaseState.OPEN, CaseState.PENDED)
ACTS = {
    DecisionKind.APPROVE: "approve",
    DecisionKind.APPROVE_WITH_CONDITIONS: "approve with conditions",
    DecisionKind.MODIFY: "approve in part, and deny the rest of",
    DecisionKind.DENY: "deny",
}
DONE = {
    "decide": "The decision is signed and in force. Send its letter under Letters.",
    "void": "The decision is void. It stays visible below.",
    "ask": "Documents are asked for. The letter that says so is under Letters.",
    "answered": "The case is open again.",
    "peer": "The talk is noted.",
    "comment": "The comment is kept.",
    "due": "The day is set.",
    "extend": "The extension is taken.",
    "appeal": "The appeal is filed.",
    "end": "The appeal is ended.",
    "close": "The case is closed.",
    "reopen": "The case is open again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is adverse or takes something away, asked once in words; what was typed goes with the answer.

    `revision` is the case as it was when it was typed, so that what a colleague did meanwhile is told.
    """

    action: str
    revision: int
    heading: str
    sentences: tuple[str, ...]
    small: tuple[str, ...]
    yes: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What this person may decide, and why not the rest."""

    kinds: tuple[tuple[str, str, str], ...]  # key, words, tone
    within: bool  # a nurse's approval as the policy provides
    locked: str  # why what is adverse is locked, and who can
    warnings: tuple[str, ...] = ()


def offer(desk: Desk, who: Person, view: CaseView) -> Offer | None:
    """What may be decided now; none where there is nothing to decide."""
    if view.shown is None or view.line.state not in OPEN or view.decision is not None:
        return None
    kind = WITHIN.get(view.shown.outcome.key)
    if Role.PHYSICIAN in who.roles:
        told = signing_told(desk, who, view)
        kinds = tuple((k.key, k.value, TONES[k]) for k in DecisionKind)
        return Offer(kinds=kinds, within=False, locked="; ".join(told.refusals), warnings=told.warnings)
    who_can = "A physician of this organisation can, under Decision, with name, licence and NPI."
    if kind is None:
        recommended = OUTCOMES[view.shown.outcome].capitalize()
        why = f"{recommended} is recommended. What the policy itself does not approve is decided by a physician alone."
        return Offer(kinds=(), within=False, locked=f"{why} {who_can}")
    why = f"A denial or a change is locked. {who_can}"
    return Offer(kinds=((kind.key, kind.value, TONES[kind]),), within=True, locked=why)


def signing_told(desk: Desk, who: Person, view: CaseView) -> Signing:
    """What the rules in use say of this person signing an adverse decision, with what their account holds."""
    with reading(desk.engine) as session:
        row, last = case_row(session, who, view.line.id), newest(session, view.line.id)
        assert last is not None  # asked of a case that is determined
        return may_sign(session, desk, row, last, who)


def decision_screen(
    request: Request,
    desk: Desk,
    who: Person,
    case_id: str,
    *,
    at: str = "",
    typed: Typed | None = None,
    wrong: MednecError | None = None,
    asks: Question | None = None,
) -> HTMLResponse:
    """The view of the decision; `at` is the form that could not be done, with what was typed into it."""
    view = the_case(desk, who, case_id, log=wrong is None)
    gaps = view.shown.summary.gaps if view.shown else ()
    return case_screen(
        request,
        desk,
        who,
        view,
        "decision",
        status=problem_of(wrong).status if wrong else 200,
        wrong=wrong,
        at=at,
        typed=typed or {},
        asks=asks,
        offer=offer(desk, who, view),
        done=DONE.get(request.query_params.get("done", ""), ""),
        recommended=OUTCOMES[view.shown.outcome].capitalize() if view.shown else "",
        decided_as=DECIDED,
        tones=TONES,
        attestation=ATTESTATION,
        missing="\n".join(dict.fromkeys(want for gap in gaps for want in gap.wants)),
        endings=tuple((ending.key, ending.value) for ending in AppealEnding),
        physician=Role.PHYSICIAN in who.roles,
        open=view.line.state in OPEN,
        state=view.line.state.key,
        signer=who,
        levels=tuple((level, level) for level in LEVELS),
        today=desk.clock().astimezone(zone_of(desk, who)).date().isoformat(),
    )


def done_or_again(
    request: Request,
    desk: Desk,
    who: Person,
    case_id: str,
    at: str,
    typed: Typed,
    act: Callable[[], object],
) -> Response:
    """Do it and show the case; or show the form again with what was typed and what is wrong."""
    try:
        act()
    except MednecError as error:
        return decision_screen(request, desk, who, case_id, at=at, typed=typed, wrong=error)
    return RedirectResponse(f"{base_of(case_id)}/decision?done={at}", 303)


@router.get("/cases/{case_id}/decision", response_class=HTMLResponse)
def the_decision(request: Request, desk: AtDesk, who: Reader, case_id: str) -> Response:
    """What is recommended, decided and possible."""
    return decision_screen(request, desk, who, case_id)


@router.post("/cases/{case_id}/decision", response_class=HTMLResponse)
def a_decision(
    request: Request,
    desk: AtDesk,
    who: Decider,
    case_id: str,
    revision: Annotated[int, Form()],
    shown: Field,
    kind: Field = "",
    reason: Field = "",
    authorised: Field = "",
    attests: Field = "",
    npi: Field = "",
    licence: Field = "",
    licence_state: Field = "",
    specialty: Field = "",
    sure: Field = "",
    back: Field = "",
) -> Response:
    """Sign a decision. What is adverse is asked once more, in words, with everything that is signed."""
    typed = {
        "kind": kind,
        "reason": reason,
        "authorised": authorised,
        "attests": attests,
        "npi": npi,
        "licence": licence,
        "licence_state": licence_state,
        "specialty": specialty,
        "shown": shown,
    }
    if back:
        return decision_screen(request, desk, who, case_id, at="decide", typed=typed)
    chosen = next((each for each in DecisionKind if each.key == kind), None)

    def act() -> None:
        if chosen is None:
            raise SubmitError("no decision was chosen", where="decision", do="choose what is decided")
        decide(
            desk,
            who,
            case_id,
            revision,
            shown,
            chosen,
            reason,
            authorised,
            ATTESTATION if attests else "",
            npi,
            licence,
            licence_state,
            specialty,
        )

    if chosen is not None and chosen.adverse and not sure:
        try:
            _complete(typed)
        except MednecError as error:
            return decision_screen(request, desk, who, case_id, at="decide", typed=typed, wrong=error)
        return decision_screen(
            request, desk, who, case_id, asks=_sign_this(desk, who, case_id, revision, chosen, typed)
        )
    return done_or_again(request, desk, who, case_id, "decide", typed, act)


def _sign_this(desk: Desk, who: Person, case_id: str, revision: int, kind: DecisionKind, typed: Typed) -> Question:
    line = the_case(desk, who, case_id, log=False).line
    asker = line.requester or "the requester"
    authorised = (f"Authorised: {typed['authorised']}",) if typed["authorised"].strip() else ()
    field = f", {typed['specialty']}" if typed["specialty"].strip() else ""
    return Question(
        action="/decision",
        revision=revision,
        heading="Sign this decision?",
        sentences=(
            f"You, {who.name}, {ACTS[kind]} the request of {asker} for {line.patient}: {line.treatment}.",
            f"The reason the member will read: “{typed['reason'].strip()}”",
            *authorised,
            f"Signed with NPI {typed['npi']}, licence {typed['licence_state'].upper()} {typed['licence']}{field}.",
        ),
        small=(f"“{ATTESTATION}”", f"Bound to what was shown: sha256 {typed['shown']}"),
        yes="Sign it",
        typed=typed,
    )


def _complete(typed: Typed) -> None:
    """Raises SignatureError for what is missing, before it is asked whether to sign."""
    if not typed["reason"].strip():
        raise SignatureError("no reason is given", where="reason", do="say in plain words why")
    if fault := npi_fault(typed["npi"]):
        raise SignatureError(fault, where="npi", do="correct the number")
    if not (typed["licence"].strip() and typed["licence_state"].strip()):
        raise SignatureError("the licence and the state that gave it are needed", where="licence", do="fill both in")
    if not typed["attests"]:
        raise SignatureError("nothing is attested", where="attestation", do="confirm the attestation")


@router.post("/cases/{case_id}/decision/void", response_class=HTMLResponse)
def a_void(
    request: Request,
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.VOID))],
    case_id: str,
    revision: Annotated[int, Form()],
    reason: Field = "",
    sure: Field = "",
    back: Field = "",
) -> Response:
    """Void the decision in force, after it was asked once more."""
    typed = {"reason": reason}
    if back:
        return decision_screen(request, desk, who, case_id, at="void", typed=typed)
    if reason.strip() and not sure:
        says = "The decision is void from then on, and the case open again. It stays visible, struck, with your reason."
        question = Question(
            action="/decision/void",
            revision=revision,
            heading="Void this decision?",
            sentences=(says, f"Your reason: “{reason.strip()}”"),
            small=(),
            yes="Void it",
            typed=typed,
        )
        return decision_screen(request, desk, who, case_id, asks=question)
    return done_or_again(request, desk, who, case_id, "void", typed, lambda: void(desk, who, case_id, revision, reason))
