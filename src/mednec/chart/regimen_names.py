"""Drugs named in a stretch of a chart, misspelt ones too, each with the amount that stands before its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from mednec.chart.context import Context
from mednec.chart.lexicon import Lexicon
from mednec.model.document import SourceDocument

_UNIT = (
    r"(?:mg|mcg|g|gm|gms|grams?|milligrams?|micrograms?|units?|iu|ml|puffs?|tabs?|tablets?|caps?|capsules?|pens?|vials?"
    r"|sprays?|drops?|patch(?:es)?)"
)
_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|one|two|three|four|five|six|eight|ten|half a|twenty|thirty|forty|fifty|sixty)"
_FIGURE_UNIT = re.compile(rf"{_NUMBER}\s*{_UNIT}\b", re.IGNORECASE)
_AMOUNT = re.compile(
    rf"[\W_]{{0,4}}(?:of |at |dose |x ?)?{_NUMBER}\s*(?:{_UNIT}\b|\s*(?:q|bid|tid|daily))", re.IGNORECASE
)
# An amount right before the name is its dose: "60 mg A", "20 mg of A", "1 g/day of oral A".
_BEFORE_NAME = re.compile(
    rf"(?<![\w.,/-])(?P<dose>{_NUMBER}\s*{_UNIT}(?:\s*/\s*(?:kg|m2|m\u00b2|d|day|dose|wk|week))*)\b"
    r"(?:\s+(?:of|iv|po|im|sc|sq|subq|oral|intravenous|subcutaneous|daily|weekly|monthly|bid|tid|total|inhaled|nebulized"
    r"|topical|pulse|generic|the|her|his))*\s*$",
    re.IGNORECASE,
)
_FORMULATION = re.compile(
    r"(?:\s*[(/,]?\s*(?:\d{1,2}\s*%|liquid|s/d|xr|er|sr|xl|ec|dr|cr|odt|hfa|pen|pushpen|citrate-free|cf|auto-?injector"
    r"|biosimilar|generic|brand|sodium|hcl)(?![A-Za-z])\)?)*\s*\)?",
    re.IGNORECASE,
)
# A schedule right before the name: "weekly A 20 mg".
_EARLY = re.compile(
    r"(?<![\w.,/-])(?:q ?\d{1,2} ?(?:h|d|w|wks?|weeks?|mo)|(?:once |twice )?(?:daily|weekly|monthly|nightly)"
    r"|every (?:other )?(?:day|week|month)|b\.?i\.?d\.?|t\.?i\.?d\.?)\s*$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"[\s(,/-]*(?:brand|generic|i\.e\.|aka)?[\s(:,]*")
_LETTERS, _LONG = 7, 11  # letters of a name from which one or two may be wrong
_WORD = re.compile(r"[A-Za-z]{8,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugName:
    """A drug named at `start:end` of the document, in the sentence with the number `at`.

    `dose_before` is where an amount or schedule that stands before the name and belongs to it begins, else -1.
    """

    drug: str
    start: int
    end: int
    at: int
    dose_before: int = -1

    @property
    def begin(self) -> int:
        return self.dose_before if self.dose_before >= 0 else self.start


def drug_names(block: list[Context]) -> list[DrugName]:
    """Drugs named, misspelt ones too; a brand in brackets behind its drug is one name with it."""
    document = block[0].document
    raw: list[DrugName] = []
    for at, context in enumerate(block):
        for mention in context.mentions:
            if mention.id in context.lexicon.drugs:
                raw.append(
                    DrugName(
                        drug=mention.id, start=context.offset + mention.start, end=context.offset + mention.end, at=at
                    )
                )
        raw += _misspelt(context, at)
    names: list[DrugName] = []
    for name in sorted(raw, key=lambda n: (n.start, -n.end)):
        last = names[-1] if names else None
        if last is not None and name.start < last.end:
            continue
        if last is not None and _same(block, document, last, name):
            names[-1] = replace(last, end=_name_end(document, name.end))
            continue
        names.append(replace(name, end=_name_end(document, name.end)))
    return _with_doses_before(block, names)


def _name_end(document: SourceDocument, end: int) -> int:
    match = _FORMULATION.match(document.text, end)
    return end + len(match.group().rstrip()) if match else end


def _same(block: list[Context], document: SourceDocument, one: DrugName, other: DrugName) -> bool:
    between = document.text[one.end : other.start]
    related = (
        one.drug == other.drug
        or block[0].lexicon.is_a(one.drug, other.drug)
        or block[0].lexicon.is_a(other.drug, one.drug)
    )
    return related and _JOINED.fullmatch(between) is not None and "\n" not in between


def _misspelt(context: Context, at: int) -> Iterator[DrugName]:
    """Words one letter off a drug's name, where an amount stands beside them."""
    text = context.text
    for word in _WORD.finditer(text):
        inside = any(m.start < word.end() and word.start() < m.end for m in context.mentions)
        beside = _AMOUNT.match(text, word.end()) or _BEFORE_NAME.search(text[: word.start()])
        if inside or not beside:
            continue
        drug = _nearest_name(word.group().lower(), context.lexicon)
        if drug:
            yield DrugName(drug=drug, start=context.offset + word.start(), end=context.offset + word.end(), at=at)


def _nearest_name(word: str, lexicon: Lexicon) -> str:
    """The one drug whose name is so written but for a letter, or two of a long name; else empty."""
    found: set[str] = set()
    for name, drug in lexicon.drug_names.get(word[0], ()):
        if len(name) < _LETTERS or abs(len(name) - len(word)) > 2:
            continue
        allowed = 2 if min(len(name), len(word)) >= _LONG else 1
        if OSA.distance(name, word, score_cutoff=allowed) <= allowed:
            found.add(drug)
    return found.pop() if len(found) == 1 else ""


def _with_doses_before(block: list[Context], names: list[DrugName]) -> list[DrugName]:
    """Names with the amount that stands before them, unless it is the amount of the name before."""
    found: list[DrugName] = []
    text = block[0].document.text
    for i, name in enumerate(names):
        context = block[name.at]
        last = found[-1].end if found else 0
        begin = max(context.offset, last)
        match = _BEFORE_NAME.search(text[begin : name.start])
        if match is not None and not _AMOUNT.match(text, name.end):
            adjacent = (
                found and not re.search(r"[\w]", text[last : begin + match.start("dose")]) and last >= context.offset
            )
            following = names[i + 1].start if i + 1 < len(names) else -1
            if not adjacent and following != name.end:
                name = replace(name, dose_before=begin + match.start("dose"))
        elif (early := _EARLY.search(text[begin : name.start])) and not _FIGURE_UNIT.search(
            text[begin : begin + early.start()]
        ):
            name = replace(name, dose_before=begin + early.start())
        found.append(name)
    return found
