"""Figures as counted by hand, on both databases; of one organisation, and of the days asked for only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk
from mednec.desk.figures import Figures, counted, figures
from mednec.desk.shares import Share, percent
from mednec.desk.tallies import Volume
from mednec.errors import NotAllowed, RequestError
from mednec.model.law import Laws
from mednec.model.life import Person, Role
from mednec.packs.library import Library
from mednec.store.engine import open_engine
from mednec.store.sealing import Key, KeyRing
from tests.desk.counted_rows import ORG, OTHER, START, Rows

MONDAY = START.date()
HOUR = timedelta(hours=1)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = open_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def rows(engine: Engine) -> Iterator[Rows]:
    with Session(engine) as session:
        yield Rows(session=session).begin()


def of(rows: Rows, days: int = 7, org: str = ORG) -> Figures:
    return counted(rows.session, org, MONDAY, MONDAY + timedelta(days=days - 1))


def test_volumes_have_every_day_and_only_ones_own(rows: Rows) -> None:
    rows.case(day=0, took=25 * HOUR, decision="approve")
    rows.case(day=0)
    rows.case(day=2, took=HOUR, decision="deny")
    rows.case(day=2, org=OTHER, took=HOUR, decision="deny")
    rows.case(day=3)  # the day after the last
    found = of(rows, days=3)
    assert found.volumes == (
        Volume(day=date(2026, 3, 2), received=2, decided=0),
        Volume(day=date(2026, 3, 3), received=0, decided=1),
        Volume(day=date(2026, 3, 4), received=1, decided=1),
    )
    assert (found.received, found.decided) == (3, 2)


def test_turn_around_is_the_median_the_ninth_tenth_and_the_share_in_time(rows: Rows) -> None:
    for hours in range(1, 11):  # due after 8 hours: two of ten are late
        rows.case(took=hours * HOUR, decision="approve")
    rows.case(took=4 * HOUR, decision="approve", due=None, line="marketplace")
    rows.case()  # not decided
    whole, commercial, marketplace = of(rows).turn_around
    assert (commercial.decided, commercial.median, commercial.ninth) == (10, 5 * HOUR, 9 * HOUR)
    assert commercial.in_time == Share(part=8, of=10)
    assert (marketplace.line_of_business, marketplace.decided, marketplace.in_time.of) == ("marketplace", 1, 0)
    assert (whole.decided, whole.median, whole.in_time) == (11, 5 * HOUR, Share(part=8, of=10))


def test_outcomes_are_what_was_recommended_and_what_is_in_force(rows: Rows) -> None:
    rows.case(outcome="approve", took=HOUR, decision="approve")
    rows.case(outcome="deny_recommended", took=HOUR, decision="approve")  # overturned, say
    rows.case(outcome="deny_recommended")
    rows.case(outcome="")  # not read yet
    rows.case(policy="p-two", outcome="pend")
    first, second = of(rows).outcomes
    assert (first.policy, first.title, first.cases) == ("p-one", "Title of p-one", 3)
    assert first.recommended == (("approve", 1), ("deny_recommended", 2))
    assert first.decided == (("approve", 2),)
    assert (second.policy, second.recommended, second.decided) == ("p-two", (("pend", 1),), ())


def test_each_clause_that_decides_is_counted_once_for_a_case(rows: Rows) -> None:
    rows.case(outcome="deny_recommended", decides="B.1\nB.2")
    rows.case(outcome="deny_recommended", decides="B.1")
    rows.case(outcome="approve", decides="B.1")
    rows.case(outcome="approve", decides="")
    found = [(d.clause, d.outcome, d.cases) for d in of(rows).decides]
    assert found == [("B.1", "deny_recommended", 2), ("B.1", "approve", 1), ("B.2", "deny_recommended", 1)]


def test_overturned_counts_in_part_and_says_where_too_few_were_decided(rows: Rows) -> None:
    endings = ["upheld"] * 7 + ["overturned"] * 3 + ["overturned_in_part"] * 2 + ["withdrawn", ""]
    for ending in endings:
        rows.appeal(rows.case(outcome="deny_recommended"), ending)
    rows.appeal(rows.case(outcome="deny_recommended"), "overturned", day=30)  # after the span
    rows.appeal(rows.case(policy="p-two"), "overturned", level="external")
    whole, first, second = of(rows).overturns
    assert (first.overturned, first.withdrawn, first.waiting) == (Share(part=5, of=12), 1, 1)
    assert (second.level, second.overturned, second.overturned.few) == ("external", Share(part=1, of=1), True)
    assert (whole.policy, whole.overturned) == ("all", Share(part=6, of=13))
    assert first.overturned.interval == (Decimal("0.193"), Decimal("0.680"))  # Wilson 1927, by hand


def test_an_override_counts_while_it_is_the_last_word_on_its_clause(rows: Rows) -> None:
    cases = [rows.case() for _ in range(10)]
    rows.ruling(cases[0], "A.1", "override")
    rows.ruling(cases[1], "A.1", "override", "conflicting")
    rows.ruling(cases[2], "A.1", "override")
    rows.ruling(cases[2], "A.1", "withdrawn")
    rows.ruling(cases[3], "A.1", "answer", "not_documented")
    rows.ruling(cases[4], "A.1", "override")
    rows.ruling(cases[4], "A.1", "override", "not_met", "not_documented")  # ruled again: one case, the last word
    rows.ruling(cases[5], "A.2", "override")
    rows.ruling(rows.case(day=9), "A.2", "override")  # received after the span
    first, second = of(rows).overrides
    assert (first.clause, first.overridden) == ("A.1", Share(part=3, of=10))
    assert first.changes == (
        ("conflicting", "met", 1),
        ("not_met", "met", 1),
        ("not_met", "not_documented", 1),
    )
    assert (second.clause, second.overridden, second.title) == ("A.2", Share(part=1, of=10), "Title of p-one")


def test_gold_cards_are_by_npi_where_it_is_told_and_by_name_else(rows: Rows) -> None:
    for kind in ("approve", "approve_with_conditions", "modify", "deny"):
        rows.case(took=HOUR, decision=kind)
    rows.case(took=HOUR, decision="approve", requester="Quill, A.")  # the same NPI, otherwise written
    rows.case(took=HOUR, decision="approve", requester="B. Reed", npi="")
    first, second = of(rows).gold_cards
    assert (first.npi, first.approved) == ("1000000004", Share(part=3, of=5))
    assert (second.requester, second.npi, second.approved) == ("B. Reed", "", Share(part=1, of=1))


def test_another_organisation_sees_nothing_of_it(rows: Rows) -> None:
    case = rows.case(took=HOUR, decision="deny", decides="A")
    rows.ruling(case, "A", "override")
    rows.appeal(case, "overturned")
    found = of(rows, org=OTHER)
    assert (found.received, found.decided) == (0, 0)
    assert [*found.turn_around, *found.outcomes, *found.decides, *found.overturns, *found.overrides] == []
    assert found.gold_cards == ()


@pytest.fixture
def desk(sqlite_url: str) -> Desk:
    keys = KeyRing(keys=(Key(id="first", secret=b"k" * 32),))
    return Desk(engine=open_engine(sqlite_url), library=cast(Library, None), keys=keys, laws=cast(Laws, None))


def test_days_that_make_no_time_are_told(desk: Desk) -> None:
    who = Person(id="a", org=ORG, name="Ada", roles=frozenset({Role.NURSE}))
    with pytest.raises(RequestError, match="before it begins"):
        figures(desk, who, MONDAY, MONDAY - timedelta(days=1))
    with pytest.raises(RequestError, match="three years"):
        figures(desk, who, MONDAY, MONDAY + timedelta(days=1200))
    with pytest.raises(RequestError, match="no day follows"):
        figures(desk, who, date.max, date.max)
    assert figures(desk, who, MONDAY, MONDAY).received == 0
    with pytest.raises(NotAllowed):
        figures(desk, Person(id="a", org=ORG, name="Ada", roles=frozenset({Role.INTAKE})), MONDAY, MONDAY)


@given(st.integers(0, 400), st.integers(1, 400))
def test_a_share_lies_in_its_interval_and_speaks_only_for_enough(part: int, of: int) -> None:
    share = Share(part=min(part, of), of=of)
    low, high = share.interval
    assert 0 <= low <= share.share + Decimal("0.0005")
    assert share.share - Decimal("0.0005") <= high <= 1
    assert share.few == (of < 10) == share.says.startswith("too few")
    assert (percent(share.share) == 0) == (share.part == 0)
    assert (percent(share.share) == 100) == (share.part == of)
