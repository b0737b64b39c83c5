"""The orders of the four worked cases, with what must be said of each. The sums are worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from mednec.model.document import ReferenceCitation
from mednec.model.regimen import Reading, RegimenCheck
from mednec.model.words import DocumentKind, DoseVerdict, Standing
from tests.dosing.checked import body, checked, dose_given, labels, shown

DERMATOMYOSITIS = ("dermatomyositis",)


# --- loading order of 29 g/kg: impossible, and 232 units fit 29 g a day for four days ---------------------------------


def loading() -> RegimenCheck:
    return checked(
        "LD 29g/kg IV divided over 4 days x1 via ambulatory pump 150-250 ml/hr",
        "immune-globulin-iv",
        body("58.1", on="2026-01-14"),
        body("64.4", on="2026-01-14", standing=Standing.CARRIED_FORWARD),
        body("61", on="2025-10-07", standing=Standing.CLAIM),
        dose_given("immune-globulin-iv", "2025-12-29", "20", "g"),
        brand="Gammagard Liquid",
        hcpcs="J1569",
        units=232,
        diseases=DERMATOMYOSITIS,
        first="2026-02-02",
        last="2026-02-05",
        received="2026-01-21",
    )


def test_an_order_of_29_grams_per_kilogram_is_inconsistent_and_not_corrected() -> None:
    check = loading()
    assert check.verdict is DoseVerdict.INCONSISTENT
    assert check.missing == ()
    assert check.totals is not None
    assert check.totals.per_course == Decimal("1684.9")  # 58.1 x 29, as written
    # the highest labelled total of 28 days is 3 g/kg (2 g/kg, three weeks later 1 g/kg); 29 / 3 = 9.67
    assert check.why.says == (
        "The order cannot be meant as written: 29 g/kg, which would be 1,684.9 g in one course, is 9.7 times the"
        " highest labelled total of 28 days (3 g/kg)."
    )
    assert len(check.label) == 2  # that the product has none for the disease, and the one that another product has
    assert [c.quote for c in check.why.chart][:2] == [check.line.regimen, "58.1 kg"]


def test_its_readings_are_multiplied_out_and_the_one_that_fits_comes_first() -> None:
    readings = loading().readings
    assert readings[0] == Reading(
        says="29 g per day x 4 days",
        working="29 g x 4 = 116 g; 116 g / 58.1 kg = 2.00 g/kg",
        fits="232 units = 116 g; the labelled 2 g/kg",
    )
    others = {reading.says: (reading.working, reading.fits) for reading in readings[1:]}
    assert others["29 g in all over 4 days"] == ("29 g / 58.1 kg = 0.50 g/kg", "")
    assert others["2.9 g/kg over 4 days (decimal point)"] == ("2.9 g/kg x 58.1 kg = 168.5 g", "")
    assert others["0.29 g/kg over 4 days (decimal point)"] == ("0.29 g/kg x 58.1 kg = 16.85 g", "")
    assert "29 mg/kg over 4 days (unit)" not in others  # a tenth of the lowest labelled dose: cannot be meant either


def test_the_units_asked_imply_the_weight_that_was_measured() -> None:
    implied = ("weight at which this is a labelled dose", "116 g / (2 g/kg)", "58 kg, the weight measured")
    assert implied in shown(loading())


def test_the_prescriber_is_asked() -> None:
    (question,) = loading().questions
    assert "29g/kg IV divided over 4 days" in question
    assert "29 g per day x 4 days (29 g x 4 = 116 g; 116 g / 58.1 kg = 2.00 g/kg); or another?" in question


def test_units_of_the_order_as_written_do_not_agree() -> None:
    check = loading()
    # 1,684.9 g / 500 mg = 3,369.8 units
    assert (check.units_expected, check.amount_by_units) == (Decimal("3369.8"), Decimal(116))
    assert (
        "billing units in the period",
        "4 x 842.5 units",
        "3,369.8 units; asked are 232 units = 116 g, which does not agree",
    ) in shown(check)


def test_the_dose_given_before_is_shown_beside_it() -> None:
    # 20 / 58.1 = 0.344
    working = [step for step in shown(loading()) if step[0] == "given 2025-12-29"]
    assert working == [("given 2025-12-29", "20 g / 58.1 kg = 0.34 g/kg", "the order gives 421.2 g on one day at most")]


# --- maintenance of another product than the labelled one -------------------------------------------------------------


def test_half_the_label_of_another_product_is_unverifiable_and_says_so() -> None:
    check = checked(
        "MD 1g/kg IV divided over 2 days q4wks via ambulatory pump 150-250 ml/hr",
        "immune-globulin-iv",
        body("58.1", on="2026-01-14"),
        brand="Gammagard Liquid",
        hcpcs="J1569",
        units=696,
        diseases=DERMATOMYOSITIS,
        first="2026-03-02",
        last="2026-08-01",
    )
    assert check.product is not None
    assert check.product.name == "Gammagard Liquid"
    assert check.verdict is DoseVerdict.UNVERIFIABLE
    assert check.missing == ("a labelled dose of Gammagard Liquid for dermatomyositis",)
    first, second = labels(check)[:2]
    assert first == (
        "The label of Gammagard Liquid names no dose for dermatomyositis; the label of another product does"
        " (Octagam 10%: 2 g/kg over 2 to 5 consecutive days every 4 weeks)."
    )
    assert "(another product)" in second
    assert second.endswith("58.1 g / 58.1 kg = 1.00 g/kg per 28 days; 1 g/kg / 2 g/kg = 0.5 times the label.")
    # 153 days hold courses on days 0, 28 ... 140: six of 58.1 g = 348.6 g = 697.2 units; 696 asked
    assert check.units_expected == Decimal("697.2")
    assert any(result == "697.2 units; asked are 696, which agrees but for rounding" for *_, result in shown(check))
    assert len(check.visits) == 12


# --- a bare total beside a schedule -----------------------------------------------------------------------------------


def relapse() -> RegimenCheck:
    return checked(
        "IVIG 140 grams. 1 gram per kilogram per day (=50 g) days 1-5 as a loading dose followed by maintenance IVIG"
        " 50 g on Day 1 and 2 every 4 weeks",
        "immune-globulin-iv",
        body("50.3", on="2026-05-11"),
        body("69.9", on="2023-08-22"),
        body("154", "lb", on="2026-06-22", kind=DocumentKind.FORM, name="01_appeal_form.txt"),
        brand="Octagam 10%",
        hcpcs="J1568",
        units=280,
        diseases=DERMATOMYOSITIS,
        first="2026-07-06",
        last="2027-01-05",
        received="2026-06-22",
    )


def test_five_grams_per_kilogram_in_28_days_is_two_and_a_half_times_the_label() -> None:
    check = relapse()
    assert check.verdict is DoseVerdict.ABOVE_LABEL
    assert check.weight is not None
    assert (check.weight.kg, check.weight.measured) == (Decimal("50.3"), date(2026, 5, 11))
    (said,) = labels(check)
    assert said.endswith(
        "Ordered: 250 g / 50.3 kg = 4.97 g/kg in the first 28 days; 4.97 g/kg / 2 g/kg = 2.5 times the label."
        " Later 100 g / 50.3 kg = 1.99 g/kg per 28 days, 0.99 times the label."
    )
    assert [c.label for c in check.label[0].citations if isinstance(c, ReferenceCitation)] == [
        "Octagam 10 % label 7/2021, dermatomyositis"
    ]


def test_the_total_of_140_grams_agrees_with_no_part_of_the_schedule() -> None:
    # 50.3 kg x 2 g/kg = 100.6 g; 140 g / 2 g/kg = 70 kg; 154 lb = 69.85 kg
    assert [(r.says, r.working, r.fits) for r in relapse().readings] == [
        ("the loading course as scheduled", "50 g x 5 = 250 g; 250 g / 50.3 kg = 4.97 g/kg", ""),
        (
            "the maintenance course as scheduled",
            "50 g x 2 = 100 g; 100 g / 50.3 kg = 1.99 g/kg",
            "the labelled 2 g/kg",
        ),
        ("2 g/kg, the labelled dose", "2 g/kg x 50.3 kg = 100.6 g", ""),
        (
            "140 g, as the order says beside its schedule",
            "140 g / 50.3 kg = 2.78 g/kg; 140 g / (2 g/kg) = 70 kg",
            "280 units = 140 g; 69.9 kg stands in note of 2023-08-22",
        ),
    ]


def test_both_the_total_and_the_units_are_asked_about() -> None:
    total, units = relapse().questions
    assert total.startswith("The order gives 140 g beside a schedule that does not come to it")
    assert total.endswith("Which is ordered?")
    # 5 x 50 g + 6 x 100 g
    assert units == (
        "The units asked are 280 units = 140 g; the order comes to 850 g from 2026-07-06 to 2027-01-05, which is"
        " 1,700 units. Which is meant?"
    )


# --- twice the usual frequency, no labelled use -----------------------------------------------------------------------


def mast_cells() -> RegimenCheck:
    return checked(
        "600 mg SC every 2 weeks, 8 visits",
        "omalizumab",
        body("71.1", on="2025-04-07"),
        brand="Xolair",
        hcpcs="J2357",
        units=960,
        diseases=("systemic-mastocytosis",),
        first="2025-03-24",
        last="2025-06-30",
        received="2025-04-09",
    )


def test_eight_visits_of_120_units_are_960_as_requested() -> None:
    check = mast_cells()
    assert (check.units_per_dose, check.units_expected, check.amount_by_units) == (
        Decimal(120),
        Decimal(960),
        Decimal(4800),
    )
    assert ("billing units in the period", "8 x 120 units", "960 units, as requested") in shown(check)
    assert (check.visits[0], check.visits[-1], len(check.visits)) == (date(2025, 3, 24), date(2025, 6, 30), 8)
    assert check.questions == ()


def test_a_use_without_a_labelled_dose_is_unverifiable_and_every_label_is_shown_beside_it() -> None:
    check = mast_cells()
    assert check.verdict is DoseVerdict.UNVERIFIABLE
    assert check.missing == ("a labelled dose of Xolair for systemic mastocytosis",)
    said = labels(check)
    assert said[0] == "The label of Xolair names no dose for systemic mastocytosis."
    by_disease = {text.split(": ")[0]: text for text in said[1:]}
    # 1,200 mg per 28 days against 750, 1,200 and 300 mg
    asthma = by_disease["Xolair label 2/2024, asthma (another disease)"]
    polyps = by_disease["Xolair label 2/2024, nasal polyps (secondary source) (another disease)"]
    urticaria = by_disease["Xolair label 2/2024, chronic spontaneous urticaria (secondary source) (another disease)"]
    assert asthma.endswith("1,200 mg / 750 mg = 1.6 times the label.")
    assert polyps.endswith("1,200 mg / 1,200 mg = the labelled maximum.")
    assert "1,200 mg / 300 mg = 4 times the label" in urticaria
    assert urticaria.endswith("Every 14 days is more often than the labelled 28 days.")


# --- two grams every six months, no labelled use ----------------------------------------------------------------------


def test_two_courses_of_two_infusions() -> None:
    check = checked(
        "Rituximab 2 grams IV every 6 months (1 g day 1, then 1 g two weeks later), x 12 months",
        "rituximab",
        brand="Truxima",
        hcpcs="Q5115",
        units=400,
        diseases=("sle",),
        first="2025-10-13",
        last="2026-10-12",
    )
    assert check.verdict is DoseVerdict.UNVERIFIABLE
    assert check.missing == ("a labelled dose of Truxima for sle",)
    assert (check.units_per_dose, check.units_expected) == (Decimal(100), Decimal(400))
    assert check.visits == (date(2025, 10, 13), date(2025, 10, 27), date(2026, 4, 13), date(2026, 4, 27))
    arthritis = next(text for text in labels(check) if "rheumatoid" in text)
    assert "2,000 mg / 2,000 mg = the labelled maximum" in arthritis
    assert any("Cannot be compared without body surface area" in text for text in labels(check))


# --- a line that asks for no drug -------------------------------------------------------------------------------------


def test_a_line_without_a_drug_is_listed_and_not_judged() -> None:
    check = checked("RN visit each infusion day, plus 99602 x3 per visit", None, hcpcs="99601", units=16)
    assert check.verdict is DoseVerdict.UNVERIFIABLE
    assert check.missing == ("a drug the packs know",)
    assert (check.totals, check.visits, check.label) == (None, (), ())
