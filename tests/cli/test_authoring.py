"""`mednec policy check`: what is wrong is told in a table or as JSON; the status says whether it is an error."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from mednec.cli import main

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / "packs" / "policies"


def policy(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["policy", *map(str, arguments)])


@pytest.fixture
def larger(tmp_path: Path) -> Path:
    """The installed policy with a limit whose number was misread."""
    folder = copytree(INSTALLED / "larkspur-omalizumab", tmp_path / "larger")
    file = folder / "policy.yaml"
    text = file.read_text("utf-8")
    assert text.count("per_28_days: 300") == 2
    file.write_text(text.replace("per_28_days: 300", "per_28_days: 375", 1), "utf-8")
    return folder


def test_an_installed_policy_has_no_error() -> None:
    result = policy("check", "larkspur-omalizumab", "TM-RHEU-031")
    assert result.exit_code == 0, result.output
    assert "error" not in result.stdout
    assert "larkspur-omalizumab" in result.stdout
    assert "tamarack-b-cell-lupus" in result.stdout


def test_a_misread_limit_is_an_error_with_clause_line_and_remedy(larger: Path) -> None:
    result = policy("check", larger)
    assert result.exit_code == 1, result.output
    words = " ".join(result.stdout.split())
    assert "number-differs" in words
    assert "'300 mg every 4 weeks" in words
    assert "per_28_days 375" in words
    assert "III.A" in words
    assert "correct the slot" in words
    assert "1 error" in words


def test_the_findings_as_json(larger: Path) -> None:
    result = policy("check", larger, "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["schema"] == "mednec.policy_check/1"
    (one,) = told["policies"]
    assert (one["policy"], one["errors"]) == ("larkspur-omalizumab", 1)
    first = one["found"][0]
    assert (first["check"], first["severity"], first["clause"]) == ("number-differs", "error", "III.A")
    line = (larger / "policy.yaml").read_text("utf-8").splitlines()[first["line"] - 1]
    assert "III.A" in line


def test_the_text_of_an_installed_policy_is_no_second_version_of_it(tmp_path: Path) -> None:
    text = tmp_path / "northfield-ig-dermatomyositis.md"
    text.write_text((INSTALLED / "northfield-ig-dermatomyositis" / "source.md").read_text("utf-8"), "utf-8")
    result = policy("check", text)
    assert result.exit_code == 0, result.output
    assert "versions-overlap" not in result.stdout
    assert "no-tests" in result.stdout


def test_without_a_policy_all_installed_ones_are_checked() -> None:
    result = policy("check", "--format", "json")
    assert result.exit_code == 0, result.output
    found = {p["policy"] for p in json.loads(result.stdout)["policies"]}
    assert {f.name for f in INSTALLED.iterdir() if f.is_dir()} <= found


def test_a_policy_that_cannot_be_read_is_one_message(tmp_path: Path) -> None:
    result = policy("check", tmp_path / "none.yaml")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "no such file" in result.stderr


def test_a_folder_without_a_policy_is_one_message(tmp_path: Path) -> None:
    result = policy("check", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_tests_that_are_no_tests_are_one_message(larger: Path) -> None:
    (larger / "tests.yaml").write_text("- a\n", "utf-8")
    result = policy("check", larger)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "tests.yaml" in result.stderr


def test_the_tests_beside_a_policy_pass_and_tell_what_they_cover() -> None:
    result = policy("test", "larkspur-omalizumab")
    assert result.exit_code == 0, result.output
    words = " ".join(result.stdout.split())
    assert "39 of 39 tests pass" in words
    assert "I.A.1 · · · · not tested" in words
    assert "II.B.3 · · · · asked" in words


def own_tests(folder: Path, text: str) -> Path:
    (folder / "tests.yaml").write_text(text, "utf-8")
    return folder


def test_one_sentence_is_a_test(larger: Path) -> None:
    text = 'tests:\n- {name: an aunt, note: "Maternal aunt with asthma.", expect: {I.B.2.b: not documented}}\n'
    result = policy("test", own_tests(larger, text))
    assert result.exit_code == 0, result.output
    assert "1 of 1 tests pass" in result.stdout


def test_a_clause_that_comes_out_otherwise_is_shown_with_its_quotes(larger: Path) -> None:
    text = (
        "request: {received: 2026-05-04, drug: {drug: omalizumab, regimen: 300 mg SC every 4 weeks, codes: [L50.1]}}\n"
        'tests:\n- {name: a score, note: "UAS7 28 on 04/20/2026.", expect: {I.C.4: not met}}\n'
    )
    result = policy("test", own_tests(larger, text))
    assert result.exit_code == 1
    words = " ".join(result.stdout.split())
    assert "✕ a score" in words
    assert "I.C.4 expected not met, got met" in words
    assert "+ “UAS7 28 on 04/20/2026" in words
    told = json.loads(policy("test", larger, "--format", "json").stdout)["policies"][0]
    (answer,) = told["tests"][0]["answers"]
    assert (told["passed"], answer["expected"], answer["got"]) == (False, "not met", "met")
    assert any("UAS7 28" in quote for quote in answer["for"])
    assert {"clause": "I.C.4", "asked": False}.items() <= next(
        c for c in told["coverage"] if c["clause"] == "I.C.4"
    ).items()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tests: []\n", "needs tests"),
        ("tests: [{note: a, expect: {I.A: met}}]\n", "needs a name"),
        ("tests: [{name: a, note: b, expect: {I.Q: met}}]\n", "I.Q"),
        ("tests: [{name: a, note: b, expect: {I.A.2: maybe}}]\n", "maybe"),
        ("tests: [{name: a, note: b}]\n", "needs expect"),
        ("tests: [{name: a, expect: {I.A.2: met}}]\n", "note or documents"),
        ("tests: [{name: a, documents: {napkin: b}, expect: {I.A.2: met}}]\n", "napkin"),
        ("tests: [{name: a, nota: b, expect: {I.A.2: met}}]\n", "nota"),
        ("tests: [{name: a, note: b, expect: {I.A.2: met}, request: {drug: {weight: 1}}}]\n", "weight"),
        ("request: {received: soon}\ntests: [{name: a, note: b, expect: {I.A.2: met}}]\n", "received"),
        ("tests: [{name: a, note: b, expect: {I.A: met}}, {name: a, note: b, expect: {I.A: met}}]\n", "twice"),
        ("tests: [{name: a, note: 5, expect: {I.A: met}}]\n", "needs words"),
        ("tests: {\n", "YAML"),
    ],
)
def test_a_test_that_cannot_be_read_is_one_message(larger: Path, text: str, words: str) -> None:
    result = policy("test", own_tests(larger, text))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1), result.output
    assert words in result.stderr


def test_a_policy_without_tests_cannot_be_tested(larger: Path) -> None:
    (larger / "tests.yaml").unlink()
    result = policy("test", larger)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "has no tests" in result.stderr


def test_what_changed_is_told_with_both_values(larger: Path) -> None:
    result = policy("diff", "larkspur-omalizumab", larger)
    assert result.exit_code == 0, result.output
    words = " ".join(result.stdout.split())
    assert "III.A threshold per_28_days 300 → 375" in words
    assert "1 clause changed, 0 added, 0 removed" in words


def test_what_changed_as_json_with_cases(larger: Path) -> None:
    result = policy(
        "diff", "larkspur-omalizumab", larger, "--cases", ROOT / "cases" / "OMA-DEV-001", "--format", "json"
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["schema"] == "mednec.policy_diff/1"
    (clause,) = told["clauses"]
    assert (clause["clause"], clause["change"]) == ("III.A", "changed")
    assert clause["differences"] == [{"what": "threshold", "name": "per_28_days", "before": "300", "after": "375"}]
    assert [c["case"] for c in told["cases"]] == ["OMA-DEV-001"]


def test_nothing_changed() -> None:
    result = policy("diff", "larkspur-omalizumab", "LMHP-MD-0412")
    assert result.exit_code == 0
    assert "nothing changed" in result.stdout


def test_a_folder_without_cases_is_one_message(tmp_path: Path) -> None:
    result = policy("diff", "larkspur-omalizumab", "larkspur-omalizumab", "--cases", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("form", "name", "words"),
    [
        ("text", "policy.txt", "One of these is enough"),
        ("md", "policy.md", "## First request"),
        ("html", "policy.html", "<svg "),
    ],
)
def test_a_policy_is_explained(tmp_path: Path, form: str, name: str, words: str) -> None:
    result = policy("explain", "larkspur-omalizumab", "--format", form, "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / name}\n"), result.output
    written = (tmp_path / name).read_text("utf-8")
    assert words in written
    printed = policy("explain", "larkspur-omalizumab", "--format", form).stdout
    assert printed == written


def test_a_policy_that_nobody_has_cannot_be_explained() -> None:
    result = policy("explain", "larkspur-omalizumap")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "larkspur-omalizumab" in result.stderr
