"""Ways payers write outlines that once lost a condition: each text with the tree it must come to."""

from __future__ import annotations

import pytest

from mednec.errors import PolicyError
from mednec.packs.importing.compile import compile_text
from mednec.packs.importing.refers import whole_reference
from tests.packs.importing.test_outline import read, told
from tests.shipped import library

NUMBERED_BULLETS = """# Drug

## 1. Initial criteria
All of the following:
- 1.1 The member is 18 years or older.
- 1.2 The member has ONE of:
  - 1.2.1 ulcerative colitis
  - 1.2.2 Crohn's disease

## 2. Continuing treatment - all of the following
- 2.1 Response.
- 2.2 No toxicity.

## 3. Dose limits
- 3.1 300 mg at weeks 0, 2 and 6, then every 8 weeks.
- 3.2 Not more than 300 mg in 28 days.

## 4. Not covered
- 4.1 Use with another biologic.
"""
HEADER_ASKS_TOO = """# Drug
## 2. Starting treatment: all of the following
A. Adult.
B. Index of 27 kg/m2 or more and at least ONE of the following conditions:
   1. hypertension
   2. sleep apnea
## 3. Continuing treatment: both of the following
A. Weight lower by 5%.
B. No toxicity.
"""
ONE_OF_SOME = """# Drug
## A. Criteria
The drug is approved if ONE of A.1 to A.3 is met and A.4 is met.
1. Asthma.
2. Eczema.
3. Polyps.
4. No other biologic.
"""
RULE_BETWEEN = """# Policy
1. **Requirements - ALL of the following:**
   a. Age 18.
   b. Diagnosis.
2. **Asthma - ALL of the following:**
   a. FEV1.
   b. Eosinophils.

**Coverage rule.** 1 and either 2 or 3 must be met.

3. **Urticaria - ALL of the following:**
   a. UAS7.
   b. Antihistamine.
4. **Not covered:**
   a. Cosmetic use.

**References:** Label 2024.
"""


@pytest.mark.parametrize(
    ("text", "initial", "continuation", "limits", "exclusions"),
    [
        (NUMBERED_BULLETS, "all(1.1, any(1.2.1, 1.2.2))", "all(2.1, 2.2)", ["3.1", "3.2"], ["4.1"]),
        (HEADER_ASKS_TOO, "all(2.A, all(2.B (itself), any(2.B.1, 2.B.2)))", "all(3.A, 3.B)", [], []),
        (ONE_OF_SOME, "all(any(A.1, A.2, A.3), A.4)", "-", [], []),
        (RULE_BETWEEN, "all(all(1.a, 1.b), any(all(2.a, 2.b), all(3.a, 3.b)))", "-", [], ["4.a"]),
    ],
)
def test_no_condition_is_lost(
    text: str, initial: str, continuation: str, limits: list[str], exclusions: list[str]
) -> None:
    draft = read(text)
    assert (told(draft.initial), told(draft.continuation)) == (initial, continuation)
    assert ([told(n) for n in draft.limits], [told(n) for n in draft.exclusions]) == (limits, exclusions)


@pytest.mark.parametrize(
    "header",
    [
        "The diagnosis was confirmed by a specialist, shown by ONE of the following:",
        "The member meets Part A and ONE of the following:",
    ],
)
def test_a_header_that_its_items_show_asks_nothing_of_its_own(header: str) -> None:
    text = (
        f"# Drug\n## 1. Initial criteria: all of the following\nA. Adult.\nB. {header}\n   1. First.\n   2. Second.\n"
    )
    assert told(read(text).initial) == "all(1.A, any(1.B.1, 1.B.2))"


BRANCHES = """# Adalimumab
## I. Initial criteria
ONE of the following:
A. Ankylosing spondylitis, with BOTH of the following:
   1. BASDAI of 4 or more.
   2. Inadequate response to naproxen.
B. Plaque psoriasis with BOTH of the following:
   1. PASI of 10 or more.
   2. Inadequate response to methotrexate.
"""


def test_a_branch_is_about_the_disease_in_its_title() -> None:
    known = library()
    content = compile_text(BRANCHES, known.lexicon, known.clause_words, name="x").content
    routes = content["routes"]
    assert isinstance(routes, dict)
    about = [child.get("applies_to") for child in routes["initial"]["children"]]
    assert about == [["ankylosing-spondylitis"], ["plaque-psoriasis"]]


def test_amounts_and_times_are_answered_with_what_is_within_them() -> None:
    known = library()
    text = BRANCHES + "\n## II. Limits\nA. Not more than 80 mg in any 28 days.\nB. Given by a nurse.\n"
    content = compile_text(text, known.lexicon, known.clause_words, name="x").content
    assert content["modified_by"] == ["II.A"]


FIRST = "# Drug\n## Initial criteria: all of the following\n"


@pytest.mark.parametrize(
    "header",
    [
        "Documented asthma with ONE of the following:",
        "Asthma and ONE of the following:",
        "Index of 27 or more with at least one of the following:",
        "Failure of methotrexate for 12 weeks due to one of the following:",
        "Ferritin below 30 when one of the following is present:",
    ],
)
def test_what_a_header_asks_beside_its_items_is_kept(header: str) -> None:
    text = f"{FIRST}1. Adult.\n2. {header}\n   a. First.\n   b. Second.\n"
    assert told(read(text).initial) == "all(1, all(2 (itself), any(2.a, 2.b)))"


