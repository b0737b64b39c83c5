"""From packet to determination, and what a person corrects or adds afterwards."""

from __future__ import annotations

import json

import pytest

from mednec.desk import queue, reading
from mednec.desk.answers import Answers
from mednec.desk.cases import determination_json, determinations, document_text, history, part, parts
from mednec.desk.correcting import accept_document, add_documents, correct_request, read_again, with_fields
from mednec.desk.deriving import Derived
from mednec.desk.desk import Desk
from mednec.desk.folder import Folder
from mednec.desk.policies import policies, withdraw
from mednec.desk.queue import LeaseLost
from mednec.desk.reading import Held, read_packet
from mednec.desk.receiving import submit
from mednec.desk.ruling import rule
from mednec.desk.standing import Standing
from mednec.desk.worker import work_off
from mednec.errors import Changed, NotFound, RequestError, StoreError, SubmitError
from mednec.model.life import CaseState, RulingKind
from mednec.model.words import Outcome, Status
from mednec.store.engine import writing
from mednec.store.tables import JobRow
from tests.desk.office import CASES, DENIED, Office, files_of

LATER = (
    b"LABORATORY REPORT\nPatient: Dana R. Whitlock   DOB: 08/19/1983\nCollected: 04/10/2025\n"
    b"Serum tryptase, baseline: 24.1 ng/mL (high)\n"
)
WHOLE = {
    "id": "A-1",
    "payer": "Larkspur Mutual Health Plan",
    "policy": "larkspur-omalizumab",
    "received": "2026-04-08T10:00:00",
    "request_type": "initial",
    "patient.id": "1",
    "patient.name": "Ann Bell",
    "patient.birth_date": "1980-01-01",
    "requester.name": "Z. Ode, MD",
    "lines.0.id": "1",
    "lines.0.drug": "omalizumab",
    "lines.0.regimen": "300 mg SC every 4 weeks",
    "lines.0.from": "2026-05-01",
    "lines.0.to": "2026-06-01",
    "lines.0.diagnosis_codes": "D47.02, L50.1",
}


def test_a_case_is_shown_as_the_program_determined_it(office: Office) -> None:
    view = office.view()
    assert view.shown is not None
    assert view.shown.outcome is Outcome.DENY_RECOMMENDED
    assert (view.line.state, view.line.number, view.line.patient) == (CaseState.OPEN, DENIED, "Dana R. Whitlock")
    assert view.line.understood is not None
    assert view.line.open_questions == sum(
        c.applicable and c.status in (Status.CONFLICTING, Status.NOT_DOCUMENTED) for c in view.shown.summary.clauses
    )
    kept = json.loads(determination_json(office.desk, office.nurse, office.case))
    assert (kept["case"], kept["outcome"]) == (DENIED, "deny_recommended")
    assert view.request == (CASES / DENIED / "request.yaml").read_text()
    note = "02_allergy_note_2025-04-07.txt"
    assert document_text(office.desk, office.nurse, office.case, note) == files_of(DENIED)[f"documents/{note}"].decode()


def test_parts_are_read_by_name_and_every_reading_is_entered(office: Office) -> None:
    panes = parts(office.desk, office.nurse, office.case, "pane:")
    assert next(iter(panes)) == "pane:doc-1"
    assert "<script" not in "".join(parts(office.desk, office.nurse, office.case).values())
    assert part(office.desk, office.nurse, office.case, "pane:doc-1") == panes["pane:doc-1"]
    with pytest.raises(NotFound):
        part(office.desk, office.nurse, office.case, "no such part")
    with pytest.raises(NotFound):
        part(office.desk, office.nurse, office.case, "head", number=9)
    readings = [e for e in history(office.desk, office.auditor, office.case) if e.act == "read"]
    assert [e.actor for e in readings] == [office.nurse.id]  # what is fetched while a page is open is one reading
    part(office.desk, office.physician, office.case, "head")
    readings = [e for e in history(office.desk, office.auditor, office.case) if e.act == "read"]
    assert [e.actor for e in readings] == [office.nurse.id, office.physician.id]


def test_what_tells_no_request_says_so_and_is_entered_by_a_person(office: Office) -> None:
    made = submit(office.desk, office.intake, {"note.txt": b"Feels well today."})
    assert work_off(office.desk) == 1
    view = office.view(made.case)
    assert (view.line.state, view.shown) == (CaseState.UNREADABLE, None)
    assert view.line.says.startswith("note.txt: no document of the packet asks for a drug")
    assert "/tmp" not in view.line.says
    assert view.job is not None
    assert (view.job.state, view.job.says) == (queue.DONE, "RequestError")
    with pytest.raises(RequestError, match="payer"):
        correct_request(office.desk, office.intake, made.case, view.line.revision, {"id": "A-1"})
    told = correct_request(office.desk, office.intake, made.case, view.line.revision, WHOLE)
    assert told is None
    assert work_off(office.desk) == 1
    after = office.view(made.case)
    assert (after.line.state, after.line.number, after.line.patient) == (CaseState.OPEN, "A-1", "Ann Bell")


