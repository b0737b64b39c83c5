"""What browsers are told, with every answer, whatever it is; and that our pages keep to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mednec.web
from mednec.web.settings import WebSettings
from tests.web.visiting import Place, failing

WEB = Path(mednec.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-in", 200),
        ("GET", "/account", 303),
        ("GET", "/nowhere", 404),
        ("GET", "/static/x/nowhere.js", 404),
        ("PUT", "/sign-in", 405),
        ("POST", "/account/tokens", 401),
        ("GET", "/api/v1/me", 401),
        ("GET", "/fails", 500),
    ],
)
def test_every_answer_carries_them(place: Place, method: str, path: str, status: int) -> None:
    answer = failing(place, KeyError("Dana R. Whitlock")).request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers
    assert "server" not in answer.headers
    assert "Whitlock" not in answer.text


def test_over_https_browsers_are_told_to_insist(sqlite_url: str) -> None:
    place = Place(sqlite_url, settings=WebSettings(public_url="https://review.example"))
    assert place.browser().get("/sign-in").headers["strict-transport-security"].startswith("max-age=31536000")


def test_our_files_are_kept_for_ever_under_their_digest(place: Place) -> None:
    browser = place.browser()
    names = re.findall(r'/static/[0-9a-f]{16}/([\w.]+)"', browser.get("/sign-in").text)
    assert {"look.css", "keys.js", "htmx.min.js", "mark.svg"} == set(names)
    version = re.findall(r"/static/([0-9a-f]{16})/", browser.get("/sign-in").text)[0]
    for name, kind in (("look.css", "text/css"), ("keys.js", "text/javascript"), ("mark.svg", "image/svg+xml")):
        answer = browser.get(f"/static/{version}/{name}")
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert browser.get(f"/static/0000/{name}").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["..%2Fapp.py", "%2e%2e", "templates", "look.css%00", "__init__.py"])
def test_nothing_beside_them_is_served(place: Place, name: str) -> None:
    status = 400 if "%00" in name else 404  # a mark that no address has is refused at the gate
    assert place.browser().get(f"/static/x/{name}").status_code == status


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_template_needs_what_the_policy_forbids(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=\s*[\"']|javascript:", text)
    assert not [tag for tag in re.findall(r"<script[^>]*>", text) if " src=" not in tag]
    assert not re.search(r"(src|href|action|hx-get|hx-post)=\"(https?:)?//", text)
    assert not re.search(r"hx-on|hx-vals=.js:|hx-vars", text)
    for form in re.findall(r"<form(?:(?!</form>).)*</form>", text, flags=re.DOTALL):
        if 'method="post"' in form and 'action="/sign-in"' not in form:
            assert "csrf" in form