@pytest.mark.parametrize(
    ("header", "tree"),
    [
        ("The member does not have any of the following:", "not(any(1.a, 1.b))"),
        ("No history of any of the following:", "not(any(1.a, 1.b))"),
        ("Will not be used with any of the following:", "not(any(1.a, 1.b))"),
        ("More than one of the following:", "?(1.a, 1.b)"),
        ("All but one of the following:", "?(1.a, 1.b)"),
        ("Not all of the following:", "?(1.a, 1.b)"),
        ("Has not failed either of the following:", "?(1.a, 1.b)"),
    ],
)
def test_denials_and_counts_of_a_list(header: str, tree: str) -> None:
    draft = read(f"{FIRST}1. {header}\n   a. First.\n   b. Second.\n2. Adult.\n")
    assert told(draft.initial) == f"all({tree}, 2)"


def test_sections_without_marks_have_labels_of_their_own() -> None:
    text = (
        "## Initial criteria: all of the following\n1. Age 12 or older.\n2. Asthma.\n"
        "## Renewal criteria: all of the following\n1. Fewer exacerbations.\n2. No toxicity.\n"
        "## Exclusions\n1. Use for COPD.\n## Dosing limits\n1. Not more than 30 mg every 4 weeks.\n"
    )
    draft = read(text)
    assert told(draft.initial) == "all(1, 2)"
    assert draft.continuation is not None
    assert [n.text for n in draft.continuation.children] == ["Fewer exacerbations.", "No toxicity."]
    assert [(n.label, n.text) for n in draft.exclusions] == [("Exclusions.1", "Use for COPD.")]
    assert [n.text for n in draft.limits] == ["Not more than 30 mg every 4 weeks."]
    labels = [n.label for root in draft.roots for n in root.walk()]
    assert len(labels) == len(set(labels))


def test_several_sections_of_a_first_request_are_no_alternatives() -> None:
    text = "## Initial criteria\n### Age\n1. Adult.\n### Step therapy\n1. Failure of methotrexate.\n"
    known = library()
    compiled = compile_text(text, known.lexicon, known.clause_words, name="x")
    routes = compiled.content["routes"]
    assert isinstance(routes, dict)
    assert routes["initial"]["op"] == "unclear"
    assert compiled.questions[0][1].startswith("Does a first request need all of")


def test_titles_on_a_line_of_their_own_are_sections() -> None:
    text = (
        "Initial Authorization Criteria\nAll of the following:\n1. Adult.\n2. Asthma.\n\n"
        "Renewal Criteria\nAll of the following:\n1. Response.\n\nExclusions\n- Use with interferon\n"
    )
    draft = read(text)
    assert told(draft.initial) == "all(1, 2)"
    assert draft.continuation is not None
    assert [n.text for n in draft.continuation.walk() if n.leaf] == ["Response."]
    assert [n.text for n in draft.exclusions] == ["Use with interferon"]


def test_a_connector_on_its_own_line_joins_the_items_on_both_sides_of_it() -> None:
    text = f"{FIRST.split(':')[0]}\n1. Asthma; OR\n2. One of:\n   a. First.\n   b. Second.\n\nAND\n\n3. Adult.\n"
    assert told(read(text).initial) == "?(1, any(2.a, 2.b), 3)"


def test_stars_below_a_colon_are_items() -> None:
    text = f"{FIRST}1. Disease with all of the following:\n   * CDAI above 220\n   * CRP above 10\n2. Adult.\n"
    root = read(text).initial
    assert root is not None
    assert [n.text for n in root.walk() if n.leaf][-3:-1] == ["CDAI above 220", "CRP above 10"]


@pytest.mark.parametrize(
    "text",
    [
        "Member does not continue to meet the criteria in Section I.",
        "The member meets the criteria of Section I except I.C.",
        "The criteria of Section I are met or the member has had no bleeding.",
        "Member no longer meets all criteria in Section I.",
    ],
)
def test_a_reference_that_is_turned_or_softened_is_none(text: str) -> None:
    assert whole_reference(text) == ()


def test_a_section_below_the_criteria_is_one_of_them_whatever_its_title_reminds_of() -> None:
    text = (
        "# Drug\n## Coverage criteria: all of the following\n"
        "### 1. Background therapy\nA. Failure of methotrexate.\n"
        "### 2. Contraindicated alternatives\nA. Sulfasalazine.\n"
        "## Exclusions\nA. Use for COPD.\n"
    )
    draft = read(text)
    assert draft.initial is not None
    assert {n.text for n in draft.initial.walk() if n.leaf} == {"Failure of methotrexate.", "Sulfasalazine."}
    assert [n.text for n in draft.exclusions] == ["Use for COPD."]


def test_an_outline_too_deep_to_be_one_is_refused() -> None:
    text = "# Drug\n## Initial criteria\n" + "".join(f"{'  ' * i}- item {i}\n" for i in range(300))
    known = library()
    with pytest.raises(PolicyError, match="levels deep; no policy does"):
        compile_text(text, known.lexicon, known.clause_words, name="x")
