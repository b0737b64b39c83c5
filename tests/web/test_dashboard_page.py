"""The dashboard: what was counted as tables, plots and files that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from mednec.desk.shares import Share
from mednec.model.life import Role
from mednec.web.dashboard_tables import Table, as_csv
from tests.web.stocked import add_case, unsafe, words
from tests.web.visiting import Browser, Place

NAMES = ("volumes", "turn-around", "outcomes", "clauses", "appeals", "overrides", "gold-cards")


@pytest.fixture
def nurse(place: Place) -> Browser:
    place.account("nurse", (Role.NURSE,))
    return place.browser("a-nurse")


def decided(place: Place, number: int, requester: str = "A. Quill", decision: str = "approve") -> None:
    now = place.clock()
    add_case(
        place,
        f"N{number}",
        state="decided",
        requester=requester,
        requester_npi="1000000004",
        decides="B.1",
        received=now - timedelta(days=5),
        decided=now - timedelta(days=3),
        decision=decision,
    )


def test_a_time_without_cases_says_so(nurse: Browser) -> None:
    assert "Nothing was received or decided in this time" in words(nurse.get("/dashboard"))


def test_the_figures_stand_as_words_tables_and_plots(place: Place, nurse: Browser) -> None:
    for n in range(12):
        decided(place, n, decision="deny" if n < 3 else "approve")
    page = nurse.get("/dashboard")
    said = words(page)
    for word in (
        "received 12",
        "decided 12",
        "2 d 0 h",
        "100 % (76-100 %)",
        "B.1",
        "75 % (47-91 %)",
        "Examplumab criteria",
    ):
        assert word in said, word
    assert page.text.count('<svg class="plot"') >= 3
    assert unsafe(page) == []


def test_another_time_is_shown_when_it_is_asked_for(place: Place, nurse: Browser) -> None:
    decided(place, 1)
    day = place.clock().date() - timedelta(days=5)
    assert "received 1 decided 0" in words(nurse.get(f"/dashboard?since={day}&until={day}"))


@pytest.mark.parametrize("asks", ["since=yesterday", "since=2026-04-02&until=2026-04-01", "since=1999-01-01"])
def test_days_that_make_no_time_are_told_and_what_was_typed_stays(nurse: Browser, asks: str) -> None:
    answer = nurse.get(f"/dashboard?{asks}")
    assert answer.status_code == 422
    assert "Another period is shown" in words(answer)
    assert f'value="{asks.split("=")[1].split("&")[0]}"' in answer.text


def test_each_table_is_a_file(place: Place, nurse: Browser) -> None:
    decided(place, 1)
    for name in NAMES:
        answer = nurse.get(f"/dashboard/{name}.csv")
        assert answer.status_code == 200, name
        assert answer.headers["content-type"].startswith("text/csv")
        assert "attachment" in answer.headers["content-disposition"]
    assert nurse.get("/dashboard/other.csv").status_code == 404
    assert nurse.get("/dashboard/volumes.csv?since=x").status_code == 422


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(place: Place, nurse: Browser, name: str) -> None:
    decided(place, 1, requester=name)
    rows = list(csv.reader(io.StringIO(nurse.get("/dashboard/gold-cards.csv").text, newline="")))
    assert rows[1][0] == f"'{name}"


def test_a_share_is_its_parts_and_says_no_rate_for_too_few() -> None:
    rows = (("a", Share(part=30, of=120), timedelta(hours=36)), ("b", Share(part=1, of=4), timedelta()))
    text = as_csv(Table(name="t", title="T", note="", columns=("Name", "Share", "Time"), rows=rows))
    assert text.splitlines() == [
        'Name,Share,Share: of,Share: per cent,Share: low,Share: high,"Time, hours"',
        "a,30,120,25,18,33,36.00",
        "b,1,4,,,,0.00",
    ]


def test_intake_sees_no_figures(place: Place) -> None:
    place.account("intake", (Role.INTAKE,))
    intake = place.browser("a-intake")
    assert intake.get("/dashboard").status_code == 403
    assert intake.get("/dashboard/volumes.csv").status_code == 403
