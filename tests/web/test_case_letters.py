"""Letters of a case: as they would be sent, what keeps them from it, and those that were sent."""

from __future__ import annotations

from tests.web.a_case import Screen, words
from tests.web.test_case_decision import denied


def test_a_letter_is_shown_as_it_would_be_sent(read_screen: Screen) -> None:
    html = read_screen.get("nurse", "/letters?kind=pend").text
    said = words(html)
    assert "Draft, not sent" in said
    assert "This letter is not a decision." in said
    assert "Reading grade" in said
    assert " style=" not in html
    assert html.count("<h1") == 1
    assert html.count("<main") == 1


def test_a_denial_is_locked_until_it_is_signed(read_screen: Screen) -> None:
    html = read_screen.get("nurse", "/letters?kind=denial").text
    assert "No decision is signed" in words(html)
    assert "Record as sent" not in html


def test_the_draft_is_a_pdf(read_screen: Screen) -> None:
    got = read_screen.get("nurse", "/letters/draft.pdf?kind=pend")
    assert got.content.startswith(b"%PDF")
    assert got.headers["content-disposition"].startswith("attachment;")
    assert read_screen.get("nurse", "/letters/draft.pdf?kind=denial").status_code == 422
    assert read_screen.get("other", "/letters/draft.pdf?kind=pend").status_code == 404


def test_a_sent_letter_is_kept_as_it_was(screen: Screen) -> None:
    denied(screen)
    assert screen.post("nurse", "/letters", {"kind": "denial", "to": "member"}).status_code == 303
    (letter,) = screen.view().letters
    sent = screen.get("auditor", f"/letters/{letter.id}.pdf")
    assert sent.content.startswith(b"%PDF")
    assert "Sent Denial" in words(screen.get("nurse", "/letters").text)
    assert screen.get("nurse", "/letters/none.pdf").status_code == 404


def test_who_was_slower_learns_what_was_done(screen: Screen) -> None:
    old = screen.revision
    screen.post("nurse", "/ask", {"what": "The level"})
    got = screen.post("nurse", "/letters", {"kind": "pend", "revision": old})
    assert got.status_code == 409
    assert "Nurse: ask for documents" in words(got.text)


def test_who_may_not_send_is_not_offered_to(read_screen: Screen) -> None:
    assert "Record as sent" not in read_screen.get("auditor", "/letters?kind=pend").text
    assert read_screen.post("auditor", "/letters", {"kind": "pend"}).status_code == 403
