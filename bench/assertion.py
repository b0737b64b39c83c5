"""How statements are told apart, with the place of the concept given: ours beside two published readers.

`python -m bench.assertion FILE.jsonl [--rivals]`

A row of the file is {"concept", "sent", "neg": Affirmed/Negated, "temp": Recent/Historical/Not particular,
"exp": Patient/Other}, as in the NegEx test kit. The rows are not part of this project. The readers we compare
ourselves with live in an environment of their own (bench/rivals/requirements.txt), made on the first run with
`--rivals`. Nothing is asserted; sentences a second are good only as a ratio between readers on one machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from bench.machine import machine
from mednec.chart.assertion import Manner, assertion_at
from mednec.packs.library import load_library

RIVALS = Path(__file__).parent / "rivals"
ENVIRONMENT = Path.home() / ".cache" / "mednec" / "bench-rivals"
RUNS = 3
OVER = ("resolv", "cleared", "gone", "subsided", "abated", "disappeared", "cured")


class Row(NamedTuple):
    """A sentence with the place of its concept and what the annotators said."""

    text: str
    start: int
    end: int
    negated: bool
    ahead: bool  # "Not particular": what may come
    past: bool
    other: bool  # told of another person


class Answer(NamedTuple):
    negated: bool | None
    ahead: bool | None
    past: bool | None
    other: bool | None


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and F1 of one yes-or-no mark."""

    right: int
    said: int
    meant: int

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.meant if self.meant else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.said + self.meant) if self.said + self.meant else 0.0


def read_rows(path: Path) -> list[Row]:
    """Rows whose concept stands in the sentence as written or in capitals; the rest cannot be asked of any reader."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, concept = row["sent"], row["concept"]
        start = text.find(concept.upper())
        start = start if start >= 0 else text.lower().find(concept.lower())
        if start >= 0:
            marks = row["neg"] == "Negated", row["temp"] == "Not particular", row["temp"] == "Historical"
            rows.append(Row(text, start, start + len(concept), *marks, row["exp"] != "Patient"))
    return rows


def rates(meant: Sequence[bool], said: Sequence[bool]) -> Rates:
    right = sum(m and s for m, s in zip(meant, said, strict=True))
    return Rates(right, sum(said), sum(meant))


def ours(rows: Sequence[Row]) -> tuple[list[Answer], float]:
    """Answers, and sentences a second: the cues of each sentence are found anew."""
    cues = load_library().language.cues.of_assertion()

    def read(row: Row) -> Manner:
        return assertion_at(row.text, row.start, row.end, cues.find(row.text))

    best = min(_seconds(lambda: [read(row) for row in rows]) for _ in range(RUNS))
    return [_answer(read(row), row.text) for row in rows], len(rows) / best


def _answer(manner: Manner, text: str) -> Answer:
    """In the terms of the kit: a thing that has resolved is negated there, and what may come is not past."""
    assertion, cue = manner.assertion.value, manner.cue
    words = text[cue.start : cue.end].lower() if cue and cue.list == "historical_after" else ""
    over = any(stem in words for stem in OVER)
    ahead = assertion == "hypothetical"
    return Answer(manner.negated or over, ahead, manner.past and not ahead and not over, manner.family)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def rival(python: Path, name: str, rows: Sequence[Row]) -> tuple[list[Answer], float]:
    """The same rows read by another reader, in its own environment."""
    asked = "\n".join(json.dumps([r.text, r.start, r.end]) for r in rows)
    command = [str(python), str(RIVALS / "read.py"), name, str(RUNS)]
    told = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout.splitlines()
    return [Answer(*json.loads(line)) for line in told[1:]], float(told[0])


def environment() -> Path:
    """The Python of the rivals' environment, made when it is not there."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        wanted = RIVALS / "requirements.txt"
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--requirement", str(wanted)], check=True)
    return python


def table_row(name: str, rows: Sequence[Row], answers: Sequence[Answer], speed: float) -> tuple[str, ...]:
    marks: list[Rates | None] = []
    for mark in Answer._fields:
        said = [getattr(a, mark) for a in answers]
        marks.append(None if None in said else rates([getattr(r, mark) for r in rows], said))
    first = marks[0] or Rates(0, 0, 0)
    shown = ["-" if m is None or not m.meant + m.said else f"{m.f1:.3f}" for m in marks]
    return (name, f"{first.precision:.3f}", f"{first.recall:.3f}", *shown, f"{speed:,.0f}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.assertion", description=__doc__)
    parser.add_argument("file", type=Path, help="rows in the form of the NegEx test kit, one JSON object a line")
    parser.add_argument("--rivals", action="store_true", help="measure negspacy and medspaCy ConText too")
    parser.add_argument("--errors", action="store_true", help="print each row we read otherwise than the annotators")
    asked = parser.parse_args(arguments)
    rows = read_rows(asked.file)
    columns = (
        "reader",
        "neg P",
        "neg R",
        "neg F1",
        "hypothetical F1",
        "historical F1",
        "experiencer F1",
        "sentences/s",
    )
    table = Table(*columns, title=f"{len(rows)} rows of {asked.file.name} - {machine()}")
    answers, speed = ours(rows)
    table.add_row(*table_row("mednec", rows, answers, speed))
    if asked.rivals:
        python = environment()
        for name in ("negspacy", "medspacy"):
            table.add_row(*table_row(name, rows, *rival(python, name, rows)))
    Console().print(table)
    if asked.errors:
        for row, answer in zip(rows, answers, strict=True):
            for mark, meant, said in zip(Answer._fields, row[3:], answer, strict=True):
                if meant != said:
                    sys.stdout.write(f"{mark}: meant {meant}: [{row.text[row.start : row.end]}] {row.text}\n")


if __name__ == "__main__":
    main()
