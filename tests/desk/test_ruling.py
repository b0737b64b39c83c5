"""Rulings: a reviewer's word with its reason and its words of the chart, and what it changes."""

from __future__ import annotations

import pytest

from mednec.desk.cases import determination_json, history
from mednec.desk.ruling import rule, withdraw
from mednec.errors import Changed, NotAllowed, SubmitError
from mednec.model.life import RulingKind
from mednec.model.words import Outcome, Status
from tests.desk.office import Office

NOTE = "02_allergy_note_2025-04-07.txt"
AGAINST = ("Appendix B.1", "Appendix B.2.b", "Appendix B.2.c", "I.C.1", "IV.A")


def test_a_ruling_holds_in_place_of_what_was_read(office: Office) -> None:
    revision = office.view().line.revision
    told = rule(
        office.desk,
        office.nurse,
        office.case,
        revision,
        "IV.A",
        Status.NOT_MET,
        RulingKind.OVERRIDE,
        "Another disease is meant.",
        [(NOTE, 0, 20)],
    )
    assert [(c.clause, c.before, c.after) for c in told.clauses] == [("IV.A", Status.MET, Status.NOT_MET)]
    assert told.outcome_before is told.outcome_after is Outcome.DENY_RECOMMENDED
    assert told.revision == revision + 1
    view = office.view()
    (ruling,) = view.rulings
    assert (ruling.read_as, ruling.status, ruling.by_name) == (Status.MET, Status.NOT_MET, "Nurse (nurse)")
    assert ruling.citations[0].quote == "BAYLINE ALLERGY & AS"
    assert b"Another disease is meant." in determination_json(office.desk, office.nurse, office.case)


def test_a_ruling_taken_back_gives_the_first_bytes_again(office: Office) -> None:
    first = determination_json(office.desk, office.nurse, office.case)
    seen = (office.desk, office.nurse, office.case)
    told = rule(*seen, office.view().line.revision, "IV.A", Status.NOT_MET, RulingKind.OVERRIDE, "misread")
    assert determination_json(*seen) != first
    told = withdraw(*seen, told.revision, "IV.A", "It was read rightly.")
    assert [(c.before, c.after) for c in told.clauses] == [(Status.NOT_MET, Status.MET)]
    assert determination_json(*seen) == first
    assert [(r.kind, r.in_force) for r in office.view().rulings] == [(RulingKind.OVERRIDE, False), (None, False)]
    with pytest.raises(SubmitError, match="no ruling"):
        withdraw(*seen, told.revision, "IV.A", "again")


def test_a_later_ruling_follows_an_earlier_one_and_keeps_what_was_read(office: Office) -> None:
    seen = (office.desk, office.physician, office.case)
    told = rule(*seen, office.view().line.revision, "IV.A", Status.NOT_MET, RulingKind.OVERRIDE, "misread")
    rule(*seen, told.revision, "IV.A", Status.NOT_DOCUMENTED, RulingKind.OVERRIDE, "not told at all")
    rulings = office.view().rulings
    assert [(r.status, r.read_as, r.in_force) for r in rulings] == [
        (Status.NOT_MET, Status.MET, False),
        (Status.NOT_DOCUMENTED, Status.MET, True),
    ]


def test_what_a_reviewer_settles_changes_outcome_and_gaps(office: Office) -> None:
    revision, told = office.view().line.revision, None
    for clause in AGAINST:
        status = Status.NOT_MET if clause.startswith("IV") else Status.NOT_DOCUMENTED
        seen = (office.desk, office.nurse, office.case, revision)
        told = rule(*seen, clause, status, RulingKind.OVERRIDE, "The record does not say.")
        revision = told.revision
    shown = office.view().shown
    assert told is not None
    assert shown is not None
    assert told.outcome_after is shown.outcome is Outcome.PEND
    assert told.says == shown.summary.says
    assert told.gaps_closed


@pytest.mark.parametrize(
    ("clause", "reason", "citations", "says"),
    [
        ("IX.Z", "because", [], "no such clause"),
        ("IV.A", "  ", [], "no reason"),
        ("IV.A", "x" * 4001, [], "4,000"),
        ("IV.A", "because", [("none.txt", 0, 5)], "no such document"),
        ("IV.A", "because", [(NOTE, 5, 5)], "no words"),
        ("IV.A", "because", [(NOTE, 0, 10**9)], "no words"),
        ("IV.A", "because", [(NOTE, -3, 5)], "no words"),
        ("IV.A", "because", [(NOTE, 0, 5)] * 21, "20 places"),
    ],
)
def test_a_ruling_that_cannot_be_is_refused_and_nothing_is_written(
    office: Office, clause: str, reason: str, citations: list[tuple[str, int, int]], says: str
) -> None:
    before = history(office.desk, office.auditor, office.case)
    revision = office.view().line.revision
    with pytest.raises(SubmitError, match=says):
        rule(
            office.desk,
            office.nurse,
            office.case,
            revision,
            clause,
            Status.NOT_MET,
            RulingKind.OVERRIDE,
            reason,
            citations,
        )
    assert office.view().rulings == ()
    assert history(office.desk, office.auditor, office.case) == before


def test_words_that_were_not_there_are_no_quote(office: Office) -> None:
    seen = (office.desk, office.nurse, office.case, office.view().line.revision, "IV.A", Status.NOT_MET)
    with pytest.raises(SubmitError, match="not the document's words"):
        rule(*seen, RulingKind.OVERRIDE, "misread", [(NOTE, 0, 20)], quotes=["BAYLINE CARDIOLOGY"])
    with pytest.raises(SubmitError, match="cite the words that hold"):
        rule(*seen, RulingKind.HOLDS, "the later note holds")


def test_who_may_rule_and_on_what_they_saw(office: Office) -> None:
    revision = office.view().line.revision
    said = ("IV.A", Status.NOT_MET, RulingKind.OVERRIDE, "misread")
    for login in ("intake", "auditor", "administrator"):
        with pytest.raises(NotAllowed):
            rule(office.desk, office.person(login), office.case, revision, *said)
    rule(office.desk, office.nurse, office.case, revision, *said)
    with pytest.raises(Changed, match="Nurse: rule"):
        rule(office.desk, office.physician, office.case, revision, *said)
    assert len(office.view().rulings) == 1
    detail = [e.detail for e in history(office.desk, office.auditor, office.case) if e.act == "rule"]
    assert "misread" not in str(detail)
