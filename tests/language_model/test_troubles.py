"""Whatever a server does, each question has an answer or one sentence on why it has none; and the sentence is clean."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest

from mednec.language_model.client import LanguageModel
from tests.language_model import served as s
from tests.language_model.asking import SECRET, question, settings
from tests.language_model.served import Reply, helpful, served

GOOD = helpful(lambda _: {"said": "yes"})
ANSWER = '{"said": "yes"}'
KEY = "sk-secret"


def fault(message: str, **more: object) -> s.Behaviour:
    """A server that fails in the midst of its answer."""
    return s.always(Reply(text="{", fault={"message": message, **more}))


ANSWERED: dict[str, tuple[s.Behaviour, int]] = {
    "plain": (GOOD, 1),
    "fenced": (s.fenced(lambda _: {"said": "yes"}), 1),
    "without usage": (s.without_usage(GOOD), 1),
    "fails twice": (s.broken_then(2, GOOD), 3),
    "too busy once": (s.in_turn(s.refuses(429, "slow down"), GOOD), 2),
    "closes once": (s.in_turn(s.closes(), GOOD), 2),
    "knows no schema": (s.knows_no_schema(GOOD), 2),
    "knows no form at all": (s.knows_no_schema(GOOD, no_object=True), 3),
    "cannot read the schema": (s.in_turn(s.refuses(400, "failed to parse grammar"), GOOD), 2),
    "knows no seed": (s.knows_not("seed", GOOD), 2),
    "knows no temperature": (s.knows_not("temperature", GOOD), 2),
    "knows no usage of streams": (s.knows_not("stream_options", GOOD), 2),
    "counts completion tokens": (s.knows_not("max_tokens", GOOD), 2),
    "mended": (s.in_turn(s.not_json(), GOOD), 2),
    "mended form": (s.in_turn(helpful(lambda _: {"said": 1}), GOOD), 2),
    "does not stream": (s.always(Reply(body=b'{"choices":[{"message":{"content":"{\\"said\\": \\"yes\\"}"}}]}')), 1),
}
ANSWERED["thinks aside"] = (
    s.streams(
        b'{"choices": [{"delta": {"role": "assistant", "content": null, "reasoning": "so", "tool_calls": []}}]}',
        b'{"choices": [{"delta": {"content": "{\\"said\\": \\"yes\\"}", "refusal": null}, "finish_reason": null}]}',
        b'{"choices": [{"delta": null, "finish_reason": "stop"}], "usage": null}',
        b'{"choices": null, "usage": {"prompt_tokens": 5, "completion_tokens": 9}}',
        b"[DONE]",
    ),
    1,
)
WHOLE = b'{"choices":[{"message":{"content":"{\\"said\\": \\"yes\\"}"}}]}'
NO_LETTERS = "application/json; charset=hex"  # no way of writing letters, though Python knows a codec of this name
ANSWERED["in letters of no kind"] = (s.always(Reply(body=WHOLE, kind=NO_LETTERS)), 1)
UNANSWERED: dict[str, tuple[s.Behaviour, str]] = {
    "not JSON": (s.not_json(), "not what was asked for"),
    "other JSON": (helpful(lambda _: {"other": 1}), "not what was asked for"),
    "nothing": (helpful(lambda _: ""), "not what was asked for"),
    "no body": (s.always(Reply(body=b"", kind="text/event-stream")), "not what was asked for"),
    "endless": (s.endless(), "does not end"),
    "an endless line": (s.endless_line(), "does not end"),
    "huge": (s.huge(), "does not end"),
    "cut off": (s.cut_off(), "cut off"),
    "failing": (s.broken(), "status 500"),
    "busy": (s.refuses(429, SECRET), "too busy"),
    "key": (s.wrong_key(), "does not accept the key"),
    "forbidden": (s.refuses(403, KEY), "does not accept the key"),
    "model": (s.unknown_model(), "knows no model 'site-model'"),
    "model, told otherwise": (s.refuses(400, "Invalid model name passed in model=x"), "knows no model"),
    "model in a plain text": (s.always(Reply(status=404, body=b'{"error":"model \'x\' not found"}')), "knows no model"),
    "path": (s.always(Reply(status=404, body=b"<html>404</html>", kind="text/html")), "nothing at this address"),
    "context": (s.context_too_small(), "too large for the model's context"),
    "context of another server": (s.refuses(400, "exceeds the available context size"), "too large for the model's"),
    "context in the stream": (fault("maximum context length is 512"), "too large for the model's context"),
    "fault in the stream": (fault(SECRET, code=KEY), "failed in the midst"),
    "fault of no form": (s.streams(b'{"error": "x"}'), "failed in the midst"),
    "closes": (s.closes(), "closed the connection"),
    "redirects": (s.redirects("http://127.0.0.1:9/v1"), "sends on to another address"),
    "tools": (s.calls_tools(), "asks for tools"),
    "tools and words": (s.always(Reply(text=ANSWER, tools=("run_shell",))), "asks for tools"),
    "filter": (s.always(Reply(text="{", finish="content_filter")), "a filter of the server"),
    "page": (s.wrong_kind(), "no language-model server"),
    "packed": (s.packed(), "packs its answers"),
    "teapot": (s.refuses(418, SECRET), "does not take the question (status 418)"),
    "refused": (s.refuses(400, SECRET), "does not take the question (status 400)"),
    "bytes": (s.always(Reply(status=400, body=b"\x00\xff\xfe")), "does not take the question"),
    "refused in letters of no kind": (
        s.always(Reply(status=400, body=b"{}", kind=NO_LETTERS)),
        "not take the question",
    ),
    "a number for a piece": (s.streams(b"5"), "cannot be read"),
    "a list for a piece": (s.streams(b"[[]]"), "cannot be read"),
    "other choices": (s.streams(b'{"choices": 5}'), "cannot be read"),
    "other words": (s.streams(b'{"choices": [{"delta": {"content": {"a": 1}}}]}'), "cannot be read"),
    "half a piece": (s.streams(b'{"choices": ['), "cannot be read"),
    "no letters": (s.streams(b'\xff\xfe{"choices"'), "cannot be read"),
    "deep": (s.streams(b"[" * 100_000), "cannot be read"),
    "declined": (s.streams(b'{"choices": [{"delta": {"refusal": "I will not"}}]}'), "declines"),
    "a whole of no form": (s.always(Reply(body=b'{"choices": [{"message": 5}]}')), "cannot be read"),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_an_answer_in_whatever_manner_it_comes(name: str) -> None:
    behaviour, times = ANSWERED[name]
    with served(behaviour) as server:
        (answer,) = LanguageModel(settings(server.url, retries=2)).ask([question()])
    assert (answer.text, answer.trouble) == (ANSWER, "")
    assert answer.tokens_in > 0
    assert answer.tokens_out > 0
    assert len(server.heard) == times


@pytest.mark.parametrize("name", UNANSWERED)
def test_no_answer_and_one_clean_sentence(name: str) -> None:
    behaviour, says = UNANSWERED[name]
    with served(behaviour) as server:
        (answer,) = LanguageModel(settings(server.url, key=KEY)).ask([question(most_tokens=200)])
    assert answer.text == ""
    assert says in answer.trouble
    assert "\n" not in answer.trouble
    assert KEY not in answer.trouble
    assert not {"Quarrel", "71.3", "127.0.0.1"} & set(answer.trouble.replace(",", " ").split())


GARBAGE = (
    b"",
    b"\x16\x03\x01",
    b"garbage\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nx: " + b"a" * 200_000 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 100\r\n\r\ndata: ",
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\nab",
    b"HTTP/1.1 400 Bad\r\ncontent-length: 50\r\n\r\nab",
    b"HTTP/1.1 101 Switching\r\n\r\n",
)


@pytest.mark.parametrize("said", GARBAGE)
def test_what_is_no_answer_at_all(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def say() -> None:
            connection, _ = listening.accept()
            with connection, suppress(ConnectionError):
                connection.recv(65_536)
                connection.sendall(said)

        thread = threading.Thread(target=say)
        thread.start()
        (answer,) = LanguageModel(settings(f"http://127.0.0.1:{listening.getsockname()[1]}/v1")).ask([question()])
        thread.join()
    assert answer.trouble == "the server closed the connection"


LASTING = ("key", "forbidden", "model", "path", "redirects", "page", "packed")


@pytest.mark.parametrize("name", LASTING)
def test_after_a_trouble_that_lasts_nothing_more_is_tried(name: str) -> None:
    with served(UNANSWERED[name][0]) as server:
        model = LanguageModel(settings(server.url, concurrency=1, retries=2))
        answers = model.ask([question("1"), question("2")])
        answers += model.ask([question("3")])
    assert len({a.trouble for a in answers}) == 1
    assert answers[0].trouble
    assert len(server.heard) == 1
