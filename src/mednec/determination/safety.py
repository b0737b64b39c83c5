"""Safety: what label and task force ask about, and whether this patient's chart shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal

from mednec.model.determination import SafetyFinding
from mednec.model.document import ChartCitation, Citation, Rationale, ReferenceCitation
from mednec.model.facts import Facts
from mednec.model.finding import Finding, Measurement, RateFinding, TestResult, TherapyTrial
from mednec.model.knowledge import Concept, Drug, LabelRow, Reference, SafetyCheck
from mednec.model.regimen import Rate, Regimen, RegimenCheck
from mednec.model.words import Assertion, Presence, Result, Standing

GRAVITY = ("boxed warning", "contraindication", "label monitoring", "task-force advice", "pharmacology")
SHOWN = 4  # citations of one safety row; the newest say enough
ML_PER_H, ML_PER_KG_H = "mL/h", "mL/kg/h"
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
    mine = [check for check in checks if check.drug == drug.id or check.drug in drug.classes]
    mine.sort(key=lambda check: (GRAVITY.index(check.source_kind), check.id))
    kinds = concepts or {}
    rows = tuple(_row(check, facts, references, kinds) for check in mine)
    dangers = [row for check, row in zip(mine, rows, strict=True) if not check.when_present_wanted]
    at_risk = [row for row in dangers if row.source_kind == GRAVITY[0] and row.presence is Presence.PRESENT]
    treated = {d for disease in diseases for d in (disease, *_wider(disease, kinds))}
    return rows + _rates(facts, drug, references, treated, at_risk)


def _row(
    check: SafetyCheck, facts: Facts, references: Mapping[str, Reference], kinds: Mapping[str, Concept]
) -> SafetyFinding:
    found = [f for f in facts.chart.findings if not f.header.set_aside]
    found.sort(key=lambda f: (-(f.recorded or date.min).toordinal(), f.source))
    results = [f for f in found if f.concept in check.tests and isinstance(f, (TestResult, Measurement))]
    named = [f for f in found if _named(f, check) and not isinstance(f, TestResult)]
    denied = {f.concept for f in named if _denies(f)}
    silent = [c for c in check.concepts if not denied & {c, *_wider(c, kinds)}]
    answers = [_from_statements(named, silent), *([_from_results(results, check)] if results else [])]
    presence, words, shown = _joined(*answers)
    citations = tuple(dict.fromkeys(f.source for f in shown))[:SHOWN]
    return SafetyFinding(
        flag=check.flag,
        source_kind=check.source_kind,
        presence=presence,
        says=Rationale(
            says=f"{_capital(check.flag)}: {words}.", citations=(*citations, _cite(check.reference, references))
        ),
        citations=citations,
        advice=check.advice,
    )


def _named(finding: Finding, check: SafetyCheck) -> bool:
    """The finding's concept, or the class of the drug it is about, is one the check asks for."""
    classes = finding.classes if isinstance(finding, TherapyTrial) else ()
    return finding.concept in check.concepts or not set(check.concepts).isdisjoint(classes)


def _joined(*answers: Answer) -> Answer:
    """Present outweighs absent, absent outweighs silence; words and places of equal answers are kept together."""
    order = (Presence.PRESENT, Presence.ABSENT, Presence.NOT_DOCUMENTED)
    best = min((answer[0] for answer in answers), key=order.index)
    equal = [answer for answer in answers if answer[0] is best and answer[2]] or list(answers[:1])
    words = "; ".join(words.removesuffix(REST) for _, words, _ in equal)
    rest = REST if any(words.endswith(REST) for _, words, _ in equal) else ""
    return best, f"{words}{rest}", [f for _, _, shown in equal for f in shown]


def _from_results(results: Sequence[Finding], check: SafetyCheck) -> Answer:
    """A screening check wants the test done; any other check wants to know whether it was positive."""
    done = [f for f in results if _settled(f)]
    listed = "; ".join(dict.fromkeys(_result_words(f) for f in (done or results)[:SHOWN]))
    if not done:
        return Presence.NOT_DOCUMENTED, listed, list(results)
    if check.when_present_wanted:
        return Presence.PRESENT, listed, done
    positive: list[Finding] = [f for f in done if isinstance(f, TestResult) and f.result is Result.POSITIVE]
    if positive:
        against = [f for f in done if f not in positive]
        return Presence.PRESENT, listed, [*positive[: SHOWN - 1], *against[:1]]
    unclear = [f for f in done if isinstance(f, TestResult) and f.result is Result.INDETERMINATE]
    whole = len(check.concepts) <= 1 and set(check.tests) <= {f.concept for f in done} and not unclear
    return (Presence.ABSENT, listed, done) if whole else (Presence.NOT_DOCUMENTED, f"{listed}{REST}", done)


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


