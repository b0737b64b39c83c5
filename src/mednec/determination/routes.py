"""Which route of the policy applies: initial or continuation, and when an interruption makes it initial again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mednec.criteria.policy import Policy
from mednec.criteria.record import Record
from mednec.model.document import ChartCitation, Rationale

INITIAL, CONTINUATION = "initial", "continuation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The route and why, where the request alone does not say it."""

    name: str
    why: Rationale | None = None


def choose_route(policy: Policy, record: Record) -> Route:
    """The route the request asks for, unless treatment lapsed for longer than the policy allows."""
    asked = record.request.request_type
    last = last_dose(record)
    note = _lapse(policy, record, last)
    if asked == CONTINUATION and note is not None:
        return Route(name=INITIAL, why=note)
    if asked not in policy.routes:
        only = next(iter(policy.routes))
        root = policy.routes[only].clause.citation
        says = f"The policy has no route for {asked} requests; reviewed as {only}."
        return Route(name=only, why=Rationale(says=says, citations=(record.request.cite("request_type"), root)))
    return Route(name=asked, why=note)


def last_dose(record: Record) -> tuple[date, ChartCitation] | None:
    """Day of the last dose of the requested drug given before the request was received."""
    given = [(a.day, a.source) for a in record.administrations() if not a.held and a.day <= record.as_of]
    return max(given, default=None, key=lambda g: g[0])


def _lapse(policy: Policy, record: Record, last: tuple[date, ChartCitation] | None) -> Rationale | None:
    if policy.restart_after_days is None or policy.restart_clause is None or last is None:
        return None
    day, at = last
    days = (record.as_of - day).days
    if days <= policy.restart_after_days:
        return None
    says = (
        f"The last dose was given on {day}, {days} days before the request was received; after more than"
        f" {policy.restart_after_days} days the policy reviews it as initial."
    )
    return Rationale(says=says, citations=(at, policy.restart_clause.citation))
