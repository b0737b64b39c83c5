"""Disputes come from tables under the publishers' or plain names, from imported decisions, and go out as tables."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from mednec.appeals.answered import COLUMNS, table
from mednec.appeals.disputes import Disputes, read_disputes
from mednec.appeals.importing import import_files
from mednec.appeals.learned import learn
from mednec.appeals.predict import answers
from mednec.appeals.publishers import AppealsError
from tests.appeals.decided import decided
from tests.appeals.written import OVER, UP, dmhc_row, saved
from tests.appeals.written import table as dmhc

PLAIN = {
    "reference_id": "MN15-2",
    "report_year": 2015,
    "dx_category": "Skin",
    "dx_subcategory": "",
    "tx_category": "Drugs",
    "tx_subcategory": "Other",
    "imr_type": "Medical Necessity",
    "age_range": "41-50",
    "gender": "Female",
    "overturned": True,
}


def csv_of(row: dict[str, object]) -> str:
    return "\n".join((",".join(row), ",".join(str(v) for v in row.values()), ""))


def test_the_publishers_headings_are_understood(tmp_path: Path) -> None:
    path = saved(tmp_path, "imr.csv", dmhc([dmhc_row("MN15-1", UP), dmhc_row("MN15-2", OVER)]))
    found = read_disputes(path)
    assert [(r.number, r.year, r.overturned) for r in found.rows] == [("MN15-1", 2015, False), ("MN15-2", 2015, True)]
    assert found.rows[0].known["treatment"] == "Pharmacy/Prescription Drugs"
    assert "text" not in found.rows[0].known
    assert found.publishers == ("CA-DMHC-IMR",)


def plain_files(folder: Path) -> list[Path]:
    csv, lines, parquet = (folder / f"plain.{e}" for e in ("csv", "jsonl", "parquet"))
    csv.write_text(csv_of(PLAIN), encoding="utf-8")
    lines.write_text(json.dumps(PLAIN | {"dx_subcategory": None}) + "\n", encoding="utf-8")
    pl.DataFrame([PLAIN]).with_columns(pl.col("dx_category").cast(pl.Categorical)).write_parquet(parquet)
    return [csv, lines, parquet]


def test_csv_lines_and_parquet_tell_the_same(tmp_path: Path) -> None:
    one, two, three = (read_disputes(path) for path in plain_files(tmp_path))
    assert one.rows == two.rows == three.rows
    (row,) = one.rows
    assert (row.number, row.year, row.overturned) == ("MN15-2", 2015, True)
    assert (row.known["diagnosis"], row.known["issue"], row.known["sex"]) == ("Skin", "Medical Necessity", "Female")


def test_imported_decisions_are_read_from_their_folder(tmp_path: Path) -> None:
    path = saved(tmp_path, "imr.csv", dmhc([dmhc_row("MN15-1", UP), dmhc_row("MN15-2", OVER)]))
    import_files([path], tmp_path / "kept")
    assert read_disputes(tmp_path / "kept").rows == read_disputes(path).rows
    assert read_disputes(tmp_path / "kept").publishers == ("CA-DMHC-IMR",)


def test_open_disputes_have_no_ending(tmp_path: Path) -> None:
    row = {name: value for name, value in PLAIN.items() if name != "overturned"}
    path = tmp_path / "open.csv"
    path.write_text(csv_of(row), encoding="utf-8")
    assert [r.overturned for r in read_disputes(path).rows] == [None]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reference_id": ""}, "has no number"),
        ({"report_year": "soon"}, "year 'soon' is no year"),
        ({"overturned": "perhaps"}, "ending 'perhaps' is none of"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_place(tmp_path: Path, change: dict[str, object], says: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(csv_of(PLAIN | change), encoding="utf-8")
    with pytest.raises(AppealsError, match=f"row 1: {says}"):
        read_disputes(path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("t.csv", "a,b\n1,2\n", "has no columns of number, diagnosis and treatment"),
        ("t.csv", "reference_id,dx_category,tx_category\n", "holds no decision"),
        ("t.csv", "reference_id,dx_category,tx_category\n1,2\n", "2 cells where the header has 3"),
        ("t.jsonl", "{", "is no JSON"),
        ("t.jsonl", "[1]", "is no object of fields"),
        ("t.parquet", "PAR0", "cannot be read as parquet"),
    ],
)
def test_a_file_that_is_no_table_of_disputes_is_refused(tmp_path: Path, name: str, content: str, says: str) -> None:
    with pytest.raises(AppealsError, match=says):
        read_disputes(saved(tmp_path, name, content))


@pytest.mark.parametrize("name", ["none.csv", "none.parquet", "none.jsonl"])
def test_a_missing_file_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(AppealsError, match="cannot be opened"):
        read_disputes(tmp_path / name)


# ---- answers ----


@pytest.fixture(scope="module")
def asked() -> Disputes:
    return decided([2007], each=5)


def test_the_three_tables_say_the_same(tmp_path: Path, asked: Disputes) -> None:
    learned = learn(decided([2005, 2006]))
    paths = [tmp_path / f"o.{ending}" for ending in ("csv", "jsonl", "parquet")]
    for path in paths:
        path.write_bytes(table(answers(asked.rows, learned), path))
    as_csv = pl.read_csv(paths[0], infer_schema_length=None).fill_null("").to_dicts()
    as_lines = [json.loads(line) for line in paths[1].read_text(encoding="utf-8").splitlines()]
    assert as_csv == as_lines == pl.read_parquet(paths[2]).to_dicts()
    assert tuple(as_lines[0]) == COLUMNS
    assert [row["reference_id"] for row in as_lines] == [row.number for row in asked.rows]
    assert all(0 < row["p_overturned"] < 1 and row["low"] < row["likelihood"] < row["high"] for row in as_lines)


def test_another_ending_is_refused(tmp_path: Path, asked: Disputes) -> None:
    with pytest.raises(AppealsError, match=r"unknown ending '\.xls'"):
        table(answers(asked.rows, learn(decided([2005, 2006]))), tmp_path / "o.xls")


def test_two_columns_of_one_name_are_refused_and_none_is_chosen(tmp_path: Path) -> None:
    told = {name: value for name, value in PLAIN.items() if name != "overturned"}
    head, row = ",".join(told), ",".join(map(str, told.values()))
    twice = saved(tmp_path, "twice.csv", f"{head},overturned,Overturned\n{row},true,false\n")
    with pytest.raises(AppealsError, match="columns 10 and 11 are both called 'Overturned'; remove or rename one"):
        read_disputes(twice)
