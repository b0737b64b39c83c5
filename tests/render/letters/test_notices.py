"""Reasons are found in a notice as they stand there, and the clauses that each one names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.words import DocumentKind, Status
from mednec.render.letters.notices import named_in, notice_among, reasons_in
from mednec.render.letters.standing import Clause, Role
from tests.render.a_determination import determination
from tests.render.letters.a_letter import leaf_of

CLAUSES = tuple(
    Clause(leaf=leaf_of(label, "words", Status.MET), role=Role.CRITERION)
    for label in ("I.A", "I.C.2", "IV.A", "IV.B.1", "IV.B.2", "Appendix B.1", "2.A")
)


def found(text: str) -> list[str]:
    return [reason.words.quote for reason in reasons_in(SourceDocument(name="n.txt", text=text), CLAUSES)]


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (
            "Reasons:\n 1. First.\n 2. Second,\n    over two lines.\n\nRights: appeal.",
            ["First.", "Second,\n    over two lines."],
        ),
        ("Reasons for the denial:\r\n\r\n1) First.\r\n2) Second.\r\n\r\nBye.", ["First.", "Second."]),
        ("Rationale:\n- First.\n- Second.\n", ["First.", "Second."]),
        ("The reason for our decision: the drug is not covered.\n\nYou may appeal.", ["the drug is not covered."]),
        ("Reason:\nOne paragraph. Of two sentences.\n\nMore.", ["One paragraph. Of two sentences."]),
        (
            "Dear Ms. Orr,\nThe request does not meet the policy. You may appeal.",
            ["The request does not meet the policy."],
        ),
        (
            "We cannot approve it because it is not medically necessary.\n",
            ["We cannot approve it because it is not medically necessary."],
        ),
        ("Your request is approved. You may come.", []),
        ("Reasons:\n\n", []),
        ("", []),
    ],
)
def test_reasons(text: str, reasons: list[str]) -> None:
    assert found(text) == reasons


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("see Section I.C.2.", ["I.C.2"]),
        ("(Section IV.A) and IV.B", ["IV.A", "IV.B.1", "IV.B.2"]),
        ("IV.B.1 alone", ["IV.B.1"]),
        ("XIV.A and I.AB and I.A.9 and I.C.22", []),
        ("section 2.A; vitamin I", ["2.A"]),
        ("Appendix B.1", ["Appendix B.1"]),
        ("no clause", []),
    ],
)
def test_clauses_named(text: str, labels: list[str]) -> None:
    assert [clause.label for clause in named_in(text, CLAUSES)] == labels


def test_very_many_reasons_are_bounded() -> None:
    assert len(found("Reasons:\n" + "".join(f"{i}. Point.\n" for i in range(1, 60)))) == 12


def test_the_latest_notice_of_this_patient_is_taken() -> None:
    def paper(name: str, text: str, set_aside: str = "") -> DocumentHeader:
        document = SourceDocument(name=name, text=text)
        return DocumentHeader(document=document, kind=DocumentKind.PAYER_NOTICE, set_aside=set_aside)

    denial = "Reasons:\n1. Not covered.\n"
    own = determination()
    headers = (
        paper("a.txt", denial),
        paper("b.txt", denial),
        paper("c.txt", "Approved. Come in."),
        paper("d.txt", denial, set_aside="names another patient"),
    )
    taken = notice_among(replace(own, documents=(*own.documents, *headers)))
    assert taken is not None
    assert taken.name == "b.txt"
    assert notice_among(own) is None


@given(st.text(alphabet="Reason:s\n 1.)-*abc not covered Dear, \r\t\f", max_size=200))
def test_whatever_a_paper_holds_reasons_are_its_words(text: str) -> None:
    for reason in found(text):
        assert reason
        assert reason in text
