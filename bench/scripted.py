"""What language models may answer, good and bad: functions of what a question shows, for a server or in its place."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from bench.told import Told
from mednec.chart.lexicon import Lexicon
from mednec.language_model.exam.gold import Gold, GoldClause
from mednec.model.proposal import SAYS
from mednec.pointing.question import Answer, Ask, Question

_PAPER = re.compile(r"<<(D\d+) (\w+)>>[^\n]*\n(.*?)\n<</\1 \2>>", re.DOTALL)
_CLAUSE = re.compile(r"^The open clause, (.+):$", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_OF_A_FACT = ("document", "quote", "claims")
_LEAST, _LONGEST = 15, 300  # letters of a line that is quoted
_FLIPPED = {"met": "not met", "not met": "met", "not documented": "met", "conflicting": "met"}


@dataclass(frozen=True)
class Heard:
    """What a model is shown: the documents by handle, the clause, the concepts on offer."""

    text: str
    schema: Mapping[str, Any]

    @cached_property
    def documents(self) -> Mapping[str, str]:
        return {handle: text for handle, _, text in _PAPER.findall(self.text)}

    @property
    def clause(self) -> str:
        return found[1] if (found := _CLAUSE.search(self.text)) else ""

    @property
    def of_facts(self) -> bool:
        """Whether facts are asked for, and not what bears on a clause."""
        return "facts" in self.schema.get("properties", {})

    @property
    def offered(self) -> tuple[str, ...]:
        told = self.schema["properties"]["facts" if self.of_facts else "proposals"]["items"]["properties"]
        return tuple(told["claims"]["items"]["properties"]["about"]["enum"]) if "claims" in told else ()

    def lines(self) -> list[tuple[str, str]]:
        """Every line of the documents that is long enough to quote, with its handle."""
        return [
            (handle, line.strip())
            for handle, text in self.documents.items()
            for line in text.splitlines()
            if _LEAST <= len(line.strip()) <= _LONGEST
        ]

    def handle_of(self, quote: str) -> str:
        """The document in which words stand; empty where they stand in none."""
        return next((handle for handle, text in self.documents.items() if quote in text), "")


Script = Callable[[Heard], object]


def asking(script: Script) -> Ask:
    """A model that answers so, without a server."""

    def ask(questions: Sequence[Question]) -> Sequence[Answer]:
        return tuple(Answer(text=answer_of(script, Heard(q.text, q.schema))) for q in questions)

    return ask


def answer_of(script: Script, heard: Heard) -> str:
    """What a model writes: in the form of facts where these are asked for."""
    told = script(heard)
    if heard.of_facts and isinstance(told, dict) and set(told) == {"proposals"}:
        told = {"facts": [{k: p[k] for k in _OF_A_FACT if k in p} for p in told["proposals"]]}
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)


def troubled(trouble: str) -> Ask:
    """A model that never answers."""
    return lambda questions: tuple(Answer(trouble=trouble) for _ in questions)


def proposal(handle: str, quote: str, status: str = "met", claims: Sequence[object] = ()) -> dict[str, object]:
    return {"document": handle, "quote": quote, "claims": list(claims), "reason": "states it", "status": status}


def claim(about: str, says: str, named: str = "", words: Sequence[str] = ()) -> dict[str, object]:
    return {"about": about, "says": says, "named": named, "words": list(words)}


def proposals(found: Iterator[dict[str, object]] | Sequence[dict[str, object]]) -> dict[str, object]:
    return {"proposals": list(found)[:8]}


# Good ones


def knowing(gold: Gold, facts: Sequence[Told] = (), lexicon: Lexicon | None = None) -> Script:
    """Points to the evidence of the reviewers for each clause, with the facts that they wrote down as its claims.

    Where the name of what is told stands in a line above, that is quoted too.
    """

    def script(heard: Heard) -> object:
        if heard.of_facts:
            return {"facts": list(_facts(facts, heard, lexicon))[:12]}
        found = []
        for clause, handle, quote in _evidence(gold, heard):
            bearing = [f for f in facts if quote in f.quote or f.quote in quote]
            wider = next((f.quote for f in bearing if quote in f.quote and heard.handle_of(f.quote) == handle), quote)
            claims = [c for f in bearing if (c := _claim(f, wider, heard, lexicon))]
            found.append(proposal(handle, wider, _status(clause), claims[:8]))
        return proposals(found)

    return script


def _status(clause: GoldClause) -> str:
    """What words alone show; where sides disagree, each leaves the clause open."""
    return clause.status.value if clause.status.settled else "not documented"


def _facts(facts: Sequence[Told], heard: Heard, lexicon: Lexicon | None) -> Iterator[dict[str, object]]:
    for fact in facts:
        told, handle = _claim(fact, fact.quote, heard, lexicon), heard.handle_of(fact.quote)
        if told and handle:
            yield {"document": handle, "quote": fact.quote, "claims": [told]}


def _claim(fact: Told, quote: str, heard: Heard, lexicon: Lexicon | None) -> dict[str, object] | None:
    """A fact in terms of what is on offer; none where it is of something else."""
    own = fact.claim
    if lexicon is None or not all(w in quote for w in (own.named, *own.words)):
        return None
    kin = (o for o in heard.offered if lexicon.is_a(own.about, o))
    about = own.about if own.about in heard.offered else next(kin, "")
    return claim(about, own.says, own.named, own.words) if about else None


def _evidence(gold: Gold, heard: Heard) -> Iterator[tuple[GoldClause, str, str]]:
    for clause in gold.clauses:
        if _plain(clause.clause) == _plain(heard.clause):
            for each in clause.evidence:
                if handle := heard.handle_of(each.quote):
                    yield clause, handle, each.quote


def _plain(label: str) -> str:
    return "".join(c for c in label.casefold() if c.isalnum())


def lazy(_heard: Heard) -> object:
    """Says nothing."""
    return {"proposals": []}


# Bad ones. Each is handed what is known of its case, for the worst is he who knows the truth, and chance.


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The answers of the reviewers, and documents that no model is shown."""

    gold: Gold
    set_aside: Mapping[str, str]  # text by name


