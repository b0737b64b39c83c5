"""policy.yaml with its source.md: a policy that cannot be used is refused with the place of the fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from mednec.criteria.policy import CriterionNode, Policy
from mednec.errors import PolicyError
from mednec.packs.installed import SHELVES
from mednec.packs.policies import load_policy
from tests.packs.breaking import changed, replaced
from tests.shipped import PACKS, knowledge

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad_policies").glob("*.yaml"))
SHIPPED = [p for shelf in SHELVES for p in sorted((PACKS / shelf).iterdir()) if p.is_dir()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the good policy."""
    return copytree(HERE / "good_policy", tmp_path / "a-plan")


def nodes(node: CriterionNode) -> list[CriterionNode]:
    """A node and everything below it."""
    return [node, *(n for child in node.children for n in nodes(child))]


def every_node(policy: Policy) -> list[CriterionNode]:
    """Every node of every route, limit and exclusion."""
    roots = (*policy.routes.values(), *policy.limits, *policy.exclusions)
    return [n for root in roots for n in nodes(root)]


def test_a_good_policy(folder: Path) -> None:
    policy = load_policy(folder)
    assert (policy.id, policy.payer, policy.version) == ("drug-a-plan", "A Health Plan", "7")
    assert (policy.effective_from, policy.effective_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert [n.clause.label for n in nodes(policy.routes["initial"])] == ["I", "I.A", "I.B", "I.B.1", "I.B.2", "I.B.3"]
    assert policy.node("I.B").op == "any"
    assert policy.node("I.A").kind == "age"
    assert policy.authorization_months == 6


@pytest.mark.parametrize("path", BAD, ids=[p.stem for p in BAD])
def test_a_bad_policy_is_refused(folder: Path, path: Path) -> None:
    bad = yaml.safe_load(path.read_text("utf-8"))
    file = folder / "policy.yaml"
    text = bad.get("text", file.read_text("utf-8") + bad.get("append", ""))
    if "change" in bad or "replace" in bad:
        content = changed(yaml.safe_load(text), bad.get("change", {}))
        for place, value in bad.get("replace", {}).items():
            content = replaced(content, place, value)
        text = yaml.safe_dump(content, sort_keys=False)
    file.write_text(text, "utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(folder)
    message = str(raised.value)
    assert [words for words in bad["says"] if words not in message] == []
    assert raised.value.where.startswith("a-plan/")
    assert "\n" not in message


def test_no_policy_at_all(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"policy\.yaml: cannot be read: No such file or directory"):
        load_policy(tmp_path)


def test_no_text(folder: Path) -> None:
    (folder / "source.md").unlink()
    with pytest.raises(PolicyError, match=r"a-plan/source\.md: the policy's text is missing"):
        load_policy(folder)


def test_text_in_another_encoding(folder: Path) -> None:
    (folder / "source.md").write_bytes("§ 1".encode("latin-1"))
    with pytest.raises(PolicyError, match=r"a-plan/source\.md: not UTF-8 at byte 0; save it as UTF-8 text"):
        load_policy(folder)


def test_an_include_stands_for_the_clause_itself(folder: Path) -> None:
    file = folder / "policy.yaml"
    content = replaced(yaml.safe_load(file.read_text("utf-8")), "routes.continuation.children.0", {"include": "I"})
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    policy = load_policy(folder)
    assert policy.routes["continuation"].children[0] is policy.routes["initial"]
    # the clause behind the include still opens at its own words
    start = policy.node("II (response)").clause.citation.start
    assert policy.source[:start].endswith("the criteria of Section I and ")


def test_words_that_stand_twice_open_behind_the_clause_before_them(tmp_path: Path) -> None:
    """The include looks ahead into the limits; the clause after it still opens in its own section."""
    (tmp_path / "source.md").write_text(
        "I. ALL:\nThe age is known.\nII. Limits\nOnce a year.\nThe age is known.\n", "utf-8"
    )
    age = {"kind": "age", "at_least": 18, "text": "The age is known."}
    policy = {
        "id": "p",
        "title": "t",
        "payer": "A payer",
        "version": "1",
        "effective": {"from": date(2026, 1, 1)},
        "routes": {
            "initial": {"clause": "I", "text": "ALL:", "children": [{"include": "II.A"}, {"clause": "I.B", **age}]}
        },
        "limits": [
            {"clause": "II.A", "text": "Once a year.", "kind": "ask", "question": "Once a year?"},
            {"clause": "II.B", **age},
        ],
    }
    (tmp_path / "policy.yaml").write_text(yaml.safe_dump(policy), "utf-8")
    loaded = load_policy(tmp_path)
    places = {label: loaded.node(label).clause.citation.start for label in ("I.B", "II.A", "II.B")}
    assert places["I.B"] < places["II.A"] < places["II.B"]


def test_two_clauses_may_refer_to_the_same_one(folder: Path) -> None:
    file = folder / "policy.yaml"
    again = {"clause": "II (again)", "text": "a response", "kind": "reference", "to": ["I", "I.B"]}
    content = replaced(yaml.safe_load(file.read_text("utf-8")), "routes.continuation.children.1", again)
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    assert load_policy(folder).node("II (again)").kind == "reference"


def test_the_digest_follows_the_words(folder: Path) -> None:
    before = load_policy(folder).digest
    assert load_policy(folder).digest == before
    with (folder / "source.md").open("a", encoding="utf-8") as file:
        file.write("C. An appeal may be made.\n")
    assert load_policy(folder).digest != before


@pytest.mark.parametrize("folder", SHIPPED, ids=[p.name for p in SHIPPED])
def test_every_clause_of_a_shipped_policy_stands_verbatim_in_the_payers_text(folder: Path) -> None:
    policy = load_policy(folder)
    source = (folder / "source.md").read_text("utf-8")
    assert len(every_node(policy)) > 12
    for node in every_node(policy):
        cited = node.clause.citation
        assert source[cited.start : cited.end] == cited.quote == node.clause.text


@pytest.mark.parametrize("folder", SHIPPED, ids=[p.name for p in SHIPPED])
def test_a_shipped_policy_is_about_drugs_of_the_packs(folder: Path) -> None:
    policy = load_policy(folder)
    assert policy.drugs
    assert [d for d in policy.drugs if d not in knowledge().drugs] == []
