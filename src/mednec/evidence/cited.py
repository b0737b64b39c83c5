"""How a reference is cited: by its short name, with a word where it was read in a secondary source only."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.model.document import Rationale, ReferenceCitation
from mednec.model.knowledge import Reference


def cite(record: Reference) -> ReferenceCitation:
    """Citation of a reference; one that was read only in a secondary source says so."""
    secondary = " (secondary source)" if record.confidence == "P" else ""
    return ReferenceCitation(reference=record.id, label=f"{record.short}{secondary}")


def because(says: str, records: Sequence[Reference]) -> Rationale:
    """A statement that rests on these references, each cited once."""
    unique = {record.id: record for record in records}
    return Rationale(says=says, citations=tuple(cite(record) for record in unique.values()))
