"""How a sentence speaks of a thing: expectations written from the words, one class of wording on each row."""

from __future__ import annotations

import pytest

from mednec.model.words import Standing
from tests.chart.reading import chart, note, said


@pytest.mark.parametrize(
    ("text", "concept", "assertion"),
    [
        # denial and its reach over a list
        ("No asthma.", "asthma", "absent"),
        ("Denies wheeze, dyspnea or syncope.", "syncope", "absent"),
        ("No fever, hives or angioedema today.", "angioedema", "absent"),
        ("Negative for dysphagia.", "dysphagia", "absent"),
        ("Without dysphagia.", "dysphagia", "absent"),
        ("There is no evidence of hemolysis.", "hemolysis", "absent"),
        ("Neuropsychiatric lupus was ruled out.", "neuropsychiatric-lupus", "absent"),
        ("Lupus nephritis: none.", "lupus-nephritis", "absent"),
        ("IgA deficiency was excluded.", "iga-deficiency", "absent"),
        ("The findings do not support systemic mastocytosis.", "systemic-mastocytosis", "absent"),
        # where a denial ends
        ("No wheeze but has dyspnea.", "dyspnea", "present"),
        ("Denies wheeze; dyspnea on stairs.", "dyspnea", "present"),
        ("No fever. Dysphagia today.", "dysphagia", "present"),
        # words that look like a denial
        ("Asthma not well controlled.", "asthma", "present"),
        ("No improvement in dysphagia.", "dysphagia", "present"),
        ("No change in weakness.", "muscle-weakness", "present"),
        ("Pulmonary embolism not ruled out.", "thrombosis", "uncertain"),
        # doubt, plan, past
        ("Possible asthma.", "asthma", "uncertain"),
        ("R/O lupus cerebritis.", "neuropsychiatric-lupus", "uncertain"),
        ("Cannot exclude hemolysis.", "hemolysis", "uncertain"),
        ("Risk of hemolysis discussed.", "hemolysis", "hypothetical"),
        ("If dyspnea occurs, call.", "dyspnea", "hypothetical"),
        ("MRI to exclude neuropsychiatric lupus.", "neuropsychiatric-lupus", "hypothetical"),
        ("Need to exclude hemolysis.", "hemolysis", "hypothetical"),
        ("Labs ordered to rule out hemolysis.", "hemolysis", "hypothetical"),
        ("History of deep vein thrombosis.", "thrombosis", "historical"),
        ("Hepatitis B, resolved.", "hepatitis-b", "historical"),
        # somebody else
        ("Mother has lupus nephritis.", "lupus-nephritis", "family"),
        ("Family history: systemic mastocytosis in an aunt.", "systemic-mastocytosis", "family"),
        # longer denials, and denials that wrap over a line
        ("No signs or symptoms of hemolysis.", "hemolysis", "absent"),
        ("She does not report dysphagia.", "dysphagia", "absent"),
        ("Denies fever, chills, night sweats, or\n    dyspnea.", "dyspnea", "absent"),
        ("The study was read as negative\n    for pulmonary embolism.", "thrombosis", "absent"),
        ("Hemolysis was not seen.", "hemolysis", "absent"),
        ("Inconsistent with polymyositis.", "polymyositis", "absent"),
        # two denials make none
        ("She does not deny dysphagia.", "dysphagia", "present"),
        ("She is not without dysphagia.", "dysphagia", "present"),
        ("Dysphagia has not resolved.", "dysphagia", "present"),
        ("Asthma has not been ruled out.", "asthma", "uncertain"),
        ("Asthma cannot be ruled out.", "asthma", "uncertain"),
        # a new statement in the same sentence
        ("No fever, she has dyspnea.", "dyspnea", "present"),
        ("Denies wheeze, reports dyspnea.", "dyspnea", "present"),
        ("Denies wheeze, no change in dyspnea.", "dyspnea", "present"),
        ("No dysphagia from dermatomyositis.", "dermatomyositis", "present"),
        ("Possible pneumonitis given her dyspnea.", "dyspnea", "present"),
        # what might come
        ("Call if there is any hives, dyspnea or angioedema.", "angioedema", "hypothetical"),
        ("Call if any of the following: hives, wheeze, syncope.", "syncope", "hypothetical"),
        ("Go to the ED for wheezing.", "wheeze", "hypothetical"),
        ("Reviewed risks of therapy incl. anaphylaxis.", "anaphylaxis", "hypothetical"),
        # how long is not how long ago
        ("2-week history of dyspnea.", "dyspnea", "present"),
        ("Remote history of stroke.", "stroke", "historical"),
        ("Hepatitis B in 1998, cleared.", "hepatitis-b", "historical"),
        ("Dad has asthma.", "asthma", "family"),
        # looked for, and entered by mistake
        ("ILD screen: HRCT 1/2025 negative.", "myositis-ild", "absent"),
        ("Asthma screening: spirometry normal.", "asthma", "absent"),
        ("ILD screen: HRCT pending.", "myositis-ild", "hypothetical"),
        ("ILD screen: HRCT positive.", "myositis-ild", "present"),
        (
            'DM (listed as "diabetes" in triage, corrected by physician: dermatomyositis).',
            "diabetes-mellitus",
            "absent",
        ),
        # a denial that a fax has blurred is still one
        ("The findings exc1ude asthma.", "asthma", "absent"),
        ("Asthma was ru1ed out.", "asthma", "absent"),
        ("T2 N0 M0 asthma.", "asthma", "present"),
        ("Thrombosis risk: albumin 2.2 with membranous disease.", "thrombosis", "hypothetical"),
        ("Anaphylaxis risk reviewed with her.", "anaphylaxis", "hypothetical"),
        ("Thrombosis, high risk of another.", "thrombosis", "present"),
        ("Thrombosis, bleeding risk weighed.", "thrombosis", "present"),
        ('Listed as "asthma" in triage; uses albuterol.', "asthma", "present"),
        # plainly there
        ("Dermatomyositis with myopathy, active.", "dermatomyositis-with-myopathy", "present"),
    ],
)
def test_how_it_is_meant(text: str, concept: str, assertion: str) -> None:
    assert assertion in said(note(text), concept)
    assert len(set(said(note(text), concept))) == 1


