"""Safety: what label and task force ask about, and whether this patient's chart shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from mednec.determination.infusion_rates import SHOWN, review_rates
from mednec.evidence.cited import cite
from mednec.model.determination import SafetyFinding
from mednec.model.document import Rationale
from mednec.model.facts import Facts
from mednec.model.finding import Finding, Measurement, TestResult, TherapyTrial
from mednec.model.knowledge import ANY_DRUG, Concept, Drug, Reference, SafetyCheck
from mednec.model.words import Assertion, Presence, Result, Standing

COUNSELLING = "patient counselling"
GRAVITY = (
    "boxed warning",
    "contraindication",
    "label monitoring",
    "task-force advice",
    "pharmacology",
    COUNSELLING,
)
Answer = tuple[Presence, str, list[Finding]]  # state, words, findings it rests on
LASTING = (Assertion.PRESENT, Assertion.HISTORICAL)
REST = "; the rest of it is not documented"


def review_safety(
    facts: Facts,
    drug: Drug | None,
    checks: Iterable[SafetyCheck],
    references: Mapping[str, Reference],
    *,
    diseases: Sequence[str] = (),
    concepts: Mapping[str, Concept] | None = None,
) -> tuple[SafetyFinding, ...]:
    """Every check of this drug or its classes, the gravest authority first, then infusion rates against label caps.

    `diseases` are the concepts treated: they, and the groups they belong to, choose the label rows whose rate holds.
    `concepts` tell what is a kind of what: who denies a disease denies its forms. No drug, no rows.
    """
    if drug is None:
        return ()
    mine = [check for check in checks if check.drug in (drug.id, ANY_DRUG) or check.drug in drug.classes]
    mine.sort(key=lambda check: (GRAVITY.index(check.source_kind), check.id))
    kinds = concepts or {}
    rows = tuple(_row(check, facts, references, kinds) for check in mine)
    dangers = [row for check, row in zip(mine, rows, strict=True) if not check.when_present_wanted]
    at_risk = [row for row in dangers if row.source_kind == GRAVITY[0] and row.presence is Presence.PRESENT]
    treated = {d for disease in diseases for d in (disease, *_wider(disease, kinds))}
    return rows + review_rates(facts, drug, references, treated, at_risk)


def _row(
    check: SafetyCheck, facts: Facts, references: Mapping[str, Reference], kinds: Mapping[str, Concept]
) -> SafetyFinding:
    found = [f for f in facts.chart.findings if not f.header.set_aside]
    found.sort(key=lambda f: (-(f.recorded or date.min).toordinal(), f.source))
    results = [f for f in found if f.concept in check.tests and isinstance(f, (TestResult, Measurement))]
    named = [f for f in found if _named(f, check, kinds) and not isinstance(f, TestResult)]
    instead = [f for f in found if f.concept in check.denied_by and f.assertion in LASTING and not f.claims_only]
    denied = {f.concept for f in named if _denies(f)} | ({check.concepts[0]} if instead else set())
    silent = [c for c in check.concepts if not denied & {c, *_wider(c, kinds)}]
    units = {test: kinds[test].unit for test in check.tests if test in kinds}
    answers = [
        _from_statements(named, instead, silent, check),
        *([_from_results(results, check, units)] if results else []),
    ]
    presence, words, shown = _joined(*answers)
    told = check.source_kind == COUNSELLING  # what was said is a sentence, not the one word that gave it away
    citations = tuple(dict.fromkeys(f.sentence if told else f.source for f in shown))[:SHOWN]
    return SafetyFinding(
        flag=check.flag,
        source_kind=check.source_kind,
        presence=presence,
        says=Rationale(
            says=f"{_capital(check.flag)}: {words}.", citations=(*citations, cite(references[check.reference]))
        ),
        citations=citations,
        advice=check.advice,
    )


def _named(finding: Finding, check: SafetyCheck, kinds: Mapping[str, Concept]) -> bool:
    """The check asks for the finding's concept, for a group it belongs to, or for the class of the drug it is about.

    Who denies a form has not denied the group, so a denial counts for its own concept only.
    """
    classes = finding.classes if isinstance(finding, TherapyTrial) else ()
    asked = frozenset(check.concepts)
    if finding.concept in asked or not asked.isdisjoint(classes):
        return True
    return finding.assertion is not Assertion.ABSENT and not asked.isdisjoint(_wider(finding.concept, kinds))


def _joined(*answers: Answer) -> Answer:
    """Present outweighs absent, absent outweighs silence; words and places of equal answers are kept together."""
    order = (Presence.PRESENT, Presence.ABSENT, Presence.NOT_DOCUMENTED)
    best = min((answer[0] for answer in answers), key=order.index)
    equal = [answer for answer in answers if answer[0] is best and answer[2]] or list(answers[:1])
    words = "; ".join(words.removesuffix(REST) for _, words, _ in equal)
    rest = REST if any(words.endswith(REST) for _, words, _ in equal) else ""
    return best, f"{words}{rest}", [f for _, _, shown in equal for f in shown]


def _from_results(results: Sequence[Finding], check: SafetyCheck, units: Mapping[str, str]) -> Answer:
    """A screening check wants the test done; any other check wants to know whether it was positive."""
    done = [f for f in results if _settled(f)]
    listed = "; ".join(dict.fromkeys(_result_words(f) for f in (done or results)[:SHOWN]))
    if not done:
        return Presence.NOT_DOCUMENTED, listed, list(results)
    if check.when_present_wanted:
        return Presence.PRESENT, listed, done
    measured = [f for f in done if isinstance(f, Measurement) and (check.below, check.above) != (None, None)]
    if measured:
        return _from_measure(measured, check, units)
    positive: list[Finding] = [f for f in done if isinstance(f, TestResult) and f.result is Result.POSITIVE]
    if positive:
        against = [f for f in done if f not in positive]
        return Presence.PRESENT, listed, [*positive[: SHOWN - 1], *against[:1]]
    unclear = [f for f in done if isinstance(f, TestResult) and f.result is Result.INDETERMINATE]
    whole = len(check.concepts) <= 1 and set(check.tests) <= {f.concept for f in done} and not unclear
    return (Presence.ABSENT, listed, done) if whole else (Presence.NOT_DOCUMENTED, f"{listed}{REST}", done)


def _from_measure(measured: Sequence[Measurement], check: SafetyCheck, units: Mapping[str, str]) -> Answer:
    """The newest value against the limits of the check.

    A bound ("< 20") that leaves it open says nothing, nor does a number whose unit is missing or does not convert.
    """
    newest = measured[0]
    limits = [f"below {check.below}"] * (check.below is not None) + [f"above {check.above}"] * (check.above is not None)
    plain = newest.value if newest.unit == units.get(newest.concept, "") else None
    value = newest.canonical_value if newest.canonical_value is not None else plain
    low = value is not None and check.below is not None and value < check.below
    high = value is not None and check.above is not None and value > check.above
    words = f"{_result_words(newest)}; asked about: {' or '.join(limits)}"
    if (low and newest.comparator in ("", "<", "<=")) or (high and newest.comparator in ("", ">", ">=")):
        return Presence.PRESENT, words, [newest]
    if newest.comparator or value is None:
        return Presence.NOT_DOCUMENTED, words, [newest]
    return Presence.ABSENT, words, [newest]


def _settled(finding: Finding) -> bool:
    if finding.claims_only or finding.assertion in (Assertion.HYPOTHETICAL, Assertion.FAMILY):
        return False
    if isinstance(finding, TestResult):
        return finding.result in (Result.POSITIVE, Result.NEGATIVE, Result.INDETERMINATE)
    return True


def _result_words(finding: Finding) -> str:
    day = f" ({finding.when.iso})" if finding.when else ""
    claimed = ", by a letter or form only" if finding.claims_only else ""
    if isinstance(finding, TestResult):
        return f"{finding.name} {finding.result.value}{day}{claimed}"
    if isinstance(finding, Measurement):
        unit = f" {finding.unit}" if finding.unit else ""
        return f"{finding.name} {finding.comparator}{finding.value}{unit}{day}{claimed}"
    return finding.name


def _denies(finding: Finding) -> bool:
    """A denial of the record's own; one in pre-filled or copied text is none."""
    return finding.assertion is Assertion.ABSENT and finding.standing is Standing.CURRENT and not finding.claims_only


