"""The blocks whose words come from the packs: which rule words them, and what is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mednec.errors import MednecError
from mednec.law.days import day_after
from mednec.model.law import AppealRight, NoticeRule, Plan, Span, TimeUnit
from mednec.model.law_words import AppealLevel, Authority, Content, CountsFrom
from mednec.render.letters.layout import Paragraph, Passage, Voice

OPEN = "____________"
TAKES, FAST = "It takes at most", "A fast one takes at most"
_RANK = (Authority.LAW, Authority.ACCREDITOR, Authority.OWN)
LEVELS = {
    Content.INTERNAL_APPEAL: AppealLevel.INTERNAL,
    Content.EXPEDITED_APPEAL: AppealLevel.INTERNAL,
    Content.EXTERNAL_REVIEW: AppealLevel.EXTERNAL,
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a letter is written under: rules in use, plan, day; whether the decision is the plan's final one."""

    rules: tuple[NoticeRule, ...]
    plan: Plan
    day: date
    policy: str
    final: bool = False


def in_words(day: date) -> str:
    """A day as a letter to a person has it.

    >>> in_words(date(2026, 7, 4))
    'July 4, 2026'
    """
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def asking(content: Content, rules: Sequence[NoticeRule]) -> tuple[NoticeRule, ...]:
    """The rules that ask for a content: those whose words were read first, law before accreditors before the plan."""
    found = (rule for rule in rules if content in rule.contents)
    return tuple(sorted(found, key=lambda r: (_RANK.index(r.authority), not r.verified, not r.states, r.id)))


def following(contents: Sequence[Content], rules: Sequence[NoticeRule]) -> Paragraph:
    """The quiet line below a block: by which rules it is written, and which of them nobody verified."""
    found = {rule.id: _named(rule) for content in contents for rule in asking(content, rules)}
    return Paragraph(passages=(Passage(says=f"Follows {'; '.join(found.values())}.", voice=Voice.QUIET),))


def _named(rule: NoticeRule) -> str:
    """A rule by its id, with where it stands; one that nobody verified says so."""
    place = "" if rule.authority is Authority.OWN else f" ({rule.cite})"
    return f"{rule.id}{place}{'' if rule.verified else ', not verified'}"


def worded(content: Content, written: Written) -> Paragraph:
    """A content in the words of the first rule that words it. Raises MednecError where none in use does."""
    rules = asking(content, written.rules)
    rule = next((rule for rule in rules if content in rule.says), None)
    if rule is None:
        raise MednecError(f"no rule in use words {content.value}", where="letter", do="add it to packs/law")
    told = rule.says[content].format_map(_filled(content, rule, rules, written))
    return Paragraph(passages=(Passage(says=" ".join(told.split())),), holds=(content.key,))


def _filled(content: Content, rule: NoticeRule, rules: Sequence[NoticeRule], written: Written) -> dict[str, str]:
    plan = written.plan
    right = right_of(content, rule, rules, plan)
    return {
        "plan": plan.name or OPEN,
        "phone": _phone(plan.phone, plan.hours),
        "peer_phone": plan.peer_phone or plan.phone or OPEN,
        "appeals": appeals_place(plan),
        "appeals_phone": plan.appeals_phone or plan.phone or OPEN,
        "language_phone": plan.language_phone or plan.phone or OPEN,
        "policy": written.policy,
        "file_by": _file_by(right, written),
        "decided": _within(right.decided_within, TAKES),
        "expedited": _within(right.expedited_within, FAST if content is Content.EXTERNAL_REVIEW else TAKES),
    }


def right_of(content: Content, rule: NoticeRule, rules: Sequence[NoticeRule], plan: Plan) -> AppealRight:
    """The times of a way to appeal: of the rule that words it, then of the others, then of the plan's own terms."""
    level = LEVELS.get(content, AppealLevel.INTERNAL)
    others = sorted((r for r in rules if r is not rule), key=lambda r: (not r.states, _RANK.index(r.authority), r.id))
    rights = [r.right for r in (rule, *others) if r.right is not None and r.right.level is level]
    own = AppealRight(
        level=level,
        file_within=plan.appeal_within if level is AppealLevel.INTERNAL else None,
        decided_within=plan.appeal_decided_within if level is AppealLevel.INTERNAL else None,
        expedited_within=plan.expedited_within if level is AppealLevel.INTERNAL else None,
    )
    filing = next((r for r in (*rights, own) if r.file_within is not None), own)
    return AppealRight(
        level=level,
        file_within=filing.file_within,
        counts_from=filing.counts_from,
        decided_within=next((r.decided_within for r in (*rights, own) if r.decided_within), None),
        expedited_within=next((r.expedited_within for r in (*rights, own) if r.expedited_within), None),
    )


def _file_by(right: AppealRight, written: Written) -> str:
    """Until when it may be filed: a day where the time runs from this letter, else from what it runs."""
    within = right.file_within
    if within is None:
        return f"The last day to ask is {OPEN}."
    if right.counts_from is CountsFrom.NOTICE or written.final:
        if within.unit is TimeUnit.HOURS:
            return f"You have {within} from the date of this letter."
        last = in_words(day_after(written.day, within))
        return f"You have {within} from the date of this letter. The last day is {last}."
    return f"You have {within} from the day of our final decision on your appeal."


def _within(span: Span | None, start: str) -> str:
    return f"{start} {span}." if span else ""


def _phone(phone: str, hours: str) -> str:
    return f"{phone}, {hours}" if phone and hours else phone or OPEN


def appeals_place(plan: Plan) -> str:
    """Where an appeal goes: by post or fax, as far as the plan told."""
    fax = f"fax {plan.appeals_fax}" if plan.appeals_fax else ""
    return " or ".join(part for part in (plan.appeals_address, fax) if part) or OPEN
