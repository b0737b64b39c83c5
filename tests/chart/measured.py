"""Values of a note in one line each, so that a test can say what it expects."""

from __future__ import annotations

from collections.abc import Iterable

from mednec.model.finding import Ability, Finding, Measurement
from mednec.model.words import Standing
from tests.chart.reading import note

WRITTEN = "2026-04-20"  # the day of the note, which a value has that the text dates no other way


def values(text: str) -> list[str]:
    """Every value as "concept <value-high unit @date *": the star is a baseline, the day of the note is left out."""
    return told(note(text).findings)


def told(findings: Iterable[Finding]) -> list[str]:
    found = []
    for m in findings:
        if not isinstance(m, Measurement):
            continue
        said = f"{m.concept} {m.comparator}{m.value}"
        said += f"-{m.high_value}" if m.high_value is not None else ""
        said += f" {m.unit}" if m.unit else ""
        said += f" @{m.when.iso}" if m.when and m.when.iso != WRITTEN else ""
        said += " *" if m.baseline else ""
        said += " (claim)" if m.standing is Standing.CLAIM else ""
        found.append(said)
    return found


def abilities(text: str) -> list[str]:
    """Every ability of a note as "name value direction"."""
    found = (f for f in note(text).findings if isinstance(f, Ability))
    return [f"{f.name} {f.value} {f.direction}".strip() for f in found]
