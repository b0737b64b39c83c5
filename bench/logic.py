"""How fast a tree is run, in its three ways: `python -m bench.logic [--rivals]`

One tree of twelve tests (all, any, at least 2 of 4, not), its answers drawn from a fixed seed: 15% not documented, 60%
met, 15% not met, 10% conflicting. What is measured:

- a trace of one case: every clause, what decided it, what it lacks;
- the generated Python, one case at a call, from three integers, and from a dictionary of words;
- planes: a million cases from columns of codes to the column of outcomes; ten million cases after an edit, their
  tests packed already.

`--rivals` installs what others offer into environments of their own (bench/rivals_logic.txt, bench/rivals/package.json)
and gives them the same cases, in the shape that they like best. Few of them have an unknown, none but the tables (where
it is written out in SQL or expressions) has the conflict; each row says how many values its logic has. Their answers
are compared with ours at the values they have.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from bench.machine import machine
from bench.rows import Row, timed
from bench.timing import seconds
from mednec.criteria.policy import CriterionNode, Policy
from mednec.model.document import PolicyCitation
from mednec.model.policy import Clause
from mednec.model.words import Status
from mednec.packs.running.explain import Explainer
from mednec.packs.running.plan import Plan, plan_of, plan_of_trees
from mednec.packs.running.planes import Codes, Planes, codes_of, column_of, planes_of, run
from mednec.packs.running.source import python_of

HERE = Path(__file__).parent
ENVIRONMENT = Path.home() / ".cache" / "mednec" / "bench-logic"
SEED = 20250101
SHARES = (0.15, 0.6, 0.15, 0.1)
ONE_BY_ONE, FEW, BOOK, LARGE = 100_000, 20_000, 1_000_000, 10_000_000
RUNS = 5
WORDS = (Status.NOT_DOCUMENTED, Status.MET, Status.NOT_MET, Status.CONFLICTING)
INTEGERS, FROM_WORDS, PLANES = "generated Python: integers", "generated Python: words", "planes: 1M cases end to end"
TESTS = tuple(f"t{n}" for n in range(12))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The tree and its cases: one row for each case, one column for each test."""

    policy: Policy
    plan: Plan
    codes: npt.NDArray[np.uint8]
    folder: Path

    def columns(self, cases: int) -> list[Codes]:
        rows = self.codes[np.arange(cases) % len(self.codes)] if cases > len(self.codes) else self.codes[:cases]
        return [np.ascontiguousarray(rows[:, i]) for i in range(len(TESTS))]


def tree(at: str = "root", enough: int = 2) -> CriterionNode:
    """All of: three tests, one of three, two of four or one more, and not another."""
    t = [_node(name) for name in TESTS]
    either = _node("g_either", "any", _node("g_two", "at_least", *t[6:10], n=enough), t[11])
    return _node(
        at, "all", _node("g_first", "all", *t[:3]), _node("g_one", "any", *t[3:6]), either, _node("g_not", "not", t[10])
    )


def _node(label: str, op: str = "", *children: CriterionNode, n: int | None = None) -> CriterionNode:
    at = PolicyCitation(policy="bench", clause=label, quote=label, start=0, end=len(label))
    clause = Clause(label=label, text=label, citation=at)
    return CriterionNode(clause=clause, op=op, n=n, children=children, kind="" if children else label)


def drawn(folder: Path) -> Drawn:
    chance = np.random.default_rng(SEED)
    codes = chance.choice(np.arange(4, dtype=np.uint8), (BOOK, len(TESTS)), p=SHARES)
    policy = Policy(
        id="bench",
        title="A tree of twelve tests",
        payer="nobody",
        version="1",
        effective_from=date(2025, 1, 1),
        effective_to=None,
        source="",
        routes={"initial": tree()},
        limits=(),
        exclusions=(),
        clauses={},
    )
    return Drawn(policy=policy, plan=plan_of(policy), codes=codes, folder=folder)


def given(plan: Plan, columns: Sequence[Codes]) -> dict[int, Planes]:
    return {i: planes_of(columns[TESTS.index(plan.steps[i].label)]) for i in plan.tests}


def outcome(plan: Plan, planes: dict[int, Planes], cases: int) -> Codes:
    return codes_of(run(plan, planes)[plan.index["root"]], cases)


def by_planes(made: Drawn) -> float:
    columns = dict(zip((made.plan.index[name] for name in TESTS), made.columns(BOOK), strict=True))
    return seconds(lambda: column_of(made.plan, columns, made.plan.index["root"]), runs=4 * RUNS)


def after_an_edit(made: Drawn) -> float:
    """The tests are packed; the tree asks for three of four now."""
    edited = plan_of_trees([tree(enough=3)])
    kept = given(made.plan, made.columns(LARGE))
    planes = {edited.index[made.plan.steps[i].label]: planes for i, planes in kept.items()}
    return seconds(lambda: outcome(edited, planes, LARGE), runs=4 * RUNS)


def by_generated(made: Drawn) -> tuple[float, float]:
    """Seconds a case, from three integers and from words by label."""
    module: dict[str, Any] = {}
    exec(python_of(made.policy), module)
    status, masks = module["status"], module["masks"]
    words = [dict(zip(TESTS, (WORDS[c].value for c in row), strict=True)) for row in made.codes[:ONE_BY_ONE].tolist()]
    cases = [masks(case) for case in words]

    def from_integers() -> None:
        for met, not_met, conflicting in cases:
            status(met, not_met, conflicting)

    def from_words() -> None:
        for case in words:
            status(*masks(case))

    return seconds(from_integers, runs=RUNS) / len(cases), seconds(from_words, runs=RUNS) / len(cases)


