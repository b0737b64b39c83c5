"""How often one may ask, how much one may send, and under which name."""

from __future__ import annotations

import anyio
import pytest
from fastapi import FastAPI
from starlette.types import Message, Scope

from mednec.store.engine import reading, writing
from mednec.store.tables import TokenRow
from mednec.web.settings import WebSettings
from mednec.web.tokens import new_token_of
from tests.web.visiting import Browser, Place

TOKENS = "/account/tokens"


def received(app: FastAPI, path: str, kind: str, parts: int, headers: dict[str, str]) -> tuple[int, int]:
    """The status of an answer to a body of so many thousand bytes without a length, and how many were taken."""
    taken, statuses = 0, []

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": taken < parts}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    told = {"host": "localhost", "content-type": kind} | headers
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
        "client": ("127.0.0.1", 50_000),
        "server": ("localhost", 80),
    }
    anyio.run(app, scope, receive, send)
    return statuses[0], taken


def test_an_address_may_ask_so_often(sqlite_url: str) -> None:
    place = Place(sqlite_url, settings=WebSettings(rate_address="3/day"))
    browser = place.browser()
    assert [browser.get("/sign-in").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = browser.get("/sign-in")
    assert int(answer.headers["retry-after"]) >= 1
    assert "Too many requests" in answer.text
    assert browser.get("/static/x/look.css").status_code == 200  # what makes the message readable is never counted


def test_tries_of_passwords_are_fewer(sqlite_url: str) -> None:
    browser = Place(sqlite_url, settings=WebSettings(rate_sign_in="2/day")).browser()
    form = {"login": "x", "password": "y"}
    assert [browser.client.post("/sign-in", data=form).status_code for _ in range(3)] == [422, 422, 429]
    assert browser.get("/sign-in").status_code == 200


def test_a_person_is_counted_wherever_they_sit_and_alone(sqlite_url: str) -> None:
    place = Place(sqlite_url, settings=WebSettings(rate_person="3/day"))
    mira, theo = place.account("mira"), place.account("theo")
    one, two, other = place.browser(mira), place.browser(mira), place.browser(theo)
    assert [each.get("/account").status_code for each in (one, two, one, two, other)] == [200, 200, 200, 429, 200]


def test_writing_is_counted_apart(sqlite_url: str) -> None:
    place = Place(sqlite_url, settings=WebSettings(rate_writes="2/day"))
    browser = place.browser(place.account("mira"))
    assert [browser.send("/account/sessions/end").status_code for _ in range(3)] == [303, 303, 429]
    assert browser.get("/account").status_code == 200


def test_programs_are_told_in_their_own_way(sqlite_url: str) -> None:
    browser = Place(sqlite_url, settings=WebSettings(rate_address="1/day")).browser()
    browser.get("/api/v1/me")
    answer = browser.get("/api/v1/me")
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"].startswith("Too many requests")


@pytest.mark.parametrize("host", ["bad.example", "localhost.bad.example", "", "[::2]", "localhost@bad.example"])
def test_another_name_is_not_ours(place: Place, host: str) -> None:
    answer = place.browser().get("/sign-in", Host=host)
    assert answer.status_code == 400
    assert "does not answer to that name" in answer.text


@pytest.mark.parametrize("path", ["/cases/%00", "/sign-in?next=%00", "/api/v1/audit?act=%00", "/static/%00/a.css"])
def test_a_mark_that_no_database_keeps_comes_no_further(place: Place, path: str) -> None:
    assert place.browser(place.account("mira")).get(path).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
def test_our_names_are_ours_on_every_port(place: Place, host: str) -> None:
    assert place.browser().get("/sign-in", Host=host).status_code == 200


def test_nobody_sends_much_before_they_signed_in(place: Place) -> None:
    answer = place.browser().client.post("/sign-in", content=b"x" * 70_000)
    assert answer.status_code == 413
    assert "At most 64 kB" in answer.text


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_a_body_without_a_length_is_taken_no_further_than_allowed(place: Place, kind: str) -> None:
    status, taken = received(place.app, "/sign-in", kind, 100_000, {})
    assert status in (400, 413, 422)  # what is no form is not read at all
    assert taken <= 67
    browser = place.browser(place.account("mira"))
    cookie = {"cookie": f"mednec={browser.client.cookies['mednec']}"}
    status, taken = received(place.app, TOKENS, kind, 20_000, cookie)
    assert status in (400, 403, 413, 422)
    assert taken <= 8 * 2**20 // 1000 + 1


def test_a_form_that_is_too_long_is_refused_before_it_is_read(sqlite_url: str) -> None:
    place = Place(sqlite_url, settings=WebSettings(most_body=2_000, most_upload=4_000))
    browser = place.browser(place.account("mira"))
    token = browser.token("/account")
    answer = browser.client.post(TOKENS, data={"csrf": token, "label": "x" * 3_000})
    assert answer.status_code == 413
    assert "This is too much at once" in answer.text
    file = {"file": ("a.pdf", b"x" * 3_000)}
    assert browser.client.post(TOKENS, data={"csrf": token, "label": "x"}, files=file).status_code == 200
    file = {"file": ("a.pdf", b"x" * 5_000)}
    assert browser.client.post(TOKENS, data={"csrf": token, "label": "x"}, files=file).status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "9" * 40])
