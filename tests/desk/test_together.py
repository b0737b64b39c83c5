"""Several people on one case at the same moment, on both databases: one is first, the others are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from mednec.desk import queue
from mednec.desk.asking import ask_for_documents, comment
from mednec.desk.correcting import correct_request
from mednec.desk.deciding import decide
from mednec.desk.receiving import submit
from mednec.desk.values import WorklistQuery
from mednec.desk.worker import work_off
from mednec.desk.worklist import worklist
from mednec.errors import Changed, MednecError, NotFound, SubmitError
from mednec.model.life import DecisionKind
from tests.desk.office import DENIED, Office, files_of, read_case, staffed


@pytest.fixture
def shared(database_url: str) -> Iterator[Office]:
    made = staffed(Office(url=database_url))
    made.case = read_case(made, DENIED)
    yield made
    made.desk.engine.dispose()


def at_once(act: Callable[[int], object], many: int) -> list[object]:
    """What each of several got who did this at the same moment: an answer or a refusal."""

    def one(i: int) -> object:
        try:
            return act(i)
        except MednecError as refusal:
            return refusal

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))


def test_one_of_several_decides(shared: Office) -> None:
    view = shared.view()
    assert view.shown is not None
    seen = (shared.case, view.line.revision, view.shown.shown, DecisionKind.DENY, "No record.")
    people = [shared.physician, shared.second] * 3

    told = at_once(lambda i: decide(shared.desk, people[i], *seen, attestation="read"), 6)

    assert sum(isinstance(each, str) for each in told) == 1
    assert sum(isinstance(each, Changed) for each in told) == 5
    assert [d.in_force for d in shared.view().decisions] == [True]
    assert shared.intact()


def test_no_word_of_anybody_is_lost(shared: Office) -> None:
    revision, nurse = shared.view().line.revision, shared.nurse

    def act(i: int) -> object:
        if i % 2:
            return comment(shared.desk, nurse, shared.case, f"comment {i}")
        return ask_for_documents(shared.desk, nurse, shared.case, revision, [f"report {i}"], pause=True)

    told = at_once(act, 8)

    notes = shared.view().notes
    assert sorted(n.text for n in notes if n.kind == "comment") == [f"comment {i}" for i in (1, 3, 5, 7)]
    assert len([n for n in notes if n.kind == "asked"]) == 1
    assert sum(isinstance(each, Changed) for each in told) == 3
    assert shared.intact()


def test_what_no_database_keeps_is_refused_or_left_out(shared: Office) -> None:
    for told in ("nothing\x00", "\ud800"):
        with pytest.raises(SubmitError):
            comment(shared.desk, shared.nurse, shared.case, told)
        with pytest.raises(NotFound):
            shared.view(told)
        with pytest.raises(NotFound):
            queue.job_line(shared.desk, shared.nurse, told)
        assert worklist(shared.desk, shared.nurse, WorklistQuery(text=told, policy=told)).items == ()
    revision = shared.view().line.revision
    with pytest.raises(SubmitError):
        correct_request(shared.desk, shared.nurse, shared.case, revision, {"patient.name": "A\x00"})
    shown = shared.view().shown
    assert shown is not None
    seen = (shared.case, revision, shown.shown, DecisionKind.DENY, "r")
    with pytest.raises(SubmitError, match="licence_state"):
        decide(shared.desk, shared.physician, *seen, attestation="a", licence_state="Massachusetts")
    request = files_of(DENIED)["request.yaml"].replace(b"Dana R. Whitlock", b'"Dana\\0 R. Whitlock"')
    case = submit(shared.desk, shared.intake, {**files_of(DENIED), "request.yaml": request}).case
    assert work_off(shared.desk) == 1
    assert shared.view(case).line.patient == "Dana? R. Whitlock"
