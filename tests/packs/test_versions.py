"""Two versions of one policy side by side: the first day of service chooses, from the request to the determination."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from mednec.errors import PolicyError
from mednec.intake import read_case
from mednec.model.determination import CriterionResult
from mednec.model.request import Case
from mednec.packs.checking import check
from mednec.packs.checking.subject import of_file
from mednec.packs.library import Library
from mednec.packs.shelf import policy_for, policy_named
from mednec.review import review
from tests.cases.reviewed import CASES
from tests.shipped import PACKS, library

NAME = "LMHP-MD-0412"
OLD, NEW = "LMHP-MD-0412, effective 01/01/2025", "LMHP-MD-0412, effective 01/01/2026"


def written(folder: Path, *replacements: tuple[str, str]) -> None:
    for name in ("policy.yaml", "source.md"):
        text = (folder / name).read_text("utf-8")
        for before, after in replacements:
            text = text.replace(before, after)
        (folder / name).write_text(text, "utf-8")


@pytest.fixture
def two(tmp_path: Path) -> Library:
    """The old version ends with 2025; the new one, in a folder of its own, asks for another age."""
    (tmp_path / "language").symlink_to(PACKS / "language")
    old = copytree(PACKS / "policies" / "larkspur-omalizumab", tmp_path / "policies" / "larkspur-omalizumab")
    new = copytree(old, tmp_path / "policies" / "larkspur-omalizumab-2026")
    written(old, ("effective: {from: 2025-01-01}", "effective: {from: 2025-01-01, to: 2025-12-31}"))
    written(
        new,
        ("effective: {from: 2025-01-01}", "effective: {from: 2026-01-01}"),
        (f"version: {OLD}", f"version: {NEW}"),
        ("12 years of age", "70 years of age"),
        ("at_least: 12", "at_least: 70"),
    )
    return replace(library(), root=tmp_path)


def case_on(received: date, first: date) -> Case:
    """A worked case with other days of receipt and service."""
    case = read_case(CASES / "OMA-DEV-001")
    last = first + timedelta(days=60)
    lines = tuple(replace(line, first_day=first, last_day=last) for line in case.request.lines)
    moment = datetime(received.year, received.month, received.day, 9)
    return replace(case, request=replace(case.request, policy=NAME, received=moment, lines=lines))


def age(case: Case, packs: Library) -> tuple[str, CriterionResult]:
    """The version that decided, and its clause about the age."""
    determination = review(case, policy_for(packs, case.request), packs)

    def find(node: CriterionResult) -> CriterionResult | None:
        return node if node.clause == "I.A.2" else next((f for c in node.children if (f := find(c))), None)

    found = find(determination.criteria)
    assert found is not None
    return determination.policy_version, found


@pytest.mark.parametrize(
    ("received", "first", "version", "status"),
    [
        (date(2025, 4, 9), date(2025, 4, 20), OLD, "met"),
        (date(2025, 12, 1), date(2025, 12, 2), OLD, "met"),
        (date(2026, 1, 5), date(2025, 12, 31), OLD, "met"),  # asked for afterwards
        (date(2025, 12, 20), date(2026, 1, 1), NEW, "not met"),  # asked for beforehand
        (date(2026, 3, 1), date(2026, 3, 10), NEW, "not met"),
    ],
)
def test_the_first_day_of_service_chooses(two: Library, received: date, first: date, version: str, status: str) -> None:
    """The patient of the case is older than 12 and younger than 70; each answer cites its own version's words."""
    decided, clause = age(case_on(received, first), two)
    assert (decided, clause.status.value) == (version, status)
    assert ("70 years" if version == NEW else "12 years") in clause.text


def test_before_the_first_version_none_decides(two: Library) -> None:
    case = case_on(date(2024, 5, 1), date(2024, 5, 2))
    with pytest.raises(PolicyError, match="before this policy took effect on 2025-01-01"):
        policy_for(two, case.request)


def test_received_before_the_first_version_none_decides(two: Library) -> None:
    case = case_on(date(2024, 12, 20), date(2025, 1, 2))
    with pytest.raises(PolicyError, match="received 2024-12-20, before this policy took effect on 2025-01-01"):
        policy_for(two, case.request)


def test_two_versions_in_force_on_one_day_decide_nothing_and_are_found_by_the_check(two: Library) -> None:
    old = two.root / "policies" / "larkspur-omalizumab"
    written(old, (", to: 2025-12-31}", "}"))
    with pytest.raises(PolicyError, match="two policies called"):
        policy_for(two, case_on(date(2026, 3, 1), date(2026, 3, 10)).request)
    faults = check(of_file(two, old / "policy.yaml", "old"))
    assert [f.severity.value for f in faults if f.check == "versions-overlap"] == ["error"]


def test_a_name_alone_means_the_newest(two: Library) -> None:
    assert policy_named(two, NAME).version == NEW
