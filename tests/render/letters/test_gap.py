"""The letter to the practice: questions and open lines, by who can answer, in plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mednec.errors import MednecError
from mednec.model.sheet import About, Remark
from mednec.model.words import Supplier
from mednec.render.letters import render_letter
from mednec.render.letters.gap import gap_letter
from mednec.render.letters.layout import Item, Items, Letter, Voice, passages_of
from mednec.render.letters.standing import changing, clauses_of
from mednec.render.letters.wording import SUPPLIERS
from tests.render.a_determination import determination
from tests.render.letters.a_letter import DAY, WORKED, bare, worked
from tests.render.letters.reading_level import grade

WAYS = "What would change the review"


def points(letter: Letter) -> list[tuple[str, Item]]:
    """Every point asked, with the heading it stands under."""
    asked = [section for section in letter.sections if section.heading in SUPPLIERS.values()]
    return [
        (section.heading, item)
        for section in asked
        for block in section.blocks
        if isinstance(block, Items)
        for item in block.items
    ]


@pytest.mark.parametrize("case", WORKED)
def test_reads_at_the_tenth_grade_or_easier(case: str) -> None:
    """Our own sentences: quotes, clauses, and the lines that name patient, order and policy are not ours."""
    letter = gap_letter(worked(case)[0], DAY)
    own = [p.says for p in passages_of(letter) if not p.quoted and p not in letter.about]
    assert len(own) > 10
    assert grade(own) <= 10


@pytest.mark.parametrize("case", WORKED)
def test_every_point_is_a_question_or_an_open_line(case: str) -> None:
    for _, item in points(gap_letter(worked(case)[0], DAY)):
        asks = any("?" in p.says for p in (*item.passages, *item.under))
        assert asks or item.blanks == ("Later record: document and page",)
        assert item.blanks
        assert item.box


@pytest.mark.parametrize("case", WORKED)
def test_holds_no_finding_to_sign(case: str) -> None:
    """What a clause would take to be met is no sentence of the letter, and no lone quote tells what the chart finds."""
    d = worked(case)[0]
    letter = gap_letter(d, DAY)
    text = render_letter(letter, "md").decode()
    wanted = [c.leaf.wants for c in clauses_of(d) if len(c.leaf.wants.split()) > 3 and "?" not in c.leaf.wants]
    assert wanted
    assert not [w for w in wanted if w in text]
    for _, item in points(letter):
        quotes = [p for p in item.under if p.voice is Voice.CHART and not p.lead.startswith("Order, line")]
        assert len(quotes) != 1
        assert bool(quotes) == any("do not agree" in p.says for p in item.under)


@pytest.mark.parametrize("case", WORKED)
def test_points_are_numbered_through_and_sorted_by_who_can_answer(case: str) -> None:
    found = points(gap_letter(worked(case)[0], DAY))
    assert [item.mark for _, item in found] == [str(i) for i in range(1, len(found) + 1)]
    order = [list(SUPPLIERS.values()).index(heading) for heading, _ in found]
    assert order == sorted(order)


@pytest.mark.parametrize("case", WORKED)
def test_asks_for_what_could_change_the_outcome_and_for_nothing_that_is_met(case: str) -> None:
    d = worked(case)[0]
    asked = {item.passages[0].lead for _, item in points(gap_letter(d, DAY))}
    wanted = {f"§ {c.label}" for c in changing(d) if not c.fulfilled}
    assert wanted <= asked
    assert not {f"§ {c.label}" for c in clauses_of(d) if c.fulfilled} & asked


def test_a_clause_that_cannot_matter_is_not_asked() -> None:
    """IG-DEV-02: no visits are requested, so the open clause on nursing changes nothing."""
    asked = {item.passages[0].lead for _, item in points(gap_letter(worked("IG-DEV-02")[0], DAY))}
    assert "§ IV.B.3" in asked
    assert "§ IV.D" not in asked


def test_the_order_is_quoted_and_asked_about_not_rewritten() -> None:
    letter = gap_letter(worked("IG-DEV-01")[0], DAY)
    order = [p for p in passages_of(letter) if p.lead == "Order, line 1"]
    assert [p.says for p in order] == ["LD 29g/kg IV divided over 4 days x1 via ambulatory pump 150-250 ml/hr"]
    assert any("Which dose is meant" in p.says for p in passages_of(letter))


def test_ways_name_their_points_and_where_they_lead() -> None:
    letter = gap_letter(worked("IG-DEV-02")[0], DAY)
    (ways,) = [section for section in letter.sections if section.heading == WAYS]
    (items,) = [block for block in ways.blocks if isinstance(block, Items)]
    told = [[p.says for p in (*item.passages, *item.under)] for item in items.items]
    assert [item.mark for item in items.items] == ["A", "B"]
    assert told[0][0] == "It would turn from approve modified to approve if this holds:"
    assert told[0][1].startswith("IV.B.3 must be met (point ")
    assert told[1][1].startswith("IV.A must be met; the record now shows otherwise (point ")


def test_terms_of_an_approval_stand_in_the_policys_words() -> None:
    letter = gap_letter(worked("IG-DEV-01")[0], DAY)
    (terms,) = [section for section in letter.sections if section.heading == "Terms of the approval"]
    quoted = [p.says for block in terms.blocks if isinstance(block, Items) for i in block.items for p in i.passages]
    assert len(quoted) == 2
    assert quoted[0].startswith("if the order as written contains an error, a corrected and signed order is received")


def test_a_page_that_nobody_could_read_is_asked_for_again() -> None:
    remark = Remark(about=About.UNREADABLE, says="nothing was read", file="fax.pdf", page=3)
    other = Remark(about=About.DUPLICATE, says="a second copy", file="copy.pdf")
    d = replace(determination(), remarks=(remark, other))
    asked = [p.says for _, item in points(gap_letter(d, DAY)) for p in item.passages]
    assert "Can you send page 3 of fax.pdf again?" in asked
    assert not [says for says in asked if "copy.pdf" in says]


def test_nothing_missing_is_said_in_one_line() -> None:
    with pytest.raises(MednecError, match="nothing is missing: the recommendation is deny recommended"):
        gap_letter(bare()[0], DAY)


def test_every_supplier_has_a_heading() -> None:
    assert set(SUPPLIERS) == set(Supplier)


def test_nothing_in_a_letter_to_the_practice_is_put_to_the_plan() -> None:
    """The plan writes the letter: what it could know itself is still asked of the practice."""
    assert not any(heading.lower().startswith("for the health plan") for heading in SUPPLIERS.values())
