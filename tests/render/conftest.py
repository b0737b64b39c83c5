"""The hand-made determination, printed once in each format."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mednec.render import render
from tests.render.a_chart import DOCUMENTS
from tests.render.a_determination import determination


@pytest.fixture(scope="session")
def text() -> str:
    return render(determination(), DOCUMENTS, "text")


@pytest.fixture(scope="session")
def markdown() -> str:
    return render(determination(), DOCUMENTS, "md")


@pytest.fixture(scope="session")
def html() -> str:
    return render(determination(), DOCUMENTS, "html")


@pytest.fixture(scope="session")
def record() -> Any:
    return json.loads(render(determination(), DOCUMENTS, "json"))
