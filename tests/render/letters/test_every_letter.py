"""What holds of every letter: quotes stand where the notes say, every statement has its note, the same bytes twice."""

from __future__ import annotations

import re

import pytest

from mednec.model.document import SourceDocument
from mednec.render.letters import FORMATS, render_letter
from mednec.render.letters.layout import Kind, Note, Voice, passages_of
from mednec.render.words import flat
from tests.render.letters.a_letter import DAY, EVERY, Made, made

CUT = " …"


@pytest.fixture(params=EVERY, ids=" ".join, scope="module")
def each(request: pytest.FixtureRequest) -> Made:
    case, kind = request.param
    return made(case, kind)


def from_line(documents: tuple[SourceDocument, ...], note: Note) -> str:
    """The text of a document from the line that a note names."""
    named = note.source.removesuffix(", the request")
    document = next(document for document in documents if flat(document.name) == named)
    number = re.search(r"line (\d+)$", note.where)
    assert number, note.where
    return flat(document.text[document.line_starts[int(number[1]) - 1] :])


def test_chart_quotes_stand_verbatim_at_the_line_of_their_note(each: Made) -> None:
    quotes = [(p.says, note) for p in passages_of(each.letter) if p.voice is Voice.CHART for note in p.notes]
    quotes += [(note.words, note) for note in each.letter.notes if note.kind is Kind.CHART and note.words]
    for words, note in quotes:
        first_line, kept = from_line(each.documents, note), words.removesuffix(CUT)
        assert kept in first_line
        assert first_line.index(kept) < len(first_line)


def test_clauses_are_quoted_in_the_words_of_the_policy(each: Made) -> None:
    source = flat(each.determination.policy_source)
    for passage in passages_of(each.letter):
        if passage.voice is Voice.POLICY:
            assert passage.says.removesuffix(CUT) in source


def test_notes_are_numbered_in_reading_order_and_each_is_used(each: Made) -> None:
    read = dict.fromkeys(note for p in passages_of(each.letter) for run in p.marks for note in run)
    assert set(read) == set(each.letter.notes)
    for kind in Kind:
        assert [note.number for note in read if note.kind is kind] == list(
            range(1, 1 + sum(note.kind is kind for note in each.letter.notes))
        )


def test_what_is_said_of_the_case_has_a_note(each: Made) -> None:
    facts = [p for p in passages_of(each.letter) if p.voice is not Voice.PHRASE]
    assert facts
    assert all(p.notes for p in facts)
    phrases = [p.says for p in passages_of(each.letter) if p.voice is Voice.PHRASE and not p.notes]
    assert not [says for says in phrases if re.search(r"\d\s?(?:mg|g/kg|kg|mL|days|U/L)\b", says)]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "pdf"])
def test_the_same_bytes_twice(each: Made, form: str) -> None:
    assert render_letter(each.letter, form) == render_letter(each.letter, form)


@pytest.mark.parametrize(("case", "kind"), [each for each in EVERY if each[0] in ("RIT-DEV-01", "hostile", "bare")])
def test_the_same_bytes_twice_in_type(case: str, kind: str) -> None:
    letter = made(case, kind).letter
    assert render_letter(letter, "pdf") == render_letter(letter, "pdf")


def test_the_letter_carries_its_day(each: Made) -> None:
    assert each.letter.dated == DAY
    assert DAY in render_letter(each.letter, "md").decode()


def test_no_other_format() -> None:
    with pytest.raises(ValueError, match="no such format: 'docx'"):
        render_letter(made("invented", "peer").letter, "docx")
