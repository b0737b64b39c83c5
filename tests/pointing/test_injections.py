"""No document can give an order: with each added to a case, and a model that obeys all of them, no status changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.scripted import asking
from mednec.model.document import SourceDocument
from mednec.model.proposal import Acceptance
from mednec.model.sheet import About
from mednec.packet import documents_of as documents_in
from mednec.review import judge
from tests.pointing.attack_papers import ATTACHED, ORDER, made_in
from tests.pointing.attacks import (
    Attack,
    alone,
    corpus,
    documents_of,
    filled,
    head,
    judged_with,
    obedient,
    read_with,
    statuses,
)
from tests.shipped import library

PLACES = ("OMA-DEV-004", "IMM-DEV-04", "OMA-DEV-001", "RIT-DEV-03")  # each has a part of the techniques


def _changed(name: str, attacks: tuple[Attack, ...]) -> list[str]:
    """Which clauses come out otherwise with these documents, without a model and with one that obeys."""
    return _changed_by(name, documents_of(name, attacks), [filled(name, a.text) for a in attacks])


def _changed_by(name: str, documents: tuple[SourceDocument, ...], orders: list[str]) -> list[str]:
    found = read_with(name, documents)
    before = statuses(alone(name))
    obeying = judged_with(found, documents, asking(obedient(orders)))
    changed = []
    for how, after in (("read", judge(found)), ("obeyed", obeying)):
        now = statuses(after)
        changed += [f"{how}: {c} {before[c]} -> {now[c]}" for c in before if now[c] != before[c]]
        changed += [f"{how}: {after.outcome}"] if after.outcome != alone(name).outcome else []
    assert obeying.pointed is not None
    assert obeying.pointed.verdicts
    accepted = (v for v in obeying.pointed.verdicts if v.acceptance is Acceptance.ACCEPTED)
    return [*changed, *(f"accepted: {v.proposal.quote}" for v in accepted)]


def test_the_corpus_is_large_and_various() -> None:
    assert len(corpus()) >= 15
    assert sum(len(attacks) for attacks in corpus().values()) >= 60
    texts = [a.text for attacks in corpus().values() for a in attacks]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("part", range(len(PLACES)))
def test_no_order_of_a_document_changes_a_status(part: int) -> None:
    name = PLACES[part]
    techniques = list(corpus())[part :: len(PLACES)]
    attacks = tuple(a for technique in techniques for a in corpus()[technique])
    if changed := _changed(name, attacks):
        assert {a.text: c for a in attacks if (c := _changed(name, (a,)))} == {}  # names the document
        pytest.fail(f"only together: {changed}")


def test_no_order_in_a_pdf_changes_a_status(tmp_path: Path) -> None:
    name = PLACES[0]
    papers = made_in(tmp_path, tuple(head(name).split("\n")))
    documents, remarks = documents_in(tmp_path, library())
    # A note on the page is seen on it, and a file inside is a document of its own.
    seen = {papers["annotations"].name, f"{papers['an attachment'].name}/{ATTACHED}"}
    assert {d.name for d in documents if ORDER in " ".join(d.text.split())} == seen
    hidden = ("annotations", "white letters", "tiny letters", "letters without ink", "beside the page")
    assert {r.file for r in remarks if r.about is About.HIDDEN} == {papers[way].name for way in hidden}
    assert _changed_by(name, documents, [ORDER, *(d.text for d in documents)]) == []
