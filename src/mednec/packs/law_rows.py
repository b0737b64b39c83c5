"""The rows of the law packs as Pydantic models, each with its source; `law_yaml` makes the frozen values of them."""

from __future__ import annotations

from datetime import date
from string import Formatter
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from mednec.model.law import (
    AppealRight,
    ClockRule,
    Coverage,
    ExtensionRule,
    LetterKind,
    NoticeRule,
    Phase,
    SignRule,
    Span,
    Subject,
    TimeUnit,
    TollRule,
    Urgency,
)
from mednec.model.law_words import AppealLevel, Authority, Content, CountsFrom, SignNeed, Starts
from mednec.packs.knowledge_yaml import Amount, PackHead, Strict, Words

# What the wording of a notice may leave to be filled in.
FILLED = (
    "plan", "phone", "peer_phone", "appeals", "appeals_phone", "language_phone", "policy", "file_by", "decided",
    "expedited",
)  # fmt: skip


def _only_known_places(text: str) -> str:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(f"braces that do not close: {error}") from error
    if strange := sorted(names - set(FILLED)):
        raise ValueError(f"nothing fills in {', '.join(strange)}; there are {', '.join(FILLED)}")
    return text


Wording = Annotated[Words, AfterValidator(_only_known_places)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
State = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
OneOrMore = Field(min_length=1)


class SpanRow(Strict):
    amount: Annotated[int, Field(gt=0, le=400)]
    unit: TimeUnit

    def value(self) -> Span:
        return Span(amount=self.amount, unit=self.unit)


class CoverageRow(Strict):
    line: Words
    benefit: str = ""

    def value(self) -> Coverage:
        return Coverage(line=self.line, benefit=self.benefit)


class RuleRow(Strict):
    id: Id
    authority: Authority
    cite: Words
    source: Words
    statement: Words
    verified: bool
    seen: str = ""
    proposed: bool = False
    effective_from: date
    effective_to: date | None = None
    starts: Starts = Starts.READING
    accreditor: str = ""
    holds_for: tuple[CoverageRow, ...] = ()
    states: tuple[State, ...] = ()

    @model_validator(mode="after")
    def can_be_true(self) -> RuleRow:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("effective_to is before effective_from")
        if not self.verified and not self.seen:
            raise ValueError("a row that is not verified says under seen what was read and what was not")
        if self.proposed and self.verified:
            raise ValueError("what is only proposed is no verified rule")
        if (self.authority is Authority.ACCREDITOR) != bool(self.accreditor):
            raise ValueError("authority accreditor and the field accreditor go together")
        return self

    def head(self) -> dict[str, Any]:
        """What every rule has, as its value takes it."""
        told = {name: getattr(self, name) for name in RuleRow.model_fields}
        return told | {"holds_for": tuple(row.value() for row in self.holds_for)}


class ExtensionRow(RuleRow):
    by: SpanRow

    def value(self) -> ExtensionRule:
        return ExtensionRule(**self.head(), by=self.by.value())


class TollRow(RuleRow):
    longest: SpanRow | None = None

    def value(self) -> TollRule:
        return TollRule(**self.head(), longest=self.longest.value() if self.longest else None)


class ClockRow(RuleRow):
    urgencies: Annotated[tuple[Urgency, ...], OneOrMore]
    subjects: Annotated[tuple[Subject, ...], OneOrMore]
    phase: Phase
    within: SpanRow
    counts_from: CountsFrom = CountsFrom.REQUEST
    extension: str = ""
    toll: str = ""

    def value(self, extension: ExtensionRule | None, toll: TollRule | None) -> ClockRule:
        return ClockRule(
            **self.head(),
            urgencies=self.urgencies,
            subjects=self.subjects,
            phase=self.phase,
            within=self.within.value(),
            counts_from=self.counts_from,
            extension=extension,
            toll=toll,
        )


class RightRow(Strict):
    level: AppealLevel
    file_within: SpanRow | None = None
    counts_from: CountsFrom = CountsFrom.NOTICE
    decided_within: SpanRow | None = None
    expedited_within: SpanRow | None = None

    def value(self) -> AppealRight:
        spans = {name: getattr(self, name) for name in ("file_within", "decided_within", "expedited_within")}
        told = {name: span.value() if span else None for name, span in spans.items()}
        return AppealRight(level=self.level, counts_from=self.counts_from, **told)


class NoticeRow(RuleRow):
    letters: Annotated[tuple[LetterKind, ...], OneOrMore]
    contents: Annotated[tuple[Content, ...], OneOrMore]
    says: dict[Content, Wording] = Field(default_factory=dict)
    right: RightRow | None = None

    @model_validator(mode="after")
    def words_what_it_asks_for(self) -> NoticeRow:
        if strange := sorted(set(self.says) - set(self.contents)):
            raise ValueError(f"says words for what is not among contents: {', '.join(strange)}")
        return self

    def value(self) -> NoticeRule:
        right = self.right.value() if self.right else None
        return NoticeRule(**self.head(), letters=self.letters, contents=self.contents, says=self.says, right=right)


class SignRow(RuleRow):
    needs: Annotated[tuple[SignNeed, ...], OneOrMore]
    on_appeal: bool = False

    def value(self) -> SignRule:
        return SignRule(**self.head(), needs=self.needs, on_appeal=self.on_appeal)


class WordsRow(Strict):
    id: Id
    words: Annotated[tuple[Words, ...], OneOrMore]


class UrgencyRow(Strict):
    id: Urgency
    words: Annotated[tuple[Words, ...], OneOrMore]


class MarginRow(Strict):
    share: Annotated[Amount, Field(gt=0, lt=1)]
    hours: Annotated[int, Field(ge=0)]
    most: Annotated[Amount, Field(gt=0, le=1)]


class ReadingRow(Strict):
    grade: Amount
    hard_from: Amount
    source: Words


class LawPack(Strict):
    """One file; a file may hold rows of any sort."""

    pack: PackHead
    lines_of_business: tuple[WordsRow, ...] = ()
    benefits: tuple[WordsRow, ...] = ()
    urgencies: tuple[UrgencyRow, ...] = ()
    margin: MarginRow | None = None
    reading: ReadingRow | None = None
    extensions: tuple[ExtensionRow, ...] = ()
    tolls: tuple[TollRow, ...] = ()
    clocks: tuple[ClockRow, ...] = ()
    wording: dict[Content, Wording] = Field(default_factory=dict)
    notices: tuple[NoticeRow, ...] = ()
    signing: tuple[SignRow, ...] = ()
