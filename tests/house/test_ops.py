"""What is told of running the service fits the program: commands, options, measures and settings exist."""

from __future__ import annotations

import configparser
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from mednec.cli import main
from mednec.cli.serve import FINISH_SECONDS

ROOT = Path(__file__).parents[2]
OPS, DOCS = ROOT / "ops", ROOT / "docs"
UNITS = sorted(OPS.glob("*.service"))


class Unit(configparser.RawConfigParser):
    """A unit of systemd, whose names keep their capitals."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def told() -> Iterator[tuple[str, list[str]]]:
    """Every command of the program in the pages and files of running it, with where it stands."""
    for path in (DOCS / "running.md", DOCS / "privacy.md", *UNITS):
        text = path.read_text(encoding="utf-8")
        found = re.findall(
            r"(?:^|`|/usr/local/bin/)mednec ((?:serve|worker|store|audit|case|account)\b[^`\n#']*)", text, re.M
        )
        yield from ((path.name, shlex.split(words)) for words in found)


def unknown(words: list[str]) -> str:
    """The first word that the program does not know; empty where it knows all."""
    command: click.Command = main
    for at, word in enumerate(words):
        if isinstance(command, click.Group):
            if word not in command.commands:
                return word
            command = command.commands[word]
        else:
            options = {name for param in command.params for name in param.opts}
            return next((w for w in words[at:] if w.startswith("--") and w not in options), "")
    return ""


def test_every_command_that_is_told_exists() -> None:
    commands = list(told())
    assert len(commands) > 15
    assert [(where, words) for where, words in commands if unknown(words)] == []


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.name)
def test_units_are_confined_and_given_time(path: Path) -> None:
    unit = Unit(strict=False)
    unit.read_string(path.read_text(encoding="utf-8"))
    service = unit["Service"]
    assert service["User"] == "mednec"
    assert (service["NoNewPrivileges"], service["ProtectSystem"], service["PrivateTmp"]) == ("yes", "strict", "yes")
    assert service["CapabilityBoundingSet"] == ""
    if service["Type"] == "notify":
        assert int(service["TimeoutStopSec"].rstrip("s")) > FINISH_SECONDS
        assert "WatchdogSec" in service


def test_rules_ask_for_measures_that_are_made() -> None:
    rules = yaml.safe_load((OPS / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    made = set(re.findall(r'"(mednec_\w+)"', (ROOT / "src/mednec/web/metrics.py").read_text(encoding="utf-8")))
    asked = {name for rule in rules for name in re.findall(r"mednec_\w+", rule["expr"])}
    assert {re.sub(r"_(?:total|bucket)$", "", name) for name in asked} <= made
    assert all(rule["annotations"].keys() == {"summary", "do"} for rule in rules)
    told = set(re.findall(r"`(mednec_\w+)`", (DOCS / "running.md").read_text(encoding="utf-8")))
    assert {re.sub(r"_total$", "", name) for name in told} == made


def test_the_container_runs_as_nobody_special() -> None:
    lines = (OPS / "Containerfile").read_text(encoding="utf-8").splitlines()
    assert "USER 10001:10001" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    compose = yaml.safe_load((OPS / "compose.yaml").read_text(encoding="utf-8"))
    for name in ("web", "worker", "upgrade"):
        service = compose["services"][name]
        assert service["read_only"]
        assert unknown(service["command"]) == ""


def test_all_eighteen_identifiers_have_their_line() -> None:
    rows = re.findall(r"^\| ([A-R]) \|", (DOCS / "privacy.md").read_text(encoding="utf-8"), re.M)
    assert rows == list("ABCDEFGHIJKLMNOPQR")


def test_every_setting_that_is_told_is_read() -> None:
    told = set(re.findall(r"`(MEDNEC_\w+)`", (DOCS / "running.md").read_text(encoding="utf-8")))
    read = {
        name for path in (ROOT / "src").rglob("*.py") for name in re.findall(r"MEDNEC_\w+", path.read_text("utf-8"))
    }
    assert told <= read
