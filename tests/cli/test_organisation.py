"""`mednec organisation`: organisations are listed and added, settings shown, set and taken away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from mednec.cli.organisation import organisation_group
from mednec.desk import open as opening
from mednec.store.engine import open_engine, reading, writing
from mednec.store.keys import key_line
from mednec.store.tables import AccountRow, ApprovalRow, AuditRow, OrganisationRow
from mednec.web import passwords
from tests import shipped
from tests.desk.kept import KEYS
from tests.web.conftest import QUICK

FOLLOW = "a worker chooses the clocks of open cases again\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one organisation."""
    monkeypatch.setattr(opening, "load_library", lambda *_: shipped.library())
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    monkeypatch.setenv("MEDNEC_HOME", str(tmp_path))
    for name in ("MEDNEC_DATABASE_URL", "MEDNEC_KEYS", "MEDNEC_KEYS_FILE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "keys").write_text("".join(map(key_line, KEYS.keys)))
    (tmp_path / "keys").chmod(0o600)
    shutil.copy(migrated_sqlite, tmp_path / "mednec.db")
    assert "Harbor Health: " in run("add", "Harbor Health")
    return tmp_path


def run(*words: str, status: int = 0) -> str:
    result = CliRunner().invoke(organisation_group, words, catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result.output


def test_an_organisation_is_added_with_its_first_administrator(home: Path) -> None:
    said = run("add", "Upland Plan", "--login", "ada")
    assert "ada: first password " in said
    assert [line.split("\t")[0] for line in run("list").splitlines()] == ["Harbor Health", "Upland Plan"]
    engine = open_engine(f"sqlite:///{home / 'mednec.db'}")
    with reading(engine) as session:
        row = session.query(OrganisationRow).filter_by(name="Upland Plan").one()
        account = session.query(AccountRow).filter_by(org=row.id).one()
        assert (account.login, account.must_change, "administrator" in account.roles) == ("ada", True, True)
        assert session.query(ApprovalRow).filter_by(org=row.id).count() > 1
        acts = [entry.act for entry in session.query(AuditRow).filter_by(org=row.id).order_by(AuditRow.number)]
    engine.dispose()
    assert acts[:3] == ["make organisation", "open account", "approve packs as installed"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "Harbor Health"), "there is an organisation of this name"),
        (("add", " "), "NAME: 1 to 200 printable characters are needed"),
        (("add", "Upland", "--login", ""), "--login: 1 to 200 printable characters are needed"),
        (("set", "colour", "red"), "there is no setting 'colour'; one of accreditors, "),
        (("set", "clock_standard", "soon"), "settings: clock_standard: is a time, as 7 calendar days, not 'soon'"),
        (("set", "unverified_rules", "no-such-row"), "settings: unverified_rules: there is no rule 'no-such-row'"),
        (("show", "--org", "Upland"), "there is no such organisation; the organisations are: Harbor Health"),
    ],
)
def test_what_cannot_be_is_one_line_and_status_2(words: tuple[str, ...], says: str) -> None:
    said = run(*words, status=2)
    assert says in " ".join(said.split())
    assert "Traceback" not in said
    assert [line.split("\t")[0] for line in run("list").splitlines()] == ["Harbor Health"]


def test_settings_are_set_shown_and_taken_away() -> None:
    assert run("set", "clock_standard", "7", "calendar", "days") == f"clock_standard: 7 calendar days\n{FOLLOW}"
    assert run("set", "plan_address", "100 Example Street", "Harbor, NY") == (
        "plan_address: 100 Example Street; Harbor, NY\n"
    )
    assert run("set", "plan_name", "Harbor", "Mutual") == "plan_name: Harbor Mutual\n"
    assert run("set", "plan_name", "Harbor Mutual") == "plan_name: Harbor Mutual (as before)\n"
    shown = dict(line.split("\t")[:2] for line in run("show").splitlines())
    assert (shown["clock_standard"], shown["plan_name"], shown["plan_fax"]) == ("7 calendar days", "Harbor Mutual", "")
    assert run("unset", "clock_standard") == f"clock_standard: not set\n{FOLLOW}"
    assert run("unset", "clock_standard") == "clock_standard: not set (as before)\n"


def test_rules_that_nobody_verified_are_listed_and_adopted_one_by_one() -> None:
    run("set", "unverified_rules", "part-d-standard", "part-d-expedited")
    states = dict(line.split("\t")[:2] for line in run("show", "--rules").splitlines())
    assert {rule for rule, state in states.items() if state == "used"} == {"part-d-standard", "part-d-expedited"}
    assert states["proposed-drug-standard-2027"] == "proposed"
    assert "not verified: the section was not read" in run("show", "--rules")


def test_what_a_newer_program_brings_is_approved_in_the_name_of_an_administrator(home: Path) -> None:
    assert run("approve-installed", "--by", "admin") == "everything installed was approved before\n"
    engine = open_engine(f"sqlite:///{home / 'mednec.db'}")
    with writing(engine) as session:
        row = session.query(ApprovalRow).filter_by(kind="packs").one()
        row.digest = "0" * 64  # as if other packs had been installed
    assert run("approve-installed", "--by", "admin") == "1 approved as installed\n"
    with reading(engine) as session:
        last = session.query(AuditRow).order_by(AuditRow.number.desc()).first()
        assert last is not None
        assert last.act == "approve packs as installed"
    engine.dispose()


@pytest.mark.usefixtures("home")
def test_nobody_else_approves_what_is_installed() -> None:
    assert "no administrator has this login" in run("approve-installed", "--by", "nobody", status=2)
