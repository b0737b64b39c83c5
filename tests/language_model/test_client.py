"""What a client sends and where, in what order its answers come, and what it may cost and last."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mednec.errors import ModelError
from mednec.language_model.client import LanguageModel, Tick
from mednec.language_model.trouble import Unanswered
from tests.language_model import served as s
from tests.language_model.asking import question, settings
from tests.language_model.served import Reply, Request, helpful, served

GOOD = helpful(lambda _: {"said": "yes"})
ANSWER = '{"said": "yes"}'
KEY = "sk-secret"


@pytest.mark.parametrize("behaviour", [s.slow(0.02), s.silent(5)], ids=["a letter at a time", "not even a status"])
def test_a_question_has_a_time(behaviour: s.Behaviour) -> None:
    with served(behaviour) as server:
        (answer,) = LanguageModel(settings(server.url, timeout=0.15, retries=2)).ask([question()])
    assert answer.trouble == "the server does not answer in time"
    assert answer.tokens_in > 0  # it may have been at work


def test_nobody_listens() -> None:
    answers = LanguageModel(settings(s.nowhere(), concurrency=1)).ask([question("1"), question("2")])
    assert {a.trouble for a in answers} == {"the server cannot be reached"}


def test_a_certificate_that_nobody_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    with served(GOOD, tls=tmp_path) as server:
        (answer,) = LanguageModel(settings(server.url)).ask([question()])
        assert "the server's certificate is not trusted: self" in answer.trouble
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        (answer,) = LanguageModel(settings(server.url)).ask([question()])
        assert answer.text == ANSWER
        (answer,) = LanguageModel(settings(server.url.replace("127.0.0.1", "localhost"))).ask([question()])
        assert "certificate is not trusted: Hostname mismatch" in answer.trouble


def test_a_server_that_speaks_no_https() -> None:
    with served(GOOD) as server:
        (answer,) = LanguageModel(settings(server.url.replace("http:", "https:"))).ask([question()])
    assert "does not speak https" in answer.trouble


def test_certificates_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "none.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(ModelError, match="certificates cannot be read"):
        LanguageModel(settings("https://127.0.0.1:9/v1")).ask([question()])


def test_the_client_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mednec.language_model.client.find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r"pip install 'mednec\[model\]'"):
        LanguageModel(settings("http://127.0.0.1:9/v1"))


def test_another_case_begins_anew_in_the_same_manner() -> None:
    with served(s.knows_no_schema(GOOD)) as server:
        model = LanguageModel(settings(server.url))
        model.ask([question()])
        other = model.for_another_case()
        other.ask([question()])
    assert [r.get("response_format", {}).get("type") for r in server.heard] == ["json_schema", *["json_object"] * 2]
    assert (model.budget.spent > 0, model.budget.spent == other.budget.spent) == (True, True)


def test_what_a_refusal_of_one_question_does_not_change() -> None:
    """A question that is refused in every manner leaves the others in the best one."""

    def reply(request: Request) -> Reply:
        return (s.refuses(400, "no") if "odd" in s.text_of(request) else GOOD)(request)

    with served(reply) as server:
        model = LanguageModel(settings(server.url, concurrency=1))
        odd, good = model.ask([question("1", "odd"), question("2")])
    assert (odd.trouble, good.text) == ("the server does not take the question (status 400)", ANSWER)
    assert server.heard[-1]["response_format"]["type"] == "json_schema"


def test_what_is_sent() -> None:
    with served(GOOD) as server:
        LanguageModel(settings(server.url, key=KEY)).ask([question()])
    (request,) = server.heard
    assert request["model"] == s.MODEL
    assert (request["temperature"], request["stream"], request["max_tokens"]) == (0, True, 1500)
    assert isinstance(request["seed"], int)
    assert [m["role"] for m in request["messages"]] == ["system", "user"]
    assert s.schema_of(request) == question().schema
    assert request["response_format"]["json_schema"]["strict"] is True
    assert not {"tools", "functions", "tool_choice", "user", "metadata", "store"} & request.keys()
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_nothing_of_other_services_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "theirs")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer theirs\nX-Other: theirs")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/theirs")
    with served(GOOD) as server:
        LanguageModel(settings(server.url)).ask([question()])
    (headers,) = server.headers
    assert "theirs" not in str(headers)
    assert "authorization" not in headers
    assert headers["accept-encoding"] == "identity"


def test_this_machine_is_asked_past_any_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with served(GOOD) as server:
        assert LanguageModel(settings(server.url)).ask([question()])[0].text == ANSWER


def test_other_machines_are_asked_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(GOOD) as server:
        monkeypatch.setenv("HTTP_PROXY", server.url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        (answer,) = LanguageModel(settings("http://10.255.255.1:8000/v1")).ask([question()])
    assert answer.text == ANSWER
    assert server.headers[0]["host"] == "10.255.255.1:8000"


def test_a_proxy_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(ModelError, match="proxy of the environment"):
        LanguageModel(settings("https://models.example/v1")).ask([question()])


def test_a_redirect_is_not_followed() -> None:
    with served(GOOD) as other, served(s.redirects(f"{other.url}/chat/completions")) as server:
        LanguageModel(settings(server.url)).ask([question()])
    assert (len(server.heard), len(other.heard)) == (1, 0)


def test_an_answer_is_mended_once_and_told_what_is_wrong() -> None:
    with served(helpful(lambda _: {"said": 1})) as server:
        (answer,) = LanguageModel(settings(server.url)).ask([question()])
    assert answer.trouble == "the answer is not what was asked for"
    assert [s.asked_again(r) for r in server.heard] == [False, True]
    assert "said: Input should be a valid string" in server.heard[1]["messages"][-1]["content"]


def test_the_schema_in_words_where_a_server_takes_none() -> None:
    with served(s.knows_no_schema(GOOD)) as server:
        LanguageModel(settings(server.url)).ask([question()])
    assert [("maxLength" in s.system_of(r)) for r in server.heard] == [False, True]


def test_the_answers_are_in_the_order_of_the_questions_and_some_are_asked_at_once() -> None:
    gate = threading.Barrier(3)

    def reply(request: Request) -> Reply:
        number = int(s.text_of(request).rpartition(" ")[2])
        if number < 3:
            gate.wait(5)  # the first three are under way together, or nothing comes back
        return Reply(text=f'{{"said": "{number}"}}', pause=0.03 if number == 0 else 0)

    ticks: list[Tick] = []
    with served(reply) as server:
        model = LanguageModel(settings(server.url, concurrency=3))
        answers = model.ask([question(str(n)) for n in range(8)], ticks.append)
    assert [a.text for a in answers] == [f'{{"said": "{n}"}}' for n in range(8)]
    assert max(server.most_at_once) == 3
    assert (ticks[0].done, ticks[-1].done, ticks[-1].of) == (0, 8, 8)
    assert ticks[-1].tokens == model.budget.spent == sum(a.tokens_in + a.tokens_out for a in answers)


def test_a_question_larger_than_the_context_is_not_sent() -> None:
    with served(GOOD) as server:
        model = LanguageModel(settings(server.url, context=3_000))
        large, small = model.ask([question("1", "x" * 20_000), question("2")])
    assert large.trouble == "the question is too large for the model's context"
    assert (small.text, len(server.heard)) == (ANSWER, 1)


def test_the_budget_of_a_case() -> None:
    with served(GOOD) as server:
        model = LanguageModel(settings(server.url, budget=3_400, concurrency=1))
        large = question("2", "x" * 8_000)
        answers = model.ask([question("1"), large, question("3")])
        answers += model.ask([question("4")])
        assert model.for_another_case().ask([question("5")])[0].text == ANSWER
    assert [bool(a.text) for a in answers] == [True, False, False, False]
    assert {a.trouble for a in answers[1:]} == {"the budget of 3400 tokens for this case is used up"}
    assert len(server.heard) == 2


def test_what_is_under_way_counts_in_full() -> None:
    """Three at once, and room for two: what they may take is set aside before it is known."""
    with served(GOOD) as server:
        model = LanguageModel(settings(server.url, budget=3_100, concurrency=3))
        answers = model.ask([question(str(n)) for n in range(3)])
    assert sum(bool(a.text) for a in answers) == len(server.heard)
    assert model.budget.spent <= 3_100


def test_a_server_that_counts_wildly_ends_the_case() -> None:
    usage = b'{"choices": [{"delta": {"content": "{\\"said\\": \\"yes\\"}"}}], "usage": {"prompt_tokens": 999999999}}'
    with served(s.streams(usage)) as server:
        one, two = LanguageModel(settings(server.url, concurrency=1)).ask([question("1"), question("2")])
    assert (one.text, two.text) == (ANSWER, "")
    assert "budget" in two.trouble
    below = usage.replace(b"999999999", b"-999999999")
    with served(s.streams(below)) as server:
        model = LanguageModel(settings(server.url))
        model.ask([question()])
        assert model.budget.spent > 0


def test_the_time_of_a_case() -> None:
    now = [0.0]

    def clock() -> float:
        now[0] += 1.0
        return now[0]

    with served(GOOD) as server:
        model = LanguageModel(settings(server.url, whole_time=4.0, concurrency=1), clock=clock)
        answers = model.ask([question(str(n)) for n in range(6)])
    assert answers[0].text == ANSWER
    assert answers[-1].trouble == "the time for this case, 4 s, is used up"
    assert len(server.heard) < 6


def test_the_time_of_a_case_ends_a_question_under_way() -> None:
    with served(s.silent(5)) as server:
        (answer,) = LanguageModel(settings(server.url, whole_time=0.15)).ask([question()])
    assert answer.trouble == "the time for this case, 0.15 s, is used up"


def test_asked_from_where_other_work_waits() -> None:
    async def inside(url: str) -> tuple[Any, ...]:
        return LanguageModel(settings(url)).ask([question()])

    with served(GOOD) as server:
        assert asyncio.run(inside(server.url))[0].text == ANSWER


def test_nothing_is_asked_where_there_is_no_question() -> None:
    assert LanguageModel(settings(s.nowhere())).ask([]) == ()


def test_vectors() -> None:
    with served(GOOD) as server:
        model = LanguageModel(settings(server.url, embeddings="vectors"))
        (a, b), again = model.embed(["aab", "b"]), model.embed(["b"])
        assert (a[:2], b[:2], again) == ((2.0, 1.0), (0.0, 1.0), (b,))
        assert model.embed([str(n) for n in range(70)])
    assert [len(r["input"]) for r in server.embedded] == [2, 64, 6]


BAD_VECTORS: Mapping[str, Any] = {
    "too few": [[1.0]],
    "of two lengths": [[1.0], [1.0, 2.0]],
    "empty": [[], []],
    "no numbers": [["a"], ["b"]],
    "without end": [[float("inf")], [1.0]],
}


@pytest.mark.parametrize("name", BAD_VECTORS)
def test_vectors_that_are_none(name: str) -> None:
    with served(GOOD, vectors=lambda _: BAD_VECTORS[name]) as server:
        model = LanguageModel(settings(server.url, embeddings="vectors"))
        with pytest.raises(Unanswered, match="cannot be read"):
            model.embed(["a", "b"])


def test_no_vectors_where_nobody_listens() -> None:
    with pytest.raises(Unanswered, match="cannot be reached"):
        LanguageModel(settings(s.nowhere(), embeddings="vectors")).embed(["a"])


@pytest.mark.parametrize("host", ["999.1.1.1", "[v1.a]", "\u2603", "h" * 70_000])
def test_an_address_that_no_host_can_have(host: str) -> None:
    with pytest.raises(ModelError, match="no address of a server"):
        LanguageModel(settings(f"https://{host}/v1")).ask([question()])
