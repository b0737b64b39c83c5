"""Every check reports its bad policy, and nothing else does; its good policy and the installed ones pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from mednec.packs.checking import CHECKS, Severity, Subject, check, subject_of
from tests.packs.checking.framed import HERE, read, subject
from tests.shipped import installed, library

NAMES = [c.name for c in CHECKS]
GOOD, BAD = (sorted((HERE / kind).glob("*.yaml")) for kind in ("good", "bad"))
ROOT = Path(__file__).parents[3]


def test_every_check_has_both_policies() -> None:
    assert [p.stem for p in GOOD] == [p.stem for p in BAD] == sorted(NAMES)
    assert len(set(NAMES)) == len(NAMES) >= 24


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_a_bad_policy_is_reported_by_its_check_alone(path: Path) -> None:
    faults = check(subject(read(path), library()))
    assert {f.check for f in faults} == {path.stem}, [f"{f.check}: {f.clause} {f.says}" for f in faults]
    for fault in faults:
        assert fault.severity == next(c.severity for c in CHECKS if c.name == path.stem)
        assert fault.says
        assert fault.do
        assert fault.clause or fault.where
        assert "\n" not in fault.says


@pytest.mark.parametrize("path", GOOD, ids=lambda p: p.stem)
def test_a_good_policy_is_not_reported(path: Path) -> None:
    assert [f"{f.check}: {f.clause} {f.says}" for f in check(subject(read(path), library()))] == []


@pytest.mark.parametrize("policy", installed(), ids=lambda s: s.policy.id)
def test_no_installed_policy_has_an_error(policy: Subject) -> None:
    errors = [f for f in check(policy) if f.severity is Severity.ERROR]
    assert [f"{f.check}: {f.clause} {f.says}" for f in errors] == []


def test_a_number_within_a_name_is_no_number_of_the_text() -> None:
    score = "A weekly Urticaria Activity Score (UAS7) of 16 or more."
    clause = {"clause": "I.A", "text": score, "kind": "measurement", "of": ["uas7"]}
    other = {"clause": "I.B", "text": "CD25 positive.", "kind": "test_result", "of": ["cd25"]}
    misread, read_right = (check(subject({"criteria": [{**clause, "at_least": n}, other]}, library())) for n in (7, 16))
    assert [(f.check, f.clause) for f in misread] == [("number-differs", "I.A")]
    assert read_right == ()


def test_errors_come_first() -> None:
    found = check(subject({**read(HERE / "bad" / "unknown-drug.yaml"), "tests": None}, library()))
    assert [f.severity for f in found] == sorted((f.severity for f in found), key=list(Severity).index)
    assert len({f.severity for f in found}) == 2


def test_the_table_of_the_guide_names_every_check_with_its_severity() -> None:
    guide = (ROOT / "docs" / "writing-a-policy.md").read_text("utf-8")
    rows = [line.split("|") for line in guide.splitlines() if line.startswith("| `")]
    told = {row[1].strip().strip("`"): row[2].strip() for row in rows if len(row) > 3}
    assert {c.name: told.get(c.name) for c in CHECKS} == {c.name: c.severity.value for c in CHECKS}


def test_a_payers_text_can_be_checked(tmp_path: Path) -> None:
    text = tmp_path / "plan.md"
    text.write_text("## I. Initial\n\nApprove:\n\nA. Age 12 or older.\nB. Something nobody has a word for.\n", "utf-8")
    assert {"no-tests", "placeholder-left"} <= {f.check for f in check(subject_of(library(), str(text)))}
