"""Safety: what label and task force ask about, held against what this patient's record says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mednec.determination.safety import review_safety
from mednec.model.determination import SafetyFinding
from mednec.model.document import ReferenceCitation
from mednec.model.finding import Finding, Period
from mednec.model.knowledge import Drug, SafetyCheck
from mednec.model.words import Assertion, DocumentKind, Presence, Result, Standing
from tests.making import concept, concepts, facts, finding, measurement, reference, result_of, trial

ABSENT, FAMILY = Assertion.ABSENT, Assertion.FAMILY
PRESENT, DENIED, SILENT = Presence.PRESENT, Presence.ABSENT, Presence.NOT_DOCUMENTED
REFERENCES = {"label": reference("label", kind="label", n=""), "page": reference("page", confidence="P")}
TREE = concepts(concept("clot"), concept("clot-of-leg", is_a=("clot",)))

DRUG = Drug(id="drug-a", name="drug A", classes=("class-one",))


def check(
    *wanted: str,
    tests: tuple[str, ...] = (),
    screening: bool = False,
    id: str = "check",
    kind: str = "boxed warning",
    drug: str = "drug-a",
    source: str = "label",
) -> SafetyCheck:
    """A check for these concepts."""
    return SafetyCheck(
        id=id,
        drug=drug,
        flag="a clot before",
        source_kind=kind,
        concepts=wanted,
        tests=tests,
        reference=source,
        when_present_wanted=screening,
    )


def answer(asked: SafetyCheck, *findings: Finding) -> SafetyFinding:
    """The one row of this check."""
    (row,) = review_safety(facts(*findings), DRUG, [asked], REFERENCES, concepts=TREE)
    return row


CLOT, NO_CLOT = finding("clot", "DVT in 2019."), finding("clot", "No DVT.", ABSENT)


@pytest.mark.parametrize(
    ("said", "presence", "words"),
    [
        ((), SILENT, "A clot before: not documented."),
        ((CLOT,), PRESENT, "A clot before: clot."),
        ((finding("clot", "History of DVT.", Assertion.HISTORICAL),), PRESENT, "A clot before: clot (history)."),
        ((NO_CLOT,), DENIED, "A clot before: denied in the record (clot)."),
        ((CLOT, NO_CLOT), PRESENT, "A clot before: clot; elsewhere the record denies clot."),
        (
            (finding("clot", "Mother had a DVT.", FAMILY),),
            SILENT,
            "A clot before: family history only, which is not this patient's (clot).",
        ),
        (
            (finding("clot", "No clots (ROS).", ABSENT, standing=Standing.TEMPLATE),),
            SILENT,
            "A clot before: denied only in pre-filled or copied text (clot).",
        ),
        (
            (finding("clot", "No clots.", ABSENT, standing=Standing.CARRIED_FORWARD),),
            SILENT,
            "A clot before: denied only in pre-filled or copied text (clot).",
        ),
        (
            (finding("clot", "Possible DVT.", Assertion.UNCERTAIN),),
            SILENT,
            "A clot before: considered, not established (clot).",
        ),
        (
            (finding("clot", "Watch for DVT.", Assertion.HYPOTHETICAL),),
            SILENT,
            "A clot before: mentioned as a possibility or plan only (clot).",
        ),
        (
            (finding("clot", "DVT.", document=DocumentKind.LETTER),),
            SILENT,
            "A clot before: only a letter or form says so (clot).",
        ),
        (
            (finding("clot", "No DVT.", ABSENT, document=DocumentKind.LETTER),),
            SILENT,
            "A clot before: not documented.",
        ),
        ((finding("clot", "DVT.", set_aside="names another patient"),), SILENT, "A clot before: not documented."),
        ((finding("headache", "Headache."),), SILENT, "A clot before: not documented."),
        # the record outweighs the letter, and present outweighs family
        (
            (NO_CLOT, finding("clot", "DVT.", document=DocumentKind.LETTER)),
            DENIED,
            "A clot before: denied in the record (clot).",
        ),
        ((CLOT, finding("clot", "Mother had a DVT.", FAMILY)), PRESENT, "A clot before: clot."),
    ],
)
def test_what_the_record_says(said: tuple[Finding, ...], presence: Presence, words: str) -> None:
    row = answer(check("clot"), *said)
    assert (row.presence, row.says.says) == (presence, words)


def test_every_row_cites_its_authority_and_the_chart_where_it_speaks() -> None:
    assert answer(check("clot")).says.citations == (ReferenceCitation(reference="label", label="label"),)
    row = answer(check("clot", source="page"), CLOT, NO_CLOT)
    assert [c.quote for c in row.citations] == ["DVT in 2019.", "No DVT."]
    assert row.says.citations[-1] == ReferenceCitation(reference="page", label="page (secondary source)")


def test_denying_one_of_several_dangers_does_not_deny_the_others() -> None:
    row = answer(check("clot", "diabetes"), NO_CLOT)
    assert row.presence is SILENT
    assert row.says.says == "A clot before: denied in the record (clot); the rest of it is not documented."


def test_denying_all_of_them_does() -> None:
    assert answer(check("clot", "diabetes"), NO_CLOT, finding("diabetes", "No diabetes.", ABSENT)).presence is DENIED


def test_who_denies_a_disease_denies_its_forms_but_not_the_other_way_round() -> None:
    assert answer(check("clot", "clot-of-leg"), NO_CLOT).presence is DENIED
    assert answer(check("clot", "clot-of-leg"), finding("clot-of-leg", "No calf DVT.", ABSENT)).presence is SILENT


def test_one_danger_of_several_is_enough() -> None:
    row = answer(check("clot", "diabetes"), NO_CLOT, finding("diabetes", "Diabetes."))
    assert (row.presence, row.says.says) == (PRESENT, "A clot before: diabetes.")


def test_a_drug_of_the_class_asked_for() -> None:
    row = answer(check("estrogen"), trial("estradiol", "Takes estradiol.", ("estrogen",)))
    assert (row.presence, row.says.says) == (PRESENT, "A clot before: estradiol.")


# --- tests -----------------------------------------------------------------------------------------------------------

POSITIVE = result_of("antibody", "Antibody positive.", Result.POSITIVE)
NEGATIVE = result_of("antibody", "Antibody negative.", Result.NEGATIVE)
PENDING = result_of("antibody", "Antibody pending.", Result.PENDING)


@pytest.mark.parametrize(
    ("asked", "said", "presence"),
    [
        # a screening test is wanted: done is good, whatever it shows
        (check(tests=("antibody",), screening=True), (), SILENT),
        (check(tests=("antibody",), screening=True), (NEGATIVE,), PRESENT),
        (check(tests=("antibody",), screening=True), (POSITIVE,), PRESENT),
        (check(tests=("antibody",), screening=True), (PENDING,), SILENT),
        (check(tests=("antibody",), screening=True), (result_of("antibody", "Not done.", Result.NOT_DONE),), SILENT),
        (check(tests=("level",), screening=True), (measurement("level", "Creatinine 0.8", "0.8", "mg/dL"),), PRESENT),
        (
            check(tests=("antibody",), screening=True),
            (result_of("antibody", "Antibody negative.", Result.NEGATIVE, document=DocumentKind.LETTER),),
            SILENT,
        ),
        # a danger is asked for: positive is bad
        (check("disease-y", tests=("antibody",)), (POSITIVE,), PRESENT),
        (check("disease-y", tests=("antibody",)), (NEGATIVE,), DENIED),
        (check("disease-y", tests=("antibody",)), (PENDING,), SILENT),
        (check("disease-y", tests=("antibody",)), (result_of("antibody", "Equivocal.", Result.INDETERMINATE),), SILENT),
        (check("disease-y", tests=("antibody",)), (POSITIVE, NEGATIVE), PRESENT),
        # one negative test among several dangers or tests answers only for itself
        (check("clot", "disease-y", tests=("antibody",)), (NEGATIVE,), SILENT),
        (check("disease-y", tests=("antibody", "other-antibody")), (NEGATIVE,), SILENT),
        (check("disease-y", tests=("antibody",)), (NEGATIVE, finding("disease-y", "Disease Y.")), PRESENT),
    ],
)
def test_tests(asked: SafetyCheck, said: tuple[Finding, ...], presence: Presence) -> None:
    assert answer(asked, *said).presence is presence


def test_a_negative_result_is_shown_beside_a_positive_one() -> None:
    row = answer(check("disease-y", tests=("antibody",)), POSITIVE, NEGATIVE)
    assert {c.quote for c in row.citations} == {"Antibody positive.", "Antibody negative."}
    assert "antibody positive" in row.says.says
    assert "antibody negative" in row.says.says


def test_a_value_is_shown_with_its_unit() -> None:
    row = answer(check(tests=("level",), screening=True), measurement("level", "Creatinine 0.8", "0.8", "mg/dL"))
    assert row.says.says == "A clot before: level 0.8 mg/dL."


# --- which checks, in which order ------------------------------------------------------------------------------------


def test_checks_of_the_drug_and_of_its_classes_the_gravest_first() -> None:
    asked = [
        check("clot", id="4", kind="pharmacology"),
        check("clot", id="3", kind="task-force advice"),
        check("clot", id="2", kind="label monitoring", drug="class-one"),
        check("clot", id="1", kind="contraindication"),
        check("clot", id="0", kind="boxed warning"),
        check("clot", id="x", drug="drug-b"),
    ]
    rows = review_safety(facts(CLOT), DRUG, asked, REFERENCES)
    assert [r.source_kind for r in rows] == [
        *("boxed warning", "contraindication", "label monitoring", "task-force advice", "pharmacology")
    ]


def test_no_drug_no_checks() -> None:
    assert review_safety(facts(CLOT), None, [check("clot")], REFERENCES) == ()


# --- limits of a measure ---------------------------------------------------------------------------------------------

IRON = concepts(replace(concept("iron"), kind="measure", unit="mg/dL"))
LOW_IRON = replace(check(tests=("iron",)), flag="low iron", below=Decimal(50))


@pytest.mark.parametrize(
    ("value", "unit", "sign", "presence"),
    [
        ("49", "mg/dL", "", PRESENT),
        ("50", "mg/dL", "", DENIED),
        ("20", "mg/dL", "<", PRESENT),
        ("60", "mg/dL", "<", SILENT),  # below 60 may be 40 or 55
        ("60", "mg/dL", ">", SILENT),
        ("0.4", "g/L", "", SILENT),  # a unit that does not convert here
        ("40", "", "", SILENT),  # no unit, no answer
    ],
)
def test_a_measure_is_held_against_the_limit_of_its_check(value: str, unit: str, sign: str, presence: Presence) -> None:
    measured = replace(measurement("iron", f"Iron {sign}{value} {unit}.", value, unit), comparator=sign)
    (row,) = review_safety(facts(measured), DRUG, [LOW_IRON], REFERENCES, concepts=IRON)
    assert row.presence is presence
    assert "asked about: below 50" in row.says.says


def test_the_newest_value_decides() -> None:
    old = replace(measurement("iron", "Iron 40 mg/dL.", "40", "mg/dL"), when=Period.day(date(2026, 1, 1)))
    new = replace(measurement("iron", "Iron 70 mg/dL.", "70", "mg/dL"), when=Period.day(date(2026, 4, 1)))
    for order in ((old, new), (new, old)):
        (row,) = review_safety(facts(*order), DRUG, [LOW_IRON], REFERENCES, concepts=IRON)
        assert row.presence is DENIED
        assert "Iron 70" in row.citations[0].quote


def test_what_is_asked_of_every_drug_is_asked_of_this_one() -> None:
    row = answer(check("clot", drug="any"), CLOT)
    assert row.presence is PRESENT


def test_a_form_of_what_is_asked_for_answers_it_and_its_denial_does_not() -> None:
    leg = answer(check("clot"), finding("clot-of-leg", "DVT of the calf in 2019."))
    assert (leg.presence, leg.says.says) == (PRESENT, "A clot before: clot of leg.")
    assert answer(check("clot"), finding("clot-of-leg", "No DVT of the calf.", ABSENT)).presence is SILENT
    assert answer(check("clot-of-leg"), finding("clot", "A clot in 2019.")).presence is SILENT


def test_a_relatives_disease_counts_only_where_the_check_says_so() -> None:
    mother = finding("clot", "Mother had a DVT.", FAMILY)
    assert answer(check("clot"), mother).presence is SILENT
    row = answer(replace(check("clot"), family_counts=True), mother)
    assert (row.presence, row.says.says) == (PRESENT, "A clot before: clot (in the family).")


def test_what_excludes_it_denies_it() -> None:
    """Blood group O is the denial of any other blood group."""
    asked = replace(check("clot"), denied_by=("other",))
    row = answer(asked, finding("other", "Group O."))
    assert (row.presence, row.says.says) == (DENIED, "A clot before: other.")
    assert answer(asked, finding("other", "Not group O.", ABSENT)).presence is SILENT
    assert answer(asked, finding("other", "Group O."), CLOT).presence is PRESENT
