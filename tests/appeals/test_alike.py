"""A decision beside a request: alike and different in words; rates openly widened; warnings only on ten and more."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from mednec.appeals.alike import NOTE, find_precedents
from mednec.appeals.beside import Dispute
from mednec.appeals.finding import Shelf
from tests.appeals.invented import DOSE, FAILED, finding, shelf_of
from tests.appeals.written import OVER, UP


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return shelf_of(tmp_path_factory.mktemp("appeals"))


ASKED = Dispute(
    drugs=("Zelvia",),
    diseases=("bullosis",),
    issue="medical necessity",
    payer_type="HMO",
    age=45,
    failed=("pellotrex",),
    dose_ratio=Decimal("1.5"),
    year=2026,
)


def test_what_is_alike_and_what_differs(shelf: Shelf) -> None:
    review = find_precedents(ASKED, shelf)
    found = {each.appeal.number: each for each in review.precedents}
    assert set(found) == {"MN20-1", "MN20-2", "MN23-6", "MN21-3", "MN21-4"}
    dose = found["MN20-2"]
    assert "same medicine: zelvomab" in dose.alike
    assert "same disease: blistering disease" in dose.alike
    assert (
        "more than the label in both: this request 1.5 times the label's dose; there 'exceeds the recommended'; "
        "doses named there: 600 mg" in dose.alike
    )
    assert "age 41-50 there" in dose.alike
    assert "tried before in this request, not told there: pellotrex" in dose.differs
    assert "payer type not published" in dose.differs
    assert "decided 6 years before (2020)" in dose.differs
    tried = found["MN20-1"]
    assert "tried before in both: pellotrex" in tried.alike
    assert "tried before there, not in this request: ormitant" in tried.differs
    assert any(told.startswith("this request is 1.5 times the label's dose; nothing") for told in tried.differs)
    assert "a kind of the same disease: deep blistering disease" in found["MN23-6"].alike
    assert "other disease: chronic wheals; this request: blistering disease" in found["MN21-3"].differs
    assert "other medicine: ormitant; this request: zelvomab" in found["MN21-4"].differs


def test_at_most_five_the_most_alike_first(tmp_path: Path) -> None:
    many = tuple((f"MN20-{n}", UP, "2020", finding("Zelvia", "bullosis")) for n in range(10, 20))
    one = ("MN20-99", UP, "2020", finding("Zelvia", "bullosis", FAILED, DOSE))
    review = find_precedents(ASKED, shelf_of(tmp_path, (*many, one)))
    assert len(review.precedents) == 5
    assert review.precedents[0].appeal.number == "MN20-99"


def test_an_unknown_medicine_has_no_precedent(shelf: Shelf) -> None:
    review = find_precedents(Dispute(drugs=("zorp",)), shelf)
    assert (review.precedents, review.rates, review.warnings) == ((), (), ())
    assert "nothing known" in review.searched


def test_precedents_are_never_a_criterion_and_it_says_so(shelf: Shelf) -> None:
    assert find_precedents(ASKED, shelf).searched.endswith(NOTE)


Texts = tuple[tuple[str, str, str, str], ...]


def ended(
    overturned: int, upheld: int, *, ill: str = "bullosis", year: str = "2023"
) -> tuple[tuple[str, str, str, str], ...]:
    """Decisions that ended so."""
    endings = [OVER] * overturned + [UP] * upheld
    return tuple((f"{year}{n:02}-{len(ill)}{n:04}", e, year, finding("Zelvia", ill)) for n, e in enumerate(endings))


def test_a_ground_usually_overturned_warns_with_k_of_n_publisher_and_years(tmp_path: Path) -> None:
    review = find_precedents(ASKED, shelf_of(tmp_path, ended(10, 1)))
    (rate,) = review.rates
    assert (rate.overturned, rate.decided, rate.widened) == (10, 11, ())
    (warning,) = review.warnings
    assert "This ground of denial, 'Medical Necessity', is usually overturned: 10 of 11 decisions" in warning
    assert "CA-DMHC-IMR, 2023" in warning


@pytest.mark.parametrize(("overturned", "upheld"), [(9, 0), (8, 4), (0, 12)])  # Wilson's lower bound of 8 of 12 is .39
def test_no_warning_on_fewer_than_ten_or_where_half_lies_in_the_interval(
    tmp_path: Path, overturned: int, upheld: int
) -> None:
    assert find_precedents(ASKED, shelf_of(tmp_path, ended(overturned, upheld))).warnings == ()


def test_rates_are_widened_in_order_and_say_so(tmp_path: Path) -> None:
    texts = (*ended(2, 1), *ended(1, 1, year="2010"), *ended(3, 9, ill="chronic wheals"))
    (rate,) = find_precedents(ASKED, shelf_of(tmp_path, texts)).rates
    assert (rate.overturned, rate.decided) == (5, 15)
    assert rate.of == "Medical Necessity; zelvomab; 2019-2023"
    assert rate.widened == (
        "zelvomab; blistering disease; 2019-2023: 3 decisions",
        "zelvomab; blistering disease; all years: 5 decisions",
    )


def test_a_disease_is_widened_to_what_it_is_a_kind_of_before_it_is_given_up(tmp_path: Path) -> None:
    asked = Dispute(drugs=("Zelvia",), diseases=("deep blistering disease",), issue="medical necessity")
    texts = (*ended(6, 6), *ended(3, 9, ill="chronic wheals"))
    (rate,) = find_precedents(asked, shelf_of(tmp_path, texts)).rates
    assert (rate.overturned, rate.decided) == (6, 12)
    assert rate.of == "Medical Necessity; zelvomab; blistering disease; 2019-2023"
    assert rate.widened[-1] == "zelvomab; deep blistering disease; all years: 0 decisions"


def test_without_a_ground_each_one_that_occurs_is_counted(tmp_path: Path) -> None:
    asked = Dispute(drugs=("Zelvia",), diseases=("bullosis",))
    review = find_precedents(asked, shelf_of(tmp_path, ended(11, 0)))
    assert [rate.of.split(";")[0] for rate in review.rates] == ["Medical Necessity"]
    assert review.warnings[0].startswith("A denial as 'Medical Necessity' is usually overturned: 11 of 11")


def test_a_ground_in_other_words_counts_as_none_given(tmp_path: Path) -> None:
    asked = Dispute(drugs=("Zelvia",), diseases=("bullosis",), issue="clause 4 not met")
    review = find_precedents(asked, shelf_of(tmp_path, ended(11, 0)))
    assert [rate.of.split(";")[0] for rate in review.rates] == ["Medical Necessity"]
