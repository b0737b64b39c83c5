"""A place in the tokens of an order, and the two ways of stopping there."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from mednec.dosing.tokens import Kind, Token, tokens
from mednec.terminology.units import Unit, unit


class UnreadableOrder(Exception):
    """The order cannot be read: `why`, and at which offset. Never leaves the grammar, which answers with a Refusal."""

    def __init__(self, why: str, at: int, *, unknown_unit: str = "", contradiction: bool = False) -> None:
        self.why, self.at = why, at
        self.unknown_unit, self.contradiction = unknown_unit, contradiction
        super().__init__(why)


class EndOfFragment(Exception):
    """What follows is not part of this dose any more; only raised while reading a fragment."""


CARDINALS = frozenset(
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
)
_NOTHING = Token(kind=Kind.MARK, text="", start=-1, end=-1)


@dataclass(slots=True)
class Cursor:
    """Tokens of `text` and the place reached. `fragment`: text after the dose may be about something else."""

    text: str
    fragment: bool = False
    place: int = 0
    tokens: tuple[Token, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = tokens(self.text)

    def ahead(self, steps: int = 0) -> Token:
        """The token `steps` after the place (before, if negative); an empty mark outside the text."""
        where = self.place + steps
        return self.tokens[where] if 0 <= where < len(self.tokens) else _NOTHING

    @property
    def done(self) -> bool:
        return self.place >= len(self.tokens)

    @property
    def offset(self) -> int:
        """Offset of the place in the text."""
        return len(self.text) if self.done else self.ahead().start

    @property
    def last_end(self) -> int:
        """Where the token before the place ends."""
        return max(self.ahead(-1).end, 0)

    def word(self, *words: str, steps: int = 0) -> bool:
        """Whether the token ahead is one of the words (written in lower case)."""
        token = self.ahead(steps)
        return token.kind is Kind.WORD and token.low in words

    def mark(self, marks: str, steps: int = 0) -> bool:
        """Whether the token ahead is one of these characters."""
        token = self.ahead(steps)
        return token.kind is Kind.MARK and token.text != "" and token.text in marks

    def number(self, steps: int = 0) -> Decimal | None:
        """The number ahead, in digits."""
        token = self.ahead(steps)
        return token.value if token.kind is Kind.NUMBER else None

    def whole(self, steps: int = 0) -> int | None:
        """The whole number ahead, in digits or as a word (`two`)."""
        token = self.ahead(steps)
        if token.kind is Kind.NUMBER and token.value == token.value.to_integral_value():
            return int(token.value)
        return int(token.value) if token.kind is Kind.WORD and token.low in CARDINALS else None

    def unit(self, *measures: str, steps: int = 0) -> Unit | None:
        """The unit ahead, if it measures one of `measures`."""
        token = self.ahead(steps)
        known = unit(token.text) if token.kind is Kind.WORD else None
        return known if known and known.measures in measures else None

    def take(self, count: int = 1) -> None:
        self.place += count

    def move_to(self, offset: int) -> None:
        """Go to the first token that starts at or after `offset`."""
        while not self.done and self.ahead().start < offset:
            self.place += 1

    def refuse(self, why: str, at: int | None = None, *, unknown_unit: str = "") -> UnreadableOrder:
        """The refusal to raise at this place."""
        return UnreadableOrder(why, self.offset if at is None else at, unknown_unit=unknown_unit)

    def leave(self, why: str, *, unknown_unit: str = "") -> UnreadableOrder | EndOfFragment:
        """To raise where an order stops being readable but a fragment merely ends."""
        return EndOfFragment() if self.fragment else self.refuse(why, unknown_unit=unknown_unit)
