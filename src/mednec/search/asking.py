"""A query taken apart and put together again as the index understands it; no text can break it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from mednec.search.analysis import EXACT, JOINT, STEMS, words_of
from mednec.search.index import Index, column
from mednec.search.synonyms import Group, Stems, Synonyms, stems
from mednec.search.told import rarity_of
from mednec.search.wanted import tantivy

Where = Mapping[str, str | Collection[str]]
Filters = list[tuple[str, tantivy.Query]]  # how each is told, and the query
MOST_TERMS = 48  # of a long query, the rarest
_QUOTED = re.compile(r'"([^"]*)"')
_OTHER, _FIELDS, _FORM = 0.7, 0.2, 0.3  # what a synonym, a further field and the very form of a word count


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query taken apart: words in groups with their synonyms, and exact phrases."""

    groups: tuple[Group, ...]
    phrases: tuple[Stems, ...]
    forms: Mapping[str, str]  # stem -> the word as it was written
    every_stem: tuple[str, ...]
    ran: str


def taken_apart(index: Index, words: str, also: Synonyms) -> Asked:
    """The phrases in quotation marks, and the other words in groups that mean one thing."""
    quoted = [tuple(w.text for w in words_of(m[1], EXACT)) for m in _QUOTED.finditer(words)]
    phrases = tuple(dict.fromkeys(phrase for phrase in quoted if phrase))
    loose = _QUOTED.sub(" ", words)
    own = words_of(loose, STEMS)
    groups = _rarest(index, also.groups(tuple(word.text for word in own)))
    exact = {word.start: word.text for word in words_of(loose, EXACT)}
    forms = {word.text: exact[word.start] for word in own}
    within = [stem for phrase in phrases for stem in stems(" ".join(phrase))]
    every = [stem for group in groups for each in (group.own, *(o.stems for o in group.others)) for stem in each]
    told = [f'"{" ".join(phrase)}"' for phrase in phrases]
    told += [" or ".join((_written(group.own, forms), *(o.written for o in group.others))) for group in groups]
    return Asked(
        groups=groups,
        phrases=phrases,
        forms=forms,
        every_stem=tuple(dict.fromkeys((*every, *within))),
        ran="; ".join(told).replace(JOINT, "."),
    )


def _written(own: Stems, forms: Mapping[str, str]) -> str:
    return " ".join(forms.get(stem, stem) for stem in own)


def _rarest(index: Index, groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Of a query as long as a letter, the words that tell entries apart."""
    if len(groups) <= MOST_TERMS:
        return groups
    rarity = rarity_of(index, tuple(stem for group in groups for stem in group.own))
    order = sorted(range(len(groups)), key=lambda n: (-max(rarity.get(stem, 0.0) for stem in groups[n].own), n))
    return tuple(groups[n] for n in sorted(order[:MOST_TERMS]))


def filters_of(index: Index, where: Where) -> Filters:
    """A query for each filter, and how it is told. Raises ValueError for a field that cannot be filtered by."""
    known = {each.name for each in index.fields if each.filtered}
    found = []
    for name, wanted in sorted(where.items()):
        if name not in known:
            raise ValueError(f"{name!r} is no field to filter by")
        names = sorted({wanted} if isinstance(wanted, str) else set(wanted))
        query = tantivy.Query.term_set_query(index.stored.schema, column(name, "mark"), names)
        found.append((f"[{name}: {' or '.join(names)}]", query))
    return found


def needed_of(index: Index, needs: Sequence[Sequence[str]]) -> Filters:
    """For each thing, that one of its terms stands in the entry."""
    found = []
    for terms in needs:
        known = {parts: term for term in terms if (parts := stems(term))}
        queries = [_together(index, parts) for parts in known]
        query = _best(queries) if queries else tantivy.Query.empty_query()
        found.append((f"[with {' or '.join(known.values()) or 'a thing that has no name'}]", query))
    return found


def query_of(index: Index, asked: Asked, filters: list[tantivy.Query], least: float) -> tantivy.Query:
    """Everything that must hold, and what weighs."""
    must, should = tantivy.Occur.Must, tantivy.Occur.Should
    wanted = [(should, _group(index, group, asked.forms)) for group in asked.groups]
    clauses = [(must, _phrase(index, phrase)) for phrase in asked.phrases]
    if wanted:
        needed = max(1, ceil(least * len(wanted) - 1e-9)) if not clauses or least else 0
        loose = tantivy.Query.boolean_query(wanted, minimum_number_should_match=needed or None)
        clauses.append((should if not needed else must, loose))
    unweighed = [(must, tantivy.Query.const_score_query(each, 0.0)) for each in filters]
    return tantivy.Query.boolean_query([*clauses, *unweighed])


def _group(index: Index, group: Group, forms: Mapping[str, str]) -> tantivy.Query:
    each = [_word(index, stem, forms.get(stem, "")) for stem in group.own]
    first = each[0] if len(each) == 1 else tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in each])
    if not group.others:
        return first
    # One thing is as rare as its commonest name: else a brand that hardly anybody writes would outweigh all else.
    names = (group.own, *(other.stems for other in group.others))
    rarity = rarity_of(index, tuple(dict.fromkeys(stem for name in names for stem in name)))
    told = [sum(rarity[stem] for stem in name) for name in names]
    least = min((each for each in told if each), default=1.0)
    evened = [least / each if each else 1.0 for each in told]
    meant = [tantivy.Query.boost_query(first, evened[0])]
    for other, share in zip(group.others, evened[1:], strict=True):
        meant.append(tantivy.Query.boost_query(_together(index, other.stems), _OTHER * share))
    return tantivy.Query.disjunction_max_query(meant)


def _word(index: Index, stem: str, form: str) -> tantivy.Query:
    """A word in any field: what it counts in the best of them, a little for the others and for its very form."""
    schema = index.stored.schema
    found = []
    for each in index.searched:
        parts = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, column(each.name, STEMS), stem, "freq"))]
        if form and form != stem:
            exact = tantivy.Query.term_query(schema, column(each.name, EXACT), form, "freq")
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(exact, _FORM)))
        found.append(tantivy.Query.boost_query(tantivy.Query.boolean_query(parts), each.weight))
    return _best(found)


def _together(index: Index, words: Stems) -> tantivy.Query:
    """Stems that stand together; between them there may be one of the words that stand in every text."""
    if len(words) == 1:
        return _word(index, words[0], "")
    schema = index.stored.schema
    return _best(
        tantivy.Query.boost_query(
            tantivy.Query.phrase_query(schema, column(each.name, STEMS), list(words), slop=1), each.weight
        )
        for each in index.searched
    )


def _phrase(index: Index, words: Stems) -> tantivy.Query:
    """The very words, together."""
    schema = index.stored.schema
    found = []
    for each in index.searched:
        name = column(each.name, EXACT)
        exact = (
            tantivy.Query.term_query(schema, name, words[0], "freq")
            if len(words) == 1
            else tantivy.Query.phrase_query(schema, name, list(words))
        )
        found.append(tantivy.Query.boost_query(exact, each.weight))
    return _best(found)


def _best(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    found = list(queries)
    return found[0] if len(found) == 1 else tantivy.Query.disjunction_max_query(found, tie_breaker=_FIELDS)
