"""Words and tables for an author's terminal, with the signs and tones of a determination."""

from __future__ import annotations

from rich import box
from rich.table import Table

from mednec.render.terminal import QUIET, printed


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


__all__ = ["printed", "table"]
