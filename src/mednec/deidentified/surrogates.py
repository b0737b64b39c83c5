"""What stands in the place of an identifier: the same for the same one throughout a case, and telling nothing of it.

All of it is drawn from a secret that stays with the service, so that nobody who holds the copy alone can undo it.
"""

from __future__ import annotations

import hmac
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_FIRST = (
    "Bar",
    "Cor",
    "Del",
    "Fen",
    "Gal",
    "Hol",
    "Jor",
    "Kel",
    "Lan",
    "Nor",
    "Pel",
    "Ros",
    "Sel",
    "Tor",
    "Ver",
    "Wen",
)
_LAST = (
    "abury",
    "ady",
    "anoke",
    "eck",
    "elby",
    "enmoor",
    "erby",
    "ick",
    "ingay",
    "iston",
    "ley",
    "oway",
    "owick",
    "uford",
)
MOST_YEARS, MOST_WEEKS = 4, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrogates:
    """The replacements of one case. `words` are those of the case and of the packs: no made name is one of them."""

    secret: bytes
    words: Container[str] = frozenset()
    fixed: Mapping[date, date] = field(default_factory=dict)  # days that move otherwise: a birth more than 89 years ago
    _names: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def shift(self) -> timedelta:
        """By how much every date of the case moves: some years of 52 weeks and some weeks more or less.

        Whole weeks, so that the days of the week stay; forwards, for a policy in force is in force later more often
        than earlier; near to whole years, so that a year that stands over a column of days stays true of most of them.
        """
        weeks = self._drawn("weeks", "") % (2 * MOST_WEEKS + 1) - MOST_WEEKS
        return timedelta(weeks=52 * self.years + weeks)

    @property
    def years(self) -> int:
        """By how much a year that stands alone moves."""
        return 1 + self._drawn("years", "") % MOST_YEARS

    def moved(self, day: date) -> date:
        """The day, shifted; the last day there is for one that would lie behind it."""
        if day in self.fixed:
            return self.fixed[day]
        return day + self.shift if day <= date.max - self.shift else date.max

    def name(self, token: str) -> str:
        """A made name for one word of a name; an initial becomes another initial."""
        if "-" in token.strip("-"):
            return "-".join(self.name(part) for part in token.split("-"))
        key = token.casefold().rstrip(".")
        if key not in self._names:
            self._names[key] = self._made(key)
        made = self._names[key]
        if token.isupper() and len(token) > 2:
            return made.upper()
        return made.lower() if token.islower() else made

    def initialled(self, words: Iterable[str]) -> None:
        """Let the initial of each word be that of the name made for it, as far as no word before has the same one."""
        for word in words:
            if len(word) > 1:
                self._names.setdefault(word[0].casefold(), self.name(word)[:1].upper())

    def shape(self, written: str) -> str:
        """A number of the same shape: digits for digits, letters for letters. Never the same one.

        >>> made = Surrogates(secret=b"x").shape("AB-20417")
        >>> (made[2], made[:2].isupper(), made[3:].isdigit(), made == "AB-20417")
        ('-', True, True, False)
        """
        key = "".join(c for c in written if _plain(c)).upper()
        for attempt in range(100):
            drawn = self._stream(f"shape/{attempt}", key, len(key))
            made = [str(n % 10) if c.isdigit() else chr(65 + n % 26) for c, n in zip(key, drawn, strict=True)]
            if made and made[0] in "012":
                made[0] = "9"  # neither a provider's number nor a social security number begins so
            if "".join(made) != key:
                break
        given = iter(made)
        return "".join(next(given) if _plain(c) else c for c in written)

    def among(self, kind: str, key: str, many: int) -> int:
        """A number from 0 to `many` - 1."""
        return self._drawn(kind, key.casefold()) % many

    def _made(self, key: str) -> str:
        if len(key) == 1:
            return chr(65 + (ord(key.upper()) - 65 + 1 + self._drawn("initial", key) % 25) % 26)
        taken = set(self._names.values())
        for attempt in range(1000):
            n = self._drawn(f"name/{attempt}", key)
            made = _FIRST[n % len(_FIRST)] + _LAST[n // len(_FIRST) % len(_LAST)]
            if made not in taken and made.lower() not in self.words and made.lower() != key:
                return made
        return f"Person{len(self._names) + 1}"

    def _drawn(self, kind: str, key: str) -> int:
        return int.from_bytes(hmac.digest(self.secret, f"{kind}\0{key}".encode(), "sha256")[:8])

    def _stream(self, kind: str, key: str, length: int) -> list[int]:
        blocks = (hmac.digest(self.secret, f"{kind}/{i}\0{key}".encode(), "sha256") for i in range(length // 32 + 1))
        return [n for block in blocks for n in block][:length]


def _plain(char: str) -> bool:
    return char.isascii() and char.isalnum()
