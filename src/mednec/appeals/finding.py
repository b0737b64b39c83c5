"""The index over kept decisions, and looking decisions up in it by words, medicine, disease, ground, year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mednec.appeals.about import About, about, asked_about
from mednec.appeals.counting import words_in
from mednec.appeals.kept import FIELDS, Kept, appeal_in, open_appeals, reading
from mednec.appeals.language import AppealWords
from mednec.appeals.names import Names
from mednec.appeals.publishers import PUBLISHERS, AppealsError
from mednec.appeals.reasons import reasons_of
from mednec.model.appeal import Appeal, Ending, Reason
from mednec.search.analysis import whole
from mednec.search.fields import Entry, Field, SearchError
from mednec.search.index import Index, build, open_index
from mednec.search.query import Hit as Passage
from mednec.search.query import Where, look_up
from mednec.search.synonyms import Synonyms, stems
from mednec.search.told import rarity_of

FOLDER = "index"
_WORD = re.compile(r"[A-Za-z]+")
FIELDS_OF_INDEX = (
    Field(name="text", weight=1.0, kept=True),
    Field(name="subject", weight=1.5, kept=False),
    Field(name="turns", weight=4.0, kept=False),
    Field(name="groups", weight=0.5, kept=False),
    *(
        Field(name=name, weight=0, kept=False, filtered=True)
        for name in ("asks", "failed", "drugs", "ill", "matter", "year", "publisher", "ending", "issue", "payer_type")
    ),
)
Tick = Callable[[int, int], None]


def build_index(kept: Kept, names: Names, words: AppealWords, tick: Tick = lambda *_: None) -> Index:
    """Index every kept decision; what each is about is read on the way. Raises AppealsError, SearchError."""
    return build(kept.folder / FOLDER, FIELDS_OF_INDEX, _entries(kept, names, words, tick))


def _entries(kept: Kept, names: Names, words: AppealWords, tick: Tick) -> Iterator[Entry]:
    total = len(kept)
    with reading(kept.folder) as db:
        rows = db.execute(f"SELECT id, {', '.join(FIELDS)} FROM appeal ORDER BY year DESC, publisher, number")
        for n, (key, *cells) in enumerate(rows, start=1):
            appeal = appeal_in(tuple(cells))
            yield _entry(str(key), appeal, about(appeal, names, words), names)
            if n % 500 == 0 or n == total:
                tick(n, total)


def _entry(key: str, appeal: Appeal, of: About, names: Names) -> Entry:
    groups = (appeal.diagnosis, appeal.diagnosis_detail, appeal.treatment, appeal.treatment_detail, appeal.payer)
    subject = [names.name(id_) for id_ in (*of.asks, *of.ill)]
    turns = " ".join(map(token, (*of.matters, *of.failed)))
    return Entry(
        key=key,
        texts={
            "text": appeal.text,
            "subject": ". ".join(subject),
            "turns": turns,
            "groups": ". ".join(g for g in groups if g),
        },
        marks={
            "asks": of.asks,
            "failed": of.failed,
            "drugs": of.drugs,
            "ill": of.ill,
            "matter": of.matters,
            "year": (str(appeal.year),) if appeal.year is not None else (),
            "publisher": (appeal.publisher,),
            "ending": (appeal.ending.value,),
            "issue": (appeal.issue,),
            "payer_type": (appeal.payer_type,),
        },
    )


def token(matter: str) -> str:
    """A matter as one word of the index, which no text has.

    >>> token("step therapy")
    'xsteptherapy'
    """
    return "x" + "".join(filter(str.isalnum, matter))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for. Names of medicines and diseases may be any the packs know; years from a to b."""

    words: str = ""
    drug: str = ""
    disease: str = ""
    issue: str = ""
    years: tuple[int, int] | None = None
    publisher: str = ""
    ending: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A decision found: the passage that says most, the words found in it, and the reviewer's reasons."""

    key: int
    appeal: Appeal
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    reasons: tuple[Reason, ...]
    asks: tuple[str, ...]
    ill: tuple[str, ...]
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The decisions found; how many there are, how many the first and narrowest search left; how it was run."""

    hits: tuple[Hit, ...]
    kept: int
    alike: int
    ran: tuple[str, ...]
    read_as: tuple[tuple[str, str], ...] = ()  # a word that nobody writes, and the name it was read as


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Kept decisions, their index and the language they are read with: everything a search needs."""

    kept: Kept
    index: Index
    names: Names
    words: AppealWords

    @cached_property
    def issues(self) -> tuple[str, ...]:
        """The grounds of denial that occur."""
        with reading(self.kept.folder) as db:
            return tuple(row[0] for row in db.execute("SELECT DISTINCT issue FROM appeal ORDER BY issue"))


def open_shelf(folder: Path, names: Names, words: AppealWords) -> Shelf:
    """Open what was imported and indexed. Raises AppealsError, SearchError."""
    kept = open_appeals(folder)
    try:
        index = open_index(folder / FOLDER)
    except SearchError as error:
        raise SearchError(error.what, where=error.where, do=f"mednec appeals index --in {folder}") from error
    return Shelf(kept=kept, index=index, names=names, words=words)


