"""The determination for a terminal: a tree that reads down the left, statuses down the right."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from mednec.model.determination import Determination
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.request import Case
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
    Sheet,
    Sign,
    Tree,
)
from mednec.render.places import REQUEST, Mark, Places
from mednec.render.proposals import LED, MOST_SHOWN
from mednec.render.received import papers_section
from mednec.render.sections import lay_out

NARROWEST = 40
LEADS = 20  # columns for what a sentence is about
STATUS_COLUMN = 18
SHOWN_REFUSED = 2  # of a model's proposals under one clause
ACCENT, QUIET = "cyan", "bright_black"
TONES = {"met": "green", "not": "red", "con": "yellow", "nd": QUIET, "plain": ""}


def render_text(determination: Determination, documents: Sequence[SourceDocument], *, width: int, colour: bool) -> str:
    """Text that wraps at `width`; escape codes only with `colour`."""
    return printed(_parts(lay_out(determination, documents)), width=width, colour=colour)


def render_intake(case: Case, headers: Sequence[DocumentHeader], *, width: int, colour: bool) -> str:
    """What a packet came to before it is reviewed: documents, remarks, the request as read."""
    numbered = tuple((str(number), document) for number, document in enumerate(case.documents, 1))
    places = Places(documents=(*numbered, (REQUEST, case.request.document)))
    section = papers_section(headers, case.remarks, case.fields_read, case.request, places)
    parts = [_heading(section)]
    for block in section.blocks:
        parts += [Text(""), _block(block)]
    return printed(parts, width=width, colour=colour)


def printed(parts: Iterable[RenderableType], *, width: int, colour: bool) -> str:
    """Parts one below the other as text that wraps at `width`; escape codes only with `colour`."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, NARROWEST),
        force_terminal=colour,
        force_jupyter=False,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def _parts(sheet: Sheet) -> Iterator[RenderableType]:
    yield Text.assemble((sheet.title, "bold"))
    yield Text.assemble((sheet.patient, "bold"), "  ", (sheet.patient_detail, QUIET))
    yield Group(*(_sentence(each) for each in sheet.asked))
    yield Text(sheet.legend, style=QUIET)
    for section in sheet.sections:
        yield _heading(section)
        if section.anchor == "outcome":
            yield _sentence(sheet.outcome)
        for block in section.blocks:
            yield Text("")
            yield _block(block)


def _heading(section: Section) -> RenderableType:
    counts = Text("   ").join(_sign(sign) for sign in section.counts)
    line = Table.grid(expand=True, padding=(0, 2))
    line.add_column(ratio=1, overflow="fold")
    line.add_column(justify="right", overflow="fold")
    line.add_row(Text.assemble((section.heading, "bold"), "  ", (section.aside, QUIET)), counts)
    return Group(Text(), Text(), line, Rule(style=QUIET, characters="─"))


def _block(block: Block) -> RenderableType:
    if isinstance(block, Tree):
        return _tree(block)
    if isinstance(block, Grid):
        return _grid(block)
    if isinstance(block, Columns):
        return _columns(block)
    if isinstance(block, Figure):
        return _grid(block.table)
    if isinstance(block, Blanks):
        return Group(*(Text.assemble((f"{label}  ", QUIET), "_" * 24) for label in block.labels))
    return _points(block)


def _points(points: Points) -> RenderableType:
    """A heading, then the sentences; what each is about stands in a column of its own if any says so."""
    parts: list[RenderableType] = []
    if points.heading:
        sign = Text.assemble("   ", _sign(points.sign)) if points.sign else Text()
        parts.append(Text.assemble((points.heading, "bold"), sign))
    marker = "• " if sum(not sentence.lead for sentence in points.sentences) > 1 else ""
    for run in points.groups:
        parts += [_with_leads(run)] if run[0].lead else [_hanging(marker, _sentence(sentence)) for sentence in run]
    return Group(*parts)


def _with_leads(sentences: Iterable[Sentence]) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=LEADS, overflow="fold", style=QUIET)
    table.add_column(ratio=1, overflow="fold")
    for sentence in sentences:
        table.add_row(sentence.lead, _sentence(sentence))
    return table


def _sentence(sentence: Sentence) -> RenderableType:
    """The sentence with its places in brackets, its details and its quotes under it."""
    line = Text()
    if sentence.sign:
        line.append_text(_sign(sentence.sign, bold=True)).append("  " if sentence.says else "")
    for run in sentence.runs:
        if isinstance(run, str):
            line.append(run)
        else:
            line.append(run.bracketed, style=ACCENT)
    parts: list[RenderableType] = [line] if line.plain else []
    parts += [Text(detail, style=QUIET) for detail in sentence.details]
    parts += [_quote(quote) for quote in sentence.quotes]
    return Group(*parts, *_more(sentence.further))


