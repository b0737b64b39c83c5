"""`mednec` as a process of its own: colour on a terminal alone, and no traceback whatever comes in."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASE = ROOT / "cases" / "RIT-DEV-01"
COMMAND = [sys.executable, "-m", "mednec"]
ESCAPE = b"\x1b["


def environment(**more: str) -> dict[str, str]:
    """This process's own, without what people set to force or forbid colour."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE")}
    return {**kept, "TERM": "xterm-256color", **more}


def piped(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """The command with its output going to a program."""
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, env=environment(), check=False)


def on_a_terminal(*arguments: str | Path, **more: str) -> bytes:
    """What a terminal gets."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdout=theirs, stderr=theirs, env=environment(**more)
    ) as run:
        os.close(theirs)
        found = bytearray()
        while part := _read(ours):
            found += part
        assert run.wait() == 0
    os.close(ours)
    return bytes(found)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other side has closed
        return b""


def test_a_terminal_gets_colour_unless_it_is_declined() -> None:
    assert ESCAPE in on_a_terminal("review", CASE)
    assert ESCAPE not in on_a_terminal("review", CASE, NO_COLOR="1")


def test_a_program_gets_none() -> None:
    result = piped("review", CASE)
    assert (result.returncode, result.stderr) == (0, b"")
    assert ESCAPE not in result.stdout


def test_json_is_json_and_nothing_else() -> None:
    result = piped("review", CASE, "--format", "json")
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout)["schema"] == "mednec.determination/1"
    assert result.stdout.endswith(b"}\n")


def test_a_file_holds_the_bytes_that_a_pipe_gets(tmp_path: Path) -> None:
    result = piped("review", CASE, "--format", "json", "--out", tmp_path)
    assert result.returncode == 0
    assert (tmp_path / "determination.json").read_bytes() == piped("review", CASE, "--format", "json").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("review", "nowhere"), ("nowhere", "no such case folder", "a case is a folder")),
        (("review", CASE / "request.yaml"), ("request.yaml", "a kind of file that is not read here")),
        (("review", CASE, "--policy", "tamarack-b-cel-lupus"), ("--policy", "did you mean 'tamarack-b-cell-lupus'")),
        (("review", CASE, "--policy", ROOT / "packs" / "hcpcs" / "drugs.yaml"), ("drugs.yaml", "unknown field")),
        (("review", CASE, "--policy", ROOT / "pyproject.toml"), ("pyproject.toml", "cannot read")),
        (("review", CASE, "--format", "pdf"), ("--format", "'pdf'")),
        (("review", CASE, "--out", ROOT / "pyproject.toml"), ("--out", "is a file")),
        (("review", CASE, "--out", ROOT / "pyproject.toml" / "below"), ("cannot write", "choose another folder")),
        (("review",), ("Missing argument", "CASE")),
        (("revue", CASE), ("No such command",)),
    ],
)
def test_what_cannot_be_done_is_said_in_words(arguments: tuple[str | Path, ...], words: tuple[str, ...]) -> None:
    result = piped(*arguments)
    said = result.stderr.decode()
    assert result.returncode == 2
    assert result.stdout == b""
    assert "Traceback" not in said
    for word in words:
        assert word in said


def test_a_case_is_found_from_any_folder(tmp_path: Path) -> None:
    shutil.copytree(CASE, tmp_path / "my case é")
    command = [*COMMAND, "review", "my case é", "--format", "md"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, env=environment(), check=False)
    assert (result.returncode, result.stderr) == (0, b"")
    assert str(tmp_path).encode() not in result.stdout
