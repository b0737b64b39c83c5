"""Whether a letter holds what its rules ask for, what is still open in it, and how easily it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mednec.law.grade import ReadingGrade, reading_grade
from mednec.model.law import LetterKind, NoticeRule, ReadingAim
from mednec.model.law_words import Content
from mednec.render.letters.layout import Block, Items, Letter, Lines, Paragraph, Passage, Voice
from mednec.render.notices.wording import OPEN

# Parts of which most words are the names of the request; they are not the letter's to choose.
FEWEST_WORDS = 3  # what has fewer is a label, no sentence
NOT_GRADED = frozenset(content.key for content in (Content.AUTHORISED, Content.CONDITIONS, Content.REVIEWER))


def missing_content(letter: Letter, kind: LetterKind, rules: Sequence[NoticeRule]) -> tuple[Content, ...]:
    """What the rules in use ask of such a letter and no part of it holds, in the order of the contents."""
    asked = {content for rule in rules if kind in rule.letters for content in rule.contents}
    held = {key for block in blocks_of(letter) if _says_something(block) for key in _holds(block)}
    return tuple(content for content in Content if content in asked and content.key not in held)


def rules_followed(kind: LetterKind, rules: Sequence[NoticeRule]) -> tuple[NoticeRule, ...]:
    """The rules that such a letter is written under."""
    return tuple(rule for rule in rules if kind in rule.letters)


def open_lines(letter: Letter) -> tuple[str, ...]:
    """What must still be filled in before it can be sent, in words; addresses are written by hand and left out."""
    found = [f"phone of {letter.sender[0][1] or 'the plan'}"] if ("Phone", "") in letter.sender else []
    for block in blocks_of(letter):
        if isinstance(block, Lines):
            found += block.labels
        elif any(OPEN in passage.says for passage in _passages(block)):
            found += [content.value for content in Content if content.key in _holds(block)]
    return tuple(dict.fromkeys(found))


def letter_grade(letter: Letter, aim: ReadingAim) -> ReadingGrade:
    """The reading grade of the letter's own words: quotes, names of the request and small print apart."""
    own = (
        passage.says
        for block in blocks_of(letter)
        if NOT_GRADED.isdisjoint(_holds(block))
        for passage in _passages(block)
        if passage.voice in (Voice.PHRASE, Voice.FACT) and len(passage.says.split()) >= FEWEST_WORDS
    )
    return reading_grade(own, aim.hard_from)


def blocks_of(letter: Letter) -> Iterator[Block]:
    """Every block in reading order."""
    yield from letter.opening
    for section in letter.sections:
        yield from section.blocks
    yield from letter.closing


def _holds(block: Block) -> tuple[str, ...]:
    return block.holds if isinstance(block, Paragraph | Items | Lines) else ()


def _says_something(block: Block) -> bool:
    if isinstance(block, Lines):
        return bool(block.labels)
    return any(passage.says.strip() and passage.voice is not Voice.QUIET for passage in _passages(block))


def _passages(block: Block) -> Iterator[Passage]:
    if isinstance(block, Paragraph):
        yield from block.passages
    elif isinstance(block, Items):
        for item in block.items:
            yield from (*item.passages, *item.under)
