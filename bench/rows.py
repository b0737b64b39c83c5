"""Rows of the table: what was measured, beside who did the same work."""

from __future__ import annotations

from dataclasses import dataclass

from bench.timing import fresh_megabytes, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement; `rival` did the same work in `rival_takes` (in the same unit as `takes`)."""

    what: str
    takes: float
    shown: str
    rival: str = ""
    rival_takes: float | None = None
    rival_shown: str = ""

    @property
    def ratio(self) -> str:
        """How many times what we take the rival takes."""
        return "" if self.rival_takes is None else f"{self.rival_takes / self.takes:,.3g} x"


def timed(what: str, takes: float, rival: str = "", rival_takes: float | None = None) -> Row:
    """A row of seconds."""
    shown = "" if rival_takes is None else said(rival_takes)
    return Row(what=what, takes=takes, shown=said(takes), rival=rival, rival_takes=rival_takes, rival_shown=shown)


def in_megabytes(what: str, statement: str, rival: str) -> Row:
    """A row of memory; the rival is a statement too."""
    takes, rival_takes = fresh_megabytes(statement), fresh_megabytes(rival)
    shown = f"{takes:.1f} MB", f"{rival_takes:.1f} MB"
    return Row(what=what, takes=takes, shown=shown[0], rival=rival, rival_takes=rival_takes, rival_shown=shown[1])
