"""What a language model was asked of a case and what it answered: kept, so that the case can always be read again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mednec.deidentified.scrub import vocabulary_of
from mednec.errors import ModelError, StoreError
from mednec.language_model.deidentify import copies_of
from mednec.language_model.kept import Book, KeptAnswer, kept_answer
from mednec.model.proposal import Pointed
from mednec.model.request import Case
from mednec.packs.library import Library
from mednec.pointing.point import Window, pointed
from mednec.pointing.question import Answer, Ask, Question
from mednec.pointing.sent import Copies, as_they_stand
from mednec.pointing.sorting import sorted_documents
from mednec.review import Read, read

NOT_REWRITTEN = "nothing was sent: an identifier of the request would be left in a copy"
NOT_ASKED = "the case was changed after the language model was asked, and it was not asked again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The questions of one reading of a case with their answers, and how they were put.

    With these the case is read again as it was, without the model's server. `secret` is what the other names and dates
    of de-identified copies are drawn from; it is empty where documents were sent as they stand. `withheld` says why
    nothing was sent, where that is so. The book is never written to: another reading makes another one.
    """

    model: str
    window: int  # tokens of a chart in one question
    secret: str = field(default="", repr=False)  # in hexadecimal
    withheld: str = ""
    book: Book = field(default_factory=Book, repr=False)

    def packed(self) -> bytes:
        """As it is kept: a line on how the questions were put, then the book. The same answers are the same bytes."""
        told = {"model": self.model, "window": self.window, "secret": self.secret, "withheld": self.withheld}
        return json.dumps(told, sort_keys=True).encode() + b"\n" + self.book.to_bytes()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.packed()).hexdigest()

    def known(self, question: Question) -> KeptAnswer | None:
        """The answer to a question, or its trouble; nothing where it was never put so."""
        entry = self.book.recall(question.digest(self.model))
        return entry if isinstance(entry, KeptAnswer) and entry.answers(question) else None

    def answered_only(self) -> Answers:
        """Without the questions that had trouble: those are put once more."""
        return replace(self, book=self.book.only(each.digest for each in self.book.answers if not each.trouble))


def unpacked(content: bytes) -> Answers:
    """Answers as they were kept. Raises StoreError."""
    how, _, lines = content.partition(b"\n")
    try:
        return Answers(**json.loads(how), book=Book.from_bytes(lines))
    except (ModelError, ValueError, TypeError) as error:
        do = "restore it from a backup"
        raise StoreError("what the language model answered cannot be opened", where="case", do=do) from error


def read_with(
    case: Case, found: Read, library: Library, answers: Answers, ask: Ask | None = None
) -> tuple[Case, Read, Answers]:
    """The case and its chart with what the model pointed to, and the answers that this took, no more and no fewer.

    Documents that do not say what they are may be sorted; then the chart is read anew. Without `ask` only what is kept
    is used: a question that was never put has no answer, and the case says so.
    """
    copies = _copies_for(case, library, answers.secret)
    if copies is None or answers.withheld:
        why = answers.withheld or NOT_REWRITTEN
        told = Pointed(model=answers.model, prompts=(), asked=0, trouble=(why,))
        alone = replace(found, beside=replace(found.beside, pointed=told))
        return case, alone, replace(answers, withheld=why, book=Book())
    used = Book()

    def put(questions: Sequence[Question]) -> Sequence[Answer]:
        known = [answers.known(question) for question in questions]
        new = [question for question, entry in zip(questions, known, strict=True) if entry is None]
        fresh = iter(ask(new) if ask is not None and new else [Answer(trouble=NOT_ASKED) for _ in new])
        given = []
        for question, kept in zip(questions, known, strict=True):
            entry = kept or kept_answer(question, answers.model, next(fresh))
            used.keep(entry)
            given.append(entry.as_answer)
        return given

    model, window = answers.model, Window(tokens=answers.window)
    taken, before = sorted_documents(case, library, model=model, ask=put, copies=copies)
    chart = found if taken is case else read(taken, found.policy, library)
    chart = pointed(chart, library, model=model, ask=put, copies=copies, window=window, before=before)
    return taken, chart, replace(answers, book=used)


def _copies_for(case: Case, library: Library, secret: str) -> Copies | None:
    """The documents as they are sent; nothing where what names the patient would be left in one."""
    if not secret:
        return as_they_stand(case.documents)
    try:
        return copies_of(case, vocabulary_of(library), bytes.fromhex(secret))
    except StoreError:
        return None
