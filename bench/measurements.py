"""How well values are read beside their analyte: `python -m bench.measurements FILE.jsonl [--rivals] [--show N]`

FILE has one note a line: `text`, and `values` with `[value, unit]` for each quantity that was annotated; the rows are
no part of this repository. Laboratory values, vital signs and body size are asked for; ages and doses are none.

The annotation names one value of a quantity and is silent about its others (a second day, a later visit). So there are
three numbers:

- recall: annotated values that are among those read for the analyte, of all whose number the note's text holds at all;
- precision by quantity: annotated quantities answered with the annotated value among the answers, of all answered;
- precision by value: values read for an annotated analyte that are the annotated one, or that stand in the text as
  another value: the words of the quote hold the number with its unit, and the note has more than one such number beside
  the analyte. What fails this is counted wrong. A wrong link to a number that is really there can only be seen by
  reading; `--show` lists every value that is not the annotated one.

`--rivals` installs the rival into a virtual environment of its own (`bench/rivals_measurements.txt`). It finds
quantities and has no analyte; so it is asked for less: that the annotated number is among all that it finds.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.machine import machine
from mednec.chart.context import contexts_of
from mednec.chart.layout import read_lines, read_sentences
from mednec.chart.measurements import headed_lists, read_measurements
from mednec.chart.tables import read_rows
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.finding import Measurement
from mednec.packs.library import Library, load_library
from mednec.terminology.lab_units import in_unit

HERE = Path(__file__).parent
AS_OF = date(2020, 1, 1)
CLOSE = Decimal("0.006")  # rounding of a converted value
# The quantities of the annotation and the concepts that they are.
ASKED: dict[str, tuple[str, ...]] = {
    "Sodium": ("sodium",),
    "Bicarbonate": ("bicarbonate", "co2"),
    "Chloride": ("chloride",),
    "height": ("height",),
    "weight": ("body-weight",),
    "Heart Rate or Pulse": ("heart-rate",),
    "Albumin": ("albumin",),
    "creatinine": ("creatinine",),
    "Pre-operative creatinine": ("creatinine",),
    "Systolic Blood Pressure": ("systolic-blood-pressure",),
    "Diastolic Blood Pressure": ("diastolic-blood-pressure",),
    "Temperature": ("temperature",),
    "Blood Urea Nitrogen (BUN)": ("blood-urea-nitrogen",),
    "Glucose": ("glucose", "fasting-glucose"),
    "respiratory rate": ("respiratory-rate",),
    "Total cholesterol": ("total-cholesterol",),
    "high-density lipoprotein cholesterol": ("hdl",),
    "White blood cell count": ("leukocytes",),
    "Platelet count": ("platelets",),
    "Triglycerides": ("triglycerides",),
    "Bilirubin": ("bilirubin",),
    "Body Mass Index (BMI)": ("bmi",),
    "Calcium": ("calcium",),
    "Hematocrit": ("hematocrit",),
    "Hemoglobin": ("hemoglobin",),
    "O\u2082 saturation percentage": ("oxygen-saturation",),
    "Partial pressure of oxygen (PaO\u2082) for Apache II": ("pao2",),
    "Potassium": ("potassium",),
    "Alanine aminotransferase": ("alt",),
    "Aspartate aminotransferase": ("ast",),
    "Urine creatinine": ("urine-creatinine",),
    "Urine sodium": ("urine-sodium",),
}
UNITS = {
    "degrees celsius": "C",
    "degrees celsisus": "C",
    "degrees fahreinheit": "F",
    "beats per minute": "/min",
    "breaths per minute": "/min",
    "bpm": "/min",
    "\u00b5L": "/uL",
    "m^3": "/uL",  # the annotation writes cubic meters for cubic millimeters
    "mm hg": "mmHg",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One annotated quantity."""

    name: str
    value: Decimal
    unit: str


@dataclass(slots=True)
class Score:
    """Counts over all notes."""

    wanted: int = 0
    found: int = 0
    answered: int = 0
    values: int = 0
    right: int = 0
    elsewhere: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def wanted_of(row: dict[str, object]) -> list[Wanted]:
    """The annotated quantities of a note whose number its text holds."""
    text, values = str(row["text"]), row["values"]
    assert isinstance(values, dict)
    found = []
    for name, (value, unit) in values.items():
        number = Decimal(str(value))
        if name in ASKED and _held(text, number):
            found.append(Wanted(name=name, value=number, unit=UNITS.get(unit, unit)))
    return found


def _held(text: str, value: Decimal) -> bool:
    plain = f"{value.normalize():f}"
    forms = {plain, f"{value:,.0f}" if value == value.to_integral_value() else plain}
    if value == value.to_integral_value() and value >= 1000:
        forms |= {f"{(value / n).normalize():f}" for n in (1000, 100_000)}
    return any(re.search(rf"(?<![\d.,]){re.escape(f)}(?:\.0+)?(?![\d]|[.,]\d)", text) for f in forms)


def same(read: Measurement, asked: Wanted) -> bool:
    """Whether a value read is the annotated one, in its unit or converted."""
    if _close(read.value, asked.value):
        return True
    told = in_unit(read.value, read.unit, asked.unit) if read.unit else None
    return told is not None and _close(told, asked.value)


