"""`--model` as people call it: one line where it is set up wrong, a whole review where the server fails."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mednec.cli import main
from mednec.cli.model import LEFT, ModelOptions, asked_of, read_with_model, sorted_with_model
from mednec.errors import StoreError
from mednec.intake import read_case
from mednec.model.document import SourceDocument
from mednec.model.request import Case
from mednec.packs.shelf import policy_for
from mednec.review import Read, read
from tests import shipped
from tests.language_model import served as s
from tests.language_model.served import helpful, nowhere, served

CASE = Path(__file__).parents[2] / "cases" / "OMA-DEV-001"


def nothing(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """An answer of the form that is asked for, with nothing in it."""
    asked = request["response_format"]["json_schema"]["schema"]["properties"]
    return {name: [] for name in ("proposals", "facts") if name in asked}


LAZY = helpful(nothing)
NAMES = ("MEDNEC_MODEL", "MEDNEC_MODEL_URL", "MEDNEC_MODEL_KEY", "MEDNEC_MODEL_HOSTS")


@pytest.fixture(autouse=True)
def own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the environment's models, and answers kept in a place of the test's own."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MEDNEC_ANSWERS", str(tmp_path / "answers"))


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(CASE)


@pytest.fixture(scope="module")
def found(case: Case) -> Read:
    return read(case, policy_for(shipped.library(), case.request, None), shipped.library())


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], env=environment)


WRONG: tuple[tuple[tuple[str, ...], Mapping[str, str], str], ...] = (
    (("--model", "m"), {}, "no address"),
    (("--model", "m", "--model-url", "ftp://127.0.0.1"), {}, "over http or https"),
    (("--model", "m", "--model-url", "http://models.example/v1"), {}, "in the clear"),
    (("--model", "m", "--model-url", "https://a.example"), {"MEDNEC_MODEL_HOSTS": "b.example"}, "not allowed"),
    (("--model", "m", "--model-url", "https://me:word@a.example"), {}, "name or password"),
    (("--model", " ", "--model-url", "http://127.0.0.1"), {}, "no model is named"),
    (("--model", "m", "--model-url", "http://127.0.0.1"), {"MEDNEC_MODEL_KEY": "two words"}, "MEDNEC_MODEL_KEY"),
    (("--replay",), {}, "no model is named"),
    (("--replay", "--model", "m", "--no-cache"), {}, "nothing is kept"),
    (("--replay", "--model", "m"), {}, "run once without --replay"),
    (("--model-url", "http://127.0.0.1"), {"MEDNEC_MODEL": "m\nn"}, "no name of a model"),
)


@pytest.mark.parametrize(("options", "environment", "why"), WRONG)
def test_one_line_where_it_is_set_up_wrong(options: tuple[str, ...], environment: Mapping[str, str], why: str) -> None:
    result = run("review", CASE, *options, **environment)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert "word@" not in result.stderr


@pytest.mark.parametrize("option", ["--model-budget", "--model-timeout", "--model-context", "--model-thinking"])
def test_numbers_that_cannot_be(option: str) -> None:
    assert run("review", CASE, "--model", "m", option, "-1").exit_code == 2


def test_the_review_completes_without_a_server_and_says_so() -> None:
    told = ("--model", "m", "--model-url", nowhere(), "--format", "json")
    result = run("review", CASE, *told)
    assert result.exit_code == 0, result.output
    assert result.stderr == "language model: the server cannot be reached; reviewed without these answers\n"
    language_model = json.loads(result.stdout)["language_model"]
    assert language_model["trouble"] == ["the server cannot be reached"]
    again = run("review", CASE, "--model", "m", "--replay", "--format", "json")
    assert again.stdout == result.stdout


def opened_at(url: str, **more: Any) -> ModelOptions:
    return ModelOptions(name="m", url=url, **more)


def test_without_a_name_there_is_no_model(found: Read, case: Case) -> None:
    assert asked_of(ModelOptions(url=nowhere())) is None
    assert read_with_model(found, None, case, shipped.library()) is found


def test_a_replay_is_the_same(found: Read, case: Case) -> None:
    library = shipped.library()
    with served(LAZY) as server:
        first = read_with_model(found, asked_of(opened_at(server.url)), case, library)
        second = read_with_model(found, asked_of(opened_at(server.url)), case, library)
        uncached = read_with_model(found, asked_of(opened_at(server.url), no_cache=True), case, library)
    replayed = read_with_model(found, asked_of(ModelOptions(name="m", replay=True)), case, library)
    assert first.beside.pointed is not None
    assert first.beside.pointed.asked > 0
    assert first.beside.pointed.trouble == ()
    assert first.beside.pointed == second.beside.pointed == uncached.beside.pointed == replayed.beside.pointed
    assert len(server.heard) == 2 * first.beside.pointed.asked


def test_what_names_the_patient_is_not_sent(found: Read, case: Case) -> None:
    with served(LAZY) as server:
        read_with_model(found, asked_of(opened_at(server.url)), case, shipped.library())
        read_with_model(found, asked_of(opened_at(server.url, deidentify=True)), case, shipped.library())
    name = case.request.patient.name.split()[-1]
    half = len(server.heard) // 2
    sent = [name in s.text_of(request) for request in server.heard]
    assert half > 0
    assert any(sent[:half])
    assert not any(sent[half:])


def test_nothing_is_sent_where_an_identifier_would_be_left(
    found: Read, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("left", where="a document")

    monkeypatch.setattr("mednec.language_model.deidentify.copies_of", refuse)
    with served(LAZY) as server:
        told = read_with_model(found, asked_of(opened_at(server.url, deidentify=True)), case, shipped.library())
    assert told.beside.pointed is not None
    assert told.beside.pointed.trouble == (LEFT,)
    assert server.heard == []


def test_a_document_that_does_not_say_what_it_is_is_asked_about(case: Case) -> None:
    unclear = SourceDocument(name="page.txt", text="Seen today. Much the same. To come again in June.")
    more = replace(case, documents=(*case.documents, unclear))
    with served(helpful(lambda _: {"kind": "other", "quote": ""})) as server:
        asked, told = sorted_with_model(more, asked_of(opened_at(server.url)), shipped.library())
    assert told is not None
    assert ["To come again in June" in s.text_of(request) for request in server.heard].count(True) == 1
    assert (asked.kinds, told.verdicts, told.asked) == (more.kinds, (), 1)
    assert sorted_with_model(more, None, shipped.library()) == (more, None)
