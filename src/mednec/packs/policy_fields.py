"""The plain fields of policy.yaml, each read as what it must be; anything else is an error with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mednec.errors import PolicyError

_DATE = "write it as 2026-01-31"
_SEE = "see docs/writing-a-policy.md"


@dataclass(slots=True, kw_only=True)
class PolicyFields:
    """The content of one policy.yaml; `where` names it in messages."""

    where: str
    content: Mapping[str, object]

    def wrong(self, place: str, what: str, do: str = _SEE) -> PolicyError:
        return PolicyError(what, where=f"{self.where}:{place}", do=do)

    def text(self, name: str) -> str:
        """A word that every policy must have."""
        value = self.content.get(name)
        if value is None or value == "":
            raise self.wrong(name, "is missing", f"a policy has {name}")
        if not isinstance(value, str):
            raise self.wrong(name, f"{value!r} is no word", "put it in quotes")
        return value

    def mapping(self, name: str, *known: str) -> Mapping[str, object]:
        """Fields below a field; `known` are all it may have."""
        value = self.content.get(name) or {}
        if not isinstance(value, dict):
            raise self.wrong(name, "must have fields", f"it has {', '.join(known)}")
        for field in value:
            if field not in known:
                raise self.wrong(name, f"unknown field {field!r}", f"it has {', '.join(known)}")
        return value

    def entries(self, name: str) -> list[object]:
        value = self.content.get(name) or []
        if not isinstance(value, list):
            raise self.wrong(name, "must be a list")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        return self.strings(self.content.get(name), name)

    def strings(self, value: object, place: str) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(place, "must be a list of words", "put numbers in quotes")
        return tuple(value)

    def effective(self) -> tuple[date, date | None]:
        """The days from which, and up to which, the policy is in force."""
        part = self.mapping("effective", "from", "to")
        first = self._day(part.get("from"), "effective.from")
        last = self._day(part["to"], "effective.to") if part.get("to") is not None else None
        if last is not None and last < first:
            raise self.wrong("effective", f"dates reversed: from {first} to {last}", "correct the dates")
        return first, last

    def _day(self, value: object, place: str) -> date:
        if value is None:
            raise self.wrong(place, "is missing", _DATE)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(place, f"must be a date, not {value!r}", f"{_DATE}, without quotes")
        return value

    def whole(self, value: object, place: str) -> int | None:
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise self.wrong(place, f"must be a whole number from 1, not {value!r}")
        return value
