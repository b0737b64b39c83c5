"""Sentences of policies and the criterion each comes to; what no slot expresses is asked, never left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from mednec.packs.importing.typing import Clause, type_leaf
from mednec.packs.importing.typing.abbreviations import defined, find
from mednec.packs.importing.typing.products import preferred_products
from tests.shipped import library


def typed(
    text: str,
    *,
    part: str = "criteria",
    header: str = "",
    drugs: tuple[str, ...] = (),
    labels: tuple[str, ...] = (),
    preferred: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Slots of the leaf, or the question it is left as."""
    lexicon = library().lexicon
    clause = Clause(
        label="I.A",
        text=text,
        header=header,
        part=part,
        lexicon=lexicon,
        mentions=find(text, lexicon, {}),
        drugs=frozenset(drugs),
        words=library().clause_words,
        preferred=preferred,
    )
    slots, _ = type_leaf(clause, labels)
    return dict(slots) if slots else {"kind": "ask"}


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("The patient is 6 years of age or older.", {"kind": "age", "at_least": 6}),
        (
            "Prescribed by a gastroenterologist.",
            {"kind": "prescriber", "specialties": ["gastroenterology"], "consultation": False},
        ),
        (
            "Hemoglobin below 10 g/dL within the past 30 days",
            {"kind": "measurement", "of": ["hemoglobin"], "unit": "g/dL", "within_days": 30, "below": 10},
        ),
        (
            "eGFR of 45 mL/min/1.73 m2 or higher",
            {"kind": "measurement", "of": ["egfr"], "unit": "mL/min/1.73m2", "at_least": 45},
        ),
        (
            "T-score of -3.0 or lower at the lumbar spine or total hip",
            {"kind": "measurement", "of": ["t-score"], "where": ["lumbar spine", "total hip"], "at_most": -3.0},
        ),
        (
            "Inadequate response to at least 8 weeks of methotrexate",
            {"kind": "tried", "of": ["methotrexate"], "outcomes": ["failed", "partial"], "min_days": 56},
        ),
        (
            "The last dose was given within the last 6 months.",
            {"kind": "since_dose", "at_most_days": 183},
        ),
    ],
)
def test_a_sentence_and_its_slots(text: str, slots: dict[str, object]) -> None:
    assert typed(text) == slots


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("15 mg once daily.", {"kind": "schedule_limit", "orders": ["15 mg once daily"]}),
        (
            "Asthma, adults: one 160 mg loading dose, then 80 mg every 4 weeks.",
            {
                "kind": "schedule_limit",
                "orders": ["160 mg once, then 80 mg every 4 weeks"],
                "applies_to": ["asthma"],
                "from_age": 18,
            },
        ),
        (
            "Asthma: 200 mg every 4 weeks, or 300 mg every 4 weeks when Section II is met.",
            {
                "kind": "schedule_limit",
                "orders": ["200 mg every 4 weeks"],
                "applies_to": ["asthma"],
                "only_where": ["300 mg every 4 weeks"],
            },
        ),
        ("Not more than 90 units of J1234 in 12 months.", {"kind": "dose_limit", "max_units": 90}),
        ("Each authorization lasts 6 months.", {"kind": "duration_limit", "months": 6}),
    ],
)
def test_a_limit_and_its_slots(text: str, slots: dict[str, object]) -> None:
    assert typed(text, part="limits") == slots


@pytest.mark.parametrize(
    "text",
    [
        "The plan considers the use appropriate.",
        "Functional status supports continued use in the reviewer's view.",
        "Asthma that is well controlled outdoors.",
        "Inadequate response to methotrexate given with folic acid under supervision in a trial.",
    ],
)
def test_words_that_nothing_explains_are_never_left_out(text: str) -> None:
    slots = typed(text)
    asked = slots["kind"] == "ask" or "ask" in str(slots)
    assert asked, slots


def test_what_stands_in_a_bracket_behind_a_measure_is_no_measure_of_its_own() -> None:
    slots = typed("DAS28 (ESR or CRP) above 5.1")
    assert slots == {"kind": "measurement", "of": ["das28"], "above": 5.1}


