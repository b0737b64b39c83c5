"""Which product is asked for: the preferred ones as the policy names them, or brands by name."""

from __future__ import annotations

import re

from mednec.packs.importing.typing.clause import Clause, Typed, span

_NAMED = re.compile(
    r"(?<![\w-])preferred(?:\s+\w+){0,3}\s*(?::|\bare\b|\bis\b|\binclude\b)\s*(?P<list>[^.;\n]{3,300})", re.I
)
_ROW = re.compile(r"^\s*\|(?P<cells>.+)\|\s*$", re.MULTILINE)
_PREFERRED = re.compile(r"\s*(?:yes,?\s*)?preferred\b", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:an?|the)\s+preferred\s+(?:\w+\s+)?(?:product|drug|agent|brand|biosimilar)\s+is\s+(?:requested|prescribed|ordered)"
    r"|\b(?:the\s+)?(?:request(?:ed)?|prescribed|ordered)\s+(?:product|drug|agent|brand)?\s*is\s+(?:an?\s+|for\s+(?:an?\s+)?)?"
    r"preferred(?:\s+(?:product|drug|agent|brand))?",
    re.IGNORECASE,
)
_SEE = re.compile(r"\(see [^()]{1,40}\)|\[\d+\]", re.IGNORECASE)
_REQUEST = re.compile(
    r"\b(?:the\s+)?request(?:ed (?:drug|product|medication))?\s+is\s+(?:for\s+)?|\b(?:is|are)\s+requested\b",
    re.IGNORECASE,
)
_NAMES = re.compile(r"\b(?:and\s+)?names?\b", re.IGNORECASE)


def preferred_products(source: str) -> tuple[str, ...]:
    """Names of the preferred products, from rows of a table that call them so, or from "Preferred: A, B".

    >>> preferred_products("| Brandine (drug-a) | J1 | preferred |\\n| Otherine | J2 | non-preferred |")
    ('Brandine', 'drug-a')
    >>> preferred_products("Preferred: drug-x, drug-y. Non-preferred: Brand.")
    ('drug-x', 'drug-y')
    """
    found: list[str] = []
    for row in _ROW.finditer(source):
        cells = [c.strip() for c in row["cells"].split("|")]
        if len(cells) > 1 and any(_PREFERRED.fullmatch(c) for c in cells[1:]):
            found += [name.strip() for name in re.split(r"[(),]", cells[0]) if name.strip()]
    for match in _NAMED.finditer(source):
        names = [n.strip(" *") for n in re.split(r",|\band\b|\bor\b|[()]", match["list"])]
        if all(len(n.split()) <= 3 for n in names):
            found += [n for n in names if n]
    return tuple(dict.fromkeys(found))


def product(clause: Clause) -> Typed | None:
    """ "The requested product is preferred (see table)", "the request is for X and names Brandine or Otherine"."""
    if (asked := _ASKED.search(clause.text)) is not None and clause.preferred and clause.drugs:
        slots = {"kind": "request_is", "drug": sorted(clause.drugs), "brands": list(clause.preferred)}
        return Typed(slots=slots, explained=(asked.span(), *(m.span() for m in _SEE.finditer(clause.text))))
    match = _REQUEST.search(clause.text)
    drugs = [m for m in clause.of_kind("drug") if m.id in clause.lexicon.drugs]
    if match is None or len({m.id for m in drugs}) != 1:
        return None
    explained = [match.span(), *(span(m) for m in drugs), *(m.span() for m in _NAMES.finditer(clause.text))]
    generic = clause.lexicon.drugs[drugs[0].id].name.lower()
    brands = [clause.text[m.start : m.end] for m in drugs if clause.text[m.start : m.end].lower() not in generic]
    named: dict[str, object] = {"kind": "request_is", "drug": [drugs[0].id]}
    return Typed(slots={**named, "brands": brands} if brands else named, explained=tuple(explained))
