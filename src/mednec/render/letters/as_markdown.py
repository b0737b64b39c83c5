"""A letter as markdown: text of the case cannot become markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mednec.render.letters.layout import (
    DRAFT,
    Block,
    Item,
    Items,
    Letter,
    Lines,
    Note,
    Paragraph,
    Passage,
    Sides,
    Table,
    Voice,
)
from mednec.render.markdown import plain

OPEN_LINE = r"\_" * 24


def render_markdown(letter: Letter) -> str:
    """CommonMark with tables."""
    lines = [f"**{DRAFT}**", ""] if letter.draft else []
    lines += [f"# {plain(letter.title)}", ""]
    address = (*letter.sender, *letter.recipient, ("Date", letter.dated))
    lines += ["\\\n".join(_address(name, value) for name, value in address), ""]
    lines += [f"- {_passage(passage)}" for passage in letter.about]
    for paragraph in letter.opening:
        lines += ["", _run(paragraph.passages)]
    for section in letter.sections:
        lines += ["", f"## {plain(section.heading)}"]
        for block in section.blocks:
            lines += ["", *_block(block)]
    for paragraph in letter.closing:
        lines += ["", _run(paragraph.passages)]
    lines += ["", *_open_lines(letter.signature)] if letter.signature else []
    if letter.notes:
        lines += ["", "## Notes"]
        for heading, notes in letter.noted:
            lines += ["", f"### {plain(heading)}", "", *(f"- {_note(note)}" for note in notes)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _address(name: str, value: str) -> str:
    return f"{f'**{plain(name)}:** ' if name else ''}{plain(value) or OPEN_LINE}"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _run(block.passages)
    elif isinstance(block, Table):
        yield _row(plain(column) for column in block.columns)
        yield _row("---" for _ in block.columns)
        for row in block.rows:
            yield _row(_run(cell.passages) for cell in row)
    elif isinstance(block, Sides):
        for side in block.sides:
            yield from _items(side)
            yield ""
    elif isinstance(block, Lines):
        yield from _open_lines(block.labels)
    else:
        yield from _items(block)


def _items(items: Items) -> Iterator[str]:
    if items.heading:
        yield f"### {plain(items.heading)}"
        yield ""
    for item in items.items:
        yield from _item(item)


def _item(item: Item) -> Iterator[str]:
    """A list item; the box comes first, as task lists have it, and the number is part of its words."""
    box = "[ ] " if item.box else ""
    mark = f"**{plain(item.mark)}** " if item.mark else ""
    yield f"- {box}{mark}{_run(item.passages)}"
    yield from (f"  - {_passage(passage)}" for passage in item.under)
    yield from (f"  - {plain(label)}: {OPEN_LINE}" for label in item.blanks)


def _open_lines(labels: Iterable[str]) -> Iterator[str]:
    yield from (f"- {plain(label)}: {OPEN_LINE}" for label in labels)


def _run(passages: Iterable[Passage]) -> str:
    return " ".join(_passage(passage) for passage in passages)


def _passage(passage: Passage) -> str:
    lead = f"**{plain(passage.lead)}:**" if passage.lead else ""
    says = f"*{plain(passage.says)}*" if passage.voice is Voice.QUIET else plain(passage.says)
    marks = (f"[{', '.join(note.label for note in run)}]" for run in passage.marks)
    return " ".join(part for part in (lead, f"“{says}”" if passage.quoted else says, *marks) if part)


def _note(note: Note) -> str:
    words = f": “{plain(note.words)}”" if note.words else ""
    return f"**{note.label}** {plain(where(note))}{words}"


def where(note: Note) -> str:
    """The place of a note in words: source, date, line or clause."""
    return ", ".join(part for part in (note.source, note.dated and f"dated {note.dated}", note.where) if part)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
