"""Who and what: `age`, `prescriber`, `setting`, `request_is`, `support`, `parts`, `ask`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mednec.criteria.kinds import parse_leaf
from mednec.model.document import SourceDocument
from mednec.model.facts import Passage
from mednec.model.finding import Finding
from mednec.model.knowledge import Reference
from mednec.model.words import Assertion, DocumentKind, Standing, Status
from tests.criteria.made import (
    LETTER,
    MET,
    NOT_MET,
    OPEN,
    SPLIT,
    judged,
    passage,
    record,
    stated,
    status,
)
from tests.making import line, reference


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ({"at_least": 56}, MET),  # born 1 January 1970, received 4 May 2026
        ({"at_least": 57}, NOT_MET),
        ({"at_most": 56}, MET),
        ({"at_most": 55}, NOT_MET),
        ({"at_least": 18, "at_most": 55}, NOT_MET),
    ],
)
def test_age(slots: dict[str, object], expected: Status) -> None:
    leaf = parse_leaf("age", slots, "made")
    held = record()
    places = {**held.request.places, "patient.birth_date": (0, 4)}
    asked = replace(held.request, document=SourceDocument(name="request.yaml", text="1970"), places=places)
    found = leaf.judge(replace(held, facts=replace(held.facts, request=asked)))
    assert (found.status, found.note) == (expected, "56 years old when the request was received")


ORDERS = stated("Ordered by P.", "specialty-p", kind="prescriber")
OTHER = stated("Ordered by Q.", "specialty-q", kind="prescriber")
CONSULTED = stated("Seen by P.", "specialty-p", kind="consultation")


@pytest.mark.parametrize(
    ("consultation", "found", "expected"),
    [
        (True, (), OPEN),
        (False, (), OPEN),
        (True, (ORDERS,), MET),
        (True, (OTHER,), OPEN),  # a consultation may stand elsewhere
        (False, (OTHER,), NOT_MET),
        (True, (OTHER, CONSULTED), MET),
        (False, (OTHER, CONSULTED), NOT_MET),
        (False, (CONSULTED,), OPEN),
        (False, (stated("Template P.", "specialty-p", kind="prescriber", standing=Standing.TEMPLATE),), OPEN),
    ],
)
def test_prescriber(consultation: bool, found: tuple[Finding, ...], expected: Status) -> None:
    slots = {"specialties": ["specialty-p"], "consultation": consultation}
    assert status("prescriber", slots, *found) is expected


READY = stated("Crash cart present.", "crash-cart", kind="setting")
PLACE = stated("Given at the clinic.", "clinic", kind="setting")
SETTING: dict[str, object] = {"of": ["clinic"], "equipped": ["crash-cart"], "not": ["own-home"]}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), OPEN),
        ((PLACE,), OPEN),
        ((READY,), OPEN),
        ((PLACE, READY), MET),
        ((PLACE, stated("No crash cart.", "crash-cart", Assertion.ABSENT, kind="setting")), OPEN),
    ],
)
def test_setting(found: tuple[Finding, ...], expected: Status) -> None:
    assert status("setting", SETTING, *found) is expected


@pytest.mark.parametrize(
    ("site", "slots", "expected"),
    [
        ("patient's home", SETTING, NOT_MET),
        ("infusion clinic", SETTING, OPEN),  # how it is equipped is not told
        ("infusion clinic", {"of": ["clinic"]}, MET),
        ("infusion clinic, then patient's home", SETTING, SPLIT),
    ],
)
def test_the_site_asked_for(site: str, slots: dict[str, object], expected: Status) -> None:
    held = record(lines=(replace(line(), site_of_care=site),))
    text = held.request.document.text
    document = SourceDocument(name="request.yaml", text=f"{text}site_of_care: {site}\n")
    places = {**held.request.places, "lines.0.site_of_care": (len(text) + 14, len(text) + 14 + len(site))}
    asked = replace(held.request, document=document, places=places)
    found = parse_leaf("setting", slots, "made").judge(replace(held, facts=replace(held.facts, request=asked)))
    assert found.status is expected


@pytest.mark.parametrize(
    ("slots", "brand", "expected"),
    [
        ({"drug": ["drug-a"]}, None, MET),
        ({"drug": ["class-a"]}, None, MET),
        ({"drug": ["drug-b"]}, None, NOT_MET),
        ({"drug": ["drug-a"], "brands": ["Brandine"]}, "Brandine 10%", MET),
        ({"drug": ["drug-a"], "brands": ["Brandine"]}, "Otherine", NOT_MET),
        ({"drug": ["drug-a"], "brands": ["Brandine"]}, None, NOT_MET),
    ],
)
def test_request_is(slots: dict[str, object], brand: str | None, expected: Status) -> None:
    assert status("request_is", slots, lines=(line(brand=brand),)) is expected


def guideline(year: int | None, *, names_drug: tuple[str, ...] = ("drug-a",)) -> Reference:
    made = reference("G", kind="guideline", year=year, names_drug=names_drug)
    return replace(made, issuer="Society", cited_as=("Society guideline",))


CITED = passage("The Society guideline names drug A.", "drug-a", document=LETTER)


@pytest.mark.parametrize(
    ("known", "rows", "expected"),
    [
        (guideline(2024), (CITED,), MET),
        (guideline(2024), (), OPEN),
        (guideline(2020), (CITED,), OPEN),
        (guideline(2021), (CITED,), OPEN),  # five years before May 2026 lies within 2021
        (guideline(None), (CITED,), OPEN),
        (guideline(2024, names_drug=()), (CITED,), OPEN),
        (guideline(2024), (passage("The Society guideline is silent.", document=LETTER),), OPEN),
        (
            guideline(2024),
            (passage("The Society guideline names drug A.", "drug-a", document=DocumentKind.PAYER_NOTICE),),
            OPEN,  # cited by the payer, not in the request
        ),
        (replace(guideline(2024), issuer="Nobody"), (CITED,), OPEN),
        (replace(guideline(2024), diseases=("disease-y",)), (CITED,), OPEN),
        (replace(guideline(2024), kind="trial"), (CITED,), OPEN),
    ],
)
def test_support_by_a_guideline(known: Reference, rows: tuple[Passage, ...], expected: Status) -> None:
    slots = {"source": "guideline", "issuers": ["Society"], "within_years": 5, "diseases": ["disease-x"]}
    assert status("support", slots, passages=rows, references=(known,)) is expected


def test_a_compendium_or_an_amount_is_read_by_a_person() -> None:
    attached = passage("Compendium monograph.", "compendium")
    found = judged("support", {"source": "compendium"}, passages=(attached,))
    assert (found.status, [c.quote for c in found.contrary]) == (OPEN, ["Compendium monograph."])
    assert status("support", {"source": "amount"}, passages=(passage("Smith et al., 3 g/kg."),)) is OPEN


def test_a_treatment_that_was_tried_is_no_published_trial() -> None:
    tried = passage("The plan said no drug trial was shown.", document=DocumentKind.LETTER)
    published = passage("A randomized trial gave 2 g/kg.", document=DocumentKind.LETTER)
    found = judged("support", {"source": "amount"}, passages=(tried, published))
    assert [c.quote for c in found.contrary] == ["A randomized trial gave 2 g/kg."]


X, NO_X = stated("X.", "disease-x"), stated("No X.", "disease-x", Assertion.ABSENT)
Y, NO_Y = stated("Y.", "disease-y"), stated("No Y.", "disease-y", Assertion.ABSENT)


@pytest.mark.parametrize(
    ("op", "found", "expected"),
    [
        ("all", (X, Y), MET),
        ("all", (X,), OPEN),
        ("all", (X, NO_Y), NOT_MET),
        ("all", (X, Y, NO_Y), SPLIT),
        ("any", (X,), MET),
        ("any", (NO_X,), OPEN),
        ("any", (NO_X, NO_Y), NOT_MET),
    ],
)
def test_parts(op: str, found: tuple[Finding, ...], expected: Status) -> None:
    each: list[dict[str, object]] = [{"kind": "diagnosis", "of": [c]} for c in ("disease-x", "disease-y")]
    assert status("parts", {"op": op, "parts": each}, *found) is expected
    needed = 2 if op == "all" else 1
    assert status("parts", {"op": "at_least", "n": needed, "parts": each}, *found) is expected


def test_what_part_is_open_is_said() -> None:
    each: list[dict[str, object]] = [{"kind": "diagnosis", "of": [c]} for c in ("disease-x", "disease-y")]
    found = judged("parts", {"parts": each}, X)
    assert (found.note, [c.quote for c in found.contrary]) == ("open: disease Y documented", ["X."])


def test_a_question_is_asked_and_never_answered() -> None:
    found = judged("ask", {"question": "Is it so?", "about": ["disease-x"]}, X)
    assert (found.status, found.note) == (OPEN, "question for the reviewer: Is it so?")
