"""Malformed knowledge is refused with its file, its field and what to do. One bad pack for each file in bad/."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
import yaml

from mednec.errors import PackError
from mednec.packs.knowledge import load_knowledge
from mednec.packs.vocabulary import load_concepts, load_language
from tests.packs.breaking import changed

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))


def load(root: Path) -> None:
    """Everything of a packs folder."""
    load_knowledge(root)
    load_concepts(root)
    load_language(root)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A copy of the good packs."""
    return copytree(HERE / "good", tmp_path / "packs")


def test_the_good_packs_are_good(packs: Path) -> None:
    load(packs)


@pytest.mark.parametrize("path", BAD, ids=[p.stem for p in BAD])
def test_a_bad_pack_is_refused(packs: Path, path: Path) -> None:
    bad = yaml.safe_load(path.read_text("utf-8"))
    file = packs / bad["file"]
    good = yaml.safe_load(file.read_text("utf-8"))
    text = bad["text"] if "text" in bad else yaml.safe_dump(changed(good, bad["change"]), sort_keys=False)
    file.write_text(text, "utf-8")
    with pytest.raises(PackError) as raised:
        load(packs)
    message = str(raised.value)
    assert [words for words in bad["says"] if words not in message] == []
    assert raised.value.do
    assert "\n" not in message
    assert bad["file"].rpartition("/")[2] in message or "packs/drugs" in message


@pytest.mark.parametrize("folder", ["drugs", "references", "response", "safety", "hcpcs"])
def test_a_folder_of_packs_is_missing(packs: Path, folder: str) -> None:
    (packs / folder).rename(packs / "elsewhere")
    with pytest.raises(PackError, match=rf"packs/{folder}: folder of knowledge packs is missing"):
        load_knowledge(packs)


def test_value_sets_are_missing(packs: Path) -> None:
    (packs / "valuesets").rename(packs / "elsewhere")
    with pytest.raises(PackError, match="no such folder of packs"):
        load_concepts(packs)


def test_a_language_is_missing(packs: Path) -> None:
    with pytest.raises(PackError, match=r"fr\.yaml: cannot be read: No such file or directory; check that the file"):
        load_language(packs, "fr")


def test_a_pack_in_another_encoding(packs: Path) -> None:
    (packs / "drugs" / "a.yaml").write_bytes("# Müller\n".encode("latin-1"))
    with pytest.raises(PackError, match=r"drugs/a\.yaml: cannot be read: not UTF-8 at byte 3; save it as UTF-8"):
        load_knowledge(packs)


def test_an_id_may_not_return_in_another_file(packs: Path) -> None:
    (packs / "drugs" / "b.yaml").write_text((packs / "drugs" / "a.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(PackError, match=r"drugs/b\.yaml: drugs\[0\]\.id: id 'drug-a' is used twice"):
        load_knowledge(packs)


def test_what_is_no_yaml_file_is_left_alone(packs: Path) -> None:
    (packs / "drugs" / "README.md").write_text("# no pack", "utf-8")
    (packs / "valuesets" / "notes.txt").write_text("no pack", "utf-8")
    load(packs)


def test_written_digits_of_an_amount_are_kept(packs: Path) -> None:
    file = packs / "hcpcs" / "a.yaml"
    file.write_text(file.read_text("utf-8").replace("unit_amount: 500", "unit_amount: 0.1"), "utf-8")
    row = load_knowledge(packs).hcpcs.lookup("J0001")
    assert row is not None
    assert str(row.unit_amount) == "0.1"
