"""What a language model was asked of a case, what it answered and what became of it: for who reviews and who audits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mednec.desk.answers_kept import answers_kept
from mednec.desk.cases import determination_row, log_reading
from mednec.desk.desk import Desk
from mednec.desk.determining import json_kept
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row
from mednec.desk.words import plain
from mednec.language_model.kept import KeptAnswer
from mednec.model.life import Person
from mednec.store.engine import reading

READING = "language model"  # what was read, in the audit


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """One question as it was sent, and what came back: an answer, or the trouble there was."""

    task: str
    prompt: str  # name and version
    subject: str
    system: str
    text: str
    answer: str
    trouble: str
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLine:
    """A proposal and its verdict, as the determination tells them; words are of the document, never of the model."""

    task: str
    subject: str
    document: str | None
    start: int | None
    end: int | None
    quote: str | None
    proposed: str | None  # key of a status
    acceptance: str
    objection: str | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """The part of a language model in one determination. Without a model, `model` is empty and so is all else."""

    number: int = 0  # of the determination
    model: str = ""
    prompts: tuple[str, ...] = ()
    deidentified: bool = False
    answers: str = ""  # digest of what is kept of them
    trouble: tuple[str, ...] = ()
    questions: tuple[AskedLine, ...] = ()
    proposals: tuple[ProposedLine, ...] = ()


def model_view(desk: Desk, who: Person, case: str, number: int | None = None) -> ModelView:
    """Of the newest determination, or of a numbered one. This is a reading of the chart, and entered as one.

    Raises NotAllowed, NotFound, and StoreError where the answers are not kept any more.
    """
    require(who, Act.READ_CASE)
    with reading(desk.engine) as session:
        case_row(session, who, case)
        made = determination_row(session, case, number)
        kept = answers_kept(session, desk, made)
        told = json.loads(json_kept(desk, made)).get("language_model") if kept else None
    log_reading(desk, who, case, READING)
    if kept is None or told is None:
        return ModelView(number=made.number)
    return ModelView(
        number=made.number,
        model=kept.model,
        prompts=tuple(told["prompts"]),
        deidentified=bool(kept.secret),
        answers=made.answers,
        trouble=tuple(told["trouble"]),
        questions=tuple(map(_shown, kept.book.answers)),
        proposals=tuple(_proposals(told)),
    )


def _shown(each: KeptAnswer) -> AskedLine:
    """A question with its answer as it can be shown: a model may write what no terminal and no page should be sent."""
    return AskedLine(
        task=each.task,
        prompt=each.prompt,
        subject=each.subject,
        system=each.system,
        text=each.text,
        answer=plain(each.answer),
        trouble=each.trouble,
        tokens_in=each.tokens_in,
        tokens_out=each.tokens_out,
    )


def _proposals(told: Mapping[str, Any]) -> Iterator[ProposedLine]:
    names = ProposedLine.__dataclass_fields__
    for each in told["proposals"]:
        yield ProposedLine(**{name: each[name] for name in names})