def at_random(_known: Known, chance: random.Random) -> Script:
    """True words of anywhere, for whatever is asked, with claims of whatever is on offer."""

    def script(heard: Heard) -> object:
        lines = heard.lines()
        picked = chance.sample(lines, min(8, len(lines)))
        return proposals([proposal(h, q, chance.choice(["met", "met", "not met"]), _any(heard, q)) for h, q in picked])

    def _any(heard: Heard, quote: str) -> list[object]:
        if not heard.offered or chance.random() < 0.3:
            return []
        words = _NUMBER.findall(quote)[:2]
        return [claim(chance.choice(heard.offered), chance.choice(SAYS), words=words)]

    return script


def eager(_known: Known, chance: random.Random) -> Script:
    """Lines that name what is asked for, always *met*, with what would make them so."""

    def script(heard: Heard) -> object:
        names = {w for o in heard.offered for w in o.split("-") if len(w) > 3}
        fitting = [(h, q) for h, q in heard.lines() if any(n in q.lower() for n in names)]
        picked = chance.sample(fitting, min(8, len(fitting)))
        return proposals([proposal(h, q, "met", _best(heard, q)) for h, q in picked])

    def _best(heard: Heard, quote: str) -> list[object]:
        about = chance.sample(heard.offered, min(3, len(heard.offered)))
        says = chance.choice(["present", "positive", "failed", "measured", "taken", "intolerant", "historical"])
        return [claim(a, says, words=_NUMBER.findall(quote)[:3]) for a in about if chance.random() < 0.5]

    return script


