"""An index over entries: built from a stream beside its place, put there in one step, opened to be searched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from mednec.search.analysis import EXACT, STEMS, analyzer, joined, whole
from mednec.search.fields import Entry, Field, SearchError, declared
from mednec.search.wanted import tantivy

LAYOUT = 1  # raise when what is written changes shape; an older index then has to be built again
CURRENT, DECLARED = "current", "declared.json"
KEY, NUMBER = "key", "number"
AGAIN = "build it again"
_MEMORY = 128_000_000  # bytes that the writer fills before it writes to disk


@dataclass(frozen=True, kw_only=True)
class Index:
    """An open index. `digest` stands for its declared fields and every entry in order; `made_from` is the builder's."""

    fields: tuple[Field, ...]
    entries: int
    digest: str
    made_from: str = ""
    where: str = "an index in memory"
    stored: tantivy.Index = field(repr=False)

    @cached_property
    def searcher(self) -> tantivy.Searcher:
        """What looks words up; it sees the index as it was when opened."""
        return self.stored.searcher()

    @property
    def searched(self) -> tuple[Field, ...]:
        """Fields whose words count."""
        return tuple(each for each in self.fields if each.weight)


def build(folder: Path, fields: Sequence[Field], entries: Iterable[Entry], *, made_from: str = "") -> Index:
    """Build an index in a folder, in bounded memory; until it is whole the folder keeps the one it had.

    Entries that weigh the same are found in the order given. `made_from` is what the builder knows its source by. One
    process at a time builds in a folder. Raises SearchError when the folder cannot be written.
    """
    known = declared(fields)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _current(folder)
        for left in folder.glob("built-*"):
            if left.name != before:
                shutil.rmtree(left)
        place = Path(tempfile.mkdtemp(dir=folder, prefix="built-"))
        count, digest = _filled(tantivy.Index(_schema(known), path=str(place), reuse=False), known, entries)
        told = {
            "layout": LAYOUT,
            "entries": count,
            "digest": digest,
            "made_from": made_from,
            "fields": [asdict(each) for each in known],
        }
        (place / DECLARED).write_text(json.dumps(told, indent=1), encoding="utf-8")
        part = folder / f".{CURRENT}.part"
        part.write_text(place.name, encoding="utf-8")
        os.replace(part, folder / CURRENT)
        if before:
            shutil.rmtree(folder / before, ignore_errors=True)
    except OSError as error:
        raise SearchError(f"cannot be written: {error}", where=str(folder), do="choose another folder") from error
    return open_index(folder)


def build_in_memory(fields: Sequence[Field], entries: Iterable[Entry]) -> Index:
    """An index of a few thousand entries that lives as long as the program."""
    known = declared(fields)
    stored = tantivy.Index(_schema(known))
    count, digest = _filled(stored, known, entries)
    return Index(fields=known, entries=count, digest=digest, stored=stored)


def open_index(folder: Path) -> Index:
    """Open what `build` wrote. Raises SearchError when there is no index, or one that is damaged or of old make."""
    where = str(folder)
    try:
        name = _current(folder)
        if not name:
            raise SearchError("no index here", where=where, do="build it first")
        place = folder / name
        told = json.loads((place / DECLARED).read_text(encoding="utf-8"))
        if told["layout"] != LAYOUT:
            raise SearchError("an index of another version", where=where, do=AGAIN)
        fields = declared([Field(**each) for each in told["fields"]])
        stored = tantivy.Index.open(str(place))
        _registered(stored)
        index = Index(
            fields=fields,
            entries=int(told["entries"]),
            digest=str(told["digest"]),
            made_from=str(told["made_from"]),
            where=where,
            stored=stored,
        )
        found = index.searcher.num_docs
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SearchError(f"a damaged index ({error})", where=where, do=AGAIN) from error
    if found != index.entries:
        raise SearchError(f"a damaged index ({found} of {index.entries} entries)", where=where, do=AGAIN)
    return index


def column(name: str, kind: str) -> str:
    """The column of the stored index that holds a field's stems, its exact words, its text or its marks."""
    return f"{kind}_{name}"


def _current(folder: Path) -> str:
    """The part of the folder that holds the index; empty when there is none."""
    pointer = folder / CURRENT
    name = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
    return name if name.startswith("built-") and "/" not in name and "\\" not in name else ""


def _schema(fields: Sequence[Field]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(KEY, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(NUMBER, fast=True)
    for each in fields:
        if each.weight:
            builder.add_text_field(column(each.name, STEMS), tokenizer_name=STEMS, index_option="position")
            builder.add_text_field(column(each.name, EXACT), tokenizer_name=EXACT, index_option="position")
        if each.filtered:
            builder.add_text_field(column(each.name, "mark"), stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("kept", stored=True)
    return builder.build()


def _registered(stored: tantivy.Index) -> None:
    for name in (STEMS, EXACT):
        stored.register_tokenizer(name, analyzer(name))


def _filled(stored: tantivy.Index, fields: Sequence[Field], entries: Iterable[Entry]) -> tuple[int, str]:
    """Write every entry; their number and the digest of all."""
    _registered(stored)
    writer = stored.writer(heap_size=_MEMORY, num_threads=1)  # one thread: the same entries give the same index
    digest = hashlib.sha256(json.dumps([LAYOUT, *(asdict(each) for each in fields)]).encode())
    count = 0
    for entry in entries:
        document = tantivy.Document()
        document.add_text(KEY, whole(entry.key))
        document.add_unsigned(NUMBER, count)
        kept: dict[str, str] = {}
        for each in fields:
            text = whole(entry.texts.get(each.name, ""))
            if each.weight and text:
                parted = joined(text)
                document.add_text(column(each.name, STEMS), parted)
                document.add_text(column(each.name, EXACT), parted)
            if each.kept and text:
                kept[each.name] = text
            for mark in entry.marks.get(each.name, ()) if each.filtered else ():
                document.add_text(column(each.name, "mark"), whole(mark))
        document.add_bytes("kept", json.dumps(kept, ensure_ascii=False).encode())
        digest.update(json.dumps([entry.key, sorted(entry.texts.items()), sorted(entry.marks.items())]).encode())
        writer.add_document(document)
        count += 1
    try:
        writer.commit()
        writer.wait_merging_threads()
        stored.reload()
    except ValueError as error:  # the disk is full, or somebody took the files away
        raise OSError(str(error)) from error
    return count, digest.hexdigest()
