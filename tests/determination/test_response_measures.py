"""Measures before treatment and since: which values count, and what they are held against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mednec.determination.response import Yardsticks
from mednec.determination.response.yardsticks import PolicyAsk
from mednec.model.document import ReferenceCitation
from mednec.model.finding import Finding, Period
from mednec.model.knowledge import ImportantChange
from mednec.model.response import Phase, ThresholdKind
from mednec.model.words import DocumentKind, Response
from tests.determination.made_findings import changed
from tests.determination.made_measures import (
    BEFORE,
    BY_FOUR,
    FIRST,
    ON_DRUG,
    assessed,
    followed,
    policy_ask,
    value,
    window,
)
from tests.making import header, quote

LETTER = DocumentKind.LETTER
LITERATURE = Yardsticks(changes=(BY_FOUR,))


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ("20", "12", Response.RESPONSE),  # 8, and 4 is important
        ("20", "16", Response.RESPONSE),  # exactly 4
        ("20", "17", Response.NOT_DOCUMENTED),  # better by 3: neither way
        ("20", "20", Response.NO_RESPONSE),
        ("20", "24", Response.NO_RESPONSE),
    ],
)
def test_the_literature_tells_an_important_change_from_a_small_one(before: str, now: str, verdict: Response) -> None:
    assert assessed(value(before, BEFORE), value(now, ON_DRUG)).verdict is verdict


def test_a_small_improvement_is_said_to_be_below_what_is_important_with_the_source() -> None:
    found = assessed(value("20", BEFORE), value("17", ON_DRUG))
    assert found.supporting == found.contrary == ()
    (note,) = found.notes
    assert note.says == (
        "score A: 20 on 2025-12-20 to 17 on 2026-04-20, lower by 3 (15.0 %);"
        " below what is counted as important, lower by 4 (score-study)."
    )
    assert [c.reference for c in note.citations if isinstance(c, ReferenceCitation)] == ["score-study"]


def test_thresholds_of_policy_and_literature_stand_apart() -> None:
    known = Yardsticks(policy=(policy_ask(by_percent=50),), changes=(BY_FOUR,))
    measure = followed(value("20", BEFORE), value("12", ON_DRUG), known=known)
    assert [(t.kind, t.says, t.reached, t.level) for t in measure.thresholds] == [
        (ThresholdKind.POLICY, "lower by 50 %", False, Decimal(10)),
        (ThresholdKind.LITERATURE, "lower by 4", True, Decimal(16)),
    ]
    assert assessed(value("20", BEFORE), value("12", ON_DRUG), known=known).verdict is Response.RESPONSE


@pytest.mark.parametrize(
    ("ask", "now", "verdict"),
    [
        (policy_ask(by=5), "14", Response.RESPONSE),
        (policy_ask(by=5), "17", Response.NOT_DOCUMENTED),
        (policy_ask(by=5, within_days=7), "14", Response.NOT_DOCUMENTED),  # the value is 14 days old
    ],
)
def test_without_literature_the_policy_says_how_much_is_enough(ask: PolicyAsk, now: str, verdict: Response) -> None:
    known = Yardsticks(policy=(ask,))
    assert assessed(value("20", BEFORE), value(now, ON_DRUG), known=known).verdict is verdict


def test_a_measure_that_nobody_has_a_yardstick_for_is_not_followed() -> None:
    assert assessed(value("20", BEFORE), value("12", ON_DRUG), known=Yardsticks()).measures == ()


def test_rows_of_another_disease_do_not_hold() -> None:
    other = Yardsticks(changes=(replace(BY_FOUR, diseases=("disease-y",)),))
    assert assessed(value("20", BEFORE), value("12", ON_DRUG), known=other).measures == ()


@pytest.mark.parametrize(
    ("findings", "before", "latest"),
    [
        ((value("30", date(2025, 6, 1)), value("20", BEFORE), value("12", ON_DRUG)), "20", "12"),  # the last before
        ((value("20", BEFORE), value("15", date(2026, 3, 1)), value("12", ON_DRUG)), "20", "12"),  # the latest since
        ((value("30", date(2025, 6, 1), baseline=True), value("20", BEFORE), value("12", ON_DRUG)), "30", "12"),
        ((value("30", None, baseline=True), value("12", ON_DRUG)), "30", "12"),
        ((value("30", FIRST, baseline=True), value("12", ON_DRUG)), "30", "12"),  # called baseline, on the first day
        ((value("20", BEFORE), value("12", ON_DRUG, document=LETTER)), "20", None),  # a claim
        ((value("20", BEFORE), value("12", date(2026, 5, 20))), "20", None),  # after the request
        ((value("20", BEFORE), value("12", ON_DRUG, unit="kg")), None, "12"),  # does not convert
    ],
)
def test_which_values_are_held_against_each_other(
    findings: tuple[Finding, ...], before: str | None, latest: str | None
) -> None:
    measure = followed(*findings)
    assert (measure.before.told if measure.before else None) == before
    assert (measure.latest.told if measure.latest else None) == latest


def test_a_value_at_an_earlier_dose_says_nothing_of_the_present_one() -> None:
    raised = changed(date(2026, 3, 2), 450, 600)
    found = assessed(value("20", BEFORE), value("12", date(2026, 2, 10)), raised)
    (measure,) = found.measures
    assert [v.phase for v in measure.values] == [Phase.BEFORE, Phase.EARLIER_DOSE]
    assert found.verdict is Response.NOT_DOCUMENTED
    assert "measured at an earlier dose" in measure.says.says
    later = assessed(value("20", BEFORE), value("12", date(2026, 2, 10)), value("11", ON_DRUG), raised)
    assert later.verdict is Response.RESPONSE
    assert "score A 12 (2026-02-10)" in later.windows[1].says
    assert "score A 11 (2026-04-20)" in later.windows[2].says


def test_a_relapse_between_start_and_now_is_not_passed_over() -> None:
    found = assessed(value("20", BEFORE), value("25", date(2026, 3, 1)), value("12", ON_DRUG))
    assert found.verdict is Response.RESPONSE
    assert "; in between worse than before treatment, 25 on 2026-03-01" in found.supporting[0].says
    assert len(found.supporting[0].citations) == 4  # now, before, in between, the study


def test_a_value_of_a_month_that_is_told_for_a_day_stands_once() -> None:
    month = value("20", date(2025, 12, 31), period=Period.month(2025, 12))
    measure = followed(month, value("20", BEFORE), value("12", ON_DRUG))
    assert [(v.told, v.on) for v in measure.values] == [("20", BEFORE), ("12", ON_DRUG)]


def test_what_only_a_letter_tells_is_shown_as_a_claim() -> None:
    found = assessed(value("20", BEFORE), value("12", ON_DRUG, document=LETTER))
    assert [n.says for n in found.notes if "letter" in n.says] == [
        "Only a letter or form tells score A 12; a claim, not counted."
    ]
    assert found.verdict is Response.NOT_DOCUMENTED


def test_without_a_value_before_treatment_nothing_is_held_against_it() -> None:
    found = assessed(value("12", ON_DRUG))
    assert found.verdict is Response.NOT_DOCUMENTED
    assert "no value from before the first dose on 2026-01-05" in found.measures[0].says.says


NO_AMOUNT = replace(BY_FOUR, by=None)


@pytest.mark.parametrize(
    ("row", "before", "now", "reached"),
    [
        (replace(NO_AMOUNT, by_percent=Decimal(50)), "20", "10", [True]),
        (replace(NO_AMOUNT, by_percent=Decimal(50)), "20", "11", [False]),
        (replace(NO_AMOUNT, by=Decimal(3), by_percent=Decimal(50)), "20", "15", [False]),  # both must hold
        (replace(NO_AMOUNT, by=Decimal(4), more_than=True), "20", "16", [False]),
        (replace(NO_AMOUNT, by=Decimal(4), more_than=True), "20", "15", [True]),
        (replace(NO_AMOUNT, by=Decimal(4), before_from=Decimal(22)), "20", "10", []),  # a row for other beginnings
        (replace(NO_AMOUNT, by=Decimal(4), before_to=Decimal(22)), "20", "10", [True]),
        (replace(NO_AMOUNT, by=Decimal(4), unit="kPa"), "20", "10", []),  # a row for another unit
        (replace(NO_AMOUNT, reaches=Decimal(11)), "20", "10", [True]),
    ],
)
def test_how_a_row_of_the_literature_is_read(row: ImportantChange, before: str, now: str, reached: list[bool]) -> None:
    known = Yardsticks(changes=(row,))
    found = assessed(value(before, BEFORE), value(now, ON_DRUG), known=known)
    assert [t.reached for m in found.measures for t in m.thresholds] == reached


def test_a_measure_that_is_a_change_needs_no_value_before() -> None:
    known = Yardsticks(changes=(replace(NO_AMOUNT, reaches=Decimal(40), better="higher"),))
    assert assessed(value("45", ON_DRUG), known=known).verdict is Response.RESPONSE
    assert assessed(value("35", ON_DRUG), known=known).verdict is Response.NOT_DOCUMENTED


@pytest.mark.parametrize(
    ("weeks", "verdict"), [(16, Response.RESPONSE), (17, Response.RESPONSE), (18, Response.TOO_EARLY)]
)
def test_before_its_time_a_response_is_not_judged(weeks: int, verdict: Response) -> None:
    """The request comes 119 days, 17 weeks, after the first dose."""
    known = Yardsticks(changes=(BY_FOUR,), windows=(window(weeks),))
    found = assessed(value("20", BEFORE), value("12", ON_DRUG), known=known)
    assert found.verdict is verdict
    assert found.judging is not None
    assert found.judging.cited == ReferenceCitation(reference="score-study", label="score-study")
    assert f"{weeks} weeks from 2026-01-05" in found.why.says
    assert len(found.supporting) == 1  # what speaks for it is shown all the same


def test_the_longest_window_holds_and_those_of_other_drugs_do_not() -> None:
    other = replace(window(52), drugs=("drug-b",))
    elsewhere = replace(window(52), diseases=("disease-y",))
    found = assessed(known=Yardsticks(windows=(window(8), window(16), other, elsewhere)))
    assert found.judging is not None
    assert found.judging.weeks == 16
    assert found.judging.earliest == date(2026, 4, 27)  # 112 days after January 5


def grip(side: str, told: str, on: date, unit: str = "") -> Finding:
    """A value of one hand, as a table has it."""
    made = value(told, on)
    words = f"Grip {side} (kPa)   {told}   {on}"
    top = header(words, written=on)
    at = quote(top.document, words)
    return replace(made, source=at, sentence=at, header=top, unit=unit)


def test_two_hands_of_one_day_are_two_series_in_the_unit_of_their_row() -> None:
    known = Yardsticks(changes=(replace(BY_FOUR, better="higher", unit="kPa"),))
    told = {("L", BEFORE): "20", ("L", ON_DRUG): "22", ("R", BEFORE): "30", ("R", ON_DRUG): "36"}
    findings = [grip(side, number, on) for (side, on), number in told.items()]
    found = assessed(*findings, known=known)
    assert [(m.name, m.unit, m.change) for m in found.measures] == [
        ("score A (Grip L)", "kPa", Decimal(2)),
        ("score A (Grip R)", "kPa", Decimal(6)),
    ]
    assert [t.reached for m in found.measures for t in m.thresholds] == [False, True]
    assert found.verdict is Response.RESPONSE


def test_a_benefit_that_was_lost_again_is_said() -> None:
    best = date(2026, 3, 2)
    found = assessed(value("20", BEFORE), value("10", best), value("18", ON_DRUG))
    (note,) = found.notes
    assert note.says.endswith("; on treatment it had been better, 10 on 2026-03-02.")
    kept = assessed(value("20", BEFORE), value("10", best), value("12", ON_DRUG))
    assert "had been better" not in kept.supporting[0].says
