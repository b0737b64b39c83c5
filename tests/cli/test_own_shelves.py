"""What the user keeps is shown beside a determination and decides nothing; a folder that is none is told in a line."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from click.testing import CliRunner

from mednec.cli import main
from tests.appeals.written import OVER, UP, dmhc_row, saved, table

CASE = "cases/IG-DEV-01"
FINDINGS = (
    "A patient with dermatomyositis has failed prednisone and methotrexate. The plan denied IVIG. "
    "Peer-reviewed literature supports IVIG for this disease. Therefore, IVIG is medically necessary."
)
PAPER = """\
PMID- 90000011
DP  - 2024 Mar
TI  - Immune globulin in dermatomyositis: an invented series.
AB  - Ten invented adults with dermatomyositis were given intravenous immune
      globulin and six were said to be better.
PT  - Journal Article
JT  - A journal that does not exist
"""
APART = ("precedents", "precedent_review", "evidence", "warnings", "provenance")  # what the shelves may add to


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


@cache
def shelves() -> tuple[Path, Path]:
    """Twelve decisions and a paper, all invented, imported once."""
    folder = Path(mkdtemp())
    rows = [dmhc_row(f"MN15-{n}", OVER if n % 6 else UP, findings=FINDINGS) for n in range(12)]
    appeals, evidence = folder / "appeals", folder / "evidence"
    assert run("appeals", "import", str(saved(folder, "imr.csv", table(rows))), "--into", str(appeals))[0] == 0
    assert run("evidence", "import", str(saved(folder, "p.nbib", PAPER)), "--into", str(evidence))[0] == 0
    return appeals, evidence


def determination(*options: str) -> dict[str, Any]:
    code, text = run("review", CASE, "--format", "json", *options)
    assert code == 0, text
    record: dict[str, Any] = json.loads(text)
    return record


def test_shelves_add_precedents_and_passages_and_change_nothing_else() -> None:
    appeals, evidence = shelves()
    plain = determination()
    told = determination("--appeals", str(appeals), "--evidence", str(evidence))
    assert {k: v for k, v in told.items() if k not in APART} == {k: v for k, v in plain.items() if k not in APART}
    assert plain["precedents"] == []
    assert {p["publisher"] for p in told["precedents"]} == {"CA-DMHC-IMR"}
    for past in told["precedents"]:
        assert past["alike"]
        assert past["differs"]
        assert all(FINDINGS[r["start"] : r["end"]] == r["quote"] for r in past["reasons"])
    added = set(told["provenance"]) - set(plain["provenance"])
    assert added == {"decided appeals", "own papers"}
    (own,) = told["evidence"]["own"]
    assert own["graded"] is False
    assert own["words"] in PAPER.replace("\n      ", " ")
    assert {k: v for k, v in told["evidence"].items() if not k.startswith("own")} == {
        k: v for k, v in plain["evidence"].items() if not k.startswith("own")
    }


def test_decisions_are_counted_and_no_likelihood_is_told_before_one_was_learned() -> None:
    appeals, _ = shelves()
    review = determination("--appeals", str(appeals))["precedent_review"]
    assert review["likelihood"] is None
    assert review["searched"].startswith("12 decisions")
    assert any(rate["overturned"] == 10 and rate["decided"] == 12 for rate in review["rates"])


@pytest.mark.parametrize("option", ["--appeals", "--evidence"])
def test_a_folder_that_is_none_is_told_in_one_line(option: str, tmp_path: Path) -> None:
    code, text = run("review", CASE, option, str(tmp_path / "nothing"))
    assert code == 2
    assert text.count("\n") == 1
    assert "nothing" in text


def test_the_same_shelves_give_the_same_bytes() -> None:
    appeals, evidence = shelves()
    options = ("review", CASE, "--format", "html", "--appeals", str(appeals), "--evidence", str(evidence))
    assert run(*options) == run(*options)


@cache
def learned() -> Path:
    """Decisions of six years in which children won and older patients lost, and what was learned from them."""
    folder = Path(mkdtemp())
    rows = []
    for year in range(2010, 2016):
        for n in range(60):
            child = n % 2 == 0
            row = dmhc_row(
                f"MN{year % 100}-{n}", OVER if child == (n % 10 < 8) else UP, year=str(year), findings=FINDINGS
            )
            row[8] = "0-10" if child else "51-64"
            rows.append(row)
    kept = folder / "appeals"
    file = saved(folder, "imr.csv", table(rows))
    assert run("appeals", "import", str(file), "--into", str(kept))[0] == 0
    code, text = run("appeals", "predict", "--train", str(kept), "--save", str(kept / "likelihood.json"))
    assert code == 0, text
    return kept


def test_a_likelihood_is_of_this_patients_age_and_says_how_the_request_was_filed() -> None:
    likely = determination("--appeals", str(learned()))["precedent_review"]["likelihood"]
    assert likely["overturned"] < 0.4  # a child's would be well above one half
    assert "as the most similar decisions are: Medical Necessity, Immuno Disorders" in likely["rests_on"]
    assert "51-64, Female" in likely["rests_on"]
