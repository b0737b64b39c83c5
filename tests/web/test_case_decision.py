"""Deciding: what is locked says why, what is adverse asks once, a signature is bound to what was shown."""

from __future__ import annotations

import pytest

from mednec.model.life import AppealEnding, CaseState, DecisionKind
from tests.web.a_case import PROFILE, Screen, words
from tests.web.test_case_ruling import OPEN_CLAUSE, ruling

REASON = "The record shows that the marrow was normal <b>twice</b>."


def denial(screen: Screen, **more: str) -> dict[str, str]:
    signed = {"kind": "deny", "reason": REASON, "attests": "yes", "shown": screen.shown, **PROFILE}
    return {**signed, **more}


def denied(screen: Screen) -> None:
    assert screen.post("physician", "/decision", denial(screen, sure="yes")).status_code == 303


def test_a_nurse_is_told_why_a_denial_is_locked_and_who_can(read_screen: Screen) -> None:
    said = words(read_screen.get("nurse", "/decision").text)
    assert "Denial is recommended." in said
    assert "decided by a physician alone" in said
    assert 'name="kind"' not in read_screen.get("nurse", "/decision").text


def test_a_nurse_cannot_send_what_is_locked(screen: Screen) -> None:
    got = screen.post("nurse", "/decision", denial(screen, sure="yes"))
    assert got.status_code == 403
    assert screen.view().decisions == ()


def test_what_is_adverse_asks_once_in_words(screen: Screen) -> None:
    got = screen.post("physician", "/decision", denial(screen))
    said = words(got.text)
    assert got.status_code == 200
    assert "Sign this decision?" in said
    assert "You, Physician, deny the request of Priya Raghunathan, MD for Dana R. Whitlock" in said
    assert REASON in said
    assert "<b>twice</b>" not in got.text
    assert screen.view().decision is None


def test_going_back_keeps_what_was_typed(screen: Screen) -> None:
    got = screen.post("physician", "/decision", denial(screen, back="yes"))
    assert f">{REASON.replace('<', '&lt;').replace('>', '&gt;')}</textarea>" in got.text
    assert screen.view().decision is None


def test_the_signed_decision_shows_its_signature_and_its_digest(screen: Screen) -> None:
    shown = screen.shown
    denied(screen)
    decision = screen.view().decision
    assert decision is not None
    assert (decision.kind, decision.shown) == (DecisionKind.DENY, shown)
    said = words(screen.get("nurse", "/decision").text)
    assert "Denied" in said
    assert "NPI 1234567893, licence MA MD-1" in said
    assert f"sha256 {shown}" in said
    assert "Denied, signed by Physician" in words(screen.get("nurse").text)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"attests": ""}, "Nothing is attested"),
        ({"npi": "1234567890"}, "The check digit of this NPI is wrong"),
        ({"licence": ""}, "The licence and the state that gave it are needed"),
        ({"reason": " "}, "No reason is given"),
        ({"kind": ""}, "No decision was chosen"),
        ({"shown": "0" * 64, "sure": "yes"}, "What was shown is not the newest determination"),
    ],
)
def test_what_is_missing_is_said_and_the_form_kept(read_screen: Screen, change: dict[str, str], says: str) -> None:
    got = read_screen.post("physician", "/decision", denial(read_screen, **change))
    assert got.status_code == 422
    assert says in words(got.text)
    assert f'value="{change.get("npi", "1234567893")}"' in got.text


def test_a_later_ruling_voids_the_decision_visibly(screen: Screen) -> None:
    denied(screen)
    assert "voids it, visibly" in words(screen.get("physician", f"/ruling?clause={OPEN_CLAUSE}").text)
    got = screen.post("physician", "/ruling", ruling(), **{"HX-Request": "true"})
    assert "The signed decision is void" in words(got.text)
    html = screen.get("nurse", "/decision").text
    assert "Void since" in words(html)
    assert 'class="struck"' in html
    assert screen.view().line.state is CaseState.OPEN


def test_who_signs_what_somebody_changed_meanwhile_keeps_the_form(screen: Screen) -> None:
    form, old = denial(screen), screen.revision
    screen.post("nurse", "/ruling", ruling())
    got = screen.post("physician", "/decision", {**form, "sure": "yes", "revision": old})
    assert got.status_code == 409
    assert "Nurse: rule" in words(got.text)
    assert "marrow was normal" in got.text


