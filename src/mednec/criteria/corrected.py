"""Values that follow from two others of one day: a measure corrected for a second one, by the rule of the packs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from mednec.chart.lexicon import Lexicon
from mednec.model.finding import Finding, Measurement
from mednec.model.knowledge import Concept, Correction
from mednec.model.words import Assertion
from mednec.terminology.lab_units import in_unit

COMPUTED = "computed from two values of one day"


def corrected_values(findings: Iterable[Finding], lexicon: Lexicon) -> tuple[Measurement, ...]:
    """Corrected measures that the chart does not state itself, each at the place of the value it corrects.

    `written` is the working, `cue` the place of the second value.
    """
    known = [f for f in findings if isinstance(f, Measurement) and f.when and f.assertion is Assertion.PRESENT]
    rules = [(c, c.corrected) for c in lexicon.concepts.values() if c.corrected is not None]
    made: list[Measurement] = []
    for concept, rule in rules:
        for value in (m for m in known if m.concept == rule.of and not m.comparator and m.high_value is None):
            same = [m for m in known if m.concept == rule.by and m.when == value.when and m.header == value.header]
            computed = _computed(concept, rule, value, same[0], lexicon) if same else None
            made += [computed] if computed is not None else []
    return tuple(made)


def _computed(
    concept: Concept, rule: Correction, value: Measurement, beside: Measurement, lexicon: Lexicon
) -> Measurement | None:
    one = in_unit(value.value, value.unit or lexicon.concepts[rule.of].unit, concept.unit)
    other = in_unit(beside.value, beside.unit or lexicon.concepts[rule.by].unit, lexicon.concepts[rule.by].unit)
    if one is None or other is None:
        return None
    result = one + rule.per * (rule.normal - other)
    low, high = (_bound(b, value, concept) for b in (value.low, value.high))
    working = f"{one} + {rule.per} x ({rule.normal} - {other}) = {result} {concept.unit}"
    return replace(
        value,
        concept=concept.id,
        name=concept.name,
        value=result,
        unit=concept.unit,
        canonical_value=result,
        canonical_unit=concept.unit,
        low=low,
        high=high,
        flag="",
        row=(),
        rule=COMPUTED,
        written=working,
        cue=beside.source,
    )


def _bound(bound: Decimal | None, value: Measurement, concept: Concept) -> Decimal | None:
    return None if bound is None else in_unit(bound, value.unit or concept.unit, concept.unit)
