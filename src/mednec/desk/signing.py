"""Whether a person may sign a decision on a case as it stands, and why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mednec.desk.clocks import adopted_by
from mednec.desk.desk import Desk
from mednec.desk.determining import folder_of_case
from mednec.desk.rights import Act, may
from mednec.desk.words import at_most
from mednec.errors import SignatureError
from mednec.intake.request import parse_request
from mednec.law.choosing import asked_of, in_use
from mednec.law.days import day_of
from mednec.law.npi import npi_fault
from mednec.law.signing import Signing, signing
from mednec.model.law import Phase, as_listed
from mednec.model.life import DecisionKind, Person
from mednec.model.words import Outcome
from mednec.store.tables import CaseRow, DeterminationRow

WITHIN = {  # what a nurse may approve: what the program recommends because the policy's clauses are met
    Outcome.APPROVE.key: DecisionKind.APPROVE,
    Outcome.APPROVE_WITH_CONDITIONS.key: DecisionKind.APPROVE_WITH_CONDITIONS,
}
ATTESTATION = (
    "I am a physician licensed as stated below. I have reviewed this request, the record and the criterion relied on, "
    "and this decision is my own clinical judgement."
)
_ACCOUNT = {"npi": 10, "licence": 60, "licence_state": 2, "specialty": 100}  # the longest of each


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a person signs with. What is empty is taken from their account."""

    attestation: str = ""
    npi: str = ""
    licence: str = ""
    licence_state: str = ""
    specialty: str = ""


def within_policy(determination: DeterminationRow, kind: DecisionKind) -> bool:
    """Whether this decision is what the program recommends, every clause that it needs being met."""
    return WITHIN.get(determination.outcome) is kind


def signer(who: Person, signature: Signature) -> Person:
    """The person with what they sign with. Raises SignatureError for what their account has otherwise."""
    given: dict[str, str] = {
        field: at_most(getattr(signature, field), field, longest=longest) or getattr(who, field)
        for field, longest in _ACCOUNT.items()
    }
    for field in _ACCOUNT:
        own = getattr(who, field)
        if own and as_listed(given[field]) != as_listed(own):
            what = f"this is not the {field.replace('_', ' ')} of your account"
            raise SignatureError(what, where=field, do="sign with your own")
        given[field] = own or given[field]
    if given["npi"] and (fault := npi_fault(given["npi"])):
        raise SignatureError(fault, where="npi", do="correct the number")
    return replace(
        who,
        npi=given["npi"],
        licence=given["licence"],
        licence_state=given["licence_state"].upper(),
        specialty=given["specialty"],
    )


def may_sign(
    session: Session, desk: Desk, row: CaseRow, last: DeterminationRow, who: Person, *, before: str = ""
) -> Signing:
    """What the rules in use say of this person signing what is adverse; `before` decided what is appealed."""
    adopted = adopted_by(session, row.org)
    request = parse_request(folder_of_case(desk, row.org, row.id, last.folder).request)
    phase = Phase.APPEAL if before else None
    asked = asked_of(request, desk.laws.words, state=row.jurisdiction, phase=phase)
    day = day_of(desk.clock(), ZoneInfo(adopted.zone))
    return signing(
        who,
        in_use(desk.laws.signing, asked, day, adopted),
        specialties=adopted.specialties,
        decided_before=(before,) if before else (),
        appeal=bool(before),
        state=row.jurisdiction or adopted.state,
    )


def check_adverse(told: Signing, who: Person, attestation: str) -> None:
    """Raises SignatureError where an adverse decision may not be signed so."""
    if not may(who, Act.DECIDE_ADVERSE):
        raise SignatureError("only a physician may decide this", where="signature", do="ask a physician to sign")
    if told.refusals:
        raise SignatureError("; ".join(told.refusals), where="signature", do="complete it, or ask another physician")
    if not attestation.strip():
        raise SignatureError("nothing is attested", where="attestation", do="confirm the attestation")
