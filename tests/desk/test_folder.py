"""The case folder as it is kept: the same case gives the same bytes, and a review takes it as it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from mednec.desk.folder import Folder, case_in, folder_of, received_in, text_digest, unpacked
from mednec.errors import StoreError
from mednec.intake import read_case
from mednec.model.request import Case, FieldRead
from tests.desk.office import CASES, DENIED


@pytest.fixture
def case() -> Case:
    return read_case(CASES / DENIED)


def test_a_folder_is_the_same_bytes_each_time_and_names_its_content(case: Case) -> None:
    folder = folder_of(case, ["b.pdf", "a.pdf"], {})
    assert folder.packed() == folder_of(case, ["a.pdf", "b.pdf"], {}).packed()
    assert unpacked(folder.packed()).digest == folder.digest
    assert received_in(folder) == {"a.pdf", "b.pdf"}
    assert folder.digest != folder_of(case, [], {}).digest


def test_a_review_takes_the_folder_as_it_came(case: Case, tmp_path: Path) -> None:
    folder = folder_of(case, [], {})
    for name, content in folder.files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert read_case(tmp_path) == case == case_in(folder)


def test_what_was_read_and_accepted_is_kept_with_its_place(case: Case) -> None:
    first = case.documents[0]
    read = (FieldRead(path="payer", value="A", at=first.cite(0, 9)), FieldRead(path="id", value="x", why="the packet"))
    told = Case(request=case.request, documents=case.documents, fields_read=read)
    folder = folder_of(told, [], {text_digest(first): "married name"})
    taken = case_in(folder)
    assert taken.fields_read == read
    assert taken.accepted == {first.name}


def test_a_corrected_field_awaits_nobodys_confirmation(case: Case) -> None:
    read = tuple(FieldRead(path=p, value="?", why="read") for p in ("payer", "lines.0.units"))
    folder = folder_of(Case(request=case.request, documents=case.documents, fields_read=read), [], {})
    corrected = folder.with_request(folder.request.replace("units: 960", "units: 480"))
    assert [f.path for f in case_in(corrected).fields_read] == ["payer"]
    assert case_in(corrected).request.lines[0].units == 480


def test_what_is_no_folder_is_told() -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        unpacked(b"no zip")
    assert Folder(files={}).own == {}
