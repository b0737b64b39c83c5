"""`mednec evidence`: what is imported, found and listed; bad input is told in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mednec.cli.evidence import evidence_group
from mednec.packs.library import load_library
from tests.evidence.library.papers import NBIB, RIS, medline, put, spl
from tests.search.test_rerank import kept

shipped = cache(load_library)
PAPER = NBIB.replace("zorbimab", "omalizumab").replace("Zorbimab", "Omalizumab").replace("greyscale", "asthma")


def evidence(*arguments: str | Path) -> Result:
    return CliRunner().invoke(evidence_group, list(map(str, arguments)))


@pytest.fixture(autouse=True)
def packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The packs that ship, read once."""
    monkeypatch.setattr("mednec.packs.library.load_library", shipped)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    assert (
        evidence("import", put(tmp_path, "a.nbib", PAPER), put(tmp_path, "b.xml", spl()), "--into", folder).exit_code
        == 0
    )
    return folder


def test_import_tells_what_became_of_each_file(tmp_path: Path) -> None:
    files = [
        put(tmp_path, "a.nbib", PAPER),
        put(tmp_path, "b.ris", f"{RIS}TY  - JOUR\n"),
        put(tmp_path, "c.xml", spl()),
    ]
    result = evidence("import", *files, "--into", tmp_path / "library")
    assert result.exit_code == 0, result.output
    first, second, aside, third, last = result.stdout.splitlines()
    assert first == "a.nbib: PubMed tagged text, 2 records: 2 new"
    assert second == "b.ris: RIS, 3 records: 2 new, 1 put aside"
    assert aside == "  put aside, line 16: no ER before the file ends"
    assert third == "c.xml: SPL label, 1 record: 1 new"
    assert last.startswith(f"{tmp_path / 'library'}: 5 records, ")
    again = evidence("import", files[0], put(tmp_path, "d.xml", spl(4)), "--into", tmp_path / "library").stdout
    assert "2 records: 2 new (imported before)" in again
    assert "1 record: 1 in place of an older state\n  line 2: set:" in again


def test_a_file_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    text = medline(1, 2)
    broken = put(tmp_path, "broken.xml", text[: text.rindex("<Abstract>")])
    result = evidence(
        "import", put(tmp_path, "empty", ""), broken, put(tmp_path, "a", RIS), "--into", tmp_path / "library"
    )
    assert result.exit_code == 2
    assert "error: " in result.stderr
    assert "an empty file; give a file of PubMed" in result.stderr
    assert "PubMed XML, 1 record: 1 new\n  not read to its end, line 24: the XML breaks off" in result.stdout
    assert "a: RIS, 2 records: 2 new" in result.stdout


def test_search_shows_the_packs_and_the_library_apart(library: Path) -> None:
    result = evidence("search", "omalizumab", "asthma", "--in", library, "--top", "2")
    assert result.exit_code == 0, result.output
    graded, imported = result.stdout.split("In the private library (imported, not graded)")
    assert graded.startswith("In the packs' references")
    assert "Itching stopped in 24 of 30" in " ".join(imported.split())
    assert "a.nbib, record 1, line 1" in imported
    assert "Searched 3 imported records of the private library" in " ".join(imported.split())


def test_search_as_json(library: Path) -> None:
    result = evidence("search", "Xolair", "itching", "--drug", "Xolair", "--in", library, "--format", "json")
    told = json.loads(result.stdout)
    (paper,) = told["imported"]
    assert [paper["words"][start:end].casefold() for start, end in paper["found"]][-1] == "omalizumab"
    assert (paper["record"], paper["grading"]) == ("pmid:90000001", "imported, not graded")
    assert paper["read_in"]["file"] == "a.nbib"
    assert told["narrowed_to"] == ["omalizumab"]
    assert told["searched"]["library"]["records_considered"] == 3
    assert any(pack["pack"] == "references/omalizumab.yaml" for pack in told["searched"]["packs"])
    again = evidence("search", "Xolair", "itching", "--drug", "Xolair", "--in", library, "--format", "json")
    assert again.stdout == result.stdout


def test_nothing_found_says_where(library: Path) -> None:
    said = " ".join(evidence("search", "unheard", "--in", library).stdout.split())
    assert said.startswith("Not found in ")
    assert "Not found in 3 imported records of the private library" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("search",), "no words to search for"),
        (("search", "x", "--drug", "nosuchmab"), "the packs know no drug 'nosuchmab'"),
        (("search", "x", "--disease", "no such disease"), "the packs know no disease 'no such disease'"),
        (("search", "x", "--in", "nowhere"), "nowhere: no library here; mednec evidence import FILE --into DIR"),
        (("list", "--policy", "nosuchpolicy"), "no policy 'nosuchpolicy' is installed"),
        (("list", "--drug", "nosuchmab"), "the packs know no drug"),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], message: str) -> None:
    result = evidence(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_list_with_bearing() -> None:
    result = evidence("list", "--drug", "Xolair", "--disease", "asthma")
    assert result.exit_code == 0, result.output
    assert "direct: same drug;" in result.stdout
    assert "XPORT 2017" in result.stdout
    assert " records in " in result.stdout


def test_list_of_a_policy_and_of_everything() -> None:
    everything = evidence("list").stdout
    policy = evidence("list", "--policy", "larkspur-omalizumab").stdout
    assert "bearing" not in policy
    assert 0 < len(policy.splitlines()) < len(everything.splitlines())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search", "x"), "error: search: searching needs one more library; pip install 'mednec[search]'\n"),
        (("list", "--drug", "nosuchmab"), "error: --drug: the packs know no drug 'nosuchmab'"),
    ],
)
def test_only_searching_needs_what_searches(arguments: tuple[str, ...], said: str) -> None:
    program = (
        "import sys; sys.modules['tantivy'] = None\n"
        "from mednec.cli.evidence import evidence_group\n"
        f"evidence_group({list(arguments)!r})"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr[: len(said)]) == (2, said)


def test_a_model_of_the_users_puts_passages_in_order(library: Path, tmp_path: Path) -> None:
    model = kept(tmp_path / "mini")
    plain = json.loads(evidence("search", "asthma", "--in", library, "--format", "json").stdout)
    ordered = evidence("search", "asthma", "--in", library, "--rerank", model, "--format", "json")
    assert ordered.exit_code == 0, ordered.output
    again = json.loads(ordered.stdout)
    by_words = sorted(each["words"] for each in plain["imported"])
    assert sorted(each["words"] for each in again["imported"]) == by_words
    assert again["searched"]["library"]["ordered_by"].startswith("model mini (")


@pytest.mark.parametrize(("folder", "says"), [(False, "only passages of a library"), (True, "holds no model")])
def test_a_model_without_a_library_or_a_folder_without_a_model(
    folder: bool, says: str, library: Path, tmp_path: Path
) -> None:
    model = tmp_path / "empty" if folder else kept(tmp_path / "mini")
    where = ("--in", library) if folder else ()
    result = evidence("search", "asthma", *where, "--rerank", model)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_no_library_is_made_for_files_that_are_none(tmp_path: Path) -> None:
    result = evidence("import", put(tmp_path, "a.bin", "no records"), tmp_path / "missing", "--into", tmp_path / "new")
    assert result.exit_code == 2
    assert result.stderr.count("error: ") == 2
    assert not (tmp_path / "new").exists()
