"""Requests that meet every clause and still may not simply be approved."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from mednec.cli import main

CASE = Path(__file__).parents[2] / "cases" / "IG-DEV-02"
REGIMEN = (
    'regimen: "IVIG 140 grams. 1 gram per kilogram per day (=50 g) days 1-5 as a loading dose followed by'
    ' maintenance IVIG 50 g on Day 1 and 2 every 4 weeks"'
)
# An order within every limit: 1 g/kg at 50.3 kg every four weeks, seven visits of about 101 units.
PLAIN = ((REGIMEN, 'regimen: "1 g/kg IV every 4 weeks"'), ("units: 280", "units: 704"))


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        ("sex: F", "sex: F", "approve"),
        ('to: "2027-01-05"', 'to: "2027-01-06"', "approve_modified"),  # one day more than six months
        ("hcpcs: J1568", "hcpcs: J2357", "pend"),  # the code of another drug
        ("units: 704", "units: 7000", "pend"),  # ten times what the order comes to
    ],
)
def test_what_may_be_approved(tmp_path: Path, old: str, new: str, outcome: str) -> None:
    case = Path(shutil.copytree(CASE, tmp_path / "case"))
    text = (case / "request.yaml").read_text("utf-8")
    for before, after in (*PLAIN, (old, new)):
        assert before in text
        text = text.replace(before, after)
    (case / "request.yaml").write_text(text, "utf-8")
    result = CliRunner().invoke(main, ["review", str(case), "--format", "json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["outcome"] == outcome