def _from_statements(named: Sequence[Finding], silent: Sequence[str]) -> Answer:
    """The record before claims; what is past still counts and says so; family and pre-filled denials never count.

    `silent` are the concepts that nobody denies: a check about several things is not answered by denying one of them.
    """
    record = [f for f in named if not f.claims_only]
    yes = [f for f in record if f.assertion in LASTING]
    no = [f for f in record if _denies(f)]
    if yes:
        past = " (history)" if all(f.assertion is Assertion.HISTORICAL for f in yes) else ""
        against = [f for f in no if any(f.concept == asserted.concept for asserted in yes)]
        denied = f"; elsewhere the record denies {_names(against)}" if against else ""
        return Presence.PRESENT, f"{_names(yes)}{past}{denied}", [*_one_each(yes)[: SHOWN - 1], *against[:1]]
    if no:
        denial = f"denied in the record ({_names(no)})"
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


def _rates(
    facts: Facts,
    drug: Drug,
    references: Mapping[str, Reference],
    treated: Set[str],
    at_risk: Sequence[SafetyFinding],
) -> tuple[SafetyFinding, ...]:
    rows = [r for r in drug.label if r.max_rate is not None and r.disease in treated]
    ordered = [check for check in facts.regimens if check.drug is not None and check.drug.id == drug.id]
    found = (_rate(facts, check, row, references, at_risk) for check in ordered for row in rows)
    return tuple(finding for finding in found if finding is not None)


def _rate(
    facts: Facts,
    check: RegimenCheck,
    row: LabelRow,
    references: Mapping[str, Reference],
    at_risk: Sequence[SafetyFinding],
) -> SafetyFinding | None:
    """An ordered rate against the label's cap, which is lower where a boxed-warning risk is present."""
    if not isinstance(check.order, Regimen) or check.order.rate is None or row.max_rate is None:
        return None
    rate = check.order.rate
    per_kg = row.max_rate_at_risk if at_risk and row.max_rate_at_risk is not None else row.max_rate
    place = facts.request.cite_line(check.line, "regimen")
    cites: list[Citation] = [place, *_repeated_rates(facts, rate)]
    if rate.unit == ML_PER_KG_H:
        cap, working = per_kg, f"cap {per_kg} {ML_PER_KG_H}"
    elif rate.unit == ML_PER_H and check.weight is not None:
        cap = per_kg * check.weight.kg
        working = f"cap {per_kg} {ML_PER_KG_H} x {check.weight.kg} kg = {_round(cap)} {ML_PER_H}"
        cites.append(check.weight.at)
    else:
        return _without_weight(rate, per_kg, row, references, place)
    risk = f", the lower cap because of: {'; '.join(r.flag for r in at_risk)}" if per_kg != row.max_rate else ""
    above = rate.high > cap
    verdict = "is above" if above else "is within"
    named = check.product.name if check.product else ""
    borrowed = (
        f"; {named} itself has no labelled rate here" if row.products and named and named not in row.products else ""
    )
    whose = f" of {', '.join(row.products)}" if row.products else ""
    says = f"Ordered rate {_span(rate)} {rate.unit} {verdict} the label cap{whose}: {working}{risk}{borrowed}."
    risk_cites = tuple(c for r in at_risk for c in r.citations) if risk else ()
    chart: tuple[ChartCitation, ...] = (*(c for c in cites if isinstance(c, ChartCitation)), *risk_cites)[: 2 + SHOWN]
    return SafetyFinding(
        flag="infusion rate above the label cap" if above else "infusion rate within the label cap",
        source_kind="label monitoring",
        presence=Presence.PRESENT if above else Presence.ABSENT,
        says=Rationale(says=says, citations=(*chart, _cite(row.reference, references))),
        citations=chart,
    )


def _without_weight(
    rate: Rate, per_kg: Decimal, row: LabelRow, references: Mapping[str, Reference], place: ChartCitation
) -> SafetyFinding:
    """A cap per kg says nothing about mL/h until somebody writes down the weight."""
    says = f"Ordered rate {_span(rate)} {rate.unit} cannot be held against the label cap of {per_kg} {ML_PER_KG_H}"
    return SafetyFinding(
        flag="infusion rate not verifiable without body weight",
        source_kind="label monitoring",
        presence=Presence.NOT_DOCUMENTED,
        says=Rationale(says=f"{says}: no body weight.", citations=(place, _cite(row.reference, references))),
        citations=(place,),
    )


def _span(rate: Rate) -> str:
    return f"{rate.low}" if rate.low == rate.high else f"{rate.low}-{rate.high}"


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


def _repeated_rates(facts: Facts, rate: Rate) -> list[ChartCitation]:
    """Where form and note repeat the ordered rate."""
    said = (f for f in facts.chart.findings if isinstance(f, RateFinding) and f.ordered)
    return [f.sentence for f in said if (f.rate.low, f.rate.high) == (rate.low, rate.high)][:2]


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.1"))


def _cite(reference: str, references: Mapping[str, Reference]) -> ReferenceCitation:
    known = references[reference]
    secondary = " (secondary source)" if known.confidence == "P" else ""
    return ReferenceCitation(reference=reference, label=f"{known.short}{secondary}")


def _names(findings: Sequence[Finding]) -> str:
    return ", ".join(dict.fromkeys(f.name for f in findings))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
