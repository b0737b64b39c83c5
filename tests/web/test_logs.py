"""The whole life of a case with marked words in it: none of them is in a log, measure, span, audit detail or job."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
import structlog
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from mednec.desk import worker
from mednec.desk.appealing import file_appeal
from mednec.desk.asking import ask_for_documents, comment, plan_peer
from mednec.desk.cases import the_case
from mednec.desk.deciding import decide, void
from mednec.desk.keeping import hold, release
from mednec.desk.logs import get_logger, set_up_logs
from mednec.desk.receiving import submit
from mednec.desk.ruling import rule, withdraw
from mednec.desk.values import WorklistQuery
from mednec.desk.worker import work_off
from mednec.desk.worklist import worklist
from mednec.errors import MednecError, StoreError
from mednec.model.life import DecisionKind, RulingKind
from mednec.model.words import Status
from mednec.store.audit import exported
from mednec.store.engine import reading, writing
from mednec.store.tables import AccountRow, JobRow
from mednec.web.access_log import watch
from mednec.web.app import build_app
from mednec.web.telemetry import tracer_from
from mednec.web.tokens import new_token_of
from tests.desk.kept import CASES, WORKED, Kept

MARKED = (
    "Zzpatientname",
    "Zzchartword",
    "Zzfilename",
    "Zzreason",
    "Zzquery",
    "Zzheader",
    "Zzbody",
    "Zzfault",
    "ZZ-99817",
)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged, as the service sets it up."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs({"MEDNEC_LOG_LEVEL": "debug"}, stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def packet() -> dict[str, bytes]:
    """A worked case whose patient, chart and file names are marked."""
    folder = CASES / WORKED
    request = (folder / "request.yaml").read_text().replace("Corinne A. Delacroix-Webb", "Zzpatientname A. Smith")
    request = request.replace("TM-77120458", "ZZ-99817")
    documents = {f"documents/{p.name}": p.read_bytes() for p in (folder / "documents").iterdir()}
    documents["documents/Zzfilename.txt"] = b"VISIT 09/18/2025\nPatient: Zzpatientname A. Smith\nZzchartword noted.\n"
    return {**documents, "request.yaml": request.encode()}


def live(kept: Kept) -> str:
    """From the packet to an appeal, with marked words wherever a person writes any."""
    desk = kept.desk
    with writing(desk.engine) as session:
        account = session.get_one(AccountRow, kept.who.id)
        account.specialty, account.npi, account.licence, account.licence_state = "rheumatology", "1234567893", "1", "OH"
    who = replace(kept.who, specialty="rheumatology", npi="1234567893", licence="1", licence_state="OH")
    case = submit(desk, who, packet(), key="Zzbody").case
    work_off(desk)

    def revision() -> int:
        return the_case(desk, who, case).line.revision

    def deny() -> None:
        told = the_case(desk, who, case)
        digest = told.shown.shown if told.shown else ""
        decide(desk, who, case, told.line.revision, digest, DecisionKind.DENY, "Zzreason", attestation="Zzreason")

    shown = the_case(desk, who, case).shown
    assert shown is not None
    clause = next(c.clause for c in shown.summary.clauses if c.applicable and c.status is not Status.MET)
    worklist(desk, who, WorklistQuery(text="Zzquery"))
    rule(desk, who, case, revision(), clause, Status.MET, RulingKind.OVERRIDE, "Zzreason", [("Zzfilename.txt", 0, 5)])
    withdraw(desk, who, case, revision(), clause, "Zzreason")
    comment(desk, who, case, "Zzreason")
    plan_peer(desk, who, case, kept.at, "Dr. Zzpatientname", "Zzreason")
    ask_for_documents(desk, who, case, revision(), ["Zzreason"], pause=True, text="Zzreason")
    deny()
    void(desk, who, case, revision(), "Zzreason")
    deny()
    file_appeal(desk, who, case, "internal", kept.at, "Zzreason")
    hold(desk, who, case, "Zzreason")
    release(desk, who, case)
    return case


def test_no_marked_word_gets_out(sqlite_url: str, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, spans = Kept(sqlite_url), InMemorySpanExporter()
    case = live(kept)
    app = build_app(kept.desk)
    watch(app, kept.desk, {}, tracer=tracer_from({}, SimpleSpanProcessor(spans)))
    client = TestClient(app, "http://localhost", client=("127.0.0.1", 5), raise_server_exceptions=False)
    with writing(kept.desk.engine) as session:
        token = new_token_of(session, kept.who.id, "Zzheader", kept.at)
    headers = {"Authorization": f"Bearer {token}", "User-Agent": "Zzheader", "Referer": "http://localhost/?q=Zzquery"}
    for path in (
        f"/api/v1/cases/{case}",
        "/api/v1/cases?text=Zzquery",
        "/search?q=Zzquery",
        f"/cases/{case}?Zzquery=1",
    ):
        client.get(path, headers=headers)
    client.post("/api/v1/cases", headers={**headers, "Idempotency-Key": "Zzheader"}, content=b'{"Zzbody": ')
    client.post("/sign-in", data={"login": "Zzbody", "password": "Zzbody"})
    _faults(kept, monkeypatch)
    measures = client.get("/metrics").text
    logged = lines.getvalue()
    assert f'"case": "{case}"' in logged
    assert '"route": "/sign-in"' in logged
    with reading(kept.desk.engine) as session:
        audit = "".join(exported(session, kept.org))
        jobs = json.dumps([[job.says, job.detail] for job in session.query(JobRow)])
    told = {"log": logged, "measures": measures, "audit": audit, "jobs": jobs}
    told["spans"] = "".join(span.to_json() for span in spans.get_finished_spans())
    found = [(where, word) for where, text in told.items() for word in MARKED if word.lower() in text.lower()]
    assert found == []


def _faults(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults of the program, of libraries and of a job, each with marked words in its message."""

    def breaks(*_: object) -> None:
        raise RuntimeError("Zzfault in Zzchartword")

    monkeypatch.setattr(worker, "own_tasks", lambda: {"read": breaks})
    submit(kept.desk, kept.who, {"Zzfilename.txt": b"Zzchartword"})
    work_off(kept.desk)
    ours, theirs = get_logger("mednec.web"), logging.getLogger("sqlalchemy.engine.Engine")
    try:
        breaks()
    except RuntimeError:
        ours.exception("request", route="/x", patient="Zzpatientname")
        theirs.exception("INSERT %s", "Zzchartword")
    ours.info("Zz" + "x" * 300, status=500)
    theirs.warning("parameters: %r", ("Zzchartword",))
    theirs.warning(f"parameters: {'Zzchartword'}")
    logging.getLogger("uvicorn.error").error("Exception in ASGI application %s", "Zzfault")


