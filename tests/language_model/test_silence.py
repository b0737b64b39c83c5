"""No word of a chart, a prompt or an answer, no key and no address goes into a log, whatever its level."""

from __future__ import annotations

import logging

import pytest

from mednec.language_model.client import LanguageModel
from tests.language_model import served as s
from tests.language_model.asking import SECRET, question, settings
from tests.language_model.served import helpful, served

LOGGERS = ("openai", "openai._base_client", "httpx2", "httpcore2", "httpcore2.http11", "httpcore2.connection")


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    for behaviour in (helpful(lambda _: {"said": SECRET}), s.broken(), s.wrong_key(), s.not_json()):
        with served(behaviour) as server:
            LanguageModel(settings(server.url, key="sk-secret", embeddings="v")).ask([question()])
            LanguageModel(settings(server.url, key="sk-secret", embeddings="v")).embed(["a", "b"])
    said = [record for record in caplog.records if record.name.startswith(("openai", "http", "mednec"))]
    assert said == []
    assert "Quarrel" not in caplog.text
    assert "sk-secret" not in caplog.text
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", LOGGERS)
def test_loggers_that_somebody_turned_up(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with served(helpful(lambda _: {"said": "yes"})) as server, caplog.at_level(logging.DEBUG, logger=name):
        LanguageModel(settings(server.url)).ask([question()])
    assert [record for record in caplog.records if record.name.startswith(("openai", "http"))] == []
