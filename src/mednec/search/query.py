"""Words looked up in an index: ranked entries, of each the passage that says most, with the words found in it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mednec.search.asking import Filters, Where, filters_of, needed_of, query_of, taken_apart
from mednec.search.fields import SearchError
from mednec.search.index import AGAIN, KEY, NUMBER, Index, column
from mednec.search.passages import Span
from mednec.search.synonyms import NONE, Stems, Synonyms
from mednec.search.told import Rarity, best_passage, rarity_of
from mednec.search.wanted import tantivy

__all__ = ["Found", "Hit", "Where", "find", "look_up"]

_SLACK = 16  # entries looked at beyond those asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry that was found, with the passage that says most.

    `start` and `end` are the passage's place in the field's text; `spans` the places of the words found, there too.
    """

    key: str
    weight: float
    field: str
    start: int
    end: int
    words: str
    spans: tuple[Span, ...]
    texts: Mapping[str, str] = dataclasses.field(compare=False, repr=False)  # every kept field
    marks: Mapping[str, tuple[str, ...]] = dataclasses.field(compare=False, repr=False)  # every filtered field


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search came to: the query as it was run, entries considered, entries found, and the best of them."""

    ran: str
    considered: int
    found: int
    hits: tuple[Hit, ...]


def find(
    index: Index,
    words: str,
    *,
    where: Where | None = None,
    top: int = 10,
    also: Synonyms = NONE,
    least: float = 0.0,
    needs: Sequence[Sequence[str]] = (),
) -> tuple[Hit, ...]:
    """The best entries for some words, see `look_up`."""
    return look_up(index, words, where=where, top=top, also=also, least=least, needs=needs).hits


def look_up(
    index: Index,
    words: str,
    *,
    where: Where | None = None,
    top: int = 10,
    also: Synonyms = NONE,
    least: float = 0.0,
    needs: Sequence[Sequence[str]] = (),
) -> Found:
    """Look words up. Any text is a query: words in quotation marks must stand together, all else is a word.

    `where` gives for a filtered field the name, or names one of which, an entry must carry. `least` is the share of the
    words that an entry must have. Of each of `needs`, terms for one thing, an entry must have at least one. The same
    index and words give the same hits; equals come in the index's order.

    Raises ValueError for a `where` that names no filtered field, SearchError when the index turns out to be damaged.
    """
    marked = filters_of(index, where or {})
    try:
        return _looked_up(index, words, marked, needs, top=top, also=also, least=least)
    except (ValueError, OSError) as error:
        raise SearchError(f"a damaged index ({error})", where=index.where, do=AGAIN) from error


def _looked_up(
    index: Index,
    words: str,
    marked: Filters,
    needs: Sequence[Sequence[str]],
    *,
    top: int,
    also: Synonyms,
    least: float,
) -> Found:
    asked = taken_apart(index, words, also)
    filters = [*marked, *needed_of(index, needs)]
    ran = " ".join(filter(None, (asked.ran, *(told for told, _ in filters))))
    considered = _considered(index, marked)
    if not asked.groups and not asked.phrases:
        return Found(ran=ran, considered=considered, found=0, hits=())
    query = query_of(index, asked, [each for _, each in filters], least)
    count, ranked = _ranked(index, query, top)
    rarity = rarity_of(index, asked.every_stem)
    hits = tuple(_hit(index, address, weight, rarity, asked.phrases) for weight, address in ranked)
    return Found(ran=ran, considered=considered, found=count, hits=hits)


def _considered(index: Index, filters: Filters) -> int:
    """Entries that the filters leave."""
    if not filters:
        return index.entries
    query = tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for _, each in filters])
    return _count(index, query)


def _count(index: Index, query: tantivy.Query) -> int:
    found = index.searcher.search(query, limit=1, count=True)
    return int(getattr(found, "count", 0) or 0)


def _ranked(index: Index, query: tantivy.Query, top: int) -> tuple[int, list[tuple[float, tantivy.DocAddress]]]:
    """The best entries; equals that the limit would part are all looked at, so that their order is the index's own."""
    limit = max(1, top) + _SLACK
    while True:
        result = index.searcher.search(query, limit=limit)
        hits = [(round(float(weight), 4), address) for weight, address in result.hits]
        if len(hits) < limit or hits[-1][0] < hits[max(1, top) - 1][0]:
            break
        limit *= 4
    numbers = index.searcher.fast_field_values(NUMBER, [address for _, address in hits])
    ranked = sorted(zip(hits, numbers, strict=True), key=lambda each: (-each[0][0], each[1] or 0))
    return int(getattr(result, "count", len(hits)) or 0), [hit for hit, _ in ranked[: max(0, top)]]


def _hit(index: Index, address: tantivy.DocAddress, weight: float, rarity: Rarity, phrases: tuple[Stems, ...]) -> Hit:
    document = index.searcher.doc(address)
    texts: dict[str, str] = json.loads(bytes(document.get_first("kept") or b"{}"))
    best = best_passage(index.fields, texts, rarity, phrases)
    text = texts.get(best.field, "")
    return Hit(
        key=str(document.get_first(KEY)),
        weight=weight,
        field=best.field,
        start=best.span.start,
        end=best.span.end,
        words=best.span.of(text),
        spans=best.found,
        texts=texts,
        marks={
            each.name: tuple(str(mark) for mark in document.get_all(column(each.name, "mark")))
            for each in index.fields
            if each.filtered
        },
    )