def test_lines_are_json_with_known_fields(lines: io.StringIO) -> None:
    get_logger("mednec.web").info("request", route="/cases/{case_id}", status=200, seconds=0.01, patient="Dana")
    (line,) = [json.loads(each) for each in lines.getvalue().splitlines()]
    assert {"event", "level", "logger", "route", "seconds", "status", "timestamp"} == set(line)
    assert (line["event"], line["route"], line["status"]) == ("request", "/cases/{case_id}", 200)


def test_an_error_tells_its_kind_and_places(lines: io.StringIO) -> None:
    try:
        raise MednecError("Dana", where="x")
    except MednecError:
        logging.getLogger("mednec.desk").exception("job failed")
    (line,) = [json.loads(each) for each in lines.getvalue().splitlines()]
    assert line["error"] == "MednecError"
    assert line["at"].startswith("test_logs.py:")


def test_the_server_s_own_messages_are_kept(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 77)
    assert json.loads(lines.getvalue())["event"] == "Started server process [77]"


@pytest.mark.parametrize("setting", [{"MEDNEC_LOG_LEVEL": "loud"}, {"MEDNEC_LOG_FORM": "xml"}])
def test_a_wrong_setting_is_one_message(setting: dict[str, str]) -> None:
    with pytest.raises(StoreError, match="is none of"):
        set_up_logs(setting, sys.stderr)
