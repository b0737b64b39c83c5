"""Papers of a case: what is added is read, what was set aside is accepted, what the request says is corrected."""

from __future__ import annotations

import re

from mednec.desk.worker import work_off
from mednec.web.case_papers import field_groups
from tests.web.a_case import CASES, WORKED, Screen, words


def upload(screen: Screen, name: str, content: bytes) -> int:
    client = screen.browser("intake")
    token = re.search(r'name="csrf" content="([^"]+)"', client.get("/account").text)
    assert token is not None
    got = client.post(
        f"/cases/{screen.case}/papers",
        data={"csrf": token[1], "revision": screen.revision},
        files={"file": (name, content)},
    )
    return got.status_code


def test_what_came_in_and_what_was_made_of_it(read_screen: Screen) -> None:
    said = words(read_screen.get("nurse", "/papers").text)
    assert "03_bone_marrow_2021-04.txt pathology report" in said
    assert "documents/03_bone_marrow_2021-04.txt" in said


def test_a_file_is_kept_by_the_reader_and_never_opened_in_the_page(read_screen: Screen) -> None:
    got = read_screen.get("nurse", "/files/documents%2F03_bone_marrow_2021-04.txt")
    assert got.content == (CASES / WORKED / "documents" / "03_bone_marrow_2021-04.txt").read_bytes()
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment;")
    assert read_screen.get("nurse", "/files/../keys").status_code in (400, 404)


def test_an_added_document_of_another_is_set_aside_and_accepted_with_a_reason(screen: Screen) -> None:
    note = b"Patient: Otto Other   DOB: 01/01/1950\nDate of service: 03/01/2025\nNo hives today.\n"
    assert upload(screen, "09_other.txt", note) == 303
    assert "are being read" in words(screen.get("nurse").text)
    assert screen.get("nurse", "/progress").status_code == 204
    assert "hx-refresh" not in screen.get("nurse", "/progress").headers
    work_off(screen.desk)
    assert screen.get("nurse", "/progress").headers["hx-refresh"] == "true"
    html = screen.get("nurse", "/papers").text
    assert "set aside" in words(html)
    missing = screen.post("nurse", "/accept", {"name": "09_other.txt", "reason": " "})
    assert missing.status_code == 422
    got = screen.post("nurse", "/accept", {"name": "09_other.txt", "reason": "Her name before she married."})
    assert got.status_code == 303
    assert "set aside" not in words(screen.get("nurse", "/papers").text)


def test_no_file_is_said_in_the_form(screen: Screen) -> None:
    got = screen.post("intake", "/papers", {})
    assert got.status_code == 422
    assert "There is no file in it" in words(got.text)


def test_the_request_is_corrected_field_by_field(screen: Screen) -> None:
    groups = field_groups(screen.view().request, screen.view(), {})
    form = {f.path: f.value for group in groups for f in group.fields}
    assert form["patient.birth_date"] == "1983-08-19"
    assert form["lines.0.diagnosis_codes"] == "D47.02"
    wrong = screen.post("intake", "/request", {**form, "patient.birth_date": "no day"})
    assert wrong.status_code == 422
    assert 'value="no day"' in wrong.text
    late = screen.post("intake", "/request", {**form, "lines.0.units": "480", "revision": "9" * 5000})
    assert late.status_code == 409
    assert screen.post("intake", "/request", {**form, "lines.0.units": "480"}).status_code == 303
    assert "J2357 \N{MULTIPLICATION SIGN} 480" in words(screen.get("nurse").text)


def test_who_only_reads_is_offered_no_form(read_screen: Screen) -> None:
    html = read_screen.get("auditor", "/papers").text
    assert 'method="post"' not in html
