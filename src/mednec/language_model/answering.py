"""Questions answered from what is kept, and by the model where nothing is: so that a review can be had again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mednec.errors import ModelError
from mednec.language_model.client import LanguageModel, Tick
from mednec.language_model.kept import KeptAnswer, KeptOrder, digest_of, kept_answer
from mednec.language_model.trouble import Unanswered
from mednec.language_model.vectors import nearest_first

if TYPE_CHECKING:
    from mednec.language_model.client import Progress
    from mednec.language_model.kept import Kept
    from mednec.language_model.settings import ModelSettings
    from mednec.pointing.question import Answer, Question

Rank = Callable[[str, Sequence[str]], Sequence[int]]


@dataclass(slots=True, kw_only=True)
class Answering:
    """Answers in the order of the questions. Without a `source` it replays, and what is not kept is an error.

    `asked` are the digests of all that was asked through it, which a book can be cut down to.
    """

    model: str
    kept: Kept
    source: LanguageModel | None = None
    embeddings: str = ""
    progress: Progress | None = None
    asked: list[str] = field(default_factory=list)

    def __call__(self, questions: Sequence[Question]) -> tuple[Answer, ...]:
        """Raises ModelError where a replay lacks an answer."""
        by_digest = {question.digest(self.model): question for question in questions}
        self.asked += [digest for digest in by_digest if digest not in self.asked]
        known = {digest: self._known(digest, question) for digest, question in by_digest.items()}
        missing = {digest: by_digest[digest] for digest, answer in known.items() if answer is None}
        found = {digest: answer for digest, answer in known.items() if answer is not None}
        if missing:
            found |= dict(zip(missing, self._from_source(tuple(missing.values()), len(found)), strict=True))
        return tuple(found[question.digest(self.model)] for question in questions)

    def order(self, question: str, passages: Sequence[str]) -> Sequence[int]:
        """Numbers of the passages, the nearest to the question first; none where no model can tell.

        Raises ModelError where a replay lacks an order.
        """
        if not self.embeddings or len(passages) < 2:
            return ()
        digest = digest_of(["order", self.embeddings, question, list(passages)])
        self.asked.append(digest)
        entry = self.kept.recall(digest)
        if not isinstance(entry, KeptOrder) or (entry.trouble and self.source is not None):
            entry = self._ordered(digest, question, passages)
            self.kept.keep(entry)
        whole = sorted(entry.order) == list(range(len(passages)))
        return entry.order if whole else ()

    def _known(self, digest: str, question: Question) -> Answer | None:
        entry = self.kept.recall(digest)
        if not isinstance(entry, KeptAnswer) or not entry.answers(question):
            return None
        return None if entry.trouble and self.source is not None else entry.as_answer

    def _from_source(self, questions: Sequence[Question], known: int) -> tuple[Answer, ...]:
        if self.source is None:
            first, more = questions[0], len(questions) - 1
            what = f"no answer of {self.model} is kept for the question on {first.subject} ({first.prompt})"
            raise _nothing_kept(what + (f" and for {more} more" if more else ""))

        def shifted(tick: Tick) -> None:
            if self.progress is not None:
                told = Tick(done=tick.done + known, of=tick.of + known, tokens=tick.tokens, subject=tick.subject)
                self.progress(told)

        def keep(question: Question, answer: Answer) -> None:
            self.kept.keep(kept_answer(question, self.model, answer))

        return self.source.ask(questions, shifted, keep)

    def _ordered(self, digest: str, question: str, passages: Sequence[str]) -> KeptOrder:
        if self.source is None:
            raise _nothing_kept(f"no order of passages by {self.embeddings} is kept")
        try:
            first, *others = self.source.embed((question, *passages))
        except Unanswered as error:
            return KeptOrder(digest=digest, trouble=error.trouble.says)
        return KeptOrder(digest=digest, order=nearest_first(first, others))


def answering(
    settings: ModelSettings, kept: Kept, *, replay: bool = False, progress: Progress | None = None
) -> Answering:
    """What answers questions under these settings. Raises ModelError where the model cannot be asked so.

    A replay sends nothing and needs neither an address nor the client.
    """
    source = None if replay else LanguageModel(settings)
    return Answering(model=settings.model, kept=kept, source=source, embeddings=settings.embeddings, progress=progress)


def replaying(model: str, kept: Kept, *, embeddings: str = "") -> Answering:
    """What answers from kept answers alone."""
    return Answering(model=model, kept=kept, embeddings=embeddings)


def _nothing_kept(what: str) -> ModelError:
    return ModelError(what, where="--replay", do="run once without --replay, with the same model and options")
