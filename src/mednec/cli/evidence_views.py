"""What `mednec evidence` prints: passages with the words found in them, and what an import came to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from mednec.evidence.library.importing import Came
from mednec.evidence.library.looking import UNGRADED, EvidenceLibrary, LibraryAnswer, LibraryPassage
from mednec.evidence.library.references import ReferencePassage, ReferenceSearch
from mednec.model.knowledge import Reference
from mednec.render.json_text import Json, Record, to_json
from mednec.render.terminal import printed
from mednec.search.passages import Span

MOST_TOLD = 20  # lines of an import; the rest is counted
_FOUND, _QUIET = "bold yellow", "bright_black"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Passages of the packs' references, those of the private library, and each search as it was made."""

    graded: tuple[tuple[ReferencePassage, ...], ReferenceSearch]
    private: LibraryAnswer | None
    narrowed: tuple[str, ...]


def came_in_words(came: Came) -> str:
    """A file's import on a few lines: what became of its records, and what is wrong with which."""
    file = came.file
    counts = (
        (file.new, "new"),
        (file.replaced, "in place of an older state"),
        (file.kept, "older than what is there"),
        (file.same, "already there"),
        (len(came.aside), "put aside"),
    )
    told = ", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing"
    before = " (imported before)" if came.already else f" (went on after {came.resumed:,})" if came.resumed else ""
    lines = [f"{file.name}: {file.format}, {_records(file.entries)}: {told}{before}"]
    lines += _first([f"  put aside, line {each.line}: {each.what}" for each in came.aside])
    lines += _first([f"  {each}" for each in came.told])
    if file.ends:
        where = f"line {file.ends_line}: " if file.ends_line else ""
        lines.append(f"  not read to its end, {where}{file.ends}")
    return "\n".join(lines)


def library_in_words(library: EvidenceLibrary) -> str:
    """What a library holds."""
    return f"{library.folder}: {_records(library.records)}, {library.digest[:12]}; {UNGRADED}"


def search_in_words(answer: Answer, *, width: int, colour: bool) -> str:
    """Passages, best first, the packs' and the user's own apart, and below them what was searched."""
    return printed(_parts(answer), width=width, colour=colour)


def search_as_json(answer: Answer) -> str:
    """The same for a program; places of words are counted in characters of `words`."""
    passages, search = answer.graded
    told: Record = {
        "graded": [_reference_record(each) for each in passages],
        "imported": [_library_record(each) for each in answer.private.passages] if answer.private else [],
        "narrowed_to": list(answer.narrowed),
        "searched": {
            "query": search.ran,
            "packs": [{"pack": file, "version": version} for file, version in search.packs],
            "references_considered": search.considered,
            "references_found": search.found,
            "library": _library_searched(answer.private) if answer.private else None,
        },
    }
    return to_json(told)


def _records(count: int) -> str:
    return f"{count:,} record{'s' if count != 1 else ''}"


def _first(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_TOLD
    return [*lines[:MOST_TOLD], *([f"  and {more:,} more"] if more > 0 else [])]


def _parts(answer: Answer) -> Iterator[RenderableType]:
    passages, search = answer.graded
    if passages:
        yield Text("In the packs' references", style="bold")
        for each in passages:
            yield from _shown(
                _reference_head(each.reference), each.words, each.spans, _reference_source(each.reference)
            )
    if answer.private and answer.private.passages:
        yield Text(f"In the private library ({UNGRADED})", style="bold")
        for own in answer.private.passages:
            yield from _shown(_library_head(own), own.words, own.spans, _library_source(own))
    if answer.narrowed:
        yield Text(f"Only records about {' and '.join(answer.narrowed)}.", style=_QUIET)
    yield Text(search.says, style=_QUIET)
    if answer.private:
        yield Text(answer.private.search.says, style=_QUIET)
    yield Text(f"The query as it was run: {search.ran or 'no words'}", style=_QUIET)


def _shown(head: Text, words: str, spans: Iterable[Span], source: str) -> Iterator[RenderableType]:
    passage = Text(words)
    for span in spans:
        passage.stylize(_FOUND, span.start, span.end)
    yield Padding(head, (0, 0, 0, 2))
    yield Padding(passage, (0, 0, 0, 4))
    yield Padding(Text(source, style=_QUIET), (0, 0, 1, 4))


def _reference_head(reference: Reference) -> Text:
    told = (reference.kind, str(reference.year or ""), f"n = {reference.n}" if reference.n else "", reference.direction)
    return Text(f"{reference.short}: {', '.join(filter(None, told))}", style="cyan")


def _reference_source(reference: Reference) -> str:
    numbers = (f"PMID {reference.pmid}" if reference.pmid else "", f"doi {reference.doi}" if reference.doi else "")
    return "; ".join(filter(None, (reference.citation, *numbers, reference.id)))


def _library_head(passage: LibraryPassage) -> Text:
    record = passage.record
    told = (*record.types[:3], str(record.year or ""), f"version {record.version}" if record.set_id else "")
    head = Text(f"{record.title}{f', {passage.section}' if passage.section else ''}", style="cyan")
    head.append(f" ({', '.join(filter(None, told))})" if any(told) else "", style=_QUIET)
    if record.withdrawn:
        head.append(" RETRACTED", style="bold red")
    for notice in record.notices:
        head.append(f"\n{notice}", style="yellow")
    return head


def _library_source(passage: LibraryPassage) -> str:
    record, at = passage.record, passage.record.provenance
    read = f"{at.file}, record {at.position}, line {at.line}" if at else ""
    doi = f"doi {record.doi}" if record.doi and not record.key.startswith("doi:") else ""
    return "; ".join(filter(None, (record.source, record.key.replace(":", " ", 1), doi, read)))


def _spans(spans: Iterable[Span]) -> list[Json]:
    return [[span.start, span.end] for span in spans]


def _reference_record(passage: ReferencePassage) -> Record:
    each = passage.reference
    return {
        "reference": each.id,
        "short": each.short,
        "kind": each.kind,
        "year": each.year,
        "direction": each.direction,
        "citation": each.citation,
        "pmid": each.pmid,
        "doi": each.doi,
        "words": passage.words,
        "found": _spans(passage.spans),
        "weight": Decimal(str(passage.weight)),
    }


def _library_record(passage: LibraryPassage) -> Record:
    record, at = passage.record, passage.record.provenance
    where: Record = {"file": at.file, "sha256": at.sha256, "format": at.format, "line": at.line} if at else {}
    return {
        "record": record.key,
        "title": record.title,
        "kind": record.kind,
        "section": passage.section,
        "types": list(record.types),
        "year": record.year,
        "source": record.source,
        "version": record.version,
        "retracted": record.withdrawn,
        "notices": list(record.notices),
        "grading": passage.grading,
        "words": passage.words,
        "found": _spans(passage.spans),
        "weight": Decimal(str(passage.weight)),
        "read_in": where,
    }


def _library_searched(answer: LibraryAnswer) -> Record:
    search = answer.search
    return {
        "digest": search.digest,
        "last_import": search.day,
        "records_considered": search.records,
        "passages_found": search.found,
        "query": search.ran,
        "ordered_by": search.ordered_by,
    }
