"""The kinds of leaves: what they are called, what they take, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from mednec.criteria.kinds import KIND_NAMES, parse_leaf
from mednec.errors import PolicyError

DOC = Path(__file__).parents[2] / "docs" / "writing-a-policy.md"


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_kind_is_in_the_documentation(kind: str) -> None:
    assert f"`{kind}`" in DOC.read_text("utf-8")


@pytest.mark.parametrize(
    ("kind", "slots", "words"),
    [
        ("agee", {}, "did you mean 'age'"),
        ("age", {}, "at_least or at_most is needed"),
        ("age", {"at_least": "twelve"}, "needs a number"),
        ("prescriber", {"specialties": []}, "needs a list of words"),
        ("prescriber", {"specialties": ["x"], "consultation": "yes"}, "needs true or false"),
        ("measurement", {"of": ["x"]}, "exactly one of"),
        ("measurement", {"of": ["x"], "above": 1, "below": 2}, "exactly one of"),
        ("measurement", {"of": ["x"], "abov": 1}, "did you mean 'above'"),
        ("finding", {"of": ["x"], "decided_by": ["napkin"]}, "knows no kind of document 'napkin'"),
        ("finding", {"of": ["x"], "expect": "maybe"}, "is one of present, absent"),
        ("tried", {"of": ["x"], "outcomes": ["disliked"]}, "knows no outcome 'disliked'"),
        ("change", {"of": ["x"], "better": "lower"}, "by or by_percent is needed"),
        ("dose_limit", {"unit": "mg"}, "is needed"),
        ("dose_limit", {"per_28_days": 1, "per_course": 2}, "exclude each other"),
        ("duration_limit", {"days": 1, "months": 2}, "not both"),
        ("parts", {"op": "at_least", "parts": [{"kind": "age", "at_least": 1}]}, "goes with op: at_least"),
        ("parts", {"op": "at_least", "n": 2, "parts": [{"kind": "age", "at_least": 1}]}, "lies between 1 and 1"),
        ("parts", {"parts": [{"at_least": 1}]}, "needs a kind"),
        ("ask", {"question": "Why?", "abuot": ["x"]}, "did you mean 'about'"),
    ],
)
def test_what_is_refused(kind: str, slots: dict[str, object], words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_leaf(kind, slots, "p/policy.yaml:limits[0]")
    assert words in str(caught.value)
    assert "p/policy.yaml:limits[0]" in str(caught.value)
