"""Checks of what stands around the tree: drugs, codes, versions, durations, and limits against the label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from rapidfuzz import process

from mednec.criteria.policy import Policy
from mednec.packs.checking.comparing import number
from mednec.packs.checking.found import Check, Found, Severity
from mednec.packs.checking.subject import Subject
from mednec.packs.checking.terms import Term
from mednec.terminology.units import convert, convertible

_CAPPED = re.compile(
    r"\b(?:(?:not|may not|must not|no) (?:to )?exceed|(?:no|not) more than \d|maximum (?:dose|of)|up to \d[\d,.]*\s*"
    r"(?:mg|g|mcg|units?|vials?|doses?)\b|quantity limit)",
    re.IGNORECASE,
)
_ICD = re.compile(r"\b[A-TV-Z]\d[\dA-Z]\.[\dA-Z]{1,4}\b")
_HCPCS = re.compile(r"\b[A-CEGHJ-MP-V]\d{4}\b")
_UNREAD = {"not named": "payer", "policy": "title"}
_NEVER = date(1900, 1, 1)


def _unknown_drugs(subject: Subject) -> Iterator[Found]:
    known = subject.library.lexicon.drugs
    for drug in subject.policy.drugs:
        if drug not in known:
            near = process.extractOne(drug, sorted(known), score_cutoff=60)
            do = f"did you mean {near[0]!r}?" if near else "add it to packs/drugs"
            yield Found(where="drugs", says=f"is about {drug!r}, which no pack knows", do=do)


def _unlisted_drugs(subject: Subject) -> Iterator[Found]:
    """Drugs that the title names, and that no line of the policy's own list covers."""
    lexicon = subject.library.lexicon
    named = [m.id for m in lexicon.find(subject.policy.title) if m.id in lexicon.drugs]
    for drug in dict.fromkeys(named):
        if not any(lexicon.is_a(drug, d) or lexicon.is_a(d, drug) for d in subject.policy.drugs):
            says = f"names {lexicon.name(drug)} in its title, and does not list it under drugs"
            yield Found(where="drugs", says=says, do=f"add {drug} to drugs, or lines for it are not decided")


def _names(policy: Policy) -> set[str]:
    return {n.casefold() for n in (policy.id, *policy.names)}


def _versions(subject: Subject) -> list[Policy]:
    """Other installed versions of the policy: those that share an id or a name. A copy being edited is no other one."""
    mine = subject.policy
    others = [p for p in subject.shelf if p.digest != mine.digest and _names(p) & _names(mine)]
    if any(p.digest == mine.digest for p in subject.shelf):
        return others
    return [p for p in others if p.effective_from != mine.effective_from]


def _overlaps(subject: Subject) -> Iterator[Found]:
    mine = subject.policy
    for other in _versions(subject):
        if _begins_in(mine, other) or _begins_in(other, mine):
            says = f"is in force together with version {other.version} ({_period(other)})"
            do = "end the older one with effective: {to: ...}; its text stays as it is"
            yield Found(where="effective", says=says, do=do)


def _begins_in(one: Policy, other: Policy) -> bool:
    return other.effective_from <= one.effective_from <= (other.effective_to or date.max)


def _period(policy: Policy) -> str:
    return f"from {policy.effective_from}" + (f" to {policy.effective_to}" if policy.effective_to else "")


def _gaps(subject: Subject) -> Iterator[Found]:
    """Days between the version before and this one on which none is in force."""
    mine = subject.policy
    ended = [p.effective_to for p in _versions(subject) if p.effective_to and p.effective_to < mine.effective_from]
    first = min((p.effective_from for p in _versions(subject)), default=mine.effective_from)
    if ended and first < mine.effective_from and max(ended) + timedelta(days=1) < mine.effective_from:
        says = f"takes effect on {mine.effective_from}; the version before ended on {max(ended)}"
        yield Found(where="effective", says=says, do="ask which version holds for the days between")


