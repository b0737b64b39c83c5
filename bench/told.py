"""Facts that reviewers wrote down, as a perfect model would claim them: in words of a quote that names the thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from mednec.chart.lexicon import Lexicon, Mention
from mednec.model.document import SourceDocument
from mednec.model.proposal import Claim
from mednec.pointing.claims import numbers_in
from mednec.pointing.locate import LONGEST, spans_of

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_TIME = re.compile(r"(\d+)\s*-?(day|week|wk|month|mo|year|yr)s?\b", re.IGNORECASE)
_DAYS = {"day": 1, "week": 7, "wk": 7, "month": 30.4, "mo": 30.4, "year": 365, "yr": 365}
_OUTCOMES = {
    **{o: o for o in ("failed", "intolerant", "contraindicated", "partial", "responded", "planned")},
    **dict.fromkeys(("ongoing", "too short", "not stated", ""), "taken"),
    "never tried": "never tried",
}
# Words without which a quote tells that a treatment was had, not how it went. Written by hand, apart from the packs.
_TELLS = {
    "failed": r"fail|refractor|ineffect|inadequa|insufficien|unsatisf|relaps|flar|breakthrough|persist|progress|worse"
    r"|plateau|rising|uncontrol|\b(?:no|not|without|never|didn't|little) |lost|loss|still|com(?:es|ing) (?:right )?back"
    r"|back within|-IR\b|wore off|despite|non-?respon",
    "partial": r"partial|some|little|better|improv|modest|plateau|wore off|best|helped|respon|still|incomplete",
    "intolerant": r"intoler|allerg|nausea|vomit|rash|react|side effect|groggy|st[ui]ng|ulcer|sore|constipat|tolerate"
    r"|uveitis|attribut|because of|due to|anaphyl|hives|headache|ALT|LFT|sedat|dizz|burn|cough|bleed|toxic|adverse",
    "contraindicated": r"contraindicat|not given|avoid|candidate|because|cannot|can't|not with|do not|due to|not advis",
    "responded": r"respon|improv|clear|help|controll|remission|better|well|worked|works|quiet|good|resol|effective"
    r"|settled|stable|within \d+ h|gone",
    "never tried": r"never|not |naive|na\u00efve|declin|none|\bno\b|rather|without|refus|\[ ?\]",
    "planned": r"plan|consider|could|would|\bif\b|start|begin|add|refer|next|discuss|propos|request|to be|will|switch",
}
_POSITIVE = ("positive", "reactive", "detected", "elevated", "abnormal", "demyelinating", "seropositive")
_NEGATIVE = ("negative", "nonreactive", "non-reactive", "not detected", "normal")
_DENIALS = ("absent", "negative", "never tried", "historical")
_TESTED = ("test", "measure", "function")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact as reviewers wrote it down, whoever they were."""

    kind: str
    name: str
    document: str
    quote: str
    value: str = ""
    unit: str = ""
    assertion: str = ""
    outcome: str = ""  # of a treatment
    days: Decimal | None = None  # that a treatment took


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A claim with the words that tell it. `named` is whether these name what they are of."""

    document: str
    quote: str
    claim: Claim
    kind: str
    named: bool


def told(fact: Fact, document: SourceDocument, lexicon: Lexicon) -> Told | None:
    """The fact as a claim; None where the claims that can be made have no words for it, or no pack its concept."""
    says = _says(fact)
    concepts = _concepts(fact, lexicon)
    if not says or not concepts:
        return None
    for quote in (fact.quote, *_wider(fact.quote, document)):
        found = next((pair for c in concepts if (pair := _naming(quote, c, says, lexicon))), None)
        if found is None:
            continue
        about, mention = found
        named = quote[mention.start : mention.end]
        says = _told_by(quote, says)
        if not says:
            return None
        claim = Claim(about=about, says=says, named=named, words=_words(fact, quote, says))
        if says in ("measured", "counted") and not numbers_in(claim.words):
            return None
        return Told(document=fact.document, quote=quote, claim=claim, kind=fact.kind, named=True)
    says = _told_by(fact.quote, says)
    if not says:
        return None
    pronoun = re.search(r"\b(?:it|this|these|that)\b", fact.quote, re.IGNORECASE)
    named = pronoun[0] if pronoun else ""
    claim = Claim(about=concepts[0], says=says, named=named, words=_words(fact, fact.quote, says))
    if says in ("measured", "counted") and not numbers_in(claim.words):
        return None
    return Told(document=fact.document, quote=fact.quote, claim=claim, kind=fact.kind, named=False)


def _says(fact: Fact) -> str:
    value = fact.value.lower()
    if fact.kind == "therapy_trial":
        return _of_a_trial(fact)
    if fact.kind in ("test_result", "measurement", "event_count"):
        if fact.assertion in ("family", "hypothetical", "uncertain"):
            return ""
        if fact.kind == "test_result" and (word := _polarity(value, fact.assertion)):
            return word
        number = _NUMBER.fullmatch(value.lstrip("<>=~ "))
        return ("counted" if fact.kind == "event_count" else "measured") if number else ""
    return fact.assertion if fact.kind in ("diagnosis", "safety", "response") else ""


def _of_a_trial(fact: Fact) -> str:
    if fact.assertion == "family":
        return ""
    if fact.assertion == "hypothetical":
        return "planned"
    return _OUTCOMES.get(fact.outcome.replace("_", " "), "")


def _told_by(quote: str, says: str) -> str:
    """What the quote itself tells: without a word of how a treatment went, only that it was had, or nothing."""
    if says not in _TELLS or re.search(_TELLS[says], quote, re.IGNORECASE):
        return says
    return "taken" if says in ("failed", "partial", "intolerant", "responded") else ""


def _polarity(value: str, assertion: str) -> str:
    word = value.split("(")[0].strip()
    if word in _POSITIVE or (not word and assertion in ("present", "")):
        return "positive"
    return "negative" if word in _NEGATIVE else ""


def _concepts(fact: Fact, lexicon: Lexicon) -> tuple[str, ...]:
    """Ids that the name of the fact stands for, the one with most of its letters first."""
    mentions = sorted(lexicon.find(fact.name), key=lambda m: (m.start - m.end, m.start))
    group = fact.name.lower().replace(" ", "-")
    ids = [*([group] if group in lexicon.groups else []), *(m.id for m in mentions)]
    return tuple(i for i in dict.fromkeys(ids) if _of_the_kind(i, fact.kind, lexicon))


def _of_the_kind(id_: str, kind: str, lexicon: Lexicon) -> bool:
    concept = lexicon.concepts.get(id_)
    if kind == "therapy_trial":
        return concept is None or concept.kind not in ("disease", "symptom", *_TESTED)
    if concept is None:
        return False
    if kind in ("test_result", "measurement"):
        return concept.kind in _TESTED
    return concept.kind not in _TESTED or kind == "event_count"


def _naming(quote: str, concept: str, says: str, lexicon: Lexicon) -> tuple[str, Mention] | None:
    """What the quote names of the concept: itself or a kind of it, else the group that it belongs to.

    To deny a form of a disease does not deny the disease.
    """
    mentions = lexicon.find(quote)
    for mention in mentions:
        if lexicon.is_a(mention.id, concept):
            return concept, mention
    for mention in mentions if says not in _DENIALS else ():
        if lexicon.is_a(concept, mention.id):
            return mention.id, mention
    return None


def _wider(quote: str, document: SourceDocument) -> Iterator[str]:
    """The same words with their whole lines, then with a few lines above: a careful reader quotes the name too."""
    spans = spans_of(quote, document.text)
    if not spans:
        return
    start, end = spans[0]
    text = document.text
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    first = start
    for _ in range(4):
        first = text.rfind("\n", 0, max(0, first - 1)) + 1 if first != start else text.rfind("\n", 0, start) + 1
        wider = text[first:last].strip()
        if len(wider) > LONGEST or "\n\n" in wider:
            return
        yield wider


def _words(fact: Fact, quote: str, says: str) -> tuple[str, ...]:
    """Pieces of the quote: the value with its unit, the time that a treatment took."""
    pieces: list[str] = []
    wanted = _decimal(fact.value)
    if says in ("measured", "counted") and wanted is not None:
        numbers = (n if spans_of(n, quote) else f"x{n}" for n in _NUMBER.findall(quote) if _decimal(n) == wanted)
        number = next((n for n in numbers if spans_of(n, quote)), "")
        unit = f"{number} {fact.unit}"
        pieces += [unit if fact.unit and unit in quote else number] if number else []
    if fact.days is not None:
        times = (m for m in _TIME.finditer(quote) if _about(int(m[1]) * _DAYS[m[2].lower()], float(fact.days)))
        pieces += [m[0] for m in times][:1]
    return tuple(pieces)


def _about(days: float, told_days: float) -> bool:
    return abs(days - told_days) <= 0.1 * told_days


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip("<>=~ ").rstrip(",.").replace(",", ""))
    except InvalidOperation:
        return None
