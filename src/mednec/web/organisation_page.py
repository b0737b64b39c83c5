"""The settings of an organisation: the plan in its letters, clocks, rules, signing, keeping, a language model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mednec.desk.desk import Desk
from mednec.desk.keeping import DAYS
from mednec.desk.model_servers import MODEL, MODEL_BUDGET, MODEL_DEIDENTIFY, MODEL_URL
from mednec.desk.organisation import (
    Adoptable,
    OrganisationSettings,
    adoptable,
    change_settings,
    faults,
    settings,
)
from mednec.desk.rights import Act
from mednec.desk.setting_values import (
    ACCREDITORS,
    BY_NAME,
    RULES,
    SECOND_FACTOR,
    SETTINGS,
    AskedOf,
    accreditors_of,
    lines_of,
)
from mednec.errors import Changed, MednecError, SubmitError
from mednec.law.typed import Setting, SettingsPart, Typed
from mednec.model.law import ClockRule, ExtensionRule, NoticeRule, Rule
from mednec.model.law_words import Starts
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.pages import page

router = APIRouter(include_in_schema=False)

Manages = Annotated[Person, Depends(may(Act.MANAGE_ORGANISATION))]
TOLLS, SPECIALTIES, ZONE = "clock_tolls", "signing_specialties", "time_zone"
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)
HINTS = {
    ZONE: "Empty: America/New_York",
    "state": "Two letters; empty: none",
    DAYS: "Empty: {retention} days. Nothing is removed by itself: who removes a case sees what is over",
    "days_off": "One on each line, as 2026-12-25; Saturdays and Sundays are none anyway",
    "signing_specialties": "One on each line, as internal medicine; empty: any physician's, with a warning",
    "retention_days_by_line": "One on each line, as Medicare Advantage: 4015; in the words of requests",
    "plan_address": "One on each line",
    MODEL: "As its server calls it; empty: none is asked",
    MODEL_URL: "Empty: {server}",
    MODEL_BUDGET: "Empty: as is usual. What is over it is not asked, which the determination says",
}
SAVED, CLOCKS = "Saved.", " The clocks of open cases are being chosen again, which the queue shows."
NAMED = {"ncqa": "NCQA", "urac": "URAC", "chip": "CHIP", "self-funded": "Self-funded"}


async def sent_form(request: Request) -> FormData:
    """The form as it was sent; its fields are the settings themselves."""
    return await request.form()


Form = Annotated[FormData, Depends(sent_form)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rule that nobody verified as the page shows it."""

    rule: Rule
    on: bool
    now: bool  # whether it is used as things stand
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """What stands in the form: texts of the settings, and what is chosen of rules and accreditors."""

    texts: Mapping[str, str]
    rules: frozenset[str]
    accreditors: frozenset[str]


@router.get("/organisation")
def organisation_page(request: Request, desk: AtDesk, who: Manages, saved: str = "", clocks: bool = False) -> Response:
    """Everything that is set, in one form."""
    held = settings(desk, who)
    said = ""
    if saved.isdecimal():
        said = "Nothing was changed." if saved == "0" else SAVED + (CLOCKS if clocks else "")
    return _form(request, desk, held, _shown(desk, held), said=said)


@router.post("/organisation")
def save(request: Request, desk: AtDesk, who: Manages, form: Form) -> Response:
    """Set what was typed; where somebody else changed the settings meanwhile, say so and keep what was typed."""
    held = settings(desk, who)
    seen = form.get("seen")
    typing = _typed(desk, held, form)
    if not isinstance(seen, str) or not seen:
        wrong = SubmitError("the form came without what it was made from", where="settings", do="send it once more")
        return _form(request, desk, held, typing, wrong={"": wrong}, status=422)
    if wrongs := faults(desk, typing.texts):
        return _form(request, desk, held, typing, seen=seen, wrong=wrongs, status=422)
    try:
        made = change_settings(desk, who, typing.texts, seen=seen)
    except Changed as error:
        return _form(request, desk, settings(desk, who), typing, wrong={"": error}, meanwhile=True, status=409)
    return RedirectResponse(f"/organisation?saved={len(made.names)}{'&clocks=1' if made.job else ''}", 303)


