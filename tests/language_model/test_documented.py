"""What is told to a site of language models fits the program."""

from __future__ import annotations

import re
from pathlib import Path

import click

from mednec.cli.model import model_options
from mednec.cli.model_check import check_command
from mednec.language_model import trouble
from mednec.language_model.exam import verdict
from mednec.language_model.hosts import HOSTS
from mednec.language_model.kept import ANSWERS
from mednec.language_model.settings import KEY, MODEL, URL
from mednec.render.proposal_records import pointed_record
from tests.render.a_pointed import POINTED

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "language-models.md").read_text(encoding="utf-8")
OF_OTHERS = {"--served-model-name", "--max-model-len", "--alias", "--ctx-size", "--parallel"}  # options of servers


@click.command()
@model_options
def command(model: object) -> None:
    """A command that may ask a model."""
    del model


def options() -> dict[str, click.Option]:
    return {name: param for param in command.params if isinstance(param, click.Option) for name in param.opts}


def test_every_option_is_told_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(--[\w-]+)[^`]*` \|(.*)$", PAGE, re.M))
    assert set(rows) == set(options())
    for name, option in options().items():
        if isinstance(option.default, int) and not option.is_flag:
            assert f"{option.default:,}" in rows[name]


def test_every_option_that_is_told_exists() -> None:
    told = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", PAGE))
    known = {name for param in check_command.params for name in param.opts}
    assert told - OF_OTHERS - set(options()) - known == {"--no-cache"}


def test_every_variable_is_told() -> None:
    for name in (KEY, HOSTS, ANSWERS, MODEL, URL):
        assert f"`{name}`" in PAGE


def test_the_keys_of_the_json_are_told() -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith("| JSON |"))
    assert re.findall(r"`(\w+)`", row)[1:] == list(pointed_record(POINTED))


def test_troubles_are_told_with_what_to_do() -> None:
    start = PAGE.index("## Troubles")
    table = PAGE[start : PAGE.index("## Words that give orders")]
    for says in (trouble.INVALID, trouble.TOO_SMALL, trouble.TOO_SLOW, trouble.TOOLS, trouble.HELD_BACK):
        assert says in table


def test_the_conditions_of_the_exam_are_told() -> None:
    for part in (verdict.MOST_INVALID, verdict.LEAST_VERBATIM, verdict.LEAST_RIGHT):
        assert f"{part:.0%}".replace("%", " %") in PAGE
    assert (verdict.LEAST_POINTED, verdict.FEWEST_ANSWERS) == (1 / 2, 3 / 4)


def test_the_pages_that_are_pointed_to_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)", PAGE)
    assert len(links) >= 4
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
