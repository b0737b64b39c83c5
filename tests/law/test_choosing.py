"""Which clock holds: by the words of the request, the day, and what an organisation adopted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.intake.request import parse_request
from mednec.law.choosing import asked_of, choose, holds, phase_of, used
from mednec.model.law import Adopted, Asked, Phase, Span, Subject, TimeUnit, Urgency
from mednec.model.request import PriorAuthRequest
from tests.law.shipped import ALL_IN, laws

DAY = datetime(2026, 4, 9, 10, 12)
VERIFIED = Adopted()
REQUEST = """
id: C-1
payer: Example Mutual
line_of_business: {line}
benefit: {benefit}
urgency: {urgency}
received: 2026-04-09T10:12:00
request_type: initial
patient: {{id: M1, name: "Ada Example", birth_date: 1980-01-01}}
requester: {{name: "B. Example, MD"}}
lines:
  - {{id: "1", drug: zelvorin, regimen: "10 mg once", from: {first}, to: {last}}}
"""


def request(
    line: str, benefit: str = "medical", urgency: str = "standard", first: str = "2026-04-20", last: str = "2026-05-20"
) -> PriorAuthRequest:
    return parse_request(REQUEST.format(line=line, benefit=benefit, urgency=urgency, first=first, last=last))


@pytest.mark.parametrize(
    ("line", "benefit", "urgency", "expected"),
    [
        ("commercial", "medical", "standard", ("commercial", "medical", Urgency.STANDARD)),
        ("Medicare Advantage", "Part B", "EXPEDITED", ("medicare-advantage", "medical", Urgency.URGENT)),
        ("MA-PD", "pharmacy", "stat", ("medicare-advantage", "pharmacy", Urgency.URGENT)),
        ("Part D", "Rx", "routine", ("medicare-part-d", "pharmacy", Urgency.STANDARD)),
        ("Self-Funded", "", "Non-urgent", ("self-funded", "", Urgency.STANDARD)),
        ("Medi-Cal", "medical", "urgent", ("medicaid", "medical", Urgency.URGENT)),
    ],
)  # fmt: skip
def test_the_words_of_requests(line: str, benefit: str, urgency: str, expected: tuple[str, str, Urgency]) -> None:
    found = asked_of(request(line, benefit, urgency), laws().words)
    assert (found.line, found.benefit, found.urgency) == expected
    assert not found.unknown


def test_words_that_no_list_has_are_told() -> None:
    asked = asked_of(request("lunar mutual", "dental", "whenever"), laws().words, state="ny")
    assert asked.state == "NY"
    assert asked.unknown == ("line of business 'lunar mutual'", "benefit 'dental'", "urgency 'whenever'")
    why = choose(laws(), asked, DAY, ALL_IN)
    assert why.rule is None
    assert "urgency 'whenever'" in why.why


def test_a_request_of_days_that_are_past_is_retrospective() -> None:
    assert phase_of(request("commercial")) is Phase.PROSPECTIVE
    assert phase_of(request("commercial", first="2026-03-01", last="2026-03-30")) is Phase.RETROSPECTIVE
    assert phase_of(request("commercial", first="2026-03-01", last="2026-05-30")) is Phase.PROSPECTIVE


def asked(
    line: str,
    benefit: str = "",
    urgency: Urgency = Urgency.STANDARD,
    phase: Phase = Phase.PROSPECTIVE,
    state: str = "",
) -> Asked:
    return Asked(line=line, benefit=benefit, urgency=urgency, phase=phase, state=state)


def item(line: str) -> Asked:
    return replace(asked(line, "medical"), subject=Subject.ITEM)


U = Urgency.URGENT
ALSO_UNREAD = Adopted(unverified=True)


@pytest.mark.parametrize(
    ("told", "day", "adopted", "id"),
    [
        (asked("commercial"), DAY, VERIFIED, "erisa-pre-service"),
        (asked("self-funded", "pharmacy"), DAY, VERIFIED, "erisa-pre-service"),
        (asked("commercial", urgency=U), DAY, VERIFIED, None),
        (asked("commercial", urgency=U), DAY, ALSO_UNREAD, "erisa-urgent"),
        (asked("commercial", phase=Phase.RETROSPECTIVE), DAY, ALSO_UNREAD, "erisa-post-service"),
        # seven days of an accreditor end before fifteen of the law
        (asked("commercial"), DAY, ALL_IN, "ncqa-pre-service"),
        (asked("commercial"), DAY, Adopted(unverified=True, accreditors=("urac",)), "erisa-pre-service"),
        (asked("commercial"), DAY, Adopted(accreditors=("ncqa",)), "erisa-pre-service"),
        (asked("medicare-advantage", "medical"), DAY, VERIFIED, None),
        (asked("medicare-advantage", "medical"), DAY, ALSO_UNREAD, "ma-part-b-drug-standard"),
        (asked("medicare-advantage", "medical", U), DAY, ALSO_UNREAD, "ma-part-b-drug-expedited"),
        (asked("medicare-advantage", "pharmacy"), DAY, ALSO_UNREAD, "part-d-standard"),
        (asked("medicare-advantage", ""), DAY, ALSO_UNREAD, None),  # of which benefit, nobody said
        (asked("medicare-part-d", "pharmacy", U), DAY, ALSO_UNREAD, "part-d-expedited"),
        (asked("medicare-part-d", phase=Phase.APPEAL), DAY, VERIFIED, "part-d-redetermination-standard"),
        (item("medicare-advantage"), datetime(2025, 12, 31, 12), VERIFIED, "ma-item-standard-2025"),
        (item("medicare-advantage"), datetime(2026, 1, 1, 12), VERIFIED, None),
        (item("medicare-advantage"), datetime(2026, 1, 1, 12), ALSO_UNREAD, "ma-item-standard-2026"),
        (asked("medicaid", "medical"), DAY, ALL_IN, "ncqa-pre-service"),
        (asked("medicaid", "medical"), DAY, ALSO_UNREAD, None),
        (item("medicaid"), DAY, ALSO_UNREAD, "medicaid-item-standard-2026"),
        (asked("commercial", phase=Phase.EXTERNAL, state="NY"), DAY, VERIFIED, "ny-external-appeal"),
        (asked("commercial", phase=Phase.EXTERNAL, state="NJ"), DAY, VERIFIED, None),
        (asked("commercial", phase=Phase.EXTERNAL), DAY, Adopted(state="NY"), "ny-external-appeal"),
        (asked("self-funded", phase=Phase.EXTERNAL, state="NY"), DAY, VERIFIED, None),
        (asked("marketplace", "medical"), datetime(2027, 12, 1), ALSO_UNREAD, None),  # proposed only
    ],
)  # fmt: skip
def test_the_rule_that_holds(told: Asked, day: datetime, adopted: Adopted, id: str | None) -> None:
    choice = choose(laws(), told, day, adopted)
    assert (choice.rule.id if choice.rule else None) == id
    assert (choice.rule is None) == bool(choice.why)


def test_without_a_rule_it_says_why_and_what_was_not_adopted() -> None:
    choice = choose(laws(), asked("medicare-advantage", "medical"), DAY, VERIFIED)
    assert choice.why.endswith("set the day by hand")
    assert "72 hours by 42 CFR 422.568(b)" in choice.why
    assert [rule.id for rule in choice.off] == ["ma-part-b-drug-standard"]


def test_the_plan_has_a_clock_of_its_own_where_no_rule_is_known() -> None:
    seven, day = Span(amount=7, unit=TimeUnit.CALENDAR_DAYS), Span(amount=24, unit=TimeUnit.HOURS)
    adopted = Adopted(standard=seven, urgent=day)
    own = choose(laws(), asked("medicaid", "medical"), DAY, adopted).rule
    assert own is not None
    assert (own.id, own.within, own.authority.value) == ("own-clock-standard", seven, "own")
    urgent = choose(laws(), asked("medicaid", "medical", U), DAY, adopted).rule
    assert urgent is not None
    assert urgent.within == day
    law = choose(laws(), asked("commercial"), DAY, adopted).rule
    assert law is not None
    assert law.id == "erisa-pre-service"  # a law goes before the plan's own


LINES = sorted({*laws().words.lines.values(), ""})
ANY_ASKED = st.builds(
    Asked,
    line=st.sampled_from(LINES),
    benefit=st.sampled_from(["", "medical", "pharmacy"]),
    urgency=st.sampled_from(Urgency),
    phase=st.sampled_from(Phase),
    state=st.sampled_from(["", "NY", "CA"]),
)
ANY_DAY = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1))
ANY_ADOPTED = st.builds(
    Adopted, unverified=st.booleans(), accreditors=st.sampled_from([(), ("ncqa",), ("ncqa", "urac")])
)


@given(ANY_ASKED, ANY_DAY, ANY_ADOPTED)
def test_the_rule_on_items_is_never_the_deadline_of_a_drug(told: Asked, day: datetime, adopted: Adopted) -> None:
    """CMS-0057-F leaves out drugs of any kind."""
    choice = choose(laws(), told, day, adopted)
    for rule in (choice.rule, *choice.off):
        assert rule is None or "0057" not in f"{rule.cite} {rule.source}"


@given(ANY_ASKED, ANY_DAY, ANY_ADOPTED)
def test_what_is_not_verified_or_only_proposed_is_off(told: Asked, day: datetime, adopted: Adopted) -> None:
    rule = choose(laws(), told, day, adopted).rule
    if rule is not None:
        assert not rule.proposed
        assert rule.verified or adopted.unverified
        assert holds(rule, told, day.date(), adopted)
        assert used(rule, adopted)


def test_a_rule_holds_on_its_first_and_its_last_day() -> None:
    rule = next(rule for rule in laws().clocks if rule.id == "ma-item-standard-2025")
    days = {date(2018, 12, 31): False, date(2019, 1, 1): True, date(2025, 12, 31): True, date(2026, 1, 1): False}
    assert {day: rule.in_force(day) for day in days} == days


def test_a_row_may_be_adopted_alone_but_not_one_that_is_only_proposed() -> None:
    rows = {rule.id: rule for rule in laws().clocks}
    standard, urgent = rows["part-d-standard"], rows["part-d-expedited"]
    one = Adopted(rows=frozenset({standard.id, *(rule.id for rule in laws().clocks if rule.proposed)}))
    assert (used(standard, one), used(urgent, one)) == (True, False)
    assert not any(used(rule, one) for rule in laws().clocks if rule.proposed)
    asked = asked_of(request("Part D", "Rx"), laws().words)
    assert choose(laws(), asked, DAY, one).rule == standard