def _sign(sign: Sign, *, bold: bool = False) -> Text:
    style = f"{'bold ' * bold}{TONES[sign.tone]}".strip()
    return Text(f"{sign.glyph} {sign.word}".strip(), style=style)


def _append_marks(line: Text, marks: Iterable[Mark]) -> None:
    for mark in marks:
        line.append(" ").append(mark.bracketed, style=ACCENT)


def _more(marks: Sequence[Mark]) -> list[Text]:
    """Places of quotes that are not printed."""
    line = Text("more at", style=QUIET)
    _append_marks(line, marks)
    return [line] if marks else []


def _quote(quote: Quote) -> RenderableType:
    line = Text(f"“{quote.text}”")
    _append_marks(line, (quote.mark,))
    return _hanging(f"{quote.sign} ", line)


def _hanging(marker: str, body: RenderableType) -> RenderableType:
    if not marker:
        return body
    table = Table.grid(expand=True)
    table.add_column(width=len(marker))
    table.add_column(ratio=1, overflow="fold")
    table.add_row(marker, body)
    return table


def _tree(tree: Tree) -> RenderableType:
    table = Table.grid(expand=True, padding=(0, 2))
    table.add_column(ratio=1, overflow="fold")
    table.add_column(width=STATUS_COLUMN, overflow="fold")
    for row in tree.rows:
        status = Text(row.sign.word.replace(": ", ":\n"), style=TONES[row.sign.tone])
        if row.decides:
            status.append("\ndecides", style="bold")
        above = 1 if row.operator and row.depth else 0
        table.add_row(Padding(_clause(row), (above, 0, 0, 2 * row.depth)), Padding(status, (above, 0, 0, 0)))
    return Group(Text(tree.heading, style="bold"), table) if tree.heading else table


def _clause(row: ClauseRow) -> RenderableType:
    """Glyph, label and text of a clause; under them the chart's words, or where to look."""
    tone = TONES[row.sign.tone]
    line = Text.assemble((row.clause, "bold"), "  ")
    line.append(row.text, style="" if row.applicable else QUIET)
    for words in _asides(row):
        line.append(f"  {words}", style=QUIET)
    parts: list[RenderableType] = [line, *(_quote(quote) for quote in row.quotes)]
    parts += _more(row.further)
    if row.note:
        parts.append(Text(row.note, style=QUIET))
    if row.rests_on:
        parts += [Text("No sign found; rests on", style=QUIET), *(_quote(quote) for quote in row.rests_on)]
    if row.look:
        parts += [Text("Best places to look", style=QUIET), *(_quote(quote) for quote in row.look)]
    parts += _proposed(row)
    glyph = Table.grid(expand=True)
    glyph.add_column(width=2)
    glyph.add_column(ratio=1, overflow="fold")
    glyph.add_row(Text(row.sign.glyph, style=tone), Group(*parts))
    return glyph


def _proposed(row: ClauseRow) -> Iterator[RenderableType]:
    """What a language model points to besides; of what was not accepted a few, one line each."""
    if row.shown:
        yield Text(LED, style=QUIET)
    for each in row.shown[:MOST_SHOWN]:
        if each.quote:
            yield _quote(each.quote)
        yield Text(each.says, style=QUIET)
    if row.shown[MOST_SHOWN:]:
        yield Text(f"and {len(row.shown) - MOST_SHOWN} more", style=QUIET)
    for each in row.refused[:SHOWN_REFUSED]:
        yield _refused(each)
    if row.refused[SHOWN_REFUSED:]:
        yield Text(f"and {len(row.refused) - SHOWN_REFUSED} more, not accepted", style=QUIET)


def _refused(proposed: Proposed) -> Text:
    line = Text(f"{proposed.lead} ", style=QUIET)
    if proposed.quote is None:
        return line.append(f"{proposed.instead}, {proposed.says}")
    line.append(f"“{proposed.quote.text}”")
    _append_marks(line, (proposed.quote.mark,))
    return line.append(f", {proposed.says}")


def _asides(row: ClauseRow) -> list[str]:
    words = [row.operator] if row.operator else []
    words += [] if row.applicable else ["not used by this request"]
    words += ["as above"] if row.repeated else []
    words += [row.pointed] if row.pointed else []
    return words


def _grid(grid: Grid) -> RenderableType:
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, 2, 0, 0),
        header_style=QUIET,
        border_style=QUIET,
    )
    for column in grid.columns:
        table.add_column(column, overflow="fold")
    for row in grid.rows:
        table.add_row(*(_sentence(cell) for cell in row))
    return Group(Text(grid.heading, style="bold"), table) if grid.heading else table


def _columns(columns: Columns) -> RenderableType:
    table = Table.grid(expand=True, padding=(0, 4, 0, 0))
    for _ in columns.sides:
        table.add_column(ratio=1, overflow="fold")
    table.add_row(*(_points(side) for side in columns.sides))
    return table
