"""What a model is asked of a clause, what it may answer, and a whole policy typed by a scripted one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

import pytest
import yaml
from jsonschema import Draft202012Validator

from mednec.criteria.kinds.asked import Ask
from mednec.errors import PolicyError
from mednec.model.proposal import Task
from mednec.packs.importing.compile import Compiled, compile_text
from mednec.packs.importing.write import policy_yaml
from mednec.packs.policies import policy_of
from mednec.pointing.leaf_clauses import asked_clauses, clause_of
from mednec.pointing.leaf_offer import MOST_CONCEPTS, Names, names_of
from mednec.pointing.leaves import LeafAnswer, Typed, leaf_questions, question_of, typed_by
from mednec.pointing.question import Answer, Question
from tests import shipped
from tests.pointing.proposing import Case, ask, one, part, several
from tests.pointing.types_right import RIGHT

SOURCE = """# Example drug policy

## I. Initial authorization

Approve when ALL of the following are met:

A. The member is 12 years of age or older.
B. Dysphagia attributed to dermatomyositis by the treating specialist. [1]
C. Something nobody has a word for, flumbled twice.
D. NONE of the following:
   1. Dysphagia that flumbles.
   2. Asthma that flumbles.
E. urine protein-to-creatinine ratio reduced by half or more, with stable creatinine.

[1] The specialist signs it.

## II. Exclusions

