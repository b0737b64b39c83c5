"""What a server says, piece by piece: read with care, for nothing obliges it to say what the interface has it say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from mednec.language_model.taking import paired
from mednec.language_model.trouble import (
    CUT_OFF,
    DECLINED,
    ENDLESS,
    HELD_BACK,
    NO_SERVER,
    TOOLS,
    Trouble,
    Unanswered,
)

if TYPE_CHECKING:
    from openai import AsyncAPIResponse, AsyncStream
    from openai.types.chat import ChatCompletionChunk

LETTERS_OF_A_TOKEN = 16  # at most: nothing longer is believed
_STREAM, _WHOLE = "text/event-stream", "application/json"


class _Words(BaseModel):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[object] | None = None
    function_call: object | None = None


class _Choice(BaseModel):
    delta: _Words | None = None
    message: _Words | None = None  # where a server does not stream
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Piece(BaseModel):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None


@dataclass(slots=True)
class Heard:
    """What was heard so far of one answer."""

    text: str = ""
    finish: str = ""
    declined: bool = False
    tools: bool = False
    tokens_in: int = 0  # as the server counts them; nothing where it does not
    tokens_out: int = 0

    def add(self, piece: _Piece) -> None:
        for choice in (piece.choices or [])[:1]:
            words = choice.message or choice.delta or _Words()
            self.text += words.content or ""
            self.declined = self.declined or bool(words.refusal)
            self.tools = self.tools or bool(words.tool_calls or words.function_call)
            self.finish = choice.finish_reason or self.finish
        if piece.usage is not None:
            self.tokens_in = max(piece.usage.prompt_tokens or 0, 0)
            self.tokens_out = max(piece.usage.completion_tokens or 0, 0)

    def told(self) -> str:
        """The answer as text. Raises Unanswered where it is none."""
        if self.tools:
            raise Unanswered(Trouble(says=TOOLS))
        if self.finish == "length":
            raise Unanswered(Trouble(says=CUT_OFF))
        if self.finish == "content_filter":
            raise Unanswered(Trouble(says=HELD_BACK))
        if self.declined and not self.text:
            raise Unanswered(Trouble(says=DECLINED))
        return paired(self.text)


async def hear(
    response: AsyncAPIResponse[AsyncStream[ChatCompletionChunk]],
    heard: Heard,
    most_tokens: int,
    tick: Callable[[], None],
) -> None:
    """Fills `heard`; `tick` is called after each piece. Raises Unanswered, what the client raises, ValueError."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _WHOLE:
        heard.add(_Piece.model_validate_json(await response.text()))
        tick()
        return
    if kind not in (_STREAM, "text/plain", ""):
        raise Unanswered(Trouble(says=NO_SERVER, lasting=True))
    async for event in await response.parse():
        heard.add(_Piece.model_validate(event.model_dump(warnings=False) if isinstance(event, BaseModel) else event))
        if len(heard.text) > most_tokens * LETTERS_OF_A_TOKEN:
            raise Unanswered(Trouble(says=ENDLESS))
        tick()
