"""The course of treatment drawn: everything inside the picture, every mark opening its place, nothing invented."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.model.document import ChartCitation
from mednec.model.response import MeasuredValue, Phase, ResponseAssessment, ThresholdKind
from mednec.render.plots.timeline import RIGHT, WIDTH, can_be_drawn, caption, timeline
from tests.render.plots.a_course import FIRST, course, doses, event, gap, measure, value

POLICY, LITERATURE = ThresholdKind.POLICY, ThresholdKind.LITERATURE
BEFORE = value(-20, "20", Phase.BEFORE)


def target(at: ChartCitation) -> str:
    return f"d1-{at.start}"


def drawn(response: ResponseAssessment) -> ElementTree.Element:
    return ElementTree.fromstring(timeline(response, "course", target).markup)


def links(response: ResponseAssessment) -> list[str]:
    """What each mark says, in drawing order."""
    return [link.get("aria-label") or "" for link in drawn(response).iter("a")]


def words_of(response: ResponseAssessment) -> list[str]:
    return ["".join(text.itertext()).strip() for text in drawn(response).iter("text")]


def test_every_dose_value_and_event_is_a_mark_that_opens_its_place() -> None:
    response = course(measure(BEFORE, value(40, "12")), given=doses([0, 14, 28]), events=(event(-60, -1), event(1, 60)))
    said = links(response)
    assert [each for each in said if "mg" in each] == ["2026-01-05: 300 mg", "2026-01-19: 300 mg", "2026-02-02: 300 mg"]
    assert [each for each in said if "score A" in each] == [
        "score A 20 points on 2025-12-16, before treatment",
        "score A 12 points on 2026-02-14, on treatment",
    ]
    assert sum("visits" in each for each in said) == 2
    assert all(link.get("href", "").startswith("#d1-") for link in drawn(response).iter("a"))


def test_thresholds_are_lines_of_their_own_kind_with_their_names() -> None:
    levels = ((POLICY, "10"), (LITERATURE, "16"))
    response = course(measure(BEFORE, value(40, "12"), levels=levels), given=doses([0]))
    tones = [path.get("class") for path in drawn(response).iter("path")]
    assert tones.count("rl") == tones.count("li") == tones.count("bs") == 1
    assert {"policy \u2264 10", "important \u2264 16", "before: 20"} <= set(words_of(response))


def test_phases_have_shapes_of_their_own() -> None:
    values = (BEFORE, value(10, "18", Phase.EARLIER_DOSE), value(40, "12"), value(90, "22", Phase.PAUSED))
    picture = drawn(course(measure(*values), given=doses([0])))
    shapes = [(e.tag, e.get("class")) for e in picture.iter() if (e.get("class") or "").startswith("pt")]
    assert shapes == [("circle", "pt opn"), ("rect", "pt"), ("circle", "pt"), ("path", "pt opn")]


def test_a_gap_and_a_held_dose_are_seen() -> None:
    response = course(given=doses([0, 14, 28, 70], held=[28]), gaps=(gap(14, 70),))
    said = links(response)
    assert "2026-02-02: held" in said
    assert "No dose for 56 days." in said
    assert "held" in words_of(response)
    assert "gap, 56 days" in words_of(response)


def test_long_before_treatment_is_left_to_the_table() -> None:
    """Treatment of 120 days shows 120 days before it, and the value held against in any case."""
    old = value(-900, "30", Phase.BEFORE)
    assert not any("30 points" in each for each in links(course(measure(old, BEFORE, value(40, "12")))))
    assert any("30 points" in each for each in links(course(measure(old, value(40, "12")))))


def test_the_picture_can_be_read_out() -> None:
    response = course(measure(BEFORE, value(40, "12")), given=doses([0, 14]), gaps=(gap(14, 120, open=True),))
    picture = drawn(response)
    assert picture.findtext("title") == "Course of treatment with drug A"
    assert picture.findtext("desc") == (
        "2 doses from 2026-01-05 to 2026-01-19; turn 0 on 2026-01-05; a gap of 106 days after 2026-01-19;"
        " score A: 20 on 2025-12-16 and 12 on 2026-02-14."
    )


def test_the_caption_names_what_is_drawn_and_nothing_else() -> None:
    assert caption(course(given=doses([0]))) == (
        "Bars: doses given, as tall as their amount. Every mark opens its place in the chart."
    )
    told = caption(course(measure(BEFORE, value(40, "12"), levels=((LITERATURE, "16"),))))
    assert told.startswith("Open circle: before treatment; filled circle: on treatment; short dashes:")
    assert "policy" not in told


@pytest.mark.parametrize(
    ("response", "worth_it"),
    [
        (course(), False),
        (course(given=doses([0])), False),
        (course(given=doses([0, 14])), True),
        (course(measure(BEFORE, value(40, "12"))), True),
        (course(given=doses([0, 14]), turns=()), False),
    ],
)
def test_one_dose_alone_is_no_picture(response: ResponseAssessment, worth_it: bool) -> None:
    assert can_be_drawn(response) is worth_it


NUMBERS = st.integers(0, 4000).map(str)
VALUES = st.builds(value, st.integers(-400, 700), NUMBERS, st.sampled_from(Phase))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(VALUES, min_size=1, max_size=9),
    st.lists(st.integers(0, 700), max_size=30, unique=True),
    st.lists(st.integers(0, 700), min_size=1, max_size=4, unique=True),
    st.lists(st.tuples(st.integers(-500, 600), st.integers(0, 400)), max_size=7),
    st.integers(1, 900),
)
def test_whatever_the_course_everything_lies_in_the_picture(
    values: list[MeasuredValue], given_on: list[int], turns: list[int], spans: list[tuple[int, int]], until: int
) -> None:
    response = course(
        measure(*sorted(values, key=lambda v: v.on or FIRST), levels=((POLICY, "30"),)),
        given=doses(sorted(given_on)),
        turns=sorted(turns),
        events=tuple(event(first, first + long) for first, long in spans),
        until=until,
    )
    picture = drawn(response)
    _, _, width, height = (float(n) for n in (picture.get("viewBox") or "").split())
    assert width == WIDTH
    for mark in picture.iter("circle"):
        assert 0 <= float(mark.get("cx", "nan")) <= WIDTH - RIGHT
        assert 0 <= float(mark.get("cy", "nan")) <= height
    for box in picture.iter("rect"):
        assert 0 <= float(box.get("y", "nan")) <= height
    for line in picture.iter("path"):
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", line.get("d", ""))]
        assert all(-1 <= n <= max(width, height) + 1 for n in numbers)
