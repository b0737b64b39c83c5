"""The packs' own references looked through by words: records that were graded by who wrote them down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mednec.model.knowledge import Reference
from mednec.search.fields import Entry, Field
from mednec.search.index import build_in_memory
from mednec.search.passages import Span
from mednec.search.query import look_up
from mednec.search.synonyms import NONE, Synonyms

FIELDS = (
    Field(name="named", weight=2.0, kept=False),
    Field(name="about", weight=1.5, kept=False),
    Field(name="text"),
)
NAMED = 4  # more packs than these are counted in words, and named where a program reads it
_FOLDER = "references/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePassage:
    """A passage of a reference; `spans` are the places of the words found, within `words`."""

    reference: Reference
    words: str
    spans: tuple[Span, ...]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSearch:
    """What was searched: the packs with version and day, the records considered, the query as run, records found."""

    packs: tuple[tuple[str, str], ...]
    considered: int
    asked: str
    ran: str  # with every other name that was looked for too
    found: int

    @property
    def says(self) -> str:
        """One sentence that never says more than what was done."""
        where = f"{self.considered:,} reference records ({self._packs()})"
        if not self.found:
            return f"Not found in {where}; searched for {self.asked or 'no words'}."
        return f"Searched {where}, for {self.asked}: {self.found:,} found."

    def _packs(self) -> str:
        if len(self.packs) <= NAMED:
            return "; ".join(f"{file.removeprefix(_FOLDER)} {version}" for file, version in self.packs) or "none"
        days = sorted(version.rpartition("checked ")[2] for _, version in self.packs)
        return f"{len(self.packs)} packs, checked {days[0] if days[0] == days[-1] else f'{days[0]} to {days[-1]}'}"


def search_references(
    references: Iterable[Reference],
    words: str,
    *,
    packs: Sequence[tuple[str, str]],
    top: int = 10,
    also: Synonyms = NONE,
    least: float = 0.0,
) -> tuple[tuple[ReferencePassage, ...], ReferenceSearch]:
    """The references that say most about some words, and the search as it was made."""
    known = {each.id: each for each in references}
    index = build_in_memory(FIELDS, (_entry(known[key]) for key in sorted(known)))
    found = look_up(index, words, top=top, also=also, least=least)
    passages = tuple(
        ReferencePassage(
            reference=known[hit.key],
            words=hit.words,
            spans=tuple(Span(start=s.start - hit.start, end=s.end - hit.start) for s in hit.spans),
            weight=hit.weight,
        )
        for hit in found.hits
    )
    own = tuple(sorted((file, version) for file, version in packs if file.startswith(_FOLDER)))
    told = " ".join(words.split())
    return passages, ReferenceSearch(packs=own, considered=len(known), asked=told, ran=found.ran, found=found.found)


def _entry(reference: Reference) -> Entry:
    told = (
        ("", reference.statement),
        ("Population: ", reference.population),
        ("Given: ", reference.intervention),
        ("Compared with: ", reference.comparator),
        ("Effect: ", reference.effect),
        ("Grade: ", f"{reference.grade} {reference.grade_system}".strip()),
    )
    return Entry(
        key=reference.id,
        texts={
            "named": "\n".join((reference.short, reference.citation, *reference.cited_as)),
            "about": "\n".join(each.replace("-", " ") for each in (*reference.drugs, *reference.diseases)),
            "text": "\n".join(f"{name}{text}" for name, text in told if text),
        },
    )
