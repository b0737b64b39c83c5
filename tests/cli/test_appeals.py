"""`mednec appeals`: import, search and stats as typed; what is wrong is one line and status 2."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mednec.cli.appeals import appeals_group, language
from tests.appeals.written import OVER, UP, dmhc_row, record, saved, table


def appeals(*arguments: str | Path) -> Result:
    return CliRunner().invoke(appeals_group, [*map(str, arguments)])


TEXT = (
    "An enrollee has requested omalizumab for treatment of chronic urticaria. The patient failed cetirizine. "
    "There is insufficient evidence for a higher dose."
)


@pytest.fixture(scope="module", autouse=True)
def _packs_read_once() -> Iterator[None]:
    known = language()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("mednec.cli.appeals.language", lambda *_: known)
        yield


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of decisions and a text record, imported."""
    folder = tmp_path_factory.mktemp("appeals")
    rows = [dmhc_row(f"MN15-{n}", OVER if n % 3 else UP, findings=TEXT) for n in range(12)]
    rows += [dmhc_row(f"MN14-{n}", UP, year="2014") for n in range(3)] + [dmhc_row("MN15-1", UP)]
    rows += [dmhc_row("MN15-99", "Withdrawn")]
    files = [saved(folder, "imr.csv", table(rows)), saved(folder, "dfs.txt", record())]
    result = appeals("import", *files, "--into", folder / "kept")
    assert result.exit_code == 0, result.output
    return folder / "kept"


def test_an_import_tells_counts_contradictions_and_terms(kept: Path) -> None:
    result = appeals("import", kept.parent / "imr.csv", "--into", kept.parent / "again")
    assert result.exit_code == 0, result.output
    assert "imr.csv  ca-dmhc           15         1          1" in result.stdout
    assert "imr.csv:17: MN15-1 is upheld here; kept as first read: overturned" in result.stdout
    assert "set-aside.csv" in result.stdout
    assert "terms of their publisher, California Department of Managed Health Care" in " ".join(result.stdout.split())
    assert "15 decisions can be searched" in result.stdout


def test_an_import_again_says_that_it_was_done(kept: Path) -> None:
    result = appeals("import", kept.parent / "dfs.txt", "--into", kept)
    assert result.exit_code == 0, result.output
    assert "imported before" in result.stdout


def test_search_prints_passage_reason_and_what_precedents_are_not(kept: Path) -> None:
    result = appeals("search", "Xolair hives", "--in", kept, "--top", "1")
    assert result.exit_code == 0, result.output
    assert "CA-DMHC-IMR MN15-" in result.stdout
    assert "omalizumab; chronic" in result.stdout
    assert "reason: There is insufficient evidence for a higher dose." in result.stdout
    assert "never a criterion" in " ".join(result.stdout.split())


def test_search_as_json_cuts_from_the_findings(kept: Path) -> None:
    result = appeals("search", "omalizumab", "--in", kept, "--format", "json", "--ending", "upheld", "--year", "2015")
    told = json.loads(result.stdout)
    assert told["looked_through"] == 16
    assert {each["ending"] for each in told["decisions"]} == {"upheld"}
    assert {each["year"] for each in told["decisions"]} == {2015}
    (first, *_) = told["decisions"]
    assert TEXT[first["passage"]["start"] : first["passage"]["end"]] == first["passage"]["words"]


def test_signs_to_the_terminal_and_markup_in_a_download_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    text = "An enrollee has requested omalizumab. \x1b[2J[/red] It is medically necessary."
    row = dmhc_row("MN15-1", findings=text)
    row[4] = "[/bold]\x1b[31mDrugs"
    assert appeals("import", saved(tmp_path, "a.csv", table([row])), "--into", tmp_path / "kept").exit_code == 0
    result = appeals("search", "omalizumab", "--in", tmp_path / "kept")
    counted = appeals("stats", "--by", "treatment", "--in", tmp_path / "kept")
    assert "[2J[/red] It is medically necessary" in result.stdout
    assert "[/bold]" in counted.stdout
    assert "\x1b" not in result.stdout + counted.stdout


def test_nothing_found_is_said(kept: Path) -> None:
    result = appeals("search", "xylophone", "--in", kept)
    assert result.exit_code == 0
    assert "No decision for: xylophone" in result.stdout


def test_stats_tell_rate_interval_groups_and_drift(kept: Path) -> None:
    result = appeals("stats", "--in", kept, "--by", "year", "--publisher", "ca-dmhc")
    assert result.exit_code == 0, result.output
    # 8 of 15: Wilson 95 % by hand (8 + 1.92)/(15 + 3.84) -+ 0.225 = 30 % to 75 %
    assert "8 of 15 denials overturned (53 %; 95 % interval 30 % to 75 %)" in " ".join(result.stdout.split())
    assert "2014" in result.stdout
    assert "few" in result.stdout
    assert "by year  ·▅  2014 to 2015" in result.stdout


def test_stats_say_what_was_given_up(kept: Path) -> None:
    result = appeals("stats", "--in", kept, "--treatment", "pharmacy", "--year", "2014")
    assert "2014 given up: 3 decisions" in result.stdout


def test_stats_as_json_and_as_a_page(kept: Path) -> None:
    told = json.loads(appeals("stats", "--in", kept, "--by", "year", "--by", "publisher", "--format", "json").stdout)
    assert [each["of"] for each in told["rates"]] == ["2014 / CA-DMHC-IMR", "2015 / CA-DMHC-IMR", "2023 / NY-DFS"]
    page = appeals("stats", "--in", kept, "--by", "year", "--format", "html").stdout
    assert page.startswith("<!doctype html>")
    assert "Denials overturned by year" in page
    assert "src=" not in page
    assert "http" not in page


BAD = {
    "no folder": (["stats", "--in", "{none}"], "holds no imported decisions"),
    "no such file": (["import", "{none}", "--into", "{new}"], "cannot be opened: no such file"),
    "a folder": (["import", "{kept}", "--into", "{new}"], "is a folder"),
    "year": (["stats", "--in", "{kept}", "--year", "soon"], "'soon' is no year"),
    "years": (["search", "x", "--in", "{kept}", "--year", "2015-2014"], "'2015-2014' is no year"),
    "treatment": (["stats", "--in", "{kept}", "--treatment", "zzz"], "no decision has 'zzz'"),
    "medicine": (["search", "x", "--in", "{kept}", "--drug", "zzz"], "no name the packs know"),
    "index": (["index", "--in", "{none}"], "holds no imported decisions"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_one_line_and_status_2(kept: Path, tmp_path: Path, case: str) -> None:
    arguments, says = BAD[case]
    places = {"none": tmp_path / "none", "new": tmp_path / "new", "kept": kept}
    result = appeals(*(argument.format(**places) for argument in arguments))
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "new").exists()


def test_a_deleted_index_is_told_with_the_command_that_makes_it_again(kept: Path, tmp_path: Path) -> None:
    copied = tmp_path / "kept"
    shutil.copytree(kept, copied)
    shutil.rmtree(copied / "index")
    result = appeals("search", "omalizumab", "--in", copied)
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (2, 1)
    assert f"mednec appeals index --in {copied}" in result.stderr
    assert appeals("index", "--in", copied).exit_code == 0
    assert appeals("search", "omalizumab", "--in", copied).exit_code == 0
