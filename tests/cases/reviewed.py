"""The worked cases, reviewed once for all tests that look at them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mednec.intake import read_case
from mednec.model.determination import Determination
from mednec.model.request import Case
from mednec.packs.shelf import policy_for
from mednec.render import render
from mednec.review import review
from tests.shipped import library

CASES = Path(__file__).parents[2] / "cases"


@cache
def worked(case: str) -> tuple[Case, Determination]:
    """A worked case and its determination under the policy it names."""
    read = read_case(CASES / case)
    return read, review(read, policy_for(library(), read.request), library())


@cache
def printed(case: str, form: str = "md") -> str:
    """The determination as a reader sees it; blanks and line ends count as one blank."""
    read, determination = worked(case)
    return " ".join(render(determination, read.documents, form).split())
