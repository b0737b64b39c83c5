"""HCPCS Level II billing codes of drugs: what one unit is, and on which days of service the code may be billed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mednec.errors import TerminologyError


@dataclass(frozen=True, slots=True, kw_only=True)
class HcpcsCode:
    """One billing code: descriptor, amount of one billing unit, and its days of validity where they are known."""

    code: str
    descriptor: str
    unit_amount: Decimal
    unit: str
    drug: str  # drug id, or "" for a drug without a monograph
    products: tuple[str, ...] = ()  # brand names the descriptor is limited to; empty for any
    effective_from: date | None = None  # None: not known to us, taken as open
    effective_to: date | None = None
    note: str = ""
    reference: str = ""

    def valid_on(self, day: date) -> bool:
        """Whether the code may be billed for this day of service, as far as its dates are known."""
        after_start = self.effective_from is None or self.effective_from <= day
        before_end = self.effective_to is None or day <= self.effective_to
        return after_start and before_end

    def units(self, amount: Decimal) -> Decimal:
        """Billing units of an amount given in the code's own unit.

        >>> ten = HcpcsCode(code="J0000", descriptor="", unit_amount=Decimal(10), unit="mg", drug="")
        >>> ten.units(Decimal(1000))
        Decimal('100')
        """
        return amount / self.unit_amount


class HcpcsTable:
    """The billing codes of the packs. A code that is not here is unknown to us, which is not the same as invalid."""

    def __init__(self, codes: Iterable[HcpcsCode], *, edition: str = "") -> None:
        ordered = sorted(codes, key=lambda row: row.code)
        self.edition = edition
        self._codes: dict[str, HcpcsCode] = {}
        for row in ordered:
            if row.code in self._codes:
                raise TerminologyError(f"code {row.code} stands twice", where="HCPCS table", do="keep one row per code")
            self._codes[row.code] = row

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def codes(self) -> tuple[HcpcsCode, ...]:
        """All rows, by code."""
        return tuple(self._codes.values())

    def lookup(self, code: str) -> HcpcsCode | None:
        """The row of a code, whatever the day; None when the table does not have it."""
        return self._codes.get(code.strip().upper())

    def on(self, code: str, day: date) -> HcpcsCode | None:
        """The row of a code when it may be billed on this day of service, else None."""
        row = self.lookup(code)
        return row if row is not None and row.valid_on(day) else None

    def successors(self, code: str, day: date) -> tuple[HcpcsCode, ...]:
        """Codes of the same drug and product that may be billed on this day instead of `code`."""
        old = self.lookup(code)
        if old is None or not old.drug:
            return ()
        same = (row for row in self._codes.values() if row.drug == old.drug and row.products == old.products)
        return tuple(row for row in same if row.code != old.code and row.valid_on(day))
