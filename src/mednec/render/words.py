"""The words and glyphs that all views print alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from mednec.model.determination import CriterionResult
from mednec.model.words import ReviewAction, Status

GLYPHS = {Status.MET: "✓", Status.NOT_MET: "✕", Status.CONFLICTING: "◐", Status.NOT_DOCUMENTED: "◌"}
FOR, AGAINST, LOOK = "+", "\N{MINUS SIGN}", "·"

# Characters that would steer a terminal or turn the direction of the text; shown instead of obeyed.
_CONTROL = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t\f"} | {0x7F: "\u2421"}
_UNSEEN = (*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0x2028, 0x2029)
_PAGE_BREAK = {ord("\f"): "\n"}
_SHOWN = str.maketrans(_CONTROL | _PAGE_BREAK | dict.fromkeys(_UNSEEN, "\ufffd"))


def visible(text: str) -> str:
    """Text with control characters shown in place of obeyed; every character keeps its offset.

    >>> visible("a" + chr(27) + "[31m")
    'a␛[31m'

    A break between pages is a line break.

    >>> visible("Wt 58 kg." + chr(12) + "Plan")
    'Wt 58 kg.\\nPlan'
    """
    return text.translate(_SHOWN)


def flat(text: str) -> str:
    """Text on one line, with single blanks, safe for a terminal.

    >>> flat("Wt 71.1" + chr(10) + "   kg")
    'Wt 71.1 kg'
    """
    return visible(" ".join(text.split()))


def sentence(text: str) -> str:
    """Capital at the start, a full stop at the end.

    >>> sentence("no dose on record"), sentence("Which code is meant?")
    ('No dose on record.', 'Which code is meant?')
    """
    plain = flat(text)
    if not plain:
        return ""
    return capital(plain) + ("" if plain[-1] in ".?!:;…”" else ".")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def amount(value: Decimal | int | None, unit: str = "") -> str:
    """`1,200 mg`: one place from a hundred on, three below one, else two. Nothing for an amount that is not known.

    >>> amount(Decimal("1200.0"), "mg"), amount(Decimal("58.10"), "kg"), amount(None, "mg")
    ('1,200 mg', '58.1 kg', '')
    """
    if value is None:
        return ""
    size = abs(Decimal(value))
    places = "0.1" if size >= 100 else "0.01" if size >= 1 else "0.001"
    text = f"{Decimal(value).quantize(Decimal(places), rounding=ROUND_HALF_UP):,f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} {unit}".strip()


def times(units: Decimal | int | None) -> str:
    """The number of billing units behind a code; nothing where none is asked."""
    return "" if units is None else f" \N{MULTIPLICATION SIGN} {amount(units)}"


def operator(node: CriterionResult) -> str:
    """How the children of a group count, in words; empty for a leaf."""
    if not node.children:
        return ""
    count = len(node.children)
    if node.op == "at_least":
        return f"at least {node.n} of {count}"
    return {"all": "all of", "any": "any of", "not": "none of" if count > 1 else "not"}.get(node.op, node.op)


def action(code: ReviewAction) -> str:
    """X12 code source 306 with its meaning: `A4 pended`."""
    return f"{code.value} {code.name.lower().replace('_', ' ')}"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(words)
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def days(dates: Sequence[date]) -> str:
    """Dates in full, or their ends and number where there are many.

    >>> days([date(2025, 3, 24), date(2025, 4, 7)])
    '2025-03-24 and 2025-04-07'
    """
    if len(dates) <= 6:
        return listed(day.isoformat() for day in dates)
    return f"{dates[0].isoformat()} to {dates[-1].isoformat()}, {len(dates)} dates"