def test_a_length_that_is_none_is_refused(place: Place, length: str) -> None:
    answer = place.browser().client.post("/sign-in", content=b"x", headers={"Content-Length": length})
    assert answer.status_code == 413


def _many(count: int, kind: str) -> bytes:
    one = f'--x\r\nContent-Disposition: form-data; name="f"{kind}\r\n\r\na\r\n'.encode()
    return one * count + b"--x--\r\n"


@pytest.mark.parametrize("kind", ["", '; filename="a.pdf"'])
def test_ten_thousand_parts_are_refused(place: Place, kind: str) -> None:
    browser = place.browser(place.account("mira"))
    headers = {"X-CSRF": browser.token("/account"), "Content-Type": "multipart/form-data; boundary=x"}
    answer = browser.client.post(TOKENS, content=_many(10_000, kind), headers=headers)
    assert answer.status_code == 400
    assert "Too many" in answer.text


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\n\r\n", b"--y\r\nContent-Disposition: form-data\r\n\r\n\xff", b"\0" * 500]
)
def test_a_broken_form_is_told_and_fails_nowhere(place: Place, body: bytes) -> None:
    browser = place.browser(place.account("mira"))
    headers = {"X-CSRF": browser.token("/account"), "Content-Type": "multipart/form-data; boundary=x"}
    assert browser.client.post(TOKENS, content=body, headers=headers).status_code in (400, 422)


def _token(place: Place, account: str) -> str:
    with writing(place.desk.engine) as session:
        return new_token_of(session, account, "a program", place.clock())


def _me(browser: Browser, authorization: str) -> int:
    return browser.get("/api/v1/me", Authorization=authorization).status_code


def test_a_token_opens_the_interface_and_no_page(place: Place) -> None:
    token, browser = _token(place, place.account("mira")), place.browser()
    assert _me(browser, f"Bearer {token}") == 200
    assert _me(browser, f"bearer {token}") == 200
    assert browser.get("/account", Authorization=f"Bearer {token}").status_code == 303
    with reading(place.desk.engine) as session:
        assert token not in [row.id for row in session.query(TokenRow)]


@pytest.mark.parametrize("said", ["Bearer", "Bearer ", "Bearer x", "Basic eDp5", "\x01", "Bearer mednec_" + "a" * 5000])
def test_what_is_no_token_is_nobody(place: Place, said: str) -> None:
    browser = place.browser(place.account("mira"))
    assert _me(browser, said) == 401  # not even the session beside it counts then


def test_a_token_ends(place: Place) -> None:
    browser = place.browser(place.account("mira"))
    text = browser.send(TOKENS, {"label": "nightly import", "days": "1"}).text
    token = text.split('<code class="code">')[1].split("<")[0]
    assert _me(place.browser(), f"Bearer {token}") == 200
    place.clock.go(hours=24)
    assert _me(place.browser(), f"Bearer {token}") == 401
