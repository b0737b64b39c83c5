"""The worker asks a language model where an organisation uses one; everything after goes on from what is kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import delete

from mednec.desk import queue, sealed
from mednec.desk.cases import determination_json, history
from mednec.desk.correcting import correct_request, read_again
from mednec.desk.determining import policy_kept
from mednec.desk.exporting import export_case
from mednec.desk.model_asked import ACT, FAILED
from mednec.desk.model_view import model_view
from mednec.desk.receiving import submit
from mednec.desk.replaying import replay
from mednec.desk.ruling import rule
from mednec.desk.worker import do, own_tasks, work_off
from mednec.errors import NotAllowed, SubmitError
from mednec.intake import read_case
from mednec.model.life import CaseState, RulingKind
from mednec.model.proposal import Objection, Task
from mednec.model.words import Status
from mednec.render import render
from mednec.review import review
from mednec.store.engine import reading, writing
from mednec.store.tables import AskedRow, DeterminationRow, JobRow, OrganisationRow, PaperRow
from tests.desk.asked_model import CASE, CLAUSE, INVENTED, PATIENT, STANDS, of_clause, pointing, points, read, uses
from tests.desk.office import CASES, Office, files_of, staffed
from tests.language_model.served import MODEL, Request, broken, helpful


@dataclass(slots=True)
class Was:
    """A case that was read with a model, on a copy of its database; its server is gone. `heard` is what it heard."""

    office: Office
    case: str
    heard: list[Request]
    headers: list[dict[str, str]]

    def told(self) -> dict[str, object]:
        """The model's part of the newest determination."""
        kept = json.loads(determination_json(self.office.desk, self.office.nurse, self.case))
        found: dict[str, object] = kept["language_model"]
        return found

    def rows(self) -> list[DeterminationRow]:
        with reading(self.office.desk.engine) as session:
            return session.query(DeterminationRow).filter_by(case=self.case).order_by(DeterminationRow.number).all()


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Was:
    path = Path(shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("asked") / "asked.db"))
    office = staffed(Office(url=f"sqlite:///{path}"))
    with pointing(office) as server:
        case = read(office)
    office.desk.engine.dispose()
    return Was(office, case, list(server.heard), [dict(each) for each in server.headers])


@pytest.fixture
def was(once: Was, tmp_path: Path) -> Iterator[Was]:
    made = Path(once.office.url.removeprefix("sqlite:///"))
    url = f"sqlite:///{shutil.copy(made, tmp_path / 'asked.db')}"
    office = Office(url=url, org=once.office.org, at=once.office.at)
    yield Was(office, once.case, once.heard, once.headers)
    office.desk.engine.dispose()


def test_what_is_open_is_asked_and_kept_with_the_case(was: Was) -> None:
    told, row = was.told(), was.rows()[0]
    assert (told["model"], told["asked"], told["trouble"]) == (MODEL, len(was.heard), [])
    view = model_view(was.office.desk, was.office.auditor, was.case)
    assert (view.answers, len(view.questions)) == (row.answers, len(was.heard))
    assert {each.subject for each in view.questions} >= {CLAUSE}
    clauses = [each for each in view.questions if each.task == Task.EVIDENCE.value]
    assert clauses
    assert all(INVENTED in each.answer for each in clauses)
    by_quote = {each.quote: each for each in view.proposals if each.subject == CLAUSE}
    assert by_quote[STANDS].acceptance != "accepted"
    assert by_quote[None].objection == Objection.NOT_VERBATIM.key
    assert was.headers[0]["authorization"] == "Bearer k-secret"


def test_names_are_replaced_in_what_is_sent_and_real_in_what_is_shown(was: Was) -> None:
    sent = json.dumps(was.heard)
    assert PATIENT not in sent
    assert "TM-77120458" not in sent
    assert "06/14/1988" not in sent
    assert model_view(was.office.desk, was.office.auditor, was.case).deidentified


def test_the_audit_tells_when_a_case_went_where_and_what_came_of_it(was: Was) -> None:
    events = {each.act: each.detail for each in history(was.office.desk, was.office.auditor, was.case)}
    assert events[ACT] == {"model": MODEL, "host": "127.0.0.1", "deidentified": True}
    determined = events["determine"]
    assert determined["answers"] == was.rows()[0].answers
    assert determined["model_asked"] == len(was.heard)
    assert determined["model_shown"] or determined["model_refused"]
    assert STANDS not in json.dumps([e.detail for e in history(was.office.desk, was.office.auditor, was.case)])
    with reading(was.office.desk.engine) as session:
        counted = session.query(AskedRow).one()
    assert (counted.questions, counted.trouble, counted.cases) == (len(was.heard), 0, 1)
    assert counted.refused == sum(map(of_clause, was.heard))
    assert counted.tokens_in > counted.tokens_out > 0
    assert was.office.intact()