def test_drugs_in_a_bracket_behind_a_class_are_the_ones_that_count() -> None:
    header = "Inadequate response to at least two of the following"
    only = typed("Beta-blocker (propranolol or metoprolol)", header=header)
    assert only["of"] == ["propranolol", "metoprolol"]
    examples = typed("Beta-blocker (for example propranolol)", header=header)
    assert "beta-blocker" in str(examples["of"])


def test_a_measure_that_is_an_alternative_is_no_part_of_the_change_before_it() -> None:
    slots = typed("EASI reduced by at least 75%, or IGA score of 0 or 1")
    assert slots["kind"] == "parts"
    assert slots["op"] == "any"


def test_an_exclusion_names_what_must_stand_beside_its_disease() -> None:
    slots = typed("Untreated active hepatitis B.", part="exclusions")
    assert slots == {"kind": "diagnosis", "of": ["hepatitis-b"], "worded": ["active actively", "untreated"]}


def test_an_exclusion_may_be_shown_not_to_apply_and_never_to_apply_in_part() -> None:
    slots = typed("Heart failure that the treating physician holds to be unstable.", part="exclusions")
    assert (slots["kind"], slots["op"]) == ("parts", "all")
    assert [p["kind"] for p in slots["parts"]] == ["diagnosis", "ask"]


def test_a_limit_with_a_bracket_that_holds_on_a_condition_keeps_a_question() -> None:
    slots = typed("Up to 100 units in 12 months (50 units under a trial approval).", part="limits")
    assert "ask" in str(slots)


def test_abbreviations_a_policy_defines() -> None:
    lexicon = library().lexicon
    found = defined("For hidradenitis suppurativa (HS) and Crohn's disease (CD). Benefit (BEN) is reviewed.", lexicon)
    assert found == {"HS": "hidradenitis-suppurativa", "CD": "crohns-disease"}
    assert [m.id for m in find("HS: 80 mg weekly", lexicon, found)] == ["hidradenitis-suppurativa"]


def test_a_section_stands_for_the_clauses_right_below_it() -> None:
    labels = ("II.A", "III.A", "III.B", "III.B.1")
    assert typed("The dose follows Section III.", labels=labels) == {"kind": "reference", "to": ["III.A", "III.B"]}
    assert typed("Section II.A is met.", labels=labels) == {"kind": "reference", "to": ["II.A"]}


def test_what_must_be_discussed_and_who_may_be_treated() -> None:
    assert typed("Discussion of the boxed warning with the patient.") == {
        "kind": "recorded",
        "of": ["boxed-warning"],
        "discussed": True,
    }
    either = typed("The patient is a postmenopausal woman, or a man 50 years of age or older.")
    assert either["op"] == "any"


def test_a_dose_for_relapse_is_not_the_schedule() -> None:
    slots = typed("1,000 mg on day 1 and day 15; relapse 1,000 mg.", part="limits")
    assert slots == {"kind": "schedule_limit", "orders": ["1,000 mg on day 1 and day 15"]}


def test_a_policy_means_the_thing_that_an_abbreviation_stands_for() -> None:
    assert typed("RA with CDAI above 10")["parts"] != []
    assert "-short" not in str(typed("RA with CDAI above 10"))


def test_a_part_that_is_needed_can_fail_a_clause_of_many_words() -> None:
    slots = typed("eGFR below 30 with a documented evaluation for mineral disorder, including intact hormone.")
    assert (slots["kind"], slots["op"]) == ("parts", "all")
    assert "'below': 30" in str(slots["parts"])
    assert "'kind': 'ask'" in str(slots["parts"])


