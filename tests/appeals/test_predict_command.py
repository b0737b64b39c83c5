"""The command: learn to a year, answer for later ones, keep what was learned, measure, draw."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mednec.appeals.disputes import Dispute
from mednec.cli.appeals_predict import predict_command
from tests.appeals.decided import decided

HEADER = ("reference_id", "report_year", "dx_category", "tx_category", "imr_type", "age_range", "gender", "overturned")
Run = Callable[..., Result]


def written(path: Path, rows: tuple[Dispute, ...], *, endings: bool = True) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER if endings else HEADER[:-1])
        for r in rows:
            told = [r.known[name] for name in ("diagnosis", "treatment", "issue", "age", "sex")]
            out.writerow((r.number, r.year, *told, *([r.overturned] if endings else [])))
    return path


def rows_in(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("in") / "decided.csv", decided(range(2003, 2009)).rows)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def command(*words: str | Path) -> Result:
        return CliRunner().invoke(predict_command, [str(w).replace("OUT", str(tmp_path)) for w in words])

    return command


def test_learn_to_a_year_answer_for_later_ones_and_measure(years: Path, run: Run, tmp_path: Path) -> None:
    done = run("--train", years, "--on", years, "--until", "2006", "--out", "OUT/o.csv", "--plot", "OUT/o.svg")
    assert done.exit_code == 0, done.output
    assert "600 disputes; rests on 1,200 decisions of" in done.output
    assert "AUROC" in done.output
    assert "    20 %" in done.output
    rows = rows_in(tmp_path / "o.csv")
    assert len(rows) == 600
    assert {row["reference_id"][:4] for row in rows} == {"MN07", "MN08"}
    assert ET.parse(tmp_path / "o.svg").getroot().tag.endswith("svg")


def test_kept_and_used_again_it_gives_the_same_bytes(years: Path, run: Run, tmp_path: Path) -> None:
    asked = written(tmp_path / "asked.csv", decided([2009]).rows, endings=False)
    for name, extra in (("one", ("--train", years, "--save", "OUT/m.json")), ("two", ("--model", "OUT/m.json"))):
        assert run(*extra, "--on", asked, "--out", f"OUT/{name}.csv").exit_code == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_the_disputes_asked_about_are_not_learned_from(years: Path, run: Run) -> None:
    done = run("--train", years, "--on", years)
    assert done.exit_code == 2
    assert "are of the disputes asked about" in done.output


def test_rolling_keeps_the_order_of_the_file(years: Path, run: Run, tmp_path: Path) -> None:
    asked = written(tmp_path / "asked.csv", tuple(reversed(decided([2009]).rows)))
    done = run("--train", years, "--on", asked, "--rolling", "--refresh", "50", "--out", "OUT/o.csv")
    assert done.exit_code == 0, done.output
    numbers = [row["reference_id"] for row in rows_in(tmp_path / "o.csv")]
    assert numbers == [row.number for row in reversed(decided([2009]).rows)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--with", "text"), "text cannot be used to foretell an ending: it is written with or after the decision"),
        (("--with", "POST_reason"), "POST_reason cannot be used"),
        (("--rolling", "--refresh", "never"), "'never' is no number of decisions"),
        (("--rolling", "--save", "OUT/m.json"), "--rolling learns by itself"),
        (("--until", "2020"), "holds no dispute after 2020"),
        (("--out", "OUT/o.xls"), "unknown ending '.xls'"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(years: Path, run: Run, words: tuple[str, ...], says: str) -> None:
    until = () if "--until" in words else ("--until", "2006")
    done = run("--train", years, "--on", years, *until, *words)
    assert done.exit_code == 2
    assert says in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_the_drift_is_said_and_can_be_left_out(run: Run, tmp_path: Path) -> None:
    rows = tuple(row for i in range(7) for row in decided([2001 + i], shift=3 * i - 9).rows)
    path = written(tmp_path / "rising.csv", rows)
    with_it, without = (run("--train", path, "--on", path, "--until", "2006", *w) for w in ((), ("--no-drift",)))
    assert "Assumed: the share overturned in the years ahead lies half-way" in with_it.output
    assert "That moves the odds by +" in with_it.output
    assert without.exit_code == 0
    assert "Assumed" not in without.output


def test_answers_for_years_that_were_learned_from_are_marked(years: Path, run: Run, tmp_path: Path) -> None:
    asked = written(
        tmp_path / "asked.csv", tuple(replace(r, number="X" + r.number) for r in decided([2008, 2009]).rows)
    )
    done = run("--train", years, "--on", asked)
    assert done.exit_code == 0
    assert "note: 300 disputes are of 2008 or before" in done.output


def test_one_of_train_and_model_is_needed(years: Path, run: Run) -> None:
    assert "give --train or --model" in run("--on", years).output


def test_accuracy_of_open_disputes_cannot_be_drawn(years: Path, run: Run, tmp_path: Path) -> None:
    asked = written(tmp_path / "asked.csv", decided([2009]).rows, endings=False)
    done = run("--train", years, "--on", asked, "--plot", "OUT/o.svg")
    assert done.exit_code == 2
    assert "tells no endings, so accuracy cannot be drawn" in done.output


def test_without_disputes_there_is_nothing_to_answer(years: Path, run: Run) -> None:
    done = run("--train", years)
    assert done.exit_code == 2
    assert "no disputes to answer for" in done.output
