"""Letters of the plan for tests: of worked cases and of the invented determination, under the rules that ship."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from mednec.law.choosing import in_use
from mednec.model.determination import Determination
from mednec.model.document import SourceDocument
from mednec.model.law import Adopted, Asked, LetterKind, NoticeRule, Plan, Span, TimeUnit, Urgency
from mednec.model.life import DecisionKind
from mednec.render.letters.layout import Letter
from mednec.render.notices import Decided, notice
from tests.law.shipped import laws
from tests.render.a_chart import DOCUMENTS
from tests.render.a_determination import determination as invented
from tests.render.letters import a_letter

DAY = date(2026, 7, 6)
PLAN = Plan(
    name="Example Mutual Health Plan",
    address=("100 Example Street", "Springfield, NY 12345"),
    phone="1-800-555-0100",
    hours="Monday to Friday, 8 to 6",
    peer_phone="1-800-555-0101",
    appeals_address="Appeals, 100 Example Street, Springfield, NY 12345",
    appeals_fax="1-800-555-0102",
    appeals_phone="1-800-555-0103",
    language_phone="1-800-555-0104",
    appeal_within=Span(amount=180, unit=TimeUnit.CALENDAR_DAYS),
    appeal_decided_within=Span(amount=30, unit=TimeUnit.CALENDAR_DAYS),
    expedited_within=Span(amount=72, unit=TimeUnit.HOURS),
    answer_within=Span(amount=45, unit=TimeUnit.CALENDAR_DAYS),
)
BARE_PLAN = Plan(name="Example Mutual Health Plan")
REASON = "The notes do not show that two other drugs were tried for long enough."
KINDS = {
    LetterKind.APPROVAL: DecisionKind.APPROVE_WITH_CONDITIONS,
    LetterKind.MODIFICATION: DecisionKind.MODIFY,
    LetterKind.DENIAL: DecisionKind.DENY,
}
ALL_IN = Adopted(unverified=True, accreditors=("ncqa", "urac"), state="NY")
VERIFIED = Adopted()


def decided(kind: LetterKind) -> Decided:
    """A signed decision for a letter."""
    return Decided(
        kind=KINDS[kind],
        day=DAY,
        name="Ruth Example",
        credential="MD",
        specialty="Dermatology",
        reason=REASON if kind.adverse else "",
        authorised="Four doses, each four weeks apart" if kind is LetterKind.MODIFICATION else "",
        signed=True,
        reference="NM-2026-0042",
    )


def decided_or_none(kind: LetterKind) -> Decided | None:
    """A request for information tells of no decision."""
    return None if kind is LetterKind.PEND else decided(kind)


def rules(line: str = "commercial", benefit: str = "medical", adopted: Adopted = VERIFIED) -> tuple[NoticeRule, ...]:
    asked = Asked(line=line, benefit=benefit, urgency=Urgency.STANDARD)
    return in_use(laws().notices, asked, DAY, adopted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    letter: Letter
    determination: Determination
    documents: tuple[SourceDocument, ...]  # the request among them


@cache
def case(name: str) -> tuple[Determination, tuple[SourceDocument, ...]]:
    """A worked case, or one of the invented determinations."""
    own = {"hostile": a_letter.hostile, "bare": a_letter.bare, "endless": a_letter.endless}
    if name == "invented":
        return invented(), DOCUMENTS
    return own[name]() if name in own else a_letter.worked(name)


@cache
def made(name: str, kind: LetterKind, *, adopted: Adopted = VERIFIED, line: str = "commercial") -> Made:
    """A letter about a case."""
    d, documents = case(name)
    letter = notice(kind, d, decided_or_none(kind), rules(line, adopted=adopted), PLAN, DAY)
    return Made(letter=letter, determination=d, documents=(*documents, d.request.document))
