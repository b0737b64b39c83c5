"""A passage cannot speak of the case without a note, nor quote one kind of source with a note of another."""

from __future__ import annotations

import pytest

from mednec.render.letters.layout import Kind, Note, Passage, Voice

CHART = Note(kind=Kind.CHART, number=2, source="note.txt", where="line 4")
FIRST = Note(kind=Kind.CHART, number=1, source="note.txt", where="line 1")
CLAUSE = Note(kind=Kind.POLICY, number=1, source="P 7", where="§ I.A")
PAPER = Note(kind=Kind.REFERENCE, number=1, source="GLINT 2029", where="J Glint")


@pytest.mark.parametrize("voice", [Voice.FACT, Voice.CHART, Voice.POLICY])
def test_what_speaks_of_the_case_needs_a_note(voice: Voice) -> None:
    with pytest.raises(ValueError, match="without a note"):
        Passage(says="She is worse.", voice=voice)


@pytest.mark.parametrize(
    ("voice", "notes"),
    [
        (Voice.CHART, (CLAUSE,)),
        (Voice.CHART, (PAPER,)),
        (Voice.CHART, (CHART, CLAUSE)),
        (Voice.POLICY, (CHART,)),
        (Voice.POLICY, (PAPER,)),
    ],
)
def test_a_quote_takes_notes_of_its_own_kind_alone(voice: Voice, notes: tuple[Note, ...]) -> None:
    with pytest.raises(ValueError, match="of another kind"):
        Passage(says="She is worse.", voice=voice, notes=notes)


def test_kinds_of_notes_stand_apart() -> None:
    passage = Passage(says="x", voice=Voice.FACT, notes=(PAPER, CHART, CLAUSE, FIRST))
    assert passage.marks == ((FIRST, CHART), (CLAUSE,), (PAPER,))


def test_a_phrase_needs_no_note() -> None:
    assert Passage(says="Thank you.").marks == ()
