"""The law packs: every row has its source and its first day; malformed ones are refused with file and field."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml

from mednec.errors import PackError
from mednec.model.law import LetterKind, Rule, Subject
from mednec.model.law_words import Authority, Content, Starts
from mednec.packs.law_yaml import load_laws
from tests.shipped import PACKS

LAWS = load_laws(PACKS)
ROWS: tuple[Rule, ...] = (*LAWS.clocks, *LAWS.notices, *LAWS.signing)
PARTS: tuple[Rule, ...] = tuple(
    part for rule in LAWS.clocks for part in (rule.extension, rule.toll) if part is not None
)

# Rows whose very statement was read. Each other row is off until an organisation adopts it.
VERIFIED = {
    "ma-item-standard-2025",
    "ma-item-expedited",
    "part-d-redetermination-standard",
    "part-d-redetermination-expedited",
    "erisa-pre-service",
    "ny-external-appeal",
    "ny-external-new-material",
    "ma-denial-notice",
    "part-d-redetermination-notice",
    "ny-external-appeal-notice",
    "ncqa-denial-notice",
    "ca-adverse",
}


@pytest.mark.parametrize("rule", [*ROWS, *PARTS], ids=lambda rule: rule.id)
def test_every_row_has_its_source_and_its_day(rule: Rule) -> None:
    assert rule.cite
    assert rule.source
    assert rule.statement.endswith(".")
    assert rule.effective_from.year >= 2019
    assert rule.verified or rule.seen


def test_what_is_verified() -> None:
    law = {rule.id for rule in (*ROWS, *PARTS) if rule.verified and rule.authority is not Authority.OWN}
    assert law == VERIFIED


def test_general_knowledge_is_not_verified() -> None:
    assert not [rule.id for rule in (*ROWS, *PARTS) if rule.verified and "general knowledge" in rule.source]


def test_the_rule_on_items_is_never_for_a_drug() -> None:
    """CMS-0057-F leaves out drugs of any kind."""
    rows = [rule for rule in LAWS.clocks if "0057" in f"{rule.cite} {rule.source} {rule.statement}"]
    assert len(rows) == 3
    assert all(rule.subjects == (Subject.ITEM,) for rule in rows)


def test_what_is_proposed_says_so() -> None:
    proposed = {rule.id for rule in ROWS if rule.proposed}
    assert proposed == {rule.id for rule in ROWS if "Proposed" in rule.statement}
    assert len(proposed) == 3
    assert all(rule.starts is Starts.STATED for rule in ROWS if rule.proposed)


def test_every_letter_has_a_rule_of_the_plan_in_every_line_of_business() -> None:
    for kind in LetterKind:
        own = [r for r in LAWS.notices if kind in r.letters and r.authority is Authority.OWN]
        assert len(own) == 1
        assert (own[0].holds_for, own[0].states) == ((), ())
        assert all(content in own[0].says for content in own[0].contents if content.worded)


def test_an_adverse_letter_holds_everything_to_have_it_looked_at_again() -> None:
    for kind in (LetterKind.DENIAL, LetterKind.MODIFICATION):
        own = next(r for r in LAWS.notices if kind in r.letters and r.authority is Authority.OWN)
        assert {
            Content.REASON, Content.CRITERION, Content.CRITERION_FREE, Content.MISSING, Content.INTERNAL_APPEAL,
            Content.EXPEDITED_APPEAL, Content.EXTERNAL_REVIEW, Content.PEER, Content.REVIEWER, Content.LANGUAGE_HELP,
        } <= set(own.contents)  # fmt: skip


Change = Callable[[dict[str, Any]], None]


def set_first(name: str, **fields: object) -> Change:
    return lambda pack: pack[name][0].update(fields)


def drop_first(name: str, field: str) -> Change:
    def change(pack: dict[str, Any]) -> None:
        del pack[name][0][field]

    return change


def twice(name: str) -> Change:
    return lambda pack: pack[name].append(deepcopy(pack[name][0]))


def drop(field: str) -> Change:
    def change(pack: dict[str, Any]) -> None:
        del pack[field]

    return change


BAD: dict[str, tuple[str, Change, str]] = {
    "no source": ("clocks", drop_first("clocks", "source"), "law/clocks.yaml: clocks[0].source"),
    "no first day": ("clocks", drop_first("clocks", "effective_from"), "law/clocks.yaml: clocks[0].effective_from"),
    "no mark": ("clocks", drop_first("clocks", "verified"), "law/clocks.yaml: clocks[0].verified"),
    "not verified and silent": ("clocks", set_first("clocks", verified=False), "law/clocks.yaml: clocks[0]"),
    "days reversed": ("clocks", set_first("clocks", effective_to="2001-01-01"), "effective_to is before"),
    "no such unit": ("clocks", set_first("clocks", within={"amount": 1, "unit": "moons"}), "clocks[0].within.unit"),
    "no time": ("clocks", set_first("clocks", within={"amount": 0, "unit": "hours"}), "clocks[0].within.amount"),
    "no such line": ("clocks", set_first("clocks", holds_for=[{"line": "lunar"}]), "clocks[0].holds_for[0]"),
    "no such benefit": (
        "clocks",
        set_first("clocks", holds_for=[{"line": "medicaid", "benefit": "dental"}]),
        "clocks[0].holds_for[0]",
    ),
    "no such state": ("clocks", set_first("clocks", states=["New York"]), "clocks[0].states[0]"),
    "no such extension": ("clocks", set_first("clocks", extension="never"), "clocks[0].extension"),
    "row twice": ("clocks", twice("clocks"), "is given twice"),
    "unknown field": ("clocks", set_first("clocks", colour="red"), "clocks[0].colour"),
    "accreditor of nobody": ("clocks", set_first("clocks", authority="accreditor"), "accreditor go together"),
    "proposed and verified": ("clocks", set_first("clocks", proposed=True), "only proposed"),
    "no such content": ("notices", set_first("notices", contents=["good wishes"]), "notices[0].contents[0]"),
    "words for what is not asked": (
        "notices",
        set_first("notices", says={"the internal appeal": "You may appeal."}),
        "not among contents",
    ),
    "a place nothing fills": (
        "notices",
        set_first("notices", says={"help with language": "Call {nobody}."}),
        "nothing fills in nobody",
    ),
    "braces that stay open": ("notices", set_first("notices", says={"help with language": "Call {phone"}), "braces"),
    "content without words": ("notices", drop("wording"), "nothing words help with language"),
    "no such need": ("signing", set_first("signing", needs=["a hat"]), "signing[0].needs[0]"),
    "no margin": ("words", drop("margin"), "packs/law: margin"),
    "a word of two lines": (
        "words",
        lambda pack: pack["lines_of_business"][1]["words"].append("Commercial"),
        "lines_of_business[1].words",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_malformed_row_is_refused(name: str, tmp_path: Path) -> None:
    file, change, says = BAD[name]
    root = copytree(PACKS / "law", tmp_path / "law").parent
    path = root / "law" / f"{file}.yaml"
    pack = yaml.safe_load(path.read_text("utf-8"))
    change(pack)
    path.write_text(yaml.safe_dump(pack), "utf-8")
    with pytest.raises(PackError) as caught:
        load_laws(root)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        ("clocks.md", (*LAWS.clocks, *PARTS, *(r for r in LAWS.signing if r.authority is not Authority.OWN))),
        ("notices.md", LAWS.notices),
    ],
)
def test_every_row_is_told_on_its_page(page: str, rows: tuple[Rule, ...]) -> None:
    text = (PACKS.parent / "docs" / page).read_text("utf-8")
    assert [rule.id for rule in rows if f"`{rule.id}`" not in text] == []
