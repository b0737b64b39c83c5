"""Codes of the request against the code set, against each other, and against what the chart says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mednec.determination.codes import diseases_of_request, review_codes
from mednec.model.determination import CodeReview
from mednec.model.finding import Finding
from mednec.model.request import ServiceLine
from mednec.model.words import Assertion, DocumentKind, Standing
from tests.making import chart, finding, line, request
from tests.shipped import icd, knowledge, shipped_concepts

ABSENT, FAMILY, UNCERTAIN = Assertion.ABSENT, Assertion.FAMILY, Assertion.UNCERTAIN


def reviews(lines: ServiceLine | tuple[ServiceLine, ...], *findings: Finding) -> dict[str, CodeReview]:
    """The review of each code of these lines, given these statements of the chart."""
    asked = request(*((lines,) if isinstance(lines, ServiceLine) else lines))
    found = review_codes(asked, chart(*findings), shipped_concepts(), icd(), knowledge().hcpcs)
    return {review.code: review for review in found}


def says(review: CodeReview) -> list[str]:
    """Its sentences."""
    return [s.says for s in review.statements]


IDIOPATHIC_MCAS = finding("mcas-idiopathic", "Idiopathic MCAS.")
NO_MASTOCYTOSIS = finding("systemic-mastocytosis", "No systemic mastocytosis.", ABSENT)


# --- the chart says something else -----------------------------------------------------------------------------------


def test_mastocytosis_is_coded_and_the_chart_says_idiopathic_mcas() -> None:
    review = reviews(line(["D47.02"]), IDIOPATHIC_MCAS)["D47.02"]
    asked = review.discrepancy
    assert review.valid
    assert asked is not None
    assert asked.suggested == ("D89.42",)
    assert asked.chart_says.startswith("idiopathic mast cell activation syndrome (D89.42); D89.4 Excludes1:")
    assert "systemic mastocytosis (D47.02)" in asked.chart_says
    assert "Which is treated?" in asked.question
    assert [c.quote for c in asked.citations] == ["Idiopathic MCAS.", "[D47.02]"]


def test_the_denial_of_the_coded_disease_is_told_and_cited() -> None:
    asked = reviews(line(["D47.02"]), IDIOPATHIC_MCAS, NO_MASTOCYTOSIS)["D47.02"].discrepancy
    assert asked is not None
    assert asked.chart_says.endswith("denied: systemic mastocytosis")
    assert "No systemic mastocytosis." in [c.quote for c in asked.citations]


def test_the_coded_disease_is_only_denied() -> None:
    asked = reviews(line(["D47.02"]), NO_MASTOCYTOSIS)["D47.02"].discrepancy
    assert asked is not None
    assert asked.suggested == ()
    assert "which the record denies" in asked.question


@pytest.mark.parametrize(
    "elsewhere",
    [
        finding("mcas-idiopathic", "Aunt has idiopathic MCAS.", FAMILY),
        finding("mcas-idiopathic", "Possible idiopathic MCAS.", UNCERTAIN),
        finding("mcas-idiopathic", "Idiopathic MCAS.", document=DocumentKind.LETTER),
        finding("mcas-idiopathic", "Idiopathic MCAS.", standing=Standing.CARRIED_FORWARD),
        finding("mcas-idiopathic", "Idiopathic MCAS.", set_aside="names another patient"),
        finding("asthma", "Asthma."),  # another disease that may stand beside it
        finding("mast-cell-disorder", "Mast cell disorder."),  # the wider name of the same disease
    ],
)
def test_what_does_not_speak_against_a_code(elsewhere: Finding) -> None:
    assert reviews(line(["D47.02"]), elsewhere)["D47.02"].discrepancy is None


def test_a_disease_that_the_record_both_asserts_and_denies_replaces_no_code() -> None:
    denied = finding("mcas-idiopathic", "No idiopathic MCAS.", ABSENT)
    assert reviews(line(["D47.02"]), IDIOPATHIC_MCAS, denied)["D47.02"].discrepancy is None


def test_both_diseases_are_asserted_so_the_code_stands() -> None:
    mastocytosis = finding("systemic-mastocytosis", "Systemic mastocytosis.")
    review = reviews(line(["D47.02"]), IDIOPATHIC_MCAS, mastocytosis)["D47.02"]
    assert review.discrepancy is None
    assert "The record names what D47.02 stands for: systemic mastocytosis." in says(review)


def test_without_myopathy_is_coded_and_the_chart_says_with_myopathy() -> None:
    myopathy = finding("dermatomyositis-with-myopathy", "Dermatomyositis with myopathy.")
    asked = reviews(line(["M33.13"]), finding("dermatomyositis", "Dermatomyositis."), myopathy)["M33.13"].discrepancy
    assert asked is not None
    assert asked.suggested == ("M33.12",)
    assert asked.chart_says == "dermatomyositis with myopathy (M33.12)"


def test_with_myopathy_is_coded_and_the_chart_says_so() -> None:
    myopathy = finding("dermatomyositis-with-myopathy", "Dermatomyositis with myopathy.")
    assert reviews(line(["M33.12"]), myopathy)["M33.12"].discrepancy is None


def test_with_myopathy_is_coded_and_the_chart_names_only_the_disease() -> None:
    review = reviews(line(["M33.12"]), finding("dermatomyositis", "Dermatomyositis."))["M33.12"]
    assert review.discrepancy is None
    assert "The record names only the wider disease of M33.12: dermatomyositis." in says(review)


def test_lupus_without_organ_involvement_fits_its_code_whose_inclusion_terms_are_shown() -> None:
    review = reviews(
        line(["M32.9"]),
        finding("sle", "SLE."),
        finding("lupus-nephritis", "No lupus nephritis.", ABSENT),
        finding("hematologic-lupus", "No hematologic involvement.", ABSENT),
    )["M32.9"]
    assert review.discrepancy is None
    assert review.title == "Systemic lupus erythematosus, unspecified"
    (inclusion,) = [s for s in says(review) if s.startswith("M32.9 includes: ")]
    assert "Systemic lupus erythematosus without organ involvement" in inclusion


def test_lupus_is_coded_unspecified_and_the_chart_says_nephritis() -> None:
    asked = reviews(line(["M32.9"]), finding("lupus-nephritis", "Lupus nephritis class IV."))["M32.9"].discrepancy
    assert asked is not None
    assert asked.suggested == ("M32.14",)


def test_a_letter_only_proposes_the_coded_disease() -> None:
    letter = finding("systemic-mastocytosis", "Systemic mastocytosis.", document=DocumentKind.LETTER)
    review = reviews(line(["D47.02"]), letter)["D47.02"]
    assert review.discrepancy is None
    assert "Only a letter or form names what D47.02 stands for: systemic mastocytosis." in says(review)


def test_the_chart_is_silent() -> None:
    review = reviews(line(["D47.02"]))["D47.02"]
    assert review.discrepancy is None
    assert "No statement of the diagnosis that D47.02 stands for was found in the chart." in says(review)


def test_a_disease_unknown_to_the_packs_is_not_searched_for() -> None:
    review = reviews(line(["L60.0"]), IDIOPATHIC_MCAS)["L60.0"]
    assert (review.valid, review.discrepancy) == (True, None)
    assert "The packs hold no disease for L60.0, so the chart was not searched for it." in says(review)


# --- the code set ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["D8942", "d89.42", " D89.42 "])
def test_a_code_is_read_however_it_is_written(written: str) -> None:
    assert list(reviews(line([written]))) == ["D89.42"]


def test_a_parent_code_needs_one_of_its_children() -> None:
    review = reviews(line(["M33.1"]))["M33.1"]
    assert not review.valid
    assert review.discrepancy is not None
    assert {"M33.12", "M33.13"} <= set(review.discrepancy.suggested)
    assert review.discrepancy.question.startswith("M33.1 needs a longer code. Which applies: M33.10,")


@pytest.mark.parametrize("code", ["M33.99999", "ZZZ", "M3", "", "I"])
def test_an_unknown_code(code: str) -> None:
    (review,) = reviews(line([code])).values()
    assert not review.valid
    assert review.checked
    assert review.discrepancy is not None
    assert review.discrepancy.says == "no such code"
    assert "Which code is meant?" in review.discrepancy.question


def test_two_codes_of_one_line_that_exclude_each_other() -> None:
    found = reviews(line(["D47.02", "D89.42"]), IDIOPATHIC_MCAS, finding("systemic-mastocytosis", "Mastocytosis."))
    asked = found["D47.02"].discrepancy
    assert asked is not None
    assert "D47.02 and D89.42 cannot be coded together (D89.4 Excludes1:" in asked.question
    assert found["D89.42"].discrepancy is not None


def test_two_codes_exclude_each_other_on_a_later_line() -> None:
    both = (finding("systemic-mastocytosis", "Mastocytosis."), IDIOPATHIC_MCAS)
    first, second, third = line(["D47.02"]), line(["D89.42"], id="2"), line(["D47.02", "D89.42"], id="3")
    asked = reviews((first, second, third), *both)["D47.02"].discrepancy
    assert asked is not None
    assert [c.quote for c in asked.citations] == ["[D47.02, D89.42]"]


def test_codes_on_different_lines_may_stand_beside_each_other() -> None:
    both = (finding("systemic-mastocytosis", "Mastocytosis."), IDIOPATHIC_MCAS)
    found = reviews((line(["D47.02"]), line(["D89.42"], id="2")), *both)
    assert [r.discrepancy for r in found.values()] == [None, None]


def test_a_day_of_service_outside_the_edition_is_said() -> None:
    early = line(["D89.42"], first_day=date(2025, 3, 24), last_day=date(2025, 6, 30))
    note = "(date of service 2025-03-24 to 2025-06-30 lies in another edition; checked against the April 2026 edition)"
    assert note in says(reviews(early)["D89.42"])[0]
    assert "edition" not in says(reviews(line(["D89.42"]))["D89.42"])[0]


def test_a_code_is_checked_on_the_days_of_every_line_that_carries_it() -> None:
    later = line(["D89.42"], id="2", first_day=date(2026, 9, 1), last_day=date(2026, 12, 1))
    assert "more than one edition" in says(reviews((line(["D89.42"]), later))["D89.42"])[0]


# --- billing codes ---------------------------------------------------------------------------------------------------


def test_a_billing_code_that_the_packs_lack_is_not_checked_which_is_not_invalid() -> None:
    review = reviews(line(hcpcs="99601"))["99601"]
    assert (review.checked, review.discrepancy) == (False, None)
    assert says(review) == [
        f"99601 is not among the {len(knowledge().hcpcs)} drug codes of the packs, so it was not checked."
    ]


def test_the_code_of_another_brand() -> None:
    asked = reviews(line(hcpcs="J1569", brand="Octagam 10%"))["J1569"].discrepancy
    assert asked is not None
    assert asked.suggested == ("J1568",)
    assert asked.question == "J1569 is the code of Gammagard Liquid; the request names Octagam 10%. Which is meant?"
    assert [c.quote for c in asked.citations] == ["J1569", "Octagam 10%"]


@pytest.mark.parametrize(
    ("hcpcs", "brand"),
    [
        ("J1569", "Gammagard Liquid"),
        ("j1569", "GAMMAGARD LIQUID 10%"),
        ("J1569", None),
        ("J1568", "Octagam 10%"),
        ("J2357", "Xolair"),  # a code of no particular brand
        ("J1599", "Panzyga"),
    ],
)
def test_a_brand_that_its_code_covers(hcpcs: str, brand: str | None) -> None:
    (review,) = reviews(line(hcpcs=hcpcs, brand=brand)).values()
    assert (review.valid, review.checked, review.discrepancy) == (True, True, None)


def test_the_second_line_of_a_code_names_another_brand() -> None:
    lines = (line(hcpcs="J1569", brand="Gammagard Liquid"), line(hcpcs="J1569", brand="Octagam 10%", id="2"))
    asked = reviews(lines)["J1569"].discrepancy
    assert asked is not None
    assert "the request names Octagam 10%" in asked.question


def test_a_billing_code_past_its_last_day_with_its_successor() -> None:
    late = line(hcpcs="J1300", first_day=date(2025, 3, 1), last_day=date(2025, 5, 1))
    review = reviews(late)["J1300"]
    assert not review.valid
    assert review.discrepancy is not None
    assert review.discrepancy.suggested == ("J1299",)


def test_lines_out_of_scope_are_not_reviewed() -> None:
    covered, other = line(["D89.42"], hcpcs="J2357"), line(["M33.12"], hcpcs="J7030", id="2")
    found = review_codes(
        request(covered, other), chart(), shipped_concepts(), icd(), knowledge().hcpcs, lines=(covered,)
    )
    assert [r.code for r in found] == ["D89.42", "J2357"]


# --- which disease is treated ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "said", "diseases"),
    [
        (["D47.02"], (), ("systemic-mastocytosis",)),
        (["D47.02"], (IDIOPATHIC_MCAS,), ("mcas-idiopathic", "systemic-mastocytosis")),
        (["M33.12"], (), ("dermatomyositis-with-myopathy",)),
        (["L60.0"], (), ()),
        ([], (IDIOPATHIC_MCAS,), ()),
    ],
)
def test_diseases_of_a_request_are_those_coded_and_those_the_chart_says_instead(
    codes: list[str], said: tuple[Finding, ...], diseases: tuple[str, ...]
) -> None:
    assert diseases_of_request(request(line(codes)), chart(*said), shipped_concepts(), icd()) == diseases


def test_the_order_of_the_findings_changes_nothing() -> None:
    one = replace(IDIOPATHIC_MCAS)
    forward, backward = reviews(line(["D47.02"]), one, NO_MASTOCYTOSIS), reviews(line(["D47.02"]), NO_MASTOCYTOSIS, one)
    assert forward == backward
