"""Indexes on disk: whole or not there, the same for the same entries, told when damaged."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mednec.search.fields import Entry, Field, SearchError, declared
from mednec.search.index import build, open_index
from mednec.search.query import find
from tests.search.shelf import FIELDS, entries


def test_an_index_is_opened_as_it_was_built(tmp_path: Path) -> None:
    built = build(tmp_path / "index", FIELDS, entries())
    opened = open_index(tmp_path / "index")
    assert (opened.fields, opened.entries, opened.digest) == (FIELDS, 5, built.digest)
    assert find(opened, "zorbimab") == find(built, "zorbimab") != ()


def test_the_same_entries_give_the_same_answers(tmp_path: Path) -> None:
    one, other = build(tmp_path / "one", FIELDS, entries()), build(tmp_path / "other", FIELDS, entries())
    assert one.digest == other.digest
    assert find(one, "itching treatment given") == find(other, "itching treatment given")


def test_a_build_that_breaks_off_leaves_the_index_that_was(tmp_path: Path) -> None:
    before = build(tmp_path, FIELDS, entries())

    def broken() -> Iterator[Entry]:
        yield next(entries())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, FIELDS, broken())
    assert open_index(tmp_path).digest == before.digest
    build(tmp_path, FIELDS, [next(entries())])
    assert open_index(tmp_path).entries == 1
    assert len(list(tmp_path.glob("built-*"))) == 1  # what broke off and what was replaced are gone


def test_no_entries(tmp_path: Path) -> None:
    assert find(build(tmp_path, FIELDS, []), "zorbimab") == ()


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="no index here; build it first"):
        open_index(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["declared.json", "meta.json"])
@pytest.mark.parametrize("content", ["", "{", '{"layout": 1}', "[]", '{"layout": 0}'])
def test_a_damaged_index_is_told(tmp_path: Path, name: str, content: str) -> None:
    build(tmp_path, FIELDS, entries())
    next(tmp_path.glob(f"built-*/{name}")).write_text(content, encoding="utf-8")
    with pytest.raises(SearchError, match="build it again"):
        open_index(tmp_path)


def test_damage_that_shows_when_searching(tmp_path: Path) -> None:
    build(tmp_path, FIELDS, entries())
    next(tmp_path.glob("built-*/*.pos")).unlink()
    with pytest.raises(SearchError, match="a damaged index"):
        find(open_index(tmp_path), '"medically necessary"', where={"kind": "letter"})


def test_a_pointer_that_leads_elsewhere_is_no_index(tmp_path: Path) -> None:
    build(tmp_path, FIELDS, entries())
    (tmp_path / "current").write_text("../elsewhere", encoding="utf-8")
    with pytest.raises(SearchError, match="no index here"):
        open_index(tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SearchError, match="choose another folder"):
        build(tmp_path / "file", FIELDS, entries())


@pytest.mark.parametrize(
    "fields",
    [(), (Field(name="a"), Field(name="a")), (Field(name="a", weight=0),)],
)
def test_fields_that_cannot_be(fields: tuple[Field, ...]) -> None:
    with pytest.raises(ValueError, match="field"):
        declared(fields)


@pytest.mark.parametrize(("name", "weight"), [("a b", 1.0), ("a", -1.0), ("a", 0.0), ("", 1.0)])
def test_a_field_that_cannot_be(name: str, weight: float) -> None:
    with pytest.raises(ValueError, match=r"no name|neither searched"):
        Field(name=name, weight=weight, kept=False)


def test_what_is_missing_is_told_in_one_line() -> None:
    program = (
        "import sys; sys.modules['tantivy'] = None\n"
        "from mednec.errors import MednecError\n"
        "try:\n    import mednec.search.index\nexcept MednecError as error:\n    print(error)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said == "search: searching needs one more library; pip install 'mednec[search]'\n"