def test_nothing_after_the_reading_asks_a_server(was: Was) -> None:
    """There is none any more: a ruling, a correction, a replay and an export go on from what is kept."""
    office, revision = was.office, was.office.view(was.case).line.revision
    rule(office.desk, office.nurse, was.case, revision, CLAUSE, Status.MET, RulingKind.OVERRIDE, "It came by mail.")
    correct_request(office.desk, office.nurse, was.case, revision + 1, {"urgency": "expedited"})
    first, second, third = was.rows()
    assert first.answers == second.answers
    assert was.told()["model"] == MODEL
    assert third.answers
    assert [each.why for each in replay(office.desk, office.auditor, was.case)] == ["", "", ""]
    assert b"answers/1.json" in export_case(office.desk, office.auditor, was.case)


def test_a_replay_says_when_the_answers_are_gone(was: Was) -> None:
    with writing(was.office.desk.engine) as session:
        session.execute(delete(PaperRow).where(PaperRow.kind == sealed.ANSWERS))
    (found,) = replay(was.office.desk, was.office.auditor, was.case)
    assert "what the language model answered is not kept any more" in found.why


def test_a_question_that_was_answered_is_not_put_again(was: Was) -> None:
    office = was.office
    with pointing(office, model_budget="100000") as server:
        read_again(office.desk, office.nurse, was.case, office.view(was.case).line.revision)
        assert work_off(office.desk) == 1
    assert server.heard == []
    assert len(was.rows()) == 1


def test_a_server_that_fails_is_told_and_holds_nothing_up(was: Was) -> None:
    with pointing(was.office, broken()):
        case = read(was.office)
    view = was.office.view(case)
    assert view.line.state is CaseState.OPEN
    told = json.loads(determination_json(was.office.desk, was.office.nurse, case))["language_model"]
    assert told["trouble"] == ["the server failed (status 500)"]
    assert told["proposals"] == []


def test_a_fault_on_what_a_model_answered_makes_no_case_unreadable(was: Was, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    office = was.office
    monkeypatch.setattr("mednec.desk.answered.pointed", fails)
    with pointing(office):
        case = submit(office.desk, office.nurse, files_of(CASE)).case
        with writing(office.desk.engine) as session:
            session.query(JobRow).filter_by(case=case).update({"attempt": 2})  # both failed
        assert work_off(office.desk) == 1
    told = json.loads(determination_json(office.desk, office.nurse, case))["language_model"]
    assert told["trouble"] == [FAILED]


def test_a_worker_that_is_asked_to_stop_hands_its_job_back(was: Was) -> None:
    office, stop = was.office, Event()

    def answer(request: Request) -> object:
        stop.set()
        return points(request)

    with pointing(office, helpful(answer)):
        case = submit(office.desk, office.nurse, files_of(CASE)).case
        leased = queue.lease(office.desk, "stopped")
        assert leased is not None
        do(office.desk, leased, stop, own_tasks())
    view = office.view(case)
    assert view.job is not None
    assert (view.line.state, view.job.state) == (CaseState.RECEIVED, queue.WAITING)
    assert ACT in {each.act for each in history(office.desk, office.auditor, case)}  # words of it had left by then


def test_without_a_model_nothing_is_asked_and_nothing_differs(was: Was) -> None:
    office = was.office
    with pointing(office, model="") as server:
        case = read(office)
    assert server.heard == []
    taken, shown = read_case(CASES / CASE), office.view(case).shown
    assert shown is not None
    alone = review(taken, policy_kept(office.desk, office.org, shown.policy_digest), office.desk.library)
    assert determination_json(office.desk, office.nurse, case) == render(alone, taken.documents, "json").encode()
    assert not model_view(office.desk, office.nurse, case).model


def test_a_host_that_is_not_on_the_list_is_refused_and_never_asked(was: Was) -> None:
    with pointing(was.office) as server:
        with pytest.raises(SubmitError, match=r"models\.example may not be asked"):
            uses(was.office, server.url, model_url="https://models.example/v1")
        with writing(was.office.desk.engine) as session:
            row = session.get_one(OrganisationRow, was.office.org)
            row.settings = {**row.settings, "model_url": server.url.replace("127.0.0.1", "localhost")}
        case = read(was.office)
    told = json.loads(determination_json(was.office.desk, was.office.nurse, case))["language_model"]
    assert told["trouble"] == ["the host localhost is not allowed"]
    assert server.heard == []
    with pytest.raises(NotAllowed):
        model_view(was.office.desk, was.office.administrator, case)
