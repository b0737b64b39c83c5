"""What a dose verdict needs, and what each verdict says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mednec.dosing import lacks_only_a_label
from mednec.model.finding import Finding
from mednec.model.knowledge import Drug
from mednec.model.regimen import RegimenCheck
from mednec.model.words import DocumentKind, DoseVerdict
from tests.dosing.checked import body, checked, dose_given, labels, shown

WITHIN, ABOVE = DoseVerdict.WITHIN, DoseVerdict.ABOVE_LABEL
UNVERIFIABLE, INCONSISTENT = DoseVerdict.UNVERIFIABLE, DoseVerdict.INCONSISTENT


def anti_ige(regimen: str, disease: str, units: int | None = None) -> RegimenCheck:
    return checked(regimen, "omalizumab", brand="Xolair", hcpcs="J2357", units=units, diseases=(disease,))


def globulin(
    regimen: str, *findings: Finding, brand: str | None = "Octagam 10%", units: int | None = None
) -> RegimenCheck:
    hcpcs = "J1568" if brand else ""
    return checked(
        regimen, "immune-globulin-iv", *findings, brand=brand, hcpcs=hcpcs, units=units, diseases=("dermatomyositis",)
    )


# --- against the label ------------------------------------------------------------------------------------------------

LABEL = [
    ("300 mg SC every 4 weeks x 6 doses", "chronic-spontaneous-urticaria", WITHIN, "the labelled maximum"),
    # a long series is not one course: 26 x 300 mg lie in two years
    ("300 mg SC every 4 weeks x 26 doses", "chronic-spontaneous-urticaria", WITHIN, "the labelled maximum"),
    ("150 mg SC every 4 weeks", "chronic-spontaneous-urticaria", WITHIN, "150 mg / 300 mg = 0.5 times the label"),
    ("450 mg SC every 4 weeks", "chronic-spontaneous-urticaria", ABOVE, "450 mg / 300 mg = 1.5 times the label"),
    ("150 mg SC every 2 weeks", "chronic-spontaneous-urticaria", ABOVE, "more often than the labelled 28 days"),
    ("375 mg SC every 2 weeks", "asthma", WITHIN, "750 mg / 750 mg = the labelled maximum"),
    # the total of 28 days is within 750 mg, the single dose is 600 / 375 = 1.6 times the largest labelled one
    ("600 mg SC every 4 weeks", "asthma", ABOVE, "one dose is 1.6 times the largest labelled dose of 375 mg"),
    # off label: 4 x 1,200 mg is above every labelled dose; 1,200 mg is the highest of them
    ("1200 mg SC every week", "mcas", ABOVE, "4,800 mg / 1,200 mg = 4 times the label"),
    ("600 mg SC every 2 weeks", "mcas", UNVERIFIABLE, "1,200 mg / 1,200 mg = the labelled maximum"),
]


@pytest.mark.parametrize(("regimen", "disease", "verdict", "said"), LABEL)
def test_against_the_label_of_the_disease(regimen: str, disease: str, verdict: DoseVerdict, said: str) -> None:
    check = anti_ige(regimen, disease)
    assert check.verdict is verdict
    assert any(said in text for text in labels(check))


def test_a_dose_within_rounding_of_the_label_is_within_and_says_so() -> None:
    # 100 g / 49.5 kg = 2.02 g/kg, 1.01 times 2 g/kg
    check = globulin("50 g on Day 1 and 2 every 4 weeks", body("49.5"))
    assert check.verdict is WITHIN
    assert labels(check)[0].endswith("2.02 g/kg / 2 g/kg = 1.01 times the label, within rounding.")


def test_a_dose_two_and_a_half_percent_above_is_above() -> None:
    # 100 g / 48.7 kg = 2.05 g/kg
    assert globulin("50 g on Day 1 and 2 every 4 weeks", body("48.7")).verdict is ABOVE


def test_per_square_metre_against_a_label_per_square_metre() -> None:
    check = checked(
        "375 mg/m2 IV weekly x 4", "rituximab", body("1.9", "m2"), brand="Truxima", hcpcs="Q5115", diseases=("gpa-mpa",)
    )
    assert check.verdict is WITHIN
    # 4 x 712.5 mg = 2,850 mg; / 1.9 m2 = 1,500 mg/m2
    assert "2,850 mg / 1.9 m2 = 1,500.00 mg/m2 per 28 days" in labels(check)[0]


def test_the_label_of_one_product_says_nothing_about_another() -> None:
    # the section that was read is that of Gammagard Liquid
    check = checked("1 g/kg q4w", "immune-globulin-iv", body("60"), brand="Privigen", diseases=("dermatomyositis",))
    assert labels(check)[0].startswith("No labelled dose of Privigen for dermatomyositis is known here")
    assert all("Gammagard" not in str(citation) for citation in check.label[0].citations)


# --- what a verdict needs ---------------------------------------------------------------------------------------------


def test_without_a_weight_a_per_kg_order_is_not_multiplied() -> None:
    check = globulin("2 g/kg over 4 days every 4 weeks", body("61", kind=DocumentKind.FORM))
    assert (check.verdict, check.missing, check.totals) == (UNVERIFIABLE, ("body weight",), None)
    assert check.questions == ("What does the patient weigh, and when was it measured?",)
    assert not lacks_only_a_label(check)


def test_a_stated_dose_does_not_stand_in_for_the_weight() -> None:
    check = globulin("1 g/kg (= 50 g) every 4 weeks")
    assert (check.verdict, check.missing, check.totals) == (UNVERIFIABLE, ("body weight",), None)


def test_a_fixed_dose_needs_the_weight_where_the_label_is_per_kg() -> None:
    check = globulin("50 g every 4 weeks")
    assert (check.verdict, check.missing) == (UNVERIFIABLE, ("body weight",))
    assert check.totals is not None
    assert check.totals.per_28_days == Decimal(50)


def test_without_a_product_no_label_of_a_product_applies() -> None:
    check = globulin("1 g/kg every 4 weeks", body("60"), brand=None)
    assert (check.verdict, check.missing, check.product) == (UNVERIFIABLE, ("product",), None)
    assert check.questions == ("Which product is asked for?",)


def test_without_a_surface_a_dose_per_square_metre_is_not_multiplied() -> None:
    check = checked("375 mg/m2 weekly x 4", "rituximab", body("70"), brand="Truxima", diseases=("gpa-mpa",))
    assert (check.verdict, check.missing, check.totals) == (UNVERIFIABLE, ("body surface area",), None)


def test_as_needed_without_an_interval() -> None:
    check = anti_ige("150 mg SC PRN", "asthma")
    assert (check.verdict, check.missing) == (UNVERIFIABLE, ("interval (the order says only: as needed)",))


def test_an_order_that_cannot_be_read_says_why() -> None:
    check = anti_ige("150-300 mg SC q4wk", "asthma", units=60)
    assert (check.verdict, check.missing) == (UNVERIFIABLE, ("a range of amounts: 150-300 mg",))
    assert "'150-300 mg SC q4wk'" in check.questions[0]
    assert check.amount_by_units == Decimal(300)  # 60 units of 5 mg


def test_a_drug_without_a_known_label_is_unverifiable_by_label_only() -> None:
    drug = Drug(id="drug-a", name="drug A")
    check = checked("60 mg SC every 6 months x 2 doses", drug, diseases=("disease-x",))
    assert check.verdict is UNVERIFIABLE
    assert lacks_only_a_label(check)
    assert check.why.says == (
        "No labelled dose of drug A for disease x is known here, so the dose cannot be held against one."
    )


def test_a_volume_is_not_guessed_to_be_an_amount() -> None:
    check = anti_ige("2 mL SC every 4 weeks", "asthma")
    assert (check.verdict, check.missing) == (UNVERIFIABLE, ("the amount in mg (the order gives mL)",))


# --- what cannot be meant ---------------------------------------------------------------------------------------------


def test_units_of_a_drug_dosed_by_mass_are_inconsistent() -> None:
    check = anti_ige("600 units SC every 2 weeks", "asthma")
    assert check.verdict is INCONSISTENT
    assert check.questions == ("The order reads '600 units SC every 2 weeks'. How many mg are ordered?",)


def test_grams_for_milligrams() -> None:
    # 600 g twice in 28 days against 1,200 mg: 1,000 times; 8 x 600 mg / 5 mg = 960 units
    check = checked(
        "600 g SC every 2 weeks",
        "omalizumab",
        brand="Xolair",
        hcpcs="J2357",
        units=960,
        diseases=("nasal-polyps",),
        first="2025-03-24",
        last="2025-06-30",
    )
    assert check.verdict is INCONSISTENT
    assert "1,000 times the highest labelled total" in check.why.says
    reading = check.readings[0]
    assert (reading.says, reading.working) == ("600 mg (unit)", "600 mg")
    assert reading.fits == "960 units = 4,800 mg = 8 x 600 mg; the labelled 600 mg"


def test_a_misplaced_point_shows_without_a_surface() -> None:
    # 4 x 3,750 mg/m2 against 1,500 mg/m2 in 28 days: 10 times
    check = checked("3750 mg/m2 weekly x 4", "rituximab", brand="Truxima", diseases=("gpa-mpa",))
    assert check.verdict is INCONSISTENT
    assert check.readings[0].fits == "the labelled 375 mg/m2"
    assert check.readings[0].says == "375 mg/m2 x 4 (decimal point)"


def test_a_stated_dose_above_what_the_weight_gives_contradicts_the_order() -> None:
    check = globulin(
        "1 g/kg (= 70 g) every 4 weeks", body("50.3"), body("154", "lb", kind=DocumentKind.FORM, name="01_form.txt")
    )
    assert check.verdict is INCONSISTENT
    assert "50.3 kg x 1 g/kg = 50.3 g, but it states 70 g" in check.why.says
    by_weight, as_stated = check.readings
    assert by_weight.working == "50.3 kg x 1 g/kg = 50.3 g"
    assert as_stated.working == "70 g / 50.3 kg = 1.39 g/kg; 70 g / (1 g/kg) = 70 kg"
    assert as_stated.fits == "69.85 kg (154 lb) stands in form of 2026-04-20"


def test_a_stated_dose_for_an_adjusted_weight_is_asked_about_and_counts() -> None:
    check = globulin("1 g/kg IV q4 weeks, 75 g per infusion, 6 infusions", body("93.4"))
    assert check.verdict is not INCONSISTENT
    assert check.totals is not None
    assert check.totals.per_dose == Decimal(75)
    assert check.questions == (
        "75 g is 1 g/kg at 75 kg; the record gives 93.4 kg. Which weight is the dose for: measured, adjusted or ideal?",
    )


def test_an_order_that_contradicts_itself_in_words_is_inconsistent() -> None:
    check = globulin("1 g/kg q4wk (Wt 60 kg = 90 g)", body("60"))
    assert check.verdict is INCONSISTENT
    assert check.why.says == "The order contradicts itself: 1 g/kg x 60 = 60 g, but the order says 90 g."


# --- weight of the order, billing units -------------------------------------------------------------------------------


def test_the_weight_of_the_order_is_used_only_where_none_is_measured_and_said_so() -> None:
    check = globulin("1 g/kg every 4 weeks, wt 60 kg")
    assert check.weight is not None
    assert (check.weight.kg, check.weight.measured, check.weight.at.quote) == (Decimal(60), None, check.line.regimen)
    assert ("body weight", "from the order itself; the record has no measured weight", "60 kg") in shown(check)
    assert check.questions[0] == "What does the patient weigh, and when was it measured?"


def test_another_weight_in_the_order_is_asked_about_and_the_measured_one_counts() -> None:
    check = globulin("1 g/kg every 4 weeks, wt 60 kg", body("50"))
    assert check.totals is not None
    assert check.totals.per_dose == Decimal(50)
    assert ("body weight in the order", "60 kg", "measured 2026-04-20: 50 kg") in shown(check)
    assert check.questions[0].startswith("The order is written for 60 kg")


def test_a_weight_in_the_order_that_is_the_measured_one_but_for_rounding_is_not_asked_about() -> None:
    assert globulin("1 g/kg every 4 weeks, wt 50 kg", body("50.3")).questions == ()


def test_doses_given_in_the_period_are_not_given_before() -> None:
    check = checked("600 mg q2w", "omalizumab", dose_given("omalizumab", "2026-05-11", "600", "mg"), brand="Xolair")
    assert not any(label.startswith("given") for label, _, _ in shown(check))


def test_a_total_that_the_schedule_gives_is_no_riddle() -> None:
    check = globulin("Drug A 100 grams. 50 g on Day 1 and 2 every 4 weeks", body("50.3"))
    assert (check.readings, check.questions) == ((), ())


# 7.5 mg are one and a half units of 5 mg: twelve in eight weeks, sixteen where each dose is billed in whole units
@pytest.mark.parametrize(("asked", "agrees"), [(12, True), (16, True), (20, True), (21, False), (3, False)])
def test_units_agree_but_for_one_of_each_day(asked: int, agrees: bool) -> None:
    check = anti_ige("7.5 mg SC weekly x 8", "asthma", units=asked)
    assert check.units_expected == Decimal(12)
    assert any("does not agree" in result for _, _, result in shown(check)) is not agrees


def test_units_with_discarded_drug_named_in_the_order() -> None:
    check = checked(
        "180 units IM over 31 sites every 12 weeks, 2 treatments; bill 200 units per visit with waste",
        "onabotulinumtoxina",
        hcpcs="J0585",
        units=400,
        first="2026-10-19",
        last="2027-04-02",
    )
    assert (check.units_per_dose, check.units_expected) == (Decimal(200), Decimal(400))
    assert (
        "billing units named in the order",
        "200 units",
        "180 given and 20 discarded in each visit",
    ) in shown(check)


# 140 g / 0.5 g = 280; 250 g / 0.5 g = 500; 58 g: 116
UNITS = [("140 g once", "280"), ("50 g daily x 5 days", "500"), ("58 g once", "116")]


@pytest.mark.parametrize(("regimen", "units"), UNITS)
def test_units_of_500_mg(regimen: str, units: str) -> None:
    assert globulin(regimen, body("70")).units_expected == Decimal(units)


def test_units_of_a_code_nobody_knows_are_not_told() -> None:
    check = checked("600 mg q2w", "omalizumab", brand="Xolair", hcpcs="J9999", units=10, diseases=("asthma",))
    # the product still says what one unit is: 5 mg
    assert check.units_per_dose == Decimal(120)
    bare = checked("600 mg q2w", Drug(id="drug-a", name="drug A"), hcpcs="J9999", units=10)
    assert (bare.units_per_dose, bare.amount_by_units) == (None, None)