def test_nothing_is_decided_by_a_policy_that_is_not_approved(office: Office) -> None:
    line = next(p for p in policies(office.desk, office.physician) if p.policy == "larkspur-omalizumab")
    assert line.approval is not None
    withdraw(office.desk, office.physician, line.approval.id, "being looked at")
    made = submit(office.desk, office.intake, files_of(DENIED))
    assert work_off(office.desk) == 1
    view = office.view(made.case)
    assert view.line.state is CaseState.UNREADABLE
    assert "not approved" in view.line.says
    assert view.request == (CASES / DENIED / "request.yaml").read_text()
    with pytest.raises(RequestError):
        correct_request(office.desk, office.intake, made.case, view.line.revision, {"lines.0.units": "many"})


def test_a_corrected_field_is_determined_at_once(office: Office) -> None:
    view = office.view()
    told = correct_request(office.desk, office.intake, office.case, view.line.revision, {"lines.0.units": "480"})
    assert told is not None
    assert told.number == 2
    after = office.view()
    assert "units: '480'" in after.request
    assert [s.number for s in determinations(office.desk, office.nurse, office.case)] == [1, 2]
    with pytest.raises(Changed):
        correct_request(office.desk, office.intake, office.case, view.line.revision, {"lines.0.units": "960"})
    with pytest.raises(RequestError, match="unknown field"):
        correct_request(office.desk, office.intake, office.case, after.line.revision, {"lines.0.unit": "960"})
    with pytest.raises(RequestError, match="no such line"):
        correct_request(office.desk, office.intake, office.case, after.line.revision, {"lines.9.units": "960"})


@pytest.mark.parametrize(
    "path", ["lines.0", "lines.\u00b2", "lines.0.drug.x", "lines.", ".", "", f"lines.{'9' * 5000}.drug", "a." * 3000]
)
def test_a_path_that_leads_to_no_field_is_told(path: str) -> None:
    with pytest.raises(RequestError, match="there is no such"):
        with_fields(with_fields("", WHOLE), {path: "x"})


def test_fields_are_set_by_their_paths() -> None:
    text = with_fields("", WHOLE)
    assert with_fields(text, {}) == text
    assert "diagnosis_codes:\n  - D47.02\n  - L50.1\n" in text
    assert "requester" not in with_fields(text, {"requester": ""})


def test_later_documents_are_read_and_rulings_stay_bound_to_their_words(office: Office) -> None:
    note = "02_allergy_note_2025-04-07.txt"
    words = document_text(office.desk, office.nurse, office.case, note)[:20]
    revision = office.view().line.revision
    rule(
        office.desk,
        office.nurse,
        office.case,
        revision,
        "IV.A",
        Status.NOT_MET,
        RulingKind.OVERRIDE,
        "misread",
        [(note, 0, 20)],
        quotes=[words],
    )
    made = add_documents(office.desk, office.intake, office.case, {"00_report.txt": LATER})
    with pytest.raises(SubmitError, match="already"):
        add_documents(office.desk, office.intake, office.case, {"copy.txt": LATER})
    with pytest.raises(SubmitError, match="name of a folder"):
        add_documents(office.desk, office.intake, office.case, {"00_report.txt/page.txt": b"page"})
    assert work_off(office.desk) == 1
    view = office.view()
    assert view.shown is not None
    assert view.shown.number == 3
    assert view.shown.summary.documents[0].name == "00_report.txt"
    assert [(r.clause, r.in_force) for r in view.rulings] == [("IV.A", True)]
    status = {c.clause: c.status for c in view.shown.summary.clauses}
    assert status["IV.A"] is Status.NOT_MET
    assert view.job is not None
    assert view.job.id == made.job


def test_a_document_of_another_name_is_accepted_with_a_reason(office: Office) -> None:
    other = LATER.replace(b"Dana R. Whitlock", b"Mary Q. Ames").replace(b"08/19/1983", b"01/02/1950")
    add_documents(office.desk, office.intake, office.case, {"stray.txt": other})
    work_off(office.desk)
    view = office.view()
    assert view.shown is not None
    stray = next(d for d in view.shown.summary.documents if d.name == "stray.txt")
    assert not stray.used
    with pytest.raises(NotFound):
        accept_document(office.desk, office.nurse, office.case, view.line.revision, "none.txt", "married name")
    accept_document(office.desk, office.nurse, office.case, view.line.revision, "stray.txt", "married name")
    after = office.view()
    assert after.shown is not None
    assert next(d for d in after.shown.summary.documents if d.name == "stray.txt").used


