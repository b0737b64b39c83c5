"""The settings of an organisation: what is set, which rules it adopted, and who changed what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.choosing_again import queue_clocks
from mednec.desk.desk import Desk
from mednec.desk.rights import Act, require
from mednec.desk.rows import log, names_of
from mednec.desk.setting_values import ACCREDITORS, BY_NAME, RULES, STATE, rules_of, text_of, value_of
from mednec.errors import Changed, MednecError, SubmitError
from mednec.model.law import ExtensionRule, NoticeRule, Rule, SignRule, TollRule
from mednec.model.life import Person
from mednec.model.words import Word
from mednec.store.audit import entries
from mednec.store.engine import again, reading
from mednec.store.tables import OrganisationRow

ACT = "change settings"  # in the audit
OF_CLOCKS = frozenset(
    {RULES, ACCREDITORS, STATE, "time_zone", "clock_standard", "clock_urgent", "clock_tolls", "days_off"}
)
_TOLD = 3


class RuleKind(Word):
    """What a row of the rules is for."""

    CLOCK = "clock"
    EXTENSION = "extension"
    TOLL = "standing still"
    LETTER = "letter"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSettings:
    """What an organisation has set. `revision` names exactly these values, for who changes them."""

    name: str
    values: Mapping[str, object]
    revision: str

    def text(self, name: str) -> str:
        """A setting as it would be typed; empty where it is not set."""
        return text_of(name, self.values.get(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoptable:
    """A rule that nobody verified, and whether it is used all the same; what is only proposed never is."""

    rule: Rule
    kind: RuleKind
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Which settings are others now, and the work that chooses the clocks of open cases again, where it must."""

    names: tuple[str, ...]
    job: str = ""


def settings(desk: Desk, who: Person) -> OrganisationSettings:
    """The settings of the person's organisation. Raises NotAllowed."""
    require(who, Act.MANAGE_ORGANISATION)
    with reading(desk.engine) as session:
        row = session.get_one(OrganisationRow, who.org)
        return OrganisationSettings(name=row.name, values=dict(row.settings), revision=_revision(row.settings))


def change_settings(desk: Desk, who: Person, typed: Mapping[str, str], *, seen: str = "") -> Saved:
    """Set what was typed; an empty text takes a setting away, a setting that is not named stays.

    `seen` is the revision that was shown. Where they change clocks, a worker chooses those of open cases again.
    Raises NotAllowed, Changed saying what was changed since, SubmitError naming the first setting that cannot be.
    """
    require(who, Act.MANAGE_ORGANISATION)
    values = {name: value_of(name, text, desk.laws, desk.servers) for name, text in typed.items()}

    def write(session: Session) -> Saved:
        wanted = select(OrganisationRow).where(OrganisationRow.id == who.org).with_for_update()
        row = session.scalars(wanted).one()
        before = dict(row.settings)
        if seen and seen != _revision(before):
            what = "the settings were changed since they were shown"
            raise Changed(what, where="settings", do=f"look at them again: {_since(session, who.org, seen)}")
        names = tuple(sorted(name for name, value in values.items() if before.get(name) != value))
        if not names:
            return Saved(names=())
        kept = {name: value for name, value in {**before, **values}.items() if value is not None}
        row.settings = kept
        job = queue_clocks(session, desk, who) if OF_CLOCKS & set(names) else ""
        session.flush()
        told = {
            side: {name: text_of(name, held.get(name)) for name in names}
            for side, held in (("old", before), ("new", kept))
        }
        log(session, desk, who.org, who.id, ACT, who.org, desk.clock(), revision=_revision(kept), **told)
        return Saved(names=names, job=job)

    return again(desk.engine, write)


def faults(desk: Desk, typed: Mapping[str, str]) -> dict[str, MednecError]:
    """What of the typed text cannot be, by the names of the settings."""
    found: dict[str, MednecError] = {}
    for name, text in typed.items():
        try:
            value_of(name, text, desk.laws, desk.servers)
        except SubmitError as error:
            found[name] = error
    return found


def adoptable(desk: Desk, values: Mapping[str, object]) -> tuple[Adoptable, ...]:
    """Every row of the rules that nobody verified, in the order of the packs, and which of them these values use."""
    told = values.get(RULES)
    chosen = told if isinstance(told, list | tuple) else ()
    return tuple(
        Adoptable(rule=rule, kind=_kind(rule), on=not rule.proposed and (told is True or rule.id in chosen))
        for rule in rules_of(desk.laws)
        if not rule.verified
    )


def _kind(rule: Rule) -> RuleKind:
    if isinstance(rule, ExtensionRule):
        return RuleKind.EXTENSION
    if isinstance(rule, TollRule):
        return RuleKind.TOLL
    if isinstance(rule, NoticeRule):
        return RuleKind.LETTER
    return RuleKind.SIGNATURE if isinstance(rule, SignRule) else RuleKind.CLOCK


def _revision(values: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def _since(session: Session, org: str, seen: str) -> str:
    """Who changed what after the settings that were seen."""
    names, later = names_of(session, org), list[str]()
    for entry in entries(session, org, about=org):
        if entry.act != ACT:
            continue
        if entry.detail.get("revision") == seen:
            later.clear()
            continue
        new = entry.detail.get("new")
        said = ", ".join(BY_NAME[n].says if n in BY_NAME else n for n in new) if isinstance(new, dict) else entry.act
        later.append(f"{names.get(entry.actor, 'somebody')}: {said}, {entry.at:%H:%M} UTC")
    return "; ".join(later[-_TOLD:]) or "others are in force"
