"""The brief: two pages at most, both sides, no recommendation but the determination's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pypdfium2
import pytest

from mednec.model.appeal import Appeal, Ending, Precedent, PrecedentReview, Rate
from mednec.model.words import Outcome
from mednec.render.letters import render_letter
from mednec.render.letters.layout import Items, Letter, Sides, Table, passages_of
from mednec.render.letters.peer import peer_brief
from tests.render.letters.a_letter import DAY, WORKED, bare, endless, hostile, worked

HEADINGS = [
    "Clauses in question",
    "The strongest case each way",
    "Dose as worked out",
    "Response so far and safety",
    "To ask the prescriber",
    "What would settle it",
]


def sides(letter: Letter) -> tuple[str, str]:
    """All words on the side for the request, and all on the side against it."""
    (both,) = [block for section in letter.sections for block in section.blocks if isinstance(block, Sides)]
    left, right = (
        " ".join(f"{p.lead}: {p.says}" for item in side.items for p in (*item.passages, *item.under))
        for side in both.sides
    )
    return left, right


@pytest.mark.parametrize("case", [*WORKED, "hostile", "endless", "bare"])
def test_two_pages_at_most(case: str) -> None:
    made = {"hostile": hostile, "endless": endless, "bare": bare}
    d = made[case]()[0] if case in made else worked(case)[0]
    assert len(pypdfium2.PdfDocument(render_letter(peer_brief(d, DAY), "pdf"))) <= 2


@pytest.mark.parametrize("count", range(1, 21))
def test_two_pages_however_long_the_words(count: int) -> None:
    """From short clauses to endless ones; what does not fit is left out, not set on a third page."""
    d = endless()[0]
    told = d.summary.says[: count * 30]
    leaves = tuple(replace(leaf, note=leaf.note[: count * 30]) for leaf in d.criteria.children)
    shorter = replace(d, criteria=replace(d.criteria, children=leaves), summary=replace(d.summary, says=told))
    assert len(pypdfium2.PdfDocument(render_letter(peer_brief(shorter, DAY), "pdf"))) <= 2


@pytest.mark.parametrize("case", WORKED)
def test_has_every_part(case: str) -> None:
    assert [section.heading for section in peer_brief(worked(case)[0], DAY).sections] == HEADINGS


@pytest.mark.parametrize("case", WORKED)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_recommends_what_the_determination_does(case: str, outcome: Outcome) -> None:
    letter = peer_brief(replace(worked(case)[0], outcome=outcome, gaps=()), DAY)
    text = " ".join(f"{p.lead} {p.says}" for p in (*letter.about, *(p for par in letter.opening for p in par.passages)))
    assert f"Recommended: {outcome.value}" in text
    if outcome is not Outcome.DENY_RECOMMENDED:
        assert "deny" not in text.lower()


def test_both_sides_of_the_record_and_of_the_literature() -> None:
    left, right = sides(peer_brief(worked("OMA-DEV-001")[0], DAY))
    assert "No ED visits since last seen." in left
    assert "Matheny 2025" in left
    assert "n = 28 patients in 9 studies" in left
    assert "KIT D816V, allele-specific PCR, bone marrow aspirate: NOT DETECTED" in right
    assert "Carter 2021" in right
    assert "indirect: same drug, other disease" in right


def test_a_denial_of_the_disease_treated_speaks_for_no_request() -> None:
    """An exclusion applies to the disease treated: that an old report denies the disease argues for nothing."""
    left, _ = sides(peer_brief(worked("OMA-DEV-001")[0], DAY))
    assert "No evidence of mast cell disorders." not in left


def test_words_speak_once_on_a_side() -> None:
    letter = peer_brief(worked("IG-DEV-01")[0], DAY)
    for side in next(b for s in letter.sections for b in s.blocks if isinstance(b, Sides)).sides:
        told = [p.says for item in side.items for p in item.passages]
        assert len(told) == len(set(told))


def test_a_side_without_anything_says_so() -> None:
    d = bare()[0]
    left, _ = sides(peer_brief(replace(d, criteria=replace(d.criteria, children=())), DAY))
    assert "Nothing was found in the record or in the literature searched." in left


def test_clauses_left_out_are_counted() -> None:
    d = worked("OMA-DEV-001")[0]
    letter = peer_brief(d, DAY)
    section = letter.sections[0]
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    needed = {label for gap in d.gaps for label in gap.needs} | {
        leaf.clause for root in (d.criteria, *d.limits, *d.exclusions) for leaf in root.leaves() if leaf.decides
    }
    more = len(needed) - len(table.rows)
    assert any(p.says == f"{more} more stand in the determination." for p in passages_of(letter))


def test_readings_of_an_order_are_told_none_is_chosen() -> None:
    d = worked("IG-DEV-01")[0]
    letter = peer_brief(d, DAY)
    readings = [p.says for p in passages_of(letter) if p.lead == "One reading"]
    assert len(readings) == len(d.dose[0].readings)
    assert readings[0].startswith("29 g per day x 4 days: 29 g x 4 = 116 g; 116 g / 58.1 kg = 2.00 g/kg")


def test_questions_are_numbered() -> None:
    letter = peer_brief(worked("OMA-DEV-001")[0], DAY)
    (section,) = [s for s in letter.sections if s.heading == "To ask the prescriber"]
    (items,) = [block for block in section.blocks if isinstance(block, Items)]
    assert [item.mark for item in items.items] == [str(i) for i in range(1, len(items.items) + 1)]
    assert all(any("?" in p.says for p in item.passages) for item in items.items)


def test_a_disagreement_is_asked_once_with_both_sides() -> None:
    letter = peer_brief(worked("RIT-DEV-01")[0], DAY)
    (section,) = [s for s in letter.sections if s.heading == "To ask the prescriber"]
    (items,) = [block for block in section.blocks if isinstance(block, Items)]
    asked = [item for item in items.items if any("3.D.iv" in f"{p.lead} {p.says}" for p in item.passages)]
    assert len(asked) == 1
    assert [p.says for p in asked[0].passages if p.quoted] == [
        "Benlysta tried FAILED",
        "Benlysta autoinjector prescribed 02/2025. Never started",
    ]


def test_what_the_record_decides_is_asked_about_together() -> None:
    letter = peer_brief(worked("RIT-DEV-01")[0], DAY)
    (asked,) = [p for p in passages_of(letter) if p.says == "The record now shows otherwise."]
    assert asked.lead.startswith("§ 3.C.i, § 3.C.ii, § 3.C.iii, § 3.C.iv")


def test_a_claim_is_marked_on_its_side() -> None:
    left, _ = sides(peer_brief(worked("RIT-DEV-01")[0], DAY))
    assert "§ 3.D.i (not met; in a letter or form only): mycophenolate tried FAILED" in left


def test_decided_appeals_are_told_with_their_interval() -> None:
    rate = Rate(of="the same drug", overturned=12, decided=20, low=Decimal("0.387"), high=Decimal("0.781"))
    decided = Appeal(publisher="STATE", number="77", year=2029, ending=Ending.UPHELD, treatment="zelvorin")
    near = Precedent(appeal=decided, reasons=(), alike=("the same drug",), differs=("half the dose",))
    letter = peer_brief(replace(bare()[0], precedents=PrecedentReview(precedents=(near,), rates=(rate,))), DAY)
    told = [f"{p.lead}: {p.says}" for p in passages_of(letter)]
    assert "The same drug: 12 of 20 denials were overturned (95 % interval 39 to 78 %)." in told
    assert "Upheld: Zelvorin; alike: the same drug; different: half the dose." in told
