"""Order text cut into numbers, words and marks, each with its place; what cannot be read is marked, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mednec.terminology.frequency import number_word


class Kind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    WORD = "word"
    DATE = "date"
    CODE = "code"  # a billing code
    MARK = "mark"  # one punctuation character
    UNREADABLE = "unreadable"  # looks like a number, but which?


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of the order. `low` is its text in lower case, dots of abbreviations dropped (`p.o.` -> `po`)."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Decimal = Decimal(0)
    why: str = ""  # of an unreadable token

    @property
    def low(self) -> str:
        return self.text.replace(".", "").casefold() if self.kind is Kind.WORD else self.text


_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_MASSES = r"mgs?|milligrams?|g|gms?|grams?|mcg|micrograms?|units?"
_SPOKEN = {
    word: number
    for words, numbers in (
        ("one two three four five six seven eight nine ten eleven twelve", range(1, 13)),
        ("fifteen twenty thirty forty fifty sixty seventy eighty ninety", (15, *range(20, 100, 10))),
        ("hundred thousand", (100, 1000)),
    )
    for word, number in zip(words.split(), numbers, strict=True)
}
_PATTERN = re.compile(
    rf"(?P<spoken>\b(?i:(?:{_ONES}|a)[ -](?:hundred|thousand)|(?:{_TENS})(?:[ -](?:{_ONES}))?"
    rf"|{_ONES}|ten|eleven|twelve|fifteen)(?=[ -]+(?:{_MASSES})\b))|"
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}|[0-9]{1,2}/[0-9]{4}\b)"
    r"|(?P<code>\b[A-Z][0-9]{4}\b)"
    r"|(?P<area>m(?:2|\u00b2|\^2)(?![0-9]))"
    r"|(?P<unreadable>[0-9]+(?:\.[0-9]+)?(?:[,/][0-9]+(?:\.[0-9]+)?)+|[0-9]+\.[0-9]+\.[0-9.]*[0-9]|[0-9]*\?+[0-9]*)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?P<word>(?:[A-Za-z]\.){2,}|[A-Za-z\u00b5\u03bc]+(?:'s)?)"
    r"|(?P<mark>->|\S)"
)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_MAX_DIGITS = 12


def _number(text: str, start: int, end: int) -> Token:
    """A number, or why it cannot be told which number it is."""
    plain = text.replace(",", "")
    why = ""
    if len(plain) > _MAX_DIGITS:
        why = "a number too long to be a dose"
    elif re.fullmatch(r"0[0-9]+(?:\.[0-9]+)?", plain):
        why = f"a number with a leading zero ({text})"
    elif re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{2}0", text):
        why = f"{text} may be a decimal or a thousand"
    if why:
        return Token(kind=Kind.UNREADABLE, text=text, start=start, end=end, why=why)
    return Token(kind=Kind.NUMBER, text=text, start=start, end=end, value=Decimal(plain))


def _spoken(text: str) -> Decimal:
    """The number that words say: `twenty-five`, `five hundred`."""
    total = 0
    for word in re.split("[ -]", text.casefold()):
        number = _SPOKEN.get(word, 1)
        total = max(total, 1) * number if number >= 100 else total + number
    return Decimal(total)


def _token(match: re.Match[str]) -> Token:
    kind, text, start, end = match.lastgroup, match.group(), match.start(), match.end()
    if kind == "spoken":
        return Token(kind=Kind.NUMBER, text=text, start=start, end=end, value=_spoken(text))
    if kind == "number" or (kind == "unreadable" and _THOUSANDS.fullmatch(text)):
        return _number(text, start, end)
    if kind == "unreadable":
        return Token(kind=Kind.UNREADABLE, text=text, start=start, end=end, why=f"{text!r} is not one number")
    if kind == "area":
        return Token(kind=Kind.WORD, text="m2", start=start, end=end)
    if kind in ("date", "code"):
        return Token(kind=Kind(kind), text=text, start=start, end=end)
    if kind == "mark":
        return Token(kind=Kind.MARK, text=text, start=start, end=end)
    counted = number_word(text)
    value = Decimal(counted) if counted is not None else Decimal(0)
    return Token(kind=Kind.WORD, text=text, start=start, end=end, value=value)


def tokens(text: str) -> tuple[Token, ...]:
    """Cut `text` into tokens; every character that is not a blank lies in exactly one of them.

    >>> [t.text for t in tokens("LD 29g/kg q4wks")]
    ['LD', '29', 'g', '/', 'kg', 'q', '4', 'wks']
    """
    return tuple(_token(match) for match in _PATTERN.finditer(text))
