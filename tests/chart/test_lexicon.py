"""Where a text names a concept: whole words, the longest name, acronyms as written, lists, line ends."""

from __future__ import annotations

import pytest

from mednec.chart.coordination import shared_heads
from mednec.chart.lexicon import Lexicon, squeeze
from mednec.model.knowledge import Concept, Drug

CONCEPTS = (
    Concept(id="rash", kind="symptom", name="rash", terms=("skin rash",)),
    Concept(id="red-rash", kind="symptom", name="red rash", terms=(), is_a=("rash",)),
    Concept(id="spinal-palsy", kind="disease", name="spinal palsy", terms=("SP",)),
    Concept(id="upper-lobe", kind="organ", name="upper lobe", terms=()),
    Concept(id="lower-lobe", kind="organ", name="lower lobe", terms=()),
    Concept(
        id="gait", kind="function", name="gait", terms=(), needs=("walk",), not_before=("belt",), not_after=("old",)
    ),
)
LEXICON = Lexicon.compile(CONCEPTS, (Drug(id="drug-a", name="drug-a", classes=("class-b",)),))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a rash", [("rash", "rash")]),
        ("two rashes", [("rash", "rashes")]),
        ("a brash remark", []),
        ("a RED RASH", [("red-rash", "RED RASH")]),  # the longest name wins
        ("SP today", [("spinal-palsy", "SP")]),
        ("sp today", []),  # an acronym stands as written
        ("spinal-palsy", [("spinal-palsy", "spinal-palsy")]),
        ("spinal\n    palsy", [("spinal-palsy", "spinal\n    palsy")]),
        ("spinal    palsy", []),  # two cells of a row
        ("upper or lower lobe", [("upper-lobe", "upper"), ("lower-lobe", "lower lobe")]),
        ("walks with a steady gait", [("gait", "gait")]),
        ("a steady gait", []),
        ("walks with a gait belt", []),
        ("walks with her old gait", []),
        ("Drug-A daily", [("drug-a", "Drug-A")]),
    ],
)
def test_names(text: str, names: list[tuple[str, str]]) -> None:
    assert [(m.id, text[m.start : m.end]) for m in LEXICON.find(text)] == names


def test_kinds_of_a_thing() -> None:
    assert LEXICON.is_a("red-rash", "rash")
    assert not LEXICON.is_a("rash", "red-rash")
    assert LEXICON.is_a("drug-a", "class-b")
    assert LEXICON.knows("class-b")
    assert LEXICON.name("class-b") == "class b"


def test_a_list_shares_its_last_word() -> None:
    assert list(shared_heads("upper, middle or lower lobe", {"lobe"})) == [(7, 13, "middle lobe"), (0, 5, "upper lobe")]
    assert list(shared_heads("upper or lower arm", {"lobe"})) == []


def test_blanks_are_one_and_every_letter_keeps_its_place() -> None:
    text = "a  b\u2003c   d"
    squeezed, places = squeeze(text)
    assert squeezed == "a b\u2003c d"
    assert [text[places[i]] for i in range(len(squeezed))] == list(squeezed)
