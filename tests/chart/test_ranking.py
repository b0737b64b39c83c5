"""Which passages a reader is shown first."""

from __future__ import annotations

from mednec.chart.ranking import Ranking
from tests.chart.reading import note


def test_the_passages_nearest_to_a_clause_come_first() -> None:
    read = note("She walks her dog.\nTryptase was 34 ng/mL on 3/2/2026.\nThe clinic is closed on Monday.")
    best = Ranking(read).best("serum tryptase above 20 ng/mL", ["tryptase"])
    assert best[0].quote == "Tryptase was 34 ng/mL on 3/2/2026."
    assert len(best) <= 5
