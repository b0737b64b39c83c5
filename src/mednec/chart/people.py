"""Who prescribes and who was consulted, with their specialty."""

from __future__ import annotations

import re

from mednec.chart.context import Context
from mednec.chart.lexicon import fold
from mednec.model.finding import Finding
from mednec.model.words import Assertion

_CONSULT = re.compile(
    r"\b(?:co-?manag|consult|in consultation|referred|agrees?\b|discussed with|seen by|evaluated by|clinic at)"
)


def read_people(line: tuple[Context, ...], following: Context | None, requester: str) -> tuple[Finding, ...]:
    """Specialties in a line that names the requester (or the line below, as under a signature), or a consultation."""
    family = _family_name(requester)
    found = []
    text = " ".join(c.text for c in line)
    named = family and re.search(rf"\b{re.escape(family)}\b", fold(text))
    for context in line:
        found += _specialties(context, "prescriber" if named else "", context)
    if named and not found and following is not None and len(following.text) <= 60:
        found += _specialties(following, "prescriber", line[-1])
    return tuple(found)


def _specialties(context: Context, kind: str, begin: Context) -> list[Finding]:
    found = []
    for mention in context.mentions:
        concept = context.lexicon.concepts.get(mention.id)
        if concept is None or concept.kind != "specialty":
            continue
        role = kind or ("consultation" if _CONSULT.search(fold(context.text)) else "")
        if not role:
            continue
        end = mention.end + (context.text[mention.end : mention.end + 1] == ")")
        source = context.document.cite(begin.offset, context.offset + end)
        if len(source.quote) > 160:
            source = context.cite(mention.start, mention.end)
        found.append(
            Finding(
                kind=role,
                concept=mention.id,
                name=concept.name,
                assertion=Assertion.PRESENT,
                source=source,
                sentence=context.whole,
                header=context.header,
                section=context.line.section,
                when=context.default_date,
                standing=context.standing,
                rule="person with specialty",
            )
        )
    return found


def _family_name(name: str) -> str:
    words = [w for w in re.split(r"[\s,]+", fold(name)) if len(w) > 2 and w.strip(".") not in ("md", "phd", "faaaai")]
    return words[-1] if words else ""
