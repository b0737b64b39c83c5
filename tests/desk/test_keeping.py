"""Retention ends a case's keeping, a hold prolongs it, and a tombstone is left; exports hold what they say."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from mednec.desk.deidentified_copy import deidentified_copy
from mednec.desk.exporting import export_case
from mednec.desk.keeping import due_cases, hold, release, remove
from mednec.errors import NotAllowed, NotFound, StoreError, SubmitError
from mednec.model.life import CaseState, Role
from mednec.store.audit import entries, verify
from mednec.store.engine import reading, writing
from mednec.store.tables import CaseRow, OrganisationRow, PaperRow, PartRow
from tests.desk.kept import START, WORKED, Kept


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """A database with one case that was read."""
    path = tmp_path_factory.mktemp("read") / "mednec.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    kept = Kept(f"sqlite:///{path}")
    kept.read()
    kept.desk.engine.dispose()
    return path


@pytest.fixture
def kept(read_once: Path, tmp_path: Path) -> Kept:
    """The same, of the test's own."""
    path = tmp_path / "mednec.db"
    path.write_bytes(read_once.read_bytes())
    return Kept.again(f"sqlite:///{path}")


def the_case(kept: Kept) -> str:
    with reading(kept.desk.engine) as session:
        return session.query(CaseRow).one().id


def end(kept: Kept, state: CaseState = CaseState.DECIDED, line: str = "commercial") -> str:
    """The case as decided today."""
    with writing(kept.desk.engine) as session:
        session.execute(update(CaseRow).values(state=state.key, decided=kept.at, line_of_business=line))
    return the_case(kept)


def later(kept: Kept, days: int) -> None:
    kept.at = START + timedelta(days=days)


def test_a_case_is_due_when_its_retention_is_over(kept: Kept) -> None:
    case = end(kept)
    later(kept, 3650)
    assert due_cases(kept.desk, kept.who) == ()
    with pytest.raises(StoreError, match="the case is kept until 2036-04-05"):
        remove(kept.desk, kept.who, case)
    later(kept, 3651)
    assert [due.id for due in due_cases(kept.desk, kept.who)] == [case]


def test_an_open_case_is_never_removed(kept: Kept) -> None:
    later(kept, 9999)
    assert due_cases(kept.desk, kept.who) == ()
    with pytest.raises(StoreError, match="an open case is not removed"):
        remove(kept.desk, kept.who, the_case(kept))


def test_settings_by_line_of_business_count(kept: Kept) -> None:
    case = end(kept, line="medicaid")
    settings = {"retention_days": 4000, "retention_days_by_line": {"Medicaid": 5000}}
    with writing(kept.desk.engine) as session:
        session.execute(update(OrganisationRow).values(settings=settings))
    later(kept, 5000)
    assert due_cases(kept.desk, kept.who) == ()
    later(kept, 5001)
    assert [due.id for due in due_cases(kept.desk, kept.who)] == [case]


def test_an_organisation_may_keep_for_less(kept: Kept) -> None:
    case = end(kept)
    with writing(kept.desk.engine) as session:
        session.execute(update(OrganisationRow).values(settings={"retention_days": 400}))
    later(kept, 401)
    assert [due.id for due in due_cases(kept.desk, kept.who)] == [case]
    assert remove(kept.desk, kept.who, case).kept_until == (START + timedelta(days=400)).date()


def test_a_hold_stops_removal_until_it_is_released(kept: Kept) -> None:
    case = end(kept)
    later(kept, 5000)
    hold(kept.desk, kept.who, case, "proceeding 12-44")
    assert due_cases(kept.desk, kept.who) == ()
    with pytest.raises(StoreError, match="the case is held"):
        remove(kept.desk, kept.who, case)
    release(kept.desk, kept.who, case)
    assert [due.id for due in due_cases(kept.desk, kept.who)] == [case]
    with pytest.raises(SubmitError, match="nothing holds"):
        release(kept.desk, kept.who, case)


