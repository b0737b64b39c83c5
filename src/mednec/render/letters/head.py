"""What stands at the top of every letter: who writes to whom, about whom and what; open lines where nobody told."""

from __future__ import annotations

from collections.abc import Iterator

from mednec.model.determination import Determination
from mednec.model.document import ChartCitation
from mednec.model.request import ServiceLine
from mednec.render.answers import asked_at, drug_name, line_at
from mednec.render.letters.citing import Citing
from mednec.render.letters.layout import Paragraph, Passage
from mednec.render.words import flat, listed, times


def payer(d: Determination) -> str:
    """The health plan as the request names it, else as the policy does."""
    return flat(d.request.payer) or flat(d.policy_payer)


def practice(d: Determination) -> tuple[tuple[str, str], ...]:
    """The requester as an address."""
    requester = d.request.requester
    told = [("To", flat(requester.name)), ("", flat(requester.specialty))]
    return (*((name, value) for name, value in told if name or value), ("Fax or portal", ""))


def about(d: Determination, citing: Citing) -> tuple[Passage, ...]:
    """Patient, request and policy, each with its place in the request."""
    return tuple(_about(d, citing))


def _about(d: Determination, citing: Citing) -> Iterator[Passage]:
    request = d.request
    who = request.patient
    says = ", ".join(
        part for part in (flat(who.name), f"born {who.birth_date.isoformat()}", f"member {flat(who.id)}") if part
    )
    yield citing.fact(says, _at(d, "patient.name", "patient"), lead="Patient")
    for review in d.lines:
        if review.in_scope:
            yield _order(d, review.line, citing)
    terms = ", ".join(flat(part) for part in (d.policy_title, d.policy_version) if part)
    yield citing.fact(terms, (d.criteria.citation,), lead="Policy")


def _order(d: Determination, line: ServiceLine, citing: Citing) -> Passage:
    parts = (
        f"{drug_name(line)}, “{flat(line.regimen)}”",
        f"code {flat(line.hcpcs)}{times(line.units)}" if line.hcpcs else "",
        f"diagnosis {listed(flat(code) for code in line.diagnosis_codes)}" if line.diagnosis_codes else "",
        f"{line.first_day.isoformat()} to {line.last_day.isoformat()}",
    )
    places = line_at(d.request, line, "regimen") or whole(d)
    return citing.fact("; ".join(part for part in parts if part), places, lead="Request")


def _at(d: Determination, *paths: str) -> tuple[ChartCitation, ...]:
    """The first of these fields that the request has a place for, else the request as a whole."""
    found = (citation for path in paths for citation in asked_at(d.request, path))
    return tuple(found)[:1] or whole(d)


def whole(d: Determination) -> tuple[ChartCitation, ...]:
    """The request's first line, for what has no place of its own."""
    document = d.request.document
    start = len(document.text) - len(document.text.lstrip())
    return (document.cite(start, (document.text.find("\n", start) + 1 or len(document.text))),)


def phrases(*says: str) -> Paragraph:
    """A paragraph in the letter's own wording."""
    return Paragraph(passages=(Passage(says=" ".join(says)),))
