"""What a model may get wrong about a fact, made from the right claim: one kind of slip or invention at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256

from bench.told import Told
from mednec.chart.lexicon import Lexicon
from mednec.model.document import ChartCitation
from mednec.model.proposal import Claim
from mednec.pointing.claims import numbers_in
from mednec.pointing.locate import spans_of

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_RANGE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) ?- ?(\d+(?:\.\d+)?)(?![\w.])")
_HELPED = re.compile(r"work|quiet|helped|better|good|respon|improv|controlled", re.IGNORECASE)
_FLIPPED = {
    "present": "absent",
    "absent": "present",
    "historical": "absent",
    "uncertain": "present",
    "hypothetical": "present",
    "family": "present",
    "positive": "negative",
    "negative": "positive",
    "failed": "responded",
    "partial": "never tried",
    "intolerant": "never tried",
    "contraindicated": "responded",
    "responded": "failed",
    "taken": "never tried",
    "never tried": "failed",
    "planned": "failed",
}
_INVENTED = {
    "present": "Examination on this day confirms {name} beyond doubt.",
    "absent": "There is no {name} whatsoever on careful review today.",
    "positive": "{name}: strongly POSITIVE on repeat testing this week.",
    "negative": "{name}: NEGATIVE on repeat testing this week.",
    "measured": "{name} 77.7 on the repeat sample of this week.",
    "counted": "{name}: 17 in the last month by her own count.",
    "failed": "{name} for 26 weeks without any benefit, stopped as a failure.",
    "responded": "Excellent and lasting response to {name} for 26 weeks.",
    "intolerant": "{name} stopped for anaphylaxis.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One thing proposed about a fact, and whether it is right. `kind` is what is wrong with it."""

    kind: str
    right: bool
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The documents of a case by name, its sentences, and everything that reviewers wrote down of it."""

    texts: Mapping[str, str]
    passages: Sequence[ChartCitation]
    known: Sequence[Told]
    lexicon: Lexicon

    def holds(self, about: str, says: str, quote: str) -> bool:
        """Whether a reviewer wrote down that these words, or words in them, say so of it."""
        lexicon = self.lexicon
        return any(
            k.claim.says == says
            and (lexicon.is_a(k.claim.about, about) or lexicon.is_a(about, k.claim.about))
            and (k.quote in quote or quote in k.quote)
            for k in self.known
        )


def planted(fact: Told, ground: Ground) -> Iterator[Planted]:
    """The right claim, and each wrong one that can be made of it."""
    yield Planted(kind="right" if fact.named else "right, named elsewhere", right=True, told=fact)
    makers = (
        *(_fabricated, _number_in_quote, _number_in_claim, _other_number, _polarity),
        *(_other_concept, _other_document, _outside, _beside_the_point),
    )
    for make in makers:
        for wrong in make(fact, ground):
            yield Planted(kind=_KINDS[make.__name__], right=False, told=wrong)


_KINDS = {
    "_fabricated": "fabricated quote",
    "_number_in_quote": "number altered in the quote",
    "_number_in_claim": "number altered in the claim",
    "_other_number": "another number of the quote",
    "_polarity": "polarity flipped",
    "_other_concept": "another drug or test",
    "_other_document": "quote of another document",
    "_outside": "claim outside the quote",
    "_beside_the_point": "made-up claim for another passage",
}


def _name(fact: Told, ground: Ground) -> str:
    return fact.claim.named or ground.lexicon.name(fact.claim.about)


def _fabricated(fact: Told, ground: Ground) -> Iterator[Told]:
    pattern = _INVENTED.get(fact.claim.says, "{name} is documented here without any doubt.")
    quote = pattern.format(name=_name(fact, ground))
    words = tuple(_NUMBER.findall(quote)) if fact.claim.says in ("measured", "counted") else ()
    if not any(spans_of(quote, text) for text in ground.texts.values()):
        yield replace(fact, quote=quote, claim=replace(fact.claim, named=_name(fact, ground), words=words))


def _number_in_quote(fact: Told, ground: Ground) -> Iterator[Told]:
    for number in _NUMBER.finditer(fact.quote):
        quote = fact.quote[: number.start()] + _another(number[0]) + fact.quote[number.end() :]
        if not any(spans_of(quote, text) for text in ground.texts.values()):
            words = tuple(w.replace(number[0], _another(number[0])) for w in fact.claim.words)
            yield replace(fact, quote=quote, claim=replace(fact.claim, words=words))
            return


def _number_in_claim(fact: Told, _ground: Ground) -> Iterator[Told]:
    changed = tuple(_NUMBER.sub(lambda m: _another(m[0]), w, count=1) for w in fact.claim.words)
    if changed != fact.claim.words and not all(spans_of(w, fact.quote) for w in changed):
        yield replace(fact, claim=replace(fact.claim, words=changed))


def _other_number(fact: Told, ground: Ground) -> Iterator[Told]:
    """A number that stands in the quote and is of something else: another value of the row, an end of a range."""
    if fact.claim.says not in ("measured", "counted"):
        return
    own, others = set(numbers_in(fact.claim.words)), set[Decimal]()
    for known in (k for k in ground.known if k.document == fact.document):
        same = _kin(known.claim.about, fact.claim.about, ground.lexicon)
        (own if same else others).update(numbers_in(known.claim.words))
    others |= {n for r in _RANGE.findall(fact.quote) for n in numbers_in(r)}
    for number in _NUMBER.findall(fact.quote):
        if numbers_in([number]) & (others - own) and spans_of(number, fact.quote):
            yield replace(fact, claim=replace(fact.claim, words=(number,)))
            return


def _polarity(fact: Told, ground: Ground) -> Iterator[Told]:
    says = _FLIPPED.get(fact.claim.says)
    if says == "responded" and _HELPED.search(fact.quote):  # first it did, then it did not
        says = "never tried"
    if says and not ground.holds(fact.claim.about, says, fact.quote):
        yield replace(fact, claim=replace(fact.claim, says=says))


def _other_concept(fact: Told, ground: Ground) -> Iterator[Told]:
    """The claim about something of the same kind that the sentences of the quote do not name."""
    lexicon, about = ground.lexicon, fact.claim.about
    around = [p.quote for p in ground.passages if p.document == fact.document and _meet(p, fact, ground)]
    named = {m.id for text in (fact.quote, *around) for m in lexicon.find(text)}
    pool = sorted(i for i in _peers(about, lexicon) if not any(_kin(i, n, lexicon) for n in (about, *named)))
    if pool:
        other = pool[_pick(fact, len(pool))]
        yield replace(fact, claim=replace(fact.claim, about=other))


def _meet(passage: ChartCitation, fact: Told, ground: Ground) -> bool:
    spans = spans_of(fact.quote, ground.texts[fact.document])
    return any(passage.start < end and start < passage.end for start, end in spans)


def _peers(about: str, lexicon: Lexicon) -> Iterator[str]:
    concept = lexicon.concepts.get(about)
    if concept is None:
        yield from lexicon.drugs
    else:
        yield from (c.id for c in lexicon.concepts.values() if c.kind == concept.kind)


def _kin(one: str, other: str, lexicon: Lexicon) -> bool:
    return lexicon.is_a(one, other) or lexicon.is_a(other, one)


def _other_document(fact: Told, ground: Ground) -> Iterator[Told]:
    others = (n for n, text in sorted(ground.texts.items()) if n != fact.document and not spans_of(fact.quote, text))
    for name in others:
        yield replace(fact, document=name)
        return


def _outside(fact: Told, ground: Ground) -> Iterator[Told]:
    """Pieces that stand in the document, but not in the quote."""
    for passage in ground.passages:
        if passage.document != fact.document or spans_of(passage.quote, fact.quote):
            continue
        for number in _NUMBER.findall(passage.quote):
            if len(number) > 1 and not spans_of(number, fact.quote):
                yield replace(fact, claim=replace(fact.claim, words=(*fact.claim.words, number)))
                return


def _beside_the_point(fact: Told, ground: Ground) -> Iterator[Told]:
    """Another sentence of the same document that names nothing of the kind, with the claim all the same."""
    own = [
        p.quote
        for p in ground.passages
        if p.document == fact.document and not _meet(p, fact, ground) and 20 <= len(p.quote) <= 200
    ]
    fitting = [q for q in own if not any(_kin(m.id, fact.claim.about, ground.lexicon) for m in ground.lexicon.find(q))]
    if fitting:
        quote = fitting[_pick(fact, len(fitting))]
        words = tuple(_NUMBER.findall(quote)[:1]) if fact.claim.words else ()
        claim = Claim(about=fact.claim.about, says=fact.claim.says, words=words)
        yield replace(fact, quote=quote, claim=claim)


def _another(number: str) -> str:
    """The same number with its first digit changed."""
    return f"{int(number[0]) % 9 + 1}{number[1:]}"


def _pick(fact: Told, among: int) -> int:
    """One of so many, the same on every run."""
    key = f"{fact.document}\f{fact.quote}\f{fact.claim.about}"
    return int.from_bytes(sha256(key.encode()).digest()[:4], "big") % among