def by_trace(made: Drawn) -> float:
    explainer = Explainer(made.plan)
    rows = [dict(zip(TESTS, (WORDS[c] for c in row), strict=True)) for row in made.codes[:FEW].tolist()]
    return seconds(lambda: [explainer.explain(row) for row in rows], runs=RUNS) / len(rows)


def answers(made: Drawn, cases: int) -> dict[int, list[int]]:
    """How often each answer is given by us, at two, three and four values."""
    columns = made.columns(cases)
    four = np.bincount(outcome(made.plan, given(made.plan, columns), cases), minlength=4).tolist()
    shown = [np.where(c == 1, 1, 2).astype(np.uint8) for c in columns]
    two = np.bincount(outcome(made.plan, given(made.plan, shown), cases), minlength=4).tolist()
    return {4: four, 3: [four[0] + four[3], four[1], four[2]], 2: [two[2], two[1]]}


def rivals(made: Drawn) -> Iterator[tuple[str, int, int, float]]:
    """Name, values of its logic, cases, seconds for all of them. Raises AssertionError for other answers than ours."""
    spec = made.folder / "spec.json"
    steps = made.plan.steps
    groups = [
        {"label": s.label, "op": s.op, "needed": s.needed, "children": [steps[c].label for c in s.children]}
        for s in (steps[i] for i in made.plan.groups)
    ]
    spec.write_text(json.dumps({"tests": TESTS, "groups": groups}), encoding="utf-8")
    for cases in (FEW, BOOK):
        np.save(made.folder / f"{cases}.npy", made.codes[:cases])
    (made.folder / "cases.json").write_text(json.dumps(made.codes[:FEW].tolist()), encoding="utf-8")
    python = str(_python())
    asked = [("zen", 2, FEW), ("json-logic", 2, FEW), ("duckdb", 4, BOOK), ("duckdb-k3", 3, BOOK), ("polars", 4, BOOK)]
    for name, values, cases in asked:
        command = [
            python,
            str(HERE / "rivals" / "logic.py"),
            name,
            str(spec),
            str(made.folder / f"{cases}.npy"),
            str(RUNS),
        ]
        yield _told(made, name, values, cases, command)
    modules = _modules()
    if modules is not None:
        script = str(HERE / "rivals" / "logic.js")
        command = ["node", script, str(modules), str(spec), str(made.folder / "cases.json"), str(RUNS)]
        yield _told(made, "cql-execution", 3, FEW, command)


def _told(made: Drawn, name: str, values: int, cases: int, command: Sequence[str]) -> tuple[str, int, int, float]:
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert told["answers"] == answers(made, cases)[values], f"{name} answers {told['answers']}"
    return name, values, cases, float(told["seconds"])


def _python() -> Path:
    python = ENVIRONMENT / "python" / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT / "python", with_pip=True)
        command = [str(python), "-m", "pip", "install", "-q", "-r", str(HERE / "rivals_logic.txt")]
        subprocess.run(command, check=True)
    return python


def _modules() -> Path | None:
    """Where cql-execution is; None without node."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    place = ENVIRONMENT / "node"
    if not (place / "node_modules").is_dir():
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "rivals" / "package.json", place)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=place, check=True)
    return place / "node_modules"


def rows(made: Drawn, compare: bool) -> Iterator[Row]:
    """Ours beside each rival that does the nearest work."""
    traced, (integers, words), million, edited = (
        by_trace(made),
        by_generated(made),
        by_planes(made),
        after_an_edit(made),
    )
    yield _rate("explain: cases", traced)
    yield _rate(INTEGERS, integers)
    yield _rate(FROM_WORDS, words)
    yield timed(PLANES, million)
    yield timed("10M cases after an edit, planes kept", edited)
    for name, values, cases, took in rivals(made) if compare else ():
        said = f"{name}, {values} values"
        if cases == BOOK:
            yield timed(PLANES, million, said, took)
        else:
            yield _rate(INTEGERS, integers, said, took / cases)
            yield _rate(FROM_WORDS, words, said, took / cases)


def _rate(what: str, takes: float, rival: str = "", rival_takes: float | None = None) -> Row:
    """A row of cases a second; each rival's answer is that of the root alone, ours that of every group."""
    shown = "" if rival_takes is None else f"{1 / rival_takes:,.0f}/s"
    return Row(
        what=what, takes=takes, shown=f"{1 / takes:,.0f}/s", rival=rival, rival_takes=rival_takes, rival_shown=shown
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rivals", action="store_true", help="measure the rivals too, in environments of their own")
    options = parser.parse_args(arguments)
    console = Console()
    console.print(f"[bold]mednec on[/] {machine()}")
    table = Table("", "ours", "rival", "theirs", "rival / ours")
    for column in (1, 3, 4):
        table.columns[column].justify = "right"
    with tempfile.TemporaryDirectory() as folder, console.status("measuring ..."):
        for row in rows(drawn(Path(folder)), options.rivals):
            table.add_row(row.what, row.shown, row.rival, row.rival_shown, row.ratio)
    console.print(table)


if __name__ == "__main__":
    main()
