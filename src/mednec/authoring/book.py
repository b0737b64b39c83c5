"""A book of business as a table: one row for each case, one column for what each test of a policy came to.

A column is named by what the test asks, not by its clause, so that an edited policy finds the answers that it shares
with the one the book was reviewed under.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mednec.errors import MednecError

if TYPE_CHECKING:
    import polars as pl

    from mednec.packs.running.outcomes import Beside
    from mednec.packs.running.planes import Codes, Shelf, Words

CASE, LINE, ROUTE = "case", "line_of_business", "route"
IN_SCOPE, IMPOSSIBLE, BESIDE = "in_scope", "order_impossible", "beside"
REVIEWED, UNDER = "reviewed_outcome", "reviewed_under"
NEEDED = (CASE, LINE, ROUTE)
SPECIAL = (*NEEDED, IN_SCOPE, IMPOSSIBLE, BESIDE, REVIEWED, UNDER)
APPLIES = "applies: "
# The words of a status by their code; the last three say that it was not shown outright.
STATUSES = (
    "not_documented",
    "met",
    "not_met",
    "conflicting",
    "not_documented_claimed",
    "met_inferred",
    "not_met_inferred",
)
NOTHING, PENDS, SHORTENS = "nothing", "pend", "approve_modified"
_SEE = "see docs/simulating-a-policy.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One reviewed case."""

    case: str
    line_of_business: str
    route: str
    in_scope: bool
    impossible: bool
    beside: str
    outcome: str  # as reviewed
    under: str  # digest of the policy it was reviewed under
    applies: dict[str, bool]
    statuses: dict[str, int]


def needs_batch() -> None:
    """Raises MednecError where the libraries for tables are not installed."""
    try:
        import numpy
        import polars
    except ImportError as error:
        raise MednecError(
            f"needs {error.name}, which is not installed", where="mednec", do="install it as mednec[batch]"
        ) from error
    del numpy, polars


def applies_key(about: Iterable[str]) -> str:
    """Column that says whether a case is about one of these drugs or diseases."""
    return APPLIES + ", ".join(sorted(about))


def table_bytes(rows: Sequence[Row]) -> bytes:
    """The rows as a Parquet file."""
    out = io.BytesIO()
    _frame(rows).write_parquet(out)
    return out.getvalue()


def book_of(rows: Sequence[Row]) -> Book:
    """The rows as a book, without a file."""
    return Book(where="rows", frame=_frame(rows))


def _frame(rows: Sequence[Row]) -> pl.DataFrame:
    """The columns in the order in which the tests were first met."""
    import polars as pl

    plain: dict[str, list[str] | list[bool]] = {
        CASE: [r.case for r in rows],
        LINE: [r.line_of_business for r in rows],
        ROUTE: [r.route for r in rows],
        IN_SCOPE: [r.in_scope for r in rows],
        IMPOSSIBLE: [r.impossible for r in rows],
        BESIDE: [r.beside for r in rows],
        REVIEWED: [r.outcome for r in rows],
        UNDER: [r.under for r in rows],
    }
    columns = [pl.Series(name, values) for name, values in plain.items()]
    for key in dict.fromkeys(key for row in rows for key in row.applies):
        columns.append(pl.Series(key, [r.applies.get(key) for r in rows], dtype=pl.Boolean))
    for key in dict.fromkeys(key for row in rows for key in row.statuses):
        words = [None if key not in r.statuses else STATUSES[r.statuses[key]] for r in rows]
        columns.append(pl.Series(key, words, dtype=pl.Enum(STATUSES)))
    return pl.DataFrame(columns)


