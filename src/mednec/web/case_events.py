"""What was done to a case, from the audit, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from mednec.desk.cases import READ
from mednec.desk.values import Event
from mednec.web.case_words import moment

QUIET = frozenset({"revision", "job", "digest", "shown", "folder", "policy_digest"})  # told to auditors, not here


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """An entry of a case's history: when, who, what, and what belongs to it."""

    number: int
    at: str
    who: str
    says: str
    details: tuple[tuple[str, str], ...]
    reading: bool


def events_of(events: Iterable[Event], zone: ZoneInfo, *, readings: bool) -> tuple[EventLine, ...]:
    """The history, the newest first; readings of the record only where they are asked for."""
    found = [_line(each, zone) for each in events if readings or each.act != READ]
    return tuple(reversed(found))


def _line(event: Event, zone: ZoneInfo) -> EventLine:
    return EventLine(
        number=event.number,
        at=moment(event.at, zone),
        who=event.actor_name or event.actor,
        says=event.act,
        details=tuple(_details(event.detail)),
        reading=event.act == READ,
    )


def _details(detail: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    for name in sorted(detail):
        value = detail[name]
        if name not in QUIET and value not in (None, "", [], {}):
            said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield name.replace("_", " "), said.replace("_", " ")
