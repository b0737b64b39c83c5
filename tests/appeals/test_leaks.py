"""Nothing that is written with or after a decision can move what is foretold: by name, and by trying it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.appeals.answered import table
from mednec.appeals.disputes import Dispute, read_disputes
from mednec.appeals.leaks import USUAL, features
from mednec.appeals.learned import learn
from mednec.appeals.learned_file import learned_in, learned_text
from mednec.appeals.predict import answers, likelihood_of
from mednec.appeals.publishers import AppealsError
from mednec.model.appeal import KNOWN_BEFORE, WRITTEN_AFTER
from tests.appeals.decided import decided, known, with_rows

LEARNED = learn(decided([2005, 2006]))


def test_the_usual_features_are_known_before() -> None:
    assert set(USUAL) <= set(KNOWN_BEFORE)
    assert not set(KNOWN_BEFORE) & set(WRITTEN_AFTER)


@pytest.mark.parametrize(
    "name", [*WRITTEN_AFTER, "year", "publisher", "POST_rationale", "reference_id", "overturned", "report_year"]
)
def test_any_other_field_is_refused_by_name(name: str) -> None:
    with pytest.raises(AppealsError, match=f"{name} cannot be used to foretell an ending"):
        features([name])


def test_a_feature_that_is_known_before_may_be_added() -> None:
    assert features(["payer_type"]) == (*USUAL, "payer_type")


@settings(max_examples=20, deadline=None)
@given(
    number=st.text("ABC123-", min_size=1, max_size=12),
    year=st.none() | st.integers(1990, 2030),
    ending=st.none() | st.booleans(),
    others=st.dictionaries(st.sampled_from([*WRITTEN_AFTER, "year", "POST_reason", "payer"]), st.text(max_size=8)),
)
def test_no_other_field_of_a_dispute_moves_its_answer(
    number: str, year: int | None, ending: bool | None, others: dict[str, str]
) -> None:
    plain = Dispute(number="MN07-1", year=2007, known=known(), overturned=None)
    changed = Dispute(number=number, year=year, known=known() | others, overturned=ending)
    one, two = answers([plain, changed], LEARNED)
    assert replace(one, dispute=plain) == replace(two, dispute=plain)
    assert likelihood_of(known() | others, LEARNED) == likelihood_of(known(), LEARNED)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: list(reversed(rows)),
        lambda rows: [replace(r, number=f"X{i * 7919 % 1009}") for i, r in enumerate(rows)],
        lambda rows: [replace(r, known=dict(r.known) | {"payer": f"Plan {i * 7919 % 11}"}) for i, r in enumerate(rows)],
        lambda rows: [replace(r, known=dict(r.known) | {"text": f"overturned {r.overturned}"}) for r in rows],
    ],
)
def test_neither_numbers_nor_order_nor_other_fields_of_the_decisions_move_what_is_learned(
    change: Callable[[list[Dispute]], list[Dispute]],
) -> None:
    file = decided([2005, 2006])
    changed = learn(with_rows(file, change(list(file.rows))))
    assert learned_text(changed) == learned_text(LEARNED)


# ---- the same, from files ----

HEADER = ("reference_id", "report_year", "dx_category", "tx_category", "imr_type", "age_range", "gender")


def written(path: Path, rows: list[Dispute], **columns: Callable[[int], str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow((*HEADER, *columns))
        for i, r in enumerate(rows):
            told = [r.known[name] for name in ("diagnosis", "treatment", "issue", "age", "sex")]
            out.writerow((r.number, r.year, *told, *(says(i) for says in columns.values())))
    return path


def test_columns_written_afterwards_leave_the_bytes_of_the_answers_as_they_are(tmp_path: Path) -> None:
    rows = list(decided([2007], each=40).rows)
    plain = written(tmp_path / "plain.csv", rows)
    full = written(
        tmp_path / "full.csv",
        rows,
        overturned=lambda i: "true" if i % 3 else "false",
        Findings=lambda i: f"The reviewer overturned number {i}",
        POST_principal_reason=lambda i: "standard of care" if i % 2 else "not proven",
        reviewer=lambda i: f"organisation {i}",
        decision_date=lambda i: f"2007-01-{i % 28 + 1:02}",
    )
    shuffled = written(
        tmp_path / "shuffled.csv", rows, overturned=lambda i: "false" if i % 3 else "true", Findings=lambda _: "-"
    )
    made = [table(answers(read_disputes(path).rows, LEARNED), tmp_path / "o.csv") for path in (plain, full, shuffled)]
    assert made[0] == made[1] == made[2]


def test_a_kept_file_that_looks_at_the_findings_is_refused(tmp_path: Path) -> None:
    told = json.loads(learned_text(LEARNED))
    told["effects"].append({"fields": ["text"], "cells": [[["overturned"], 5.0]]})
    path = tmp_path / "learned.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(AppealsError, match="text cannot be used"):
        learned_in(path)
