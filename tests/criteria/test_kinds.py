"""The kinds of leaves: what they are called, what they take, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mednec.criteria.kinds import KIND_NAMES, parse_leaf
from mednec.errors import PolicyError

DOC = Path(__file__).parents[2] / "docs" / "writing-a-policy.md"
# The least that each kind takes.
LEAST: dict[str, dict[str, object]] = {
    "age": {"at_least": 12},
    "ask": {"question": "Why?"},
    "change": {"of": ["x"], "better": "lower", "by": 1},
    "concurrent": {"of": ["x"], "expect": "used"},
    "diagnosis": {"of": ["x"]},
    "dose_limit": {"per_28_days": 1, "per": "kg"},
    "dose_reduced": {"of": ["x"], "by_percent": 50},
    "doses_given": {"at_least": 2},
    "dosing_weight": {"over_ideal_percent": 120, "adjust": 0.4},
    "duration_limit": {"days": 1},
    "event_count": {"of": ["x"], "at_least": 2, "within_days": 365},
    "fewer_courses": {"fewer_than": 3, "counted": ["x"]},
    "fewer_events": {"of": ["x"]},
    "finding": {"of": ["x"]},
    "function_gained": {"of": ["x"]},
    "limited_to": {"only": ["x"], "beyond": ["y"]},
    "measurement": {"of": ["x"], "present": True},
    "parts": {"parts": [{"kind": "age", "at_least": 1}]},
    "plan": {"covers": ["x"]},
    "prescriber": {"specialties": ["x"]},
    "rate_limit": {"per_kg_hour": 1},
    "recorded": {"of": ["x"]},
    "reference": {"to": ["I.A"]},
    "requested_for": {"of": ["x"]},
    "request_is": {"drug": ["x"]},
    "schedule_limit": {"orders": ["5 mg once daily"]},
    "setting": {"of": ["x"]},
    "since_dose": {"at_least_days": 84},
    "support": {"source": "amount"},
    "symptoms_despite": {"symptoms": ["x"], "despite": ["y"]},
    "test_result": {"of": ["x"]},
    "tolerated": {"harms": ["x"], "shown_by": ["y"]},
    "tried": {"of": ["x"]},
    "units_agree": {"per_28_days": 2},
    "visit_limit": {"codes": ["1"], "per_infusion_day": 1},
    "worsening_on_dose": {"of": ["x"], "per_kg": 2},
}


def refused(kind: str, slots: dict[str, object]) -> str:
    """The message with which these slots are refused."""
    with pytest.raises(PolicyError) as caught:
        parse_leaf(kind, slots, "p/policy.yaml:limits[0]")
    return str(caught.value)


def row_of(kind: str) -> str:
    """The row of the documentation's table that names a kind."""
    rows = DOC.read_text("utf-8").splitlines()
    (row,) = [r for r in rows if r.startswith("| `") and f"`{kind}`" in r.split("|")[1]]
    return row


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_the_documentation_names_every_kind_with_its_slots_and_no_others(kind: str) -> None:
    message = refused(kind, {**LEAST[kind], "zzzzzzzz": 1})
    assert "unknown slot 'zzzzzzzz'" in message
    slots = set(message.rsplit("it has ", 1)[1].split(", "))
    assert set(re.findall(r"`(\w+)`", row_of(kind).split("|")[3])) == slots


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_each_kind_says_what_it_lacks_and_where(kind: str) -> None:
    for needed in LEAST[kind]:
        if needed == "per":  # the one slot above that may be left out
            continue
        message = refused(kind, {k: v for k, v in LEAST[kind].items() if k not in (needed, "per")})
        assert message.startswith("p/policy.yaml:limits[0]: "), message
        assert any(word in message for word in ("needs", "needed")), message


