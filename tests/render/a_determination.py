"""A small determination with one of everything, about the chart of `a_chart`; drug and studies are invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from mednec.model.determination import (
    CodeDiscrepancy,
    CodeReview,
    Condition,
    Conflict,
    CriterionResult,
    Determination,
    DoseReview,
    Gap,
    LineReview,
    SafetyFinding,
    ScheduleReview,
    SignOff,
    Warning,
)
from mednec.model.document import Citation, PolicyCitation, Rationale, ReferenceCitation
from mednec.model.evidence import EvidenceReview, Support
from mednec.model.knowledge import Reference
from mednec.model.regimen import Reading, Step
from mednec.model.response import (
    CountedSpan,
    DoseGiven,
    DoseTurn,
    JudgingTime,
    MeasuredValue,
    MeasureResponse,
    Phase,
    ResponseAssessment,
    ResponseThreshold,
    ThresholdKind,
    TreatmentGap,
    Window,
)
from mednec.model.words import Bearing, DoseVerdict, Outcome, Presence, Response, ReviewAction, Status, Supplier
from tests.render.a_chart import HEADERS, IMAGE, LABS, LETTER, LINE, NOTE, REQUEST, SALINE, SCRIPT, facts, span

POLICY = (
    "# Zelvorin\n\n## I. Criteria\n\nZelvorin is covered when ALL are met:\n\n"
    "A. The member has marrow glint.\nB. TWO of:\n   1. a glint titer above 4 U/L;\n   2. a KPX variant;\n"
    "   3. a positive dust panel.\nC. Fewer flare visits.\n\n## II. Limit\n\nNot more than 60 mg per 28 days.\n\n"
    "## III. Not covered\n\nA. Use with another glint drug.\nB. Use in pregnancy.\n"
)


def clause(label: str, words: str) -> PolicyCitation:
    start = POLICY.index(words)
    return PolicyCitation(policy="harbor-zelvorin", clause=label, quote=words, start=start, end=start + len(words))


def because(says: str, *citations: Citation) -> Rationale:
    return Rationale(says=says, citations=citations)


def leaf(label: str, words: str, status: Status, **more: Any) -> CriterionResult:
    return CriterionResult(
        clause=label, text=words, citation=clause(label, words), status=status, kind="statement", **more
    )


def group(label: str, words: str, status: Status, op: str, n: int | None, *below: CriterionResult) -> CriterionResult:
    return CriterionResult(
        clause=label, text=words, citation=clause(label, words), status=status, op=op, n=n, children=below
    )


TITER = span(LABS, "Glint titer     12.50 U/L")
LABEL = ReferenceCitation(reference="zelvorin-label", label="Zelvorin label 2030")

DUST = leaf(
    "I.B.3",
    "a positive dust panel",
    Status.NOT_DOCUMENTED,
    passages=(
        span(NOTE, "Dust panel was not repeated."),
        span(LETTER, "Dust panel positive."),
        span(NOTE, "Wt 58.10 kg."),
        span(NOTE, "Ms. Orr has marrow glint, diagnosed 2029."),
    ),
    wants="dust panel positive",
    supplier=Supplier.LABORATORY,
)
KPX = leaf("I.B.2", "a KPX variant", Status.NOT_MET, because=(span(LABS, "KPX gene: NOT DETECTED"),), decides=True)
CRITERIA = group(
    "I",
    "Zelvorin is covered when ALL are met:",
    Status.NOT_MET,
    "all",
    None,
    leaf("I.A", "The member has marrow glint.", Status.MET, because=(span(NOTE, "Ms. Orr has marrow glint"),)),
    group(
        "I.B",
        "TWO of:",
        Status.NOT_DOCUMENTED,
        "at_least",
        2,
        leaf("I.B.1", "a glint titer above 4 U/L", Status.MET, because=(TITER,)),
        KPX,
        DUST,
    ),
    leaf(
        "I.C",
        "Fewer flare visits.",
        Status.CONFLICTING,
        because=(span(NOTE, "No flare visits since January."),),
        contrary=(span(LETTER, "She had 3 flare visits since December."),),
        note="the windows are not alike",
    ),
)
LIMIT = leaf("II", "Not more than 60 mg per 28 days.", Status.NOT_MET, because=(span(NOTE, "80 mg"),))
OTHER_DRUG = leaf(
    "III.A",
    "Use with another glint drug.",
    Status.NOT_MET,
    rests_on=(span(NOTE, "Wt 58.10 kg."),),
    no_sign_found=True,
    explicit=False,
)
PREGNANCY = leaf("III.B", "Use in pregnancy.", Status.NOT_DOCUMENTED, applicable=False)

TRIAL = Reference(
    id="glint-trial",
    kind="trial",
    citation="Marn I et al. A trial of zelvorin in marrow glint. J Glint 2029;1:1-9",
    short="GLINT 2029",
    drugs=("zelvorin",),
    diseases=("marrow-glint",),
    population="adults with marrow glint",
    statement="Fewer flares than placebo.",
    design="randomized, double-blind",
    n="41",
    effect="rate ratio 0.61",
    direction="supports",
    doi="10.0000/glint",
)
SERIES = Reference(
    id="dust-series",
    kind="case series",
    citation="Orde P. Zelvorin in dust ague. Dust 2028",
    short="Orde 2028",
    drugs=("zelvorin",),
    diseases=("dust-ague",),
    population="adults with dust ague",
    statement="No benefit in four of five.",
    n="5",
    direction="contradicts",
)


def a_dose() -> DoseReview:
    return DoseReview(
        line="1",
        drug="zelvorin",
        order=LINE.regimen,
        verdict=DoseVerdict.ABOVE_POLICY,
        why=because("160 mg in 28 days against 60 mg", clause("II", "Not more than 60 mg per 28 days.")),
        steps=(Step(label="per 28 days", working="80 mg x 2", result="160 mg", citations=(span(NOTE, "80 mg"),)),),
        against=(because("the label names 80 mg every 4 weeks", LABEL),),
        readings=(Reading(says="80 mg a month", working="80 mg x 1 = 80 mg", fits="the label"),),
        missing=("the number of visits",),
        questions=("Is 80 mg a month meant?",),
        per_dose=Decimal(80),
        per_28_days=Decimal(160),
        per_month=Decimal("173.928571"),
        unit="mg",
        units_per_dose=Decimal("4.0"),
        weight_kg=Decimal("58.10"),
        weight_at=span(NOTE, "Wt 58.10 kg."),
    )


def a_response() -> ResponseAssessment:
    fewer, worse = span(NOTE, "No flare visits since January."), span(NOTE, "Overall she is worse on the new dose.")
    raised, titer = span(NOTE, "Zelvorin raised from 40 mg to 80 mg on 01/06/2031."), span(LABS, "Glint titer")
    before = MeasuredValue(
        value=Decimal("20.0"), told="20", unit="U/L", on=date(2030, 12, 1), phase=Phase.BEFORE, at=titer
    )
    latest = MeasuredValue(
        value=Decimal("12.5"),
        told="12.5",
        unit="U/L",
        on=date(2031, 1, 20),
        phase=Phase.SINCE,
        at=span(LABS, "12.50 U/L"),
    )
    asked, counted = clause("I.B.1", "a glint titer"), ReferenceCitation(reference="glint-trial", label="GLINT 2029")
    says = because("glint titer lower by 7.5; the policy asks lower by 50 %: not reached", latest.at, before.at, asked)
    return ResponseAssessment(
        drug="zelvorin",
        verdict=Response.MIXED,
        why=because("statements stand on both sides", fewer, worse),
        windows=(Window(label="after the change", says="no visit", citations=(fewer,)),),
        supporting=(because("no flare visit", fewer),),
        contrary=(because("worse overall", worse),),
        measures=(
            MeasureResponse(
                concept="glint-titer",
                name="glint titer <b>",
                unit="U/L",
                better="lower",
                values=(before, latest),
                before=before,
                latest=latest,
                change=Decimal("-7.5"),
                percent=Decimal("-37.5"),
                thresholds=(
                    ResponseThreshold(
                        kind=ThresholdKind.POLICY,
                        says="lower by 50 %",
                        reached=False,
                        cited=asked,
                        level=Decimal(10),
                    ),
                    ResponseThreshold(
                        kind=ThresholdKind.LITERATURE,
                        says="lower by 5",
                        reached=True,
                        cited=counted,
                        grade="important",
                        level=Decimal(15),
                        note="in adults",
                    ),
                ),
                says=says,
            ),
        ),
        doses=(
            DoseGiven(day=date(2031, 1, 6), amount=Decimal(80), unit="mg", held=False, at=raised),
            DoseGiven(day=date(2031, 1, 20), amount=None, unit="", held=True, at=worse),
        ),
        turns=(DoseTurn(day=date(2031, 1, 6), what="the change from 40 to 80 mg", at=raised),),
        gaps=(
            TreatmentGap(
                after=date(2031, 1, 6),
                until=date(2031, 2, 5),
                days=30,
                interval=Decimal(14),
                unaccounted=1,
                open=True,
                says=because("No dose is recorded from 2031-01-06 to the request on 2031-02-05: 30 days.", raised),
            ),
        ),
        events=(
            CountedSpan(
                concept="flare-visit",
                name="flare visits",
                told="0",
                per_30_days=Decimal(0),
                first=date(2031, 1, 1),
                last=date(2031, 2, 3),
                at=fewer,
            ),
        ),
        judging=JudgingTime(
            weeks=Decimal(4),
            earliest=date(2031, 2, 3),
            too_early=False,
            says=because("four weeks are over", raised, counted),
            cited=counted,
        ),
        until=date(2031, 2, 5),
    )


def determination() -> Determination:
    """Deny recommended: a limit is passed and one of two needed signs is excluded."""
    note_80 = span(NOTE, "80 mg")
    return Determination(
        case="ORR-1",
        review_date=date(2031, 2, 5),
        outcome=Outcome.DENY_RECOMMENDED,
        action=ReviewAction.PENDED,
        action_when_signed=ReviewAction.NOT_CERTIFIED,
        summary=because("the record fails I.B.2", KPX.citation, *KPX.because),
        coverage_answer=because("under the policy as written: not met", CRITERIA.citation),
        clinical_answer="evidence mixed",
        request=REQUEST,
        policy_id="harbor-zelvorin",
        policy_title="Zelvorin",
        policy_version="7",
        policy_payer="Harbor Oak",
        policy_source=POLICY,
        route="continuation",
        route_note=None,
        documents=HEADERS,
        lines=(
            LineReview(
                line=LINE,
                in_scope=True,
                why=because("in scope", CRITERIA.citation),
                retrospective=(date(2031, 1, 20), date(2031, 2, 3)),
                prospective=(date(2031, 2, 17), date(2031, 3, 3)),
                dates_note="two of four days lie before the request",
            ),
        ),
        criteria=CRITERIA,
        limits=(LIMIT,),
        exclusions=(OTHER_DRUG, PREGNANCY),
        codes=(
            CodeReview(
                code="Z00.0",
                system="ICD-10-CM",
                title="Marrow glint, unspecified",
                valid=True,
                statements=(because("a billable code", LABEL),),
                discrepancy=CodeDiscrepancy(
                    code="Z00.0",
                    says="unspecified",
                    chart_says="diagnosed 2029",
                    suggested=("Z00.1",),
                    question="Is Z00.1 meant?",
                    citations=(span(NOTE, "marrow glint, diagnosed 2029"),),
                ),
            ),
            CodeReview(
                code="J0000",
                system="HCPCS",
                title="",
                valid=False,
                checked=False,
                statements=(because("not in the table", LABEL),),
            ),
        ),
        dose=(a_dose(),),
        schedule=(
            ScheduleReview(
                line="1",
                statements=(because("4 visits fall in the period", note_80),),
                expected=(date(2031, 1, 20),),
                recorded=((date(2031, 1, 6), note_80),),
                missing=(date(2031, 2, 3),),
            ),
        ),
        response=(a_response(),),
        evidence=EvidenceReview(
            answer="evidence mixed",
            why=because("one trial for, one series against", ReferenceCitation(reference=TRIAL.id, label=TRIAL.short)),
            support=(
                Support(reference=TRIAL, bearing=Bearing.DIRECT, direction="supports", why="same drug and disease"),
                Support(reference=SERIES, bearing=Bearing.SAME_DRUG, direction="contradicts", why="another disease"),
            ),
            searched="searched 2 records in references/zelvorin.yaml, checked 2031-01-01",
        ),
        safety=(
            SafetyFinding(
                flag="dust allergy",
                source_kind="boxed warning",
                presence=Presence.NOT_DOCUMENTED,
                says=because("Dust allergy: not documented", span(NOTE, "Dust panel was not repeated."), LABEL),
                citations=(span(NOTE, "Dust panel was not repeated."),),
                advice="ask before the first dose",
            ),
        ),
        gaps=(
            Gap(
                needs=("I.B.2", "I.B.3"),
                at_least=1,
                says="at least 1 of {I.B.2, I.B.3} met",
                wants=("dust panel positive",),
                suppliers=(Supplier.LABORATORY, Supplier.PRESCRIBER),
                leads_to=Outcome.PEND,
                citations=(KPX.citation, DUST.citation),
            ),
        ),
        conditions=(Condition(says="a dust panel is sent", citation=DUST.citation),),
        conflicts=(
            Conflict(
                about="flare visits",
                sides=(span(NOTE, "No flare visits since January."), span(LETTER, "She had 3 flare visits")),
                note="the windows are not alike",
            ),
        ),
        warnings=(
            Warning(
                says="a line of the note addresses a browser, not a reader",
                citations=(span(NOTE, f"Pt wrote: {SCRIPT} and {IMAGE}"),),
            ),
            Warning(
                says="a laboratory comment holds control characters", citations=(span(LABS, LABS.text.splitlines()[2]),)
            ),
        ),
        out_of_scope=(
            LineReview(
                line=SALINE,
                in_scope=False,
                why=because("the policy does not address it", REQUEST.cite("lines.1.drug")),
            ),
        ),
        sign_off=SignOff(required=True, role="physician", says="a recommendation until a physician signs"),
        facts=facts(),
        provenance=(("mednec", "0.1.0"), ("policy", "digest 00ff")),
    )