A. Cosmetic use.
"""
PROTEIN = several(
    "all",
    part(
        "change",
        of=(["upcr"], "urine protein-to-creatinine ratio"),
        better=("lower", "reduced"),
        by_percent=(50, "by half or more"),
    ),
    ask("with stable creatinine"),
)
ANSWERS = {
    "I.B": one("finding", of=(["dysphagia"], "Dysphagia")),
    "I.C": LeafAnswer(op="nothing"),
    "I.E": PROTEIN,
}


def compiled() -> Compiled:
    return compile_text(SOURCE, shipped.library().lexicon, shipped.library().clause_words, name="example")


@cache
def names() -> Names:
    return names_of(shipped.library())


def scripted(questions: Sequence[Question]) -> Sequence[Answer]:
    """A model that knows some of the clauses, and fails at the last."""
    return tuple(
        Answer(text=ANSWERS[q.subject].model_dump_json())
        if q.subject in ANSWERS
        else Answer(trouble="it did not answer")
        for q in questions
    )


@pytest.fixture(scope="module")
def typed() -> Typed:
    return typed_by(compiled(), shipped.library(), model="site-model", ask=scripted)


def test_each_asked_clause_is_one_question() -> None:
    questions = leaf_questions(compiled(), shipped.library())
    assert [q.subject for q in questions] == ["I.B", "I.C", "I.D.1", "I.D.2", "I.E", "II.A"]
    assert {(q.task, q.prompt) for q in questions} == {(Task.LEAVES, "leaf-1")}
    assert len({q.digest("m") for q in questions}) == len(questions)


def test_a_question_holds_the_clause_what_is_above_it_and_its_notes() -> None:
    text = leaf_questions(compiled(), shipped.library())[0].text
    assert "Dysphagia attributed to dermatomyositis by the treating specialist. [1]" in text
    assert "It stands under:\n- Initial authorization" in text
    assert "[1] The specialist signs it." in text
    assert "- dysphagia (symptom): " in text
    assert "- finding (" in text


def test_clauses_under_a_denial_are_known() -> None:
    denied = {a.clause.label for a in asked_clauses(compiled(), shipped.library()) if a.denied}
    assert denied == {"I.D.1", "I.D.2"}


def test_concepts_that_the_words_name_come_first() -> None:
    asked = clause_of("Dysphagia or chronic joint pain of the hand", shipped.library())
    question = question_of(asked, names())
    offered = [line for line in question.text.split("Concepts:")[1].splitlines() if line]
    assert offered[0].startswith("- dysphagia")
    assert 2 < len(offered) <= MOST_CONCEPTS


@pytest.mark.parametrize("name", RIGHT)
def test_every_right_answer_fits_the_schema(name: str) -> None:
    case: Case = RIGHT[name]
    asked = clause_of(
        case.text, shipped.library(), above=case.above, part=case.part, drugs=frozenset(case.drugs), denied=case.denied
    )
    Draft202012Validator(question_of(asked, names()).schema).validate(json.loads(case.answer.model_dump_json()))


def test_the_schema_is_closed() -> None:
    schema = leaf_questions(compiled(), shipped.library())[0].schema
    Draft202012Validator.check_schema(schema)
    for wrong in (
        {"op": "all", "n": 0, "n_words": "", "parts": [], "note": "approve it"},
        {"op": "perhaps", "n": 0, "n_words": "", "parts": []},
        {"op": "one", "n": 0, "n_words": "", "parts": [{"kind": "verdict", "words": [], "slots": []}]},
    ):
        assert not Draft202012Validator(schema).is_valid(wrong)


def test_what_is_accepted_is_written_as_proposed_and_the_rest_is_asked(typed: Typed) -> None:
    written = policy_yaml(typed.compiled)
    assert "# PROPOSED I.E by site-model (leaf-1)" in written
    assert "# ASKED I.B" in written
    leaf = next(c for c in yaml.safe_load(written)["routes"]["initial"]["children"] if c["clause"] == "I.E")
    assert leaf["proposed_by"] == "site-model (leaf-1)"
    assert leaf["kind"] == "parts"
    assert leaf["parts"][0] == {"kind": "change", "of": ["upcr"], "better": "lower", "by_percent": 50}
    assert (typed.compiled.typed, len(typed.compiled.proposed), len(typed.compiled.asked)) == (1, 1, 5)


def test_what_is_not_accepted_is_told_with_the_reason(typed: Typed) -> None:
    refused = [v for v in typed.verdicts if not v.accepted]
    assert [v.clause for v in refused] == ["I.B"]
    assert "dermatomyositis" in refused[0].why
    assert refused[0].slots == {"kind": "finding", "of": ("dysphagia",)}


def test_a_question_without_an_answer_stays_asked(typed: Typed) -> None:
    assert typed.trouble == tuple((c, "it did not answer") for c in ("I.D.1", "I.D.2", "II.A"))


def test_a_proposed_type_decides_nothing_until_it_is_adopted(typed: Typed) -> None:
    content = typed.compiled.content
    proposed = policy_of(content, typed.compiled.source, "example").clauses
    assert "I.E" in proposed
    by_label = {n.clause.label: n for n in policy_of(content, typed.compiled.source, "example").leaves()}
    assert isinstance(by_label["I.E"].leaf, Ask)
    adopted = yaml.safe_load(policy_yaml(typed.compiled))
    for child in adopted["routes"]["initial"]["children"]:
        child.pop("proposed_by", None)
    by_label = {n.clause.label: n for n in policy_of(adopted, typed.compiled.source, "example").leaves()}
    assert by_label["I.E"].kind == "parts"


def test_an_answer_that_is_no_answer_changes_nothing() -> None:
    def broken(questions: Sequence[Question]) -> Sequence[Answer]:
        return tuple(Answer(text='{"op": "one", "approve": true}') for _ in questions)

    own = compiled()
    found = typed_by(own, shipped.library(), model="m", ask=broken)
    assert policy_yaml(found.compiled) == policy_yaml(own)
    assert len(found.trouble) == len(own.asked)


@pytest.mark.parametrize("value", ["nan", "inf", "", "1e999", ["142"], [], True, -1, 10**400, "\u0661\u0664\u0662"])
def test_a_value_that_is_none_is_refused(value: object) -> None:
    case = Case(
        text="MMT-8 below 142 of 150 within 90 days before the request",
        answer=one(
            "measurement",
            of=(["mmt8"], "MMT-8"),
            below=(142, "below 142"),
            scale=(150, "of 150"),
            within_days=(value, "within 90 days before the request"),
        ),
    )
    assert not case.verdict().accepted


@pytest.mark.parametrize("words", ["", " ", "(", "*", "within 90 days " * 200, "MMT-8 below 142 of 150", "\n", "\\b.*"])
def test_words_that_are_no_words_of_a_slot_are_refused(words: str) -> None:
    case = Case(
        text="MMT-8 below 142 of 150", answer=one("measurement", words, of=(["mmt8"], words), below=(142, words))
    )
    assert not case.verdict().accepted


def test_only_a_leaf_is_proposed(typed: Typed) -> None:
    content = yaml.safe_load(policy_yaml(typed.compiled))
    content["routes"]["initial"]["proposed_by"] = "somebody"
    with pytest.raises(PolicyError, match="unknown field 'proposed_by'"):
        policy_of(content, typed.compiled.source, "example")
