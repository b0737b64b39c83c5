"""Whatever a model answers, no clause becomes *met* that is not, no case is approved, every quote stays verbatim.

The models are functions (`bench.scripted`); a handful speaks through a real server, whose other tests are in
`tests/language_model`. The charts are those of the exam, read once.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.scripted import MALICE, Heard, Known, Script, answer_of, asking, lazy, proposal, proposals, troubled
from mednec.language_model.client import LanguageModel
from mednec.language_model.exam.cases import ExamCase, cases_of, exam_root
from mednec.language_model.exam.comparison import Comparison, compared
from mednec.model.determination import Determination
from mednec.model.proposal import Objection
from mednec.model.words import Status
from mednec.pointing.point import pointed
from mednec.pointing.question import Ask
from mednec.pointing.sent import as_they_stand
from mednec.render import render
from mednec.review import Read, judge
from tests.language_model import served as servers
from tests.language_model.asking import settings as settings_of
from tests.shipped import library

# Of every family, with many open clauses; three of them hold another patient's document.
CHARTS = ("OMA-DEV-004", "IG-DEV-03", "RIT-DEV-02", "BREADTH-DEV-02", "IMM-DEV-04")


@cache
def exam() -> dict[str, ExamCase]:
    return {c.name: c for c in cases_of(exam_root())}


@cache
def read(name: str) -> Read:
    return exam()[name].read(library())


@cache
def alone(name: str) -> Determination:
    return judge(read(name))


def with_model(name: str, ask: Ask) -> Determination:
    documents = tuple(h.document for h in read(name).record.facts.chart.headers)
    return judge(pointed(read(name), library(), model="M", ask=ask, copies=as_they_stand(documents)))


def precision(comparison: Comparison) -> float:
    met = [c for c in comparison.clauses if c.status is Status.MET]
    return sum(c.right for c in met) / len(met) if met else 1.0


def assert_sound(name: str, after: Determination) -> None:
    """What may not be, whatever a model answers."""
    gold = exam()[name].gold
    before, now = compared(alone(name), gold), compared(after, gold)
    assert precision(now) >= precision(before)
    assert [c.gold.clause for c in now.clauses if c.false_met] == [c.gold.clause for c in before.clauses if c.false_met]
    assert not now.unsafe_approval or before.unsafe_approval
    assert_verbatim(name, after)


def assert_verbatim(name: str, after: Determination) -> None:
    """Every quote of the determination stands in its document at its place."""
    case = exam()[name].case()
    texts = {d.name: d.text for d in (*case.documents, case.request.document)}
    told = json.loads(render(after, case.documents, "json"))
    quotes = list(_quotes(told))
    assert quotes
    assert [q for q in quotes if texts[q[0]][q[1] : q[2]] != q[3]] == []


def _quotes(value: object) -> list[tuple[str, int, int, str]]:
    if isinstance(value, dict):
        own = []
        if value.get("document") and value.get("start") is not None and "quote" in value:
            own = [(value["document"], value["start"], value["end"], value["quote"])]
        return own + [q for v in value.values() for q in _quotes(v)]
    return [q for v in value for q in _quotes(v)] if isinstance(value, list) else []


@cache
def known(name: str) -> Known:
    headers = read(name).record.facts.chart.headers
    return Known(gold=exam()[name].gold, set_aside={h.document.name: h.document.text for h in headers if h.set_aside})


def test_some_charts_hold_a_paper_of_another_patient() -> None:
    assert [name for name in CHARTS if known(name).set_aside] == ["IG-DEV-03", "RIT-DEV-02", "BREADTH-DEV-02"]


def test_what_is_not_sound_is_seen() -> None:
    name = CHARTS[0]
    met = tuple(replace(limit, status=Status.MET, children=()) for limit in alone(name).exclusions)
    with pytest.raises(AssertionError):
        assert_sound(name, replace(alone(name), exclusions=met))


@pytest.mark.parametrize("kind", MALICE)
@given(name=st.sampled_from(CHARTS), seed=st.integers(min_value=0, max_value=9_999))
@settings(max_examples=4)
def test_no_answer_makes_a_clause_met_that_is_not(kind: str, name: str, seed: int) -> None:
    script = MALICE[kind](known(name), random.Random(seed))
    assert_sound(name, with_model(name, asking(script)))


@pytest.mark.parametrize("name", CHARTS[:3])
def test_all_of_them_at_once(name: str) -> None:
    chance = random.Random(8)
    scripts = [make(known(name), chance) for make in MALICE.values()]

    def each_in_turn(heard: Heard) -> object:
        return chance.choice(scripts)(heard)

    assert_sound(name, with_model(name, asking(each_in_turn)))


@pytest.mark.parametrize("name", CHARTS[:2])
@pytest.mark.parametrize("ask", [asking(lazy), troubled("the server failed (status 500)")], ids=["lazy", "failing"])
def test_who_says_nothing_changes_nothing(name: str, ask: Ask) -> None:
    after = with_model(name, ask)
    assert replace(after, pointed=None, provenance=()) == replace(alone(name), provenance=())


def _always(one: dict[str, object]) -> Script:
    return lambda _: proposals([one])


def test_words_of_another_patient_are_not_found_in_this_chart() -> None:
    name = "IG-DEV-03"
    ((paper, text),) = known(name).set_aside.items()
    line = next(x.strip() for x in text.splitlines() if "IgA" in x or "Immunoglobulin A" in x)
    for handle, told in (("D1", 0), (paper, 1)):  # the name of a file is no handle
        after = with_model(name, asking(_always(proposal(handle, line, "met"))))
        assert after.pointed is not None
        assert len(after.pointed.trouble) == told
        assert {v.objection for v in after.pointed.verdicts} <= {Objection.NOT_VERBATIM, Objection.NO_SUCH_DOCUMENT}
        assert_sound(name, after)


# Through a server

UNSOUND = {
    "prose": servers.not_json(),
    "without end": servers.endless(),
    "a line without end": servers.endless_line(),
    "status 500": servers.broken(),
    "a letter at a time": servers.slow(0.05),
    "silence": servers.silent(1.0),
    "tools": servers.calls_tools(),
    "half an answer": servers.cut_off(),
    "closed": servers.closes(),
    "a page": servers.wrong_kind(),
}


@pytest.mark.parametrize("kind", UNSOUND)
def test_a_server_that_answers_nothing_of_use_changes_nothing(kind: str) -> None:
    name = CHARTS[1]
    with servers.served(UNSOUND[kind]) as server:
        model = LanguageModel(settings_of(server.url, timeout=0.3, whole_time=0.6))
        after = with_model(name, model.ask)
    assert after.pointed is not None
    assert after.pointed.trouble
    assert after.pointed.verdicts == ()
    assert replace(after, pointed=None, provenance=()) == replace(alone(name), provenance=())


@pytest.mark.parametrize("kind", ["eager", "flipping"])
def test_malice_through_a_server(kind: str) -> None:
    name = CHARTS[0]
    script = MALICE[kind](known(name), random.Random(3))

    def behaviour(request: servers.Request) -> object:
        return answer_of(script, Heard(servers.text_of(request), servers.schema_of(request)))

    with servers.served(servers.helpful(behaviour)) as server:
        after = with_model(name, LanguageModel(settings_of(server.url)).ask)
    assert after.pointed is not None
    assert after.pointed.verdicts
    assert_sound(name, after)
