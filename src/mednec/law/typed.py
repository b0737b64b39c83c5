"""An organisation's settings as a person types them in a form or on a line: what each is, its text, its value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mednec.errors import MednecError
from mednec.law.settings import adopted_from, plan_from
from mednec.model.law import TimeUnit
from mednec.model.words import Word

_SPAN = re.compile(r"(\d{1,3})\s+([a-z ]+?)s?")
_UNITS = {unit.value.removesuffix("s"): unit for unit in TimeUnit}
_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")


class Typed(Word):
    """How a setting is typed."""

    YES_NO = "yes or no"
    WORDS = "words"
    LINES = "one on each line"
    SPAN = "a time, as 7 calendar days"
    RULES = "yes, no, or the ids of rules, one on each line"


class SettingsPart(Word):
    """What a setting is about, for the headings of a form."""

    RULES = "rules and clocks"
    PLAN = "the plan in its letters"
    TERMS = "the plan's own terms"
    SERVICE = "signing in and keeping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: its name as it is stored, what it is, and how it is typed."""

    name: str
    says: str
    typed: Typed
    part: SettingsPart
    example: str = ""


def _settings(part: SettingsPart, *rows: tuple[str, str, Typed, str]) -> tuple[Setting, ...]:
    return tuple(Setting(name=n, says=s, typed=t, part=part, example=e) for n, s, t, e in rows)


SETTINGS: tuple[Setting, ...] = (
    *_settings(
        SettingsPart.RULES,
        ("unverified_rules", "Rules used though nobody read their words in the source", Typed.RULES, "no"),
        ("accreditors", "Accredited by", Typed.LINES, "ncqa"),
        ("time_zone", "Time zone of the plan", Typed.WORDS, "America/New_York"),
        ("state", "State whose law holds where a case names none", Typed.WORDS, "NY"),
        ("clock_standard", "Own clock where no rule is known, standard", Typed.SPAN, "7 calendar days"),
        ("clock_urgent", "Own clock where no rule is known, urgent", Typed.SPAN, "72 hours"),
        ("clock_tolls", "The own clock stands still while documentation is asked for", Typed.YES_NO, "no"),
        ("days_off", "Days that are no business days", Typed.LINES, "2026-12-25"),
        ("signing_specialties", "Specialties that may sign what is adverse", Typed.LINES, "internal medicine"),
    ),
    *_settings(
        SettingsPart.PLAN,
        ("plan_name", "Name", Typed.WORDS, "Example Mutual Health Plan"),
        ("plan_address", "Address", Typed.LINES, "100 Example Street"),
        ("plan_phone", "Telephone", Typed.WORDS, "1-800-555-0100"),
        ("plan_hours", "Hours", Typed.WORDS, "Monday to Friday, 8 to 6"),
        ("plan_fax", "Fax", Typed.WORDS, "1-800-555-0105"),
        ("peer_phone", "Telephone for talks between physicians", Typed.WORDS, "1-800-555-0101"),
        ("appeals_address", "Where appeals are sent", Typed.WORDS, "Appeals, 100 Example Street"),
        ("appeals_fax", "Fax for appeals", Typed.WORDS, "1-800-555-0102"),
        ("appeals_phone", "Telephone for fast appeals", Typed.WORDS, "1-800-555-0103"),
        ("language_phone", "Telephone for help with language", Typed.WORDS, "1-800-555-0104"),
    ),
    *_settings(
        SettingsPart.TERMS,
        ("appeal_within", "Time to file an appeal", Typed.SPAN, "180 calendar days"),
        ("appeal_decided_within", "Time in which an appeal is decided", Typed.SPAN, "30 calendar days"),
        ("expedited_within", "Time in which a fast appeal is decided", Typed.SPAN, "72 hours"),
        ("answer_within", "Time to answer a request for records", Typed.SPAN, "45 calendar days"),
    ),
)
BY_NAME: Mapping[str, Setting] = MappingProxyType({setting.name: setting for setting in SETTINGS})


def value_of(name: str, text: str) -> object:
    """The value of a setting as it is stored in JSON; None for an empty text, which takes the setting away.

    Raises MednecError naming the setting that does not exist or cannot be so.

    >>> value_of("clock_urgent", "24 hours"), value_of("unverified_rules", "yes"), value_of("plan_phone", " ")
    ({'amount': 24, 'unit': 'hours'}, True, None)
    """
    setting = BY_NAME.get(name)
    if setting is None:
        raise MednecError("there is no such setting", where=f"settings: {name}", do=f"one of {', '.join(BY_NAME)}")
    if not text.strip():
        return None
    value = _READ[setting.typed](setting, text.strip())
    told = {name: value}
    adopted_from(told)
    plan_from(told, "")
    return value


def text_of(value: object) -> str:
    """A stored value as it would be typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    if isinstance(value, Mapping):
        return f"{value.get('amount', '')} {value.get('unit', '')}".strip()
    return str(value)


def changed(settings: Mapping[str, object], typed: Mapping[str, str]) -> dict[str, object]:
    """Settings with what was typed; settings of others stay. Raises MednecError for the first that cannot be."""
    found = dict(settings)
    for name, text in typed.items():
        value = value_of(name, text)
        if value is None:
            found.pop(name, None)
        else:
            found[name] = value
    return found


def _yes_no(setting: Setting, text: str) -> object:
    low = text.casefold()
    if low not in (*_YES, *_NO):
        raise _wrong(setting, text)
    return low in _YES


def _words(_setting: Setting, text: str) -> object:
    return " ".join(text.split())


def _lines(_setting: Setting, text: str) -> object:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _rules(setting: Setting, text: str) -> object:
    return _yes_no(setting, text) if text.casefold() in (*_YES, *_NO) else _lines(setting, text)


def _span(setting: Setting, text: str) -> object:
    found = _SPAN.fullmatch(" ".join(text.casefold().split()))
    unit = _UNITS.get(found[2]) if found else None
    if found is None or unit is None:
        raise _wrong(setting, text)
    return {"amount": int(found[1]), "unit": unit.value}


_READ = {Typed.YES_NO: _yes_no, Typed.WORDS: _words, Typed.LINES: _lines, Typed.SPAN: _span, Typed.RULES: _rules}


def _wrong(setting: Setting, text: str) -> MednecError:
    kind, example = setting.typed.value, setting.example
    return MednecError(f"is {kind}, not {text!r}", where=f"settings: {setting.name}", do=f"for example {example}")
