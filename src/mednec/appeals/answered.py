"""Answers as a table for other programs: one row for each dispute, in the order of the file that was asked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

from mednec.appeals.predict import Answer
from mednec.appeals.publishers import AppealsError

COLUMNS = ("reference_id", "p_overturned", "likelihood", "low", "high", "support", "abstains", "rests_on")
ENDINGS = (".csv", ".jsonl", ".parquet")
Cells = tuple[str, float, float, float, float, int, str, str]


def row_of(answer: Answer) -> Cells:
    """The cells of a row. `p_overturned` and `likelihood` stand in every row; `abstains` says where not to use them."""
    return (
        answer.dispute.number,
        answer.likely,
        round(answer.likely, 3),
        round(answer.low, 3),
        round(answer.high, 3),
        answer.support,
        answer.abstains,
        answer.rests_on,
    )


def table(answers: Iterable[Answer], path: Path) -> bytes:
    """The table's bytes, by the ending of the file's name. Raises AppealsError for another ending."""
    rows = [row_of(answer) for answer in answers]
    ending = path.suffix.lower()
    if ending == ".csv":
        return _csv(rows).encode()
    if ending == ".jsonl":
        lines = (json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) for row in rows)
        return "".join(f"{line}\n" for line in lines).encode()
    if ending == ".parquet":
        return _parquet(rows, path)
    raise AppealsError(f"unknown ending {ending!r}", where=str(path), do=f"use one of {', '.join(ENDINGS)}")


def _csv(rows: Iterable[Cells]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, likely, shown, low, high, *rest in rows:
        writer.writerow((number, f"{likely:.6f}", f"{shown:.3f}", f"{low:.3f}", f"{high:.3f}", *rest))
    return out.getvalue()


def _parquet(rows: list[Cells], path: Path) -> bytes:
    try:
        import polars as pl
    except ImportError as error:
        what = "parquet files need polars, which is not installed"
        raise AppealsError(what, where=str(path), do="install mednec[batch], or write .csv") from error
    out = io.BytesIO()
    pl.DataFrame(rows, schema=list(COLUMNS), orient="row").write_parquet(out)
    return out.getvalue()
