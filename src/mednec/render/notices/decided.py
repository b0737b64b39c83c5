"""What was decided, by whom, in their own words: the ground of a notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mednec.errors import SignatureError
from mednec.model.law import LetterKind
from mednec.model.life import DecisionKind
from mednec.model.words import Word

OF_DECISION = {
    LetterKind.APPROVAL: (DecisionKind.APPROVE, DecisionKind.APPROVE_WITH_CONDITIONS),
    LetterKind.MODIFICATION: (DecisionKind.MODIFY,),
    LetterKind.DENIAL: (DecisionKind.DENY,),
}


class Addressee(Word):
    """Whom a letter is written to; the other one gets a copy."""

    MEMBER = "member"
    REQUESTER = "requester"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision as its letter needs it. Nothing is decided before it is signed.

    `reason` is typed by who signs, in plain words. `clauses` are those it rests on; none: those the determination
    turns on. `final` says that it ends the plan's own appeal, so that a review from outside may be asked for.
    """

    kind: DecisionKind
    day: date
    name: str
    credential: str = ""
    specialty: str = ""
    reason: str = ""
    authorised: str = ""
    clauses: tuple[str, ...] = ()
    reference: str = ""
    signed: bool = False
    final: bool = False

    @property
    def signer(self) -> str:
        """`R. Example, MD, allergy`."""
        return ", ".join(part for part in (self.name.strip(), self.credential.strip(), self.specialty.strip()) if part)


def refuse_unsigned(kind: LetterKind, decided: Decided | None, *, draft: bool) -> None:
    """A letter that tells of a decision needs one, of its own kind; an adverse one a signed one, with its reason.

    Raises SignatureError.
    """
    if kind is LetterKind.PEND:
        return
    if decided is not None and decided.kind not in OF_DECISION[kind]:
        raise SignatureError(
            f"the decision is to {decided.kind.value}", where=f"letter of {kind.value}", do="choose the letter for it"
        )
    if decided is None or not decided.signed:
        if kind.adverse or not draft:
            raise SignatureError("no decision is signed", where=f"letter of {kind.value}", do="sign the decision first")
        return
    if kind.adverse and not decided.reason.strip():
        raise SignatureError("the reason is empty", where=f"letter of {kind.value}", do="give it in plain words")
    if kind is LetterKind.MODIFICATION and not decided.authorised.strip():
        raise SignatureError("what is authorised is empty", where=f"letter of {kind.value}", do="say what is approved")
