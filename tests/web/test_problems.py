"""What went wrong is told in words: on a page, in a part of a page, or to a program."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import TimeoutError as NoneFree
from starlette.exceptions import HTTPException

from mednec.errors import Changed, MednecError, NotAllowed, NotFound, SignatureError, StoreError, SubmitError
from tests.web.visiting import Place, failing

CASES: list[tuple[Exception, int, str]] = [
    (NotAllowed("you may not", where="rights", do="ask a colleague: physician"), 403, "not yours to do"),
    (NotFound("there is no such case", where="case"), 404, "no such page"),
    (Changed("the case was changed", where="case 7", do="look again: Theo ruled on I.A"), 409, "Somebody changed"),
    (SubmitError("a file is empty", where="packet: <b>.pdf", do="send it again"), 422, "not right yet"),
    (SignatureError("the NPI's check digit is wrong", where="npi"), 422, "not right yet"),
    (StoreError("the key is missing", where="keys"), 503, "cannot be reached"),
    (HTTPException(413), 413, "too much at once"),
    (HTTPException(415), 415, "not read here"),
    (KeyError("Dana R. Whitlock"), 500, "failed on our side"),
]


@pytest.mark.parametrize(("error", "status", "title"), CASES)
def test_each_has_its_page(place: Place, error: Exception, status: int, title: str) -> None:
    answer = failing(place, error).get("/fails")
    assert answer.status_code == status
    assert title in answer.text
    assert "Whitlock" not in answer.text
    if isinstance(error, MednecError):
        for said in (error.what, error.do):
            assert said[1:].replace("'", "&#39;") in answer.text
        assert "<b>.pdf" not in answer.text


@pytest.mark.parametrize(("error", "status", "title"), CASES)
def test_a_swap_gets_it_in_place(place: Place, error: Exception, status: int, title: str) -> None:
    answer = failing(place, error).get("/fails", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert title in answer.text
    assert "<html" not in answer.text
    assert answer.headers["hx-retarget"] == "#says"
    assert answer.headers["hx-reswap"] == "innerHTML"


@pytest.mark.parametrize(("error", "status", "title"), CASES)
def test_a_program_gets_json(place: Place, error: Exception, status: int, title: str) -> None:
    answer = failing(place, error).get("/api/v1/fails")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert title in told["title"]
    assert "Whitlock" not in answer.text
    if isinstance(error, MednecError):
        assert (told["detail"], told["where"]) == (error.what, error.where)


def test_a_session_that_ended_loses_nothing_that_was_typed(place: Place) -> None:
    browser = place.browser()
    answer = browser.client.post("/account/tokens", data={"label": "x"})
    assert answer.status_code == 401
    assert "sign in in another tab" in answer.text.lower()
    assert browser.get("/account", **{"HX-Request": "true"}).headers["hx-retarget"] == "#says"


def test_a_database_that_is_away_is_told_and_comes_back(place: Place) -> None:
    browser = place.browser(place.account("mira"))
    path = Path(make_url(place.url).database or "")
    place.desk.engine.dispose()
    away = path.with_suffix(".away")
    path.rename(away)
    path.mkdir()
    for asked in ("/account", "/api/v1/me"):
        answer = browser.get(asked, **({"Authorization": "Bearer x"} if "api" in asked else {}))
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "10"
        assert "database" in answer.text
        assert "sqlite" not in answer.text.lower()
    path.rmdir()
    away.rename(path)
    assert browser.get("/account").status_code == 200


def test_a_fault_of_ours_is_not_told_as_a_database_that_is_away(place: Place) -> None:
    fault = IntegrityError("INSERT", {}, ValueError("Dana R. Whitlock"))
    answer = failing(place, fault).get("/fails")
    assert answer.status_code == 500
    assert "Whitlock" not in answer.text
    assert failing(place, NoneFree("QueuePool limit")).get("/fails").status_code == 503


@pytest.mark.parametrize("days", ["0", "367", "x", "", "9" * 30, "1.5"])
def test_a_number_that_is_none_is_told(place: Place, days: str) -> None:
    browser = place.browser(place.account("mira"))
    answer = browser.send("/account/tokens", {"label": "x", "days": days})
    assert answer.status_code in ((422,) if days else (200, 422))
