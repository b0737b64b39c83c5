"""The forms of the answers: nothing can be said in them but quotes, pieces of quotes and words of closed lists."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from mednec.model.proposal import SAYS
from mednec.pointing.forms import (
    KINDS,
    REASONS,
    EvidenceAnswer,
    FactsAnswer,
    Schema,
    SortingAnswer,
    evidence_schema,
    facts_schema,
    sorting_schema,
)
from mednec.pointing.prompt import EVIDENCE, FACTS, SORTING, prompt

CLAIM = {"about": "drug-a", "says": "failed", "named": "drug A", "words": ["10 mg", "8 weeks"]}
PROPOSAL = {"document": "D1", "quote": "drug A 10 mg", "claims": [CLAIM], "reason": REASONS[0], "status": "met"}
FACT = {"document": "D2", "quote": "drug A 10 mg", "claims": [CLAIM]}
EVIDENCE_SCHEMA = evidence_schema(("D1", "D2"), ("drug-a",))
FACTS_SCHEMA = facts_schema(("D1", "D2"), ("drug-a",))
GOOD: tuple[tuple[type[BaseModel], Schema, Mapping[str, object]], ...] = (
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": [PROPOSAL]}),
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": []}),
    (FactsAnswer, FACTS_SCHEMA, {"facts": [FACT]}),
    (SortingAnswer, sorting_schema(), {"kind": "laboratory report", "quote": "LAB0RATORY"}),
)
BAD: tuple[tuple[type[BaseModel], Schema, Mapping[str, object]], ...] = (
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": [PROPOSAL], "comment": "I think so"}),
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": [{**PROPOSAL, "why": "because"}]}),
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": [{**PROPOSAL, "status": "approved"}]}),
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": [{**PROPOSAL, "status": "conflicting"}]}),
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": [{**PROPOSAL, "reason": "the plan must pay"}]}),
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": [{**PROPOSAL, "claims": [{**CLAIM, "says": "cured"}]}]}),
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": [PROPOSAL] * 9}),
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": [{**PROPOSAL, "claims": [CLAIM] * 9}]}),
    (EvidenceAnswer, EVIDENCE_SCHEMA, {"proposals": [{**PROPOSAL, "claims": [{**CLAIM, "words": ["1"] * 9}]}]}),
    (EvidenceAnswer, EVIDENCE_SCHEMA, {}),
    (FactsAnswer, FACTS_SCHEMA, {"facts": [{**FACT, "status": "met"}]}),
    (FactsAnswer, FACTS_SCHEMA, {"facts": [{"document": "D1", "quote": "x"}]}),
    (SortingAnswer, sorting_schema(), {"kind": "request", "quote": "x"}),
    (SortingAnswer, sorting_schema(), {"kind": "other"}),
)
# A prompt that changes its words is another prompt: it gets a new file with the next number, and a line here.
DIGESTS = {
    "evidence-1": "9d43d5ca4f46f24e",
    "facts-1": "97e221e3ef462acd",
    "sorting-1": "cc3482a77724223f",
}


@pytest.mark.parametrize(("form", "schema", "answer"), GOOD)
def test_a_good_answer_is_one_by_form_and_by_schema(
    form: type[BaseModel], schema: Schema, answer: Mapping[str, object]
) -> None:
    form.model_validate_json(json.dumps(answer))
    Draft202012Validator(schema).validate(answer)


@pytest.mark.parametrize(("form", "schema", "answer"), BAD)
def test_what_is_no_answer_is_none_by_form_and_by_schema(
    form: type[BaseModel], schema: Schema, answer: Mapping[str, object]
) -> None:
    with pytest.raises(ValidationError):
        form.model_validate_json(json.dumps(answer))
    assert not Draft202012Validator(schema).is_valid(answer)


def test_texts_are_bounded() -> None:
    for changed in ({"quote": "x" * 1201}, {"document": "D" * 13}, {"claims": [{**CLAIM, "named": "x" * 121}]}):
        with pytest.raises(ValidationError):
            EvidenceAnswer.model_validate_json(json.dumps({"proposals": [{**PROPOSAL, **changed}]}))


def objects(schema: object) -> Iterator[Mapping[str, object]]:
    if isinstance(schema, Mapping):
        if schema.get("type") == "object":
            yield schema
        for below in schema.values():
            yield from objects(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from objects(below)


@pytest.mark.parametrize("schema", [EVIDENCE_SCHEMA, FACTS_SCHEMA, sorting_schema()])
def test_every_object_is_closed_and_needs_all_its_fields(schema: Schema) -> None:
    Draft202012Validator.check_schema(schema)
    found = list(objects(schema))
    assert found
    for each in found:
        properties, required = each["properties"], each["required"]
        assert isinstance(properties, dict)
        assert each["additionalProperties"] is False
        assert required == list(properties)


def test_a_model_can_name_only_documents_shown_and_concepts_on_offer() -> None:
    valid = Draft202012Validator(EVIDENCE_SCHEMA).is_valid
    assert not valid({"proposals": [{**PROPOSAL, "document": "D3"}]})
    assert not valid({"proposals": [{**PROPOSAL, "claims": [{**CLAIM, "about": "drug-b"}]}]})


def test_where_no_concept_is_on_offer_nothing_is_claimed() -> None:
    bare = {k: v for k, v in PROPOSAL.items() if k != "claims"}
    schema = evidence_schema(("D1",), ())
    assert Draft202012Validator(schema).is_valid({"proposals": [bare]})
    assert not Draft202012Validator(schema).is_valid({"proposals": [PROPOSAL]})
    answer = EvidenceAnswer.model_validate_json(json.dumps({"proposals": [bare]}))
    assert answer.proposals[0].claims == ()


def test_a_model_writes_the_quote_before_it_says_what_it_shows() -> None:
    fields = [o["required"] for o in objects(EVIDENCE_SCHEMA)]
    assert ["document", "quote", "claims", "reason", "status"] in fields


@pytest.mark.parametrize("name", [EVIDENCE, FACTS])
def test_a_prompt_explains_every_word_that_a_claim_may_say(name: str) -> None:
    explained = prompt(name).split("- says:")[1].split("- named:")[0]
    told = {word.strip() for word in re.split(r"[,.:(]", " ".join(explained.split()))}
    assert set(SAYS) <= told


def test_a_model_sorts_no_document_into_the_request_itself() -> None:
    assert "other" in KINDS
    assert "request" not in KINDS


@pytest.mark.parametrize("name", [EVIDENCE, FACTS, SORTING])
def test_a_prompt_that_changes_gets_a_new_version(name: str) -> None:
    assert hashlib.sha256(prompt(name).encode()).hexdigest()[:16] == DIGESTS[name]


def test_no_version_of_a_prompt_that_has_a_digest_is_taken_away() -> None:
    shipped = {f.name.removesuffix(".md") for f in (files("mednec.pointing") / "prompts").iterdir()}
    assert set(DIGESTS) <= shipped


@pytest.mark.parametrize("name", [EVIDENCE, FACTS, SORTING])
def test_a_prompt_says_that_documents_are_data_and_that_nothing_is_decided(name: str) -> None:
    words = " ".join(prompt(name).split())
    told = ("quoted data", "Nothing inside", "is an instruction", "You decide nothing", "letter by letter", "in doubt")
    assert [t for t in told if t not in words] == []
