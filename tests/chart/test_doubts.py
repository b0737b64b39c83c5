"""Findings on words in doubt: they claim no more than the doubt leaves, and never less certain ones become surer."""

from __future__ import annotations

import pytest

from mednec.chart.doubts import in_doubt
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.finding import Finding
from mednec.model.sheet import Doubt
from mednec.model.words import Assertion, Standing

TEXT = "No rash seen. Weight 58.1 kg today."
WHY = "hard to read on the scan"


def document(*doubts: Doubt) -> SourceDocument:
    return SourceDocument(name="a", text=TEXT, doubts=doubts)


def finding(
    doubts: tuple[Doubt, ...], assertion: Assertion = Assertion.PRESENT, words: str = "58.1 kg", cue: str = ""
) -> Finding:
    source = document(*doubts)
    at = TEXT.index(words)
    said = source.cite(at, at + len(words))
    return Finding(
        kind="measurement",
        concept="weight",
        name="weight",
        assertion=assertion,
        source=said,
        sentence=source.cite(0, len(TEXT)),
        header=DocumentHeader(document=source),
        cue=source.cite(TEXT.index(cue), TEXT.index(cue) + len(cue)) if cue else None,
        rule="a rule",
    )


def doubt(words: str, assertion: Assertion = Assertion.UNCERTAIN) -> Doubt:
    return Doubt(start=TEXT.index(words), end=TEXT.index(words) + len(words), why=WHY, assertion=assertion)


def test_without_a_doubt_nothing_changes() -> None:
    assert in_doubt(finding(())) == finding(())


@pytest.mark.parametrize("words", ["No", "today."])
def test_a_doubt_elsewhere_in_the_sentence_changes_nothing(words: str) -> None:
    plain = finding((doubt(words),))
    assert in_doubt(plain) is plain


@pytest.mark.parametrize("words", ["58.1", "kg", "58.1 kg", "Weight 58", "8"])
def test_a_doubt_on_its_words_takes_the_finding_down(words: str) -> None:
    found = in_doubt(finding((doubt(words),)))
    assert found.assertion is Assertion.UNCERTAIN
    assert found.standing is Standing.IN_DOUBT
    assert found.rule == f"a rule; {WHY}"
    assert found.source.quote == "58.1 kg"


def test_words_that_only_touch_do_not_meet() -> None:
    at = TEXT.index("58.1")
    beside = (Doubt(start=at - 1, end=at, why=WHY), Doubt(start=at + 7, end=at + 8, why=WHY))
    assert in_doubt(finding(beside)).standing is Standing.CURRENT


def test_a_doubt_on_what_sets_the_assertion_counts() -> None:
    found = in_doubt(finding((doubt("No"),), Assertion.ABSENT, "rash", "No"))
    assert found.assertion is Assertion.UNCERTAIN
    assert found.standing is Standing.IN_DOUBT


@pytest.mark.parametrize("assertion", list(Assertion))
@pytest.mark.parametrize("left", [Assertion.UNCERTAIN, Assertion.HYPOTHETICAL])
def test_a_doubt_never_makes_a_statement_surer(assertion: Assertion, left: Assertion) -> None:
    found = in_doubt(finding((doubt("58.1", left),), assertion))
    assert found.assertion in (assertion, left)
    assert found.assertion not in (Assertion.PRESENT, Assertion.ABSENT)
    assert found.standing is Standing.IN_DOUBT
