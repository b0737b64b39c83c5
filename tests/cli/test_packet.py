"""Packets on the command line: reviewed as they come, taken in to a case folder, refused with one clear message."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench.faxes.pages import form_pdf, scanned_pdf, trap, typed_pdf
from mednec.cli import main
from mednec.intake import read_case

WORKED = Path(__file__).parents[2] / "cases" / "OMA-DEV-001"
NOTE = (WORKED / "documents" / "07_allergy_note_2025-01-13.txt").read_text("utf-8")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], env={"MEDNEC_CACHE": ""})


@pytest.fixture
def packet(tmp_path: Path) -> Path:
    """A form with its answers typed over it, a typed note, and no request.yaml."""
    folder = tmp_path / "fax"
    folder.mkdir()
    request = read_case(WORKED).request
    (folder / "01_prior_auth_form.pdf").write_bytes(form_pdf(request, how="annotations", layout="pairs"))
    (folder / "02_allergy_note.pdf").write_bytes(typed_pdf([NOTE], look="sans"))
    return folder


def test_a_packet_is_reviewed_at_once_and_every_field_read_is_marked(packet: Path) -> None:
    result = run("review", packet, "--format", "json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    read = {each["path"]: each for each in told["request_read"]}
    assert read["lines.0.hcpcs"]["value"] == "J2357"
    assert read["lines.0.units"]["value"] == "960"
    assert read["patient.birth_date"]["value"] == "1983-08-19"
    assert read["patient.birth_date"]["at"]["quote"] == "08/19/1983"
    assert read["patient.birth_date"]["at"]["at"][0]["file"] == "01_prior_auth_form.pdf"
    assert read["policy"]["why"]
    documents = {each["name"]: each for each in told["documents"]}
    assert documents["02_allergy_note.pdf"]["pages"] == [{"file": "02_allergy_note.pdf", "page": 1}]


def test_the_page_shows_the_paper(packet: Path, tmp_path: Path) -> None:
    result = run("review", packet, "--format", "html", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "out" / "determination.html").read_text("utf-8")
    assert page.count("data:image/jpeg;base64,") == 2
    assert "Request, as read" in page


def test_a_packet_is_taken_in_and_reviewed_as_a_case(packet: Path, tmp_path: Path) -> None:
    taken = run("intake", packet, "--out", tmp_path / "case")
    assert taken.exit_code == 0, taken.output
    assert "Request, as read" in taken.stdout
    assert "960" in taken.stdout
    case = read_case(tmp_path / "case")
    assert [d.name for d in case.documents] == ["01_prior_auth_form.txt", "02_allergy_note.txt"]
    assert all(d.pages for d in case.documents)
    assert sorted(p.name for p in (tmp_path / "case" / "received").iterdir()) == [
        p.name for p in sorted(packet.iterdir())
    ]
    at_once = json.loads(run("review", packet, "--format", "json").stdout)
    result = run("review", tmp_path / "case", "--format", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["outcome"] == at_once["outcome"]
    page = run("review", tmp_path / "case", "--format", "html")
    assert page.stdout.count("data:image/jpeg;base64,") == 2


def test_a_text_that_was_changed_since_has_no_place_on_paper(packet: Path, tmp_path: Path) -> None:
    assert run("intake", packet, "--out", tmp_path / "case").exit_code == 0
    with (tmp_path / "case" / "documents" / "02_allergy_note.txt").open("a", encoding="utf-8") as file:
        file.write("Added by hand.\n")
    case = read_case(tmp_path / "case")
    assert [bool(d.pages) for d in case.documents] == [True, False]
    assert any("was changed" in remark.says for remark in case.remarks)


def test_a_case_folder_that_holds_something_is_not_touched(packet: Path, tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "mine.txt").write_text("mine", "utf-8")
    result = run("intake", packet, "--out", tmp_path / "case")
    assert result.exit_code == 2
    assert "not empty" in result.stderr
    assert [p.name for p in (tmp_path / "case").iterdir()] == ["mine.txt"]
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".case")]


def test_bad_files_are_told_one_line_each_and_the_rest_is_reviewed(packet: Path) -> None:
    (packet / "03_locked.pdf").write_bytes(trap("password"))
    (packet / "04_empty.tif").write_bytes(b"")
    result = run("review", packet, "--format", "json")
    assert result.exit_code == 0, result.output
    told = {r["file"]: r["says"] for r in json.loads(result.stdout)["remarks"] if r["about"] == "unreadable"}
    assert "password" in told["03_locked.pdf"]
    assert "empty" in told["04_empty.tif"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, ("nothing in it can be read",)),
        ({"a.pdf": b"%PDF-1.4 no more"}, ("a.pdf", "not a PDF that can be opened")),
        ({"a.txt": b"Weight 58.1 kg\n"}, ("no document of the packet asks for a drug", "request.yaml")),
    ],
)
def test_a_packet_that_cannot_be_reviewed(files: dict[str, bytes], words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "fax").mkdir()
    for name, content in files.items():
        (tmp_path / "fax" / name).write_bytes(content)
    with_zip = shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "fax")
    for place in ((tmp_path / "fax") if files else Path(with_zip), Path(with_zip)):
        result = run("review", place)
        assert result.exit_code == 2
        assert "Traceback" not in result.output
        for word in words:
            assert word in result.stderr


@pytest.mark.parametrize("limit", ["0", "many", "-3"])
def test_a_limit_that_is_none_is_one_clear_message(limit: str, packet: Path) -> None:
    result = CliRunner().invoke(main, ["review", str(packet)], env={"MEDNEC_MOST_PAGES": limit, "MEDNEC_CACHE": ""})
    assert result.exit_code == 2
    assert "MEDNEC_MOST_PAGES" in result.stderr


def test_a_limit_is_kept(packet: Path) -> None:
    (packet / "03_long.pdf").write_bytes(typed_pdf([NOTE, NOTE + "\nMore."], look="sans"))
    limits = {"MEDNEC_MOST_PAGES": "1", "MEDNEC_CACHE": ""}
    result = CliRunner().invoke(main, ["review", str(packet), "--format", "json"], env=limits)
    assert result.exit_code == 0
    told = {r["file"]: r["says"] for r in json.loads(result.stdout)["remarks"]}
    assert "more than the 1 a file may have" in told["03_long.pdf"]


def test_facts_are_read_in_any_file_of_a_packet(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(
        scanned_pdf(["CLINIC NOTE\nDate of service: 04/07/2025\n\nWeight 71.1 kg.\n"], noise="clean")
    )
    (tmp_path / "record.json").write_text(
        json.dumps(
            {
                "resourceType": "Observation",
                "id": "w",
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7", "display": "Body weight"}]},
                "subject": {"display": "A"},
                "effectiveDateTime": "2025-04-01",
                "valueQuantity": {"value": 70.2, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
            }
        ),
        "utf-8",
    )
    result = run("facts", tmp_path / "scan.pdf", tmp_path / "record.json")
    assert result.exit_code == 0, result.output
    weights = [f for f in map(json.loads, result.stdout.splitlines()) if f.get("concept") == "body-weight"]
    assert {str(f["value"]) for f in weights} == {"71.1", "70.2"}
