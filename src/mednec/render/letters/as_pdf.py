"""A letter as PDF, set by typst. The case goes in as JSON, so that no word of it can be read as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib import resources

from mednec.errors import MednecError
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
)

TEMPLATES = "mednec.render.letters"
MAIN = "letter.typ"
LONGEST_WORD = 28  # a longer one may break, so that it never runs over the margin
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_PIECE = re.compile(rf"(\S{{{LONGEST_WORD - 8}}})(?=\S)")
FIRST_WITHOUT_FONT = "\u2e80"  # here the scripts of East Asia begin, and behind them the pictures
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.S)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
BREAK = "\u200b"
Json = dict[str, "Json"] | Sequence["Json"] | str | int | bool


def render_pdf(letter: Letter) -> bytes:
    """The same letter gives the same bytes, tagged as PDF/UA-1. Raises MednecError without the library that sets it.

    A sign that the fonts do not have is printed as its number, `<U+738B>`: nothing is lost without a trace.
    """
    try:
        import typst
    except ImportError as error:
        raise MednecError(
            "PDF needs one more library", where="letters", do="pip install 'mednec[letters]', or ask for md or html"
        ) from error
    source = resources.files(TEMPLATES).joinpath("templates", MAIN).read_bytes()
    values = json.dumps(_letter(letter), ensure_ascii=False, sort_keys=True)
    missing: set[str] = set()
    while True:
        told = values.translate({ord(sign): f"<U+{ord(sign):04X}>" for sign in missing})
        try:
            return bytes(
                typst.compile(
                    source, ignore_system_fonts=True, format="pdf", pdf_standards="ua-1", sys_inputs={"letter": told}
                )
            )
        except typst.TypstError as error:
            new = _not_in_the_fonts(str(error), told) - missing
            if not new:
                raise
            missing |= new


def _not_in_the_fonts(message: str, text: str) -> set[str]:
    """The signs that a refusal names, and with them all of the scripts that no font of ours has."""
    named = _UNSHOWN.search(message)
    if named is None:
        return set()
    signs = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), named[1])
    return {sign for sign in signs if sign in text} | {sign for sign in text if sign >= FIRST_WITHOUT_FONT}


def _letter(letter: Letter) -> Json:
    return {
        "title": _broken(letter.title),
        "dated": letter.dated,
        "sender": [[_broken(part) for part in line] for line in letter.sender],
        "recipient": [[_broken(part) for part in line] for line in letter.recipient],
        "about": [_passage(passage) for passage in letter.about],
        "opening": [_block(paragraph) for paragraph in letter.opening],
        "sections": [
            {"heading": _broken(section.heading), "blocks": [_block(block) for block in section.blocks]}
            for section in letter.sections
        ],
        "closing": [_block(paragraph) for paragraph in letter.closing],
        "signature": list(letter.signature),
        "notes": [{"heading": heading, "notes": [_note(note) for note in notes]} for heading, notes in letter.noted],
        "brief": letter.brief,
        "draft": DRAFT if letter.draft else "",
    }


def _block(block: Block) -> Json:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "passages": [_passage(passage) for passage in block.passages]}
    if isinstance(block, Table):
        rows = [[[_passage(passage) for passage in cell.passages] for cell in row] for row in block.rows]
        return {"kind": "table", "columns": list(block.columns), "widths": list(block.widths), "rows": rows}
    if isinstance(block, Sides):
        return {"kind": "sides", "sides": [_items(side) for side in block.sides]}
    if isinstance(block, Lines):
        return {"kind": "lines", "labels": list(block.labels)}
    return _items(block)


def _items(items: Items) -> dict[str, Json]:
    return {"kind": "items", "heading": items.heading, "items": [_item(item) for item in items.items]}


def _item(item: Item) -> Json:
    return {
        "mark": item.mark,
        "box": item.box,
        "passages": [_passage(passage) for passage in item.passages],
        "under": [_passage(passage) for passage in item.under],
        "blanks": list(item.blanks),
    }


def _passage(passage: Passage) -> Json:
    return {
        "says": f"“{_broken(passage.says)}”" if passage.quoted else _broken(passage.says),
        "lead": _broken(passage.lead),
        "voice": passage.voice.value,
        "marks": [[note.label for note in run] for run in passage.marks],
    }


def _note(note: Note) -> Json:
    return {
        "label": note.label,
        "source": _broken(note.source),
        "dated": note.dated,
        "where": _broken(note.where),
        "words": _broken(note.words),
    }


def _broken(text: str) -> str:
    """A very long word may break after every few letters."""
    return _LONG_WORD.sub(lambda word: _PIECE.sub(rf"\1{BREAK}", word[0]), text)
