"""Clauses cut where their own words cut them: a condition before a colon, alternatives, notes behind a full stop."""

from __future__ import annotations

import re
from dataclasses import replace

from mednec.packs.importing.typing.clause import Clause, Slots, distinct
from mednec.packs.importing.typing.statements import statement

_BEFORE_COLON = re.compile(r"\s*(?P<pre>[^:;.\d]{2,70}):\s+")
_WITH = re.compile(r"\s*(?P<pre>[^:;.,\d]{2,60}?)\s+with\s+(?:an?\s+)?(?=\S)")
_OF = re.compile(r"\s*(?P<pre>[^:;.,\d]{2,60}?)(?:,|\s+of)\s+(?=\S)")
_PLAIN = frozenset(
    [
        "moderate",
        "severe",
        "mild",
        "to",
        "moderately",
        "severely",
        "disease",
        "active",
        "initial",
        "loading",
        "maintenance",
        "in",
        "for",
        "of",
        "the",
        "a",
        "an",
        "and",
        "or",
        "adult",
        "adults",
        "members",
        "member",
        "requests",
        "request",
        "only",
        "patients",
        "patient",
        "with",
        "either",
        "product",
        "products",
        "treatment",
    ]
)
_OR = re.compile(r"\s*(?:[,;]\s*or|;\s*or|\bOR\b)\s+")
_NOTE = re.compile(
    r"\b(?:do(?:es)? not (?:count|satisfy|qualify)|is neither|are neither|considers this use|will be queried"
    r"|is not by itself"
    r"|for example|see (?:appendix|section|table|note))\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\s*(?P<title>[A-Z][A-Za-z' /-]{2,40})\.\s+(?=[A-Z])")


def condition(clause: Clause) -> tuple[Slots, Clause] | None:
    """What stands before the colon (or "with"), where it names nothing but diseases or drugs; and the rest."""
    for pattern in (_BEFORE_COLON, _WITH, _OF):
        match = pattern.match(clause.text)
        if match is None or (pattern is _OF and not _measured_next(clause, match.end())):
            continue
        inside = [m for m in clause.mentions if m.end <= match.end("pre") + 1]
        diseases = [m for m in inside if clause.kind_of(m) == "disease"]
        drugs = [m for m in inside if m.id in clause.lexicon.drugs]
        words = match.group("pre")
        for m in reversed(inside):
            words = words[: m.start] + " " * (m.end - m.start) + words[m.end :]
        left = [w for w in re.findall(r"[A-Za-z]+", re.sub(r"\([^)]*\)", "", words)) if w.lower() not in _PLAIN]
        if not left and not inside and pattern is _BEFORE_COLON:
            return {}, _rest(clause, match.end())  # a label of severity or kind, no condition
        if left or not (diseases or drugs):
            continue
        rest = _rest(clause, match.end())
        if diseases:
            wide = _MILDER.search(match.group("pre")) is not None
            asked = {"kind": "diagnosis", "of": distinct(_broad(clause, m.id, wide=wide) for m in diseases)}
            ahead = replace(clause, text=match.group("pre"), mentions=clause.find(match.group("pre")))
            said = statement(ahead) if clause.part != "limits" else None
            worded = said.slots.get("worded") if said is not None else None
            return {**asked, "worded": worded} if worded and not wide else asked, rest
        if len({m.id for m in drugs}) == 1:
            return {"kind": "request_is", "drug": [drugs[0].id]}, rest
    return None


_MILDER = re.compile(r"\b(?:mild|moderate)\b", re.IGNORECASE)


def _broad(clause: Clause, id_: str, *, wide: bool) -> str:
    """ "Moderate or severe A" is about A, where only "severe A" is a concept of its own."""
    concept = clause.lexicon.concepts[id_]
    return concept.is_a[0] if wide and concept.is_a and concept.name.lower().startswith("severe") else id_


def _measured_next(clause: Clause, start: int) -> bool:
    """ "Disease A of stage S": a measure stands right behind."""
    return any(m.start == start and clause.kind_of(m) == "measure" for m in clause.mentions)


def _rest(clause: Clause, start: int) -> Clause:
    text = clause.text[start:]
    return replace(clause, text=text, mentions=clause.find(text))


def alternatives(clause: Clause) -> list[Clause]:
    """The pieces between ", or": each of them would do."""
    pieces = [p.strip(" .;,") for p in _OR.split(clause.text) if p.strip()]
    if re.search(r"\b(?:and|unless)\b", clause.text, re.IGNORECASE) and ";" not in clause.text:
        first = pieces[0] if pieces else ""
        if len(pieces) != 2 or re.search(r",|\band\b|\bunless\b|\bwith\b", first) or "unless" in clause.text:
            return []
    return [replace(clause, text=p, mentions=clause.find(p)) for p in pieces] if len(pieces) > 1 else []