def test_the_preferred_products_of_the_policy_are_brands_of_the_request() -> None:
    source = "| Ruxience (rituximab-pvvr) | Q5119 | preferred |\n| Rituxan (rituximab) | J9312 | non-preferred |"
    names = preferred_products(source)
    assert names == ("Ruxience", "rituximab-pvvr")
    asked = {"kind": "request_is", "drug": ["rituximab"], "brands": list(names)}
    assert typed("The requested product is preferred (see table).", drugs=("rituximab",), preferred=names) == asked
    either = typed(
        "A preferred product is requested, or two preferred products were tried and not tolerated.",
        drugs=("rituximab",),
        preferred=names,
    )
    assert (either["op"], either["parts"]) == ("any", [asked, mentioned(either)])
    assert typed("The requested product is preferred.", drugs=("rituximab",)) == {"kind": "ask"}  # which, no one says
    named = typed("The request is for rituximab and names Truxima or Riabni.", drugs=("rituximab",))
    assert named == {"kind": "request_is", "drug": ["rituximab"], "brands": ["Truxima", "Riabni"]}


def mentioned(slots: Mapping[str, object]) -> object:
    """The second of two parts, which must be a question."""
    parts = slots["parts"]
    assert isinstance(parts, list)
    assert parts[1]["kind"] == "ask"
    return parts[1]


def test_an_age_for_each_disease() -> None:
    slots = typed("The member has reached the minimum age: 6 months for atopic dermatitis, 6 years for asthma.")
    assert slots["op"] == "any"
    assert slots["parts"] == [
        {
            "kind": "parts",
            "op": "all",
            "parts": [
                {"kind": "requested_for", "of": ["atopic-dermatitis"]},
                {"kind": "age", "at_least_months": 6},
            ],
        },
        {
            "kind": "parts",
            "op": "all",
            "parts": [{"kind": "requested_for", "of": ["asthma"]}, {"kind": "age", "at_least": 6}],
        },
    ]


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        (
            "Length of approval: first course 6 months; continuation 12 months.",
            {"kind": "duration_limit", "months": 6, "continuation_months": 12},
        ),
        (
            "Initial authorizations are for 3 months, renewals for 12 months.",
            {"kind": "duration_limit", "months": 3, "continuation_months": 12},
        ),
        (
            "Use actual body weight; above 130% of ideal body weight, adjusted body weight (IBW + 0.5 x surplus).",
            {"kind": "dosing_weight", "over_ideal_percent": 130, "adjust": 0.5},
        ),
        (
            "Dosing weight: if actual weight is more than 125% of ideal body weight, ideal body weight is used.",
            {"kind": "dosing_weight", "over_ideal_percent": 125, "adjust": 0},
        ),
    ],
)
def test_lengths_by_route_and_the_weight_to_dose_by(text: str, slots: dict[str, object]) -> None:
    assert typed(text, part="limits") == slots


def test_doses_received_of_the_requested_drug() -> None:
    assert typed("The member has received at least three doses of the requested product.") == {
        "kind": "doses_given",
        "at_least": 3,
    }


def test_a_noun_that_two_words_share() -> None:
    slots = typed("At least 3 swollen and at least 5 tender joints.")
    assert [(p["of"], p["at_least"]) for p in slots["parts"]] == [
        (["swollen-joints"], 3),
        (["tender-joints"], 5),
    ]


def test_a_class_of_the_policy_is_what_its_bracket_lists() -> None:
    header = "Inadequate response, intolerance or contraindication to two of the following:"
    slots = typed("Angiotensin pathway drug (candesartan or lisinopril)", header=header)
    assert slots["of"] == ["candesartan", "lisinopril"]


def test_what_would_do_instead_stays_a_question_beside_what_is_asked() -> None:
    slots = typed("The request is for rituximab, unless both were not obtainable.", drugs=("rituximab",))
    assert (slots["op"], [p["kind"] for p in slots["parts"]]) == ("any", ["request_is", "ask"])


