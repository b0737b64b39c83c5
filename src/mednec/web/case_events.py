"""What was done to a case, from the audit, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mednec.desk.cases import READ
from mednec.desk.values import Event
from mednec.model.words import Outcome
from mednec.web.case_words import OUTCOMES, moment

# Each act as a sentence goes on after the name of who did it; what stands in braces is from the entry.
SAYS = {
    "accept document": "accepted a document that was set aside",
    "add documents": "added {files} file(s)",
    "answered": "went on: what was asked for came, or will not",
    "appeal": "filed an appeal ({level})",
    "ask language model": "asked the language model {model} at {host}",
    "assign": "assigned the case",
    "ask for documents": "asked for {items} document(s)",
    "cannot read": "could not read the packet",
    "close": "closed the case",
    "comment": "commented",
    "correct request": "corrected what the request says",
    "decide": "signed a decision: {kind}",
    "determine": "determined the case",
    "end appeal": "ended the appeal: {ending}",
    "export": "exported the case",
    "extend": "took the extension of the clock",
    "hold": "put the case on hold for the law",
    "peer": "noted a talk between physicians",
    READ: "read the {what}",
    "read again": "had the packet read again",
    "release": "released the case from its hold",
    "reopen": "opened the case again",
    "replay": "derived {determinations} determination(s) again, {same} with the same bytes",
    "rule": "ruled on {clause}: {status}, read as {read_as}",
    "send letter": "sent a letter: {kind}, to the {to}",
    "set due": "set the day it is due by hand",
    "submit": "submitted the request, {files} file(s)",
    "void": "voided the decision",
    "withdraw ruling": "took back the ruling on {clause}",
}
_OUTCOMES = {outcome.key: OUTCOMES[outcome] for outcome in Outcome}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """An entry of a case's history: when, who, what, and what belongs to it."""

    number: int
    at: str
    who: str
    says: str
    details: tuple[str, ...]
    reading: bool


def events_of(events: Iterable[Event], zone: ZoneInfo, *, readings: bool) -> tuple[EventLine, ...]:
    """The history, the newest first; readings of the record only where they are asked for."""
    found = [_line(each, zone) for each in events if readings or each.act != READ]
    return tuple(reversed(found))


def _line(event: Event, zone: ZoneInfo) -> EventLine:
    return EventLine(
        number=event.number,
        at=moment(event.at, zone),
        who="The program" if event.actor_name == "program" else event.actor_name or "Somebody",
        says=_says(event),
        details=tuple(_details(event.detail, zone)),
        reading=event.act == READ,
    )


def _says(event: Event) -> str:
    """The act in words; one that has none yet by its name."""
    words = {name: str(value).replace("_", " ") for name, value in event.detail.items()}
    return SAYS.get(event.act, event.act).format_map(_Told(words))


class _Told(dict[str, str]):
    """What an entry tells; what it does not tell is left open."""

    def __missing__(self, name: str) -> str:
        return "…"


def _details(detail: Mapping[str, object], zone: ZoneInfo) -> Iterator[str]:
    """What else a reader should know; digests and ids stay in the audit."""
    outcome = str(detail.get("outcome", ""))
    if "determination" in detail and "number" in detail:
        recommends = f", {_OUTCOMES[outcome]} recommended" if outcome in _OUTCOMES else ""
        yield f"Determination {detail['number']}{recommends}."
    if "model_asked" in detail:
        counts = (detail.get(f"model_{name}", 0) for name in ("asked", "accepted", "shown", "refused"))
        asked, accepted, shown, refused = counts
        yield (
            f"Language model {detail['model']}: {asked} question(s); of its proposals {accepted} accepted, {shown} "
            f"shown, {refused} not accepted."
        )
    if "deidentified" in detail:
        yield "Names, numbers and dates were replaced." if detail["deidentified"] else "Documents went as they stand."
    if detail.get("voided"):
        yield "The decision that was signed before is void."
    if detail.get("lapsed"):
        yield f"{detail['lapsed']} ruling(s) lapsed: the words or the clause they rest on are gone."
    if detail.get("pause"):
        paused = detail.get("clock") == "paused"
        yield "The clock stands still meanwhile." if paused else "The clock runs on: its rule lets nothing pause it."
    if detail.get("due"):
        yield f"Due {moment(datetime.fromisoformat(str(detail['due'])), zone)}."
    if detail.get("within") is False:
        yield "Not within what the policy itself approves."
