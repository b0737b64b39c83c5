"""Rules of law, of accreditors and of the plan's own: what is due when, what a letter must say, who may sign.

Each rule is a row of the packs with its source, the days in which it holds, and whether its words were read. A rule
that was not verified, or is only proposed, decides nothing unless an organisation adopts it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from mednec.model.law_words import AppealLevel, Authority, Content, CountsFrom, SignNeed, Starts
from mednec.model.words import Word

_PUNCTUATION = re.compile(r"[^a-z0-9]+")


class Urgency(Word):
    STANDARD = "standard"
    URGENT = "urgent"


class Subject(Word):
    """What is asked for: some rules speak of drugs only, some of everything but drugs."""

    DRUG = "drug"
    ITEM = "item or service"


class Phase(Word):
    """Which step of a case a clock is for."""

    PROSPECTIVE = "prospective"
    CONCURRENT = "concurrent"
    RETROSPECTIVE = "retrospective"
    INFORMATION = "request for information"  # time in which to say what is missing
    PEER = "peer to peer"
    APPEAL = "appeal"
    RECONSIDERATION = "reconsideration"  # by the plan, when an outside reviewer gets new material
    EXTERNAL = "external review"


class TimeUnit(Word):
    HOURS = "hours"
    CALENDAR_DAYS = "calendar days"
    BUSINESS_DAYS = "business days"
    MONTHS = "months"


class PauseKind(Word):
    """Why a clock did not run, or runs longer."""

    ASKED = "asked for documentation"
    EXTENSION = "extension"


class ClockState(Word):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    NONE = "none"  # no rule is known: a person sets the day


class Warn(Word):
    """What a reader must see before it is late, and after."""

    NOTHING = ""
    SOON = "soon"
    LATE = "late"


class LetterKind(Word):
    """A letter of the plan about a decision, or on the way to one."""

    APPROVAL = "approval"
    MODIFICATION = "modification"
    PEND = "pend"
    DENIAL = "denial"

    @property
    def adverse(self) -> bool:
        return self in (LetterKind.MODIFICATION, LetterKind.DENIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time as rules write it: `15 calendar days`."""

    amount: int
    unit: TimeUnit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value if self.amount != 1 else self.unit.value.removesuffix('s')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A line of business, by its id in the packs, and a benefit where the rule is for one only."""

    line: str
    benefit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every row has: where it stands, what it says in our words, whether that was read, and when it holds."""

    id: str
    authority: Authority
    cite: str
    source: str
    statement: str
    verified: bool
    seen: str = ""  # where it is not verified: what of it was read, and what was not
    proposed: bool = False  # no law yet; decides nothing, adopted or not
    effective_from: date
    effective_to: date | None = None
    starts: Starts = Starts.READING
    accreditor: str = ""
    holds_for: tuple[Coverage, ...] = ()  # none: every line of business
    states: tuple[str, ...] = ()  # none: every state

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRule(Rule):
    """By how much a clock may be extended, once."""

    by: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TollRule(Rule):
    """That a clock stands still from the request for information until it is supplied, or its time to answer ends."""

    longest: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule(Rule):
    """Until when something is due. `extension` and `toll` are rules of their own: they may be unverified where this
    is not."""

    urgencies: tuple[Urgency, ...]
    subjects: tuple[Subject, ...]
    phase: Phase
    within: Span
    counts_from: CountsFrom = CountsFrom.REQUEST
    extension: ExtensionRule | None = None
    toll: TollRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRight:
    """A way to appeal and its times; what no source tells is empty and stays an open line."""

    level: AppealLevel
    file_within: Span | None = None
    counts_from: CountsFrom = CountsFrom.NOTICE
    decided_within: Span | None = None
    expedited_within: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule(Rule):
    """What a letter must hold. `says` words a content as the rule has it, where the plan's wording falls short."""

    letters: tuple[LetterKind, ...]
    contents: tuple[Content, ...]
    says: Mapping[Content, str] = field(default_factory=dict)
    right: AppealRight | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRule(Rule):
    """What is asked of who signs an adverse decision (`on_appeal`: who decides an appeal)."""

    needs: tuple[SignNeed, ...]
    on_appeal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """When a clock is called *soon*: a share of its time is left or so many hours, but never more than half of it."""

    share: Decimal
    hours: int
    most: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingAim:
    """How easily a letter to a member should read. `source` says whose aim it is."""

    grade: Decimal
    hard_from: Decimal  # grade from which a sentence is called hard
    source: str