def test_a_denial_reaches_every_item_of_a_list_that_shares_its_last_word() -> None:
    read = note("No renal, neurologic, hematologic, cardiac or pulmonary involvement.")
    assert said(read, "lupus-nephritis") == ("absent",)
    assert said(read, "neuropsychiatric-lupus") == ("absent",)
    assert "absent" in said(read, "lupus-of-heart-lung-vessel")


def test_a_template_denies_nothing_by_itself() -> None:
    read = note("ROS (template, last reviewed 03/04/2024): Denies weakness. Denies dysphagia.")
    found = [f for f in read.findings if f.concept == "dysphagia"]
    assert [f.standing for f in found] == [Standing.TEMPLATE]


def test_what_was_carried_forward_is_no_present_statement() -> None:
    read = note("[carried forward 6/11/2025: Wt 64.4 kg]")
    weights = [f for f in read.findings if f.concept == "body-weight"]
    assert [f.standing for f in weights] == [Standing.CARRIED_FORWARD]


def test_a_letter_only_claims() -> None:
    read = chart("April 8, 2026\nTo the Medical Director\nLetter of medical necessity\nShe has dermatomyositis.\n")
    assert [f.standing for f in read.findings if f.concept == "dermatomyositis"] == [Standing.CLAIM]


def test_the_disease_in_the_name_of_a_practice_is_nobodys() -> None:
    assert said(note("Riverside Allergy & Asthma Associates"), "asthma") == ()


def test_the_cue_is_cited_with_the_words_it_governs() -> None:
    (found,) = [f for f in note("Denies any dysphagia.").findings if f.concept == "dysphagia"]
    assert found.cue is not None
    assert found.cue.quote == "Denies"
    assert found.source.quote == "Denies any dysphagia"


@pytest.mark.parametrize(
    ("text", "assertions"),
    [
        ("Dysphagia attributed to dermatomyositis.", ("present",)),
        ("Cricopharyngeal dysfunction, thought to be from inflammatory myopathy.", ("present",)),
        ("Myositis-related dysphagia.", ("present",)),
        ("No dysphagia due to dermatomyositis.", ("absent",)),
        ("Dysphagia is not due to dermatomyositis.", ()),
        ("Dysphagia, possibly due to dermatomyositis.", ()),
        ("Dysphagia due to reflux. Dermatomyositis is stable.", ()),
        ("Dermatomyositis and dysphagia.", ()),
    ],
)
def test_a_symptom_is_put_down_to_a_disease_only_in_so_many_words(text: str, assertions: tuple[str, ...]) -> None:
    assert said(note(text), "dysphagia-of-disease") == assertions


def test_an_attribution_is_quoted_from_the_symptom_to_the_disease() -> None:
    (found,) = [f for f in note("Severe dysphagia secondary to her myositis.").findings if f.kind == "finding"]
    assert found.source.quote == "dysphagia secondary to her myositis"
