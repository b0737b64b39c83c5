"""The place of every sealed value: it is bound to it, and opens nowhere else.

`<organisation>/<case>/<table>/<row>`, with what tells values apart behind it where a row has several: `json` and
`summary` of a determination, the name of a part of a page. The second factor of an account is at
`<organisation>/<account>/totp`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, LargeBinary, Table

from mednec.store.tables import AccountRow, Base, DeterminationRow, PartRow

BEHIND = {("determination", "sealed"): "json", ("determination", "summary"): "summary"}


def place(*pieces: str) -> str:
    """The name of a place, from its pieces; what is empty is left out."""
    return "/".join(piece for piece in pieces if piece)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedColumn:
    """A column of sealed values, and the columns that its places are made of."""

    table: Table
    name: str

    @property
    def column(self) -> ColumnElement[bytes]:
        return self.table.c[self.name]

    @property
    def keys(self) -> tuple[ColumnElement[str], ...]:
        """The primary key."""
        return tuple(self.table.primary_key.columns)

    @property
    def owner(self) -> tuple[ColumnElement[str], ColumnElement[str] | None]:
        """Organisation and case of a row; a part of a page has those of its determination, an account has no case."""
        source = DeterminationRow.__table__ if self.table is PartRow.__table__ else self.table
        return source.c["org"], source.c.get("case")

    def place(self, org: str, case: str, keys: tuple[str, ...]) -> str:
        """The place of one row's value."""
        if self.table is AccountRow.__table__:
            return place(org, "", keys[0], self.name)
        return place(org, case, self.table.name, *keys, BEHIND.get((self.table.name, self.name), ""))


def sealed_columns() -> tuple[SealedColumn, ...]:
    """Every column of the database that holds sealed values: each that holds bytes."""
    return tuple(
        SealedColumn(table=table, name=column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    )
