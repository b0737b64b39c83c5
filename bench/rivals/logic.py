"""The logic of one tree as others run it: NAME SPEC.json CASES.npy RUNS -> one JSON line with seconds and answers.

Runs in the environment of the rivals and imports nothing of this project. CASES has a row for each case and a column
for each test: 0 not documented, 1 met, 2 not met, 3 conflicting. Each rival is given its cases in the shape it likes
best, before the clock starts. `answers` counts the root's: by code for four values; open, met and not met for three;
anything else and met for two.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module  # these libraries are installed in the rivals' environment alone
from pathlib import Path
from statistics import median
from typing import Any

Work = Callable[[], Any]
Count = Callable[[Any], list[int]]


def expression(spec: Any, test: Callable[[str], Any], join: Callable[[str, int, list[Any]], Any]) -> Any:
    """The root of the tree, built from its tests up."""
    made = {name: test(name) for name in spec["tests"]}
    for group in spec["groups"]:
        made[group["label"]] = join(group["op"], group["needed"], [made[c] for c in group["children"]])
    return made[spec["groups"][-1]["label"]]


def zen(spec: Any, cases: Any) -> tuple[Work, Count]:
    """Two-valued: an unknown is false, for `null` in a condition is an error there."""

    def join(op: str, needed: int, parts: list[str]) -> str:
        if op == "not":
            return f"not ({parts[0]})"
        if op == "at_least":
            return f"count([{', '.join(parts)}], # == true) >= {needed}"
        return "(" + {"all": " and ", "any": " or "}[op].join(parts) + ")"

    compiled = import_module("zen").compile_expression(expression(spec, str, join))
    rows = [dict(zip(spec["tests"], row, strict=True)) for row in (cases == 1).tolist()]
    return lambda: [compiled.evaluate(row) for row in rows], _two


def json_logic(spec: Any, cases: Any) -> tuple[Work, Count]:
    """Two-valued: null is false."""

    def join(op: str, needed: int, parts: list[Any]) -> Any:
        if op == "not":
            return {"!": parts}
        if op == "at_least":
            return {">=": [{"+": [{"if": [p, 1, 0]} for p in parts]}, needed]}
        return {{"all": "and", "any": "or"}[op]: parts}

    rule = expression(spec, lambda name: {"var": name}, join)
    ask = import_module("json_logic").jsonLogic
    rows = [dict(zip(spec["tests"], row, strict=True)) for row in (cases == 1).tolist()]
    return lambda: [ask(rule, row) for row in rows], _two


def _two(answers: Any) -> list[int]:
    met = sum(bool(a) for a in answers)
    return [len(answers) - met, met]


def _four(answers: Any) -> list[int]:
    numpy = import_module("numpy")
    found: list[int] = numpy.bincount(numpy.asarray(answers), minlength=4).tolist()
    return found


def duckdb(spec: Any, cases: Any) -> tuple[Work, Count]:
    """Four-valued: a CASE for each group, over columns of codes; one layer of the query for each group."""

    def status(op: str, needed: int, of: list[str]) -> str:
        size = len(of)
        if op == "not":
            return f"CASE {of[0]} WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE {of[0]} END"
        if op == "all":
            return f"CASE WHEN {_or(of, 2)} THEN 2 WHEN {_or(of, 3)} THEN 3 WHEN {_and(of, 1)} THEN 1 ELSE 0 END"
        if op == "any":
            return f"CASE WHEN {_or(of, 1)} THEN 1 WHEN {_or(of, 3)} THEN 3 WHEN {_and(of, 2)} THEN 2 ELSE 0 END"
        met, no, disputed = (" + ".join(f"({c} = {code})::TINYINT" for c in of) for code in (1, 2, 3))
        return (
            f"CASE WHEN {met} >= {needed} THEN 1 WHEN {no} > {size - needed} THEN 2 WHEN {_or(of, 3)} AND"
            f" ({met} + {disputed} >= {needed} OR {no} + {disputed} > {size - needed}) THEN 3 ELSE 0 END"
        )

    layers = "SELECT * FROM cases"
    for group in spec["groups"]:
        made = status(group["op"], group["needed"], group["children"])
        layers = f"SELECT *, ({made})::TINYINT AS {group['label']} FROM ({layers})"
    query = f"SELECT {spec['groups'][-1]['label']} AS answer FROM ({layers})"
    base = _table(spec, [cases[:, i].copy() for i in range(cases.shape[1])])
    return lambda: base.execute(query).fetchnumpy()["answer"], _four


def duckdb_k3(spec: Any, cases: Any) -> tuple[Work, Count]:
    """Three-valued, as SQL is by itself: AND, OR and NOT over booleans with NULL; a conflict is an unknown."""

    def join(op: str, needed: int, parts: list[str]) -> str:
        if op == "not":
            return f"(NOT {parts[0]})"
        if op == "at_least":
            pairs = [f"({a} AND {b})" for i, a in enumerate(parts) for b in parts[i + 1 :]]
            assert needed == 2
            return "(" + " OR ".join(pairs) + ")"
        return "(" + {"all": " AND ", "any": " OR "}[op].join(parts) + ")"

    numpy = import_module("numpy")
    columns = [numpy.ma.masked_array(c == 1, mask=(c == 0) | (c == 3)) for c in cases.T]
    base = _table(spec, columns)
    query = f"SELECT {expression(spec, str, join)} AS answer FROM cases"

    def three(answers: Any) -> list[int]:
        held = numpy.ma.asarray(answers)
        open_ones = int(numpy.ma.getmaskarray(held).sum())
        met = int(held.filled(False).sum())
        return [open_ones, met, len(held) - open_ones - met]

    return lambda: base.execute(query).fetchnumpy()["answer"], three


def _table(spec: Any, columns: list[Any]) -> Any:
    base = import_module("duckdb").connect()
    base.register("given", dict(zip(spec["tests"], columns, strict=True)))
    base.execute("CREATE TABLE cases AS SELECT * FROM given")
    return base


def _or(columns: list[str], code: int) -> str:
    return "(" + " OR ".join(f"{c} = {code}" for c in columns) + ")"


def _and(columns: list[str], code: int) -> str:
    return "(" + " AND ".join(f"{c} = {code}" for c in columns) + ")"


def polars(spec: Any, cases: Any) -> tuple[Work, Count]:
    """Four-valued: when-then over columns of codes, one column for each group."""
    pl = import_module("polars")

    def status(op: str, needed: int, names: list[str]) -> Any:
        of = [pl.col(n) for n in names]
        met, no, disputed = ([c == code for c in of] for code in (1, 2, 3))
        code = {n: pl.lit(n, dtype=pl.UInt8) for n in range(4)}
        if op == "not":
            return pl.when(met[0]).then(code[2]).when(no[0]).then(code[1]).otherwise(of[0])
        if op == "all":
            first, last = (pl.any_horizontal(no), 2), (pl.all_horizontal(met), 1)
        elif op == "any":
            first, last = (pl.any_horizontal(met), 1), (pl.all_horizontal(no), 2)
        else:
            counts = [sum((x.cast(pl.UInt8) for x in some), pl.lit(0, dtype=pl.UInt8)) for some in (met, no, disputed)]
            spare = len(of) - needed
            could = (counts[0] + counts[2] >= needed) | (counts[1] + counts[2] > spare)
            settled = pl.when(counts[0] >= needed).then(code[1]).when(counts[1] > spare).then(code[2])
            return settled.when((counts[2] > 0) & could).then(code[3]).otherwise(code[0])
        begun = pl.when(first[0]).then(code[first[1]]).when(pl.any_horizontal(disputed)).then(code[3])
        return begun.when(last[0]).then(code[last[1]]).otherwise(code[0])

    frame = pl.DataFrame({name: cases[:, i].copy() for i, name in enumerate(spec["tests"])})
    query = frame.lazy()
    for group in spec["groups"]:
        query = query.with_columns(status(group["op"], group["needed"], group["children"]).alias(group["label"]))
    query = query.select(spec["groups"][-1]["label"])
    return lambda: query.collect().to_series().to_numpy(), _four


RIVALS = {"zen": zen, "json-logic": json_logic, "duckdb": duckdb, "duckdb-k3": duckdb_k3, "polars": polars}


def main(name: str, spec: str, cases: str, runs: str) -> None:
    work, answers = RIVALS[name](json.loads(Path(spec).read_text("utf-8")), import_module("numpy").load(cases))
    counted = answers(work())
    times = []
    for _ in range(int(runs)):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    print(json.dumps({"seconds": median(times), "answers": counted}))


if __name__ == "__main__":
    main(*sys.argv[1:])
