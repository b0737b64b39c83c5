"""The determination as markdown: headings, nested lists and tables; chart text cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from mednec.model.determination import Determination
from mednec.model.document import SourceDocument
from mednec.render.blocks import (
    Blanks,
    Block,
    ClauseRow,
    Columns,
    Figure,
    Grid,
    Points,
    Proposed,
    Quote,
    Section,
    Sentence,
    Sign,
    Tree,
)
from mednec.render.places import Mark
from mednec.render.proposals import LED, MOST_SHOWN
from mednec.render.sections import lay_out

NOTHING = Sentence(says="")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~&$])")
_AT_START = re.compile(r"^(\s*)([-+#=:]|\d+[.)](?=\s|$))")
_PLACE_AS_LINK = re.compile(r"(?<!\\)\[(?=[^\[\]]*\][:(])")


def render_markdown(determination: Determination, documents: Sequence[SourceDocument]) -> str:
    """CommonMark with tables; sections in the order of the sheet."""
    sheet = lay_out(determination, documents)
    lines = [f"# {plain(sheet.title)}", "", f"**{plain(sheet.patient)}** {plain(sheet.patient_detail)}", ""]
    lines += [line for asked in sheet.asked for line in _item(asked)]
    lines += ["", f"*{plain(sheet.legend)}*"]
    for section in sheet.sections:
        lines += ["", f"## {plain(section.heading)}"]
        lines += ["", *_aside(section)] if section.aside or section.counts else []
        if section.anchor == "outcome":
            lines += ["", *_sentence(sheet.outcome)]
        for block in section.blocks:
            lines += ["", *_block(block)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def plain(text: str) -> str:
    """Text in which nothing is markup.

    >>> plain("<img onerror=x> *a* [b](c)")
    '\\\\<img onerror=x\\\\> \\\\*a\\\\* \\\\[b\\\\](c)'
    """
    return _AT_START.sub(_escaped_start, _MARKUP.sub(r"\\\1", text))


def _escaped_start(match: re.Match[str]) -> str:
    """A list marker or heading mark at the start of a text, made plain."""
    blanks, mark = match.groups()
    return f"{blanks}{mark[:-1]}\\{mark[-1]}"


def _aside(section: Section) -> Iterator[str]:
    counts = ", ".join(f"{sign.glyph} {plain(sign.word)}" for sign in section.counts)
    yield ": ".join(part for part in (plain(section.aside), counts) if part)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Tree):
        yield from _heading(block.heading)
        for row in block.rows:
            yield from _clause(row)
    elif isinstance(block, Grid):
        yield from _heading(block.heading)
        yield from _table(block.columns, block.rows)
    elif isinstance(block, Columns):
        left, right = block.sides
        rows = zip_longest(left.sentences, right.sentences, fillvalue=NOTHING)
        yield from _table((left.heading, right.heading), rows)
    elif isinstance(block, Blanks):
        yield from _table(block.labels, [tuple(NOTHING for _ in block.labels)])
    elif isinstance(block, Figure):
        yield from _block(block.table)
    else:
        yield from _points(block)


def _heading(heading: str, sign: Sign | None = None) -> Iterator[str]:
    if heading:
        yield f"### {plain(heading)}" + (f": {_sign(sign)}" if sign else "")
        yield ""


def _points(points: Points) -> Iterator[str]:
    yield from _heading(points.heading, points.sign)
    for sentence in points.sentences:
        yield from _item(sentence)


def _item(sentence: Sentence) -> Iterator[str]:
    first, *rest = _sentence(sentence)
    yield f"- {first}"
    yield from (f"  {line}" for line in rest)


def _sentence(sentence: Sentence) -> Iterator[str]:
    """The sentence on one line; its detail and its quotes as a list under it."""
    yield _line(sentence)
    yield from (f"- {plain(detail)}" for detail in sentence.details)
    yield from (f"- {_quote(quote)}" for quote in sentence.quotes)
    if sentence.further:
        yield f"- more at {_marks(sentence.further)}"


def _line(sentence: Sentence) -> str:
    lead = f"**{plain(sentence.lead)}:**" if sentence.lead else ""
    sign = f"**{_sign(sentence.sign)}**" if sentence.sign else ""
    return " ".join(part for part in (lead, sign, _runs(sentence)) if part)


def _runs(sentence: Sentence) -> str:
    """Words made plain, places left as they are; a place that would read as a link is made plain too."""
    runs = [plain(run) if isinstance(run, str) else _mark(run) for run in sentence.runs]
    return _PLACE_AS_LINK.sub(r"\\[", "".join(runs))


def _sign(sign: Sign) -> str:
    return plain(f"{sign.glyph} {sign.word}".strip())


def _marks(marks: Iterable[Mark]) -> str:
    return " ".join(_mark(mark) for mark in marks)


def _mark(mark: Mark) -> str:
    return f"[{plain(mark.label)}]"


def _quote(quote: Quote) -> str:
    return f"{plain(quote.sign)} “{plain(quote.text)}” {_marks((quote.mark,))}"


def _clause(row: ClauseRow) -> Iterator[str]:
    indent = "  " * row.depth
    asides = [row.operator, "" if row.applicable else "not used by this request", "as above" if row.repeated else ""]
    asides += [row.pointed]
    quiet = "; ".join(aside for aside in asides if aside)
    parts = (
        f"{row.sign.glyph} **{plain(row.sign.word)}**",
        f"**{plain(row.clause)}**",
        plain(row.text),
        f"*({plain(quiet)})*" if quiet else "",
        "**decides**" if row.decides else "",
    )
    yield f"{indent}- " + " ".join(part for part in parts if part)
    under = [_quote(quote) for quote in row.quotes]
    under += [f"more at {_marks(row.further)}"] if row.further else []
    under += [plain(row.note)] if row.note else []
    yield from (f"{indent}  - {line}" for line in under)
    for heading, quotes in (("No sign found; rests on", row.rests_on), ("Best places to look", row.look)):
        if quotes:
            yield f"{indent}  - {heading}"
            yield from (f"{indent}    - {_quote(quote)}" for quote in quotes)
    yield from (f"{indent}  {line}" for line in _proposed(row))


def _proposed(row: ClauseRow) -> Iterator[str]:
    """What a language model points to besides, and what was not accepted of it."""
    if row.shown:
        yield f"- {LED}"
    for each in row.shown[:MOST_SHOWN]:
        yield f"  - {_quote(each.quote)} *{plain(each.says)}*" if each.quote else f"  - *{plain(each.says)}*"
    if row.shown[MOST_SHOWN:]:
        yield f"  - and {len(row.shown) - MOST_SHOWN} more"
    yield from (f"- {_refused(each)}" for each in row.refused)


def _refused(proposed: Proposed) -> str:
    quote = proposed.quote
    words = f"“{plain(quote.text)}” {_marks((quote.mark,))}" if quote else plain(proposed.instead)
    return f"{plain(proposed.lead)} {words}, {plain(proposed.says)}"


def _table(columns: Sequence[str], rows: Iterable[Sequence[Sentence]]) -> Iterator[str]:
    yield _row(plain(column) for column in columns)
    yield _row("---" for _ in columns)
    for row in rows:
        yield _row(" ".join(_in_cell(cell)) for cell in row)


def _in_cell(cell: Sentence) -> Iterator[str]:
    """In a table everything stands on one line."""
    yield _line(cell)
    yield from (f"*{plain(detail)}*" for detail in cell.details)
    yield from (_quote(quote) for quote in cell.quotes)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
