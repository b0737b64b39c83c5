"""The narrative of a C-CDA section as lines of text, with the places of the elements that entries point to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mednec.interop.record import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

V3 = "{urn:hl7-org:v3}"
_WIDEST = 240  # letters; a wider table is printed with bars between its cells
_BLOCKS = ("paragraph", "list", "table", "caption", "item")
_PARTS = ("thead", "tbody", "tfoot")
_MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of the narrative: its words, and the ids of the elements they stand in."""

    text: str
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str  # line ends in it are those of the file and mean blanks
    ids: frozenset[str] = frozenset()
    ends: bool = False  # the line ends here


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """Lines of a section's narrative; `told` says what of it is not printed."""

    lines: tuple[Told, ...]
    told: tuple[str, ...] = ()


def read_narrative(text: _Element | None) -> Narrative:
    """Paragraphs, lists and tables, each row a line. Deleted words are left out, pictures are told."""
    if text is None:
        return Narrative(lines=())
    told = []
    if any(e.get("revised") == "delete" for e in text.iter(f"{V3}*")):
        told.append("words marked as deleted are left out")
    pictures = [e.get("referencedObject") or "without a name" for e in text.iter(f"{V3}renderMultiMedia")]
    told += [f"a picture stands in the text and is not read: {name}" for name in pictures]
    return Narrative(lines=tuple(_lines(text, frozenset())), told=tuple(told))


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _ids(element: _Element, above: frozenset[str]) -> frozenset[str]:
    own = element.get("ID")
    return above | {own} if own else above


def _lines(element: _Element, ids: frozenset[str]) -> Iterator[Told]:
    """Lines of a block: running text between the blocks inside it, and those blocks."""
    ids = _ids(element, ids)
    running: list[_Piece] = [_Piece(element.text or "", ids)]
    for child in element:
        name = _name(child)
        if child.get("revised") == "delete":
            pass
        elif name in _BLOCKS:
            yield from _told(running)
            running = []
            if name == "list":
                yield from _list(child, ids)
            elif name == "table":
                yield from _table(child, ids)
            else:
                yield from _lines(child, ids)
        else:
            running += _inline(child, ids)
        running.append(_Piece(child.tail or "", ids))
    yield from _told(running)


def _inline(element: _Element, ids: frozenset[str]) -> Iterator[_Piece]:
    """Words inside a line; a break ends it, a footnote stands in brackets."""
    name, ids = _name(element), _ids(element, ids)
    if element.get("revised") == "delete" or not name:
        return
    if name == "footnoteRef":
        yield _Piece(f" [see {element.get('IDREF') or 'footnote'}]", ids)
        return
    block = name in (*_BLOCKS, "tr")
    if block or name == "br":
        yield _Piece("", ends=True)
    opening, closing = (" [footnote: ", "]") if name == "footnote" else ("", "")
    yield _Piece(opening + (element.text or ""), ids)
    for child in element:
        yield from _inline(child, ids)
        yield _Piece(child.tail or "", ids)
    yield _Piece(closing, ids, ends=block)


def _told(pieces: Iterable[_Piece]) -> Iterator[Told]:
    """Running text, one line for each stretch between breaks."""
    words: list[str] = []
    ids: set[str] = set()
    for piece in (*pieces, _Piece("", ends=True)):
        words.append(piece.text)
        if piece.text.strip():
            ids |= piece.ids
        if piece.ends:
            if line := one_line("".join(words)):
                yield Told(text=line, ids=frozenset(ids))
            words, ids = [], set()


def _list(element: _Element, ids: frozenset[str]) -> Iterator[Told]:
    ids, number = _ids(element, ids), 0
    for child in element:
        if _name(child) == "caption":
            yield from _lines(child, ids)
        elif _name(child) == "item" and child.get("revised") != "delete":
            number += 1
            mark = f"{number}. " if element.get("listType") == "ordered" else "- "
            for place, line in enumerate(_lines(child, ids)):
                yield Told(text=(mark if place == 0 else "  ") + line.text, ids=line.ids)


def _table(element: _Element, ids: frozenset[str]) -> Iterator[Told]:
    """Rows with their cells under each other; what stands over several rows or columns is said in each row."""
    ids = _ids(element, ids)
    for child in element:
        if _name(child) == "caption":
            yield from _lines(child, ids)
    rows = list(_rows(element, ids))
    widths = [
        max((len(r[i].text) for r in rows if i < len(r)), default=0) for i in range(max(map(len, rows), default=0))
    ]
    wide = sum(widths) + 2 * len(widths) > _WIDEST
    for row in rows:
        if wide:
            text = " | ".join(cell.text for cell in row)
        else:
            text = "  ".join(cell.text.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        if text.strip(" |"):
            yield Told(text=text, ids=frozenset[str]().union(*(cell.ids for cell in row)))


def _rows(table: _Element, ids: frozenset[str]) -> Iterator[list[Told]]:
    parts = [(p, _ids(p, ids)) for p in table if _name(p) in _PARTS]
    order = {"thead": 0, "tbody": 1, "tfoot": 2}
    parts.sort(key=lambda p: order[_name(p[0])])
    for part, above in [*parts, (table, ids)]:
        over: dict[int, tuple[int, Told]] = {}
        for row in (r for r in part if _name(r) == "tr" and r.get("revised") != "delete"):
            found: list[Told] = []
            for cell in (c for c in row if _name(c) in ("td", "th")):
                _carry(over, found)
                told = _cell(cell, _ids(row, above))
                down = _count(cell.get("rowspan"))
                for place in range(_count(cell.get("colspan"))):
                    if down > 1:
                        over[len(found)] = (down - 1, told if place == 0 else Told(text=""))
                    found.append(told if place == 0 else Told(text=""))
            _carry(over, found)
            if found:
                yield found


def _carry(over: dict[int, tuple[int, Told]], row: list[Told]) -> None:
    """Cells that reach down from rows above stand in this row too."""
    while len(row) in over:
        left, told = over.pop(len(row))
        if left > 1:
            over[len(row)] = (left - 1, told)
        row.append(told)


def _cell(cell: _Element, ids: frozenset[str]) -> Told:
    lines = list(_lines(cell, ids))
    return Told(
        text="; ".join(ln.text for ln in lines), ids=frozenset[str]().union(_ids(cell, ids), *(ln.ids for ln in lines))
    )


def _count(written: str | None) -> int:
    number = int(written) if written and written.isascii() and written.isdigit() and len(written) < 4 else 1
    return max(1, min(number, _MOST_COLUMNS))
