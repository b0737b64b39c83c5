"""What an organisation's settings adopt; a setting that cannot be is one clear line."""

from __future__ import annotations

from datetime import date

import pytest

from mednec.errors import MednecError
from mednec.law.settings import adopted_from, plan_from
from mednec.model.law import Adopted, Plan, Span, TimeUnit


def test_no_settings_adopt_nothing() -> None:
    assert adopted_from({}) == Adopted()
    assert plan_from({}, "Example Mutual") == Plan(name="Example Mutual")


def test_settings_as_they_are_stored() -> None:
    adopted = adopted_from(
        {
            "unverified_rules": True,
            "accreditors": ["NCQA"],
            "time_zone": "America/Chicago",
            "state": "NY",
            "clock_urgent": {"amount": 24, "unit": "hours"},
            "days_off": ["2026-07-03"],
            "signing_specialties": ["dermatology"],
            "of somebody else": 1,
        }
    )
    assert adopted.unverified
    assert adopted.accreditors == ("ncqa",)
    assert adopted.urgent == Span(amount=24, unit=TimeUnit.HOURS)
    assert adopted.days_off == frozenset([date(2026, 7, 3)])
    plan = plan_from({"plan_name": "Example", "appeal_within": {"amount": 180, "unit": "calendar days"}}, "other")
    assert (plan.name, str(plan.appeal_within)) == ("Example", "180 calendar days")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"time_zone": "America/Nowhere"}, "settings: time_zone: no such time zone"),
        ({"state": "New York"}, "settings: state: "),
        ({"clock_standard": {"amount": 0, "unit": "hours"}}, "settings: clock_standard.amount: "),
        ({"clock_standard": {"amount": 3, "unit": "moons"}}, "settings: clock_standard.unit: "),
        ({"days_off": ["soon"]}, "settings: days_off.0: "),
    ],
)
def test_a_setting_that_cannot_be(settings: dict[str, object], says: str) -> None:
    with pytest.raises(MednecError) as caught:
        adopted_from(settings)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)
