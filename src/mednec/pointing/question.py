"""A question to a language model, and its answer; what a question holds decides its digest, and so its kept answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from mednec.model.proposal import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. The chart stands in `text` as quoted data; the answer must fit `schema` (JSON Schema)."""

    task: Task
    prompt: str  # name and version of the prompt, "evidence-1"
    subject: str  # label of the clause, name of the document: for messages and progress
    system: str  # the prompt itself
    text: str
    schema: Mapping[str, object]
    form: type[BaseModel] = field(repr=False)  # what an answer is read into; raises ValidationError
    most_tokens: int = 1500  # of the answer

    def digest(self, model: str) -> str:
        """SHA-256 over model, prompt version and input."""
        told = [model, self.prompt, self.system, self.text, dict(self.schema), self.most_tokens]
        return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: JSON that fits the question's form, or the `trouble` in one sentence."""

    text: str = ""
    trouble: str = ""
    tokens_in: int = 0
    tokens_out: int = 0


Ask = Callable[[Sequence[Question]], Sequence[Answer]]  # the answers in the order of the questions, one for each
