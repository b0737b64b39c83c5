"""The commands of a service: each says what it did, or in one line what is wrong (status 2; 1: it does not hold)."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from mednec.cli.account import account_group
from mednec.cli.audit import audit_group
from mednec.cli.case_commands import case_group
from mednec.cli.serve import serve_command
from mednec.cli.store_commands import store_group
from mednec.cli.worker import worker_command
from mednec.desk import open as opening
from mednec.store.engine import open_engine, writing
from mednec.store.keys import key_line
from mednec.store.sealing import Key
from mednec.web import passwords
from tests import shipped
from tests.desk.kept import KEYS, WORKED, Kept
from tests.web.conftest import QUICK

GROUP = click.Group(commands=[account_group, audit_group, case_group, serve_command, store_group, worker_command])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """A home with one case that was read."""
    home = tmp_path_factory.mktemp("home")
    (home / "keys").write_text("".join(map(key_line, KEYS.keys)))
    (home / "keys").chmod(0o600)
    shutil.copy(migrated_sqlite, home / "mednec.db")
    kept = Kept(f"sqlite:///{home / 'mednec.db'}")
    kept.read()
    kept.desk.engine.dispose()
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, of the test's own."""
    monkeypatch.setattr(opening, "load_library", lambda *_: shipped.library())
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    monkeypatch.setenv("MEDNEC_HOME", str(tmp_path / "home"))
    for name in ("MEDNEC_DATABASE_URL", "MEDNEC_KEYS", "MEDNEC_KEYS_FILE", "MEDNEC_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    return Path(shutil.copytree(made, tmp_path / "home"))


def run(*words: str) -> Result:
    return CliRunner().invoke(GROUP, words, catch_exceptions=False)


def says(result: Result, status: int = 0) -> str:
    assert result.exit_code == status, result.output
    return result.output


def change(home: Path, statement: str) -> None:
    engine = open_engine(f"sqlite:///{home / 'mednec.db'}")
    with writing(engine) as session:
        session.execute(text(statement))
    engine.dispose()


@pytest.mark.usefixtures("home")
def test_the_audit_holds_and_its_end_can_be_kept() -> None:
    found = re.search(r"holds: Harbor Health, (\d+) entries; end (\d+:[0-9a-f]{64})", says(run("audit", "verify")))
    assert found is not None
    assert int(found[1]) > 3
    assert "holds" in says(run("audit", "verify", "--known", found[2], "--org", "Harbor Health"))
    other = f"{found[2][:-1]}{'0' if found[2][-1] != '0' else '1'}"
    assert "set back" in says(run("audit", "verify", "--known", other), 1)
    assert "no end of an audit" in says(run("audit", "verify", "--known", "12"), 2)


def test_a_changed_audit_is_status_1(home: Path) -> None:
    change(home, "DROP TRIGGER IF EXISTS audit_no_update")
    engine = open_engine(f"sqlite:///{home / 'mednec.db'}")
    with writing(engine) as session:
        triggers = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for (name,) in triggers:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE audit SET act = 'nothing' WHERE number = 2"))
    engine.dispose()
    assert re.search(r"does not hold: Harbor Health, entry 2: it was changed", says(run("audit", "verify"), 1))


@pytest.mark.usefixtures("home")
def test_a_case_replays_to_the_same_bytes() -> None:
    assert "determination 1" in says(run("audit", "replay", WORKED))
    assert "there is no such case" in says(run("audit", "replay", "nope"), 2)


def test_a_determination_that_differs_is_status_1(home: Path) -> None:
    change(home, "UPDATE determination SET shown = 'f'")
    assert "what is shown of it differs" in says(run("audit", "replay", WORKED), 1)


@pytest.mark.usefixtures("home")
def test_the_audit_is_exported(tmp_path: Path) -> None:
    says(run("audit", "export", str(tmp_path / "audit.jsonl")))
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [int(line["number"]) for line in lines] == list(range(1, len(lines) + 1))
    assert lines[-1]["act"] == "export audit"


@pytest.mark.usefixtures("home")
def test_a_case_is_exported_and_copied_without_names(tmp_path: Path) -> None:
    says(run("case", "export", WORKED, "--out", str(tmp_path / "case.zip")))
    says(run("case", "deidentify", WORKED, "--out", str(tmp_path / "copy.zip")))
    assert (tmp_path / "case.zip").stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(tmp_path / "case.zip") as file:
        assert "determinations/1.json" in file.namelist()
    with zipfile.ZipFile(tmp_path / "copy.zip") as file:
        assert b"Corinne" not in file.read("request.yaml")


def test_holds_and_removal(home: Path) -> None:
    change(
        home,
        "UPDATE \"case\" SET state = 'decided', decided = made, changed = '2000-01-01T00:00:00.000000Z',"
        " made = '2000-01-01T00:00:00.000000Z', remove_after = '2010-01-01'",
    )
    change(home, 'UPDATE "case" SET decided = made')
    says(run("case", "hold", WORKED, "--why", "proceeding 12-44"))
    assert "0 cases are due" in says(run("case", "remove-due"))
    says(run("case", "release", WORKED))
    assert "1 cases are due" in says(run("case", "remove-due"))
    assert "1 cases were removed" in says(run("case", "remove-due", "--yes"))
    assert "there is no such case" in says(run("case", "export", WORKED, "--out", "x.zip"), 2)
    assert "holds" in says(run("audit", "verify"))


@pytest.mark.usefixtures("home")
def test_accounts() -> None:
    added = says(run("account", "add", "ada", "--name", "Ada Example", "--role", "policy-author"))
    assert re.fullmatch(r"ada: first password \S{20,}\n", added)
    assert "there is an account of this login" in says(
        run("account", "add", "ada", "--name", "A", "--role", "nurse"), 2
    )
    assert "'cook' is no role" in says(run("account", "add", "bo", "--name", "Bo", "--role", "cook"), 2)
    says(run("account", "role", "ada", "nurse", "intake"))
    assert "ada\tAda Example\tintake, nurse\n" in says(run("account", "list"))
    assert re.fullmatch(r"ada: first password \S{20,}\n", says(run("account", "password", "ada")))
    assert re.fullmatch(r"mednec_\S{40,}\n", says(run("account", "token", "ada", "--label", "reports")))
    says(run("account", "disable", "ada"))
    assert "ada\tAda Example\tintake, nurse\tclosed\n" in says(run("account", "list"))
    says(run("account", "disable", "ada", "--again"))
    assert "there is no account 'zoe'" in says(run("account", "password", "zoe"), 2)


def test_backup_and_restore(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "today.db"
    assert "entries hold" in says(run("store", "backup", str(file)))
    assert "there is a file already" in says(run("store", "backup", str(file)), 2)
    assert "is not empty" in says(run("store", "restore", str(file)), 2)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(home / "keys", other / "keys")
    monkeypatch.setenv("MEDNEC_HOME", str(other))
    assert "taken back" in says(run("store", "restore", str(file)))
    assert "determination 1" in says(run("audit", "replay", WORKED))


def test_keys_are_rotated_in_steps(home: Path) -> None:
    assert "k2 is the first now" in says(run("store", "rewrap", "--new-key", "k2"))
    assert re.fullmatch(r"\d+ values were sealed anew under key k2\n", says(run("store", "rewrap")))
    assert says(run("store", "rewrap")) == "0 values were sealed anew under key k2\n"
    assert "the id first is taken" in says(run("store", "rewrap", "--new-key", "first"), 2)
    says(run("audit", "replay", WORKED))
    (home / "keys").write_text(key_line(Key(id="k9", secret=b"9" * 32)))
    assert "is not in the key ring" in says(run("audit", "replay", WORKED), 2)


@pytest.mark.usefixtures("home")
def test_upgrade_says_what_it_did(tmp_path: Path) -> None:
    assert re.fullmatch(r"the database is at \w+\n", says(run("store", "upgrade")))
    assert "upgraded from nothing to" in says(run("store", "upgrade", "--home", str(tmp_path / "new")))


@pytest.mark.usefixtures("home")
def test_from_sqlite_to_postgresql(empty_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portable backup of the one is restored into the other, and everything in it still derives and verifies."""
    says(run("store", "backup", str(tmp_path / "moved.zip"), "--portable"))
    monkeypatch.setenv("MEDNEC_DATABASE_URL", empty_postgres_url)
    assert "is not set up" in says(run("audit", "verify"), 2)
    assert "taken back" in says(run("store", "restore", str(tmp_path / "moved.zip")))
    assert re.fullmatch(r"the database is at \w+\n", says(run("store", "upgrade")))
    assert "holds: Harbor Health" in says(run("audit", "verify"))
    assert "determination 1" in says(run("audit", "replay", WORKED))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("serve", "--host", "0.0.0.0"), "set MEDNEC_PUBLIC_URL=https://NAME"),
        (("serve", "--host", "::"), "can be reached from other machines"),
        (("serve", "--host", "127.0.0.1", "--certificate", __file__), "belong together"),
        (("audit", "verify", "--org", "Nowhere"), "the organisations are: Harbor Health"),
        (("audit", "verify", "--home", "nowhere"), "there is no service here"),
        (("worker", "--home", "nowhere"), "there is no service here"),
    ],
)
def test_what_is_wrong_is_one_message(words: tuple[str, ...], what: str) -> None:
    told = says(run(*words), 2)
    assert what in told
    assert told.startswith("error: ")
    assert len(told.splitlines()) == 1


def test_settings_are_refused_in_one_message(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "keys").chmod(0o644)
    assert "chmod 600" in says(run("audit", "verify"), 2)
    monkeypatch.setenv("MEDNEC_DATABASE_URL", "mysql://x/y")
    assert "MEDNEC_DATABASE_URL" in says(run("store", "upgrade"), 2)
    monkeypatch.setenv("MEDNEC_LOG_LEVEL", "loud")
    assert "'loud' is none of" in says(run("worker"), 2)


@pytest.mark.parametrize("command", sorted(GROUP.commands))
def test_help_stands(command: str) -> None:
    assert "Usage:" in says(run(command, "--help"))
