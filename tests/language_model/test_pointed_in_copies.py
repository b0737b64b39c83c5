"""A model that sees only de-identified copies, and the determination that comes of what it points to."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from mednec.chart.dates import find_dates
from mednec.deidentified.names import words_of_name
from mednec.deidentified.scrub import vocabulary_of
from mednec.language_model.deidentify import copies_of
from mednec.model.proposal import Task
from mednec.packs.shelf import policy_for
from mednec.pointing.point import Window, pointed
from mednec.pointing.question import Answer, Question
from mednec.pointing.sent import Copies, as_they_stand
from mednec.render import render
from mednec.review import Read, judge, read
from tests.cases.reviewed import worked
from tests.shipped import library

NAME = "IG-DEV-01"
WHOLE = Window(tokens=100_000)


@cache
def case_read() -> Read:
    case = worked(NAME)[0]
    return read(case, policy_for(library(), case.request), library())


class Pointing:
    """A model that points at some lines of each document, the same ones whatever the words in them are."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def __call__(self, questions: Sequence[Question]) -> Sequence[Answer]:
        self.asked += questions
        return [self._answer(question) for question in questions]

    def _answer(self, question: Question) -> Answer:
        if question.task is not Task.EVIDENCE:
            return Answer(text=json.dumps({"facts": []}))
        papers = re.findall(r"<<(D\d+) (\w+)>>[^\n]*\n(.*?)\n<</\1 \2>>", question.text, re.DOTALL)
        lines = [(handle, n, line) for handle, _, body in papers for n, line in enumerate(body.split("\n"))]
        told = [(handle, line) for handle, n, line in lines if n in (3, 6) and line.strip()]
        claims: dict[str, object] = {"claims": []} if "claims" in json.dumps(dict(question.schema)) else {}
        proposals = [
            {"document": handle, "quote": line, **claims, "reason": "states it", "status": "met"}
            for handle, line in told[:8]
        ]
        return Answer(text=json.dumps({"proposals": proposals}))


def determined(copies: Copies) -> tuple[str, Pointing]:
    model = Pointing()
    found = pointed(case_read(), library(), model="a-model", ask=model, copies=copies, window=WHOLE)
    return render(judge(found), worked(NAME)[0].documents, "json"), model


def test_the_same_places_in_a_copy_give_the_same_determination_and_no_identifier_is_asked() -> None:
    case = worked(NAME)[0]
    plain, _ = determined(as_they_stand(case.documents))
    copied, model = determined(copies_of(case, vocabulary_of(library())))
    told = json.loads(copied)["language_model"]
    assert told["accepted"] + told["shown"] > 0
    assert copied == plain

    request = case.request
    sent = "\n".join(question.system + question.text for question in model.asked)
    names = (*words_of_name(request.patient.name), *words_of_name(request.requester.name))
    assert [name for name in names if len(name) > 2 and re.search(rf"\b{re.escape(name)}\b", sent)] == []
    assert [number for number in (request.id, request.patient.id, request.requester.npi) if number in sent] == []
    assert request.patient.birth_date not in _days(sent)


def _days(text: str) -> set[date]:
    as_of = worked(NAME)[0].request.received.date()
    return {m.period.first for m in find_dates(text, as_of)}
