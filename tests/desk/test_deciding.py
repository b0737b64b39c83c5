"""Decisions: within the policy by a nurse, adverse by a physician's signature, bound to what was shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mednec.desk.appealing import close, reopen
from mednec.desk.asking import answered, ask_for_documents, comment, extend, plan_peer, set_due
from mednec.desk.correcting import add_documents
from mednec.desk.deciding import decide, void
from mednec.desk.policies import policies, withdraw
from mednec.desk.ruling import rule
from mednec.desk.worker import work_off
from mednec.errors import Changed, NotAllowed, NotFound, SignatureError, SubmitError
from mednec.model.law import ClockState
from mednec.model.life import CaseState, DecisionKind, RulingKind
from mednec.model.words import Outcome, Status
from tests.desk.office import Office, staffed

ATTESTED = "I have reviewed this."


def deny(office: Office, who: str = "physician", **given: str) -> str:
    view = office.view()
    assert view.shown is not None
    told = {"reason": "The record does not show it.", "attestation": ATTESTED, **given}
    shown = told.pop("shown", view.shown.shown)
    return decide(office.desk, office.person(who), office.case, view.line.revision, shown, DecisionKind.DENY, **told)


def test_a_nurse_approves_what_the_policy_approves_and_nothing_else(office: Office) -> None:
    view = office.view(office.other)
    assert view.shown is not None
    assert view.shown.outcome is Outcome.APPROVE_WITH_CONDITIONS
    seen = (office.desk, office.nurse, office.other, view.line.revision, view.shown.shown)
    with pytest.raises(NotAllowed, match="as the policy provides"):
        decide(*seen, DecisionKind.APPROVE)
    with pytest.raises(NotAllowed, match="deny or modify"):
        decide(*seen, DecisionKind.MODIFY, "reason")
    decide(*seen, DecisionKind.APPROVE_WITH_CONDITIONS)
    after = office.view(office.other)
    assert after.decision is not None
    assert after.decision.shown == view.shown.shown
    assert (after.line.state, after.clock.state) == (CaseState.DECIDED, ClockState.MET)
    with pytest.raises(SubmitError, match="decided"):
        decide(*seen[:3], after.line.revision, view.shown.shown, DecisionKind.APPROVE_WITH_CONDITIONS)


@pytest.mark.parametrize("who", ["nurse", "physician"])
def test_less_than_was_asked_for_is_no_approval(office: Office, who: str) -> None:
    view = office.view(office.other)
    assert view.shown is not None
    seen = (office.desk, office.person(who), office.other, view.line.revision, view.shown.shown)
    with pytest.raises(SubmitError, match=r"of all that was asked for.*approve in part, which a physician signs"):
        decide(*seen, DecisionKind.APPROVE, "reason", "Two visits of eight")
    assert office.view(office.other).decision is None


def test_a_nurse_approves_nothing_that_a_ruling_without_words_made_so(office: Office) -> None:
    def ruled(kind: RulingKind, *citations: tuple[str, int, int]) -> None:
        revision = office.view(office.other).line.revision
        rule(office.desk, office.nurse, office.other, revision, "II.C.1", Status.MET, kind, "It is.", citations)

    def approve() -> None:
        view = office.view(office.other)
        assert view.shown is not None
        seen = (office.other, view.line.revision, view.shown.shown)
        decide(office.desk, office.nurse, *seen, DecisionKind.APPROVE_WITH_CONDITIONS)

    for kind in (RulingKind.OVERRIDE, RulingKind.ANSWER):
        ruled(kind)
        with pytest.raises(NotAllowed, match=r"II\.C\.1 was ruled on without words of the record"):
            approve()
    view = office.view(office.other)
    assert view.shown is not None
    ruled(RulingKind.OVERRIDE, (view.shown.summary.documents[0].name, 0, 20))
    approve()


def test_a_physician_approves_outside_the_policy_only_with_a_reason(office: Office) -> None:
    view = office.view()
    assert view.shown is not None
    seen = (office.desk, office.physician, office.case, view.line.revision, view.shown.shown, DecisionKind.APPROVE)
    with pytest.raises(SubmitError, match="no reason"):
        decide(*seen)
    decide(*seen, "A life-threatening course; nothing else is left.")
    decision = office.view().decision
    assert decision is not None
    assert decision.kind is DecisionKind.APPROVE


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"attestation": "  "}, "nothing is attested"),
        ({"reason": " "}, "no reason"),
        ({"shown": "0" * 64}, "not the newest"),
        ({"npi": "1234567890"}, "not the npi of your account"),
        ({"licence": "MD-2"}, "not the licence of your account"),
        ({"licence_state": "NY"}, "not the licence state of your account"),
        ({"specialty": "Pulmonology"}, "not the specialty of your account"),
    ],
)
def test_an_adverse_decision_needs_a_whole_signature(office: Office, given: dict[str, str], says: str) -> None:
    with pytest.raises(SignatureError, match=says):
        deny(office, **given)
    assert office.view().decisions == ()


def test_a_policy_that_was_withdrawn_meanwhile_decides_nothing(office: Office) -> None:
    view = office.view(office.other)
    assert view.shown is not None
    line = next(p for p in policies(office.desk, office.physician) if p.digest == view.shown.policy_digest)
    assert line.approval is not None
    withdraw(office.desk, office.physician, line.approval.id, "being looked at")
    seen = (office.desk, office.nurse, office.other, view.line.revision, view.shown.shown)
    with pytest.raises(SubmitError, match="withdrawn after the case was read"):
        decide(*seen, DecisionKind.APPROVE_WITH_CONDITIONS)


def test_an_adverse_decision_is_a_physicians(office: Office) -> None:
    for login in ("nurse", "intake", "auditor", "administrator"):
        with pytest.raises(NotAllowed):
            deny(office, login)
    deny(office)
    decision = office.view().decision
    assert decision is not None
    assert (decision.npi, decision.licence, decision.licence_state) == ("1234567893", "MD-1", "MA")
    assert decision.attestation == ATTESTED


def test_a_ruling_after_the_signature_voids_the_decision_visibly(office: Office) -> None:
    signed = deny(office)
    view = office.view()
    told = rule(
        office.desk,
        office.nurse,
        office.case,
        view.line.revision,
        "IV.A",
        Status.NOT_MET,
        RulingKind.OVERRIDE,
        "misread",
    )
    assert told.voided == signed
    after = office.view()
    assert (after.decision, after.line.state, after.line.decided) == (None, CaseState.OPEN, None)
    assert after.decisions[0].voided_because == "the determination was changed after it was signed"
    deny(office)
    assert [d.in_force for d in office.view().decisions] == [False, True]


def test_who_saw_an_older_case_is_told_who_changed_it(office: Office) -> None:
    before = office.view().line.revision
    ask_for_documents(office.desk, office.nurse, office.case, before, ["a tryptase"], pause=True)
    with pytest.raises(Changed, match="Nurse: ask for documents"):
        ask_for_documents(office.desk, office.physician, office.case, before, ["a biopsy"], pause=True)
    assert len(office.view().notes) == 1


def test_a_case_is_pended_and_answered(office: Office) -> None:
    view = office.view()
    ask_for_documents(office.desk, office.nurse, office.case, view.line.revision, ["a tryptase"] * 2, pause=True)
    pended = office.view()
    assert (pended.line.state, pended.notes[0].items) == (CaseState.PENDED, ("a tryptase",))
    assert pended.pauses[0].until is None
    assert any("not verified" in note for note in pended.clock.notes)  # no verified rule lets this clock stand still
    answered(office.desk, office.nurse, office.case, pended.line.revision)
    after = office.view()
    assert after.line.state is CaseState.OPEN
    assert after.pauses[0].until is not None
    with pytest.raises(SubmitError, match="open"):
        answered(office.desk, office.nurse, office.case, after.line.revision)


def test_a_decision_is_voided_by_hand_with_a_reason(office: Office) -> None:
    deny(office)
    revision = office.view().line.revision
    with pytest.raises(SubmitError, match="reason"):
        void(office.desk, office.physician, office.case, revision, " ")
    with pytest.raises(NotAllowed):
        void(office.desk, office.nurse, office.case, revision, "wrong patient")
    void(office.desk, office.physician, office.case, revision, "wrong patient")
    view = office.view()
    assert view.decision is None
    assert view.decisions[0].voided_because == "wrong patient"
    with pytest.raises(SubmitError, match="no decision"):
        void(office.desk, office.physician, office.case, view.line.revision, "again")


def test_nothing_is_denied_while_documents_that_came_in_are_unread(office: Office) -> None:
    add_documents(office.desk, office.intake, office.case, {"later.txt": b"Seen again in May."})
    with pytest.raises(SignatureError, match="being read"):
        deny(office)
    assert work_off(office.desk) == 1
    deny(office)


def test_whether_a_decision_was_late_is_not_changed_after_it(office: Office) -> None:
    deny(office)
    line = office.view().line
    seen = (office.desk, office.nurse, office.case, line.revision)
    with pytest.raises(SubmitError, match="only a clock that runs"):
        set_due(*seen, line.received + timedelta(days=90))
    with pytest.raises(SubmitError, match="only a clock that runs"):
        extend(*seen, "the laboratory is slow")
    assert office.view().line.due == line.due


def test_a_case_is_closed_without_a_decision_and_opened_again(office: Office) -> None:
    close(office.desk, office.intake, office.case, office.view().line.revision, "The practice withdrew it.")
    closed = office.view()
    assert (closed.line.state, closed.line.says) == (CaseState.CLOSED, "The practice withdrew it.")
    with pytest.raises(SubmitError, match="closed"):
        deny(office)
    reopen(office.desk, office.intake, office.case, closed.line.revision)
    assert office.view().line.state is CaseState.OPEN
    deny(office)
    with pytest.raises(SubmitError, match="decided"):
        close(office.desk, office.intake, office.case, office.view().line.revision, "withdrawn")


def test_remarks_change_nothing_that_others_saw(office: Office) -> None:
    before = office.view().line.revision
    comment(office.desk, office.intake, office.case, "The fax had two pages more.")
    plan_peer(office.desk, office.nurse, office.case, office.tick(), "Dr. Ng", "about the tryptase")
    view = office.view()
    assert [(n.kind, n.with_whom) for n in view.notes] == [("comment", ""), ("peer", "Dr. Ng")]
    assert view.line.revision == before
    with pytest.raises(SubmitError):
        comment(office.desk, office.intake, office.case, "x" * 9000)


def test_the_day_is_set_by_hand_and_an_extension_is_a_pause_of_its_own(office: Office) -> None:
    view = office.view()
    due = view.line.received + timedelta(days=3)
    set_due(office.desk, office.nurse, office.case, view.line.revision, due)
    after = office.view()
    assert (after.line.due, after.line.clock) == (due, "by-hand")
    with pytest.raises(SubmitError, match="year"):
        set_due(office.desk, office.nurse, office.case, after.line.revision, due + timedelta(days=900))
    extend(office.desk, office.nurse, office.case, after.line.revision, "the laboratory is slow")
    assert [p.kind for p in office.view().pauses] == ["extension"]


def test_another_organisations_case_is_not_found(office: Office) -> None:
    elsewhere = staffed(Office(url=office.url), "Elsewhere")
    with pytest.raises(NotFound):
        elsewhere.view(office.case)
    with pytest.raises(NotFound):
        decide(elsewhere.desk, elsewhere.physician, office.case, 2, "", DecisionKind.DENY, "r", attestation="a")
    with pytest.raises(NotFound):
        comment(elsewhere.desk, elsewhere.nurse, office.case, "hello")
    assert office.view().notes == ()
    elsewhere.desk.engine.dispose()
