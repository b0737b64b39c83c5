"""Nothing is approved for want of paper, and what is said to be missing is what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from mednec.criteria.policy import Policy
from mednec.criteria.record import Record
from mednec.criteria.tree import Judging
from mednec.determination import Reviewed, determine
from mednec.determination.outcome import Weighed, outcome_of
from mednec.determination.routes import Route
from mednec.model.determination import Determination
from mednec.model.document import SourceDocument
from mednec.model.life import Ruling
from mednec.model.words import DoseVerdict, Outcome, Status
from mednec.packs.shelf import policy_for
from mednec.review import review
from tests.cases.reviewed import worked
from tests.determination.read_gaps import one_short, terms_of, ways
from tests.shipped import library

NAMES = ("IG-DEV-01", "IG-DEV-02", "OMA-DEV-001", "RIT-DEV-01")
DENIED = ("OMA-DEV-001", "RIT-DEV-01")


def with_only(name: str, documents: tuple[SourceDocument, ...]) -> Determination:
    case = replace(worked(name)[0], documents=documents)
    return review(case, policy_for(library(), case.request), library())


@pytest.mark.parametrize("name", DENIED)
def test_no_part_of_a_chart_that_must_be_denied_is_approved(name: str) -> None:
    """Every subset of the documents, none and all among them."""
    documents = worked(name)[0].documents
    subsets = [chosen for size in range(len(documents) + 1) for chosen in combinations(documents, size)]
    assert len(subsets) == 2 ** len(documents)
    approved = [
        [d.name for d in chosen] for chosen in subsets if with_only(name, chosen).outcome.value.startswith("approve")
    ]
    assert approved == []


@pytest.mark.parametrize("name", NAMES)
def test_leaving_out_one_document_never_improves_the_outcome(name: str) -> None:
    """What is left open pends: the best that remains is the outcome of the whole chart, or a question."""
    documents, whole = worked(name)[0].documents, worked(name)[1].outcome
    found = {d.name: with_only(name, tuple(o for o in documents if o is not d)).outcome for d in documents}
    assert {n: o for n, o in found.items() if o not in (whole, Outcome.PEND)} == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_request_without_a_chart_is_pended(name: str) -> None:
    assert with_only(name, ()).outcome is Outcome.PEND


class Overheard:
    """Takes the place of the last step of a review, and keeps what it was given."""

    policy: Policy
    route: Route
    record: Record

    def __call__(
        self, policy: Policy, route: Route, record: Record, beside: Reviewed, rulings: Sequence[Ruling]
    ) -> Determination:
        self.policy, self.route, self.record = policy, route, record
        return determine(policy, route, record, beside, rulings)

    def supposing(self, changed: Mapping[str, Status]) -> Outcome:
        """The outcome had these clauses these statuses; a corrected order comes with its limits."""
        judging = Judging(policy=self.policy, route=self.route.name, record=self.record)
        limits = {limit.clause.label for limit in self.policy.limits}
        unmeant = any(c.verdict is DoseVerdict.INCONSISTENT for c in self.record.facts.regimens if c.drug)
        judged = judging.supposing(changed)
        return outcome_of(Weighed(judged=judged, policy=self.policy, impossible=unmeant and not limits & set(changed)))[
            0
        ]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_gap_asks_for_leads_where_it_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged again with every way to fill it: any two of "at least 2 of {...}" will do, and one will not."""
    overheard = Overheard()
    monkeypatch.setattr("mednec.review.determine", overheard)
    determination = with_only(name, worked(name)[0].documents)
    assert determination.gaps
    for gap in determination.gaps:
        terms = terms_of(gap)
        assert {overheard.supposing(answers) for answers in ways(terms)} == {gap.leads_to}, gap.says
        assert gap.leads_to not in {overheard.supposing(answers) for answers in one_short(terms)}, gap.says