def find(shelf: Shelf, wanted: Wanted, *, top: int = 10) -> Found:
    """The decisions for some words. Those about the same medicine and disease come first, then those of either.

    Raises AppealsError for an option that stands for nothing, for no words at all, and for an index of other decisions.
    """
    fixed = _fixed(shelf, wanted)
    words = " ".join(filter(None, (wanted.words.strip(), wanted.drug, wanted.disease)))
    if not words:
        raise AppealsError("nothing to look for", where="search", do="give words, or --drug, or --disease")
    words, read_as = _spelled(words, shelf)
    of = asked_about(words, shelf.names, shelf.words)
    query = " ".join((words, *map(token, (*of.matters, *of.failed))))
    also = _also(words, shelf)
    order: dict[str, Passage] = {}
    ran: list[str] = []
    alike: list[int] = []
    for narrow in _narrowing(shelf.names, of, fixed):
        where: Where = {**fixed, **narrow}
        found = look_up(shelf.index, query, where=where, top=top + len(order), also=also)
        alike.append(found.considered)
        ran.append(found.ran)
        for hit in found.hits:
            order.setdefault(hit.key, hit)
        if len(order) >= top:
            break
    best = tuple(order.values())[: max(0, top)]
    hits = (_hit(shelf, passage, appeal) for passage, appeal in zip(best, appeals_of(shelf, best), strict=True))
    return Found(hits=tuple(hits), kept=shelf.index.entries, alike=alike[0], ran=tuple(ran), read_as=read_as)


def _spelled(words: str, shelf: Shelf) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The words with slips mended: a long word that no decision has, a letter or two off a name."""
    read_as: list[tuple[str, str]] = []
    for word in dict.fromkeys(_WORD.findall(words)):
        if not any(rarity_of(shelf.index, stems(word)).values()) and (name := shelf.names.meant(word)):
            read_as.append((word, name))
    for word, name in read_as:
        words = re.sub(rf"\b{re.escape(word)}\b", name, words)
    return words, tuple(read_as)


def appeals_of(shelf: Shelf, passages: Sequence[Passage]) -> tuple[Appeal, ...]:
    """The decisions whose passages these are. Raises AppealsError if the index was built over others."""
    appeals = shelf.kept.of(int(passage.key) for passage in passages)
    texts = tuple(passage.texts.get("text", "") for passage in passages)
    if texts != tuple(whole(appeal.text) for appeal in appeals):
        what = "the index was built over other decisions than are kept here"
        raise AppealsError(what, where=str(shelf.kept.folder), do="run mednec appeals index")
    return appeals


def _hit(shelf: Shelf, passage: Passage, appeal: Appeal) -> Hit:
    return Hit(
        key=int(passage.key),
        appeal=appeal,
        start=passage.start if passage.field == "text" else 0,
        end=passage.end if passage.field == "text" else 0,
        spans=tuple((s.start, s.end) for s in passage.spans) if passage.field == "text" else (),
        reasons=reasons_of(appeal.text, shelf.words),
        asks=passage.marks["asks"],
        ill=passage.marks["ill"],
        matters=passage.marks["matter"],
    )


def _narrowing(names: Names, of: About, fixed: Where) -> Iterator[dict[str, tuple[str, ...]]]:
    """From the same medicine and disease to anything; what the options fix stays fixed."""
    drug = {} if "asks" in fixed or not of.asks else {"asks": of.asks}
    disease = {} if "ill" in fixed or not of.ill else {"ill": names.among(of.ill)}
    matter = {"matter": of.matters} if of.matters else {}
    seen: list[dict[str, tuple[str, ...]]] = []
    both = {**drug, **disease}
    tried = ({**both, "failed": of.failed},) if of.failed else ()
    steps = (*tried, {**both, **matter}, both, {**drug, **matter}, drug, {**disease, **matter}, disease, matter)
    for narrow in (*steps, {}):
        if narrow not in seen:
            seen.append(narrow)
            yield narrow


def _also(words: str, shelf: Shelf) -> Synonyms:
    """Every other name of the medicines and diseases that the words name, and clinical words for plain ones."""
    terms: dict[str, tuple[str, ...]] = {plain: tuple(clinical) for plain, *clinical in shelf.words.plainly}
    for named in shelf.names.find(words):
        terms[words[named.start : named.end]] = shelf.names.terms(named.id)
    return Synonyms.of(terms)


def _fixed(shelf: Shelf, wanted: Wanted) -> dict[str, tuple[str, ...]]:
    """What the options ask for, as marks. Raises AppealsError for a name or word that stands for nothing."""
    fixed: dict[str, tuple[str, ...]] = {}
    for option, name, mark in (("--drug", wanted.drug, "asks"), ("--disease", wanted.disease, "ill")):
        if name:
            ids = shelf.names.called(name, drug=mark == "asks")
            if not ids:
                raise AppealsError(f"{name!r} is no name the packs know", where=option, do="put it among the words")
            fixed[mark] = ids if mark == "asks" else shelf.names.among(ids)
    if wanted.issue:
        fixed["issue"] = _issues(shelf, wanted.issue)
    if wanted.years:
        fixed["year"] = tuple(str(y) for y in range(wanted.years[0], wanted.years[1] + 1))
    if wanted.publisher:
        known = PUBLISHERS.get(wanted.publisher)
        if known is None:
            raise AppealsError("unknown publisher", where="--publisher", do=f"one of {', '.join(PUBLISHERS)}")
        fixed["publisher"] = (known.name,)
    if wanted.ending:
        fixed["ending"] = _endings(wanted.ending)
    return fixed


def _issues(shelf: Shelf, words: str) -> tuple[str, ...]:
    asked = words_in(words)
    fitting = tuple(i for i in shelf.issues if asked <= words_in(i))
    if not fitting:
        there = ", ".join(i for i in shelf.issues if i)
        raise AppealsError(f"no decision has the issue {words!r}", where="--issue", do=f"there are {there}")
    return fitting


def _endings(words: str) -> tuple[str, ...]:
    fitting = tuple(e.value for e in Ending if e.value.startswith(words.lower()))
    if not fitting:
        raise AppealsError(f"unknown ending {words!r}", where="--ending", do=f"one of {', '.join(Ending)}")
    return fitting
