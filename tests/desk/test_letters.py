"""Letters: shown as they would be, sent with what their rules ask for, kept as they were sent."""

from __future__ import annotations

import pytest

from mednec.desk.appealing import end_appeal, file_appeal
from mednec.desk.cases import history
from mednec.desk.deciding import decide
from mednec.desk.letters import kinds_now, letter_pdf, preview, preview_pdf, send
from mednec.desk.ruling import rule
from mednec.desk.signing import Signature
from mednec.errors import Changed, NotAllowed, NotFound, SignatureError, SubmitError
from mednec.model.life import AppealEnding, DecisionKind, RulingKind
from mednec.model.words import Status
from tests.desk.office import Office, staffed


def signed(office: Office, kind: DecisionKind = DecisionKind.DENY) -> None:
    view = office.view()
    assert view.shown is not None
    seen = (view.line.revision, view.shown.shown)
    decide(office.desk, office.physician, office.case, *seen, kind, "No record of it.", "Part.", "read")


def test_before_a_decision_only_what_decides_nothing_can_be_written(office: Office) -> None:
    assert kinds_now(office.desk, office.nurse, office.case) == ("pend", "gap", "peer")
    shown = preview(office.desk, office.nurse, office.case, "pend")
    assert "Draft, not sent" in shown.html
    assert "<script" not in shown.html
    assert (shown.missing, shown.unverified) == ((), ())
    assert shown.grade is not None
    for kind in ("denial", "modification"):
        with pytest.raises(SignatureError, match="no decision is signed"):
            preview(office.desk, office.nurse, office.case, kind)
    with pytest.raises(SubmitError, match="no letter"):
        preview(office.desk, office.nurse, office.case, "poem")


def test_a_denial_is_sent_once_it_is_signed_and_kept_as_it_was(office: Office) -> None:
    signed(office)
    assert kinds_now(office.desk, office.nurse, office.case) == ("denial", "peer")
    with pytest.raises(SignatureError):
        preview(office.desk, office.nurse, office.case, "approval")
    revision = office.view().line.revision
    with pytest.raises(NotAllowed):
        send(office.desk, office.intake, office.case, revision, "denial")
    made = send(office.desk, office.nurse, office.case, revision, "denial")
    with pytest.raises(Changed):
        send(office.desk, office.nurse, office.case, revision, "denial")
    view = office.view()
    assert view.decision is not None
    assert [(x.id, x.kind, x.decision, x.by_name) for x in view.letters] == [
        (made, "denial", view.decision.id, "Nurse")
    ]
    content = letter_pdf(office.desk, office.auditor, made)
    assert content.startswith(b"%PDF-")
    assert letter_pdf(office.desk, office.auditor, made) == content
    assert preview_pdf(office.desk, office.nurse, office.case, "denial").startswith(b"%PDF-")
    assert [e.act for e in history(office.desk, office.auditor, office.case)].count("send letter") == 1


def test_no_letter_tells_of_a_decision_what_was_determined_after_it(office: Office) -> None:
    signed(office)
    file_appeal(office.desk, office.intake, office.case, "internal", office.tick(), "")
    send(office.desk, office.nurse, office.case, office.view().line.revision, "denial")  # the same, once more
    revision = office.view().line.revision
    rule(office.desk, office.nurse, office.case, revision, "IV.A", Status.NOT_MET, RulingKind.OVERRIDE, "misread")
    for act in (
        lambda: preview(office.desk, office.nurse, office.case, "denial"),
        lambda: send(office.desk, office.nurse, office.case, office.view().line.revision, "denial"),
    ):
        with pytest.raises(SignatureError, match="not signed on what is determined now"):
            act()
    view = office.view()
    assert view.shown is not None
    shown, signature = view.shown.shown, Signature(attestation="read")
    end_appeal(
        office.desk, office.second, office.case, AppealEnding.UPHELD, "So it is.", shown=shown, signature=signature
    )
    send(office.desk, office.nurse, office.case, office.view().line.revision, "denial")


def test_letters_of_other_organisations_are_not_found(office: Office) -> None:
    signed(office, DecisionKind.MODIFY)
    made = send(office.desk, office.nurse, office.case, office.view().line.revision, "modification")
    elsewhere = staffed(Office(url=office.url), "Elsewhere")
    for act in (
        lambda: letter_pdf(elsewhere.desk, elsewhere.nurse, made),
        lambda: preview(elsewhere.desk, elsewhere.nurse, office.case, "peer"),
    ):
        with pytest.raises(NotFound):
            act()
    elsewhere.desk.engine.dispose()


def test_an_approved_request_misses_nothing(office: Office) -> None:
    view = office.view(office.other)
    assert view.shown is not None
    seen = (office.other, view.line.revision, view.shown.shown)
    decide(office.desk, office.nurse, *seen, DecisionKind.APPROVE_WITH_CONDITIONS)
    shown = preview(office.desk, office.nurse, office.other, "approval")
    assert shown.missing == ()
