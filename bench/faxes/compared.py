"""A packet's reading beside that of the same chart as text: statuses, facts, letters, fields of the request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from mednec.model.determination import CriterionResult, Determination
from mednec.model.document import SourceDocument
from mednec.model.request import PriorAuthRequest
from mednec.model.words import Status
from mednec.render.facts import finding_records

# Fields of a fact that say what it is; how it is worded and where it stands are left out.
SAYING = (
    "kind",
    "concept",
    "assertion",
    "value",
    "high_value",
    "unit",
    "comparator",
    "result",
    "amount",
    "per",
    "outcome",
    "count",
    "date",
    "iso",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A clause that a packet judges otherwise than the text."""

    clause: str
    was: Status
    now: Status | None

    @property
    def wrongly_met(self) -> bool:
        """The worst: *met* where the text was not."""
        return self.now is Status.MET

    @property
    def lost(self) -> bool:
        """An answer that became an unknown, which a person then looks at."""
        return self.now is None or not self.now.settled


def statuses(determination: Determination) -> dict[str, Status]:
    """Every leaf that is judged, by its place in the policy."""
    found: dict[str, Status] = {}
    for part, results in (
        ("", (determination.criteria,)),
        ("limit ", determination.limits),
        ("exclusion ", determination.exclusions),
    ):
        for leaf in _leaves(results):
            name = f"{part}{leaf.clause}"
            again = sum(key.partition(" #")[0] == name for key in found)
            found[f"{name} #{again + 1}" if again else name] = leaf.status
    return found


def _leaves(results: Iterable[CriterionResult]) -> Iterator[CriterionResult]:
    for result in results:
        yield from result.leaves()


def changes(text: Determination, packet: Determination) -> tuple[list[Changed], int]:
    """Clauses judged otherwise, the worst first, and how many there are in all."""
    was, now = statuses(text), statuses(packet)
    found = [Changed(clause=c, was=s, now=now.get(c)) for c, s in was.items() if now.get(c) is not s]
    return sorted(found, key=lambda c: (not c.wrongly_met, c.lost, c.clause)), len(was)


def facts(determination: Determination) -> Counter[str]:
    """What the chart says, without the words and places: kind, concept, value, date."""
    found: Counter[str] = Counter()
    for finding in determination.facts:
        for record in finding_records(finding):
            said = {key: str(record[key]) for key in SAYING if record.get(key) not in (None, "")}
            found[" ".join(f"{key}={value}" for key, value in said.items())] += 1
    return found


def kept(text: Counter[str], packet: Counter[str]) -> tuple[int, int, int]:
    """Facts found again, facts there were, and facts that only the packet says."""
    return (text & packet).total(), text.total(), (packet - text).total()


def folded(documents: Iterable[SourceDocument | str]) -> str:
    """The words of documents with one blank between them."""
    return " ".join(" ".join((d if isinstance(d, str) else d.text).split()) for d in documents)


def likeness(typed: str, read: str) -> float:
    """Share of letters read right: 1 less the edits over the longer length."""
    return Levenshtein.normalized_similarity(typed, read)


def request_fields(request: PriorAuthRequest) -> dict[str, str]:
    """What a form asks for, written so that only differences of substance show."""
    patient, requester = request.patient, request.requester
    found = {
        "patient name": _name(patient.name),
        "patient id": patient.id,
        "birth date": str(patient.birth_date),
        "sex": patient.sex[:1].upper(),
        "prescriber": _name(requester.name),
        "specialty": _words(requester.specialty),
        "NPI": requester.npi,
        "new or continued": request.request_type,
        "urgency": "standard" if request.urgency in ("", "standard") else "urgent",
        "payer": _words(request.payer),
        "received": str(request.received.date()),
    }
    for number, line in enumerate(request.lines):
        found |= {
            f"{number}.drug": _words(line.drug),
            f"{number}.brand": _words(line.brand or ""),
            f"{number}.HCPCS": line.hcpcs,
            f"{number}.units": str(line.units),
            f"{number}.ICD-10": " ".join(sorted(line.diagnosis_codes)),
            f"{number}.directions": _words(line.regimen),
            f"{number}.from": str(line.first_day),
            f"{number}.to": str(line.last_day),
            f"{number}.site of care": _words(line.site_of_care),
        }
    return found


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+(?:[./]\w+)*", text.casefold()))


def _name(text: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", text.casefold())))
