"""Each letter holds what each of its rules asks for; a part that is taken out is missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mednec.model.law import Adopted, LetterKind
from mednec.model.law_words import Authority, Content
from mednec.render.letters import render_letter
from mednec.render.letters.layout import Block, Items, Letter, Lines, Paragraph, Voice, passages_of
from mednec.render.notices import missing_content, notice
from mednec.render.notices.checking import blocks_of
from tests.law.shipped import laws
from tests.render.notices.a_notice import ALL_IN, DAY, PLAN, VERIFIED, case, decided_or_none, made, rules

LINES = ("commercial", "self-funded", "marketplace", "medicare-advantage", "medicare-part-d", "medicaid", "")
EVERY = [(kind, line, adopted) for kind in LetterKind for line in LINES for adopted in (VERIFIED, ALL_IN)]


@pytest.mark.parametrize(("kind", "line", "adopted"), EVERY)
def test_a_letter_holds_what_its_rules_ask_for(kind: LetterKind, line: str, adopted: Adopted) -> None:
    letter = made("RIT-DEV-01", kind, line=line, adopted=adopted).letter
    assert missing_content(letter, kind, rules(line, adopted=adopted)) == ()


def without(letter: Letter, key: str) -> Letter:
    """The letter without the parts that hold a content."""

    def kept(block: Block) -> bool:
        return not (isinstance(block, Paragraph | Items | Lines) and key in block.holds)

    sections = tuple(replace(s, blocks=tuple(b for b in s.blocks if kept(b))) for s in letter.sections)
    opening = tuple(p for p in letter.opening if kept(p))
    return replace(letter, opening=opening, sections=sections, closing=tuple(p for p in letter.closing if kept(p)))


def asked_for() -> Iterator[tuple[LetterKind, Content]]:
    for kind in LetterKind:
        found = {c for rule in rules(adopted=ALL_IN) if kind in rule.letters for c in rule.contents}
        yield from ((kind, content) for content in Content if content in found)


@pytest.mark.parametrize(("kind", "content"), list(asked_for()))
def test_a_part_that_is_taken_out_is_missed(kind: LetterKind, content: Content) -> None:
    letter = made("RIT-DEV-01", kind, adopted=ALL_IN).letter
    assert content in missing_content(without(letter, content.key), kind, rules(adopted=ALL_IN))


def test_a_part_that_says_nothing_holds_nothing() -> None:
    letter = made("RIT-DEV-01", LetterKind.DENIAL).letter
    opening = tuple(replace(p, passages=tuple(replace(x, says=" ") for x in p.passages)) for p in letter.opening)
    found = missing_content(replace(letter, opening=opening), LetterKind.DENIAL, rules())
    assert found == (Content.DECISION,)


@pytest.mark.parametrize("rule", laws().notices, ids=lambda rule: rule.id)
def test_each_rule_is_kept_where_it_is_in_use(rule: object) -> None:
    """Every notice rule of the packs, alone beside the plan's own."""
    own = next(r for r in laws().notices if r == rule)
    for kind in own.letters:
        used = (*(r for r in laws().notices if r.authority is Authority.OWN and r.id != own.id), own)
        letter = notice(kind, case("RIT-DEV-01")[0], decided_or_none(kind), used, PLAN, DAY)
        assert missing_content(letter, kind, used) == ()
        small = [p.says for p in passages_of(letter) if p.voice is Voice.QUIET]
        assert any(own.id in says for says in small)


def test_every_block_is_followed_by_the_rules_it_follows() -> None:
    """Walking down, what holds a content is closed by a quiet line before the part ends."""
    letter = made("RIT-DEV-01", LetterKind.DENIAL, adopted=ALL_IN).letter
    for section in letter.sections:
        last = section.blocks[-1]
        assert isinstance(last, Paragraph)
        assert last.passages[0].voice is Voice.QUIET
        assert last.passages[0].says.startswith("Follows ")


def test_a_rule_that_nobody_verified_says_so() -> None:
    letter = made("RIT-DEV-01", LetterKind.DENIAL, adopted=ALL_IN).letter
    small = " ".join(p.says for p in passages_of(letter) if p.voice is Voice.QUIET)
    assert "erisa-denial-notice (29 CFR 2560.503-1(g)(1)), not verified" in small
    assert "ny-external-appeal-notice (N.Y. Insurance Law 4910 and 4914(b)(1)-(2));" in small
    plain = made("RIT-DEV-01", LetterKind.DENIAL).letter
    assert "not verified" not in render_letter(plain, "md").decode()
    assert "502(a)" not in render_letter(plain, "md").decode()


def test_what_is_proposed_is_in_no_letter() -> None:
    for kind in LetterKind:
        assert "proposed" not in render_letter(made("RIT-DEV-01", kind, adopted=ALL_IN).letter, "md").decode()


def test_blocks_of_a_letter_are_all_its_blocks() -> None:
    letter = made("RIT-DEV-01", LetterKind.DENIAL).letter
    assert len(list(blocks_of(letter))) == len(letter.opening) + sum(len(s.blocks) for s in letter.sections) + len(
        letter.closing
    )
