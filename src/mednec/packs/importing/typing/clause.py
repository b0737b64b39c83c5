"""One clause as a leaf kind reads it: its words, what the lexicon finds in them, and which words are explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mednec.chart.lexicon import Lexicon, Mention
from mednec.packs.importing.operators import NUMBERS
from mednec.packs.importing.typing.abbreviations import find
from mednec.packs.importing.typing.degrees import degrees, narrowed

Span = tuple[int, int]
Slots = Mapping[str, object]
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019/-]*[A-Za-z]|[A-Za-z]")
# Numbers, but for marks of footnotes and of outlines.
_NUMBER = re.compile(
    r"(?<![\w.\[^/-])\d+(?:[.,]\d+)*(?!\d*\])(?![\w)]|-(?!days?|weeks?|months?|years?|hours?)[a-z])|\b(?:two|three|four|five|six|eight|ten|twelve|twice|thrice)\b",
    re.I,
)
_N = r"(?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four)"
_UNIT = r"(?P<unit>days?|weeks?|months?|years?)"
_BEFORE = (
    r"(?:\s+(?:before|prior to|preceding|of|immediately before"
    r"|from)\s+(?:the\s+)?(?:date\s+)?(?:of\s+)?(?:the\s+)?(?:this\s+)?"
    r"(?:prior authori[sz]ation\s+)?(?:request|submission|application|review|authori[sz]ation|start|initiation"
    r"|treatment)"
    r"(?:\s+(?:was\s+)?received|\s+date)?)?"
)
_WINDOW = re.compile(
    r"(?:\b(?:within|in|during|over|from|at any time in|not older than|no older than|no more than|not more than"
    r"|less than)\s+)"
    r"(?:(?:the|a)\s+)?(?:past|last|previous|preceding|prior|most recent)?\s*"
    rf"{_N}[\s-]*(?:calendar\s+)?{_UNIT}\b(?:\s+(?:old|ago)\b)?{_BEFORE}",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b(?:past|last|previous|preceding|prior|before|within|old|ago|older)\b", re.IGNORECASE)
_DAYS = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}
_MORE_NUMBERS = {**NUMBERS, "nine": 9, "ten": 10, "twelve": 12, "eighteen": 18, "twenty-four": 24}


# Words that turn a clause round: no filler explains them, only a slot that was filled from them does.
_DENIALS = frozenset(["not", "no", "never", "nor", "neither", "cannot", "except", "unless"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """`header` is what the groups above say, the nearest last; `part` criteria, limits or exclusions; `drugs` those the
    policy is about; `notes` the footnotes and definitions that the clause refers to."""

    label: str
    text: str
    header: str
    part: str
    lexicon: Lexicon
    mentions: tuple[Mention, ...]
    drugs: frozenset[str]
    words: Mapping[str, frozenset[str]]
    notes: str = ""
    short: Mapping[str, str] = field(default_factory=dict)  # abbreviations the policy defines -> concept
    preferred: tuple[str, ...] = ()  # products the policy calls preferred

    def kind_of(self, mention: Mention) -> str:
        """disease, test, measure ...; `drug` for drugs and classes of drugs."""
        concept = self.lexicon.concepts.get(mention.id)
        if concept is None:
            return "drug"
        return "drug" if concept.kind == "drug-class" else concept.kind

    def find(self, text: str) -> tuple[Mention, ...]:
        """What a text names, in the lexicon's words or the policy's own abbreviations."""
        return find(text, self.lexicon, self.short)

    def of_kind(self, *kinds: str) -> tuple[Mention, ...]:
        return tuple(m for m in self.mentions if self.kind_of(m) in kinds)

    def says(self, *words: str) -> re.Match[str] | None:
        """The first place where one of these patterns stands in the clause."""
        return re.search(rf"\b(?:{'|'.join(words)})", self.text, re.IGNORECASE)

    def leftover(self, typed: Typed) -> list[str]:
        """Content words that nothing explains: not in a span, no filler of the language or of the kind."""
        known = self.words["anywhere"].union(*(self.words[name] for name in typed.fillers))
        spans = [*typed.explained, *(span(m) for m in self.mentions if typed.own_names and m.id in self.drugs)]
        left = [m.group() for m in _NUMBER.finditer(self.text) if not any(s <= m.start() < e for s, e in spans)]
        left += self._degrees(typed)
        for word in _WORD.finditer(self.text):
            if any(s <= word.start() < e for s, e in spans):
                continue
            if word.group().lower() in _DENIALS:
                left.append(word.group())
                continue
            pieces = [p for p in re.split(r"[/'\u2019-]", word.group().lower()) if p]
            if not all(p in known or _singular(p) in known for p in pieces):
                left.append(word.group())
        return left

    def beyond(self, mention: Mention) -> dict[str, Span]:
        """Words of a name that ask for more than the thing it names, and where they stand."""
        narrower = narrowed(self.text, mention, self.lexicon, self.words["hollow"])
        words = narrower + degrees(self.text, mention, self.lexicon, self.words["degrees"])
        starts = {word: self.text.lower().find(word, mention.start) for word in words}
        return {word: (start, start + len(word)) for word, start in starts.items()}

    def _degrees(self, typed: Typed) -> list[str]:
        """Such words that no slot holds. What is denied as a whole is denied in each of its narrower forms."""
        slots = str(typed.slots).lower()
        if "'expect': 'absent'" in slots:
            return []
        return [
            word
            for m in self.mentions
            if f"'{m.id}'" in slots or not typed.slots
            for word, place in self.beyond(m).items()
            if not any(s <= place[0] and place[1] <= e and (s, e) != span(m) for s, e in typed.explained)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A leaf kind with its slots and the spans of the clause that they explain.

    `fillers` are the lists of words that carry no condition in this kind; `own_names`: nor do the policy's drugs.
    """

    slots: Slots
    explained: tuple[Span, ...]
    fillers: tuple[str, ...] = ()
    own_names: bool = False


def window_of(text: str) -> tuple[int | None, list[Span]]:
    """Days back from the request that a text asks for ("within 90 days before the request"), and where it says so.

    >>> window_of("measured in the 12 months before the request")[0]
    365
    """
    for match in _WINDOW.finditer(text):
        if _DATED.search(match.group()):
            return days(match.group("n"), match.group("unit")), [match.span()]
    return None, []


def number(word: str) -> int:
    return int(word) if word.isdigit() else _MORE_NUMBERS[word.lower()]


def days(n: str, unit: str) -> int:
    return round(number(n) * _DAYS[unit[0].lower()])


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


def span(mention: Mention) -> Span:
    return (mention.start, mention.end)


def distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))
