"""The dose chart: every range stands where its amount says, opens at its reference, and is told in words."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from mednec.evidence.doses import LABEL, REQUESTED
from mednec.model.document import ReferenceCitation
from mednec.model.evidence import DosePicture, DoseRange
from mednec.model.words import DoseBeside
from mednec.render.plots.dose_chart import LEFT, RIGHT, WIDTH, dose_chart, in_words


def row(name: str, low: str | None, high: str, direction: str = "supports", kind: str = "trial") -> DoseRange:
    """A range and the reference that tells it."""
    return DoseRange(
        name=name,
        kind=kind,
        low=Decimal(low) if low else None,
        high=Decimal(high),
        direction=direction,
        beside=DoseBeside.ABOVE,
        citation=ReferenceCitation(reference=f"ref-{name}", label=name),
    )


ASKED = DoseRange(name="This request", kind=REQUESTED, low=None, high=Decimal(1000))
DOSES = DosePicture(
    unit="mg",
    ranges=(ASKED, row("labelled", None, "250", "", LABEL), row("Trial <A>", "250", "500"), row("B", "750", "750")),
)


def drawn(doses: DosePicture) -> str:
    return dose_chart(doses, lambda citation: f"at-{citation.reference}").__html__()


def test_a_range_lies_between_its_amounts() -> None:
    text = drawn(DOSES)
    room = WIDTH - LEFT - RIGHT
    rects = [(float(x), float(w)) for x, w in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', text)]
    assert [x for x, _ in rects] == pytest.approx([LEFT, LEFT + room / 4])
    assert [w for _, w in rects] == pytest.approx([room / 4, room / 4])
    (circle,) = re.findall(r'<circle cx="([\d.]+)"', text)
    assert float(circle) == pytest.approx(LEFT + room * 3 / 4)
    assert f"M{WIDTH - RIGHT:.2f} " in text  # what is asked stands at the end of the scale


def test_each_row_opens_at_its_reference_and_nothing_is_markup() -> None:
    text = drawn(DOSES)
    assert re.findall(r'href="#([^"]+)"', text) == ["at-ref-labelled", "at-ref-Trial &lt;A&gt;", "at-ref-B"]
    assert "<A>" not in text


def test_the_chart_is_told_in_words() -> None:
    assert in_words(DOSES) == (
        "Amounts per 28 days. This request: 1,000 mg. labelled: up to 250 mg; Trial <A>: 250-500 mg; B: 750 mg."
    )


def test_a_long_name_is_cut_in_the_drawing_and_whole_in_its_title() -> None:
    name = "a very long name of a study " * 4
    text = drawn(DosePicture(unit="mg", ranges=(ASKED, row(name, "1", "2"))))
    assert "…</text>" in text
    assert f"<title>{name} (trial): 1-2 mg per 28 days</title>" in text


def test_a_long_name_keeps_that_the_study_is_of_another_disease() -> None:
    long = row("Guideline of many words and years, Editor and others (other disease)", "250", "500")
    told = re.findall(r"<text[^>]*>([^<]*other disease[^<]*)</text>", drawn(replace(DOSES, ranges=(ASKED, long))))
    assert len(told) == 1
    assert told[0].startswith("+ Guideline of many")
    assert told[0].endswith("… (other disease)")