@pytest.mark.parametrize(
    ("text", "part", "slots"),
    [
        (
            "The request is for severe persistent asthma.",
            "criteria",
            {"kind": "requested_for", "of": ["severe-asthma"]},
        ),
        (
            "Crohn's disease: not more than 80 mg per 28 days.",
            "limits",
            {"kind": "dose_limit", "per_28_days": 80, "unit": "mg", "applies_to": ["crohns-disease"]},
        ),
        ("DLQI score of 5 or less within 30 days", "criteria", {"of": ["dlqi"], "at_most": 5, "within_days": 30}),
        ("MMT-8 below 142 of 150", "criteria", {"of": ["mmt8"], "below": 142, "scale": 150}),
        ("At least two treatment cycles have been given.", "criteria", {"kind": "doses_given", "at_least": 2}),
        (
            "At least 12 weeks lie between the last treatment and the first treatment requested.",
            "criteria",
            {"kind": "since_dose", "at_least_days": 84, "to_next": True},
        ),
        (
            "The injections are ordered by a neurologist.",
            "criteria",
            {"kind": "prescriber", "specialties": ["neurology"], "consultation": False},
        ),
    ],
)
def test_what_a_sentence_asks(text: str, part: str, slots: dict[str, object]) -> None:
    found = typed(text, part=part)
    assert {k: found.get(k) for k in slots} == slots


@pytest.mark.parametrize(
    "text",
    [
        "Dysphagia attributed to dermatomyositis.",  # dermatomyositis alone is not enough
        "Seizures due to a brain tumor.",
        "Bone metastases from prostate cancer.",
        "EDSS not more than 1 point higher than before the first infusion.",
    ],
)
def test_a_relation_between_two_things_is_not_either_of_them(text: str) -> None:
    found = typed(text)
    assert found["kind"] == "ask" or found["parts"][-1]["kind"] == "ask", found


def test_none_new_is_not_a_positive_test() -> None:
    found = typed("No new lesions on MRI of the brain.")
    assert "test_result" not in str(found)
    assert found["parts"][0]["expect"] == "absent"


def test_the_time_that_a_header_asks_for_holds_for_each_item() -> None:
    header = "Inadequate response to at least 8 weeks, intolerance of or contraindication to two of the following:"
    assert typed("topiramate or valproate", header=header)["min_days"] == 56


def test_no_harm_since_the_start() -> None:
    text = "No serious infection or heart failure since adalimumab was started."
    found = typed(text, drugs=("adalimumab",))
    assert (found["kind"], found["harms"]) == ("tolerated", ["active-infection", "heart-failure"])


@pytest.mark.parametrize(
    ("text", "part", "slots"),
    [
        (
            "Moderately to severely active psoriatic arthritis.",
            "criteria",
            {"worded": ["active actively", "severe severely moderate moderately"]},
        ),
        # a degree that charts say with the name is asked for where the disease itself has none
        ("Diagnosis of severe asthma.", "criteria", {"of": ["asthma"], "worded": ["severe severely"]}),
        ("Uncorrected hypocalcemia.", "exclusions", {"of": ["hypocalcemia"], "worded": ["uncorrected"]}),
        ("Acute pancreatitis.", "exclusions", {"of": ["pancreatitis"], "worded": ["acute acutely"]}),
        ("Chronic urticaria.", "criteria", {"of": ["urticaria-chronic"], "worded": None}),
        ("Active bleeding.", "criteria", {"kind": "finding", "of": ["bleeding"], "worded": ["active actively"]}),
        ("A history of pancreatitis.", "exclusions", {"history_counts": True}),
        ("Body surface area of 10% or more", "criteria", {"of": ["bsa-affected"], "at_least": 10, "unit": "%"}),
        ("Not more than 6 mg for each dose.", "limits", {"kind": "dose_limit", "per_dose": 6, "unit": "mg"}),
        (
            "Asthma, 12 years and older: 600 mg once, then 300 mg every other week.",
            "limits",
            {"kind": "schedule_limit", "from_age": 12, "applies_to": ["asthma"]},
        ),
        ("A 50% or greater reduction in corticosteroid dose.", "criteria", {"kind": "dose_reduced", "by_percent": 50}),
        ("Biopsy-proven bullous pemphigoid.", "criteria", {"in_documents": ["pathology report"]}),
    ],
)
def test_how_severe_how_often_how_old(text: str, part: str, slots: dict[str, object]) -> None:
    found = typed(text, part=part)
    assert {k: found.get(k) for k in slots} == slots


