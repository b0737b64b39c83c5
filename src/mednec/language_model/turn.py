"""One question and its answer: asked as the server understands it, heard with care, mended once where it must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mednec.language_model.hearing import Heard, hear
from mednec.language_model.manner import Manner, asked, asked_again
from mednec.language_model.taking import read_into
from mednec.language_model.trouble import INVALID, Trouble, Unanswered, as_trouble, is_told
from mednec.pointing.papers import tokens_of

if TYPE_CHECKING:
    from openai import AsyncOpenAI

    from mednec.language_model.settings import ModelSettings
    from mednec.pointing.question import Question

_LONGEST_MENDED = 8_000  # letters of a bad answer that are sent back


@dataclass(slots=True, kw_only=True)
class Turn:
    """A question under way, and what it took so far over all that was sent for it."""

    settings: ModelSettings
    question: Question
    manner: Manner
    heard_more: Callable[[], None]  # called after each piece of an answer
    tokens_in: int = 0
    tokens_out: int = 0
    pieces: int = 0

    @property
    def most_tokens(self) -> int:
        """Of one answer, with what the model may think."""
        return self.question.most_tokens + self.settings.thinking

    def needed(self, more: Sequence[Mapping[str, str]] = ()) -> int:
        """About how many tokens of the model's context it takes."""
        messages = (*asked(self.question, self.manner), *more)
        return sum(tokens_of(each["content"]) for each in messages) + self.most_tokens

    async def told(self, client: AsyncOpenAI) -> str:
        """JSON that fits the question. Raises Unanswered."""
        text = await self._said(client, ())
        piece, faults = read_into(self.question.form, text)
        if not faults:
            return piece
        more = asked_again(text[:_LONGEST_MENDED], faults)
        if self.needed(more) > self.settings.context:
            raise Unanswered(Trouble(says=INVALID))
        piece, faults = read_into(self.question.form, await self._said(client, more))
        if faults:
            raise Unanswered(Trouble(says=INVALID))
        return piece

    async def _said(self, client: AsyncOpenAI, more: Sequence[Mapping[str, str]]) -> str:
        import openai

        manner = self.manner
        while True:
            with as_trouble(self.settings.model):
                try:
                    heard = await self._heard(client, manner, (*asked(self.question, manner), *more))
                except openai.APIError as error:
                    lower = None if is_told(error) else manner.lowered(error)
                    if lower is None:
                        raise
                    manner = lower
                    continue
            self.manner = manner  # only now: an answer came
            return heard.told()

    async def _heard(self, client: AsyncOpenAI, manner: Manner, messages: Sequence[Mapping[str, str]]) -> Heard:
        create: Any = client.chat.completions.with_streaming_response.create
        heard = Heard()

        def one_more() -> None:
            self.pieces += 1
            self.heard_more()

        sent = manner.parameters(self.question, self.settings.thinking)
        async with create(model=self.settings.model, messages=messages, **sent) as response:
            try:
                await hear(response, heard, self.most_tokens, one_more)
            finally:
                self.tokens_in += heard.tokens_in or sum(tokens_of(each["content"]) for each in messages)
                self.tokens_out += heard.tokens_out or tokens_of(heard.text)
        return heard
