"""A chart read with what a language model answered: from kept answers alone, or asking for those that are not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mednec.deidentified.scrub import vocabulary_of
from mednec.desk.answers import Answers
from mednec.errors import StoreError
from mednec.language_model.deidentify import copies_of
from mednec.language_model.kept import Book, kept_answer
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
