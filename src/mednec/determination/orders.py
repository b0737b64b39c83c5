"""Where the chart repeats the order of a service line: on the form, in the letter, in the note."""

from __future__ import annotations

from mednec.criteria.kinds.limits import repeats_of
from mednec.criteria.record import Record
from mednec.model.facts import Passage
from mednec.model.finding import DoseStatus, RegimenFinding
from mednec.model.regimen import Regimen, RegimenCheck
from mednec.model.words import Assertion, Standing


def orders_in_chart(record: Record) -> tuple[RegimenFinding, ...]:
    """The dose asked for as the papers state it; where the reader of doses has it already it is not told twice."""
    passages = {p.at: p for p in record.facts.chart.passages}
    told = [f.sentence for f in record.facts.chart.findings if isinstance(f, RegimenFinding)]
    found: dict[Passage, RegimenFinding] = {}
    for check in record.facts.regimens:
        for at in repeats_of(record, check.line.regimen):
            if at not in told and passages[at] not in found:
                found[passages[at]] = _order(check, passages[at])
    return tuple(found.values())


def _order(check: RegimenCheck, passage: Passage) -> RegimenFinding:
    read = check.order if isinstance(check.order, Regimen) else None
    return RegimenFinding(
        kind="regimen",
        concept=check.drug.id if check.drug else "",
        name=check.drug.name if check.drug else check.line.drug,
        assertion=Assertion.HYPOTHETICAL,
        source=passage.at,
        sentence=passage.at,
        header=passage.header,
        section=passage.section,
        when=None,
        standing=Standing.CLAIM,
        rule="repeats the order of a service line",
        status=DoseStatus.REQUESTED,
        course=read.courses[0] if read else None,
        why="" if read else "the order cannot be read as a dose",
        route=read.route if read else "",
    )