def _close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= CLOSE * max(abs(other), Decimal("0.01"))


def read(text: str, library: Library) -> tuple[Measurement, ...]:
    """The measurements of a note, and nothing else of it."""
    document = SourceDocument(name="note", text=text)
    header = DocumentHeader(document=document, written=AS_OF)
    lines = read_lines(document, AS_OF)
    contexts = contexts_of(
        document, header, read_sentences(document, lines), library.lexicon, library.language.cues, AS_OF
    )
    rows, heads = read_rows(lines), headed_lists(contexts)
    found: list[Measurement] = []
    earlier: tuple[Measurement, ...] = ()
    for context in contexts:
        begin = context.line.start
        earlier = read_measurements(context, rows.get(begin), heads.get(begin), earlier)
        found += earlier
    return tuple(found)


def count(row: dict[str, object], values: Sequence[Measurement], score: Score) -> None:
    text = str(row["text"])
    for asked in wanted_of(row):
        own = [m for m in values if m.concept in ASKED[asked.name]]
        score.wanted += 1
        hit = any(same(m, asked) for m in own)
        score.found += hit
        score.answered += bool(own)
        label = f"{row['id']}: {asked.name} {asked.value} {asked.unit}"
        if not hit:
            score.missed.append(f"{label} | read {[f'{m.value} {m.unit}' for m in own]}")
        for m in own:
            score.values += 1
            if same(m, asked):
                score.right += 1
                continue
            around = text[max(0, m.source.start - 60) : m.source.end + 20]
            said = f"{label} | {m.value} {m.unit} | {m.sentence.quote[:20]}... {around!r}"
            number = re.search(
                rf"(?<![\d.]){re.escape(f'{m.value:,}')}|(?<![\d.]){re.escape(str(m.value))}", m.source.quote
            )
            (score.elsewhere if number else score.wrong).append(said)


RIVAL = """
import json, sys, time, warnings
warnings.filterwarnings("ignore")
from quantulum3 import parser
began = time.perf_counter()
for line in sys.stdin:
    try:
        found = [[q.value, q.unit.name] for q in parser.parse(json.loads(line))]
    except Exception as error:
        found = None
    print(json.dumps([found, time.perf_counter() - began]), flush=True)
"""


def rival(rows: Sequence[dict[str, object]]) -> tuple[str, str, str, str]:
    """The rival in its own environment, over the same notes; a note that it fails on is counted as failed."""
    home = Path(tempfile.gettempdir()) / "mednec-rival-measurements"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        command = [str(python), "-m", "pip", "install", "-q", "-r", str(HERE / "rivals_measurements.txt")]
        subprocess.run(command, check=True)
    given = "".join(json.dumps(str(row["text"])) + "\n" for row in rows)
    answer = subprocess.run([str(python), "-c", RIVAL], input=given, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    found = asked = failed = 0
    for row, (values, _) in zip(rows, lines, strict=False):
        failed += values is None
        for one in wanted_of(row):
            asked += 1
            found += any(_close(Decimal(str(value)), one.value) for value, _ in values or ())
    asked += sum(len(wanted_of(row)) for row in rows[len(lines) :])
    rate = f"{len(lines) / lines[-1][1]:,.1f}" if lines else "-"
    failed += len(rows) - len(lines)
    return (
        "quantulum3 (no analyte: any number of the note counts)",
        "-",
        f"{found / max(1, asked):.3f}",
        f"{rate} ({failed} notes failed)",
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--rivals", action="store_true", help="measure the rival too; installs it into its own environment"
    )
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="list N misses and N values that are not annotated"
    )
    options = parser.parse_args(arguments)
    rows = [json.loads(line) for line in options.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    library, score = load_library(), Score()
    began = time.perf_counter()
    values = [read(str(row["text"]), library) for row in rows]
    took = time.perf_counter() - began
    for row, own in zip(rows, values, strict=True):
        count(row, own, score)
    console = Console()
    table = Table(
        "", "precision", "recall", "notes/s", title=f"{len(rows)} notes, {score.wanted} quantities - {machine()}"
    )
    by_quantity = score.found / max(1, score.answered)
    by_value = (score.right + len(score.elsewhere)) / max(1, score.values)
    table.add_row(
        "mednec, by quantity",
        f"{by_quantity:.3f}",
        f"{score.found / max(1, score.wanted):.3f}",
        f"{len(rows) / took:,.0f}",
    )
    table.add_row("mednec, by value", f"{by_value:.3f}", "", "")
    table.add_row(
        f"  of {score.values} values: {score.right} annotated, {len(score.elsewhere)} others of the text", "", "", ""
    )
    if options.rivals:
        table.add_row(*rival(rows))
    console.print(table)
    console.print(
        "The rival links no number to an analyte: it can be asked for numbers only, and so has no precision here."
    )
    for title, lines in (("missed", score.missed), ("not annotated", score.elsewhere), ("wrong", score.wrong)):
        for line in lines[: options.show]:
            print(f"{title}: {line}")


if __name__ == "__main__":
    main(sys.argv[1:])
