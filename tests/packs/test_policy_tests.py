"""The tests that stand beside each policy: a few lines of chart, and what the clauses must come to."""

from __future__ import annotations

from functools import cache

import pytest

from mednec.authoring.cases import ClauseTest, read_tests
from mednec.authoring.testing import run
from mednec.model.words import Status
from mednec.packs.checking import Subject
from mednec.packs.checking.subject import of_file
from mednec.packs.installed import SHELVES
from tests.shipped import PACKS, library

POLICIES = [p for shelf in SHELVES for p in sorted((PACKS / shelf).iterdir()) if p.is_dir()]
NAMES = [p.name for p in POLICIES]


@cache
def subject(name: str) -> Subject:
    folder = next(p for p in POLICIES if p.name == name)
    return of_file(library(), folder / "policy.yaml", name)


@cache
def stored(name: str) -> tuple[ClauseTest, ...]:
    content = subject(name).tests
    assert content is not None, f"{name} has no tests.yaml"
    return read_tests(content, subject(name).policy, name)


ENTRIES = [(name, test) for name in NAMES for test in stored(name)]


@pytest.mark.parametrize(("name", "test"), ENTRIES, ids=[f"{name}-{test.name}" for name, test in ENTRIES])
def test_beside_the_policy(name: str, test: ClauseTest) -> None:
    tested = run(test, subject(name).policy, library())
    wrong = [w for answer in tested.answers if (w := answer.says())]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_a_policy_try_silence_and_every_answer(name: str) -> None:
    expected = [status for test in stored(name) for status in test.expect.values()]
    assert {s.value for s in (Status.MET, Status.NOT_MET, Status.NOT_DOCUMENTED)} <= set(expected)
