"""Packets of real files against the text of the same charts, and everything a packet may bring beside."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from bench.faxes.pages import scanned_pdf, trap, typed_pdf
from mednec.errors import DocumentError, RequestError
from mednec.intake import read_case
from mednec.intake.remembered import Remembered
from mednec.model.determination import Determination
from mednec.model.request import Case
from mednec.model.sheet import About
from mednec.packet import Intake, headers_of, open_packet
from mednec.packs.library import Library
from mednec.packs.shelf import policy_for
from mednec.review import review
from tests import shipped

CASES = Path(__file__).parents[2] / "cases"
WORKED = CASES / "OMA-DEV-001"


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped.library()


def texts(case: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted((case / "documents").iterdir())}


def packet_of(case: Path, folder: Path, files: dict[str, bytes]) -> Path:
    """A packet with the request of a worked case and these files."""
    folder.mkdir()
    shutil.copy(case / "request.yaml", folder)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def statuses(determination: Determination) -> dict[str, str]:
    parts = (determination.criteria, *determination.limits, *determination.exclusions)
    return {leaf.clause: leaf.status.value for part in parts for leaf in part.leaves()}


def reviewed(case: Case, library: Library) -> Determination:
    return review(case, policy_for(library, case.request), library)


def test_a_typed_packet_is_judged_as_its_text_is(tmp_path: Path, library: Library) -> None:
    files = {f"{name}.pdf": typed_pdf([text], look="sans") for name, text in texts(WORKED).items()}
    case = open_packet(packet_of(WORKED, tmp_path / "packet", files), library)
    of_text, of_paper = reviewed(read_case(WORKED), library), reviewed(case, library)
    assert of_paper.outcome is of_text.outcome
    assert statuses(of_paper) == statuses(of_text)


def test_every_quote_of_paper_opens_on_its_page(tmp_path: Path, library: Library) -> None:
    files = {f"{name}.pdf": typed_pdf([text], look="serif") for name, text in texts(WORKED).items()}
    determination = reviewed(open_packet(packet_of(WORKED, tmp_path / "packet", files), library), library)
    leaves = [leaf for leaf in determination.criteria.leaves() if leaf.because]
    cited = [c for leaf in leaves for c in leaf.because if c.document != "request.yaml"]
    assert cited
    for citation in cited:
        words = [
            citation.source.text[w.start : w.end]
            for page in citation.source.pages
            for w in page.words
            if w.start < citation.end and citation.start < w.end
        ]
        assert citation.places
        assert [w.strip(".,;:()") for w in citation.quote.split()][1:-1] == [w.strip(".,;:()") for w in words][1:-1]
        for place in citation.places:
            assert all(0 <= box.left < box.right <= place.page.width for box in place.boxes)


def test_one_long_fax_is_parted_into_its_documents(tmp_path: Path, library: Library) -> None:
    own = texts(WORKED)
    fax = typed_pdf(list(own.values()), look="serif", heading="")
    case = open_packet(packet_of(WORKED, tmp_path / "packet", {"fax.pdf": fax}), library)
    assert len(case.documents) == len(own)
    kinds = [header.kind.value for header in headers_of(case, library)]
    assert kinds[0] == "request form"
    assert "pathology report" in kinds
    assert statuses(reviewed(case, library)) == statuses(reviewed(read_case(WORKED), library))


def test_the_worked_fax_is_judged_as_its_texts_are(library: Library) -> None:
    case = open_packet(CASES / "packets" / "OMA-DEV-001.pdf", library)
    of_fax, of_text = reviewed(case, library), reviewed(read_case(WORKED), library)
    assert len(case.documents) == len(texts(WORKED))
    assert of_fax.outcome is of_text.outcome
    assert statuses(of_fax) == statuses(of_text)
    read = {field.path: field.value for field in case.fields_read if field.at is not None}
    assert read["lines.0.units"] == "960"
    assert read["patient.id"] == "LMH-7730412"


def test_a_zip_is_a_packet(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "packet.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.write(WORKED / "request.yaml", "request.yaml")
        for document in sorted((WORKED / "documents").iterdir()):
            file.write(document, f"documents/{document.name}")
    case = open_packet(path, library)
    assert [d.text for d in case.documents] == [d.text for d in read_case(WORKED).documents]


def test_files_that_cannot_be_read_are_told_and_the_rest_is_reviewed(tmp_path: Path, library: Library) -> None:
    note = texts(WORKED)["02_allergy_note_2025-04-07"].encode()
    files = {"01_note.txt": note, "02_empty.pdf": b"", "03_broken.pdf": b"%PDF-1.7\nnothing", "04.bin": b"\x00\x01"}
    case = open_packet(packet_of(WORKED, tmp_path / "packet", files), library)
    assert [d.name for d in case.documents] == ["01_note.txt"]
    told = {r.file: r.says for r in case.remarks if r.about is About.UNREADABLE}
    assert set(told) == {"02_empty.pdf", "03_broken.pdf", "04.bin"}
    assert "empty" in told["02_empty.pdf"]
    assert all("\n" not in says for says in told.values())
    assert reviewed(case, library).remarks == case.remarks


def test_a_second_copy_is_set_aside_and_the_clearer_one_read(tmp_path: Path, library: Library) -> None:
    note = texts(WORKED)["07_allergy_note_2025-01-13"]
    files = {"a_scan.pdf": scanned_pdf([note], noise="light"), "b_typed.pdf": typed_pdf([note], look="sans")}
    kept = Intake(remembered=Remembered(folder=tmp_path / "kept"))
    case = open_packet(packet_of(WORKED, tmp_path / "packet", files), library, intake=kept)
    assert set(case.aside) == {"a_scan.pdf"}
    assert [r.file for r in case.remarks if r.about is About.DUPLICATE] == ["a_scan.pdf"]
    aside = {h.document.name: h.set_aside for h in headers_of(case, library)}
    assert "b_typed.pdf" in aside["a_scan.pdf"]
    assert aside["b_typed.pdf"] == ""
    accepted = open_packet(tmp_path / "packet", library, accepted=frozenset({"a_scan.pdf"}), intake=kept)
    assert all(h.set_aside == "" for h in headers_of(accepted, library))


def test_another_patients_pages_are_set_aside_until_a_person_accepts_them(tmp_path: Path, library: Library) -> None:
    mine = "CLINIC NOTE\nPatient: Dana R. Whitlock   DOB: 08/19/1983\nDate of service: 04/07/2025\nWeight 71.1 kg.\n"
    other = "CLINIC NOTE\nPatient: Corbin Haddow   DOB: 02/02/1950\nDate of service: 04/02/2025\nWeight 99.9 kg.\n"
    files = {"bundle.pdf": typed_pdf([mine, other], look="sans")}
    case = open_packet(packet_of(WORKED, tmp_path / "packet", files), library)
    assert len(case.documents) == 2
    aside = [h for h in headers_of(case, library) if h.set_aside]
    assert ["Haddow" in h.document.text for h in aside] == [True]
    weights = {f.source.quote for f in reviewed(case, library).facts if f.concept == "body-weight"}
    assert not any("99.9" in quote for quote in weights)
    accepted = open_packet(tmp_path / "packet", library, accepted=frozenset({aside[0].document.name}))
    assert any("99.9" in f.source.quote for f in reviewed(accepted, library).facts)


@pytest.mark.parametrize("name", ["tells-software-in-text", "tells-software-in-annotation"])
def test_words_to_software_are_told_and_change_nothing(name: str, tmp_path: Path, library: Library) -> None:
    request = CASES / "IG-DEV-01"
    plain = open_packet(packet_of(request, tmp_path / "a", {"01.pdf": trap("highlighted")}), library)
    spoken = open_packet(packet_of(request, tmp_path / "b", {"01.pdf": trap(name)}), library)
    before, after = reviewed(plain, library), reviewed(spoken, library)
    assert statuses(after) == statuses(before)
    assert after.outcome is before.outcome
    assert any("tells software" in warning.says for warning in after.warnings)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "FAX COVER SHEET\nTo: Utilization Management    From: Bayline Allergy\nDate: 04/08/2025   Pages: 17\n",
            "fax cover",
        ),
        ("FAX COVER AND REQUEST FORM\nMember ID 4711   NPI 1003300118\n[X] New start  [ ] Renewal\n", "request form"),
        (
            "Example Plan\nMember ID: 4711  NPI: 1003300118  HCPCS: J0000  Units: 12\n"
            "[X] Initial  [ ] Renewal   ICD-10: M33.13\n",
            "request form",
        ),
    ],
)
def test_a_paper_is_told_by_what_it_is(text: str, kind: str, tmp_path: Path, library: Library) -> None:
    packet = packet_of(WORKED, tmp_path / "packet", {"a.pdf": typed_pdf([text], look="sans")})
    assert [h.kind.value for h in headers_of(open_packet(packet, library), library)] == [kind]


def test_a_file_inside_a_file_is_a_document_of_its_own(tmp_path: Path, library: Library) -> None:
    packet = packet_of(CASES / "IG-DEV-01", tmp_path / "packet", {"01.pdf": trap("attachment")})
    case = open_packet(packet, library)
    assert [d.name for d in case.documents] == ["01.pdf", "01.pdf/results.txt"]
    assert [r.about for r in case.remarks] == [About.ATTACHMENT]


def test_the_same_packet_gives_the_same_case(tmp_path: Path, library: Library) -> None:
    note = texts(WORKED)["07_allergy_note_2025-01-13"]
    packet = packet_of(WORKED, tmp_path / "packet", {"scan.pdf": scanned_pdf([note], noise="light")})
    kept = Intake(remembered=Remembered(folder=tmp_path / "kept"))
    first, second = (open_packet(packet, library, intake=kept) for _ in range(2))
    assert first == second
    assert [d.pages for d in first.documents] == [d.pages for d in second.documents]


def test_nothing_that_can_be_read_is_one_clear_message(tmp_path: Path, library: Library) -> None:
    with pytest.raises(DocumentError, match=r"nothing in it can be read: 01\.pdf"):
        open_packet(packet_of(WORKED, tmp_path / "packet", {"01.pdf": b""}), library)


def test_a_packet_without_request_and_form_is_one_clear_message(tmp_path: Path, library: Library) -> None:
    (tmp_path / "packet").mkdir()
    (tmp_path / "packet" / "note.txt").write_text("Weight 58.1 kg\n", "utf-8")
    with pytest.raises(RequestError):
        open_packet(tmp_path / "packet", library)


def test_a_document_that_is_not_there_cannot_be_accepted(tmp_path: Path, library: Library) -> None:
    packet = packet_of(WORKED, tmp_path / "packet", {"01.txt": b"Weight 58.1 kg\n"})
    with pytest.raises(RequestError, match=r"no document named 'x\.pdf' to accept"):
        open_packet(packet, library, accepted=frozenset({"x.pdf"}))


def test_a_broken_zip_is_one_clear_message(tmp_path: Path, library: Library) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.writestr("01.txt", "Weight 58.1 kg\n" * 200)
    (tmp_path / "packet.zip").write_bytes(whole.getvalue()[:-40])
    with pytest.raises(DocumentError):
        open_packet(tmp_path / "packet.zip", library)


def test_a_zip_in_a_folder_is_part_of_the_packet(tmp_path: Path, library: Library) -> None:
    packet = packet_of(CASES / "IG-DEV-01", tmp_path / "packet", {"mail.zip": trap("same-twice")})
    case = open_packet(packet, library)
    assert [d.name for d in case.documents] == ["mail.zip/01_note.pdf", "mail.zip/02_scan.pdf"]
    assert [r.about for r in case.remarks] == [About.DUPLICATE]
