"""The cases of the exam are whole, their gold stands in their documents, and every clause of it finds its leaf."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from mednec.errors import MednecError
from mednec.intake import read_case
from mednec.language_model.exam.cases import ExamCase, cases_of, exam_root
from mednec.language_model.exam.comparison import leaf_of
from mednec.language_model.exam.gold import GoldClause, gold_of
from mednec.model.determination import CriterionResult
from mednec.model.document import PolicyCitation
from mednec.model.words import Outcome, Status

WORKED = Path(__file__).parents[2] / "cases"


@cache
def exam() -> tuple[ExamCase, ...]:
    return cases_of(exam_root())


def _leaf(label: str, text: str) -> CriterionResult:
    at = PolicyCitation(policy="p", clause=label, quote=text, start=0, end=len(text))
    return CriterionResult(clause=label, text=text, citation=at, status=Status.MET)


def _gold(label: str, words: str) -> GoldClause:
    return GoldClause(clause=label, words=words, right=(Status.MET,), evidence=(), contrary=())


def test_twenty_cases_of_ten_payers_take_turns() -> None:
    assert len(exam()) == 20
    assert len({c.policy for c in exam()[:10]}) == 10


@pytest.mark.parametrize("case", exam(), ids=lambda c: c.name)
def test_gold_stands_verbatim_in_the_documents(case: ExamCase) -> None:
    texts = {d.name: d.text for d in read_case(case.folder).documents}
    quotes = [q for c in case.gold.clauses for q in (*c.evidence, *c.contrary)] + list(case.gold.facts)
    assert [q for q in quotes if q.document != "request.yaml" and q.quote not in texts[q.document]] == []


@pytest.mark.parametrize("case", exam(), ids=lambda c: c.name)
def test_words_of_clauses_stand_in_the_policy(case: ExamCase) -> None:
    policy = " ".join(case.policy.read_text("utf-8").split())
    assert [c.clause for c in case.gold.clauses if " ".join(c.words.split()) not in policy] == []


@pytest.mark.parametrize("name", ["IG-DEV-01", "IG-DEV-02", "OMA-DEV-001", "RIT-DEV-01"])
def test_worked_cases_are_the_same_as_in_the_exam(name: str) -> None:
    own, copy = WORKED / name, exam_root() / "cases" / name
    files = sorted(p.relative_to(own) for p in own.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(copy) for p in copy.rglob("*") if p.is_file())
    assert [f for f in files if (own / f).read_bytes() != (copy / f).read_bytes()] == []


def test_a_clause_is_found_by_label_else_by_words() -> None:
    leaves = (_leaf("II.A", "The member is 18 or older"), _leaf("II.B", "A biopsy shows the disease"))
    assert leaf_of(_gold("2.a", "A biopsy shows the disease."), leaves) == leaves[1]
    assert leaf_of(_gold("II.A", "The member is 18 or older"), leaves) == leaves[0]
    assert leaf_of(_gold("II A.", ""), leaves) == leaves[0]
    assert leaf_of(_gold("II.A", "A biopsy shows the disease"), leaves) == leaves[1]
    assert leaf_of(_gold("9", "Nothing of the kind"), leaves) is None


def test_arguable_answers_count_and_unused_branches_do_not(tmp_path: Path) -> None:
    (tmp_path / "gold.yaml").write_text(
        "outcome: pend\noutcome_accept: [approve]\nclauses:\n"
        "- {clause: A, status: not_met, accept: [not_documented], evidence: []}\n"
        "- {clause: B, status: met, applicable: false, evidence: []}\n"
    )
    (tmp_path / "words.yaml").write_text("A: The member is 18.\n")
    gold = gold_of(tmp_path / "gold.yaml", tmp_path / "words.yaml")
    assert gold.outcomes == (Outcome.PEND, Outcome.APPROVE)
    assert [(c.clause, c.words, c.right) for c in gold.clauses] == [
        ("A", "The member is 18.", (Status.NOT_MET, Status.NOT_DOCUMENTED))
    ]


@pytest.mark.parametrize(
    ("gold", "words", "says"),
    [
        ("outcome: pend\n", "A: x\n", "clauses"),
        ("outcome: maybe\nclauses: []\n", "A: x\n", "maybe"),
        ("outcome: pend\nclauses: []\n", "[]\n", "words"),
    ],
)
def test_a_broken_gold_is_told_in_one_line(tmp_path: Path, gold: str, words: str, says: str) -> None:
    (tmp_path / "gold.yaml").write_text(gold)
    (tmp_path / "words.yaml").write_text(words)
    with pytest.raises(MednecError, match=says):
        gold_of(tmp_path / "gold.yaml", tmp_path / "words.yaml")


def test_an_exam_without_cases_is_told(tmp_path: Path) -> None:
    with pytest.raises(MednecError, match="no cases"):
        cases_of(tmp_path)
