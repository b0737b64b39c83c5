"""Codes of the request: do they exist and bill on the date of service, and does the chart say what they say?

A code that does not fit is a question to the provider. It is never a denial.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mednec.determination.coded_disease import ChartView, chart_view
from mednec.model.determination import CodeDiscrepancy, CodeReview
from mednec.model.document import ChartCitation, Rationale, ReferenceCitation
from mednec.model.facts import Chart
from mednec.model.finding import Finding
from mednec.model.knowledge import Concept
from mednec.model.request import PriorAuthRequest, ServiceLine
from mednec.terminology.hcpcs import HcpcsTable
from mednec.terminology.icd10cm import Icd10cm, IcdCode, dotted

DIAGNOSIS, BILLING = "ICD-10-CM", "HCPCS"


def review_codes(
    request: PriorAuthRequest,
    chart: Chart,
    concepts: Mapping[str, Concept],
    icd: Icd10cm,
    hcpcs: HcpcsTable,
    *,
    lines: Sequence[ServiceLine] | None = None,
) -> tuple[CodeReview, ...]:
    """Every distinct diagnosis and billing code of the lines (all of them, unless `lines` names those in scope)."""
    asked = tuple(request.lines if lines is None else lines)
    view = chart_view(chart, concepts, icd)
    diagnoses: dict[str, list[ServiceLine]] = {}
    billing: dict[str, list[ServiceLine]] = {}
    for line in asked:
        for code in dict.fromkeys(map(dotted, line.diagnosis_codes)):
            diagnoses.setdefault(code, []).append(line)
        billing.setdefault(line.hcpcs.strip().upper(), []).append(line)
    reviews = [_diagnosis(request, lines_of, code, view, icd) for code, lines_of in diagnoses.items()]
    for code, lines_of in billing.items():
        each = [_billing(request, line, code, hcpcs) for line in lines_of if code]
        reviews += [r for r in each if r.discrepancy][:1] or each[:1]
    return tuple(reviews)


def diseases_of_request(
    request: PriorAuthRequest,
    chart: Chart,
    concepts: Mapping[str, Concept],
    icd: Icd10cm,
    *,
    lines: Sequence[ServiceLine] | None = None,
) -> tuple[str, ...]:
    """Disease concepts the request is about: what its codes stand for, and what the chart says instead of them."""
    view = chart_view(chart, concepts, icd)
    wanted: set[str] = set()
    for line in request.lines if lines is None else lines:
        for code in line.diagnosis_codes:
            coded = view.concepts_of(dotted(code))
            wanted |= coded or set()
            wanted |= {concept.id for concept in view.instead_of(dotted(code))}
    return tuple(sorted(wanted))


def _diagnosis(
    request: PriorAuthRequest, lines: Sequence[ServiceLine], code: str, view: ChartView, icd: Icd10cm
) -> CodeReview:
    place = request.cite_line(lines[0], "diagnosis_codes")
    source = ReferenceCitation(
        reference=f"icd-10-cm-{icd.edition.first:%Y-%m}", label=f"ICD-10-CM, {icd.edition.label} edition"
    )
    edition = icd.edition.note(min(each.first_day for each in lines), max(each.last_day for each in lines))
    found = icd.lookup(code)
    if found is None:
        return _unknown(code, place, source, edition)
    statements = [Rationale(says=_title(found, edition), citations=(place, source))]
    if found.inclusion_terms:
        says = f"{code} includes: {'; '.join(found.inclusion_terms)}."
        statements.append(Rationale(says=says, citations=(source,)))
    statements += _chart_statements(code, view, place, source)
    discrepancy = (
        _parent(found, place, icd, edition) or _by_chart(found, place, view) or _paired(found, request, lines, icd)
    )
    return CodeReview(
        code=code,
        system=DIAGNOSIS,
        title=found.title,
        valid=found.billable,
        statements=tuple(statements),
        discrepancy=discrepancy,
    )


def _title(found: IcdCode, edition: str) -> str:
    kind = (
        "a billable code" if found.billable else f"a parent, not billable; one of {', '.join(found.children)} is needed"
    )
    return f"{found.code} {found.title}: {kind}" + (f" ({edition})." if edition else ".")


def _unknown(code: str, place: ChartCitation, source: ReferenceCitation, edition: str) -> CodeReview:
    says = f"{code} is not in {source.label}" + (f" ({edition})." if edition else ".")
    return CodeReview(
        code=code,
        system=DIAGNOSIS,
        title="",
        valid=False,
        statements=(Rationale(says=says, citations=(place, source)),),
        discrepancy=CodeDiscrepancy(
            code=code,
            says="no such code",
            chart_says="",
            suggested=(),
            question=f"{code} is not a diagnosis code of {source.label}. Which code is meant?",
            citations=(place,),
        ),
    )


def _chart_statements(code: str, view: ChartView, place: ChartCitation, source: ReferenceCitation) -> list[Rationale]:
    if not view.concepts_of(code):
        says = f"The packs hold no disease for {code}, so the chart was not searched for it."
        return [Rationale(says=says, citations=(place, source))]
    support = view.support(code)
    said = [
        (f"The record names what {code} stands for", support),
        (f"The record denies what {code} stands for", view.denial(code)),
        (f"The record names only the wider disease of {code}", () if support else view.wider(code)),
        (f"Only a letter or form names what {code} stands for", () if support else view.claims(code)),
    ]
    statements = [
        Rationale(says=f"{says}: {_names(findings)}.", citations=(*_spans(findings), place))
        for says, findings in said
        if findings
    ]
    if not statements:
        says = f"No statement of the diagnosis that {code} stands for was found in the chart."
        statements.append(Rationale(says=says, citations=(place, source)))
    return statements


def _parent(found: IcdCode, place: ChartCitation, icd: Icd10cm, edition: str) -> CodeDiscrepancy | None:
    if found.billable:
        return None
    doubt = f" ({edition})" if edition else ""
    return CodeDiscrepancy(
        code=found.code,
        says=f"{found.title}, not billable by itself{doubt}",
        chart_says="",
        suggested=tuple(c for c in found.children if (child := icd.lookup(c)) and child.billable),
        question=f"{found.code} needs a longer code{doubt}. Which applies: {', '.join(found.children)}?",
        citations=(place,),
    )


def _by_chart(found: IcdCode, place: ChartCitation, view: ChartView) -> CodeDiscrepancy | None:
    others = view.instead_of(found.code)
    denial = view.denial(found.code)
    if not others and (not denial or view.support(found.code)):
        return None
    findings = [f for other in others for f in view.present(other.id)]
    suggested = tuple(dict.fromkeys(c for other in others for c in view.billable(other)))
    parts = [f"{other.name} ({', '.join(view.billable(other)) or 'no billable code known'})" for other in others]
    notes = dict.fromkeys(n for other in others if (n := view.note(found.code, other)))
    says = "; ".join([*parts, *notes, *([f"denied: {_names(denial)}"] if denial else [])])
    if others:
        question = (
            f"The request codes {found.code} ({found.title}), the chart says {' and '.join(parts)}. Which is treated?"
        )
    else:
        question = (
            f"The request codes {found.code} ({found.title}), which the record denies. Which diagnosis is treated?"
        )
    return CodeDiscrepancy(
        code=found.code,
        says=found.title,
        chart_says=says,
        suggested=suggested,
        question=question,
        citations=tuple(dict.fromkeys((*_spans(findings), *_spans(denial), place))),
    )


def _paired(
    found: IcdCode, request: PriorAuthRequest, lines: Sequence[ServiceLine], icd: Icd10cm
) -> CodeDiscrepancy | None:
    """Two codes of one line that an Excludes1 note keeps apart."""
    for line in lines:
        for other in line.diagnosis_codes:
            note = icd.excludes1(found.code, other) if dotted(other) != found.code else None
            if note:
                return CodeDiscrepancy(
                    code=found.code,
                    says=found.title,
                    chart_says=f"requested together with {dotted(other)}; {note}",
                    suggested=(),
                    question=f"{found.code} and {dotted(other)} cannot be coded together ({note}). Which one applies?",
                    citations=(request.cite_line(line, "diagnosis_codes"),),
                )
    return None


def _billing(request: PriorAuthRequest, line: ServiceLine, code: str, hcpcs: HcpcsTable) -> CodeReview:
    place = request.cite_line(line, "hcpcs")
    row = hcpcs.lookup(code)
    if row is None:
        says = f"{code} is not among the {len(hcpcs)} drug codes of the packs, so it was not checked."
        return CodeReview(
            code=code,
            system=BILLING,
            title="",
            valid=False,
            checked=False,
            statements=(Rationale(says=says, citations=(place,)),),
        )
    source = ReferenceCitation(reference=row.reference, label="HCPCS Level II")
    valid = row.valid_on(line.first_day) and row.valid_on(line.last_day)
    span = f"{line.first_day.isoformat()} to {line.last_day.isoformat()}"
    state = "billable" if valid else "not billable on every day"
    says = f"{code} {row.descriptor}: {state} for {span}" + (f"; {row.note}." if row.note else ".")
    return CodeReview(
        code=code,
        system=BILLING,
        title=row.descriptor,
        valid=valid,
        statements=(Rationale(says=says, citations=(place, source)),),
        discrepancy=_billing_question(request, line, code, hcpcs, valid),
    )


def _billing_question(
    request: PriorAuthRequest, line: ServiceLine, code: str, hcpcs: HcpcsTable, valid: bool
) -> CodeDiscrepancy | None:
    row = hcpcs.lookup(code)
    assert row is not None
    place = request.cite_line(line, "hcpcs")
    if not valid:
        instead = tuple(other.code for other in hcpcs.successors(code, line.last_day))
        return CodeDiscrepancy(
            code=code,
            says=row.descriptor,
            chart_says="",
            suggested=instead,
            question=f"{code} may not be billed on every day of service of line {line.id}. Which code applies?",
            citations=(place,),
        )
    brand = (line.brand or "").casefold()
    if not brand or not row.products or any(p.casefold() in brand or brand in p.casefold() for p in row.products):
        return None
    fits = tuple(o.code for o in hcpcs.codes if any(p.casefold() in brand for p in o.products) and o.drug == row.drug)
    return CodeDiscrepancy(
        code=code,
        says=row.descriptor,
        chart_says=f"the request names {line.brand}",
        suggested=fits,
        question=f"{code} is the code of {', '.join(row.products)}; the request names {line.brand}. Which is meant?",
        citations=(place, request.cite_line(line, "brand")),
    )


def _spans(findings: Sequence[Finding]) -> tuple[ChartCitation, ...]:
    return tuple(dict.fromkeys(f.source for f in findings))


def _names(findings: Sequence[Finding]) -> str:
    return ", ".join(dict.fromkeys(f.name for f in findings))
