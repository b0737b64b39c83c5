"""Documents of a case: read once, byte for byte; what cannot be read is named."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.errors import DocumentError, RequestError
from mednec.intake import documents, read_case
from mednec.intake.documents import read_document, read_documents
from tests.intake.conftest import REQUEST

BAD = [
    # name of the file, its bytes, what the message must say
    ("a.txt", b"", "the document is empty; send it again or remove it"),
    ("a.txt", b" \r\n\t\n", "the document has only blanks"),
    ("a.txt", b"\xef\xbb\xbf \n", "the document has only blanks"),  # a byte order mark is no word
    ("a.txt", b"Weight\x00", "binary content at byte 6; give the document as plain UTF-8 text"),
    ("a.txt", "Größe".encode("latin-1"), "not UTF-8 at byte 2 (0xf6); save it as UTF-8 text"),
    ("a.txt", "Weight".encode("utf-16"), "binary content at byte 3"),
    ("scan.pdf", b"%PDF-1.7", "cannot read .pdf documents; give it as text (.txt, .md)"),
    ("note.docx", b"PK", "cannot read .docx documents"),
    ("note", b"Weight 58 kg", "cannot read a file without ending documents"),
]


@pytest.mark.parametrize(("name", "content", "says"), BAD)
def test_what_cannot_be_read_is_named(case: Path, name: str, content: bytes, says: str) -> None:
    (case / "documents" / name).write_bytes(content)
    with pytest.raises(DocumentError) as raised:
        read_case(case)
    assert raised.value.where == f"documents/{name}"
    assert says in str(raised.value)
    assert raised.value.do


def test_a_document_over_the_limit(case: Path) -> None:
    with (case / "documents" / "big.txt").open("wb") as file:
        file.truncate(21_000_000)  # sparse; it must be refused by its size, before it is read
    with pytest.raises(
        DocumentError, match=r"documents/big\.txt: 21 MB is more than the 20 MB a text document may have"
    ):
        read_case(case)


def test_a_document_at_the_limit_is_read(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LARGEST_BYTES", 10)
    path = case / "documents" / "01_note.txt"
    path.write_bytes(b"0123456789")
    assert read_document(path).text == "0123456789"
    path.write_bytes(b"0123456789a")
    with pytest.raises(DocumentError):
        read_document(path)


def test_no_documents_at_all(case: Path) -> None:
    (case / "documents" / "01_note.txt").unlink()
    with pytest.raises(DocumentError, match="no documents; a review needs at least one document of the chart"):
        read_case(case)


def test_no_documents_folder(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no documents folder; put the chart's text files there"):
        read_documents(tmp_path / "documents")


def test_no_case_folder(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"no such case folder; a case is a folder with request\.yaml"):
        read_case(tmp_path / "nowhere")


def test_a_file_in_place_of_the_case(case: Path) -> None:
    with pytest.raises(RequestError, match="no such case folder"):
        read_case(case / "request.yaml")


def test_documents_come_in_the_order_of_their_names(case: Path) -> None:
    for name in ("10_labs.txt", "02_note.MD", "00_form.txt"):
        (case / "documents" / name).write_text("words", "utf-8")
    assert [d.name for d in read_case(case).documents] == ["00_form.txt", "01_note.txt", "02_note.MD", "10_labs.txt"]


def test_hidden_files_and_folders_are_no_documents(case: Path) -> None:
    (case / "documents" / ".DS_Store").write_bytes(b"\x00")
    (case / "documents" / "older").mkdir()
    (case / "documents" / "older" / "note.txt").write_text("words", "utf-8")
    assert [d.name for d in read_case(case).documents] == ["01_note.txt"]


def test_a_linked_document_is_read_and_a_linked_folder_is_none(case: Path) -> None:
    outside = case / "elsewhere.txt"
    outside.write_text("linked words", "utf-8")
    (case / "documents" / "02_link.txt").symlink_to(outside)
    (case / "documents" / "03_folder.txt").symlink_to(case)
    assert [d.text for d in read_case(case).documents] == ["Weight 58.1 kg\n", "linked words"]


def test_a_link_that_leads_nowhere_is_a_missing_document(case: Path) -> None:
    (case / "documents" / "02_link.txt").symlink_to(case / "gone.txt")
    with pytest.raises(
        DocumentError, match=r"documents/02_link\.txt: a link that leads nowhere; send the document itself"
    ):
        read_case(case)


def test_a_document_that_may_not_be_opened(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DocumentError, match=r"documents/01_note\.txt: cannot be opened: Permission denied"):
        read_documents(case / "documents")


def test_a_document_of_another_name_can_be_accepted(case: Path) -> None:
    assert read_case(case, accepted=frozenset({"01_note.txt"})).accepted == {"01_note.txt"}


def test_a_document_that_does_not_exist_cannot_be_accepted(case: Path) -> None:
    with pytest.raises(
        RequestError, match=r"no document named '99_note\.txt' to accept; the documents are 01_note\.txt"
    ):
        read_case(case, accepted=frozenset({"01_note.txt", "99_note.txt"}))


@given(st.text(alphabet=st.characters(exclude_characters="\x00", codec="utf-8"), min_size=1).filter(str.strip))
def test_the_text_is_the_file_byte_for_byte(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "note.txt"
        path.write_bytes(text.encode())
        if text.removeprefix("\ufeff").strip():
            assert read_document(path).text.encode() == path.read_bytes()


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "a\n\nb\n", "\ufeffa", "e\u0301 é", "a\x0cb", "a\u2028b", " a "])
def test_line_ends_and_marks_stay_as_they_are(case: Path, text: str) -> None:
    path = case / "documents" / "01_note.txt"
    path.write_bytes(text.encode())
    assert read_document(path).text == text


def test_the_request_and_the_documents_make_the_case(case: Path) -> None:
    read = read_case(case)
    assert read.request.document.text == REQUEST
    assert [d.name for d in read.documents] == ["01_note.txt"]
    assert read.accepted == frozenset()
