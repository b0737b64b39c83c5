"""What became of a treatment: which words speak of which drug, and what "stopped for" comes to."""

from __future__ import annotations

import pytest

from mednec.model.finding import TherapyTrial
from tests.chart.reading import chart, note, of


@pytest.mark.parametrize(
    ("text", "drug", "outcomes"),
    [
        # the verb before the drug
        ("Did not tolerate mycophenolate.", "mycophenolate", ["intolerant"]),
        ("Unable to tolerate azathioprine.", "azathioprine", ["intolerant"]),
        ("She did not respond to methotrexate.", "methotrexate", ["failed"]),
        ("Unresponsive to methotrexate.", "methotrexate", ["failed"]),
        ("No benefit from methotrexate.", "methotrexate", ["failed"]),
        ("Hives poorly controlled on cetirizine.", "cetirizine", ["failed"]),
        ("Hives well controlled on cetirizine.", "cetirizine", ["responded"]),
        ("Not a candidate for cyclosporine.", "cyclosporine", ["contraindicated"]),
        ("Declined azathioprine.", "azathioprine", ["never tried"]),
        # the verb behind it
        ("Methotrexate failed.", "methotrexate", ["failed"]),
        ("Methotrexate for 6 months, w/o benefit.", "methotrexate", ["failed"]),
        ("Quiet on omalizumab for 3 years; since June it no longer works.", "omalizumab", ["responded", "failed"]),
        ("Methotrexate 20 mg weekly; flared despite this.", "methotrexate", ["failed"]),
        # it was had, and is not to be had again
        ("No further methotrexate after this.", "methotrexate", ["not stated"]),
        ("Do not give methotrexate again.", "methotrexate", ["not stated"]),
        ("I would not restart methotrexate.", "methotrexate", ["not stated"]),
        ("No methotrexate in the past.", "methotrexate", ["never tried"]),
        # what it was stopped for; what it was given for is something else
        ("Stopped methotrexate for lack of efficacy.", "methotrexate", ["failed"]),
        ("Discontinued methotrexate for inadequate response.", "methotrexate", ["failed"]),
        ("Methotrexate for asthma with no response to prednisone.", "methotrexate", ["not stated"]),
        # the sentence behind it, where it is told of her and of what was had
        ("Fexofenadine was started. She could not tolerate it.", "fexofenadine", ["intolerant"]),
        ("Fexofenadine was started. Her sister could not tolerate it.", "fexofenadine", ["ongoing"]),
        ("Consider fexofenadine. She could not tolerate it.", "fexofenadine", ["planned"]),
        # a verb that belongs to another drug
        ("On methotrexate 20 mg weekly, failed azathioprine.", "methotrexate", ["ongoing"]),
        ("On methotrexate 20 mg weekly, failed azathioprine.", "azathioprine", ["failed"]),
        ("Montelukast (no benefit) and cyclosporine (elevated creatinine).", "montelukast", ["failed"]),
        ("Montelukast (no benefit) and cyclosporine (elevated creatinine).", "cyclosporine", ["intolerant"]),
        ("Tried and failed: cetirizine, famotidine, montelukast.", "famotidine", ["failed"]),
        # why it was stopped
        ("Methotrexate stopped 3/2024 due to transaminitis.", "methotrexate", ["intolerant"]),
        ("Methotrexate discontinued due to lack of efficacy.", "methotrexate", ["failed"]),
        ("Methotrexate stopped due to cost.", "methotrexate", ["not stated"]),
        ("Methotrexate stopped for pregnancy.", "methotrexate", ["not stated"]),
        ("Methotrexate discontinued because of loss of coverage.", "methotrexate", ["not stated"]),
        ("Stopped adalimumab because of injection site reactions.", "adalimumab", ["intolerant"]),
        # a harm that is only named
        ("Methotrexate 20 mg weekly. Rash on the face.", "methotrexate", ["not stated"]),
        ("Methotrexate 20 mg weekly; watch for leukopenia.", "methotrexate", ["not stated"]),
        # no failure at all
        ("She has not failed methotrexate.", "methotrexate", ["not stated"]),
        ("Methotrexate 20 mg weekly. No prior hepatitis.", "methotrexate", ["not stated"]),
        ("Falls are down from 2 per week before IVIG to none.", "immune-globulin-iv", ["not stated"]),
    ],
)
def test_what_became_of_it(text: str, drug: str, outcomes: list[str]) -> None:
    assert [t.outcome.value for t in of(note(text), TherapyTrial, drug)] == outcomes


def test_a_line_set_in_under_a_row_belongs_to_the_row() -> None:
    claims = (
        "PHARMACY CLAIMS HISTORY\nPrinted 04/10/2026\n\n"
        "Drug                      Strength    First fill   Last fill    Fills\n"
        "belimumab autoinjector    200 mg/mL   02/19/2025   --           0\n"
        "  claim status: REVERSED 03/12/2025 - not picked up\n"
        "azathioprine              50 mg       01/04/2025   07/02/2025   7\n"
    )
    read = chart(claims)
    assert [t.outcome.value for t in of(read, TherapyTrial, "belimumab")] == ["never tried"]
    assert [t.outcome.value for t in of(read, TherapyTrial, "azathioprine")] == ["not stated"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Methotrexate for 10 weeks", 70),
        ("9 months of methotrexate", 270),
        ("Methotrexate x 6 months", 180),
        ("Methotrexate 01/01/2024 - 03/01/2024", 60),
        ("Methotrexate since 2024", None),
        ("Methotrexate, 6 months ago", None),
    ],
)
def test_how_long_it_was_taken(text: str, days: int | None) -> None:
    (trial,) = of(note(text), TherapyTrial, "methotrexate")
    assert trial.duration_days == days


@pytest.mark.parametrize(
    ("text", "current"),
    [
        ("MEDICATIONS:\nmethotrexate 20 mg weekly", True),
        ("Methotrexate 2021 - present", True),
        ("Continue methotrexate.", True),
        ("Historical: methotrexate 20 mg weekly", False),
        ("Methotrexate until 3/2024", False),
    ],
)
def test_whether_it_is_taken_now(text: str, current: bool) -> None:
    (trial,) = of(note(text), TherapyTrial, "methotrexate")
    assert trial.current is current


def test_the_dose_by_weight_is_kept() -> None:
    (trial,) = of(note("Azathioprine 2 mg/kg/day since 2024."), TherapyTrial, "azathioprine")
    assert trial.daily_per_kg == 2
