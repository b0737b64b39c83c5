"""A share of cases, with how sure it is: counts first, the interval beside, and silence where too few were counted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mednec.appeals.counting import FEW, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`part` of `of` cases."""

    part: int
    of: int

    @property
    def few(self) -> bool:
        """Whether too few were counted to speak of a rate."""
        return self.of < FEW

    @property
    def share(self) -> Decimal:
        return Decimal(self.part) / self.of if self.of else Decimal(0)

    @property
    def interval(self) -> tuple[Decimal, Decimal]:
        """Wilson's 95 % interval (1927)."""
        return wilson(self.part, self.of)

    @property
    def says(self) -> str:
        """The share in words.

        >>> Share(part=30, of=120).says
        '25 % (18-33 %)'
        >>> Share(part=1, of=4).says
        'too few: 4 of at least 10'
        """
        if self.few:
            return f"too few: {self.of} of at least {FEW}"
        low, high = self.interval
        return f"{percent(self.share)} % ({percent(low)}-{percent(high)} %)"


def percent(share: Decimal) -> int:
    """A share as whole per cent; never 0 or 100 where it is neither.

    >>> percent(Decimal("0.004")), percent(Decimal(0)), percent(Decimal("0.997"))
    (1, 0, 99)
    """
    whole = int((100 * share).to_integral_value())
    if share > 0 and whole == 0:
        return 1
    return 99 if share < 1 and whole == 100 else whole
