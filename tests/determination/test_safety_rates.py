"""Infusion rates as ordered against the label's caps, which are lower where a boxed-warning risk is present."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mednec.determination.safety import review_safety
from mednec.model.determination import SafetyFinding
from mednec.model.document import Rationale, ReferenceCitation
from mednec.model.finding import Finding
from mednec.model.knowledge import Drug, LabelRow, Product, SafetyCheck
from mednec.model.regimen import Course, Rate, Regimen, RegimenCheck, Weight
from mednec.model.words import Assertion, DoseVerdict, Presence
from tests.making import concept, concepts, facts, finding, header, line, quote, reference

PRESENT, DENIED, SILENT = Presence.PRESENT, Presence.ABSENT, Presence.NOT_DOCUMENTED
REFERENCES = {"label": reference("label", kind="label", n="")}
TREE = concepts(concept("disease-x"), concept("disease-x-late", is_a=("disease-x",)))
RISK = SafetyCheck(
    id="risk",
    drug="drug-a",
    flag="a clot before",
    source_kind="boxed warning",
    concepts=("clot",),
    reference="label",
)
CLOT = finding("clot", "DVT in 2019.")

LABELLED = LabelRow(
    disease="disease-x",
    says="2 g/kg",
    amount_low=Decimal(2),
    amount_high=Decimal(2),
    unit="g",
    per="kg",
    products=("Alpha",),
    max_rate=Decimal("2.4"),
    max_rate_at_risk=Decimal("1.8"),
    reference="label",
)
DRUG = Drug(id="drug-a", name="drug A", label=(LABELLED,))


def ordered(low: str, high: str, unit: str, *, kg: str | None = None, product: str = "Alpha") -> RegimenCheck:
    """An order with an infusion rate, and the body weight if the chart has one."""
    asked = line(regimen="2 g/kg over 4 days at a rate")
    weighed = header(f"Weight {kg} kg").document
    note = Rationale(says="Read.", citations=(quote(weighed, "Weight"),))
    return RegimenCheck(
        line=asked,
        drug=DRUG,
        product=Product(name=product, hcpcs="J1", unit_amount=Decimal(500), unit="mg"),
        order=Regimen(
            text=asked.regimen,
            courses=(Course(amount=Decimal(2), unit="g", per="kg"),),
            rate=Rate(low=Decimal(low), high=Decimal(high), unit=unit),
        ),
        weight=Weight(kg=Decimal(kg), measured=None, at=quote(weighed, f"{kg} kg")) if kg else None,
        totals=None,
        verdict=DoseVerdict.WITHIN,
        why=note,
    )


def rates(
    order: RegimenCheck, *findings: Finding, diseases: tuple[str, ...] = ("disease-x",)
) -> tuple[SafetyFinding, ...]:
    """The rows about infusion rates."""
    case = facts(*findings, regimens=(order,), lines=(order.line,))
    rows = review_safety(case, DRUG, [RISK], REFERENCES, diseases=diseases, concepts=TREE)
    return rows[1:]


@pytest.mark.parametrize(
    ("order", "at_risk", "presence", "words"),
    [
        (ordered("150", "250", "mL/h", kg="58.1"), False, PRESENT, "150-250 mL/h is above"),
        (ordered("150", "250", "mL/h", kg="58.1"), False, PRESENT, "cap 2.4 mL/kg/h x 58.1 kg = 139.4 mL/h"),
        (ordered("96", "96", "mL/h", kg="40"), False, DENIED, "96 mL/h is within"),  # exactly at the cap
        (ordered("97", "97", "mL/h", kg="40"), False, PRESENT, "cap 2.4 mL/kg/h x 40 kg = 96.0 mL/h"),
        (ordered("90", "90", "mL/h", kg="40"), True, PRESENT, "cap 1.8 mL/kg/h x 40 kg = 72.0 mL/h, the lower cap"),
        (ordered("72", "72", "mL/h", kg="40"), True, DENIED, "because of: a clot before"),
        (ordered("2.4", "2.4", "mL/kg/h"), False, DENIED, "2.4 mL/kg/h is within the label cap of Alpha"),
        (ordered("2.4", "2.4", "mL/kg/h"), True, PRESENT, "cap 1.8 mL/kg/h, the lower cap"),
        # one end of the range above the cap is above the cap
        (ordered("1", "3", "mL/kg/h"), False, PRESENT, "1-3 mL/kg/h is above"),
        (ordered("97", "97", "mL/h", kg="40", product="Beta"), False, PRESENT, "Beta itself has no labelled rate here"),
        # per hour without a weight: not verifiable, and said so
        (
            ordered("150", "250", "mL/h"),
            False,
            SILENT,
            "150-250 mL/h cannot be held against the label cap of 2.4 mL/kg/h",
        ),
        (ordered("150", "250", "mL/h"), False, SILENT, "no body weight"),
    ],
)
def test_an_ordered_rate_against_the_label(order: RegimenCheck, at_risk: bool, presence: Presence, words: str) -> None:
    (row,) = rates(order, *((CLOT,) if at_risk else ()))
    assert row.presence is presence
    assert words in row.says.says


def test_a_rate_cites_the_order_the_weight_and_the_risk() -> None:
    (row,) = rates(ordered("90", "90", "mL/h", kg="40"), CLOT)
    assert [c.quote for c in row.citations] == ["2 g/kg over 4 days at a rate", "40 kg", "DVT in 2019."]
    assert row.says.citations[-1] == ReferenceCitation(reference="label", label="label")


def test_the_cap_of_a_disease_holds_for_its_forms_and_not_for_other_diseases() -> None:
    order = ordered("97", "97", "mL/h", kg="40")
    assert len(rates(order, diseases=("disease-x-late",))) == 1
    assert rates(order, diseases=("disease-y",)) == ()


def test_family_risk_does_not_lower_the_cap() -> None:
    (row,) = rates(ordered("90", "90", "mL/h", kg="40"), finding("clot", "Mother had a DVT.", Assertion.FAMILY))
    assert row.presence is DENIED
