"""What a decision is about is read from its words: what was asked for and tried, for what, over what, why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.appeals.about import about, about_words, asked_about
from mednec.appeals.language import appeal_words
from mednec.appeals.names import Named
from mednec.appeals.phrases import Phrases, Place, longest
from mednec.appeals.reasons import reasons_of
from mednec.errors import PackError
from mednec.model.appeal import Appeal, Ending
from mednec.packs.vocabulary import read_yaml
from tests.appeals.invented import DOSE, FAILED, NAMES, PATH, WEAK, WORDS, finding

PHRASES = Phrases.compile({"a": ["higher ~ dose", "dose"], "b": ["contraindicat-"], "c": ["ABC", "Off-label"]})


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("higher dose", ["a", "a"]),
        ("a higher weekly dose", ["a", "a"]),
        ("higher one two three four dose", ["a"]),
        ("overdose", []),
        ("doses", ["a"]),
        ("is CONTRAINDICATED here", ["b"]),
        ("off\nlabel", ["c"]),
        ("ABC abc", ["c"]),
        ("ABCD", []),
    ],
)
def test_phrases(text: str, means: list[str]) -> None:
    assert [place.means for place in PHRASES.find(text)] == means


@given(st.text(alphabet="higher doseABCcontraindicat-\n.\u0130", max_size=60))
def test_places_lie_in_the_text(text: str) -> None:
    for place in PHRASES.find(text):
        assert 0 <= place.start < place.end <= len(text)


def test_the_longest_of_places_that_overlap() -> None:
    short, long = Place(start=2, end=5, means="s"), Place(start=0, end=5, means="l")
    assert longest([short, long]) == (long,)


def test_names_brands_and_abbreviations_are_one() -> None:
    found = NAMES.find("Zelvia, ZVB or zelvomab-abcd, but zvb is none")
    assert [(n.id, n.drug) for n in found] == [("zelvomab", True)] * 3


def test_an_abbreviation_is_its_disease_beside_words_of_its_field() -> None:
    assert NAMES.find("BD of the skin") == (Named(id="blister", drug=False, start=0, end=2),)
    assert NAMES.find("take it BD") == ()


def test_the_longest_name_wins_and_words_behind_may_undo_it() -> None:
    assert [n.id for n in NAMES.find("deep blistering disease; chronic wheals test")] == ["deep-blister"]


def test_a_disease_with_its_kinds() -> None:
    assert NAMES.among(["blister"]) == ("blister", "blister-short", "deep-blister")


def test_asked_tried_and_turned_on() -> None:
    told = about_words(finding("Zelvia", "bullosis", FAILED, DOSE), NAMES, WORDS)
    assert (told.asks, told.failed, told.ill) == (("zelvomab",), ("ormitant", "pellotrex"), ("blister",))
    assert told.matters == ("dose or interval beyond the label", "earlier treatment did not work")


@pytest.mark.parametrize(
    ("text", "asks", "failed"),
    [
        ("The patient failed pellotrex and requests Zelvia.", ["zelvomab"], ["pellotrex"]),
        ("The patient has not tried pellotrex. Zelvia was denied.", ["zelvomab"], []),
        ("Treatment: Zelvia\nThe medication history includes Pello.", ["zelvomab"], []),
        ("The patient was intolerant of Ormix; Zelvia is medically necessary.", ["zelvomab"], ["ormitant"]),
        ("Pellotrex did not help.", [], ["pellotrex"]),
        ("Nothing of the kind.", [], []),
    ],
)
def test_tried_before_or_asked_for(text: str, asks: list[str], failed: list[str]) -> None:
    told = about_words(text, NAMES, WORDS)
    assert (list(told.asks), list(told.failed)) == (asks, failed)


def test_a_question_asks_for_its_first_medicine() -> None:
    told = asked_about("Zelvia BD skin failed Pello", NAMES, WORDS)
    assert (told.asks, told.failed, told.ill) == (("zelvomab",), ("pellotrex",), ("blister",))


def test_categories_of_a_table_count_too() -> None:
    appeal = Appeal(publisher="P", number="1", year=2020, ending=Ending.UPHELD, treatment="ZVB", diagnosis="Whealing")
    told = about(appeal, NAMES, WORDS)
    assert (told.asks, told.ill) == (("zelvomab",), ("wheals",))


def test_reasons_are_cut_from_the_text_and_the_request_is_none() -> None:
    text = finding("Zelvia", "bullosis", "Vital signs were stable.", WEAK)
    reasons = reasons_of(text, WORDS)
    assert [r.words for r in reasons] == [WEAK, "Use is within the standard of care."]
    assert all(text[r.start : r.end] == r.words for r in reasons)


def test_no_reason_where_none_is_given() -> None:
    assert reasons_of("An enrollee has requested Zelvia. Vital signs were stable.", WORDS) == ()


SOUND = {
    "reasons": {"strong": ["a"], "plain": ["b"], "never": ["c"]},
    "failed": {"before": ["a"], "after": ["b"]},
    "asked": ["a"],
    "ill": ["a"],
    "above_label": ["a"],
    "plainly": [["a", "b"]],
    "matters": [{"name": "m", "words": ["w"]}],
}
BAD: dict[str, tuple[object, str]] = {
    "no lists": ([], "needs lists of words"),
    "unknown": ({**SOUND, "more": ["a"]}, "unknown field 'more'"),
    "missing": ({k: v for k, v in SOUND.items() if k != "asked"}, "has no asked"),
    "number": ({**SOUND, "asked": [3]}, "3 is no word"),
    "empty": ({**SOUND, "ill": []}, "needs a list of words"),
    "open within": ({**SOUND, "ill": ["intoleran- of"]}, "open ending within"),
    "blank": ({**SOUND, "ill": [" - "]}, "is no word"),
    "no such list": ({**SOUND, "failed": {"before": ["a"]}}, "needs the lists before, after"),
    "matters": ({**SOUND, "matters": [{"name": "m"}]}, "needs a name and words"),
    "plainly": ({**SOUND, "plainly": "a"}, "needs a list of lists"),
}


@pytest.mark.parametrize("case", BAD)
def test_cues_that_cannot_be_used(case: str) -> None:
    content, says = BAD[case]
    with pytest.raises(PackError, match=says):
        appeal_words(content, "appeals.yaml")


def test_the_shipped_cues_name_no_word_twice_in_a_list() -> None:
    content: Any = read_yaml(PATH)
    lists = [*content["reasons"].values(), *content["failed"].values(), *(m["words"] for m in content["matters"])]
    for words in (*lists, content["asked"], content["ill"], content["above_label"]):
        assert len(words) == len(set(words))
