"""A clause judged twice, alone and with what a language model pointed to: never a vote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.criteria.leaf import Judgement
from mednec.criteria.second import POINTED, with_second
from mednec.model.words import Status

M, N, C, S = Status.MET, Status.NOT_MET, Status.CONFLICTING, Status.NOT_DOCUMENTED


@pytest.mark.parametrize(
    ("alone", "second", "holds"),
    [
        # what was open may be settled, or turn out to be a disagreement
        (S, M, M),
        (S, N, N),
        (S, C, C),
        # a disagreement stays one, whatever the model found
        (C, M, C),
        (C, N, C),
        # what was settled is not turned round, nor opened
        (M, N, C),
        (N, M, C),
        (M, C, C),
        (N, C, C),
        (M, S, M),
        (N, S, N),
        (C, S, C),
    ],
)
def test_what_holds_of_both(alone: Status, second: Status, holds: Status) -> None:
    judged, pointed = with_second(Judgement(status=alone), Judgement(status=second))
    assert judged.status is holds
    assert pointed is (holds is not alone)


def test_it_says_that_it_rests_on_words_pointed_to() -> None:
    judged, _ = with_second(Judgement(status=S), Judgement(status=M, note="77 days"))
    assert judged.note == f"{POINTED}; 77 days"


@given(alone=st.sampled_from(Status), second=st.sampled_from(Status))
def test_a_settled_clause_never_becomes_the_other(alone: Status, second: Status) -> None:
    judged, pointed = with_second(Judgement(status=alone, note="a"), Judgement(status=second, note="b"))
    if alone.settled:
        assert judged.status in (alone, C)
    if alone is second or not pointed:
        assert judged == Judgement(status=alone, note="a")
