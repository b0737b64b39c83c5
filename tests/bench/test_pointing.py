"""What the verifier holds of right and of planted wrong proposals: floors, on some cases of the exam."""

from __future__ import annotations

from functools import cache

import pytest

from bench.oracle import Held, held_of
from bench.pointing import Shares
from mednec.language_model.exam.cases import cases_of, exam_root
from tests.shipped import library

CASES = ("OMA-DEV-002", "IG-DEV-03", "RIT-DEV-01", "IMM-DEV-04", "BREADTH-DEV-01")
KINDS = {
    *("fabricated quote", "number altered in the quote", "number altered in the claim", "polarity flipped"),
    *("another drug or test", "quote of another document", "claim outside the quote", "another patient's"),
    *("made-up claim for another passage", "words: hypothetical", "words: of a relative", "words: of a study"),
    *("words: of a policy", "words: an empty box", "words: a question", "words: to be ruled out", "words: denied"),
    *("words: a goal", "words: ordered"),
}


@cache
def held() -> tuple[Held, ...]:
    cases = [c for c in cases_of(exam_root()) if c.name in CASES]
    return tuple(h for case in cases for h in held_of(case, library()))


def _of(level: str, right: bool | None, kind: str = "") -> list[Held]:
    return [h for h in held() if h.level == level and h.right is right and (not kind or h.kind == kind)]


def test_every_kind_of_wrong_proposal_is_planted() -> None:
    assert {h.kind for h in _of("facts", False)} >= KINDS
    assert {"status flipped", "evidence of another clause", "another patient's", "fabricated quote"} <= {
        h.kind for h in _of("clauses", False)
    }


@pytest.mark.parametrize("level", ["facts", "clauses"])
def test_of_planted_false_ones_at_most_one_in_a_hundred_is_accepted(level: str) -> None:
    assert Shares.among(_of(level, False)).share <= 0.01


@pytest.mark.parametrize("kind", sorted(KINDS - {"polarity flipped"}))
def test_of_no_kind_more_than_a_few_are_accepted(kind: str) -> None:
    wrong = _of("facts", False, kind)
    assert len(wrong) >= 5
    assert Shares.among(wrong).share <= 0.02


def test_what_stands_in_no_document_of_the_patient_is_never_accepted() -> None:
    never = ("fabricated quote", "number altered in the quote", "quote of another document", "another patient's")
    assert [h for h in held() if h.kind in never and (h.accepted or h.shown)] == []


def test_right_facts_whose_quote_names_them_are_accepted() -> None:
    right = _of("facts", True, "right")
    assert len(right) >= 50
    assert Shares.among(right).share >= 0.88


def test_right_evidence_is_accepted_or_shown() -> None:
    right = _of("clauses", True)
    assert len(right) >= 70
    assert Shares.among(right).pointed_out >= 0.96
    assert Shares.among(right).share >= 0.45
