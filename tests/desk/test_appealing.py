"""Appeals: filed, ended by another physician, signed like what they leave in force."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mednec.desk.appealing import end_appeal, file_appeal
from mednec.desk.correcting import add_documents
from mednec.desk.ruling import rule
from mednec.desk.signing import Signature
from mednec.errors import NotAllowed, SignatureError, SubmitError
from mednec.model.life import AppealEnding, CaseState, DecisionKind, RulingKind
from mednec.model.words import Status
from tests.desk.office import Office
from tests.desk.test_deciding import ATTESTED, deny


def end(office: Office, ending: AppealEnding, who: str = "second", **given: str) -> str:
    view = office.view()
    assert view.shown is not None
    told = {"shown": view.shown.shown, "attestation": ATTESTED, **given}
    signature = Signature(attestation=told["attestation"])
    person = office.person(who)
    return end_appeal(office.desk, person, office.case, ending, "Why.", shown=told["shown"], signature=signature)


def test_an_appeal_is_decided_by_another_physician_and_overturns(office: Office) -> None:
    first = deny(office)
    filed = office.tick()
    with pytest.raises(SubmitError, match="level"):
        file_appeal(office.desk, office.intake, office.case, "third", filed, "")
    with pytest.raises(SubmitError, match="future"):
        file_appeal(office.desk, office.intake, office.case, "internal", filed + timedelta(days=2), "")
    file_appeal(office.desk, office.intake, office.case, "internal", filed, "A new laboratory report.")
    assert office.view().line.state is CaseState.APPEALED
    with pytest.raises(SubmitError, match="no decision"):
        file_appeal(office.desk, office.intake, office.case, "internal", filed, "")
    with pytest.raises(SignatureError, match="decided before"):
        end(office, AppealEnding.OVERTURNED, "physician")
    with pytest.raises(NotAllowed):
        end(office, AppealEnding.OVERTURNED, "nurse")
    made = end(office, AppealEnding.OVERTURNED)
    view = office.view()
    assert view.line.state is CaseState.CLOSED
    assert view.appeals[0].ending is AppealEnding.OVERTURNED
    assert [(d.id, d.kind, d.in_force) for d in view.decisions] == [
        (first, DecisionKind.DENY, False),
        (made, DecisionKind.APPROVE, True),
    ]
    assert view.decisions[0].voided_because == "overturned on appeal"


def test_an_appeal_that_is_upheld_leaves_the_decision_and_the_way_outside(office: Office) -> None:
    signed = deny(office)
    file_appeal(office.desk, office.intake, office.case, "internal", office.tick(), "")
    end(office, AppealEnding.UPHELD)
    view = office.view()
    assert view.decision is not None
    assert (view.decision.id, view.line.state) == (signed, CaseState.CLOSED)
    file_appeal(office.desk, office.intake, office.case, "external", office.tick(), "")
    end_appeal(office.desk, office.second, office.case, AppealEnding.WITHDRAWN, "The member withdrew it.")
    assert office.view().line.state is CaseState.CLOSED


def test_what_was_upheld_stands_on_what_was_shown_then(office: Office) -> None:
    def misread(status: Status) -> None:
        revision = office.view().line.revision
        rule(office.desk, office.nurse, office.case, revision, "IV.A", status, RulingKind.OVERRIDE, "misread")

    signed = deny(office)
    file_appeal(office.desk, office.intake, office.case, "internal", office.tick(), "")
    misread(Status.NOT_MET)
    end(office, AppealEnding.UPHELD)
    file_appeal(office.desk, office.intake, office.case, "external", office.tick(), "")
    end(office, AppealEnding.WITHDRAWN)
    view = office.view()
    assert view.decision is not None
    assert (view.decision.id, view.line.state) == (signed, CaseState.CLOSED)
    file_appeal(office.desk, office.intake, office.case, "external", office.tick(), "")
    misread(Status.NOT_DOCUMENTED)
    end(office, AppealEnding.WITHDRAWN)
    view = office.view()
    assert (view.decision, view.line.state) == (None, CaseState.OPEN)


@pytest.mark.parametrize("ending", [AppealEnding.UPHELD, AppealEnding.OVERTURNED_IN_PART])
def test_what_an_appeal_leaves_denied_is_signed_like_a_denial(office: Office, ending: AppealEnding) -> None:
    signed = deny(office)
    file_appeal(office.desk, office.intake, office.case, "internal", office.tick(), "")
    for given, says in (
        ({"attestation": ""}, "nothing is attested"),
        ({"shown": ""}, "not the newest"),
        ({"shown": "0" * 64}, "not the newest"),
    ):
        with pytest.raises(SignatureError, match=says):
            end(office, ending, **given)
    view = office.view()
    assert view.decision is not None
    assert (view.decision.id, view.line.state) == (signed, CaseState.APPEALED)
    end(office, ending)
    decision = office.view().decision
    assert decision is not None
    assert decision.attestation == ATTESTED


def test_an_appeal_that_is_withdrawn_leaves_the_case_as_it_was(office: Office) -> None:
    signed = deny(office)
    file_appeal(office.desk, office.intake, office.case, "internal", office.tick(), "")
    end_appeal(office.desk, office.second, office.case, AppealEnding.WITHDRAWN, "The member withdrew it.")
    view = office.view()
    assert view.decision is not None
    assert (view.decision.id, view.line.state) == (signed, CaseState.DECIDED)


def test_what_a_ruling_changes_during_an_appeal_is_decided_with_the_appeal(office: Office) -> None:
    signed = deny(office)
    file_appeal(office.desk, office.intake, office.case, "internal", office.tick(), "")
    revision = office.view().line.revision
    told = rule(
        office.desk, office.second, office.case, revision, "IV.A", Status.NOT_MET, RulingKind.OVERRIDE, "misread"
    )
    view = office.view()
    assert told.voided == ""
    assert view.decision is not None
    assert (view.decision.id, view.line.state) == (signed, CaseState.APPEALED)


def test_an_appeal_that_is_withdrawn_after_the_determination_changed_leaves_no_signature_on_it(office: Office) -> None:
    deny(office)
    file_appeal(office.desk, office.intake, office.case, "internal", office.tick(), "")
    revision = office.view().line.revision
    rule(office.desk, office.second, office.case, revision, "IV.A", Status.NOT_MET, RulingKind.OVERRIDE, "misread")
    end_appeal(office.desk, office.second, office.case, AppealEnding.WITHDRAWN, "The member withdrew it.")
    view = office.view()
    assert (view.line.state, view.decision) == (CaseState.OPEN, None)
    assert view.decisions[0].voided_because == "the determination was changed after it was signed"


def test_nothing_is_upheld_while_documents_that_came_in_are_unread(office: Office) -> None:
    deny(office)
    file_appeal(office.desk, office.intake, office.case, "internal", office.tick(), "")
    add_documents(office.desk, office.intake, office.case, {"last.txt": b"Seen again in June."})
    with pytest.raises(SignatureError, match="being read"):
        end(office, AppealEnding.UPHELD)