def _ended_codes(subject: Subject) -> Iterator[Found]:
    """Billing codes that had ended when the policy took effect, or begin when it has ended.

    A code that the text only tells of is no fault where the code that replaced it stands beside it.
    """
    last = subject.policy.effective_to or date.max
    day, table = subject.policy.effective_from, subject.library.knowledge.hcpcs
    listed = (*subject.policy.services, *(c for t in subject.leaves() for c in t.words("codes")))
    told = _HCPCS.findall(subject.policy.source)
    for code in dict.fromkeys((*listed, *told)):
        row, after = table.lookup(code), [r.code for r in table.successors(code, day)]
        ended = row is not None and row.effective_to is not None and row.effective_to < day
        unborn = row is not None and row.effective_from is not None and row.effective_from > last
        if row is not None and (ended or unborn) and (code in listed or not set(after) & set(told)):
            span = f"from {row.effective_from or 'the first day'} to {row.effective_to or 'now'}"
            do = f"ask whether {', '.join(after)} is meant" if after else "ask the payer for the code in force"
            yield Found(where="services", says=f"names {code}, which is valid {span}, not on {day}", do=do)


def _icd_codes(subject: Subject) -> Iterator[Found]:
    for code in dict.fromkeys(_ICD.findall(subject.policy.source)):
        if subject.library.icd.lookup(code) is None:
            edition = subject.library.icd.edition.label
            says = f"names {code}, which is no diagnosis code of the edition {edition}"
            yield Found(where="source", says=says, do="check it against the payer's document: a digit may be misread")


def _looser(subject: Subject) -> Iterator[Found]:
    """Limits above the labelled dose of every disease that they are about."""
    for root in subject.roots:
        term = root.term
        if root.part == "limits" and term.kind == "dose_limit":
            label = _labelled(subject, term)
            mine = number(term.slots.get("per_28_days"))
            if label is not None and mine is not None and mine > label:
                unit = f"{term.slots.get('unit', 'mg')}{'/kg' if term.slots.get('per') else ''}"
                says = f"allows {mine} {unit} in 28 days; the label goes up to {label.normalize():f} {unit}"
                do = "right where the payer allows more than the label; else a digit is misread"
                yield Found(clause=term.label, where=term.where, says=says, do=do)


def _labelled(subject: Subject, term: Term) -> Decimal | None:
    """The highest labelled amount in 28 days for the diseases of a limit, in its unit; None where none is known."""
    lexicon, unit = subject.library.lexicon, str(term.slots.get("unit", "mg"))
    per = "kg" if term.slots.get("per") == "kg" else ""
    diseases = [a for a in term.applies_to if a in lexicon.concepts]
    rows = [row for d in subject.policy.drugs if d in lexicon.drugs for row in lexicon.drugs[d].label]
    if diseases:
        rows = [r for r in rows if any(lexicon.is_a(r.disease, d) or lexicon.is_a(d, r.disease) for d in diseases)]
    highs = [
        convert(row.per_28_days_high, row.unit, unit)
        for row in rows
        if row.per_28_days_high is not None and row.per == per and convertible(row.unit, unit)
    ]
    return max(highs, default=None)


def _durations(subject: Subject) -> Iterator[Found]:
    limited = any(t.kind == "duration_limit" for t in subject.terms())
    granted = any(t.get("authorized_days") for t in _nodes(subject.content.get("routes")))
    if subject.policy.authorization_months is None and not limited and not granted:
        do = "add authorization: {months, clause, text}, or a duration_limit, with the words that say it"
        yield Found(where="authorization", says="does not say how long an approval lasts", do=do)


