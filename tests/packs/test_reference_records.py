"""The reference records as a whole: enough of them, about every policy that ships, and each one complete."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mednec.model.knowledge import Reference
from mednec.packs.reading import read_file
from tests.shipped import PACKS, knowledge, shipped_concepts

CLINICAL = ("trial", "systematic review", "case series", "cohort", "guideline", "label", "task force")
STUDIES = ("trial", "systematic review", "case series", "cohort", "population base rate")
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
COMORBID = {  # diseases a policy asks for beside the one treated
    "model-glp1-obesity": {"hypertension", "hyperlipidemia", "type-2-diabetes", "diabetes-mellitus", "sleep-apnea"},
    "model-pegfilgrastim": {"cancer"},
}
STARTER = tuple(sorted(folder.name for folder in (PACKS / "starter").iterdir() if folder.is_dir()))


def records() -> tuple[Reference, ...]:
    return tuple(knowledge().references.values())


@cache
def policy(name: str) -> Mapping[str, object]:
    read = yaml.safe_load((PACKS / "starter" / name / "policy.yaml").read_text("utf-8"))
    assert isinstance(read, dict)
    return read


def drugs_of(name: str) -> list[str]:
    named = policy(name)["drugs"]
    assert isinstance(named, list)
    known = knowledge()
    return [id for n in named for id in ([n] if n in known.drugs else [d.id for d in known.in_class(n)])]


def sections(node: object) -> Iterator[tuple[str, frozenset[str]]]:
    """(clause, diseases) of every part of the initial criteria that is about some diseases only."""
    if isinstance(node, dict):
        if "applies_to" in node:
            yield str(node["clause"]), frozenset((*node["applies_to"], *diagnoses(node)))
        else:
            if node.get("kind") == "diagnosis" and node.get("expect") != "absent":
                yield str(node["clause"]), frozenset(node["of"])
            for part in node.get("children", ()):
                yield from sections(part)


def diagnoses(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("kind") == "diagnosis" and node.get("expect") != "absent":
            yield from node["of"]
        for part in (*node.get("children", ()), *node.get("parts", ())):
            yield from diagnoses(part)


def asked(name: str) -> list[tuple[str, frozenset[str]]]:
    routes = policy(name)["routes"]
    assert isinstance(routes, dict)
    return list(sections(routes["initial"]))


def groups(diseases: frozenset[str]) -> frozenset[str]:
    """Diseases with the groups they belong to."""
    seen: set[str] = set()
    todo = list(diseases)
    while todo:
        disease = todo.pop()
        if disease not in seen:
            seen.add(disease)
            known = shipped_concepts().get(disease)
            todo += known.is_a if known else ()
    return frozenset(seen)


def test_there_are_enough_clinical_records() -> None:
    assert sum(r.kind in CLINICAL for r in records()) >= 150


@pytest.mark.parametrize("name", STARTER)
def test_every_disease_of_a_starter_policy_has_a_record_of_its_drug(name: str) -> None:
    direct = [(set(r.drugs), set(r.diseases)) for r in records()]
    drugs = set(drugs_of(name))
    assert drugs
    bare = [
        (clause, sorted(diseases))
        for clause, diseases in asked(name)
        if not diseases <= COMORBID.get(name, set())
        and not any(drugs & about and groups(diseases) & studied for about, studied in direct)
    ]
    assert bare == []


@pytest.mark.parametrize("name", STARTER)
def test_every_drug_of_a_starter_policy_has_clinical_records(name: str) -> None:
    named = Counter(d for r in records() if r.kind in CLINICAL and r.diseases for d in r.drugs)
    assert [d for d in drugs_of(name) if not named[d]] == []


@pytest.mark.parametrize(
    ("drug", "least"),
    [
        ("adalimumab", 4),
        ("infliximab", 2),
        ("ustekinumab", 3),
        ("vedolizumab", 1),
        ("dupilumab", 2),
        ("omalizumab", 2),
        ("rituximab", 2),
    ],
)
def test_contrary_and_mixed_records_stand_beside_the_others(drug: str, least: int) -> None:
    against = [r.id for r in records() if drug in r.drugs and r.direction in ("contradicts", "mixed")]
    assert len(against) >= least
    assert any(r.direction == "contradicts" for r in records() if drug in r.drugs)


def test_every_study_tells_size_design_and_effect() -> None:
    studies = [r for r in records() if r.kind in STUDIES]
    assert len(studies) > 60
    assert [r.id for r in studies if not (r.n and r.design and r.effect and r.population and r.statement)] == []


def test_every_trial_of_an_effect_tells_what_was_given_and_against_what() -> None:
    trials = [r for r in records() if r.kind == "trial" and r.direction in ("supports", "contradicts")]
    assert [r.id for r in trials if not r.intervention] == []
    assert [r.id for r in trials if not r.comparator and "no control" not in r.design] == []


def test_a_study_bears_on_something() -> None:
    assert [r.id for r in records() if r.kind in STUDIES and not (r.drugs or r.diseases)] == []


def references_in(file: Path) -> list[dict[str, Any]]:
    content: Any = read_file(file, file.name)
    found: list[dict[str, Any]] = content["references"]
    return found


def test_ids_are_told_once_in_all_files() -> None:
    ids = [row["id"] for file in sorted((PACKS / "references").glob("*.yaml")) for row in references_in(file)]
    assert [id for id, count in Counter(ids).items() if count > 1] == []
    assert set(ids) == set(knowledge().references)


def test_dois_and_pubmed_numbers_are_well_formed() -> None:
    assert [r.id for r in records() if r.doi and not DOI.fullmatch(r.doi)] == []
    assert [r.id for r in records() if r.pmid and not re.fullmatch(r"\d{6,8}", r.pmid)] == []


def test_years_are_years_of_this_kind_of_literature() -> None:
    assert [r.id for r in records() if r.year is not None and not 1980 <= r.year <= 2026] == []


def test_a_dose_range_begins_at_its_lower_end() -> None:
    ranges = [r for r in records() if r.per_28_days_low is not None and r.per_28_days_high is not None]
    assert [r.id for r in ranges if (r.per_28_days_low or 0) > (r.per_28_days_high or 0)] == []


def test_what_was_read_in_secondary_pages_only_is_marked() -> None:
    """A record that says it was read in a summary or report alone is not marked as read in the source."""
    alone = re.compile(r"^(a |the )?(summary|trade|press|medical press|secondary|drug summar|clinical summar)")
    assert [r.id for r in records() if r.confidence == "V" and alone.match(r.read_in)] == []
