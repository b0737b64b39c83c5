"""Policies on their pages: brought, read back clause by clause, and approved by somebody else."""

from __future__ import annotations

import re

import pytest

from mednec.model.life import Role
from tests.desk.brought import NAME, TEXT
from tests.web.stocked import stocked, unsafe, words
from tests.web.visiting import Browser, Place


@pytest.fixture
def here(place: Place) -> Place:
    author = place.account("author", (Role.POLICY_AUTHOR,))
    place.account("other", (Role.POLICY_AUTHOR,))
    place.account("nurse", (Role.NURSE,))
    return stocked(place, approved_by=author)


@pytest.fixture
def author(here: Place) -> Browser:
    return here.browser("a-author")


def propose(browser: Browser, text: str = TEXT) -> str:
    """Send a text; where it led to."""
    files = {"file": (NAME, text.encode())}
    answer = browser.client.post("/policies", data={"csrf": browser.token("/account")}, files=files)
    return answer.headers.get("location", "") or words(answer)


def approval(browser: Browser, path: str) -> str:
    return str(re.findall(r'action="/approvals/(\w+)/', browser.get(path).text)[0])


def test_a_text_is_read_proposed_and_approved_by_another(here: Place, author: Browser) -> None:
    path = propose(author)
    page = author.get(path)
    said = words(page)
    for word in (
        "Rituximab in vasculitis",
        "3 of 3 clauses",
        "The member is 18 years of age or older",
        "all of",
        "age",
    ):
        assert word in said
    assert "You proposed it" in said
    assert unsafe(page) == []
    found, back = approval(author, path), path.rpartition("/")[2]
    refused = author.send(f"/approvals/{found}/approve", {"back": back})
    assert refused.status_code == 403
    assert "who proposes does not approve" in refused.text
    other = here.browser("a-other")
    assert other.send(f"/approvals/{found}/approve", {"back": back}).headers["location"] == path
    assert "Approved" in words(other.get(path))


def test_refusing_needs_a_reason_that_stays_to_be_read(here: Place, author: Browser) -> None:
    path = propose(author)
    other, found, back = here.browser("a-other"), approval(author, path), path.rpartition("/")[2]
    answer = other.send(f"/approvals/{found}/withdraw", {"back": back, "why": "  "})
    assert answer.status_code == 422
    assert "no reason is given" in answer.text
    other.send(f"/approvals/{found}/withdraw", {"back": back, "why": "Clause 2 is <wrong>"})
    assert "Clause 2 is &lt;wrong&gt;" in author.get(path).text


def test_what_is_no_policy_is_one_message_on_the_list(author: Browser) -> None:
    said = propose(author, "Nothing to see here.")
    assert "Shipped" in said
    answer = author.client.post("/policies", data={"csrf": author.token("/account")}, files={"file": ("p.exe", b"MZ")})
    assert answer.status_code == 422
    assert "cannot read .exe policies" in answer.text


def test_marks_in_a_payers_text_are_words(author: Browser) -> None:
    path = propose(author, TEXT.replace("older.", "older <script>alert(1)</script>."))
    page = author.get(path)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


def test_the_packs_stand_with_their_files(author: Browser) -> None:
    said = words(author.get("/policies/packs"))
    assert "as installed" in said
    assert "drugs/rituximab.yaml" in said


def test_a_nurse_reads_and_changes_nothing(here: Place) -> None:
    nurse = here.browser("a-nurse")
    page = nurse.get("/policies")
    assert "Read and propose" not in words(page)
    assert page.text.count("Approved") >= 10
    assert "is not opened" not in words(page)
    assert "This is not yours to do" in propose(nurse)
    assert nurse.get("/policies/0000000000000000").status_code == 404
