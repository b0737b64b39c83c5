"""Folders, zips and single files as received: everything in order, nothing outside, bombs told and not unpacked."""

from __future__ import annotations

import io
import os
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.errors import DocumentError
from mednec.intake.papers.limits import Limits
from mednec.intake.received import Received, files_of, is_packet, request_in
from mednec.model.sheet import About, Remark

NOTE = b"Weight 58.1 kg\n"


def came(packet: Path, limits: Limits | None = None) -> dict[str, bytes | str]:
    """Contents by name; what is told in place of those not read."""
    found: dict[str, bytes | str] = {}
    for each in files_of(packet, limits or Limits()):
        name = each.name if isinstance(each, Received) else each.file
        assert name not in found
        assert "\n" not in name
        if isinstance(each, Remark):
            assert each.about is About.UNREADABLE
            assert "\n" not in each.says
        found[name] = each.content if isinstance(each, Received) else each.says
    return found


def zipped(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    return path


def test_a_folder_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.pdf", "a/c.pdf", "Thumbs.db", ".hidden", "__MACOSX/x.txt", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "request.yaml").write_bytes(b"id: x")
    (tmp_path / "a" / "request.yaml").write_bytes(b"id: y")
    found = came(tmp_path)
    assert list(found) == sorted(found)
    assert {"a/c.pdf", "a/z.pdf", "b.txt"} <= set(found) <= {"a/c.pdf", "a/z.pdf", "b.txt", "a/request.yaml"}


def test_a_folder_with_documents_is_read_there(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.txt").write_bytes(NOTE)
    (tmp_path / "answer.json").write_bytes(b"{}")
    assert came(tmp_path) == {"a.txt": NOTE}


def test_a_single_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(NOTE)
    assert came(tmp_path / "a.txt") == {"a.txt": NOTE}


def test_no_packet(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such packet"):
        came(tmp_path / "nothing")


def test_an_empty_folder_and_an_empty_zip_hold_nothing(tmp_path: Path) -> None:
    assert came(tmp_path) == {}
    assert came(zipped(tmp_path / "a.zip")) == {}


def test_links_that_lead_out_of_the_folder_are_told_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(b"secret")
    packet = tmp_path / "packet"
    packet.mkdir()
    (packet / "a.txt").write_bytes(NOTE)
    (packet / "link.txt").symlink_to(tmp_path / "secret.txt")
    (packet / "gone.txt").symlink_to(tmp_path / "nowhere")
    (packet / "loop").symlink_to(packet)
    (packet / "beside.txt").symlink_to("a.txt")
    found = came(packet)
    assert found["a.txt"] == NOTE
    assert isinstance(found["link.txt"], str)
    assert isinstance(found["gone.txt"], str)
    assert b"secret" not in found.values()
    assert set(found) <= {"a.txt", "link.txt", "gone.txt", "beside.txt", "loop"}


def test_what_is_no_regular_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.txt").write_bytes(NOTE)
    assert came(tmp_path)["a.txt"] == NOTE


def test_limits_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(NOTE)
    (tmp_path / "large.pdf").write_bytes(b" " * 1_000_001)
    found = came(tmp_path, Limits(most_megabytes=1))
    assert found["a.txt"] == NOTE
    assert "1 MB" in str(found["large.pdf"])
    with pytest.raises(DocumentError, match="2 files are more than the 1"):
        came(tmp_path, Limits(most_files=1))


def test_a_single_file_has_limits_too(tmp_path: Path) -> None:
    (tmp_path / "large.pdf").write_bytes(b" " * 1_000_001)
    assert "1 MB" in str(came(tmp_path / "large.pdf", Limits(most_megabytes=1))["large.pdf"])


def test_a_zip_in_the_order_of_its_names(tmp_path: Path) -> None:
    packet = zipped(
        tmp_path / "p.zip",
        ("b.txt", b"b"),
        ("a/c.txt", b"c"),
        ("a/", b""),
        ("__MACOSX/._b.txt", b"x"),
        (".DS_Store", b"x"),
        ("request.yaml", b"id: x"),
    )
    assert came(packet) == {"a/c.txt": b"c", "b.txt": b"b"}


@pytest.mark.parametrize(
    "name",
    ["../out.txt", "a/../../out.txt", "/x/out.txt", "..\\out.txt", "C:\\out.txt", "C:/out.txt", "\\\\host\\out.txt"],
)
def test_names_that_lead_out(name: str, tmp_path: Path) -> None:
    found = came(zipped(tmp_path / "p.zip", (name, b"out"), ("a.txt", NOTE)))
    assert found.pop("a.txt") == NOTE
    ((told_as, says),) = found.items()
    assert "leads out of the packet" in str(says)
    assert ".." not in told_as
    assert not (tmp_path.parent / "out.txt").exists()


@pytest.mark.parametrize("name", ["a\x1b[2Jb.txt", "a\nb.txt", "a\u202eb.txt"])
def test_names_with_controls_are_tamed(name: str, tmp_path: Path) -> None:
    (found,) = came(zipped(tmp_path / "p.zip", (name, NOTE)))
    assert found.isprintable()


def test_windows_folders_are_folders(tmp_path: Path) -> None:
    assert came(zipped(tmp_path / "p.zip", ("a\\b.txt", NOTE))) == {"a/b.txt": NOTE}


def test_a_name_twice_is_two_files(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        packet = zipped(tmp_path / "p.zip", ("a.txt", b"one"), ("a.txt", b"two"))
    assert sorted(each.content for each in files_of(packet, Limits()) if isinstance(each, Received)) == [b"one", b"two"]
    assert len(came(packet)) == 2


def test_names_that_become_one_are_two_files(tmp_path: Path) -> None:
    assert len(came(zipped(tmp_path / "p.zip", ("a\x01.txt", b"one"), ("a\x02.txt", b"two")))) == 2


def test_a_link_inside_a_zip_leads_nowhere(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    found = came(zipped(tmp_path / "p.zip", (link, b"/etc/passwd"), ("a.txt", NOTE)))
    assert found.pop("a.txt") == NOTE
    assert isinstance(found["link.txt"], str)


def test_a_zip_in_a_zip_is_told(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", ("x.txt", NOTE)).read_bytes()
    found = came(zipped(tmp_path / "p.zip", ("inner.zip", inner), ("a.txt", NOTE)))
    assert found["a.txt"] == NOTE
    assert "zip" in str(found["inner.zip"])


def test_a_zip_in_a_zip_that_speaks_of_words_is_told(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", ("word/x.txt", NOTE)).read_bytes()
    assert isinstance(came(zipped(tmp_path / "p.zip", ("inner.zip", inner)))["inner.zip"], str)


def test_a_word_document_in_a_zip_or_alone_is_a_file(tmp_path: Path) -> None:
    document = zipped(
        tmp_path / "a.docx", ("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")
    ).read_bytes()
    assert came(tmp_path / "a.docx") == {"a.docx": document}
    assert came(zipped(tmp_path / "p.zip", ("a.docx", document))) == {"a.docx": document}
    (tmp_path / "renamed.pdf").write_bytes(document)
    assert came(tmp_path / "renamed.pdf") == {"renamed.pdf": document}


def test_a_pdf_with_a_zip_behind_it_is_a_pdf(tmp_path: Path) -> None:
    zipped(tmp_path / "p.zip", ("x.txt", NOTE))
    content = b"%PDF-1.7\n" + (tmp_path / "p.zip").read_bytes()
    (tmp_path / "a.pdf").write_bytes(content)
    assert came(tmp_path / "a.pdf") == {"a.pdf": content}


def test_bombs_are_told_before_they_are_unpacked(tmp_path: Path) -> None:
    packet = zipped(tmp_path / "p.zip", ("bomb.txt", b"\0" * 30_000_000), ("a.txt", NOTE))
    found = came(packet)
    assert found["a.txt"] == NOTE
    assert "bomb" in str(found["bomb.txt"])
    assert "20 MB" in str(came(packet, Limits(most_megabytes=20))["bomb.txt"])


def test_the_whole_of_a_zip_is_bounded(tmp_path: Path) -> None:
    some = bytes(range(256)) * 2000
    packet = zipped(tmp_path / "p.zip", *((f"{n}.txt", some) for n in range(4)))
    found = came(packet, Limits(most_unpacked_megabytes=1))
    assert [isinstance(each, bytes) for each in found.values()] == [True, False, False, False]


def test_a_lie_about_the_size(tmp_path: Path) -> None:
    content = zipped(tmp_path / "p.zip", ("a.txt", b"x" * 100_000)).read_bytes()
    central = content.index(b"PK\x01\x02")
    lied = content[: central + 24] + struct.pack("<I", 10) + content[central + 28 :]
    (tmp_path / "p.zip").write_bytes(lied)
    assert isinstance(came(tmp_path / "p.zip")["a.txt"], str)


def test_an_unusual_packing_is_told(tmp_path: Path) -> None:
    content = bytearray(zipped(tmp_path / "p.zip", ("a.txt", NOTE)).read_bytes())
    content[8] = content[content.index(b"PK\x01\x02") + 10] = 9
    (tmp_path / "p.zip").write_bytes(bytes(content))
    assert "pack it again" in str(came(tmp_path / "p.zip")["a.txt"])


def test_a_locked_entry_is_told(tmp_path: Path) -> None:
    content = bytearray(zipped(tmp_path / "p.zip", ("a.txt", NOTE)).read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "p.zip").write_bytes(bytes(content))
    assert "password" in str(came(tmp_path / "p.zip")["a.txt"])


def test_ten_thousand_entries_are_refused_by_number(tmp_path: Path) -> None:
    packet = zipped(tmp_path / "p.zip", *((f"{n}.txt", b"") for n in range(10_000)))
    with pytest.raises(DocumentError, match="10,000 files"):
        came(packet)


def test_entries_that_are_no_documents_do_not_count(tmp_path: Path) -> None:
    packet = zipped(tmp_path / "p.zip", ("a.txt", NOTE), *((f"__MACOSX/{n}", b"") for n in range(9)))
    assert came(packet, Limits(most_files=3)) == {"a.txt": NOTE}


PACKED = io.BytesIO()
with zipfile.ZipFile(PACKED, "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("a.txt", NOTE * 9)
    made.writestr("b/c.txt", bytes(range(256)))
WHOLE = PACKED.getvalue()


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_a_damaged_zip_is_read_told_or_refused(changes: list[tuple[int, int]]) -> None:
    broken = bytearray(WHOLE)
    for at, byte in changes:
        broken[at] = byte
    read_broken(bytes(broken))


@pytest.mark.parametrize("tenth", range(10))
def test_a_zip_cut_off_anywhere(tenth: int) -> None:
    read_broken(WHOLE[: len(WHOLE) * tenth // 10])


def read_broken(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        packet = Path(folder) / "p.zip"
        packet.write_bytes(content)
        try:
            list(files_of(packet, Limits()))
            request_in(packet)
        except DocumentError as error:
            line = str(error)
        else:
            return
    assert "\n" not in line


def test_the_request_of_a_packet(tmp_path: Path) -> None:
    assert request_in(tmp_path) is None
    (tmp_path / "request.yaml").write_bytes(b"id: x")
    assert request_in(tmp_path) == "id: x"
    assert (
        request_in(zipped(tmp_path / "a.zip", ("deep/request.yaml", b"id: z"), ("in/request.yaml", b"id: y")))
        == "id: z"
    )
    assert request_in(zipped(tmp_path / "b.zip", ("request.yaml", b"id: x"), ("a/request.yaml", b"id: y"))) == "id: x"
    (tmp_path / "request.yaml").write_bytes(b"id: \xe9")
    with pytest.raises(DocumentError, match="not UTF-8"):
        request_in(tmp_path)


def test_a_request_that_is_a_bomb_is_no_request(tmp_path: Path) -> None:
    assert request_in(zipped(tmp_path / "a.zip", ("request.yaml", b" " * 2_000_000))) is None


@pytest.mark.parametrize(
    ("names", "packet"),
    [
        (("request.yaml", "documents/a.txt"), False),
        (("request.yaml", "documents/a.pdf"), True),
        (("request.yaml", "documents/a.txt", "documents/.x.pdf"), False),
        (("a.pdf",), True),
        (("request.yaml", "a.txt"), True),
        (("request.yaml",), False),
        ((), False),
    ],
)
def test_a_packet_or_a_case(names: tuple[str, ...], packet: bool, tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert is_packet(tmp_path) is packet
