"""Which clock holds for a request: by line of business, benefit, urgency, state, step of the case and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from mednec.law.days import after, day_of
from mednec.model.law import (
    Adopted,
    Asked,
    Choice,
    ClockRule,
    Laws,
    LawWords,
    Phase,
    Rule,
    Span,
    Subject,
    TollRule,
    Urgency,
    as_listed,
)
from mednec.model.law_words import Authority
from mednec.model.request import PriorAuthRequest

OWN = "own-clock"
BY_HAND = "set the day by hand"
_RANK = (Authority.LAW, Authority.ACCREDITOR, Authority.OWN)
_ALWAYS = date(1900, 1, 1)
R = TypeVar("R", bound=Rule)


def asked_of(
    request: PriorAuthRequest,
    words: LawWords,
    *,
    state: str = "",
    subject: Subject = Subject.DRUG,
    phase: Phase | None = None,
) -> Asked:
    """A request in the rules' own words; without a phase, the one that its dates tell."""
    unknown: list[str] = []

    def known(field: str, said: str, listed: Mapping[str, str]) -> str:
        found = listed.get(as_listed(said), "")
        if said.strip() and not found:
            unknown.append(f"{field} {said.strip()!r}")
        return found

    line = known("line of business", request.line_of_business, words.lines)
    benefit = known("benefit", request.benefit, words.benefits)
    urgency = known("urgency", request.urgency, words.urgencies)
    return Asked(
        line=line,
        benefit=benefit,
        urgency=Urgency(urgency) if urgency else Urgency.STANDARD,
        subject=subject,
        phase=phase or phase_of(request),
        state=state.strip().upper(),
        unknown=tuple(unknown),
    )


def phase_of(request: PriorAuthRequest) -> Phase:
    """Retrospective when every line ended before the request was received; else prospective.

    That a course is under way (concurrent) no request says; a person sets it.
    """
    received = request.received.date()
    past = request.lines and all(line.last_day < received for line in request.lines)
    return Phase.RETROSPECTIVE if past else Phase.PROSPECTIVE


def holds(rule: Rule, asked: Asked, day: date, adopted: Adopted) -> bool:
    """Whether a rule is about this request on this day, whether or not it is used."""
    state = asked.state or adopted.state
    return (
        rule.in_force(day)
        and (not rule.states or state in rule.states)
        and (not rule.accreditor or rule.accreditor in adopted.accreditors)
        and (not rule.holds_for or any(_covers(c.line, c.benefit, asked) for c in rule.holds_for))
    )


def used(rule: Rule, adopted: Adopted) -> bool:
    """Whether a rule may decide anything: what was verified, or was adopted all the same; never what is proposed."""
    return not rule.proposed and (rule.verified or adopted.unverified or rule.id in adopted.rows)


def in_use(rules: tuple[R, ...], asked: Asked, day: date, adopted: Adopted) -> tuple[R, ...]:
    """The rules that are about this request and are used, in their order."""
    return tuple(rule for rule in rules if holds(rule, asked, day, adopted) and used(rule, adopted))


def choose(laws: Laws, asked: Asked, received: datetime, adopted: Adopted) -> Choice:
    """The rule whose time ends first, of those in use; else the plan's own clock; else none, and why."""
    zone = ZoneInfo(adopted.zone)
    day = day_of(received, zone)
    about = [rule for rule in laws.clocks if _clocks(rule, asked) and holds(rule, asked, day, adopted)]
    off = tuple(rule for rule in about if not used(rule, adopted))
    if urgency := next((word for word in asked.unknown if word.startswith("urgency")), ""):
        return Choice(rule=None, why=f"the {urgency} is not known to the rules: {BY_HAND}", off=off)
    ranked = sorted(
        (rule for rule in about if used(rule, adopted)),
        key=lambda r: (after(received, r.within, zone, adopted.days_off), _RANK.index(r.authority), r.id),
    )
    rule = ranked[0] if ranked else _own(asked, adopted)
    return Choice(rule=rule, why="" if rule else _why(asked, off), off=off)


def _clocks(rule: ClockRule, asked: Asked) -> bool:
    return asked.phase is rule.phase and asked.urgency in rule.urgencies and asked.subject in rule.subjects


def _covers(line: str, benefit: str, asked: Asked) -> bool:
    return asked.line == line and benefit in ("", asked.benefit)


def _own(asked: Asked, adopted: Adopted) -> ClockRule | None:
    """The plan's own clock for a first decision, where it has one."""
    within = adopted.urgent if asked.urgency is Urgency.URGENT else adopted.standard
    if within is None or asked.phase not in (Phase.PROSPECTIVE, Phase.CONCURRENT, Phase.RETROSPECTIVE):
        return None
    return own_clock(within, asked.urgency, tolls=adopted.own_tolls)


def own_clock(within: Span, urgency: Urgency, *, tolls: bool = False) -> ClockRule:
    """A clock that the plan sets itself; no law is claimed for it."""
    by, cite, source = Authority.OWN, "the plan's own clock", "settings of the organisation"
    toll = TollRule(
        id=f"{OWN}-toll",
        statement="The plan's own clock stands still while documentation is asked for.",
        authority=by,
        cite=cite,
        source=source,
        verified=True,
        effective_from=_ALWAYS,
    )
    return ClockRule(
        id=f"{OWN}-{urgency.key}",
        statement=f"By the plan's own clock this is decided within {within}.",
        authority=by,
        cite=cite,
        source=source,
        verified=True,
        effective_from=_ALWAYS,
        urgencies=(urgency,),
        subjects=tuple(Subject),
        phase=Phase.PROSPECTIVE,
        within=within,
        toll=toll if tolls else None,
    )


def _why(asked: Asked, off: tuple[ClockRule, ...]) -> str:
    return "; ".join(_reasons(asked, off)) + f": {BY_HAND}"


def _reasons(asked: Asked, off: tuple[ClockRule, ...]) -> Iterator[str]:
    if asked.unknown:
        are = "is" if len(asked.unknown) == 1 else "are"
        yield f"the {' and the '.join(asked.unknown)} {are} not known to the rules"
    elif not asked.line:
        yield "the request names no line of business"
    else:
        benefit = f", {asked.benefit} benefit" if asked.benefit else ", no benefit named"
        yield f"no clock is known for {asked.line}{benefit}, {asked.urgency.value}, {asked.phase.value}"
    if adoptable := [rule for rule in off if not rule.proposed]:
        told = ", ".join(f"{rule.within} by {rule.cite}" for rule in adoptable)
        yield f"not verified and therefore not used: {told}"
