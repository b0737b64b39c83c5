"""A language model asked over the interface that most servers of such models have."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from mednec.errors import ModelError
from mednec.language_model.budget import Budget
from mednec.language_model.connection import connected
from mednec.language_model.manner import Manner
from mednec.language_model.trouble import TOO_SLOW, TOO_SMALL, Trouble, Unanswered, as_trouble
from mednec.language_model.turn import Turn
from mednec.language_model.vectors import Vector, vectors_of
from mednec.pointing.papers import tokens_of
from mednec.pointing.question import Answer, Question

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from openai import AsyncOpenAI

    from mednec.language_model.settings import ModelSettings

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """How far the questions are: for a person who waits."""

    done: int
    of: int
    tokens: int
    subject: str


Progress = Callable[[Tick], None]


class LanguageModel:
    """One model on one server, for one case: what it may cost is counted over all that is asked here.

    Raises ModelError where it cannot be asked as it is set up. Whatever goes wrong later is the trouble of an answer.
    """

    def __init__(self, settings: ModelSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        settings.check()
        if find_spec("openai") is None:
            what, do = "the client for language models is not installed", "pip install 'mednec[model]'"
            raise ModelError(what, where="--model", do=do)
        self.settings, self._clock = settings, clock
        self.budget = Budget(settings.budget, settings.whole_time, clock)
        self._manner = Manner()
        self._lasting = ""
        self._embedded: dict[str, Vector] = {}
        self._flowing = 0  # pieces of answers that are being heard

    def for_another_case(self) -> LanguageModel:
        """The same model with a budget of its own, asked in the manner that its server is known to understand."""
        other = LanguageModel(self.settings, clock=self._clock)
        other._manner = self._manner
        return other

    def ask(
        self,
        questions: Sequence[Question],
        progress: Progress | None = None,
        answered: Callable[[Question, Answer], None] | None = None,
    ) -> tuple[Answer, ...]:
        """The answers in the order of the questions, one for each; `answered` is told each as it comes.

        Raises ModelError for a proxy or certificates of the environment that cannot be used.
        """
        return _run(self._answers(questions, progress, answered)) if questions else ()

    def embed(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """A vector for each text. Raises Unanswered, and ModelError as `ask` does."""
        new = tuple(dict.fromkeys(text for text in texts if text not in self._embedded))
        if new:
            self._embedded |= dict(zip(new, _run(self._vectors(new)), strict=True))
        return tuple(self._embedded[text] for text in texts)

    async def _answers(
        self,
        questions: Sequence[Question],
        progress: Progress | None,
        answered: Callable[[Question, Answer], None] | None,
    ) -> tuple[Answer, ...]:
        found: dict[int, Answer] = {}
        waiting = iter(enumerate(questions))  # each is taken by whoever is free, in order
        self.budget.start()

        def tick(subject: str) -> None:
            if progress is not None:
                tokens = self.budget.spent + self._flowing
                progress(Tick(done=len(found), of=len(questions), tokens=tokens, subject=subject))

        async def take(client: AsyncOpenAI) -> None:
            for number, question in waiting:
                tick(question.subject)
                found[number] = await self._answer(client, question, tick)
                if answered is not None:
                    answered(question, found[number])
                tick(question.subject)

        async with connected(self.settings) as client, asyncio.TaskGroup() as group:
            for _ in range(min(self.settings.concurrency, len(questions))):
                group.create_task(take(client))
        return tuple(found[number] for number in range(len(questions)))

    async def _answer(self, client: AsyncOpenAI, question: Question, tick: Callable[[str], None]) -> Answer:
        def heard_more() -> None:
            self._flowing += 1
            tick(question.subject)

        turn = Turn(settings=self.settings, question=question, manner=self._manner, heard_more=heard_more)
        needed = turn.needed()
        if needed > self.settings.context:
            return Answer(trouble=TOO_SMALL)
        trouble, text = self._lasting or self.budget.take(needed), ""
        if trouble:
            return Answer(trouble=trouble)
        try:
            async with asyncio.timeout(min(self.settings.timeout, max(self.budget.left(), 0))):
                text = await turn.told(client)
            self._manner = turn.manner
        except TimeoutError:
            trouble = self.budget.late or TOO_SLOW
            turn.tokens_in = turn.tokens_in or needed - turn.most_tokens  # it may have been at work on it
        except Unanswered as error:
            trouble = error.trouble.says
            self._lasting = self._lasting or (trouble if error.trouble.lasting else "")
        self._flowing -= turn.pieces
        self.budget.settle(needed, turn.tokens_in, turn.tokens_out)
        return Answer(text=text, trouble=trouble, tokens_in=turn.tokens_in, tokens_out=turn.tokens_out)

    async def _vectors(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        needed = sum(map(tokens_of, texts))
        self.budget.start()
        trouble = self._lasting or self.budget.take(needed)
        if trouble:
            raise Unanswered(Trouble(says=trouble))
        limit = min(self.settings.timeout, max(self.budget.left(), 0))
        try:
            async with connected(self.settings) as client, asyncio.timeout(limit):
                with as_trouble(self.settings.embeddings):
                    return await vectors_of(client, self.settings.embeddings, texts)
        except TimeoutError:
            raise Unanswered(Trouble(says=self.budget.late or TOO_SLOW)) from None
        finally:
            self.budget.settle(needed, needed, 0)


def _run(work: Coroutine[Any, Any, _T]) -> _T:
    """Done here; in a thread of its own where this one is busy with work of its kind."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()
