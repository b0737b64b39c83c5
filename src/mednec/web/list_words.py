"""A case as a line of a list: its clock, what is recommended, and its state, each in a word with its sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mednec.desk.values import CaseLine
from mednec.law.clocks import warn_at
from mednec.model.law import Laws, Urgency, Warn
from mednec.model.life import CaseState
from mednec.model.words import Outcome
from mednec.web.case_words import DECIDED, TONES, moment, span

RECOMMENDED = {
    Outcome.APPROVE: ("met", "met", "Approve"),
    Outcome.APPROVE_WITH_CONDITIONS: ("met", "met", "Approve with conditions"),
    Outcome.APPROVE_MODIFIED: ("con", "con", "Approve in part"),
    Outcome.PEND: ("nd", "con", "Ask for documents"),
    Outcome.DENY_RECOMMENDED: ("not", "not", "Deny"),
}
STATES = {
    CaseState.RECEIVED: "being read",
    CaseState.UNREADABLE: "needs a person",
    CaseState.OPEN: "open",
    CaseState.PENDED: "pended",
    CaseState.DECIDED: "decided",
    CaseState.APPEALED: "appealed",
    CaseState.CLOSED: "closed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListClock:
    """What is left of a clock, and when it is due; `tone` is late, soon, paused or nothing, `icon` its sign."""

    left: str
    due: str = ""
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A case in words."""

    line: CaseLine
    clock: ListClock
    urgent: bool
    icon: str
    tone: str
    outcome: str
    state: str
    decided: str  # the decision in force, in a word
    decided_tone: str


def rows_of(lines: tuple[CaseLine, ...], laws: Laws, now: datetime, zone: ZoneInfo) -> list[ListRow]:
    """Cases in words, in their order."""
    return [_row(line, laws, now, zone) for line in lines]


def _row(line: CaseLine, laws: Laws, now: datetime, zone: ZoneInfo) -> ListRow:
    icon, tone, outcome = RECOMMENDED[line.outcome] if line.outcome else ("", "", "")
    return ListRow(
        line=line,
        clock=list_clock(line, laws, now, zone),
        urgent=laws.words.urgencies.get(" ".join(line.urgency.casefold().split())) is Urgency.URGENT,
        icon=icon,
        tone=tone,
        outcome=outcome,
        state=STATES[line.state],
        decided=DECIDED[line.decision] if line.decision else "",
        decided_tone=TONES[line.decision] if line.decision else "",
    )


def list_clock(line: CaseLine, laws: Laws, now: datetime, zone: ZoneInfo) -> ListClock:
    """How the clock stands in a word or two; what will soon be late is red before it is."""
    if line.decided is not None:
        late = line.due is not None and line.decided > line.due
        return ListClock(left="decided late" if late else "decided", due=moment(line.decided, zone), tone="late" * late)
    if line.due is None:
        return ListClock(left="no clock")
    due = f"due {moment(line.due, zone)}"
    if line.clock_state == "paused":
        return ListClock(left="paused", due=due, tone="paused", icon="pause")
    left, warn = line.due - now, warn_at(line.received, line.due, now, laws.margin)
    if left < timedelta():
        return ListClock(left=f"{span(left)} late", due=due, tone="late", icon="late")
    if warn is Warn.SOON:
        return ListClock(left=span(left), due=due, tone="soon", icon="clock")
    return ListClock(left=span(left), due=due)