def test_what_rests_on_words_that_are_gone_has_lapsed(office: Office) -> None:
    place = office.view().request.index("960")
    revision = office.view().line.revision
    told = rule(
        office.desk,
        office.nurse,
        office.case,
        revision,
        "III.B",
        Status.MET,
        RulingKind.OVERRIDE,
        "as ordered",
        [("request.yaml", place, place + 3)],
    )
    correct_request(office.desk, office.intake, office.case, told.revision, {"lines.0.units": "480"})
    rulings = office.view().rulings
    assert [(r.clause, r.kind, r.in_force) for r in rulings] == [
        ("III.B", RulingKind.OVERRIDE, False),
        ("III.B", None, False),
    ]
    assert rulings[1].by_name == "program"


def test_reading_again_changes_nothing_where_nothing_changed(office: Office) -> None:
    before = office.view()
    assert before.shown is not None
    read_again(office.desk, office.nurse, office.case, before.line.revision)
    assert work_off(office.desk) == 1
    after = office.view()
    assert after.shown is not None
    assert (after.shown.id, after.shown.shown) == (before.shown.id, before.shown.shown)


def test_what_comes_while_a_case_is_read_is_never_left_out(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers: the slow one holds the older packet, and writes last; a person rules and corrects meanwhile."""
    desk, case, own = office.desk, office.case, reading.determined
    add_documents(desk, office.intake, case, {"first.txt": LATER})
    slow = queue.lease(desk, "slow")
    assert slow is not None
    meanwhile = iter(["add", "correct", "rule"])

    def overtaken(at: Desk, held: Held, folder: Folder, answers: Answers | None) -> tuple[Derived, Standing]:
        made = own(at, held, folder, answers)
        what, seen = next(meanwhile, ""), (desk, office.nurse, case, office.view().line.revision)
        if what == "add":
            add_documents(desk, office.intake, case, {"second.txt": b"Seen again in May."})
            quick = queue.lease(desk, "quick")
            assert quick is not None
            read_packet(desk, quick, lambda *_: None)
        elif what == "correct":
            correct_request(*seen, {"lines.0.units": "480"})
        elif what == "rule":
            rule(*seen, "IV.A", Status.NOT_MET, RulingKind.OVERRIDE, "misread")
        return made

    monkeypatch.setattr(reading, "determined", overtaken)
    read_packet(desk, slow, lambda *_: None)
    view = office.view()
    assert view.shown is not None
    assert {"first.txt", "second.txt"} <= {d.name for d in view.shown.summary.documents}
    assert "units: '480'" in view.request
    assert len(view.shown.rulings) == 1
    assert next(c.status for c in view.shown.summary.clauses if c.clause == "IV.A") is Status.NOT_MET


def test_a_worker_that_was_thought_dead_determines_nothing(office: Office) -> None:
    made = submit(office.desk, office.intake, files_of(DENIED))
    late = queue.lease(office.desk, "late")
    assert late is not None
    with writing(office.desk.engine) as session:
        row = session.get_one(JobRow, made.job)
        row.leased_until = row.made
    assert work_off(office.desk, "soon") == 1
    with pytest.raises(LeaseLost):
        read_packet(office.desk, late, lambda *_: None)
    assert [s.number for s in determinations(office.desk, office.nurse, made.case)] == [1]


def test_a_packet_on_which_the_program_fails_waits_for_a_person(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = submit(office.desk, office.intake, files_of(DENIED))

    def breaks(*_: object) -> None:
        raise StoreError("the paper was changed", where="case")

    monkeypatch.setattr(reading, "taken_in", breaks)
    for attempt in range(office.desk.limits.most_attempts):
        assert office.view(made.case).line.state is CaseState.RECEIVED
        assert work_off(office.desk) == 1, attempt
        with writing(office.desk.engine) as session:
            row = session.get_one(JobRow, made.job)
            row.after = row.made
    view = office.view(made.case)
    assert (view.line.state, view.line.says) == (CaseState.UNREADABLE, queue.PUT_ASIDE)
    assert view.job is not None
    assert view.job.state == queue.DEAD
    assert view.job.says.startswith("a fault of the program (StoreError at test_reading.py:")
    monkeypatch.undo()
    queue.redo(office.desk, office.intake, made.job)
    assert office.view(made.case).line.state is CaseState.RECEIVED
    assert work_off(office.desk) == 1
    assert office.view(made.case).line.state is CaseState.OPEN
    assert office.intact()
