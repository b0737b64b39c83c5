"""A case that was read with a language model: what its page and the interface show of it, and a ruling on its words."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from mednec.cli import audit
from mednec.desk.keeping import case_called
from mednec.desk.model_view import ModelView, model_view
from mednec.model.proposal import Objection
from mednec.store.engine import writing
from mednec.web import case_ruling
from mednec.web.app import build_app
from mednec.web.metrics import KeptCounts
from mednec.web.sessions import cookie_name, open_visit
from mednec.web.tokens import new_token_of
from tests.desk.asked_model import CLAUSE, INVENTED, STANDS, pointing, read
from tests.desk.office import Office, ids_of, staffed
from tests.language_model.served import MODEL
from tests.web.a_case import SETTINGS, words


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Office:
    path = shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("model") / "model.db")
    office = staffed(Office(url=f"sqlite:///{path}"))
    with pointing(office):
        office.case = read(office)
    return office


@pytest.fixture(scope="module")
def client(case: Office) -> TestClient:
    """A nurse's browser."""
    found = TestClient(build_app(case.desk, SETTINGS), "http://localhost", follow_redirects=False)
    with writing(case.desk.engine) as session:
        cookie = open_visit(session, ids_of(case)["nurse"], case.at, SETTINGS, second_factor=False)
    found.cookies.set(cookie_name(SETTINGS), cookie, domain="localhost.local", path="/")
    return found


def only_unread(view: ModelView) -> ModelView:
    """The same, had the program nothing against the words but that it cannot read the answer in them."""
    return replace(view, proposals=tuple(replace(p, objection=Objection.NOT_READ.key) for p in view.proposals))


def test_the_page_shows_what_the_model_points_to_and_nothing_it_invented(case: Office, client: TestClient) -> None:
    page = client.get(f"/cases/{case.case}")
    assert page.status_code == 200
    said = words(page.text)
    assert f"The model points to ☞ “{STANDS}” 6:7" in said
    assert "Read with a language model" in said
    assert INVENTED not in page.text
    history = words(client.get(f"/cases/{case.case}/history").text)
    assert f"asked the language model {MODEL} at 127.0.0.1" in history


def test_the_form_of_a_ruling_cites_the_words_and_leaves_the_answer_to_the_person(
    case: Office, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = client.get(f"/cases/{case.case}/ruling?clause={CLAUSE}").text
    offered = re.findall(r'name="found" value="[^"]+"( checked)?> <span><q>([^<]+)</q>', form)
    assert offered[0] == ("", STANDS)  # the words do not name what is asked for: a person chooses them, or not
    assert {checked for checked, _ in offered} == {""}
    monkeypatch.setattr(case_ruling, "model_view", lambda *each: only_unread(model_view(*each)))
    form = client.get(f"/cases/{case.case}/ruling?clause={CLAUSE}").text
    (chosen,) = re.findall(r'name="found" value="([^"]+)" checked> <span><q>([^<]+)</q>', form)
    assert chosen[1] == STANDS
    assert "a language model points here" in words(form)
    assert not re.search(r'name="status"[^>]*checked', form)
    token = re.search(r'name="csrf" value="([^"]+)"', form)
    revision = str(case.view().line.revision)
    assert token is not None
    sent = {"csrf": token[1], "revision": revision, "clause": CLAUSE, "status": "not_met", "reason": "It says no."}
    got = client.post(f"/cases/{case.case}/ruling", data={**sent, "found": chosen[0]})
    assert got.status_code == 303
    (ruling,) = case.view().rulings
    assert ruling.citations[0].quote == STANDS


def test_the_interface_tells_questions_answers_and_verdicts(case: Office, client: TestClient) -> None:
    with writing(case.desk.engine) as session:
        token = new_token_of(session, ids_of(case)["auditor"], "audit", case.at)
    got = client.get(f"/api/v1/cases/{case.case}/model", headers={"Authorization": f"Bearer {token}"}).json()
    assert (got["model"], got["deidentified"], got["trouble"]) == (MODEL, True, [])
    assert all(each["system"] and each["text"] and each["answer"] for each in got["questions"])
    assert any(INVENTED in each["answer"] for each in got["questions"])
    assert {each["acceptance"] for each in got["proposals"]} == {"shown", "not_accepted"}


def test_measures_count_what_went_to_models_and_name_nobody(case: Office) -> None:
    samples = [each for family in KeptCounts(case.desk, lambda: 0.0).collect() for each in family.samples]
    found = {(each.name, *each.labels.values()): each.value for each in samples if "_model_" in each.name}
    asked = found["mednec_model_questions_total", "answered"]
    assert asked > 0
    assert found["mednec_model_questions_total", "trouble"] == 0
    assert found["mednec_model_proposals_total", "refused"] > 0
    assert found["mednec_model_tokens_total", "in"] > asked


def test_an_auditor_sees_it_at_the_machine(case: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "opened", lambda *_: (case.desk, case.auditor))
    assert case_called(case.desk, case.auditor, case.case) == case.case
    told = CliRunner().invoke(audit.audit_group, ["model", case.case])
    assert told.exit_code == 0, told.output
    assert f"{MODEL}; evidence-" in told.output
    assert "; names, numbers and dates replaced" in told.output
    assert f'"{STANDS}" -> shown' in told.output
    assert "(words that do not stand there) -> not_accepted" in told.output
    assert "You read the medical record" not in told.output
    whole = CliRunner().invoke(audit.audit_group, ["model", case.case, "--whole"])
    assert "  | You read the medical record" in whole.output
