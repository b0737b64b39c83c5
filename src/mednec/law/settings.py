"""The door of an organisation's settings: what it adopted of the rules, and how its letters name it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from mednec.errors import MednecError
from mednec.model.law import Adopted, Plan, Span, TimeUnit

LONGEST = 400


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such time zone: for example America/New_York") from error
    return name


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)


class _Span(_Form):
    amount: Annotated[int, Field(gt=0, le=LONGEST)]
    unit: TimeUnit

    def value(self) -> Span:
        return Span(amount=self.amount, unit=self.unit)


class _Adopted(_Form):
    unverified_rules: bool | tuple[str, ...] = False
    accreditors: tuple[str, ...] = ()
    time_zone: Annotated[str, AfterValidator(_zone)] = "America/New_York"
    state: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    clock_standard: _Span | None = None
    clock_urgent: _Span | None = None
    clock_tolls: bool = False
    days_off: tuple[date, ...] = ()
    signing_specialties: tuple[str, ...] = ()


class _Plan(_Form):
    plan_name: str = ""
    plan_address: tuple[str, ...] = ()
    plan_phone: str = ""
    plan_hours: str = ""
    plan_fax: str = ""
    peer_phone: str = ""
    appeals_address: str = ""
    appeals_fax: str = ""
    appeals_phone: str = ""
    language_phone: str = ""
    appeal_within: _Span | None = None
    appeal_decided_within: _Span | None = None
    expedited_within: _Span | None = None
    answer_within: _Span | None = None


FIELDS = tuple(sorted((*_Adopted.model_fields, *_Plan.model_fields)))


def adopted_from(settings: Mapping[str, object]) -> Adopted:
    """What an organisation's settings adopt. Raises MednecError naming the setting that cannot be."""
    try:
        told = _Adopted.model_validate(dict(settings))
    except ValidationError as error:
        raise _explained(error) from error
    rows = told.unverified_rules
    return Adopted(
        unverified=rows is True,
        rows=frozenset(rows) if isinstance(rows, tuple) else frozenset(),
        accreditors=tuple(name.casefold() for name in told.accreditors),
        zone=told.time_zone,
        state=told.state,
        standard=_value(told.clock_standard),
        urgent=_value(told.clock_urgent),
        own_tolls=told.clock_tolls,
        days_off=frozenset(told.days_off),
        specialties=told.signing_specialties,
    )


def plan_from(settings: Mapping[str, object], name: str) -> Plan:
    """The plan as its letters name it; `name` is the organisation's, or the payer's of a request, where none is set.

    Raises MednecError naming the setting that cannot be.
    """
    try:
        told = _Plan.model_validate(dict(settings))
    except ValidationError as error:
        raise _explained(error) from error
    return Plan(
        name=told.plan_name or name,
        address=told.plan_address,
        phone=told.plan_phone,
        hours=told.plan_hours,
        fax=told.plan_fax,
        peer_phone=told.peer_phone,
        appeals_address=told.appeals_address,
        appeals_fax=told.appeals_fax,
        appeals_phone=told.appeals_phone,
        language_phone=told.language_phone,
        appeal_within=_value(told.appeal_within),
        appeal_decided_within=_value(told.appeal_decided_within),
        expedited_within=_value(told.expedited_within),
        answer_within=_value(told.answer_within),
    )


def _value(span: _Span | None) -> Span | None:
    return span.value() if span else None


def _explained(error: ValidationError) -> MednecError:
    first: Any = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    what = str(first["msg"]).removeprefix("Value error, ")
    given = f", not {first['input']!r}" if isinstance(first["input"], str | int) else ""
    return MednecError(f"{what[:1].lower()}{what[1:]}{given}", where=f"settings: {field}", do="correct the setting")