def as_listed(word: str) -> str:
    """A word as the lists have it.

    >>> as_listed("MA-PD"), as_listed("Self-Funded")
    ('ma pd', 'self funded')
    """
    return _PUNCTUATION.sub(" ", word.casefold()).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class LawWords:
    """The words requests use, to the ids that rules use; words in lower case, with single blanks."""

    lines: Mapping[str, str]
    benefits: Mapping[str, str]
    urgencies: Mapping[str, Urgency]


@dataclass(frozen=True, slots=True, kw_only=True)
class Laws:
    """Everything of `packs/law`."""

    version: str
    words: LawWords
    clocks: tuple[ClockRule, ...]
    notices: tuple[NoticeRule, ...]
    signing: tuple[SignRule, ...]
    margin: Margin
    reading: ReadingAim

    def rule(self, id: str) -> Rule | None:
        """A row by its id, of whichever kind."""
        rows: tuple[Rule, ...] = (*self.clocks, *self.notices, *self.signing)
        return next((row for row in rows if row.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What an organisation decided about the rules: which it uses beside verified law, and its own clock."""

    unverified: bool = False  # whether all rows that nobody verified are used, marked as such
    rows: frozenset[str] = frozenset()  # ids of those that are used where not all are
    accreditors: tuple[str, ...] = ()
    zone: str = "America/New_York"
    state: str = ""  # whose law holds where a case names none
    standard: Span | None = None  # the plan's own clock where no rule is known
    urgent: Span | None = None
    own_tolls: bool = False  # whether the plan's own clock stands still while documentation is asked for
    days_off: frozenset[date] = frozenset()  # no business days, beside Saturdays and Sundays
    specialties: tuple[str, ...] = ()  # that may sign adverse decisions; none: any physician


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The health plan as its letters name it; what is empty stays an open line."""

    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    hours: str = ""
    fax: str = ""
    peer_phone: str = ""
    appeals_address: str = ""
    appeals_fax: str = ""
    appeals_phone: str = ""
    language_phone: str = ""
    appeal_within: Span | None = None  # to file an internal appeal, by the plan's own terms
    appeal_decided_within: Span | None = None
    expedited_within: Span | None = None
    answer_within: Span | None = None  # to answer a request for information


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the rules ask of a request, in their own words; `unknown` are the request's words that no list has."""

    line: str
    benefit: str
    urgency: Urgency
    subject: Subject = Subject.DRUG
    phase: Phase = Phase.PROSPECTIVE
    state: str = ""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The clock rule that holds; or none, and why. `off` are rules that would hold if they were adopted."""

    rule: ClockRule | None
    why: str = ""
    off: tuple[ClockRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A time in which a clock may stand still; open while `until` is empty."""

    kind: PauseKind
    since: datetime
    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock at a moment: when it is due, how it stands, what is left. `soon_from` is when it turns red."""

    state: ClockState
    warn: Warn = Warn.NOTHING
    rule: ClockRule | None = None
    due: datetime | None = None
    left: timedelta | None = None  # until due; below zero when it is late
    soon_from: datetime | None = None
    paused_since: datetime | None = None
    extended: bool = False
    notes: tuple[str, ...] = ()  # what was asked of the clock that its rule does not provide for
    why: str = ""  # where there is none


NO_CLOCK = Clock(state=ClockState.NONE, why="no rule is known: set the day by hand")
