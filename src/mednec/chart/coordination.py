"""Lists that share their last word: "upper, middle or lower lobe" names three lobes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

_JOIN = re.compile(r"(?<=[a-z]),? (?:or|and|nor) (?P<last>[a-z][a-z'-]*) (?P<head>[a-z]+)\b")
_ITEM = re.compile(r"(?P<word>[a-z][a-z'-]*)(?:, |,? (?:or|and|nor) )$")


def shared_heads(folded: str, heads: Set[str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, full name) of each item but the last, whose name the text itself has in full.

    >>> list(shared_heads("upper, middle or lower lobe", {"lobe"}))
    [(7, 13, 'middle lobe'), (0, 5, 'upper lobe')]
    """
    for join in _JOIN.finditer(folded):
        if join.group("head") not in heads:
            continue
        end = join.start("last")
        while item := _ITEM.search(folded, 0, end):
            yield item.start("word"), item.end("word"), f"{item.group('word')} {join.group('head')}"
            end = item.start("word")
