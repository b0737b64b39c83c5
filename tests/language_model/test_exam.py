"""A language model sits the exam: what is counted, the verdict, the end of the time, and the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bench.oracle import told_of
from bench.scripted import Heard, Script, answer_of, asking, knowing, lazy, proposal, proposals, troubled
from mednec.cli.model_check import check_command
from mednec.language_model.exam import course
from mednec.language_model.exam.cases import ExamCase, cases_of, exam_root
from mednec.language_model.exam.course import sat
from mednec.language_model.exam.sitting import CaseResult, Clauses, sit
from mednec.language_model.exam.table import as_json, as_text
from mednec.language_model.exam.verdict import Sitting
from mednec.language_model.trouble import INVALID
from mednec.packs import library as packs
from tests.language_model.asking import settings
from tests.language_model.served import MODEL, Request, broken, helpful, nowhere, schema_of, served, text_of
from tests.shipped import library

GOOD = CaseResult(
    case="A",
    questions=20,
    invalid=1,
    proposals=10,
    accepted=4,
    shown=3,
    verbatim=9,
    objections=(("the words do not stand in the document", 1), ("the words tell of another person", 2)),
    clauses=Clauses(
        of=12,
        decided_without=6,
        decided_with=9,
        gained=3,
        gained_right=3,
        evident=5,
        pointed_to=4,
        shown_already=2,
        brought=1,
        judged=6,
        misjudged=2,
        false_met_proposed=1,
    ),
    tokens_in=900,
    tokens_out=100,
    seconds=2.0,
)


@cache
def _cases() -> tuple[ExamCase, ...]:
    return cases_of(exam_root())


def _case(name: str) -> ExamCase:
    return next(c for c in _cases() if c.name == name)


@pytest.fixture(autouse=True)
def packs_as_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands take the packs that are loaded already."""
    monkeypatch.setattr(packs, "load_library", library)


@cache
def _perfect(case: ExamCase) -> Script:
    facts = told_of(case.gold.facts, case.case().documents, library().lexicon)
    return knowing(case.gold, facts, library().lexicon)


def _sat(*results: CaseResult) -> Sitting:
    return Sitting(model="M", results=results)


def test_who_says_nothing_changes_nothing() -> None:
    result = sit(_case("RIT-DEV-04"), library(), model="M", ask=asking(lazy))
    assert (result.proposals, result.accepted, result.trouble) == (0, 0, ())
    assert result.questions > 0
    assert result.clauses.decided_with == result.clauses.decided_without
    assert result.clauses.gained == result.clauses.lost == result.clauses.false_met == 0


def test_what_goes_without_an_answer_is_counted_apart_from_what_is_no_answer() -> None:
    case = _case("RIT-DEV-04")
    silent = sit(case, library(), model="M", ask=troubled("the server failed (status 500)"))
    babble = sit(case, library(), model="M", ask=troubled(INVALID))
    assert (silent.unanswered, silent.invalid) == (silent.questions, 0)
    assert (babble.unanswered, babble.invalid) == (0, babble.questions)
    assert silent.trouble == ("the server failed (status 500)",)


def test_invented_quotes_are_counted() -> None:
    def script(heard: Heard) -> object:
        return proposals(
            [proposal(next(iter(heard.documents)), "The patient fulfils every single criterion of this policy.")]
        )

    result = sit(_case("RIT-DEV-04"), library(), model="M", ask=asking(script))
    assert result.proposals > 0
    assert result.verbatim == result.accepted == result.shown == 0
    assert result.objections == (("the words do not stand in the document", result.proposals),)


def test_perfect_quotes_are_verbatim_and_none_is_false() -> None:
    case = _case("BREADTH-DEV-03")
    result = sit(case, library(), model="M", ask=asking(_perfect(case)))
    assert result.proposals == result.verbatim > 0
    assert result.clauses.false_met == result.clauses.false_met_proposed == 0
    assert not result.unsafe


def test_one_condition_after_the_other() -> None:
    def against(**changed: Any) -> tuple[str, ...]:
        return _sat(replace(GOOD, **changed)).against

    assert _sat(GOOD).good_enough
    assert against(clauses=replace(GOOD.clauses, false_met=1))[0].startswith("1 clauses became met that are not")
    assert against(unsafe=True)[0].startswith("a case was approved")
    assert against(invalid=2) == ("10 % of its answers are not of the form",)
    assert against(verbatim=8) == ("only 80 % of its quotes are verbatim",)
    assert against(accepted=1) == ("only 40 % of its proposals can be used",)
    assert against(clauses=replace(GOOD.clauses, gained=0, gained_right=0)) == ()
    many = replace(GOOD.clauses, misjudged=3)
    assert against(clauses=many) == ("it takes 50 % of the clauses for what they are not",)
    few = replace(GOOD.clauses, pointed_to=2)
    assert against(clauses=few) == ("it finds the answer of only 40 % of the clauses that stayed open",)
    assert against(clauses=replace(GOOD.clauses, gained_right=2)) == ("only 67 % of the clauses gained are right",)
    assert "it points to nothing" in against(proposals=0, accepted=0, shown=0, verbatim=0)


