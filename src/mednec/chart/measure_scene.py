"""A sentence as the reader of measurements sees it: its analytes, its numbers, and what else it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mednec.chart.context import Context
from mednec.chart.dates import DateMention
from mednec.chart.lexicon import Mention
from mednec.chart.measure_bounds import is_label, is_reference
from mednec.chart.quantities import Quantity, find_quantities
from mednec.chart.variants import another_analyte, specimen_of
from mednec.terminology.lab_units import unit_at

_FLUIDS = {"urin": "urine", "csf": "csf", "cerebrospinal": "csf"}
_OUT_OF_TEN = re.compile(r"(?:10|\d)/10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyte:
    """A place that names one analyte, or several that share the word; its unit tells which."""

    start: int
    end: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A sentence with its analytes, its quantities and everything else that it names."""

    context: Context
    text: str  # NUL for dates, the names of analytes blanked too
    analytes: tuple[Analyte, ...]
    quantities: tuple[Quantity, ...]
    others: tuple[Mention, ...]
    dates: tuple[DateMention, ...]

    def unit_of(self, id_: str) -> str:
        concept = self.context.lexicon.concepts.get(id_)
        return concept.unit if concept else ""


def measures(context: Context, id_: str) -> bool:
    concept = context.lexicon.concepts.get(id_)
    return concept is not None and concept.kind in ("measure", "test")


def scene_of(context: Context) -> Scene:
    """What there is to link in a sentence."""
    blank = list(context.text)
    dates = tuple(d for d in context.dates if not _a_score(context, d))
    for date in dates:
        blank[date.start : date.end] = "\x00" * (date.end - date.start)
    dated = "".join(blank)
    analytes = _analytes(context, dated)
    for analyte in analytes:
        blank[analyte.start : analyte.end] = "\x01" * (analyte.end - analyte.start)
    text = "".join(blank)
    return Scene(
        context=context,
        text=dated,
        analytes=analytes,
        quantities=_values(context, text, analytes),
        dates=dates,
        others=tuple(m for m in context.mentions if not measures(context, m.id)),
    )


def _a_score(context: Context, date: DateMention) -> bool:
    """Whether "3/10" right behind an instrument is three of ten and no day of March: no other number follows."""
    if not _OUT_OF_TEN.fullmatch(context.text, date.start, date.end) or re.match(
        r"\s*[:,]?\s*\d", context.text[date.end :]
    ):
        return False
    before = [m for m in context.mentions if 0 <= date.start - m.end <= 4 and measures(context, m.id)]
    concept = context.lexicon.concepts[before[-1].id] if before else None
    return concept is not None and concept.unit == "points" and concept.scale in (None, 10)


def _a_unit(text: str, mention: Mention) -> bool:
    """Whether the words are the unit of the number in front of them ("18 breaths per minute")."""
    return (
        text[max(0, mention.start - 3) : mention.start].rstrip()[-1:].isdigit()
        and unit_at(text, mention.start) >= mention.end
    )


def _analytes(context: Context, text: str) -> tuple[Analyte, ...]:
    """Analytes by place. One told twice, in words and as an abbreviation in brackets, is one."""
    by_place: dict[tuple[int, int], list[str]] = {}
    for mention in context.mentions:
        if measures(context, mention.id) and not _a_unit(text, mention):
            by_place.setdefault((mention.start, mention.end), []).append(mention.id)
    found: list[Analyte] = []
    for (start, end), ids in sorted(by_place.items()):
        last = found[-1] if found else None
        bracket = last is not None and re.fullmatch(r"\s?\(", text[last.end : start]) and text[end : end + 1] == ")"
        if last is not None and bracket and set(ids) & set(last.ids):
            found[-1] = replace(last, end=end + 1)
        elif last is None or start >= last.end:
            found.append(Analyte(start=start, end=end, ids=_in_specimen(context, start, tuple(ids))))
    return tuple(a for a in found if _of_fluid(a.ids) or not another_analyte(context, a.start, a.end))


def _of_fluid(ids: tuple[str, ...]) -> bool:
    return all(i.split("-")[0] in _FLUIDS.values() for i in ids)


def _in_specimen(context: Context, start: int, ids: tuple[str, ...]) -> tuple[str, ...]:
    """In a list of another fluid the analytes of that fluid, where the packs have them; its name begins theirs."""
    specimen = specimen_of(context, start)
    fluid = next((begins for word, begins in _FLUIDS.items() if specimen.startswith(word)), "")
    own = tuple(f"{fluid}-{i}" for i in ids if f"{fluid}-{i}" in context.lexicon.concepts)
    return own or ids


def _values(context: Context, text: str, analytes: Sequence[Analyte]) -> tuple[Quantity, ...]:
    """The numbers without those that are names, counts of something else or limits of a reference range."""
    kept: list[Quantity] = []
    for quantity in find_quantities(text):
        named = max((a.end for a in analytes if a.end <= quantity.start), default=0)
        valued = bool(kept) and kept[-1].end > named
        if is_label(context, quantity) or is_reference(context, quantity, kept[-1].end if kept else 0, valued=valued):
            continue
        kept.append(quantity)
    return tuple(kept)
