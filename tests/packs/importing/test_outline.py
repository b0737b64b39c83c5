"""Outlines as payers write them: which tree each text comes to, written before the program read it."""

from __future__ import annotations

import pytest

from mednec.packs.importing.draft import Draft, Node
from mednec.packs.importing.outline import read_outline
from mednec.packs.importing.sections import read_sections
from mednec.packs.importing.trees import build


def read(text: str) -> Draft:
    outline = read_outline(text)
    return build(outline, read_sections(outline))


def told(node: Node | None) -> str:
    """A tree in one line: all(I.A, any(I.B.1, I.B.2))."""
    if node is None:
        return "-"
    if node.include:
        return f"see({', '.join(node.include)})"
    if not node.children:
        return node.label
    op = f"{node.n}of" if node.op == "at_least" else node.op or "?"
    return f"{op}({', '.join(told(c) for c in node.children)})"


LETTERS = """DRUG POLICY

CRITERIA FOR INITIAL APPROVAL

A. The patient meets ALL of the following:
   1. Diagnosis of asthma.
   2. ONE of the following:
      a. Eosinophils of 150 or more.
      b. Dependence on steroids, shown by both:
         (1) Daily use for 4 weeks; and
         (2) Two failed tapers, each with
             (a) a new exacerbation, or
             (b) a fall in FEV1.
B. Prescribed by a pulmonologist.

CONTINUATION OF THERAPY

A. Fewer exacerbations.
B. No toxicity.
"""

BULLETS = """# Example

## Coverage criteria

Approve when all of the following are met:

- Age 18 or older
- One of the following:
  - Failure of methotrexate
  - Contraindication to methotrexate
- No active infection

## Renewal criteria

Approve when the patient has any of the following:

- Remission
- A fall of the score by half
"""

OR_LINES = """1. INITIAL CRITERIA

1) Documented diagnosis
AND
2) Trial of one of these
   i) drug one
   -OR-
   ii) drug two
AND
3) Specialist
"""

ENDS = """## Initial authorization

A. First condition; and
B. Second condition; and
C. Third condition.

## Reauthorization

A. Better; or
B. Stable.
"""

SILENT = """## Initial authorization

A. First condition.
B. Second condition.
"""

COUNTED = """## II. Initial Approval Criteria

Must meet all:

A. Two or more of the following:
   1. one
   2. two
   3. three
B. Any two of:
   1. one
   2. two
   3. three
C. At least three (3) of the following four criteria:
   1. one
   2. two
   3. three
   4. four
D. None of the following:
   1. one
   2. two
"""

INLINE = """## 1. Initial criteria

All of the following must be met:

1.1 The patient has ALL of: (1) a diagnosis, (2) a positive test, and (3) a weight on file.
1.2 The patient has one of the following: (a) failure of A; or (b) failure of B.
1.3 Age is 12 or more.
"""

NAMED = """## I. Initial Authorization

Approve when A and either B or C are met, together with D.

A. Everyone.
B. First disease.
C. Second disease.
D. Safety.
"""

REFERS = """## 1. Initial approval (ALL of the following)

a. one
b. two
c. three

## 2. Continued approval (ALL of the following)

a. The criteria of Section 1 are still met.
b. Benefit.
"""


@pytest.mark.parametrize(
    ("text", "initial", "continuation"),
    [
        (
            LETTERS,
            "?(all(A.1, any(A.2.a, all(A.2.b.1, any(A.2.b.2.a, A.2.b.2.b)))), B)",
            "?(CONTINUATION OF THERAPY.A, CONTINUATION OF THERAPY.B)",
        ),
        (BULLETS, "all(1, any(2.1, 2.2), 3)", "any(Renewal criteria.1, Renewal criteria.2)"),
        (OR_LINES, "all(1.1, any(1.2.i, 1.2.ii), 1.3)", "-"),
        (ENDS, "all(A, B, C)", "any(Reauthorization.A, Reauthorization.B)"),
        (SILENT, "?(A, B)", "-"),
        (
            COUNTED,
            "all(2of(II.A.1, II.A.2, II.A.3), 2of(II.B.1, II.B.2, II.B.3), 3of(II.C.1, II.C.2, II.C.3, II.C.4),"
            " not(any(II.D.1, II.D.2)))",
            "-",
        ),
        (INLINE, "all(all(1.1.1, 1.1.2, 1.1.3), any(1.2.a, 1.2.b), 1.3)", "-"),
        (NAMED, "all(I.A, any(I.B, I.C), I.D)", "-"),
        (REFERS, "all(1.a, 1.b, 1.c)", "all(see(1), 2.b)"),
    ],
    ids=["letters", "bullets", "or lines", "ends", "silent", "counted", "inline", "named", "refers"],
)
def test_the_tree_of_an_outline(text: str, initial: str, continuation: str) -> None:
    draft = read(text)
    assert told(draft.initial) == initial
    assert told(draft.continuation) == continuation


@pytest.mark.parametrize("text", [LETTERS, BULLETS, OR_LINES, ENDS, COUNTED, INLINE, NAMED, REFERS])
def test_every_clause_stands_verbatim_at_its_place(text: str) -> None:
    draft = read(text)
    for root in draft.roots:
        for node in root.walk():
            assert text[node.start : node.end] == node.text


def test_an_operator_that_the_text_does_not_tell_is_asked() -> None:
    ((clause, question),) = read(SILENT).questions
    assert "all of A, B, or one of them" in question
    assert clause in question
