"""What was kept derives the same bytes; where it does not, the reason names what changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from mednec.desk import replaying
from mednec.desk.replaying import Replayed, replay
from mednec.errors import NotAllowed, NotFound
from mednec.model.life import Role
from mednec.store.audit import entries
from mednec.store.engine import reading, writing
from mednec.store.tables import DeterminationRow
from tests.desk.kept import Kept


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> tuple[Kept, str]:
    """One case that was read; tests put back what they change."""
    path = tmp_path_factory.mktemp("replayed") / "mednec.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    made = Kept(f"sqlite:///{path}")
    return made, made.read()


def only(kept: tuple[Kept, str]) -> Replayed:
    desk, case = kept
    (found,) = replay(desk.desk, desk.who, case)
    return found


def test_the_same_bytes_are_derived(kept: tuple[Kept, str]) -> None:
    found = only(kept)
    assert found.same
    assert found.derived == found.digest
    with reading(kept[0].desk.engine) as session:
        told = [e for e in entries(session, kept[0].org, about=kept[1]) if e.act == "replay"]
    assert told[-1].detail == {"determinations": 1, "same": 1}


def test_another_version_of_the_program_is_named(kept: tuple[Kept, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is derived all the same: a newer program that says the same thing holds."""
    monkeypatch.setattr(replaying, "__version__", "9.9.9")
    assert only(kept).same
    monkeypatch.setattr("mednec.desk.deriving.render", lambda *_: "{}")
    assert "made by version 0.1.0 of the program, and this is 9.9.9" in only(kept).why


def test_other_packs_are_named(kept: tuple[Kept, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "packs_of", lambda _: "f" * 64)
    monkeypatch.setattr("mednec.desk.deriving.render", lambda *_: "{}")
    why = only(kept).why
    assert why.startswith("other bytes are derived: it was made with the packs ")
    assert "those in use are ffffffffffff" in why


def test_a_difference_without_a_reason_is_a_fault(kept: tuple[Kept, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mednec.desk.deriving.render", lambda *_: "{}")
    assert "report this as a fault" in only(kept).why


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("digest", "0" * 64, "not those of its digest"),
        ("folder", "0" * 64, "the case folder is not kept any more"),
        ("policy_digest", "0" * 64, "not installed any more"),
        ("shown", "0" * 64, "what is shown of it differs"),
        ("rulings", ["gone"], "a ruling that it rests on is not kept"),
    ],
)
def test_what_was_changed_is_found(kept: tuple[Kept, str], column: str, value: object, says: str) -> None:
    desk, case = kept
    with writing(desk.desk.engine) as session:
        before = getattr(session.query(DeterminationRow).filter_by(case=case).one(), column)
        session.execute(update(DeterminationRow).where(DeterminationRow.case == case).values({column: value}))
    try:
        assert says in only(kept).why
    finally:
        with writing(desk.desk.engine) as session:
            session.execute(update(DeterminationRow).where(DeterminationRow.case == case).values({column: before}))


def test_who_may_not(kept: tuple[Kept, str]) -> None:
    desk, case = kept
    with pytest.raises(NotAllowed):
        replay(desk.desk, desk.person("n", Role.NURSE), case)
    with pytest.raises(NotFound):
        replay(desk.desk, replace(desk.who, org="elsewhere"), case)
