"""What `mednec evidence list` prints: the packs' reference records and how near each stands to a use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from mednec.evidence.bearing import Use, bearing_of
from mednec.evidence.library.about import about
from mednec.evidence.support import ORDER
from mednec.model.knowledge import Concept, Drug, Reference
from mednec.packs.library import Library
from mednec.render.terminal import printed

_ORDER = tuple(bearing.value for bearing in ORDER)
_QUIET = "bright_black"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A reference with its bearing on a use, where one was asked for."""

    reference: Reference
    bearing: str
    why: str


def listed(library: Library, drugs: Sequence[Drug], disease: Concept | None) -> tuple[Row, ...]:
    """Records about some drugs or a disease, the nearest first; all records when neither is given."""
    treated = frozenset({disease.id} if disease else ())
    rows = []
    for reference in library.knowledge.references.values():
        if drugs and disease:
            uses = [Use(drug=d, diseases=treated, charted=frozenset(), concepts=library.concepts) for d in drugs]
            near = [bearing for use in uses if (bearing := bearing_of(reference, use))]
            nearest = sorted(near, key=lambda each: _place(each[0].value))[:1]
            rows += [Row(reference=reference, bearing=bearing.value, why=why) for bearing, why in nearest]
        elif about((reference,), drugs=[d.id for d in drugs], diseases=treated, concepts=library.concepts):
            rows.append(Row(reference=reference, bearing="", why=""))
    rows.sort(key=lambda r: (_place(r.bearing), r.reference.kind, -(r.reference.year or 0), r.reference.id))
    return tuple(rows)


def listed_in_words(rows: Sequence[Row], library: Library, *, width: int, colour: bool) -> str:
    """A table of records."""
    bearing = any(row.bearing for row in rows)
    table = Table(box=None, padding=(0, 1, 1, 0), header_style=_QUIET, expand=True)
    columns = (("record", 5), ("kind", 4), ("points", 3), *((("bearing", 5),) if bearing else ()), ("what it says", 10))
    for name, ratio in columns:
        table.add_column(name, overflow="fold", ratio=ratio)
    for row in rows:
        each = row.reference
        named = Text(each.short, style="bold")
        named.append(f"\n{each.id}", style=_QUIET)
        kind = f"{each.kind}{f', {each.year}' if each.year else ''}{f', n = {each.n}' if each.n else ''}"
        near = (f"{row.bearing}: {row.why}",) if bearing else ()
        table.add_row(named, kind, each.direction, *near, each.statement)
    packs = [version for file, version in library.knowledge.versions if file.startswith("references/")]
    days = sorted(version.rpartition("checked ")[2] for version in packs)
    total = f"{len(rows):,} of {len(library.knowledge.references):,} records in {len(packs)} packs"
    total += f", checked {days[0]} to {days[-1]}" if days else ""
    parts: list[RenderableType] = [table] if rows else [Text("Not found.")]
    return printed([*parts, Text(total, style=_QUIET)], width=width, colour=colour)


def _place(bearing: str) -> int:
    return _ORDER.index(bearing) if bearing in _ORDER else len(_ORDER)
