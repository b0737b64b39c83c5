"""Scores told as the sum of their parts, and tables whose rows are sites of the body."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mednec.model.finding import Measurement
from tests.chart.reading import chart, note


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("UAS7: wheals 16 + itch 15 = 31.", [("uas7", 31)]),
        ("PDAI activity: skin 19, scalp 5, mucosa 22 = total 46.", [("pdai", 46)]),
        ("EASI: head 2, trunk 4, legs 9, total 15.", [("easi", 15)]),
        ("EASI: head 2, trunk 4, legs 9, total 20.", []),  # it does not add up
        ("UAS7: wheals 16, itch 15.", []),
    ],
)
def test_a_total_counts_where_its_parts_add_up_to_it(text: str, values: list[tuple[str, int]]) -> None:
    found = [f for f in note(text).findings if isinstance(f, Measurement)]
    assert [(f.concept, f.value) for f in found] == [(concept, Decimal(value)) for concept, value in values]


def test_rows_of_sites_under_headings_of_measures() -> None:
    table = (
        "BONE DENSITOMETRY\nExam date: 04/20/2026\n\n"
        "Site              BMD (g/cm2)   T-score   Z-score\n"
        "L1-L4 spine       0.872         -1.6      -0.4\n"
        "Left total hip    0.549         -2.7      -1.2\n"
    )
    found = [f for f in chart(table).findings if isinstance(f, Measurement) and f.concept == "t-score"]
    assert [(f.value, f.sentence.quote.split("  ")[0]) for f in found] == [
        (Decimal("-1.6"), "L1-L4 spine"),
        (Decimal("-2.7"), "Left total hip"),
    ]


def test_joints_counted_of_so_many() -> None:
    found = [f for f in note("Swollen 5/66: L knee, L wrist.  Tender 8/68.").findings if isinstance(f, Measurement)]
    assert [(f.concept.removesuffix("-told"), int(f.value)) for f in found] == [
        ("swollen-joints", 5),
        ("tender-joints", 8),
    ]
    none = note("The knee is swollen and tender.").findings
    assert not [f for f in none if isinstance(f, Measurement)]