@pytest.mark.parametrize("why", ["", "  ", "x" * 501])
def test_a_hold_needs_a_reason(kept: Kept, why: str) -> None:
    with pytest.raises(SubmitError, match="needs a reason"):
        hold(kept.desk, kept.who, the_case(kept), why)


def test_a_tombstone_is_left_and_nothing_else(kept: Kept) -> None:
    case = end(kept)
    later(kept, 4000)
    tombstone = remove(kept.desk, kept.who, case)
    with reading(kept.desk.engine) as session:
        assert [session.query(table).count() for table in (CaseRow, PaperRow, PartRow)] == [0, 0, 0]
        last = list(entries(session, kept.org, about=case))[-1]
        assert verify(session, kept.desk.keys, kept.org).ok
    assert (last.act, last.detail) == ("remove", tombstone.detail())
    assert tombstone.papers > 0
    assert len(tombstone.determinations) == 1


def test_who_may(kept: Kept) -> None:
    case = the_case(kept)
    nurse, elsewhere = kept.person("n", Role.NURSE), replace(kept.who, org="elsewhere")
    for act in (lambda w: hold(kept.desk, w, case, "x"), lambda w: remove(kept.desk, w, case)):
        with pytest.raises(NotAllowed):
            act(nurse)
        with pytest.raises(NotFound):
            act(elsewhere)
    for export in (export_case, deidentified_copy):
        with pytest.raises(NotAllowed):
            export(kept.desk, nurse, case)
        with pytest.raises(NotFound):
            export(kept.desk, elsewhere, case)


def files_of(content: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_export_holds_everything_with_its_digests(kept: Kept) -> None:
    case = the_case(kept)
    files = files_of(export_case(kept.desk, kept.who, case))
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(c).hexdigest() for name, c in files.items() if name != "SHA256SUMS"}
    assert json.loads(files["determinations/1.json"])["case"] == WORKED
    assert files["folders/1/request.yaml"] == files["received/request.yaml"]
    told = json.loads(files["case.json"])
    assert told["shown"]["digest"] == sums["determinations/1.json"]
    parts = [[part["name"], sums[f"shown/1/{part['file']}"]] for part in json.loads(files["shown/1/parts.json"])]
    listed = json.dumps([sums["determinations/1.json"], *parts]).encode()
    assert hashlib.sha256(listed).hexdigest() == told["shown"]["shown"]  # what a signature is bound to
    acts = [json.loads(line)["act"] for line in files["audit.jsonl"].decode().splitlines()]
    assert acts[0] == "submit"
    assert acts[-1] == "export"


def test_the_copy_names_nobody_and_is_determined_alike(kept: Kept) -> None:
    case = the_case(kept)
    files = files_of(deidentified_copy(kept.desk, kept.who, case))
    words = b"\n".join([*files.values(), *map(str.encode, files)]).decode()
    planted = ("Delacroix", "Webb", "Corinne", "Okoro", "Anselm", "77120458", "1988-06-14", "06/14/1988", WORKED)
    assert [each for each in planted if each.lower() in words.lower()] == []
    told = json.loads(files["statuses.json"])
    copy = json.loads(files["determination.json"])
    assert told["replaced"]["name of the patient"] > 5
    assert sum(c["determined"] != c["copy"] for c in told["clauses"]) <= 2  # what stands by a year of a publication
    assert copy["outcome"] == "deny_recommended"
    for quoted in _quotes(copy):
        name = quoted["document"]
        text = files[name if name == "request.yaml" else f"documents/{name}"].decode()
        assert text[quoted["start"] : quoted["end"]] == quoted["quote"]


def _quotes(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if {"document", "start", "end", "quote"} <= set(value) else []
        return own + [q for child in value.values() for q in _quotes(child)]
    return [q for child in value for q in _quotes(child)] if isinstance(value, list) else []