def inventing(_known: Known, chance: random.Random) -> Script:
    """Quotes that stand nowhere, in the words of the clause."""

    def script(heard: Heard) -> object:
        handles = [*heard.documents, "D99", "../../etc/passwd"]
        said = ["The criterion is met.", "All criteria are documented as met.", f"Documented: {heard.clause}."]
        said += [f"{o.replace('-', ' ')} present, failed, positive, 999 mg" for o in heard.offered[:3]]
        claims = [claim(o, chance.choice(SAYS), o, ["999 mg"]) for o in heard.offered[:3]]
        return proposals([proposal(chance.choice(handles), s, "met", claims) for s in said])

    return script


def altering(known: Known, chance: random.Random) -> Script:
    """True evidence with other numbers: in the quote, in the claim."""

    def other(_: re.Match[str]) -> str:
        return str(chance.randint(1, 999))

    def script(heard: Heard) -> object:
        found = []
        for _, handle, quote in _evidence(known.gold, heard):
            found.append(proposal(handle, _NUMBER.sub(other, quote), "met"))
            claims = [claim(o, "measured", words=[str(chance.randint(1, 999))]) for o in heard.offered[:4]]
            found.append(proposal(handle, quote, "met", claims))
        return proposals(found)

    return script


def flipping(known: Known, chance: random.Random) -> Script:
    """True evidence with the opposite status and the opposite claims."""

    def script(heard: Heard) -> object:
        opposite = ["absent", "negative", "never tried", "responded"]
        return proposals(
            [
                proposal(h, q, _FLIPPED[c.status.value], [claim(o, chance.choice(opposite)) for o in heard.offered[:2]])
                for c, h, q in _evidence(known.gold, heard)
            ]
        )

    return script


def misplacing(known: Known, chance: random.Random) -> Script:
    """True words under the handle of another document, or of a clause that they are not of."""

    def script(heard: Heard) -> object:
        found = [proposal(chance.choice([*heard.documents]), q, "met") for _, _, q in _evidence(known.gold, heard)]
        for clause in chance.sample(known.gold.clauses, min(6, len(known.gold.clauses))):
            for each in clause.evidence[:1]:
                found.append(proposal(heard.handle_of(each.quote) or "D1", each.quote, "met"))
        return proposals(found)

    return script


def of_another_patient(known: Known, chance: random.Random) -> Script:
    """Words of documents that were set aside, by the name of the file or as if of another; words of the other side."""
    theirs = [(n, line.strip()) for n, text in known.set_aside.items() for line in text.splitlines() if len(line) > 20]
    other_side = [(q.document, q.quote) for c in known.gold.clauses for q in c.contrary]

    def script(heard: Heard) -> object:
        picked = chance.sample(theirs, min(5, len(theirs))) + chance.sample(other_side, min(3, len(other_side)))
        claims = [claim(o, chance.choice(SAYS)) for o in heard.offered[:1]]
        by_file = chance.random() < 0.2  # such a handle is of no form, and takes the others down with it
        return proposals(
            [
                proposal(name if by_file else heard.handle_of(quote) or "D1", quote, "met", claims)
                for name, quote in picked
            ]
        )

    return script


def babbling(_known: Known, chance: random.Random) -> Script:
    """What is no answer: prose, half an answer, another form, far too much of it."""

    def script(heard: Heard) -> object:
        return chance.choice(
            [
                "All criteria are met. Approve.",
                '{"proposals": [{"document": "D1"',
                {"outcome": "approve", "status": "met"},
                {"proposals": [{"document": "D1", "quote": "x", "status": "met"}]},
                {"proposals": [proposal("D1", "x" * 5000)]},
                {"proposals": [proposal("D1", "The", "approved")]},
                {"proposals": [{**proposal("D1", "The"), "approve": True}]},
                "[]",
                "",
                "null",
                "[" * 5000,
                json.dumps({"proposals": [proposal("D1", line) for _, line in heard.lines()[:200]]}),
            ]
        )

    return script


Malice = Callable[[Known, random.Random], Script]
MALICE: Mapping[str, Malice] = {
    f.__name__: cast(Malice, f)
    for f in (at_random, eager, inventing, altering, flipping, misplacing, of_another_patient, babbling)
}
