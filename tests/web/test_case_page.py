"""The case screen as it opens: what comes with the page, what comes when it is opened, and who sees none of it."""

from __future__ import annotations

import re

import pytest

from mednec.desk.receiving import submit
from mednec.desk.worker import work_off
from mednec.store.audit import entries
from mednec.store.engine import reading
from tests.web.a_case import Screen, words
from tests.web.test_case_ruling import MARROW


@pytest.fixture(scope="module")
def page(read_screen: Screen) -> str:
    return read_screen.get("nurse").text


def test_the_page_says_who_what_why_and_until_when(page: str) -> None:
    said = words(page)
    assert "Dana R. Whitlock F, 41 y, LMH-7730412" in said
    assert "Xolair 600 mg SC every 2 weeks, 8 visits" in said
    assert "Deny recommended The record shows that" in said
    assert "Physician must sign" in said
    assert re.search(r"Due \w{3} \d\d/\d\d/\d{4}", said)


def test_every_section_comes_with_the_page_and_one_pane_only(page: str) -> None:
    assert {"criteria", "limits", "dose", "response", "evidence", "safety", "change", "conflicts"} <= set(
        re.findall(r'<section id="([\w-]+)"', page)
    )
    assert re.findall(r'<article class="[^"]*" id="doc-(\w+)"', page) == ["3"]
    assert MARROW in words(page)


def test_nothing_is_inline(page: str) -> None:
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r"\son\w+=", page)


def test_a_pane_comes_when_it_is_opened(read_screen: Screen) -> None:
    got = read_screen.get("nurse", "/panes/2")
    assert got.status_code == 200
    assert got.text.startswith("\n<article") or got.text.startswith("<article")
    assert 'data-s="0"' in got.text
    assert read_screen.get("nurse", "/panes/99").status_code == 404


def test_without_a_script_a_place_opens_its_pane(read_screen: Screen) -> None:
    html = read_screen.get("nurse", "?open=2").text
    assert re.findall(r'<article class="[^"]*" id="doc-(\w+)"', html) == ["2"]


@pytest.mark.parametrize("path", ["", "/panes/1", "/decision", "/papers", "/history", "/pages/1/1.jpg", "/progress"])
def test_another_organisation_finds_nothing(read_screen: Screen, path: str) -> None:
    got = read_screen.get("other", path)
    assert got.status_code == 404
    assert "Whitlock" not in got.text


@pytest.mark.parametrize("path", ["", "/panes/1", "/decision", "/papers", "/history"])
def test_who_runs_the_service_reads_no_chart(read_screen: Screen, path: str) -> None:
    assert read_screen.get("administrator", path).status_code == 403


def test_an_auditor_reads_and_is_offered_nothing_to_do(read_screen: Screen) -> None:
    for path in ("", "/decision", "/papers", "/history"):
        got = read_screen.get("auditor", path)
        assert got.status_code == 200
        assert "<form" not in got.text.replace('<form method="dialog"', "")


def test_reading_the_case_is_told_in_its_history(screen: Screen) -> None:
    screen.get("auditor")
    with reading(screen.desk.engine) as session:
        last = list(entries(session, screen.who("nurse").org, about=screen.case))[-1]
    assert (last.act, last.actor) == ("read", screen.ids["auditor"])
    assert "Auditor" not in words(screen.get("nurse", "/history").text)
    assert "Auditor read the case" in words(screen.get("nurse", "/history?readings=yes").text)


def test_a_page_that_was_never_paper_has_no_picture(read_screen: Screen) -> None:
    assert read_screen.get("nurse", "/pages/1/1.jpg").status_code == 404


def test_a_packet_that_cannot_be_read_says_why_and_what_helps(screen: Screen) -> None:
    nurse = screen.who("nurse")
    case = submit(screen.desk, nurse, {"note.txt": b"Seen today. No hives.\n"}).case
    screen.case = case
    waiting = words(screen.get("nurse").text)
    assert "Being read" in waiting
    assert "Waiting for a worker" in waiting
    work_off(screen.desk)
    html = screen.get("nurse").text
    assert "Needs a person" in words(html)
    assert f'href="/cases/{case}/papers"' in html
    papers = screen.get("nurse", "/papers")
    assert papers.status_code == 200
    assert 'name="patient.birth_date"' in papers.text
    assert "There is nothing to decide yet." in words(screen.get("nurse", "/decision").text)
    assert screen.get("nurse", "/letters").status_code == 200