@pytest.mark.parametrize(
    ("kind", "slots", "words"),
    [
        ("agee", {}, "did you mean 'age'"),
        ("age", {}, "at_least or at_most is needed"),
        ("age", {"at_least": "twelve"}, "at_least needs a number, not 'twelve'"),
        ("age", {"at_leest": 12}, "did you mean 'at_least'"),
        ("prescriber", {"specialties": []}, "needs a list of words"),
        ("prescriber", {"specialties": [1]}, "needs a list of words"),
        ("prescriber", {"specialties": ["x"], "consultation": "yes"}, "needs true or false"),
        ("measurement", {"of": ["x"]}, "exactly one of"),
        ("measurement", {"of": ["x"], "above": 1, "below": 2}, "exactly one of"),
        ("measurement", {"of": ["x"], "abov": 1}, "did you mean 'above'"),
        ("measurement", {"of": ["x"], "present": 1}, "present needs true or false"),
        ("finding", {"of": ["x"], "decided_by": ["napkin"]}, "knows no kind of document 'napkin'"),
        ("finding", {"of": ["x"], "expect": "maybe"}, "expect is one of present, absent, not 'maybe'"),
        ("finding", {"of": {"x": 1}}, "of needs a list of words"),
        ("test_result", {"of": ["x"], "result": "good"}, "is one of positive, negative, reported"),
        ("tried", {"of": ["x"], "outcomes": ["disliked"]}, "knows no outcome 'disliked'"),
        ("tried", {"of": ["x"], "excused_by": ["disliked"]}, "knows no outcome 'disliked'"),
        ("concurrent", {"of": ["x"], "expect": "used", "excused_by": ["disliked"]}, "knows no outcome 'disliked'"),
        ("change", {"of": ["x"], "better": "lower"}, "by or by_percent is needed"),
        ("change", {"of": ["x"], "better": "down", "by": 1}, "is one of lower, higher"),
        ("dose_limit", {"unit": "mg"}, "is needed"),
        ("dose_limit", {"per_28_days": 1, "per": "m2"}, "per is one of kg"),
        ("dose_limit", {"per_28_days": 1, "per_course": 2}, "exclude each other"),
        ("dose_limit", {"per_28_days": 0}, "per_28_days must be more than 0"),
        ("dose_limit", {"max_units": -1}, "max_units must be more than 0"),
        ("dose_limit", {"per_dose": 1, "round_up_to": 0}, "round_up_to must be more than 0"),
        ("measurement", {"of": ["x"], "at_most": 4, "count": 0}, "count must be 1 or more"),
        ("worsening_on_dose", {"of": ["x"], "per_kg": 2, "cycles": 0}, "cycles must be 1 or more"),
        ("duration_limit", {"days": 1, "months": 2}, "not both"),
        ("support", {"source": "rumour"}, "is one of guideline, compendium, amount"),
        ("reference", {"to": ["I.A"], "expect": "open"}, "is one of met, not met"),
        ("parts", {"op": "at_least", "parts": [{"kind": "age", "at_least": 1}]}, "goes with op: at_least"),
        ("parts", {"op": "at_least", "n": 2, "parts": [{"kind": "age", "at_least": 1}]}, "lies between 1 and 1"),
        ("parts", {"op": "at_least", "n": 0, "parts": [{"kind": "age", "at_least": 1}]}, "lies between 1 and 1"),
        ("parts", {"op": "at_least", "n": 1.5, "parts": [{"kind": "age", "at_least": 1}] * 2}, "is whole"),
        ("parts", {"op": "at_least", "n": float("nan"), "parts": [{"kind": "age", "at_least": 1}]}, "is whole"),
        ("parts", {"op": "all", "n": 1, "parts": [{"kind": "age", "at_least": 1}]}, "goes with op: at_least"),
        ("parts", {"op": "not", "parts": [{"kind": "age", "at_least": 1}]}, "is one of all, any, at_least"),
        ("parts", {"parts": [{"at_least": 1}]}, "needs a kind"),
        ("parts", {"parts": ["age"]}, "needs a list of criteria"),
        ("parts", {"parts": [{"kind": "age", "at_leest": 1}]}, "p/policy.yaml:limits[0].parts[0]"),
        ("ask", {"question": "Why?", "abuot": ["x"]}, "did you mean 'about'"),
    ],
)
def test_what_is_refused(kind: str, slots: dict[str, object], words: str) -> None:
    message = refused(kind, slots)
    assert words in message
    assert "p/policy.yaml:limits[0]" in message