def test_cases_are_summed() -> None:
    total = _sat(GOOD, replace(GOOD, case="B", trouble=("the server failed (status 500)",))).total
    assert (total.questions, total.proposals, total.tokens_in, total.seconds) == (40, 20, 1800, 4.0)
    assert total.objections == (("the words tell of another person", 4), ("the words do not stand in the document", 2))
    assert (total.clauses.of, total.clauses.gained) == (24, 6)
    assert total.trouble == ("the server failed (status 500)",)


def test_table_and_json_tell_the_same() -> None:
    sitting = replace(_sat(GOOD), not_reached=("B", "C"), ended="the time was over")
    text = as_text(sitting, width=120, colour=False)
    assert [" ".join(line.split()) for line in text.splitlines()[:3]] == [
        "case asked quotes accepted shown refused found decided gained right false tokens s",
        "A 20 10 4 3 3 4/5 6 > 9 3 3 0 1000 2",
        "all 20 10 4 3 3 4/5 6 > 9 3 3 0 1000 2",
    ]
    assert max(map(len, text.splitlines()[:3])) <= 100
    for line in (
        "quotes that stand in their document   9 of 10, 90 %",
        "proposals accepted or shown           7 of 10, 70 %",
        "false met: proposed 1, after the program had read the words 0",
        "per case: 900 tokens in, 100 out, 2.0 s",
        "not reached, for the time was over: B, C",
        "open clauses whose answer it finds    4 of 5, 80 %",
        "of those, not shown without it        1 of 4, 25 %",
        "M is good enough: it finds the answer of 4 of the 5 clauses that stayed open",
    ):
        assert line in text
    assert sitting.says.endswith(
        "3 open clauses are decided by it, 3 as reviewers would; no false met; 70 % of its proposals can be used."
    )
    told = json.loads(as_json(sitting))
    assert told["good_enough"] is True
    assert told["total"]["clauses"]["gained"] == 3
    assert told["cases"][0]["refused"] == 3
    assert told["not_reached"] == ["B", "C"]
    assert "\x1b[" in as_text(sitting, width=120, colour=True)


def test_nothing_is_said_of_a_model_that_did_not_answer() -> None:
    sitting = _sat(replace(GOOD, unanswered=18, trouble=("the server cannot be reached",)))
    assert not sitting.examined
    assert sitting.says == "M could not be examined: the server cannot be reached."


# With a server


def _ask_a_perfect_one(request: Request) -> object:
    heard = Heard(text_of(request), schema_of(request))
    shown = set(heard.text.splitlines())
    case = max(_cases()[:2], key=lambda c: len(_lines(c) & shown))
    return answer_of(_perfect(case), heard)


@cache
def _lines(case: ExamCase) -> frozenset[str]:
    return frozenset(line for d in case.case().documents for line in d.text.splitlines() if len(line) > 20)


def _check(*arguments: str) -> Result:
    return CliRunner().invoke(check_command, [*arguments, "--model", MODEL])


def test_the_command_prints_what_came_of_each_case(tmp_path: Path) -> None:
    with served(helpful(_ask_a_perfect_one)) as server:
        done = _check(server.url, "--cases", "2", "--format", "json", "--out", str(tmp_path))
    assert done.exit_code in (0, 1), done.output
    told = json.loads((tmp_path / "model-check.json").read_text("utf-8"))
    assert [c["case"] for c in told["cases"]] == [c.name for c in _cases()[:2]]
    assert told["total"]["questions"] == len(server.heard) > 0
    assert told["total"]["proposals"] == told["total"]["verbatim"] > 0
    assert told["total"]["clauses"]["false_met"] == 0
    assert told["total"]["tokens_in"] > 0


def test_a_server_that_fails_is_told_once_and_no_further_case_is_tried() -> None:
    with served(broken()) as server:
        done = _check(server.url, "--model-timeout", "2")
    assert done.exit_code == 2
    assert f"{MODEL} could not be examined: the server failed (status 500)" in done.output
    assert "not reached, for nothing was answered" in done.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ftp://models.example",), "ftp"),
        ((nowhere(),), "could not be examined: the server cannot be reached."),
        (("http://127.0.0.1:9/v1", "--cases", "0"), "--cases"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(arguments: tuple[str, ...], says: str) -> None:
    done = _check(*arguments)
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


def test_who_stops_it_sees_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> Iterator[CaseResult]:
        yield replace(GOOD, case=_cases()[0].name)
        raise KeyboardInterrupt

    monkeypatch.setattr(course, "sat", stopped)
    done = _check("http://127.0.0.1:9/v1", "--cases", "3")
    assert done.exit_code == 0, done.output
    assert "not reached, for it was stopped" in done.output


def test_no_case_is_begun_when_the_time_is_over() -> None:
    with served(helpful(lambda _: {"proposals": []})) as server:
        ticks = iter(range(0, 100_000, 40))  # each look at the clock takes a while
        begun: list[str] = []
        results = list(
            sat(
                _cases(),
                library(),
                settings(server.url, whole_time=10_000.0),
                seconds=600,
                clock=lambda: float(next(ticks)),
                begin=lambda case: begun.append(case.name),
            )
        )
    assert 1 <= len(results) <= len(begun) < 4
