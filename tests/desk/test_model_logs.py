"""No word of a chart, a question, an answer or the key is in a log, whatever a language model's server does."""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from mednec.desk.logs import set_up_logs
from tests.desk.asked_model import INVENTED, STANDS, pointing, points, read
from tests.desk.office import Office, staffed
from tests.language_model.served import Behaviour, broken, helpful

TOLD = (INVENTED, STANDS, "Delacroix", "TM-77120458", "k-secret", "lupus nephritis", "The open clause", "D1 ")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs({"MEDNEC_LOG_LEVEL": "debug"}, stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("behaviour", [helpful(points), broken()], ids=["answers", "fails"])
def test_no_word_gets_out(behaviour: Behaviour, lines: io.StringIO, tmp_path: Path, migrated_sqlite: Path) -> None:
    path = Path(shutil.copy(migrated_sqlite, tmp_path / "asked.db"))
    office = staffed(Office(url=f"sqlite:///{path}"))
    with pointing(office, behaviour, model_deidentify="no") as server:
        read(office)
    office.desk.engine.dispose()
    logged = lines.getvalue()
    assert server.heard
    assert any(STANDS in str(request) for request in server.heard)  # it was there to be told
    assert logged
    assert [word for word in TOLD if word.lower() in logged.lower()] == []
