"""One case, top to bottom. Start reading here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mednec import __version__
from mednec.chart import read_chart
from mednec.chart.copies import without_copies
from mednec.chart.ranking import Ranking
from mednec.criteria.corrected import corrected_values
from mednec.criteria.index import FindingIndex
from mednec.criteria.policy import Policy
from mednec.criteria.record import Record, weighty
from mednec.determination import (
    Reviewed,
    Yardsticks,
    choose_route,
    determine,
    diseases_of_request,
    review_codes,
    review_safety,
)
from mednec.determination.own import NO_SHELVES, OwnShelves, review_precedents, with_own_papers
from mednec.dosing import asked_in_28_days, check_regimen, read_dose, read_doses
from mednec.errors import RequestError
from mednec.evidence import find_support, named_in
from mednec.model.determination import Determination
from mednec.model.facts import Chart, Facts
from mednec.model.knowledge import Drug
from mednec.model.life import Ruling
from mednec.model.regimen import Refusal, RegimenCheck
from mednec.model.request import Case
from mednec.model.words import Assertion
from mednec.packs.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A case as read under a policy, before it is judged: judging again after a ruling reads nothing again."""

    policy: Policy
    record: Record
    beside: Reviewed


def review(
    case: Case, policy: Policy, library: Library, own: OwnShelves = NO_SHELVES, rulings: Sequence[Ruling] = ()
) -> Determination:
    """Review one case under one policy. Raises RequestError for an order in a unit that does not exist.

    `own` are decided appeals and papers that the user keeps; they stand beside the answer and change none of it.
    `rulings` are a reviewer's own words on clauses, which hold in place of what was read.
    Nothing here reads a clock, a network or chance: the same case, policy and packs give the same determination.
    """
    return judge(read(case, policy, library, own), rulings)


def judge(found: Read, rulings: Sequence[Ruling] = ()) -> Determination:
    """The determination of a case as read. Raises PolicyError for a ruling on a clause that the policy lacks."""
    return determine(found.policy, choose_route(found.policy, found.record), found.record, found.beside, rulings)


def read(case: Case, policy: Policy, library: Library, own: OwnShelves = NO_SHELVES) -> Read:
    """Everything that the request, the chart and the packs establish. Raises RequestError as `review` does."""
    request = case.request
    drug = _requested(case, policy, library)
    name = drug.id if drug else ""
    chart = read_chart(
        case,
        drug=name,
        lexicon=library.lexicon,
        language=library.language,
        read_dose=read_dose,
        read_doses=read_doses,
    )
    chart = without_copies(chart, policy.source)
    diseases = diseases_of_request(request, chart, library.concepts, library.icd)
    regimens = _check_regimens(case, chart, library, _with_groups(diseases, library))
    evidence = find_support(
        request,
        drug,
        diseases,
        library.knowledge.references,
        asked_in_28_days(regimens, drug),
        charted=_charted(chart),
        concepts=library.concepts,
        packs=library.knowledge.versions,
    )
    named = named_in(chart.passages, library.knowledge.references)
    evidence = replace(evidence, notes=(*evidence.notes, *named))
    evidence = with_own_papers(evidence, drug, diseases, library.concepts, own)
    record = Record(
        facts=Facts(request=request, as_of=request.received.date(), chart=chart, regimens=regimens, evidence=evidence),
        lexicon=library.lexicon,
        references=tuple(library.knowledge.references.values()),
        drug=name,
        diseases=diseases,
        ranking=Ranking(chart),
        index=FindingIndex((*chart.findings, *corrected_values(chart.findings, library.lexicon)), library.lexicon),
    )
    beside = Reviewed(
        codes=review_codes(request, chart, library.concepts, library.icd, library.knowledge.hcpcs),
        safety=review_safety(
            record.facts,
            drug,
            library.knowledge.safety,
            library.knowledge.references,
            diseases=diseases,
            concepts=library.concepts,
        ),
        precedents=review_precedents(record, drug, own),
        yardsticks=Yardsticks(
            changes=library.knowledge.changes, sums=library.knowledge.sums, windows=library.knowledge.windows
        ),
        addressed=chart.addressed,
        remarks=case.remarks,
        fields_read=case.fields_read,
        miscoded=tuple(ln for ln in request.lines if len({d.id for _, d in library.knowledge.drugs_of(ln)}) > 1),
        provenance=(
            ("mednec", __version__),
            *library.knowledge.versions,
            ("ICD-10-CM", library.icd.edition.label),
            *own.provenance,
        ),
    )
    return Read(policy=policy, record=record, beside=beside)


def _charted(chart: Chart) -> tuple[str, ...]:
    """Diseases that the record itself asserts of this patient."""
    said = (f for f in chart.findings if f.kind == "diagnosis" and f.assertion is Assertion.PRESENT and weighty(f))
    return tuple(sorted({f.concept for f in said}))


def _with_groups(diseases: tuple[str, ...], library: Library) -> tuple[str, ...]:
    """The diseases and the groups they belong to: a label row for the disease holds for its forms."""
    groups = (c for c in library.concepts.values() if c.kind == "disease" and c.id not in diseases)
    return (*diseases, *sorted(c.id for c in groups if any(library.lexicon.is_a(d, c.id) for d in diseases)))


def _requested(case: Case, policy: Policy, library: Library) -> Drug | None:
    """The drug under review: the first line's that the policy is about, else the first the packs know."""
    drugs = [drug for line in case.request.lines if (drug := library.knowledge.drug_of(line)) is not None]
    return next((d for d in drugs if d.id in policy.drugs), drugs[0] if drugs else None)


def _check_regimens(case: Case, chart: Chart, library: Library, diseases: tuple[str, ...]) -> tuple[RegimenCheck, ...]:
    checks = tuple(
        check_regimen(
            line,
            case.request,
            drug=library.knowledge.drug_of(line),
            hcpcs=library.knowledge.hcpcs.lookup(line.hcpcs),
            findings=chart.findings,
            diseases=diseases,
            references=library.knowledge.references,
        )
        for line in case.request.lines
    )
    for i, check in enumerate(checks):
        if isinstance(check.order, Refusal) and check.order.unknown_unit:
            raise RequestError(
                f"no such unit: {check.order.unknown_unit!r} in the order {check.order.text!r}",
                where=f"request.yaml:lines.{i}.regimen",
                do="correct the order's unit",
            )
    return checks