@pytest.mark.parametrize(
    ("text", "op", "kinds"),
    [
        ("Calcium and vitamin D are taken.", "all", ["concurrent", "concurrent"]),
        ("Hidradenitis suppurativa of Hurley stage II or III.", "all", ["diagnosis", "measurement"]),
        ("Hemolytic uremic syndrome with a positive Shiga toxin test.", "all", ["diagnosis", "test_result"]),
        ("No osteonecrosis of the jaw or hypocalcemia.", "all", ["diagnosis", "diagnosis"]),
    ],
)
def test_a_clause_of_several_things(text: str, op: str, kinds: list[str]) -> None:
    found = typed(text)
    assert (found["op"], [p["kind"] for p in found["parts"]]) == (op, kinds)


def test_a_bound_for_other_ages() -> None:
    found = typed("FEV1 below 80% of predicted (below 90% for members aged 6 to 17).")
    (adults, children) = found["parts"]
    assert [p.get("at_least") for p in adults["parts"]] == [18, None]
    assert [p.get("below") for p in (adults["parts"][1], children["parts"][1])] == [80, 90]


@pytest.mark.parametrize(
    "text",
    [
        "Up to 10 mg/kg every 8 weeks is approved in an adult who responded and then lost the response.",
        "An incomplete response may be answered with up to 10 mg/kg every 4 weeks.",
    ],
)
def test_a_sentence_around_a_dose_is_no_schedule(text: str) -> None:
    assert "orders" not in typed(text, part="limits")


def test_a_test_named_in_one_piece_has_its_result_in_another() -> None:
    found = typed("Hepatitis B surface antigen and core antibody have been tested, and active hepatitis B is excluded.")
    assert "positive" not in str(found)


def test_a_time_belongs_to_the_drug_beside_it() -> None:
    found = typed("Inadequate response to at least 12 months of methotrexate, or to azathioprine.")
    assert [p.get("min_days", p["kind"]) for p in found["parts"]] == [365, "ask"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Dependence on a daily oral corticosteroid for the past 4 weeks or longer.", 28),
        ("The member has been on a stable dose of methotrexate for at least 12 weeks.", 84),
    ],
)
def test_taken_now_and_for_so_long(text: str, days: int) -> None:
    now, long = typed(text)["parts"]
    assert (now["kind"], now["expect"]) == ("concurrent", "used")
    assert (long["kind"], long["min_days"], long["course_only"]) == ("tried", days, True)


@pytest.mark.parametrize(
    "text",
    [
        "Member is not pregnant.",
        "The member has not been diagnosed with multiple sclerosis.",
        "The diagnosis is not asthma.",
        "HIV test is not positive.",
        "The member has not failed methotrexate.",
        "Methotrexate is not contraindicated.",
        "Ferritin is not above 300 ng/mL.",
        "eGFR must not be below 30 mL/min/1.73 m2.",
        "The member is not under 18 years of age.",
        "Not prescribed by a dermatologist.",
        "The last dose was not within the last 6 months.",
        "LDL has not decreased by 30%.",
    ],
)
def test_a_denial_that_no_slot_holds_is_asked(text: str) -> None:
    found = typed(text)
    whole = found["kind"] != "ask" and "ask" not in str(found)
    assert not whole or found.get("expect") in ("absent", "not used"), found


@pytest.mark.parametrize(
    "text",
    [
        "Trial and failure of all of the following: methotrexate, leflunomide, sulfasalazine.",
        "Failure of methotrexate, and failure of cyclosporine.",
        "PASI reduced by at least 50% and DLQI reduced by at least 5 points.",
        "ALT less than 3 times the upper limit of normal.",
        "HbA1c of 7% to 10% within 90 days.",
        "Hemoglobin does not exceed 12 g/dL.",
        "LDL at or below 70 mg/dL.",
    ],
)
def test_what_would_come_out_looser_is_not_typed_whole(text: str) -> None:
    found = typed(text)
    assert found["kind"] == "ask" or found["kind"] == "parts", found
