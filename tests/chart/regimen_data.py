"""Regimens as written down for tests: `drug | 300 mg | every 28 doses 2 over 15 | current`, and how they are held
against what was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from mednec.reading import read_note
from mednec.render.facts import finding_records
from mednec.render.json_text import Record
from tests.shipped import library

LINES = Path(__file__).with_name("regimen_lines.txt")
WRITTEN = date(2025, 5, 1)


@dataclass(frozen=True)
class Wanted:
    """One dose as a test wants it; `figures` are those of every, doses and over that are named."""

    drug: str
    amount: str
    figures: dict[str, Decimal]
    status: str

    @property
    def refused(self) -> bool:
        return self.amount == "refuse"


def wanted(line: str) -> Wanted:
    """One line of the data file behind a text."""
    parts = [part.strip() for part in line.split("|")] + ["", "", ""]
    words = parts[2].split()
    figures = {name: Decimal(value) for name, value in zip(words[::2], words[1::2], strict=True)}
    return Wanted(drug=parts[0], amount=parts[1], figures=figures, status=parts[3])


def cases() -> list[tuple[str, tuple[Wanted, ...]]]:
    """Each text of the data file with the doses under it."""
    found: list[tuple[str, list[Wanted]]] = []
    for line in LINES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        fields = [part.strip() for part in line.split("|")]
        dose = len(fields) in (2, 3, 4) and (fields[1] == "refuse" or fields[1][:1].isdigit()) and fields[0].islower()
        if (dose or fields[0].startswith(("onabotulinumtoxinA", "vitamin D"))) and found and "\\n" not in line:
            found[-1][1].append(wanted(line))
        else:
            found.append((line.replace("\\n", "\n").replace("\\t", "\t"), []))
    return [(text, tuple(doses)) for text, doses in found]


def regimens(text: str) -> list[Record]:
    """Facts of kind regimen that the text gives."""
    found = read_note(text, library(), written=WRITTEN)
    return [record for finding in found for record in finding_records(finding) if record["kind"] == "regimen"]


def fits(record: Record, want: Wanted) -> bool:
    """Whether a fact is the dose wanted, in every figure that is named, and invents no other."""
    if want.drug not in str(record["drug"]):
        return False
    if want.refused or record.get("refuse"):
        return want.refused and bool(record.get("refuse"))
    per = f"/{record['per']}" if record.get("per") else ""
    number, _, unit = want.amount.partition(" ")
    same_unit = f"{record['unit']}{per}".lower() == unit.lower() or (unit == "IU" and record["unit"] == "units")
    if Decimal(str(record["amount"])) != Decimal(number) or not same_unit:
        return False
    every, doses, over = (record.get(name) for name in ("interval_days", "doses", "course_days"))
    if want.status and record["status"] != want.status:
        return False
    if not _same(every, want.figures.get("every"), unless=doses == 1 or (doses is not None and doses == over)):
        return False
    if not _same(doses, want.figures.get("doses"), unless=doses in (1, over)):
        return False
    return "over" not in want.figures or over == int(want.figures["over"])


def _same(read: object, want: Decimal | None, *, unless: bool) -> bool:
    if want is None:
        return read is None or unless
    return read is not None and abs(Decimal(str(read)) - want) <= want * Decimal("0.03")
