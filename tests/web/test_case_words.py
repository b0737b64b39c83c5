"""The words of the case screen: clocks, sizes, and the history of a case, each act in a sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mednec.desk.values import Event
from mednec.model.life import CaseState
from mednec.web.case_events import SAYS, events_of
from mednec.web.case_words import clock_words
from tests.web.a_case import Screen

ZONE = ZoneInfo("America/New_York")
DESK = Path(__file__).parents[2] / "src" / "mednec" / "desk"
NOT_OF_A_CASE = re.compile(r"account|policy|packs|audit|token|organisation|factor|paper code|sign|job|redo")


def event(act: str, **detail: object) -> Event:
    at = datetime(2026, 4, 8, 14, 0, tzinfo=UTC)
    return Event(number=1, at=at, actor="a", actor_name="Ada", act=act, detail=detail)


def test_every_act_that_the_desk_logs_of_a_case_has_its_words() -> None:
    logged = {
        act
        for path in DESK.rglob("*.py")
        for act in re.findall(
            r'log_change\(\s*session,\s*desk,\s*row,\s*[\w.]+,\s*"([a-z ]+)"', path.read_text("utf-8")
        )
    }
    assert len(logged) > 10
    assert {act for act in logged if not NOT_OF_A_CASE.search(act)} <= set(SAYS)


def test_an_act_is_told_with_what_belongs_to_it() -> None:
    (line,) = events_of(
        [event("rule", clause="B.1", status="not_met", read_as="met", voided="x")], ZONE, readings=False
    )
    assert (line.who, line.says) == ("Ada", "ruled on B.1: not met, read as met")
    assert line.details == ("The decision that was signed before is void.",)
    assert line.at == "Wed 04/08/2026 10:00 EDT"


def test_an_act_without_words_goes_by_its_name_and_a_gap_stays_open() -> None:
    unknown, gap = events_of([event("appeal"), event("spin")], ZONE, readings=False)
    assert (unknown.says, gap.says) == ("spin", "filed an appeal (…)")


@pytest.mark.parametrize(
    ("left", "says", "tone"),
    [
        (timedelta(days=12, hours=23), "12 d 23 h left", ""),
        (timedelta(hours=5), "5 h 0 min left", "soon"),
        (timedelta(hours=-2), "2 h 0 min late", "late"),
    ],
)
def test_a_clock_is_red_before_it_is_late(read_screen: Screen, left: timedelta, says: str, tone: str) -> None:
    view = read_screen.view()
    now = view.line.received + timedelta(days=1)
    due = now + left
    running = replace(view, line=replace(view.line, due=due, clock_state="running", decided=None, state=CaseState.OPEN))
    told = clock_words(running, read_screen.desk.laws, now, ZONE)
    assert (told.left, told.tone) == (says, tone)
