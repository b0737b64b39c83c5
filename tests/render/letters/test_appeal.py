"""The appeal: every reason answered, nothing called met that is not, what speaks against it told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mednec.criteria.second import POINTED
from mednec.errors import MednecError
from mednec.model.appeal import Appeal, Ending, Precedent, PrecedentReview, Reason
from mednec.model.determination import CriterionResult
from mednec.model.document import SourceDocument
from mednec.model.words import Outcome, Status
from mednec.render.letters.answering import BY_A_MODEL, DIVIDED, FINDS_MET, HOLDS, SILENT, UNSHOWN
from mednec.render.letters.appeal import MET, appeal_letter
from mednec.render.letters.layout import Item, Items, Kind, Letter, passages_of
from mednec.render.letters.standing import Role, clauses_of
from tests.render.letters.a_letter import DAY, EVERY, bare, made, worked

APPEALS = [case for case, kind in EVERY if kind == "appeal"]


def items(letter: Letter) -> list[Item]:
    return [i for s in letter.sections for b in s.blocks if isinstance(b, Items) for i in b.items]


def under(letter: Letter, heading: str) -> str:
    (section,) = [section for section in letter.sections if section.heading == heading]
    alone = replace(letter, about=(), opening=(), closing=(), sections=(section,))
    return " ".join(f"{p.lead}: {p.says}" if p.lead else p.says for p in passages_of(alone))


@pytest.mark.parametrize("case", APPEALS)
def test_calls_no_clause_met_that_the_determination_does_not(case: str) -> None:
    """Every sentence about how a clause stands is the one of its status."""
    each = made(case, "appeal")
    by_label = {f"§ {c.label}": c for c in clauses_of(each.determination)}
    seen = 0
    for item in items(each.letter):
        clause = by_label.get(item.passages[0].lead)
        if clause is None:
            continue
        told = [p.says for p in (*item.passages[1:], *item.under)]
        allowed = {
            Status.CONFLICTING: DIVIDED,
            Status.NOT_DOCUMENTED: SILENT,
        }.get(clause.leaf.status, (HOLDS if clause.leaf.explicit else UNSHOWN)[clause.role])
        standing = [
            says for says in told if says in {*FINDS_MET.values(), *HOLDS.values(), *UNSHOWN.values(), SILENT, DIVIDED}
        ]
        assert all(says == (FINDS_MET[clause.role] if clause.fulfilled else allowed) for says in standing)
        seen += len(standing)
    assert seen


@pytest.mark.parametrize("case", APPEALS)
def test_clauses_listed_as_met_are_met(case: str) -> None:
    each = made(case, "appeal")
    met = {
        f"§ {c.label}"
        for c in clauses_of(each.determination)
        if c.leaf.status is Status.MET and c.role is not Role.EXCLUSION
    }
    cited = [p for p in passages_of(each.letter) if p.says == MET]
    for passage in cited:
        assert {note.where for note in passage.notes} <= met


def test_reasons_of_the_notice_stand_verbatim_and_in_order() -> None:
    letter = made("IG-DEV-02", "appeal").letter
    assert [p.says for p in passages_of(letter) if p.lead == "The notice says"] == [
        "The records sent to us do not show that you tried and did not respond to an immunosuppressant such as "
        "methotrexate for 12 weeks (Section I.C.2).",
        "The amount requested, 140 grams, is above 2 grams per kilogram in 28 days for your weight (Section IV.A). "
        "The records do not contain what Section IV.B asks for.",
        "Your last infusion was in January 2026. Because more than 90 days have passed, this is reviewed as a new "
        "start.",
    ]


def test_a_reason_that_the_record_answers_is_answered_with_its_words() -> None:
    told = under(made("IG-DEV-02", "appeal").letter, "Reason 1")
    assert "Inadequate response to at least 12 weeks of methotrexate" in told
    assert FINDS_MET[Role.CRITERION] in told
    assert "9 months of methotrexate with no meaningful benefit" in told


def test_a_reason_that_holds_is_said_to_hold() -> None:
    told = under(made("IG-DEV-02", "appeal").letter, "Reason 2")
    assert HOLDS[Role.LIMIT] in told
    assert "4.97 g/kg at 50.3 kg" in told
    assert SILENT in told  # no source that supports the amount is named


def test_a_reason_without_a_clause_is_asked_for_one() -> None:
    assert "names no clause that was judged" in under(made("IG-DEV-02", "appeal").letter, "Reason 3")


def test_without_a_notice_the_deciding_clauses_are_the_reasons() -> None:
    letter = made("OMA-DEV-001", "appeal").letter
    told = under(letter, "The reasons, clause by clause")
    for label in ("Appendix B.1", "Appendix B.2.b", "Appendix B.2.c", "I.C.1", "IV.A"):
        assert f"§ {label}:" in told
    assert told.count(HOLDS[Role.CRITERION]) == 4
    assert told.count(HOLDS[Role.EXCLUSION]) == 1
    assert FINDS_MET[Role.CRITERION] not in told


@pytest.mark.parametrize("figures", ["", "21 weeks against 12"])
def test_a_clause_that_rests_on_words_a_model_pointed_to_says_so_once(figures: str) -> None:
    d, documents = worked("OMA-DEV-001")

    def pointed(node: CriterionResult) -> CriterionResult:
        note = f"{POINTED}; {figures}" if figures else POINTED
        if node.clause == "Appendix B.1":
            return replace(node, pointed=True, note=note)
        return replace(node, children=tuple(map(pointed, node.children)))

    letter = appeal_letter(replace(d, criteria=pointed(d.criteria)), documents, DAY)
    told = under(letter, "The reasons, clause by clause")
    assert told.count(BY_A_MODEL) == 1
    assert POINTED not in told.lower()
    assert (f"In figures: {figures}." in told) == bool(figures)


def test_contrary_evidence_is_told_direct_before_indirect() -> None:
    told = under(made("RIT-DEV-01", "appeal").letter, "What medicine says, apart from the policy")
    assert told.index("EULAR 2023:") < told.index("EXPLORER 2010:") < told.index("LUNAR 2012:")
    carter = under(made("OMA-DEV-001", "appeal").letter, "What medicine says, apart from the policy")
    assert "no difference in anaphylaxis events at 6 months" in carter
    assert carter.index("Matheny 2025:") < carter.index("Carter 2021:")


def test_what_is_missing_is_listed_with_an_open_line() -> None:
    letter = made("IG-DEV-02", "appeal").letter
    (section,) = [s for s in letter.sections if s.heading == "What is missing and is being sent"]
    (block,) = [b for b in section.blocks if isinstance(b, Items)]
    assert [i.passages[0].lead for i in block.items] == ["§ IV.B.3", "Order, line 1"]
    assert all(i.blanks and i.box for i in block.items)


def test_an_order_and_a_code_that_are_unclear_are_asked_about_in_their_own_words() -> None:
    order = under(made("IG-DEV-02", "appeal").letter, "What is missing and is being sent")
    assert "Order, line 1: IVIG 140 grams. 1 gram per kilogram per day (=50 g) days 1-5" in order
    assert "Which is ordered?" in order
    code = under(made("OMA-DEV-001", "appeal").letter, "What is missing and is being sent")
    assert "Code D47.02: The request codes D47.02" in code


def test_documents_of_another_patient_are_not_enclosed() -> None:
    """The letter of the invented chart is set aside; it is cited, and stays at home."""
    told = under(made("invented", "appeal").letter, "Enclosures")
    assert "01_clinic_note_2031-02-03.txt" in told
    assert "03_letter.txt" not in told


def test_open_lines_to_sign() -> None:
    letter = made("RIT-DEV-01", "appeal").letter
    assert letter.signature == ("Signature", "Name", "For the patient as", "Date")
    assert ("From", "") in letter.sender


@pytest.mark.parametrize("outcome", [Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS, Outcome.PEND])
def test_nothing_denied_is_said_in_one_line(outcome: Outcome) -> None:
    d, documents = bare()
    with pytest.raises(MednecError, match=f"ORR-1: nothing was denied: the recommendation is {outcome.value}"):
        appeal_letter(replace(d, outcome=outcome), documents, DAY)


def notice(text: str) -> SourceDocument:
    return SourceDocument(name="notice.txt", text=text)


def answered(text: str) -> Letter:
    d, documents = worked("IG-DEV-01")
    return appeal_letter(d, documents, DAY, notice(text))


def test_a_notice_given_makes_an_approved_case_one_to_appeal() -> None:
    letter = answered("Dear member,\n\nReason: Your records do not show Section II.B.\n\nSincerely,\nThe plan\n")
    assert "Your records do not show Section II.B." in under(letter, "Reason 1")
    assert FINDS_MET[Role.CRITERION] in under(letter, "Reason 1")
    assert "notice.txt" in under(letter, "Enclosures")


def test_a_paper_that_denies_nothing_is_no_notice() -> None:
    with pytest.raises(MednecError, match=r"notice\.txt: no reason of a denial was found in it"):
        answered("Dear member,\n\nWe are pleased to tell you that your request is approved.\n")


def test_earlier_decisions_are_analogues_with_their_differences() -> None:
    words = "The reviewer finds the treatment necessary."
    decided = Appeal(
        publisher="STATE",
        number="77",
        year=2029,
        ending=Ending.UPHELD,
        diagnosis="dust ague",
        treatment="zelvorin",
        text=words,
    )
    precedent = Precedent(
        appeal=decided,
        reasons=(Reason(start=0, end=len(words), words=words),),
        alike=("the same drug",),
        differs=("another disease", "half the dose"),
    )
    d, documents = bare()
    letter = appeal_letter(replace(d, precedents=PrecedentReview(precedents=(precedent,))), documents, DAY)
    told = under(letter, "Earlier decisions")
    assert "They are no proof that a treatment works." in told
    assert "Upheld: Zelvorin, dust ague." in told
    assert f"The reviewer wrote: “{words}”" in told
    assert "Different: Another disease and half the dose." in told
    assert [n.source for n in letter.notes if n.kind is Kind.REFERENCE] == ["STATE 77, 2029"]


def test_what_only_a_letter_or_form_says_is_told_as_that() -> None:
    """RIT-DEV-01: form and letter claim a failure that the record does not bear out."""
    letter = made("RIT-DEV-01", "appeal").letter
    (item,) = [item for item in items(letter) if item.passages[0].lead == "§ 3.D.i"]
    claims = [p.says for p in item.under if p.lead == "For the request it says, in a letter or form only"]
    assert claims == ["mycophenolate tried FAILED"]
    record = next(p.says for p in item.under if p.lead == "The record says")
    assert record.startswith("mycophenolate mofetil 500 mg")
