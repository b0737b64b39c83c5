"""What must hold of every text: lists in any order, sentences that say nothing of it, blanks at line ends."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.chart.assertion import assertion_at
from mednec.chart.ticks import answer_of
from mednec.model.finding import Finding
from tests.chart.reading import note
from tests.shipped import library

ITEMS = ("asthma", "hives", "dyspnea", "angioedema", "dysphagia", "hemolysis", "wheeze", "syncope")
DENIALS = ("No {}.", "Denies {}.", "Negative for {}.", "There is no evidence of {}.", "Without {}.", "Neg: {}.")
STATEMENTS = (
    "She has asthma.",
    "No hives or wheeze.",
    "Possible hemolysis.",
    "Mother has asthma.",
    "If dyspnea occurs, call.",
    "Hepatitis B in 1998, cleared.",
    "History of stroke.",
    "Asthma: [X] Yes [ ] No",
)
IRRELEVANT = (
    "Lives with a cat.",
    "Parking was validated.",
    "The portal was down on Tuesday.",
    "She likes gardening.",
    "Copy to the front desk.",
)


@settings(max_examples=60, deadline=None)
@given(st.permutations(ITEMS), st.integers(2, len(ITEMS)), st.sampled_from(DENIALS), st.sampled_from((" or ", ", or ")))
def test_a_denied_list_denies_every_item_in_any_order(items: list[str], size: int, denial: str, last: str) -> None:
    named = items[:size]
    text = denial.format(", ".join(named[:-1]) + last + named[-1])
    cues = library().language.cues.find(text)
    for item in named:
        start = text.index(item)
        assert assertion_at(text, start, start + len(item), cues).assertion.value == "absent", (text, item)


@settings(max_examples=60, deadline=None)
@given(st.permutations(ITEMS), st.integers(2, 4), st.sampled_from(("were excluded", "were all denied", "are absent")))
def test_a_list_denied_at_its_end_is_denied_in_any_order(items: list[str], size: int, denial: str) -> None:
    named = items[:size]
    text = f"{', '.join(named[:-1])} and {named[-1]} {denial}."
    cues = library().language.cues.find(text)
    for item in named:
        start = text.index(item)
        assert assertion_at(text, start, start + len(item), cues).assertion.value == "absent", (text, item)


def meant(text: str) -> list[tuple[str, str, str, str]]:
    """What a note says, without where it stands."""
    return [told(f) for f in note(text).findings if f.kind in ("diagnosis", "finding", "reaction")]


def told(finding: Finding) -> tuple[str, str, str, str]:
    return finding.kind, finding.concept, finding.assertion.value, finding.source.quote


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=3), st.sampled_from(IRRELEVANT), st.booleans())
def test_a_sentence_about_something_else_changes_nothing(said: list[str], other: str, first: bool) -> None:
    lines = "\n\n".join(said)
    assert meant(f"{other}\n\n{lines}" if first else f"{lines}\n\n{other}") == meant(lines)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=4), st.sampled_from((" ", "   ", "\t")))
def test_blanks_at_line_ends_change_nothing_but_places(said: list[str], blanks: str) -> None:
    assert meant("".join(f"{s}{blanks}\n\n" for s in said)) == meant("".join(f"{s}\n\n" for s in said))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aN no,.?:[]x()_+-/%<5 \n", max_size=120), st.data())
def test_any_text_has_one_assertion_whose_cue_lies_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    read = assertion_at(text, start, end, library().language.cues.find(text))
    assert read.cue is None or 0 <= read.cue.start < read.cue.end <= len(text)
    answer = answer_of(text, start, end)
    assert answer is None or 0 <= answer.start <= answer.end <= len(text)