def _from_statements(
    named: Sequence[Finding], instead: Sequence[Finding], silent: Sequence[str], check: SafetyCheck
) -> Answer:
    """The record before claims; what is past still counts and says so; pre-filled denials never count.

    A relative's counts only where the check says so, and is told as a relative's.

    `silent` are the concepts that nobody denies: a check about several things is not answered by denying one of them.
    """
    record = [f for f in named if not f.claims_only]
    counts = (*LASTING, Assertion.FAMILY) if check.family_counts else LASTING
    yes = [f for f in record if f.assertion in counts]
    no = [*(f for f in record if _denies(f)), *instead]
    if yes:
        past = " (history)" if all(f.assertion is Assertion.HISTORICAL for f in yes) else ""
        past = " (in the family)" if all(f.assertion is Assertion.FAMILY for f in yes) else past
        against = [f for f in no if any(f.concept == asserted.concept for asserted in yes)]
        denied = f"; elsewhere the record denies {_names(against)}" if against else ""
        return Presence.PRESENT, f"{_names(yes)}{past}{denied}", [*_one_each(yes)[: SHOWN - 1], *against[:1]]
    if no:
        own = [f for f in no if f not in instead]
        told = [f"denied in the record ({_names(own)})"] * bool(own) + [_names(instead)] * bool(instead)
        denial = "; ".join(told)
        return (Presence.NOT_DOCUMENTED, f"{denial}{REST}", no) if silent else (Presence.ABSENT, denial, no)
    claimed = [f for f in named if f.claims_only and f.assertion in LASTING]
    if claimed:
        return Presence.NOT_DOCUMENTED, f"only a letter or form says so ({_names(claimed)})", claimed
    for assertion, words in (
        (Assertion.FAMILY, "family history only, which is not this patient's"),
        (Assertion.UNCERTAIN, "considered, not established"),
        (Assertion.ABSENT, "denied only in pre-filled or copied text"),
        (Assertion.HYPOTHETICAL, "mentioned as a possibility or plan only"),
    ):
        some = [f for f in named if f.assertion is assertion and not f.claims_only]
        if some:
            return Presence.NOT_DOCUMENTED, f"{words} ({_names(some)})", some
    return Presence.NOT_DOCUMENTED, "not documented", []


def _one_each(found: Sequence[Finding]) -> list[Finding]:
    """The newest statement of each concept first, then the others."""
    first = {f.concept: f for f in reversed(found)}
    leading = [f for f in found if first[f.concept] is f]
    return [*leading, *(f for f in found if first[f.concept] is not f)]


def _wider(concept: str, kinds: Mapping[str, Concept]) -> frozenset[str]:
    """The groups a concept belongs to, at any distance."""
    seen: set[str] = set()
    todo = [concept]
    while todo:
        known = kinds.get(todo.pop())
        new = [c for c in (known.is_a if known else ()) if c not in seen]
        seen.update(new)
        todo += new
    return frozenset(seen)


def _names(findings: Sequence[Finding]) -> str:
    return ", ".join(dict.fromkeys(f.name for f in findings))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
