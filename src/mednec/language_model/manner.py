"""How a server is asked: servers differ in what they understand, and what one does not is left away."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from mednec.language_model.trouble import words_of

if TYPE_CHECKING:
    from openai import APIError

    from mednec.pointing.question import Question

SEED = 20
_OPTIONAL = ("stream_options", "seed", "temperature", "max_tokens")
_GRAMMAR = re.compile(r"response_format|json_schema|json schema|grammar|guided|structured", re.I)
_NO_NAME = re.compile(r"[^a-zA-Z0-9_-]")


class Form(IntEnum):
    """How a server is told what an answer must look like, the surest first."""

    SCHEMA = 0
    OBJECT = 1
    WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What a server is known to understand; at first everything."""

    form: Form = Form.SCHEMA
    without: frozenset[str] = frozenset()

    def parameters(self, question: Question, thinking: int) -> dict[str, object]:
        """What is sent beside model and messages. Tools are never offered."""
        most = question.most_tokens + thinking
        sent: dict[str, object] = {"stream": True}
        sent["max_completion_tokens" if "max_tokens" in self.without else "max_tokens"] = most
        if "temperature" not in self.without:
            sent["temperature"] = 0
        if "seed" not in self.without:
            sent["seed"] = SEED
        if "stream_options" not in self.without:
            sent["stream_options"] = {"include_usage": True}
        if self.form is Form.SCHEMA:
            name = _NO_NAME.sub("_", question.prompt)[:64]
            schema = {"name": name, "strict": True, "schema": dict(question.schema)}
            sent["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.form is Form.OBJECT:
            sent["response_format"] = {"type": "json_object"}
        return sent

    def system(self, question: Question) -> str:
        """The prompt; with the schema in words where the server cannot hold an answer to it."""
        if self.form is Form.SCHEMA:
            return question.system
        schema = json.dumps(dict(question.schema), ensure_ascii=False)
        told = "Answer with one JSON object and nothing else. It must fit this JSON Schema:"
        return f"{question.system}\n\n{told}\n{schema}"

    def lowered(self, error: APIError) -> Manner | None:
        """The manner without what a server refused; none where it is something else that it refused."""
        import openai

        if not isinstance(error, openai.APIStatusError):
            return None
        status, words = error.status_code, words_of(error)
        if status not in (400, 422):
            return self._lower_form() if status >= 500 and _GRAMMAR.search(words) else None
        for name in _OPTIONAL:
            if name not in self.without and (error.param == name or re.search(rf"\b{name}\b", words)):
                return replace(self, without=self.without | {name})
        return self._lower_form()

    def _lower_form(self) -> Manner | None:
        return None if self.form is Form.WORDS else replace(self, form=Form(self.form + 1))


def asked(question: Question, manner: Manner) -> list[Mapping[str, str]]:
    """The messages of a question: the prompt, and the chart as data."""
    return [{"role": "system", "content": manner.system(question)}, {"role": "user", "content": question.text}]


def asked_again(bad: str, faults: str) -> list[Mapping[str, str]]:
    """What is added so that an answer may be mended once."""
    wish = f"That is not what was asked for: {faults}. Answer again, with the JSON object only."
    return [{"role": "assistant", "content": bad}, {"role": "user", "content": wish}]