@dataclass(slots=True, kw_only=True)
class Book:
    """A table that was read; columns are turned into codes when they are asked for."""

    where: str
    frame: pl.DataFrame
    shelf: Shelf = field(init=False)
    _masks: dict[tuple[str, str | bool], Words] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from mednec.packs.running.planes import Shelf

        self.shelf = Shelf(cases=self.frame.height, column=self.codes)

    @property
    def cases(self) -> int:
        return self.frame.height

    def has(self, column: str) -> bool:
        return column in self.frame.columns

    def codes(self, key: str) -> Codes | None:
        """A test's column as codes; None where the table has none. Raises MednecError for a word that is no status."""
        import numpy as np
        import polars as pl

        if not self.has(key):
            return None
        column = self.frame.get_column(key)
        if column.dtype.is_integer():
            self._check_codes(column)
            return column.fill_null(0).cast(pl.UInt8).to_numpy()
        words = column.cast(pl.Enum(STATUSES), strict=False) if column.dtype != pl.Enum(STATUSES) else column
        if words.null_count() != column.null_count():
            (wrong,) = column.filter(words.is_null() & column.is_not_null()).cast(pl.String).head(1)
            raise MednecError(
                f"{wrong!r} is no status", where=f"{self.where}: column {key!r}", do=f"use one of {', '.join(STATUSES)}"
            )
        return words.to_physical().fill_null(0).to_numpy().astype(np.uint8, copy=False)

    def _check_codes(self, column: pl.Series) -> None:
        outside = column.filter((column < 0) | (column >= len(STATUSES)))
        if len(outside):
            raise MednecError(
                f"{outside[0]} is no status",
                where=f"{self.where}: column {column.name!r}",
                do=f"codes go from 0 to {len(STATUSES) - 1}; {_SEE}",
            )

    def values(self, column: str) -> tuple[str, ...]:
        """The distinct words of a column, in order."""
        import polars as pl

        return tuple(sorted(self.frame.get_column(column).cast(pl.String).fill_null("").unique().to_list()))

    def cases_with(self, column: str, value: str) -> Words:
        """One bit for each case whose column has this word."""
        if (column, value) not in self._masks:
            import polars as pl

            from mednec.packs.running.planes import pack

            words = self.frame.get_column(column).cast(pl.String).fill_null("")
            self._masks[column, value] = pack((words == value).to_numpy())
        return self._masks[column, value]

    def flags(self, column: str, missing: bool) -> Words:
        """One bit for each case where the column is true; `missing` where the table or the case does not say."""
        if (column, missing) not in self._masks:
            self._masks[column, missing] = self._flags(column, missing)
        return self._masks[column, missing]

    def _flags(self, column: str, missing: bool) -> Words:
        import numpy as np
        import polars as pl

        from mednec.packs.running.planes import pack

        if not self.has(column):
            return pack(np.full(self.cases, missing))
        values = self.frame.get_column(column)
        if values.dtype != pl.Boolean:
            raise MednecError("is not true or false", where=f"{self.where}: column {column!r}", do=_SEE)
        return pack(values.fill_null(missing).to_numpy())

    def beside(self, routes: Sequence[str]) -> Beside:
        """What the book says apart from the clauses; a case on no route of the policy is reviewed on its first."""
        from mednec.packs.running.outcomes import Beside
        from mednec.packs.running.planes import nothing

        everyone = self.flags("", missing=True)
        by_route = {name: self.cases_with(ROUTE, name) for name in routes}
        for other in set(self.values(ROUTE)) - set(routes):
            by_route[routes[0]] = by_route[routes[0]] | self.cases_with(ROUTE, other)
        none = nothing(self.cases)
        return Beside(
            everyone=everyone,
            route=by_route.__getitem__,
            applies=lambda about: self.flags(applies_key(about), missing=True) if about else everyone,
            in_scope=self.flags(IN_SCOPE, missing=True),
            impossible=self.flags(IMPOSSIBLE, missing=False),
            pends=self.cases_with(BESIDE, PENDS) if self.has(BESIDE) else none,
            shortens=self.cases_with(BESIDE, SHORTENS) if self.has(BESIDE) else none,
        )


def read_book(path: Path) -> Book:
    """A table of reviewed cases. Raises MednecError for one that cannot be read, is empty or lacks a column."""
    needs_batch()
    import polars as pl

    where = str(path)
    if not path.is_file():
        raise MednecError("no such file", where=where, do="make one with mednec policy table")
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise MednecError("is no Parquet table", where=where, do="make one with mednec policy table") from error
    for column in NEEDED:
        if column not in frame.columns:
            raise MednecError(f"has no column {column!r}", where=where, do=_SEE)
    if not frame.height:
        raise MednecError("has no cases", where=where, do="give a table with one row for each case")
    cases = frame.get_column(CASE)
    if cases.n_unique() != frame.height:
        raise MednecError(f"case {cases.filter(cases.is_duplicated())[0]!r} stands in it twice", where=where, do=_SEE)
    return Book(where=where, frame=frame)
