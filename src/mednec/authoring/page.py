"""Words and tables for an author's terminal, with the signs and tones of a determination."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table

from mednec.render.terminal import NARROWEST, QUIET


def printed(parts: Iterable[RenderableType], *, width: int, colour: bool) -> str:
    """Text that wraps at `width`; escape codes only with `colour`."""
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


def table(*columns: str) -> Table:
    """An open table whose cells break where they must."""
    made = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, 2, 0, 0),
        header_style=QUIET,
        border_style=QUIET,
    )
    for column in columns:
        made.add_column(column, overflow="fold")
    return made