def test_voiding_asks_once_and_opens_the_case(screen: Screen) -> None:
    denied(screen)
    asked = screen.post("physician", "/decision/void", {"reason": "The wrong member."})
    assert "Void this decision?" in words(asked.text)
    assert screen.post("nurse", "/decision/void", {"reason": "No", "sure": "yes"}).status_code == 403
    done = screen.post("physician", "/decision/void", {"reason": "The wrong member.", "sure": "yes"})
    assert done.status_code == 303
    assert "The wrong member." in words(screen.get("nurse", "/decision").text)


def test_an_appeal_is_filed_and_decided_by_another_physician(screen: Screen) -> None:
    denied(screen)
    day = screen.at.date().isoformat()
    filed = screen.post("nurse", "/appeal", {"level": "internal", "filed": day, "grounds": "A new test."})
    assert filed.status_code == 303
    ending = {"ending": "overturned", "reason": "The new test shows it.", "attests": "yes", "shown": screen.shown}
    signed = {**ending, **PROFILE}
    assert "the request is approved" in words(screen.post("second", "/appeal/end", signed).text)
    refused = screen.post("physician", "/appeal/end", {**signed, "sure": "yes"})
    assert refused.status_code == 422
    assert "Who decided before may not decide the appeal" in words(refused.text)
    assert screen.post("second", "/appeal/end", {**signed, "sure": "yes"}).status_code == 303
    view = screen.view()
    assert view.appeals[0].ending is AppealEnding.OVERTURNED
    said = words(screen.get("nurse", "/decision").text)
    assert "Void since" in said
    assert "overturned on appeal" in said.lower()


def test_documents_are_asked_for_with_what_would_change_it_at_hand(screen: Screen) -> None:
    shown = screen.view().shown
    assert shown is not None
    first = next(want for gap in shown.summary.gaps for want in gap.wants)
    assert first in words(screen.get("nurse", "/decision").text)
    got = screen.post("nurse", "/ask", {"what": f"{first}\n\nThe level of today", "pause": "yes"})
    assert got.status_code == 303
    assert screen.view().line.state is CaseState.PENDED
    assert screen.view().notes[0].items == (first, "The level of today")
    assert screen.post("nurse", "/answered", {}).status_code == 303
    assert screen.view().line.state is CaseState.OPEN


def test_talks_comments_and_the_clock(screen: Screen) -> None:
    wrong = screen.post("nurse", "/peer", {"with_whom": "Dr. Who", "planned": "soon", "note": "Kept"})
    assert wrong.status_code == 422
    assert "This is no day and time" in words(wrong.text)
    assert ">Kept</textarea>" in wrong.text
    assert screen.post("nurse", "/peer", {"with_whom": "Dr. Who", "planned": "2026-04-09T15:00"}).status_code == 303
    assert screen.post("intake", "/comment", {"text": "Called <i>twice</i>."}).status_code == 303
    assert screen.post("nurse", "/due", {"due": "2025-05-01T12:00"}).status_code == 303
    said = words(screen.get("physician", "/decision").text)
    assert "Dr. Who , Thu 04/09/2026 15:00 EDT" in said or "Dr. Who, Thu 04/09/2026 15:00 EDT" in said
    assert "Called <i>twice</i>." in said
    due = screen.view().line.due
    assert due is not None
    assert due.isoformat() == "2025-05-01T16:00:00+00:00"


def test_a_case_is_closed_and_opened_again(screen: Screen) -> None:
    assert screen.post("intake", "/close", {"reason": "Withdrawn by phone."}).status_code == 303
    assert screen.view().line.state is CaseState.CLOSED
    assert screen.post("intake", "/reopen", {}).status_code == 303
    assert screen.view().line.state is CaseState.OPEN


def test_the_history_tells_it_in_words(screen: Screen) -> None:
    denied(screen)
    said = words(screen.get("auditor", "/history").text)
    assert "Physician signed a decision: deny" in said
    assert "The program determined the case Determination 1, denial recommended." in said
    assert "Nurse submitted the request, 9 file(s)" in said
    assert REASON not in said  # words of a case are not in the audit
