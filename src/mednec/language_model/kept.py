"""Answers that are kept, each under the digest of its question: in a folder, or in a book that goes with a case."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from mednec.errors import ModelError
from mednec.intake.own_folder import is_own, put
from mednec.pointing.question import Answer, Question

ANSWERS = "MEDNEC_ANSWERS"


class KeptAnswer(BaseModel):
    """A question as it was asked and what came back: what an auditor reads, and what a replay goes by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: str
    model: str
    task: str
    prompt: str
    subject: str
    system: str
    text: str
    schema_digest: str
    answer: str = ""
    trouble: str = ""
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def as_answer(self) -> Answer:
        """What came back."""
        return Answer(text=self.answer, trouble=self.trouble, tokens_in=self.tokens_in, tokens_out=self.tokens_out)

    def answers(self, question: Question) -> bool:
        """Whether it is of this question, and still fits its form."""
        if (self.system, self.text) != (question.system, question.text):
            return False
        try:
            if not self.trouble:
                question.form.model_validate_json(self.answer)
        except ValidationError:
            return False
        return True


class KeptOrder(BaseModel):
    """In which order passages came near a question; or why a model could not tell."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: str
    order: tuple[int, ...] = ()
    trouble: str = ""


Entry = KeptAnswer | KeptOrder


class Kept(Protocol):
    """Where answers are kept."""

    def recall(self, digest: str) -> Entry | None:
        """What is kept under a digest; none where nothing is, or it is damaged."""
        ...

    def keep(self, entry: Entry) -> None:
        """Keeps it in the place of what was kept for the same question."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswers:
    """A folder that only its owner may read and write, a file for each question; no folder, and nothing is kept."""

    folder: Path | None = None

    def recall(self, digest: str) -> Entry | None:
        if self.folder is None:
            return None
        try:
            if not is_own(self.folder):
                return None
            written = (self.folder / f"{digest}.json").read_bytes()
        except OSError:
            return None
        entry = _read(written)
        return entry if entry is not None and entry.digest == digest else None

    def keep(self, entry: Entry) -> None:
        """A disk that is full or closed is no reason to stop a review."""
        if self.folder is None:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if is_own(self.folder):
                put(self.folder, f"{entry.digest}.json", _line(entry))


@dataclass(slots=True)
class Book:
    """Answers in memory, and as bytes to be sealed with a case: the same answers are the same bytes."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def recall(self, digest: str) -> Entry | None:
        return self.entries.get(digest)

    def keep(self, entry: Entry) -> None:
        self.entries[entry.digest] = entry

    @property
    def answers(self) -> tuple[KeptAnswer, ...]:
        """By task, subject and prompt."""
        found = (entry for entry in self.entries.values() if isinstance(entry, KeptAnswer))
        return tuple(sorted(found, key=lambda a: (a.task, a.subject, a.prompt, a.digest)))

    def only(self, digests: Iterable[str]) -> Book:
        """The entries under these digests: what one review used of a book that served several."""
        wanted = set(digests)
        return Book({digest: entry for digest, entry in self.entries.items() if digest in wanted})

    def to_bytes(self) -> bytes:
        """A line for each entry, in the order of their digests."""
        return b"".join(_line(self.entries[digest]) for digest in sorted(self.entries))

    @classmethod
    def from_bytes(cls, written: bytes) -> Book:
        """Raises ModelError for bytes that are no book."""
        book = cls()
        for number, line in enumerate(written.splitlines(), 1):
            entry = _read(line)
            if entry is None:
                raise ModelError("the kept answers are damaged", where=f"line {number}", do="ask the model anew")
            book.keep(entry)
        return book


def kept_answer(question: Question, model: str, answer: Answer) -> KeptAnswer:
    """An answer as it is kept."""
    return KeptAnswer(
        digest=question.digest(model),
        model=model,
        task=question.task.value,
        prompt=question.prompt,
        subject=question.subject,
        system=question.system,
        text=question.text,
        schema_digest=digest_of(dict(question.schema)),
        answer=answer.text,
        trouble=answer.trouble,
        tokens_in=answer.tokens_in,
        tokens_out=answer.tokens_out,
    )


def digest_of(told: object) -> str:
    """SHA-256 over what can be written as JSON."""
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def kept_in(environment: Mapping[str, str]) -> KeptAnswers:
    """In `MEDNEC_ANSWERS`, else in the user's cache folder. An empty `MEDNEC_ANSWERS` keeps nothing."""
    cache = environment.get("XDG_CACHE_HOME", "").strip() or "~/.cache"
    given = environment.get(ANSWERS, f"{cache}/mednec/answers").strip()
    try:
        return KeptAnswers(folder=Path(given).expanduser()) if given else KeptAnswers()
    except RuntimeError:  # this user has no home, as in some containers: there is no folder to keep anything in
        return KeptAnswers()


def _line(entry: Entry) -> bytes:
    told = json.dumps(entry.model_dump(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return told.encode() + b"\n"


def _read(written: bytes) -> Entry | None:
    for form in (KeptAnswer, KeptOrder):
        try:
            return form.model_validate_json(written)
        except ValidationError:
            continue
    return None
