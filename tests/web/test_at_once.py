"""Several who sign in at the same moment, on both databases: a code serves once, every failure counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest

from mednec.store.audit import verify
from mednec.store.engine import reading, writing
from mednec.store.tables import AccountRow
from mednec.web.accounts import FREE_TRIES, count_failure, sealed_for, take_code
from mednec.web.second_factor import STEP_SECONDS, kept_code
from mednec.web.sessions import find_visit, open_visit
from tests.web.visiting import ORG, Place

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAPER = "abcd-efgh-jkmn"


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    place = Place(database_url)
    with writing(place.desk.engine) as session:
        row = session.get_one(AccountRow, place.account("mira"))
        row.totp = place.desk.keys.seal(SECRET.encode(), sealed_for(ORG, row.id))
        row.recovery = [kept_code(PAPER)]
    yield place
    place.desk.engine.dispose()


def at_once(work: Callable[[], object], times: int = 8) -> list[object]:
    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(work) for _ in range(times)]]


def test_a_code_serves_one_of_them(place: Place) -> None:
    code = pyotp.TOTP(SECRET).generate_otp(int(place.clock().timestamp()) // STEP_SECONDS)
    assert sorted(map(str, at_once(lambda: take_code(place.desk, "a-mira", code)))) == [""] * 7 + ["device"]
    assert sorted(map(str, at_once(lambda: take_code(place.desk, "a-mira", PAPER)))) == [""] * 7 + ["paper"]


def test_every_failure_counts_until_the_account_rests(place: Place) -> None:
    at_once(lambda: count_failure(place.desk, "a-mira", "127.0.0.1"))
    with reading(place.desk.engine) as session:
        row = session.get_one(AccountRow, "a-mira")
        assert row.failed == FREE_TRIES
        assert row.locked_until is not None
        assert verify(session, place.desk.keys, ORG).ok
    assert take_code(place.desk, "a-mira", PAPER) == ""


def test_a_session_used_at_once_is_one_session(place: Place) -> None:
    with writing(place.desk.engine) as session:
        cookie = open_visit(session, "a-mira", place.clock(), place.settings, second_factor=True)
    place.clock.go(minutes=5)
    found = at_once(lambda: find_visit(place.desk, place.settings, cookie))
    assert len(found) == 8
    assert all(found)
