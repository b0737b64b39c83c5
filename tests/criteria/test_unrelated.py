"""Whatever is said of something else changes no judgement; neither does the order of what is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given as holds
from hypothesis import strategies as st

from mednec.criteria.kinds import parse_leaf
from mednec.model.finding import Finding, Period
from mednec.model.words import Assertion, Direction, DocumentKind, Result, Standing, Status, TrialOutcome
from tests.criteria.made import (
    LAST_YEAR,
    LETTER,
    RECENT,
    came_out,
    counted,
    given,
    had,
    measured,
    record,
    stated,
    turned,
)

LEAVES = (
    ("diagnosis", {"of": ["disease-x"]}),
    ("finding", {"of": ["form-of-x"], "denied_by": ["disease-x"], "within_days": 60}),
    ("diagnosis", {"of": ["disease-x"], "expect": "absent"}),
    ("test_result", {"of": ["test-t"]}),
    ("measurement", {"of": ["measure-m"], "above": 10}),
    ("measurement", {"of": ["measure-m"], "at_most": 10, "within_days": 60}),
    ("tried", {"of": ["drug-b"], "min_days": 84, "min_daily": 15}),
    ("concurrent", {"of": ["drug-b"], "expect": "used"}),
    ("concurrent", {"of": ["drug-b"], "expect": "not used"}),
    ("change", {"of": ["measure-m"], "better": "lower", "by_percent": 25}),
    ("fewer_events", {"of": ["event-e"]}),
    ("function_gained", {"of": ["walking"]}),
    ("dose_reduced", {"of": ["drug-b"], "by_percent": 50}),
    ("tolerated", {"harms": ["harm-h"], "shown_by": ["borne"]}),
    ("limited_to", {"only": ["symptom-s"], "beyond": ["organ-o"]}),
    ("symptoms_despite", {"symptoms": ["symptom-s"], "despite": ["drug-b"]}),
    ("prescriber", {"specialties": ["specialty-p"]}),
    ("parts", {"parts": [{"kind": "diagnosis", "of": ["disease-x"]}, {"kind": "test_result", "of": ["test-t"]}]}),
)
ABOUT = (
    *(stated(f"X {a.value}.", "disease-x", a) for a in Assertion),
    stated("X, letter.", "disease-x", document=LETTER),
    stated("No X last year.", "disease-x", Assertion.ABSENT, written=LAST_YEAR),
    came_out("T positive.", "test-t", Result.POSITIVE),
    came_out("T negative.", "test-t", Result.NEGATIVE),
    measured("M 12.", "12"),
    measured("M 5 then.", "5", on=LAST_YEAR),
    had("B failed.", duration_days=100, daily="20"),
    had("B never.", outcome=TrialOutcome.NEVER_TRIED, assertion=Assertion.ABSENT),
    had("On B.", outcome=TrialOutcome.ONGOING, current=True, daily="5"),
    given(date(2026, 1, 10)),
    counted("6 E in 2025.", "6", Period.year(2025)),
    counted("1 E since.", "1", Period(first=date(2026, 1, 15), last=RECENT)),
    turned("Walks farther.", "walking", Direction.IMPROVED),
    stated("Borne well.", "borne"),
    stated("H in March.", "harm-h", kind="reaction", when=Period.day(date(2026, 3, 1))),
    stated("S.", "symptom-s"),
    stated("O spared.", "organ-o", Assertion.ABSENT, kind="organ"),
    stated("Ordered by P.", "specialty-p", kind="prescriber"),
)


@st.composite
def unrelated(draw: st.DrawFn) -> Finding:
    """A statement, result, number or treatment of something that none of the leaves asks about."""
    words = f"Unrelated {draw(st.integers(0, 10**9))}."
    kind = draw(st.sampled_from(DocumentKind))
    written = draw(st.sampled_from((None, RECENT, LAST_YEAR, date(2026, 5, 1))))
    match draw(st.integers(0, 4)):
        case 0:
            assertion, standing = draw(st.sampled_from(Assertion)), draw(st.sampled_from(Standing))
            return stated(words, "disease-y", assertion, document=kind, written=written, standing=standing)
        case 1:
            return came_out(words, "test-u", draw(st.sampled_from(Result)), document=kind, written=written)
        case 2:
            value = str(draw(st.decimals(min_value=Decimal(0), max_value=Decimal(1000), places=1)))
            return measured(words, value, "measure-n", on=written or RECENT, document=kind)
        case 3:
            outcome = draw(st.sampled_from(TrialOutcome))
            return had(words, "drug-c", outcome, duration_days=draw(st.integers(1, 400)), document=kind)
        case _:
            return turned(words, "disease-y", draw(st.sampled_from(Direction)), document=kind, written=written)


CHARTS = st.lists(st.sampled_from(ABOUT), max_size=8, unique=True)


def answers(findings: list[Finding]) -> list[Status]:
    """Every leaf's status on these findings."""
    held = record(*findings)
    return [parse_leaf(kind, slots, "made").judge(held).status for kind, slots in LEAVES]


@holds(CHARTS, st.lists(unrelated(), min_size=1, max_size=4), st.data())
def test_what_is_said_of_something_else_changes_nothing(
    about: list[Finding], others: list[Finding], data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations([*about, *others]))
    assert answers(mixed) == answers(about)


@holds(CHARTS, st.data())
def test_the_order_of_what_is_said_changes_nothing(about: list[Finding], data: st.DataObject) -> None:
    assert answers(data.draw(st.permutations(about))) == answers(about)


def test_the_charts_reach_every_status_of_a_leaf() -> None:
    """The properties above would hold for leaves that never answer; these do."""
    reached = {status for one in ABOUT for two in ABOUT for status in answers(list(dict.fromkeys((one, two))))}
    assert reached == set(Status)
