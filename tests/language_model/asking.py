"""Questions and settings for the tests of a client; no question holds a word of a real chart."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from mednec.language_model.settings import ModelSettings
from mednec.model.proposal import Task
from mednec.pointing.question import Question
from tests.language_model.served import MODEL

SECRET = "Wolfgang Quarrel weighs 71.3 kg"  # what stands in the chart of a question


class Told(BaseModel):
    """What the questions of these tests are answered with."""

    model_config = ConfigDict(extra="forbid")
    said: str = Field(max_length=200)


def question(subject: str = "1", text: str = SECRET, **kwargs: Any) -> Question:
    """A question about a clause."""
    return Question(
        task=Task.EVIDENCE,
        prompt="evidence-1",
        subject=subject,
        system="Answer with what is said.",
        text=f"{text}\n\nClause {subject}",
        schema=Told.model_json_schema(),
        form=Told,
        **kwargs,
    )


def settings(url: str, **kwargs: Any) -> ModelSettings:
    """Settings that lose no time."""
    return ModelSettings(**{"model": MODEL, "url": url, "timeout": 5.0, "retries": 0, **kwargs})
