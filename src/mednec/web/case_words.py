"""The words of the case screen: how the clock stands, what state a case is in, moments as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mednec.desk.values import CaseLine, CaseView, Decision, PauseLine
from mednec.law.clocks import warn_at
from mednec.model.law import Laws, Warn
from mednec.model.life import CaseState, DecisionKind
from mednec.model.words import Outcome

DECIDED = {
    DecisionKind.APPROVE: "Approved",
    DecisionKind.APPROVE_WITH_CONDITIONS: "Approved with conditions",
    DecisionKind.MODIFY: "Modified",
    DecisionKind.DENY: "Denied",
}
TONES = {
    DecisionKind.APPROVE: "met",
    DecisionKind.APPROVE_WITH_CONDITIONS: "met",
    DecisionKind.MODIFY: "con",
    DecisionKind.DENY: "not",
}
OUTCOMES = {
    Outcome.APPROVE: "approval",
    Outcome.APPROVE_MODIFIED: "approval in part",
    Outcome.APPROVE_WITH_CONDITIONS: "approval with conditions",
    Outcome.PEND: "asking for more documentation",
    Outcome.DENY_RECOMMENDED: "denial",
}
STATES = {
    CaseState.RECEIVED: (
        "Being read",
        "The packet was accepted and waits to be read. This page can be closed meanwhile.",
    ),
    CaseState.UNREADABLE: ("Needs a person", "The packet could not be reviewed as it stands."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWords:
    """A clock in words; `tone` is late, soon, paused, met or nothing."""

    left: str
    lines: tuple[str, ...]
    tone: str = ""


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment in the organisation's zone.

    >>> from datetime import UTC
    >>> moment(datetime(2031, 4, 24, 14, 12, tzinfo=UTC), ZoneInfo("America/New_York"))
    'Thu 04/24/2031 10:12 EDT'
    """
    return at.astimezone(zone).strftime("%a %m/%d/%Y %H:%M %Z")


def span(left: timedelta) -> str:
    """A length of time in its two largest units.

    >>> span(timedelta(days=12, hours=23, minutes=5)), span(timedelta(minutes=185)), span(timedelta(seconds=50))
    ('12 d 23 h', '3 h 5 min', 'less than a minute')
    """
    minutes = int(abs(left).total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {rest} min"
    return f"{rest} min" if rest else "less than a minute"


def clock_words(view: CaseView, laws: Laws, now: datetime, zone: ZoneInfo, why_none: str = "") -> ClockWords:
    """How the clock stands; what is late is red before it is late. `why_none` says why no rule holds."""
    line = view.line
    rule = laws.rule(line.clock)
    cites = (f"{rule.cite}{'' if rule.verified else ', not verified'}",) if rule else ()
    if line.decided is not None:
        told = (
            ()
            if line.due is None
            else (f"{'in time, ' if line.decided <= line.due else 'late, '}due {moment(line.due, zone)}",)
        )
        tone = "late" if line.due is not None and line.decided > line.due else "met"
        return ClockWords(left="Clock stopped", lines=(f"Decided {moment(line.decided, zone)}", *told), tone=tone)
    if line.due is None:
        unread = line.state in STATES
        why = f"{why_none[:1].upper()}{why_none[1:]}" or "No rule is known here: set the day by hand"
        return ClockWords(left="No clock", lines=("It is set when the request is read" if unread else why,))
    due = f"Due {moment(line.due, zone)}"
    pause = _open_pause(view)
    if line.clock_state == "paused" and pause is not None:
        return ClockWords(
            left="Clock paused", lines=(f"Since {moment(pause.since, zone)}: {pause.why}", due, *cites), tone="paused"
        )
    left = line.due - now
    warn = warn_at(line.received, line.due, now, laws.margin)
    words = f"{span(left)} late" if left < timedelta() else f"{span(left)} left"
    tone = {Warn.LATE: "late", Warn.SOON: "soon"}.get(warn, "")
    return ClockWords(left=words, lines=(due, *cites), tone=tone)


def _open_pause(view: CaseView) -> PauseLine | None:
    return next((pause for pause in view.pauses if pause.until is None), None)


def decided_words(decision: Decision | None, line: CaseLine) -> str:
    """Where a decision is in force, who signed it."""
    if decision is None:
        return "Closed" if line.state is CaseState.CLOSED else ""
    under = " · under appeal" if line.state is CaseState.APPEALED else ""
    return f"{DECIDED[decision.kind]}, signed by {decision.by_name}{under}"


def size(count: int) -> str:
    """A size of a file as people read it.

    >>> size(512), size(20480), size(3500000)
    ('512 bytes', '20 kB', '3.5 MB')
    """
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
