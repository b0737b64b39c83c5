"""The JSON Schema of policy.yaml: made from the kinds, kept equal to the copy in the packs, true of every policy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from mednec.cli import main
from mednec.criteria.kinds import KIND_NAMES, parse_leaf
from mednec.errors import PolicyError
from mednec.packs import policies
from mednec.packs.importing.write import SCHEMA
from mednec.packs.reading import read_file
from mednec.packs.schema import policy_schema, slots_of
from tests.packs.breaking import changed, replaced
from tests.shipped import PACKS

HERE = Path(__file__).parent
INSTALLED = sorted(PACKS.glob("*/*/policy.yaml"))
GOOD = HERE / "good_policy" / "policy.yaml"
# What a schema cannot see: whether labels exist and are used once, cycles, words of source.md, days in order.
UNSEEN = {
    *("authorization-in-other-words", "exception-to-no-limit", "field-twice", "in-force-in-reverse", "no-yaml"),
    *("includes-its-group", "includes-itself", "includes-nothing", "modified-by-no-limit", "empty"),
    *("n-above-the-number-of-children", "n-of-any", "not-with-three-children", "refers-in-a-round"),
    *("refers-in-a-round-through-an-include", "refers-in-a-round-through-parts", "refers-to-itself"),
    *("refers-to-nothing", "same-label-twice", "text-elsewhere", "words-the-payer-never-wrote", "in-force-in-quotes"),
    *("words-of-a-group-the-payer-never-wrote", "in-force-from-an-hour", "clause-without-text"),
}


def plain(value: Any) -> Any:
    """As an editor sees the file: days are words."""
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def faults(content: Any) -> list[str]:
    return [e.message for e in jsonschema.Draft7Validator(policy_schema()).iter_errors(plain(content))]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(policy_schema())


def test_the_copy_in_the_packs_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(main, ["policy", "schema"]).stdout
    copy = PACKS / "policy.schema.json"
    assert copy.read_text("utf-8") == printed, "write it anew: mednec policy schema > packs/policy.schema.json"
    assert json.loads(printed) == policy_schema()


@pytest.mark.parametrize("path", INSTALLED, ids=lambda p: p.parent.name)
def test_every_installed_policy_is_valid(path: Path) -> None:
    assert faults(read_file(path, path.name)) == []


def test_the_fields_are_those_that_the_loader_reads() -> None:
    schema: Any = policy_schema()
    assert set(schema["properties"]) == policies._TOP
    assert set(schema["definitions"]["group"]["properties"]) == policies._NODE
    assert schema["definitions"]["group"]["properties"]["op"]["enum"] == list(policies._OPS)


def test_what_a_kind_must_have_and_may_have() -> None:
    """Written from the table of kinds in docs/writing-a-policy.md."""
    age, limit, since = (slots_of(kind) for kind in ("age", "dose_limit", "since_dose"))
    assert {"at_least", "at_most"} <= set(age.slots)
    assert (age.needed, {"at_least", "at_most"} <= set(age.one_of)) == ((), True)
    assert limit.slots["per"] == {"enum": ["kg", ""]}
    assert (limit.needed, limit.one_of) == ((), ("max_units", "per_28_days", "per_course", "per_dose"))
    assert (since.needed, since.one_of) == ((), ("at_least_days", "at_most_days"))
    assert slots_of("concurrent").slots["expect"] == {"enum": ["used", "not used"]}
    assert slots_of("concurrent").needed == ("expect", "of")
    assert slots_of("parts").needed == ("parts",)


@pytest.mark.parametrize("kind", [k for k in KIND_NAMES if k != "parts"])
def test_no_slot_of_the_schema_is_unknown_to_its_kind(kind: str) -> None:
    with pytest.raises(PolicyError) as raised:
        parse_leaf(kind, {**dict.fromkeys(slots_of(kind).slots), "zzzz": 1}, "here")
    said = str(raised.value)
    assert "unknown slot" not in said or "'zzzz'" in said


@pytest.mark.parametrize("name", sorted({p.stem for p in (HERE / "bad_policies").glob("*.yaml")} - UNSEEN))
def test_a_bad_policy_is_invalid(name: str) -> None:
    bad = yaml.safe_load((HERE / "bad_policies" / f"{name}.yaml").read_text("utf-8"))
    text = bad.get("text", GOOD.read_text("utf-8") + bad.get("append", ""))
    content = changed(yaml.safe_load(text), bad.get("change", {}))
    for place, value in bad.get("replace", {}).items():
        content = replaced(content, place, value)
    assert faults(content) != []


def test_an_imported_policy_names_the_schema(tmp_path: Path) -> None:
    text = tmp_path / "plan.md"
    text.write_text("## I. Initial\n\nApprove when ALL are met:\n\nA. Age 12 or older.\nB. Zorped twice.\n", "utf-8")
    out = PACKS / "policies" / "plan"
    result = CliRunner().invoke(main, ["policy", "import", str(text), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    written = (tmp_path / "out" / "policy.yaml").read_text("utf-8")
    assert written.startswith(f"# yaml-language-server: $schema={SCHEMA}\n")
    assert (out / SCHEMA).resolve() == (PACKS / "policy.schema.json").resolve()
    assert faults(yaml.safe_load(written)) == []
