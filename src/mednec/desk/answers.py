"""What a language model was asked of a case and what it answered: kept, so that the case can always be read again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace

from mednec.errors import ModelError, StoreError
from mednec.language_model.kept import Book, KeptAnswer
from mednec.pointing.question import Question


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
