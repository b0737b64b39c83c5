"""The section on response: what is asked by whom, gaps, the picture, and the same in text and JSON."""

from __future__ import annotations

import json
import re

import pytest

from mednec.render import render
from tests.render.a_chart import DOCUMENTS
from tests.render.a_determination import determination


def printed(form: str) -> str:
    return render(determination(), DOCUMENTS, form)


def section() -> str:
    """The section of the page."""
    page = printed("html")
    begin = page.index('<section id="response"')
    return page[begin : page.index("</section>", begin)]


@pytest.mark.parametrize("form", ["md", "text", "html"])
def test_policy_and_literature_stand_apart_in_every_view(form: str) -> None:
    told = printed(form)
    for words in ("Policy asks", "Literature", "lower by 50 %", "not reached", "lower by 5"):
        assert words in told
    assert form == "text" or "in adults" in told  # a narrow column may break it


@pytest.mark.parametrize("form", ["md", "text"])
def test_the_picture_is_told_as_a_table_where_nothing_can_be_drawn(form: str) -> None:
    told = " ".join(printed(form).split())
    assert "Course of treatment" in told
    assert "1 doses given" not in told
    for words in ("1 dose given", "dose held", "the change from 40 to 80 mg", "20 (2030-12-01); 12.5 (2031-01-20)"):
        assert words in told
    assert "0 flare visits" in told


def test_every_mark_of_the_picture_opens_its_place() -> None:
    page, drawn = printed("html"), re.search(r"<svg class=\"plot\".*?</svg>", section(), re.DOTALL)
    assert drawn is not None
    targets = re.findall(r'<a href="#([^"]+)"', drawn.group())
    assert len(targets) >= 6  # the turn, two doses, two values, the gap, the event
    assert [each for each in targets if f'id="{each}"' not in page] == []


def test_hostile_names_stay_words_of_the_picture() -> None:
    assert "<b>" not in section()
    assert "glint titer &lt;b&gt;" in section()


def test_json_tells_values_thresholds_gaps_and_the_time_to_judge() -> None:
    (response,) = json.loads(printed("json"))["response"]
    (measure,) = response["measures"]
    assert (measure["before"]["value"], measure["latest"]["value"], measure["percent"]) == (20.0, 12.5, -37.5)
    assert [(t["kind"], t["reached"], sorted(t["source"])) for t in measure["thresholds"]] == [
        ("policy", False, ["clause", "end", "policy", "quote", "start"]),
        ("literature", True, ["label", "reference"]),
    ]
    assert measure["latest"]["phase"] == "on_treatment"
    assert measure["latest"]["source"]["quote"] == "12.50 U/L"
    assert [(g["days"], g["unaccounted"], g["to_request"]) for g in response["gaps"]] == [(30, 1, True)]
    assert [(d["day"], d["amount"], d["held"]) for d in response["doses"]] == [
        ("2031-01-06", 80, False),
        ("2031-01-20", None, True),
    ]
    assert response["events"][0]["told"] == "0"
    assert (response["window"]["weeks"], response["window"]["earliest"]) == (4, "2031-02-03")
    assert response["window"]["source"] == {"reference": "glint-trial", "label": "GLINT 2029"}
