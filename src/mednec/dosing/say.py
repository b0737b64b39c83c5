"""Amounts in print: thousands separated, as many places as matter, never more."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_PLACES = Decimal("0.000001")


def decimal(amount: Fraction | Decimal) -> Decimal:
    """A fraction as a decimal of at most six places, without trailing zeros.

    >>> decimal(Fraction(1, 3)), decimal(Decimal("1E+3"))
    (Decimal('0.333333'), Decimal('1000'))
    """
    if isinstance(amount, Fraction):
        amount = Decimal(amount.numerator) / Decimal(amount.denominator)
    plain = amount.quantize(_PLACES, rounding=ROUND_HALF_UP).normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def say(amount: Fraction | Decimal, unit: str = "") -> str:
    """`1,684.9 g`, `0.4 g`, `600 mg`: one place from a hundred on, three below one, else two; no trailing zeros.

    >>> say(Decimal("1684.90"), "g"), say(Decimal("0.125"), "mg")
    ('1,684.9 g', '0.125 mg')
    """
    value = decimal(amount)
    places = "0.1" if abs(value) >= 100 else "0.01" if abs(value) >= 1 else "0.001"
    rounded = value.quantize(Decimal(places), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text} {unit}".strip()


def per_kg(amount: Fraction | Decimal, unit: str, per: str = "kg") -> str:
    """Always two places, so that readings can be compared: `2.00 g/kg`.

    >>> per_kg(Decimal(2), "g")
    '2.00 g/kg'
    """
    return f"{decimal(amount).quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,f} {unit}/{per}"
