"""What holds for every review: neither the order of the papers nor the hour changes a byte."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.model.determination import Determination
from mednec.model.request import Case
from mednec.packs.library import load_library
from mednec.packs.shelf import policy_for
from mednec.render import FORMATS, render
from mednec.review import review
from tests.cases.reviewed import worked
from tests.shipped import library

NAMES = ("IG-DEV-01", "IG-DEV-02", "OMA-DEV-001", "RIT-DEV-01")


def again(case: Case) -> Determination:
    return review(case, policy_for(library(), case.request), library())


@settings(max_examples=16, deadline=None)
@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_the_order_of_the_documents_changes_no_byte(name: str, chance: Random) -> None:
    case, determination = worked(name)
    shuffled = tuple(chance.sample(case.documents, k=len(case.documents)))
    other = again(replace(case, documents=shuffled))
    assert render(other, shuffled, "json") == render(determination, case.documents, "json")


@pytest.mark.parametrize("name", NAMES)
def test_two_runs_give_the_same_bytes(name: str) -> None:
    """The second with packs loaded anew, so that nothing is carried from one review to the next; in every format."""
    case, determination = worked(name)
    fresh = load_library()
    second = review(case, policy_for(fresh, case.request), fresh)
    for form in FORMATS:
        assert render(second, case.documents, form) == render(determination, case.documents, form), form


@pytest.mark.parametrize("name", NAMES)
def test_a_review_leaves_no_trace_in_the_packs(name: str) -> None:
    """Another case reviewed in between changes nothing."""
    case, determination = worked(name)
    for other in NAMES:
        again(worked(other)[0])
    assert again(case) == determination
