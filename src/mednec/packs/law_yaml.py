"""The door of the law packs: clocks, notices, signatures, and the words requests use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from mednec.errors import PackError
from mednec.model.law import (
    ClockRule,
    ExtensionRule,
    Laws,
    LawWords,
    Margin,
    NoticeRule,
    ReadingAim,
    TollRule,
    Urgency,
    as_listed,
)
from mednec.model.law_words import Authority
from mednec.packs.knowledge_yaml import Source, read_packs
from mednec.packs.law_rows import ClockRow, LawPack, MarginRow, NoticeRow, ReadingRow, RuleRow, SignRow, WordsRow

FOLDER = "law"
CORRECT = "correct the row; docs/clocks.md says what the fields are"
Read = Sequence[tuple[Source, LawPack]]
V = TypeVar("V")


def load_laws(root: Path) -> Laws:
    """`packs/law` of a packs folder. Raises PackError naming file and field."""
    read = read_packs(root, FOLDER, LawPack)
    words = LawWords(
        lines=_listed(read, "lines_of_business"),
        benefits=_listed(read, "benefits"),
        urgencies={word: Urgency(id) for word, id in _listed(read, "urgencies").items()},
    )
    _check_rules(read, words)
    extensions = {row.id: row.value() for _, pack in read for row in pack.extensions}
    tolls = {row.id: row.value() for _, pack in read for row in pack.tolls}
    margin, reading = _one(read, "margin", MarginRow), _one(read, "reading", ReadingRow)
    return Laws(
        version=max((pack.pack.version for _, pack in read), default=""),
        words=words,
        clocks=tuple(_clock(source, i, row, extensions, tolls) for source, i, row in _rows(read, "clocks", ClockRow)),
        notices=tuple(_notices(read)),
        signing=tuple(row.value() for _, _, row in _rows(read, "signing", SignRow)),
        margin=Margin(share=margin.share, hours=margin.hours, most=margin.most),
        reading=ReadingAim(grade=reading.grade, hard_from=reading.hard_from, source=reading.source),
    )


def _rows(read: Read, name: str, _kind: type[V]) -> Iterator[tuple[Source, int, V]]:
    """Rows of one sort with their file and place in it."""
    for source, pack in read:
        yield from ((source, i, row) for i, row in enumerate(getattr(pack, name)))


def _one(read: Read, name: str, _kind: type[V]) -> V:
    found: list[tuple[Source, V]] = [(s, own) for s, pack in read if (own := getattr(pack, name)) is not None]
    if len(found) != 1:
        where = found[1][0].at(name) if found else f"packs/{FOLDER}: {name}"
        raise PackError("is given twice" if found else "is missing", where=where, do="give it in one file")
    return found[0][1]


def _listed(read: Read, name: str) -> Mapping[str, str]:
    """Every word of a list to its id; the id is a word of its own."""
    found: dict[str, str] = {}
    for source, i, row in _rows(read, name, WordsRow):
        for word in dict.fromkeys(as_listed(w) for w in (row.id, *row.words)):
            if found.get(word, row.id) != row.id:
                raise PackError(
                    f"{word!r} stands under {found[word]!r} too", where=source.at(f"{name}[{i}].words"), do=CORRECT
                )
            found[word] = row.id
    return found


def _check_rules(read: Read, words: LawWords) -> None:
    """Ids once, lines of business and benefits among those listed."""
    lines, benefits = set(words.lines.values()), {"", *words.benefits.values()}
    seen: set[str] = set()
    for name in ("extensions", "tolls", "clocks", "notices", "signing"):
        for source, i, row in _rows(read, name, RuleRow):
            if row.id in seen:
                raise PackError(f"{row.id!r} is given twice", where=source.at(f"{name}[{i}].id"), do=CORRECT)
            seen.add(row.id)
            for n, each in enumerate(row.holds_for):
                where = source.at(f"{name}[{i}].holds_for[{n}]")
                if each.line not in lines:
                    raise PackError(f"no line of business {each.line!r} is listed", where=where, do=CORRECT)
                if each.benefit not in benefits:
                    raise PackError(f"no benefit {each.benefit!r} is listed", where=where, do=CORRECT)


def _notices(read: Read) -> Iterator[NoticeRule]:
    """Notice rules, with the packs' wording for what the plan's own rules ask for, or they alone."""
    wording = {content: text for _, pack in read for content, text in pack.wording.items()}
    rows = tuple(_rows(read, "notices", NoticeRow))
    own = {content for _, _, row in rows if row.authority is Authority.OWN for content in row.contents}
    for source, i, row in rows:
        unworded = [c for c in row.contents if c.worded and (row.authority is Authority.OWN or c not in own)]
        says = {content: wording[content] for content in unworded if content in wording} | row.says
        if silent := [content.value for content in unworded if content not in says]:
            where = source.at(f"notices[{i}].contents")
            raise PackError(f"nothing words {', '.join(silent)}", where=where, do="add it to wording")
        yield replace(row.value(), says=says)


def _clock(
    source: Source, i: int, row: ClockRow, extensions: Mapping[str, ExtensionRule], tolls: Mapping[str, TollRule]
) -> ClockRule:
    for name, given, known in (("extension", row.extension, extensions), ("toll", row.toll, tolls)):
        if given and given not in known:
            raise PackError(f"there is no {name} {given!r}", where=source.at(f"clocks[{i}].{name}"), do=CORRECT)
    return row.value(extensions.get(row.extension), tolls.get(row.toll))
