"""Indirect evidence settles nothing: neither a clause nor what medicine is said to answer."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from mednec.model.determination import Determination
from mednec.model.knowledge import Reference
from mednec.packs.library import Library
from mednec.packs.shelf import policy_for
from mednec.render.records import node_record
from mednec.review import review
from tests.cases.reviewed import worked
from tests.shipped import library

NAMES = ("IG-DEV-01", "IG-DEV-02", "OMA-DEV-001", "RIT-DEV-01")
DIRECTIONS = ("supports", "contradicts", "mixed")


def invented(drug: str, disease: str, direction: str) -> Reference:
    """A strong guideline statement of an invented body."""
    return Reference(
        id=f"invented-{drug}-{disease}-{direction}",
        kind="guideline",
        citation="An invented guideline",
        short="Invented 2026",
        drugs=(drug,),
        diseases=(disease,),
        population="everybody",
        statement="Given to everybody.",
        direction=direction,
        names_drug=(drug,),
        issuer="ACR",
        year=2026,
        confidence="V",
    )


def with_records(*records: Reference) -> Library:
    known = library().knowledge
    references = MappingProxyType({**known.references, **{r.id: r for r in records}})
    return replace(library(), knowledge=replace(known, references=references))


def judged(d: Determination) -> object:
    """Everything that decides: outcome, clauses, limits, exclusions."""
    return (d.outcome, [node_record(node) for node in (d.criteria, *d.limits, *d.exclusions)])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_indirect_records_change_neither_a_clause_nor_the_clinical_answer(name: str, direction: str) -> None:
    case, determination = worked(name)
    drug = next(d for d in policy_for(library(), case.request).drugs)
    other_disease = invented(drug, "gout", direction)
    other_drug = invented("adalimumab", determination.evidence.support[0].reference.diseases[0], direction)
    richer = with_records(other_disease, other_drug)
    again = review(case, policy_for(richer, case.request), richer)
    assert judged(again) == judged(determination)
    assert again.evidence.answer == determination.evidence.answer
    assert len(again.evidence.support) > len(determination.evidence.support)
