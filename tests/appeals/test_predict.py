"""What is foretold, from how many decisions alike, and when nothing is said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.appeals.disputes import Disputes
from mednec.appeals.learned import Learned, learn
from mednec.appeals.predict import SUPPORT, answers, likelihood_of, rolling
from mednec.appeals.publishers import AppealsError
from tests.appeals.decided import SHARES, decided, dispute, known, with_rows


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(decided(range(2001, 2007)))


@pytest.mark.parametrize("diagnosis", sorted(SHARES))
def test_where_many_decisions_agree_their_share_is_foretold(learned: Learned, diagnosis: str) -> None:
    found = likelihood_of(known(diagnosis=diagnosis), learned)
    assert found.overturned == pytest.approx(Decimal(SHARES[diagnosis]) / 100, abs=Decimal("0.1"))
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.overturned < found.high
    assert (found.support, found.abstains) == (300, "")  # 6 years of 300, a third of them, half on drugs


def test_it_says_what_it_rests_on(learned: Learned) -> None:
    assert likelihood_of(known(), learned).rests_on == (
        "1,800 decisions of ALDER, 2001-2006, each year half the weight of the next"
    )


def test_case_and_blanks_of_the_words_do_not_matter(learned: Learned) -> None:
    assert likelihood_of(known(diagnosis=" skin", treatment="DRUGS "), learned) == likelihood_of(known(), learned)


def test_no_answer_where_nothing_is_alike(learned: Learned) -> None:
    found = likelihood_of(known(diagnosis="Ear"), learned)
    assert (found.overturned, found.low, found.high, found.support) == (None, None, None, 0)
    assert found.abstains == "no decision on this diagnosis and treatment in 2001-2006; 5 are the fewest"


@pytest.mark.parametrize(
    ("left_out", "says"), [("diagnosis", "diagnosis not told"), ("treatment", "treatment not told")]
)
def test_no_answer_where_diagnosis_or_treatment_is_not_told(learned: Learned, left_out: str, says: str) -> None:
    assert likelihood_of(known(**{left_out: ""}), learned).abstains == says


@pytest.mark.parametrize(("count", "answered"), [(SUPPORT - 1, False), (SUPPORT, True)])
def test_five_decisions_alike_are_the_fewest(count: int, answered: bool) -> None:
    base = decided([2005, 2006])
    rare = [replace(base.rows[i], known={**base.rows[i].known, "diagnosis": "Ear"}) for i in range(0, 6 * count, 6)]
    found = likelihood_of(known(diagnosis="Ear"), learn(with_rows(base, [*base.rows, *rare])))
    assert found.support == count
    assert (found.overturned is not None) is answered


def test_a_likelihood_stands_in_the_table_also_where_it_abstains(learned: Learned) -> None:
    (one,) = answers([replace(dispute(0, 2007), known=known(diagnosis="Ear"))], learned)
    assert one.abstains
    assert 0 < one.likely < 1


def test_later_years_weigh_more() -> None:
    rising = with_rows(decided([2001]), [*decided([2001], shift=-10).rows, *decided([2002], shift=15).rows])
    falling = with_rows(decided([2001]), [*decided([2001], shift=15).rows, *decided([2002], shift=-10).rows])
    up, down = (likelihood_of(known(diagnosis="Bone"), learn(d)).overturned for d in (rising, falling))
    assert up is not None
    assert down is not None
    assert up > Decimal("0.5") > down  # 40 and 65 of a hundred, and 65 and 40


# ---- rolling ----


def later(endings: list[bool]) -> Disputes:
    rows = [replace(dispute(at, 2007), overturned=ended) for at, ended in enumerate(endings)]
    return with_rows(decided([2007]), rows)


@settings(max_examples=15, deadline=None)
@given(endings=st.lists(st.booleans(), min_size=60, max_size=60), at=st.integers(0, 59), data=st.data())
def test_a_rolling_answer_hangs_on_earlier_batches_only(endings: list[bool], at: int, data: st.DataObject) -> None:
    """Whatever the endings of its own batch and of all later ones are, the answer is the same to the last bit."""
    refresh = 20
    begin = at // refresh * refresh
    other = [*endings[:begin], *data.draw(st.lists(st.booleans(), min_size=60 - begin, max_size=60 - begin))]
    if len(set(other)) < 2 or not any(other):
        other[-1] = True
    earlier = decided([2005, 2006], each=60)
    one, two = (list(rolling(earlier, later(ended), refresh=refresh)) for ended in (endings, other))
    upto = begin + refresh
    assert [a.likely for a in one[:upto]] == [a.likely for a in two[:upto]]
    assert [(a.low, a.high, a.support) for a in one[:upto]] == [(a.low, a.high, a.support) for a in two[:upto]]


def test_a_rolling_refresh_learns_from_the_batches_before() -> None:
    earlier = decided([2005, 2006], shift=-15)
    turned = decided([2007], shift=20)
    found = list(rolling(earlier, turned, refresh=100))
    bone = [a.likely for a in found if a.dispute.known["diagnosis"] == "Bone"]
    assert bone[-1] > bone[0] + 0.05


def test_the_order_is_that_of_the_numbers_not_of_the_file() -> None:
    earlier, asked = decided([2006]), decided([2007])
    turned = with_rows(asked, reversed(asked.rows))
    assert [a.likely for a in rolling(earlier, asked)] == [a.likely for a in rolling(earlier, turned)]


def test_once_a_year_is_the_fixed_fit_of_the_year_before_but_for_the_drift() -> None:
    earlier, asked = decided([2006]), decided([2007])
    fixed = learn(earlier)
    assert fixed.drift == 0  # one year gives no line
    rolled = [a.likely for a in rolling(earlier, asked, refresh=None)]
    assert rolled == pytest.approx([a.likely for a in answers(asked.rows, fixed)], abs=1e-4)


def test_disputes_without_endings_cannot_be_rolled() -> None:
    open_ones = with_rows(decided([2007]), [replace(r, overturned=None) for r in decided([2007]).rows])
    with pytest.raises(AppealsError, match="needs the year of every later dispute, and endings"):
        list(rolling(decided([2006]), open_ones))


def test_earlier_disputes_cannot_be_foretold_from_later_ones() -> None:
    with pytest.raises(AppealsError, match=r"begins with MN05-5000 of 2005, and decided\.csv goes up to MN06-6299"):
        list(rolling(decided([2006]), decided([2005])))
