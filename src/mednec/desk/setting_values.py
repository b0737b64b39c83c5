"""What an organisation can set, and what a typed text sets: the law's settings and the service's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from mednec.desk.keeping import DAYS, DAYS_BY_LINE
from mednec.desk.model_servers import MODEL, MODEL_BUDGET, MODEL_DEIDENTIFY, MODEL_URL, Servers
from mednec.errors import MednecError, ModelError, SubmitError
from mednec.language_model.hosts import address_of
from mednec.law import typed as law
from mednec.law.typed import Setting, SettingsPart, Typed
from mednec.model.law import ClockRule, Laws, Rule
from mednec.model.words import Word

RULES, ACCREDITORS, STATE, SECOND_FACTOR = "unverified_rules", "accreditors", "state", "second_factor"
LONGEST_WORDS, LONGEST_LINES, MOST_DAYS = 200, 8000, 36500
MOST_TOKENS, LEAST_TOKENS = 10_000_000, 1000  # of a case
_MODEL = re.compile(r"[\w.:/@+-]{1,100}", re.ASCII)


class AskedOf(Word):
    """Of whom a second factor is asked when they sign in."""

    NOBODY = "nobody"
    PHYSICIANS = "physicians"
    EVERYBODY = "everybody"


def _own(name: str, says: str, typed: Typed, example: str) -> Setting:
    return Setting(name=name, says=says, typed=typed, part=SettingsPart.SERVICE, example=example)


SETTINGS: tuple[Setting, ...] = (
    *law.SETTINGS,
    _own(SECOND_FACTOR, "A second factor is asked of", Typed.WORDS, "physicians"),
    _own(DAYS, "Days a case is kept after it was last decided or changed", Typed.WORDS, "3650"),
    _own(DAYS_BY_LINE, "Other days for a line of business", Typed.LINES, "Medicare Advantage: 4015"),
    _own(MODEL, "Language model that points to words of the chart", Typed.WORDS, "example-8b-instruct"),
    _own(MODEL_URL, "Its server", Typed.WORDS, "https://models.example/v1"),
    _own(MODEL_DEIDENTIFY, "Names, numbers and dates are replaced before anything is sent to it", Typed.YES_NO, "yes"),
    _own(MODEL_BUDGET, "Most tokens it may use for a case", Typed.WORDS, "200000"),
)
BY_NAME: Mapping[str, Setting] = MappingProxyType({setting.name: setting for setting in SETTINGS})


def value_of(name: str, text: str, laws: Laws, servers: Servers | None = None) -> object:
    """The value of a setting as it is stored; None for an empty text, which takes the setting away.

    `servers` are those of language models that may be asked, where that is looked at. Raises SubmitError naming the
    setting that does not exist or cannot be so.
    """
    setting = BY_NAME.get(name)
    if setting is None:
        do = f"one of {', '.join(sorted(BY_NAME))}"
        raise SubmitError(f"there is no setting {name[:40]!r}", where="settings", do=do)
    told = text.strip()
    _plain(setting, told)
    if not told:
        return None
    if name == SECOND_FACTOR:
        return _asked_of(setting, told)
    if name == DAYS:
        return _days(setting, told)
    if name == DAYS_BY_LINE:
        return _days_by_line(setting, told)
    if name in (MODEL, MODEL_URL, MODEL_BUDGET):
        return _of_model(setting, told, servers)
    if name == MODEL_DEIDENTIFY:
        return _yes_no(setting, told)
    try:
        value = law.value_of(name, told.upper() if name == STATE else told)
    except MednecError as error:
        raise SubmitError(error.what, where=error.where, do=error.do or f"for example {setting.example}") from error
    if name == RULES and isinstance(value, list):
        return _adopted(setting, value, laws)
    return _accredited(setting, value, laws) if name == ACCREDITORS and isinstance(value, list) else value


def text_of(name: str, value: object) -> str:
    """A stored value as it would be typed."""
    if name == DAYS_BY_LINE and isinstance(value, Mapping):
        return "\n".join(f"{line}: {days}" for line, days in sorted(value.items()))
    return law.text_of(value)


def rules_of(laws: Laws) -> tuple[Rule, ...]:
    """Every row of the rules once: clocks, each with its extension and its toll, then letters and signatures."""
    clocks = (rule for clock in laws.clocks for rule in (clock, clock.extension, clock.toll) if rule is not None)
    found: dict[str, Rule] = {}
    for rule in (*clocks, *laws.notices, *laws.signing):
        found.setdefault(rule.id, rule)
    return tuple(found.values())


def accreditors_of(laws: Laws) -> tuple[str, ...]:
    """The accreditors that have rows, in alphabetical order."""
    return tuple(sorted({rule.accreditor for rule in rules_of(laws) if rule.accreditor}))


def lines_of(laws: Laws, rule: Rule) -> tuple[str, ...]:
    """The lines of business a rule holds for; an extension or a toll, those of the clocks that have it."""
    clocks = (clock for clock in laws.clocks if rule.id in _beside(clock))
    return tuple(dict.fromkeys(each.line for held in (rule, *clocks) for each in held.holds_for))


def _beside(clock: ClockRule) -> tuple[str, ...]:
    return tuple(rule.id for rule in (clock.extension, clock.toll) if rule is not None)


def _plain(setting: Setting, text: str) -> None:
    lines = setting.typed in (Typed.LINES, Typed.RULES)
    longest = LONGEST_LINES if lines else LONGEST_WORDS
    if len(text) > longest:
        raise _wrong(setting, f"more than {longest:,} characters", "say it shorter")
    if not all(line.isprintable() for line in text.replace("\t", " ").splitlines()):
        raise _wrong(setting, "holds a character that cannot be printed", "type it anew")


def _asked_of(setting: Setting, text: str) -> str:
    found = next((each.value for each in AskedOf if each.value == text.casefold()), None)
    if found is None:
        raise _wrong(setting, f"of {text!r} it cannot be asked", f"one of {', '.join(each.value for each in AskedOf)}")
    return found


def _days(setting: Setting, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_DAYS):
        raise _wrong(setting, f"{text!r} is no number of days from 1 to {MOST_DAYS:,}", "for example 3650")
    return int(text)


def _yes_no(setting: Setting, text: str) -> bool:
    if text.casefold() not in ("yes", "no"):
        raise _wrong(setting, f"{text!r} is neither yes nor no", "write yes or no")
    return text.casefold() == "yes"


def _of_model(setting: Setting, text: str, servers: Servers | None) -> str | int:
    """The name of a model, the address of its server, which must be one that the service may send charts to, a sum."""
    if setting.name == MODEL_BUDGET:
        if not (text.isascii() and text.isdecimal() and LEAST_TOKENS <= int(text) <= MOST_TOKENS):
            what = f"{text!r} is no number of tokens from {LEAST_TOKENS:,} to {MOST_TOKENS:,}"
            raise _wrong(setting, what, "for example 200000")
        return int(text)
    if servers is not None and not servers.hosts:
        do = "whoever runs it names the hosts that may be asked (MEDNEC_MODEL_HOSTS)"
        raise _wrong(setting, "this service asks no language model", do)
    if setting.name == MODEL:
        if not _MODEL.fullmatch(text):
            raise _wrong(setting, f"{text!r} is no name of a model", "write it as its server calls it")
        return text
    try:
        address = address_of(text, where=setting.name)
    except ModelError as error:
        raise _wrong(setting, error.what, f"for example {setting.example}") from error
    if servers is not None and not address.listed(servers.hosts):
        raise _wrong(setting, f"{address.host} may not be asked", f"one of {', '.join(servers.hosts)}")
    return text


def _days_by_line(setting: Setting, text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in filter(None, map(str.strip, text.splitlines())):
        line, colon, days = (part.strip() for part in row.rpartition(":"))
        if not (colon and line):
            raise _wrong(setting, f"{row!r} names no line of business with its days", f"for example {setting.example}")
        if line in found:
            raise _wrong(setting, f"{line!r} is there twice", "leave one of them out")
        found[line] = _days(setting, days)
    return found


def _adopted(setting: Setting, ids: list[object], laws: Laws) -> list[str]:
    """The ids in the order of the packs, each once."""
    rules = rules_of(laws)
    able = [rule.id for rule in rules if not (rule.verified or rule.proposed)]
    for each in ids:
        if each in able:
            continue
        rule = next((rule for rule in rules if rule.id == each), None)
        what = (
            "there is no rule" if rule is None else "only proposed:" if rule.proposed else "verified, and used anyway:"
        )
        raise _wrong(setting, f"{what} {str(each)[:60]!r}", "see the rows of docs/clocks.md and docs/notices.md")
    return [id for id in able if id in ids]


def _accredited(setting: Setting, names: list[object], laws: Laws) -> list[str]:
    known = accreditors_of(laws)
    told = [str(name).casefold() for name in names]
    for name in told:
        if name not in known:
            raise _wrong(setting, f"no rule is of {name[:60]!r}", f"one or several of {', '.join(known)}")
    return [name for name in known if name in told]


def _wrong(setting: Setting, what: str, do: str) -> SubmitError:
    return SubmitError(what, where=f"settings: {setting.name}", do=do)
