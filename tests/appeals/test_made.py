"""The made collection answers each question as often as it was made to, or a little more often."""

from __future__ import annotations

from bench.appeals.made import PLANTED, collection, questions


def test_every_question_has_its_answers_and_few_more() -> None:
    made = tuple(collection(700))
    assert len({each.number for each in made}) == 700
    for question in questions():
        assert sum(map(question.answered_by, made)) in range(PLANTED, 11)


def test_the_same_collection_every_time() -> None:
    assert tuple(collection(320)) == tuple(collection(320))
