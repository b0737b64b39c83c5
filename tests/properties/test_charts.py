"""What holds for every chart, whatever it says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chart.reading import HEAD, chart

PIECES = st.sampled_from(
    (
        "No asthma, wheeze or dyspnea.", "CK 266 in August, 994 on 12/3/2025.", "Wt 58.1 kg (128 lb)",
        "Methotrexate 20 mg weekly for 9 months with no benefit.",
        "Mother has lupus nephritis.", "PLAN:",
        "ROS (template):",
        "TEST      RESULT   FLAG   REFERENCE   UNITS",
        "Platelets   18   L   150-400   K/uL", "--  03/10/26   HELD",
        "68 ED visits in 2025, 3 since 1/27", "\t", "",
        "KIT D816V: not detected", "é ß 漢 \u2019", "[X] Yes [ ] No", "))((",
        "Xolair increased from 450 mg to 600 mg on 1/13/26.",
    )
)  # fmt: skip
LINES = st.lists(PIECES | st.text(max_size=40), max_size=12)
ENDS = st.sampled_from(("\n", "\r\n", "\n\n"))


@settings(max_examples=60, deadline=None)
@given(LINES, ENDS)
def test_every_quote_is_cut_from_its_document(lines: list[str], end: str) -> None:
    read = chart(HEAD + end.join(lines))
    text = read.headers[0].document.text
    for finding in read.findings:
        for cited in (finding.source, finding.sentence, *((finding.cue,) if finding.cue else ())):
            assert text[cited.start : cited.end] == cited.quote
            assert cited.quote.strip()


@settings(max_examples=25, deadline=None)
@given(LINES, LINES)
def test_the_order_of_documents_changes_nothing(one: list[str], other: list[str]) -> None:
    a, b = HEAD + "\n".join(one), HEAD + "\n".join(other)
    there = chart(a, b, names=("1.txt", "2.txt"))
    back = chart(b, a, names=("2.txt", "1.txt"))
    assert [(f.concept, f.source) for f in there.findings] == [(f.concept, f.source) for f in back.findings]


@settings(max_examples=25, deadline=None)
@given(LINES)
def test_a_further_document_takes_nothing_away(lines: list[str]) -> None:
    alone = chart(HEAD + "\n".join(lines))
    beside = chart(HEAD + "\n".join(lines), "PARKING RECEIPT\nLevel 3\n")
    mine = [(f.concept, f.source) for f in beside.findings if f.source.document == "1.txt"]
    assert mine == [(f.concept, f.source) for f in alone.findings]