def _nodes(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


def _continuation(subject: Subject) -> Iterator[Found]:
    if "continuation" not in subject.policy.routes:
        says = "has no route for continuing"
        do = "if the text has one, add it; if it asks for the same again, write continuation: {include: I}"
        yield Found(where="routes", says=says, do=do)


def untyped_limits(subject: Subject) -> tuple[Term, ...]:
    """Limits whose words hold a number or a maximum, and which are only asked."""
    limits = (r.term for r in subject.roots if r.part == "limits")
    return tuple(t for t in limits if t.kind == "ask" and _CAPPED.search(t.text))


def _untyped_limits(subject: Subject) -> Iterator[Found]:
    for term in untyped_limits(subject):
        says = "sets a limit in numbers, and is only asked"
        do = "type it: dose_limit, schedule_limit, duration_limit, units_agree or visit_limit"
        yield Found(clause=term.label, where=term.where, says=says, do=do)


def _no_limits(subject: Subject) -> Iterator[Found]:
    match = _CAPPED.search(subject.policy.source)
    if match and not any(r.part == "limits" for r in subject.roots) and not _inside_clause(subject, match.start()):
        words = " ".join(subject.policy.source[match.start() : match.start() + 60].split())
        do = "make a limit of these words"
        yield Found(where="limits", says=f"says {words!r}, and has no limits", do=do)


def _inside_clause(subject: Subject, at: int) -> bool:
    return any(t.start <= at < t.start + len(t.text) for t in subject.clauses())


def _placeholders(subject: Subject) -> Iterator[Found]:
    policy = subject.policy
    if policy.effective_from == _NEVER:
        yield Found(where="effective", says=f"is in force from {_NEVER}", do="write the day the payer's text gives")
    for value, name in _UNREAD.items():
        if getattr(policy, name) == value:
            yield Found(where=name, says=f"has {value!r} as {name}", do=f"write the {name} that the text gives")
    if not policy.drugs:
        yield Found(where="drugs", says="lists no drugs", do="list the drugs it decides; no line is decided without")


CHECKS = (
    Check(
        name="unknown-drug",
        severity=Severity.ERROR,
        looks_for="a drug in `drugs` that no pack knows",
        run=_unknown_drugs,
    ),
    Check(
        name="drug-not-listed",
        severity=Severity.WARNING,
        looks_for="a drug in the title that `drugs` does not list",
        run=_unlisted_drugs,
    ),
    Check(
        name="versions-overlap",
        severity=Severity.ERROR,
        looks_for="two versions of one name in force on the same day",
        run=_overlaps,
    ),
    Check(
        name="versions-gap",
        severity=Severity.WARNING,
        looks_for="days between two versions on which none is in force",
        run=_gaps,
    ),
    Check(
        name="code-not-in-force",
        severity=Severity.ERROR,
        looks_for="a billing code that had ended on the day the policy takes effect, or begins after it has ended",
        run=_ended_codes,
    ),
    Check(
        name="unknown-diagnosis-code",
        severity=Severity.WARNING,
        looks_for="a diagnosis code in the text that the code set does not have",
        run=_icd_codes,
    ),
    Check(
        name="looser-than-label",
        severity=Severity.WARNING,
        looks_for="a dose limit above the labelled dose for its diseases",
        run=_looser,
    ),
    Check(
        name="no-duration",
        severity=Severity.WARNING,
        looks_for="no word on how long an approval lasts",
        run=_durations,
    ),
    Check(
        name="no-continuation",
        severity=Severity.WARNING,
        looks_for="no route for continuing",
        run=_continuation,
    ),
    Check(
        name="limit-not-typed",
        severity=Severity.WARNING,
        looks_for="a limit in numbers that is only asked",
        run=_untyped_limits,
    ),
    Check(
        name="no-limits",
        severity=Severity.WARNING,
        looks_for='no limits where the text says "not exceed", "not more than", "maximum"',
        run=_no_limits,
    ),
    Check(
        name="placeholder-left",
        severity=Severity.WARNING,
        looks_for="what the importer could not read: payer, title, first day in force, drugs",
        run=_placeholders,
    ),
)
