"""From answers to a determination: what a model pointed to may settle an open clause, and leaves its trace."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from mednec.criteria.second import POINTED
from mednec.model.determination import CriterionResult, Determination
from mednec.model.proposal import Acceptance, Pointed
from mednec.model.words import Status
from mednec.packs.shelf import policy_for
from mednec.pointing.point import NOT_AS_ASKED, pointed, questions_of
from mednec.pointing.question import Answer, Ask, Question
from mednec.pointing.sent import Copies, as_they_stand
from mednec.render import render
from mednec.review import judge, review
from tests.pointing.chart_with import NOTE, as_read, case_with
from tests.shipped import library

TEXT = "Fexofenad1ne was not tolerated."
TRIED = "I.C.3.b"


def copies(*texts: str) -> Copies:
    return as_they_stand(tuple(h.document for h in as_read(*texts).record.facts.chart.headers))


def handle_of(subject: str, document: str = NOTE) -> str:
    """The handle by which a document is shown in the question on a clause."""
    asked = next(a for a in questions_of(as_read(TEXT), copies(TEXT)) if a.question.subject == subject)
    return next(handle for handle, name in asked.documents.items() if name == document)


def proposing(subject: str, proposals: Sequence[Mapping[str, object]]) -> Ask:
    """A model that proposes these for one clause, and nothing otherwise."""

    def ask(questions: Sequence[Question]) -> Sequence[Answer]:
        own = json.dumps({"proposals": list(proposals)})
        return tuple(
            Answer(
                text=own
                if q.subject == subject
                else '{"facts": []}'
                if "facts" in str(q.schema)
                else '{"proposals": []}'
            )
            for q in questions
        )

    return ask


def with_model(ask: Ask) -> tuple[Determination, Pointed]:
    found = pointed(as_read(TEXT), library(), model="site-model", ask=ask, copies=copies(TEXT))
    determination = judge(found)
    assert determination.pointed is not None
    return determination, determination.pointed


def leaf(determination: Determination, label: str) -> CriterionResult:
    roots = (determination.criteria, *determination.limits, *determination.exclusions)
    nodes = (n for root in roots for n in (*root.leaves(), *_referred(root)))
    return next(n for n in nodes if n.clause == label)


def _referred(node: CriterionResult) -> Sequence[CriterionResult]:
    below = (*node.children, *((node.referred,) if node.referred else ()))
    return [leaf for child in below for leaf in (*child.leaves(), *_referred(child))]


def quote(**changed: object) -> Mapping[str, object]:
    claim = {"about": "fexofenadine", "says": "intolerant", "named": "Fexofenad1ne", "words": []}
    return {
        "document": handle_of(TRIED),
        "quote": TEXT,
        "claims": [claim],
        "reason": "tells how a treatment went",
        "status": "met",
        **changed,
    }


def test_an_open_clause_is_settled_by_what_the_program_reads_in_words_pointed_to() -> None:
    assert leaf(judge(as_read(TEXT)), TRIED).status is Status.NOT_DOCUMENTED
    determination, told = with_model(proposing(TRIED, [quote()]))
    result = leaf(determination, TRIED)
    assert (result.status, result.pointed) == (Status.MET, True)
    assert POINTED in result.note
    assert result.because[0].quote == TEXT
    assert [v.acceptance for v in told.under(TRIED)] == [Acceptance.ACCEPTED]
    assert dict(determination.provenance)["language model"].startswith("site-model; evidence-1, ")


def test_the_model_s_word_alone_settles_nothing() -> None:
    without_claim = quote(claims=[])
    other = quote(claims=[{"about": "loratadine", "says": "intolerant", "named": "Fexofenad1ne", "words": []}])
    altered = quote(quote="Fexofenad1ne was tolerated.")
    for proposal in (without_claim, other, altered):
        determination, told = with_model(proposing(TRIED, [proposal]))
        assert leaf(determination, TRIED).status is Status.NOT_DOCUMENTED
        assert told.findings == ()


def test_with_nothing_proposed_only_the_trace_of_having_asked_is_left() -> None:
    plain, (asked, told) = judge(as_read(TEXT)), with_model(proposing(TRIED, []))
    assert (told.verdicts, told.trouble, told.findings) == ((), (), ())
    assert (asked.criteria, asked.limits, asked.exclusions) == (plain.criteria, plain.limits, plain.exclusions)
    assert asked.outcome is plain.outcome


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Answer(trouble="the server does not answer in time"), "the server does not answer in time"),
        (Answer(text="certainly! the clause is met"), NOT_AS_ASKED),
        (Answer(text='{"proposals": [{"status": "met"}]}'), NOT_AS_ASKED),
    ],
)
def test_trouble_is_told_once_and_the_review_goes_on(answer: Answer, trouble: str) -> None:
    determination, told = with_model(lambda questions: tuple(answer for _ in questions))
    assert told.trouble == (trouble,)
    assert determination.outcome is judge(as_read(TEXT)).outcome


def test_the_same_answers_give_the_same_bytes_and_no_model_leaves_no_trace() -> None:
    case = case_with(TEXT)
    one, two = (render(with_model(proposing(TRIED, [quote()]))[0], case.documents, "json") for _ in range(2))
    assert one == two
    plain = render(review(case, policy_for(library(), case.request), library()), case.documents, "json")
    assert "language" not in plain.replace("languages", "")
    assert '"pointed"' not in plain
