"""What is sent to break something: one clear problem each, and nothing of it kept."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from mednec.desk.worker import work_off
from tests.web.api.desks import GENEROUS, Served, small

TIGHT = replace(GENEROUS, most_upload=300_000, most_body=20_000, most_files=20, most_fields=20)
KEY = {"Idempotency-Key": "abuse"}
AS_JSON = KEY | {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def tight(peopled: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk that takes little at once."""
    served = peopled.copied(tmp_path_factory.mktemp("tight") / "mednec.db", settings=TIGHT)
    yield served
    served.close()


@pytest.fixture(scope="module")
def wide(peopled: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk that takes as much as it does elsewhere."""
    served = peopled.copied(tmp_path_factory.mktemp("wide") / "mednec.db")
    yield served
    served.close()


def refused(served: Served, status: int, path: str = "/cases", **sent: Any) -> dict[str, Any]:
    """The one problem told, after which every table is as it was."""
    before = served.rows()
    answer = served.post("intake", path, **{"headers": KEY, **sent})
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer.text
    assert served.rows() == before
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    return told


def test_a_body_that_says_it_is_too_large_is_not_read(tight: Served) -> None:
    assert "at most" in refused(tight, 413, headers=AS_JSON, content=b"[" * 400_000)["detail"]


def test_a_body_that_grows_too_large_is_cut_off(tight: Served) -> None:
    def growing() -> Iterator[bytes]:
        yield b'{"documents": ['
        for _ in range(100):
            yield b" " * 10_000

    refused(tight, 413, headers=AS_JSON, content=growing())


def test_a_file_beyond_the_limit_is_refused_whole(tight: Served) -> None:
    refused(tight, 413, files=[("files", ("scan.pdf", b"%PDF-1.7" + b"0" * 400_000))])


@pytest.mark.parametrize(
    "parts",
    [
        [("files", (f"{i}.txt", b"x")) for i in range(1_000)],
        [(f"field{i}", (None, b"x")) for i in range(1_000)],
        [("files", ("a.txt", b"x")), ("other", ("b.txt", b"x"))],
        [("files", ("a.txt", b"x")), ("files", ("a.txt", b"y"))],
        [("files", ("a.txt", b"x")), ("files", ("A.TXT", b"y"))],
        [("files", ("a.txt", b"x")), ("files", ("a.txt/b.txt", b"y"))],
        [("files", ("a.txt", b""))],
        [("files", ("a.txt", b"x")), ("received", (None, b"yesterday"))],
        [("files", ("a.txt", b"x")), ("colour", (None, b"blue"))],
        [("policy", (None, b"p"))],
    ],
    ids=["many files", "many fields", "field", "twice", "case", "folder", "empty", "date", "unknown", "none"],
)
def test_a_form_that_is_none_is_refused(parts: list[tuple[str, Any]], tight: Served) -> None:
    before = tight.rows()
    answer = tight.post("intake", "/cases", headers=KEY, files=parts)
    assert answer.status_code in (400, 413, 422), answer.text
    assert answer.json()["detail"]
    assert tight.rows() == before


def test_ten_thousand_parts_are_not_taken_apart(wide: Served) -> None:
    parts = [("files", (f"{i}.txt", b"x")) for i in range(10_000)]
    before = wide.rows()
    answer = wide.post("intake", "/cases", headers=KEY, files=parts)
    assert answer.status_code in (400, 413, 422)
    assert answer.json()["detail"]
    assert wide.rows() == before


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\n",
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"',
        b"\x00" * 100,
        b"",
    ],
)
def test_a_broken_form_is_told(body: bytes, tight: Served) -> None:
    before = tight.rows()
    kind = KEY | {"Content-Type": "multipart/form-data; boundary=b"}
    answer = tight.post("intake", "/cases", headers=kind, content=body)
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]
    assert tight.rows() == before
    without = tight.post("intake", "/cases", headers=KEY | {"Content-Type": "multipart/form-data"}, content=body)
    assert without.status_code in (400, 422)


NAMES = (
    "../request.yaml",
    "a/../../b.txt",
    "/etc/passwd",
    "..",
    ".",
    "a//b.txt",
    "a\\b.txt",
    "c:b.txt",
    "a\nb.txt",
    "a\u0000b.txt",
    "a\u202etxt.pdf",
    "a\u0085b.txt",
    " ",
    "x" * 241,
    "\u00e9" * 200,
    "a/" * 120 + "b.txt",
    "",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tight: Served) -> None:
    if name == "a/" * 120 + "b.txt":
        assert len(name) > 240
    refused(tight, 422, json={"documents": [{"name": name, "text": "x"}]})


@pytest.mark.parametrize("name", ["\u00fcbersicht.txt", "\u691c\u67fb.txt", "a b (1).txt", "u\u0308.txt"])
def test_a_name_in_any_script_is_taken(name: str, wide: Served) -> None:
    made = wide.submit(f"name:{len(name)}:{ord(name[0])}", json={"documents": [{"name": name, "text": "Clinic note"}]})
    assert made.status_code == 202
    files = wide.get("nurse", f"/cases/{made.json()['case']}/documents").json()["files"]
    assert [each["name"] for each in files] == [name]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"request": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001, 400),
        (b'{"documents": [{"name": "a.txt", "text": "\xff"}]}', 400),
        (b'\xef\xbb\xbf{"documents": []}', 400),
        (b'{"documents": [{"name": "a.txt", "text": "\\ud800"}]}', 400),
        (b'{"request": {"units": ' + b"9" * 10_000 + b"}}", 400),
        (b"\xff\xfe{\x00}\x00", 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b"{}", 422),
        (b'{"documents": [], "request": null}', 422),
        (b'{"documents": {"a": 1}}', 422),
        (b'{"documnets": []}', 422),
        (b'{"documents": [{"name": "a.txt"}]}', 422),
        (b'{"documents": [{"name": "a.txt", "text": "x", "base64": "eA=="}]}', 422),
        (b'{"documents": [{"name": "a.txt", "base64": "not base64!"}]}', 422),
        (b'{"documents": [{"name": "a.txt", "text": "x"}, {"name": "a.txt", "text": "y"}]}', 422),
        (b'{"documents": [{"name": "a.txt", "text": "x"}], "received": "9999-12-31T23:59:59-23:59"}', 422),
        (b'{"documents": [{"name": "a.txt", "text": "x"}], "received": "2026-04-08T10:12:00"}', 422),
        (b'{"documents": [{"name": "a.txt", "text": "x"}], "received": "2031-01-01T00:00:00Z"}', 422),
        (b'{"documents": [{"name": "a.txt", "text": "x"}], "policy": "a\\u0000b"}', 422),
        (b'{"request": {"id": "a\\u0000b"}}', 422),
        (b'{"request": {"id": NaN}}', 422),
        (b'{"request": {"&a": "*a", "!!python/object/apply:os.system": ["true"]}}', 422),
    ],
)
def test_json_that_is_none_or_not_asked_for_is_refused(body: bytes, status: int, tight: Served) -> None:
    refused(tight, status, headers=AS_JSON, content=body)


@pytest.mark.parametrize(
    "kind", ["text/xml", "application/x-www-form-urlencoded", "application/json;x", "", "multipart"]
)
def test_another_kind_of_content_is_refused(kind: str, tight: Served) -> None:
    headers = KEY | ({"Content-Type": kind} if kind else {})
    before = tight.rows()
    answer = tight.post("intake", "/cases", headers=headers, content=b"<a/>")
    assert answer.status_code in (400, 415)
    assert tight.rows() == before


@pytest.mark.parametrize("key", ["a b", "x" * 129, "\u00e9".encode(), ""])
def test_a_key_that_is_none_is_refused(key: str | bytes, tight: Served) -> None:
    assert refused(tight, 422, headers={"Idempotency-Key": key}, json=small())["where"] == "Idempotency-Key"


@pytest.mark.parametrize("match", ["2", 'W/"2"', "*", '"-1"', '"1e3"', '"' + "9" * 30 + '"', '""'])
def test_a_revision_that_is_none_is_refused(match: str, tight: Served) -> None:
    headers = {"If-Match": match}
    told = refused(tight, 422, "/cases/none/closing", headers=headers, json={"reason": "So."})
    assert told["where"] == "If-Match"


@cache
def bomb() -> bytes:
    """Many times larger unpacked than packed, and a zip in a zip in a zip."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("note.txt", b"0" * 120_000_000)
    for _ in range(3):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("inner.zip", inner.getvalue())
            file.writestr("../../up.txt", b"up")
        inner = outer
    return inner.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.zip", bomb()),
        ("cut.zip", bomb()[:-30]),
        ("scan.pdf", b"MZ\x90\x00" + b"\x00" * 500),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>"),
        ("note.docx", b"PK\x03\x04" + b"\x00" * 100),
        ("note.txt", b"\xff\xfe\xfd" * 50),
        ("bundle.json", json.dumps({"resourceType": "Bundle", "entry": [None]}).encode()),
        ("record.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + b"c" * 1000 + b'">]><a>&b;&b;&b;</a>'),
        ("request.yaml", b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"),
        ("request.yaml", b"!!python/object/apply:os.system ['true']"),
    ],
)
def test_a_file_that_cannot_be_read_is_kept_and_told(name: str, content: bytes, wide: Served) -> None:
    made = wide.submit(f"{name}:{len(content)}", files=[("files", (name, content))])
    assert made.status_code == 202
    work_off(wide.desk)
    answer = wide.get("nurse", f"/cases/{made.json()['case']}").json()
    assert (answer["line"]["state"], answer["job"]["state"]) == ("unreadable", "done")
    assert answer["line"]["says"]
    assert "Traceback" not in answer["line"]["says"]
    assert "/tmp" not in answer["line"]["says"]