_AGED = re.compile(
    r"\s*\((?P<bound>[^()]*\d[^()]*?)\s+(?:for|in)\s+(?:members?|patients?|children|those|adolescents|ages?)\s+"
    r"(?:aged?\s+|who are\s+)?"
    r"(?P<low>\d{1,2})\s*(?:to|through|-|\u2013)\s*(?P<high>\d{1,2})(?:\s+years?[^()]*)?\)"
)
_BOUND = re.compile(r"\b(?:below|above|at least|less than|more than|at most|greater than)\s+-?\d[\d.,]*\s*%?")


def by_age(clause: Clause) -> list[tuple[Clause, Clause, tuple[int, int]]]:
    """The clause with its own bound, and with the bound that a bracket gives for other ages."""
    match = _AGED.search(clause.text)
    own = list(_BOUND.finditer(clause.text, 0, match.start())) if match else []
    if match is None or not own:
        return []
    plain = clause.text[: match.start()] + clause.text[match.end() :]
    other = plain[: own[-1].start()] + match["bound"] + plain[own[-1].end() :]
    first, second = (replace(clause, text=t, mentions=clause.find(t)) for t in (plain, other))
    return [(first, second, (int(match["low"]), int(match["high"])))]


_AND = re.compile(r"\s*[,;]\s*and\s+|\s+and\s+|;\s+|\s+with\s+(?:an?\s+|the\s+)?|\s+(?=without\s)", re.IGNORECASE)
_BOUND_UP = re.compile(
    r"\b(?:between|both|either|neither|unless|except|if|when|where|each|combination|together|or at least"
    r"|respectively)\b",
    re.IGNORECASE,
)
_SHARED_END = re.compile(
    r"\b(?:within|in the past|during|for at least|at baseline|before|despite|since)\b", re.IGNORECASE
)


def conjuncts(clause: Clause) -> list[Clause]:
    """The pieces between "and", "with" and ";", all of which must hold; none where other words bind them."""
    if _BOUND_UP.search(clause.text) or clause.part == "limits" or re.search(r"\.\s+\S", clause.text):
        return []
    return _pieces(clause, _AND)


def disjuncts(clause: Clause) -> list[Clause]:
    """The two sides of a plain "or"; none where a time or condition at the end may hold for both."""
    if _BOUND_UP.search(clause.text) or clause.part != "criteria" or re.search(r"\.\s+\S", clause.text):
        return []
    pieces = _pieces(clause, re.compile(r"\s+or\s+", re.IGNORECASE))
    ends = [bool(_SHARED_END.search(p.text)) for p in pieces]
    return pieces if len(pieces) == 2 and (all(ends) or not ends[-1]) else []


def _pieces(clause: Clause, joint: re.Pattern[str]) -> list[Clause]:
    found, start = [], 0
    for match in [*joint.finditer(clause.text), None]:
        end = match.start() if match else len(clause.text)
        if match is not None and clause.text.count("(", 0, end) != clause.text.count(")", 0, end):
            continue  # inside a bracket
        if match is not None and any(m.start < match.end() and match.start() < m.end for m in clause.mentions):
            continue  # inside a name
        found.append(clause.text[start:end].strip(" .;,"))
        start = match.end() if match else end
    return [replace(clause, text=p, mentions=clause.find(p)) for p in found] if len(found) > 1 else []


_UNLESS = re.compile(r",?\s+(?:unless|except (?:if|when|where))\s+", re.IGNORECASE)


def unless(clause: Clause) -> list[Clause]:
    """What is asked, and what would do instead: the two sides of one "unless"."""
    pieces = [p.strip(" .;,") for p in _UNLESS.split(clause.text)]
    if len(pieces) != 2 or clause.part != "criteria" or re.search(r"\.\s", clause.text):
        return []
    return [replace(clause, text=p, mentions=clause.find(p)) for p in pieces]


def first_sentence(clause: Clause) -> Clause | None:
    """The clause without a title before it ("Diagnosis.") and without sentences behind it that only explain."""
    text = clause.text
    title = _TITLE.match(text)
    start = title.end() if title else 0
    sentences = re.split(r"(?<=[a-z\])])\.\s+(?=[A-Z])", text[start:])
    if any(not _NOTE.search(s) for s in sentences[1:]):
        return None
    if not title and len(sentences) == 1:
        return None
    short = sentences[0].rstrip(". ") + "."
    return replace(clause, text=short, mentions=clause.find(short))
