"""Which words of a line with several treatments speak of which, and harms put down to one of them."""

from __future__ import annotations

import pytest

from mednec.model.finding import TherapyTrial
from tests.chart.reading import note, of


@pytest.mark.parametrize(
    ("text", "drug", "outcomes"),
    [
        # a list ends where something new is told
        ("Failed methotrexate, now on adalimumab.", "methotrexate", ["failed"]),
        ("Failed methotrexate, now on adalimumab.", "adalimumab", ["ongoing"]),
        ("Failed methotrexate and started adalimumab.", "adalimumab", ["ongoing"]),
        ("Failed methotrexate 20 mg weekly x 3 mo, leflunomide 20 mg daily x 4 mo.", "leflunomide", ["failed"]),
        ("Methotrexate failed, adalimumab was started.", "adalimumab", ["ongoing"]),
        # a bracket belongs to the drug before it
        ("Topiramate, propranolol (nausea).", "topiramate", ["not stated"]),
        ("Topiramate, propranolol (fatigue).", "propranolol", ["intolerant"]),
        ("Failed topiramate and propranolol (both no benefit).", "topiramate", ["failed"]),
        # what a drug is given for is no harm of it
        ("Current medications: lisinopril (hypertension).", "lisinopril", ["ongoing"]),
        # a word joined to the name
        ("Disease is rituximab-refractory.", "rituximab", ["failed"]),
        ("She is methotrexate-intolerant.", "methotrexate", ["intolerant"]),
        # words of every day
        ("Topiramate x 3 months, useless.", "topiramate", ["failed"]),
        ("Propranolol for 8 weeks: no difference.", "propranolol", ["failed"]),
        ("Relapsed while on azathioprine.", "azathioprine", ["failed"]),
        # why it was not stopped, and what did not come of it
        ("Stopped methotrexate since joints remained swollen, not for side effects.", "methotrexate", ["not stated"]),
        ("No sedation or other side effects at 20 mg/day of cetirizine.", "cetirizine", ["not stated"]),
        # a share of improvement
        ("On botulinum toxin, 80% reduction in headache days.", "botulinum-toxin", ["responded"]),
        ("On topiramate 30% better.", "topiramate", ["partial"]),
    ],
)
def test_what_became_of_each(text: str, drug: str, outcomes: list[str]) -> None:
    found = [t.outcome.value for t in of(note(text), TherapyTrial, drug)]
    assert found == outcomes


def test_not_tolerated_is_not_taking_it_well() -> None:
    text = "Oral bisphosphonates not tolerated, so denosumab is the next step."
    trials = of(note(text), TherapyTrial, "bisphosphonate-oral")
    assert [(t.outcome.value, t.current) for t in trials] == [("intolerant", False)]


def test_days_left_out_are_not_the_length_of_a_course() -> None:
    text = "Took doxycycline 100 mg BID straight through from 11/3/2025 to 2/20/2026 except for 4 days in January."
    assert [t.duration_days for t in of(note(text), TherapyTrial, "doxycycline")] == [109]


def test_a_course_that_an_arrow_leads_to_now() -> None:
    (trial,) = of(
        note("Hydroxychloroquine 400 mg daily 9/2023 -> now, partial at best."), TherapyTrial, "hydroxychloroquine"
    )
    assert (trial.current, trial.outcome.value, trial.stop) == (True, "partial", None)
