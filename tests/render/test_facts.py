"""Facts: the kinds and fields of the snippet guide, in the order of the chart."""

from __future__ import annotations

from typing import Any

import pytest

ENDS = {"concept", "assertion", "standing", "date", "source"}


def only(record: Any, kind: str) -> list[dict[str, Any]]:
    return [fact for fact in record["facts"] if fact["kind"] == kind]


def test_facts_follow_the_chart(record: Any) -> None:
    chart = [fact["source"] for fact in record["facts"] if "concept" in fact]
    assert chart == sorted(chart, key=lambda source: (source["document"], source["start"]))
    assert {fact["kind"] for fact in record["facts"]} == {
        *("demographic", "diagnosis", "measurement", "test_result", "therapy_trial", "regimen", "event_count"),
        *("trend", "response", "dose_change", "rate", "safety"),
    }


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("diagnosis", {"name": "marrow glint", "assertion": "present", "date": "2029"}),
        ("measurement", {"analyte": "weight", "value": 58.1, "unit": "kg", "comparator": None}),
        ("test_result", {"test": "KPX gene", "result": "negative"}),
        ("regimen", {"drug": "zelvorin", "day": "2031-01-06", "amount": 80, "status": "given"}),
        ("rate", {"low": 0.5, "high": 1, "unit": "mL/h", "ordered": True}),
        ("therapy_trial", {"drug": "zelvorin", "outcome": None, "start": "2030-12", "stop": None, "current": True}),
        ("event_count", {"event": "flare visit", "count": 0, "period": {"from": "2031-01-01", "to": "2031-02-03"}}),
        ("trend", {"about": "course of illness", "direction": "worse"}),
        ("response", {"name": "course of illness", "value": "worsened"}),
        ("dose_change", {"drug": "zelvorin", "before": 40, "after": 80, "unit": "mg"}),
        ("safety", {"name": "dust allergy", "presence": "not_documented"}),
        ("demographic", {"name": "birth date", "value": "1990-06-01"}),
    ],
)
def test_each_kind_has_its_fields(record: Any, kind: str, fields: dict[str, object]) -> None:
    (fact, *_) = [f for f in only(record, kind) if {name: f.get(name) for name in fields} == fields]
    assert fact["source"]["quote"]


def test_a_dose_is_told_with_its_status_or_refused_with_a_reason(record: Any) -> None:
    stated, refused = [f for f in only(record, "regimen") if f["status"] != "given"]
    assert (stated["amount"], stated["unit"], stated["per"], stated["doses"]) == (80, "mg", None, None)
    assert (stated["interval_days"], stated["status"], stated["effective"]) == (14, "current", "2031-01-06")
    assert (refused["refuse"], refused["why"]) == (True, "the interval is not written")
    assert "amount" not in refused


def test_every_finding_says_how_it_is_asserted_and_where(record: Any) -> None:
    findings = [fact for fact in record["facts"] if "concept" in fact]
    assert len(findings) == 14  # each of the chart, and the laboratory value as a result of its test too
    assert all(set(fact) >= ENDS for fact in findings)