def _form(
    request: Request,
    desk: Desk,
    held: OrganisationSettings,
    typing: Typing,
    *,
    seen: str = "",
    wrong: Mapping[str, MednecError] | None = None,
    meanwhile: bool = False,
    said: str = "",
    status: int = 200,
) -> Response:
    """The form. `meanwhile` tells beside each field what is in force, where it is something else than was typed."""
    told = {name: f"{error.what}{': ' if error.do else ''}{error.do}" for name, error in (wrong or {}).items()}
    return page(
        request,
        "organisation/page.html",
        status,
        held=held,
        seen=seen or held.revision,
        texts=typing.texts,
        now={s.name: held.text(s.name) for s in SETTINGS if held.text(s.name) != typing.texts[s.name]}
        if meanwhile
        else {},
        wrong=dict.fromkeys(("", *BY_NAME), "") | told,
        faults=[(BY_NAME[name], text) for name, text in told.items() if name],
        hints={s.name: _hint(desk, s) for s in SETTINGS},
        settings=BY_NAME,
        plan=[s for s in SETTINGS if s.part is SettingsPart.PLAN],
        terms=[s for s in SETTINGS if s.part is SettingsPart.TERMS],
        spans=Typed.SPAN,
        many=Typed.LINES,
        zones=ZONES,
        asked=[(each.value, each.value) for each in AskedOf],
        accreditors=[(each, _named(each), each in typing.accreditors) for each in accreditors_of(desk.laws)],
        groups=_groups(desk, held, typing),
        model_hosts=desk.servers.hosts,
        meanwhile=meanwhile,
        said=said,
    )


def _shown(desk: Desk, held: OrganisationSettings) -> Typing:
    """What the form shows of what is set."""
    rules = frozenset(each.rule.id for each in adoptable(desk, held.values) if each.on)
    texts = {setting.name: held.text(setting.name) for setting in SETTINGS}
    return Typing(texts=texts, rules=rules, accreditors=frozenset(held.text(ACCREDITORS).splitlines()))


def _typed(desk: Desk, held: OrganisationSettings, form: FormData) -> Typing:
    """What a form says. A field that is not in it stays as it is; a box that is not marked is no."""
    shown = _shown(desk, held)
    chosen, accredited = frozenset(_all(form, "rule")), frozenset(_all(form, "accreditor"))
    texts = dict(shown.texts)
    texts |= {name: each.replace("\r\n", "\n") for name in texts for each in _all(form, name)}
    texts[ACCREDITORS] = "\n".join(sorted(accredited))
    if chosen != shown.rules:
        texts[RULES] = "\n".join(sorted(chosen)) or "no"
    if TOLLS in form:
        texts[TOLLS] = "yes"
    elif held.values.get(TOLLS) is True:
        texts[TOLLS] = "no"
    if texts[SECOND_FACTOR] == AskedOf.NOBODY.value and not shown.texts[SECOND_FACTOR]:
        texts[SECOND_FACTOR] = ""  # nobody is what holds where nothing is set
    if texts[MODEL_DEIDENTIFY] == "yes" and not shown.texts[MODEL_DEIDENTIFY]:
        texts[MODEL_DEIDENTIFY] = ""  # the same of this
    return Typing(texts=texts, rules=chosen, accreditors=accredited)


def _all(form: FormData, name: str) -> list[str]:
    return [each for each in form.getlist(name) if isinstance(each, str)]


def _hint(desk: Desk, setting: Setting) -> str:
    if setting.name in HINTS:
        server = desk.servers.url or "none"
        return HINTS[setting.name].format(retention=desk.limits.retention_days, server=server)
    return f"As {setting.example}" if setting.typed is Typed.SPAN else ""


def _groups(desk: Desk, held: OrganisationSettings, typing: Typing) -> list[tuple[str, list[Row]]]:
    """The rules that nobody verified, by whom they hold for; what is only proposed comes last."""
    found: dict[str, list[Row]] = {}
    every = adoptable(desk, held.values)
    for each in sorted(every, key=lambda each: each.rule.proposed):
        row = Row(rule=each.rule, on=each.rule.id in typing.rules, now=each.on, about=_about(each))
        found.setdefault(_group(desk, each.rule), []).append(row)
    return list(found.items())


def _group(desk: Desk, rule: Rule) -> str:
    if rule.proposed:
        return "Proposed: no law yet, never used"
    if rule.accreditor:
        return f"{_named(rule.accreditor)}, where the plan is accredited by it"
    lines = lines_of(desk.laws, rule)
    return ", ".join(_named(line) for line in lines) or "Every line of business"


def _named(id: str) -> str:
    return NAMED.get(id) or id.replace("-", " ").title()


def _about(each: Adoptable) -> str:
    """What a row is for, in a few words: `clock, standard, prospective, 72 hours; from 2020-01-01`."""
    rule, words = each.rule, [each.kind.value]
    if isinstance(rule, ClockRule):
        words += [" or ".join(u.value for u in rule.urgencies), rule.phase.value, str(rule.within)]
    elif isinstance(rule, ExtensionRule):
        words.append(str(rule.by))
    elif isinstance(rule, NoticeRule):
        words.append(", ".join(kind.value for kind in rule.letters))
    benefits = sorted({each.benefit for each in rule.holds_for if each.benefit})
    words += [f"{benefit} benefit" for benefit in benefits]
    words += rule.states
    until = f" to {rule.effective_to}" if rule.effective_to else ""
    since = f"; from {rule.effective_from}{until}" if rule.starts is Starts.STATED or until else ""
    return ", ".join(words) + since
