"""Files that came with a form, and what is tried with their names."""

from __future__ import annotations

from io import BytesIO

import pytest
from fastapi import UploadFile
from hypothesis import given
from hypothesis import strategies as st

from mednec.errors import SubmitError
from mednec.web.uploads import checked_name, taken


def file(name: str, content: bytes = b"x") -> UploadFile:
    return UploadFile(BytesIO(content), filename=name, size=len(content))


def test_files_come_by_name() -> None:
    assert taken([file("a.pdf", b"one"), file("Befund Zürich.pdf", b"two")]) == {
        "a.pdf": b"one",
        "Befund Zürich.pdf": b"two",
    }


def test_nothing_chosen_is_no_file() -> None:
    assert taken([file("", b"")]) == {}


def test_one_name_twice_is_refused_however_it_is_composed() -> None:
    with pytest.raises(SubmitError, match="two files"):
        taken([file("Z\u00fcrich.pdf"), file("Zu\u0308rich.pdf")])


@pytest.mark.parametrize(
    "name",
    [
        "../etc/passwd",
        "..",
        ".",
        "a/../b",
        "/etc/passwd",
        "a//b",
        "C:\\Users\\x",
        "..\\x",
        "a\0.pdf",
        "a\n.pdf",
        "\u202etxt.exe",
        " ",
        "",
        "a" * 201,
        "a/" * 7 + "b",
        "x?.pdf",
    ],
)
@pytest.mark.parametrize("folders", [False, True])
def test_a_name_that_leads_elsewhere_is_refused(name: str, folders: bool) -> None:
    with pytest.raises(SubmitError) as told:
        checked_name(name, folders=folders)
    assert told.value.where.isprintable()
    assert told.value.do


def test_folders_are_kept_only_where_they_are_asked_for() -> None:
    assert checked_name("documents/1.txt", folders=True) == "documents/1.txt"
    with pytest.raises(SubmitError, match="no folder"):
        checked_name("documents/1.txt")


@given(st.text(max_size=40))
def test_whatever_is_kept_stays_below_its_folder(name: str) -> None:
    try:
        kept = checked_name(name, folders=True)
    except SubmitError:
        return
    assert kept.isprintable()
    assert not kept.startswith("/")
    assert ".." not in kept.split("/")
