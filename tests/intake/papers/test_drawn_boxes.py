"""Boxes to tick that a typed page draws as squares, ticked by a typed cross, a note laid over, or left open."""

from __future__ import annotations

import pytest

from tests.intake.papers.made import pdf, read, shown

LABELS = b"BT /F1 10 Tf 60 600 Td (Continuation of therapy?) Tj 180 0 Td (Yes) Tj 60 0 Td (No) Tj ET"
SQUARES = b" 1 w 224 598 10 10 re S 284 598 10 10 re S"
ABOVE = shown(["Weight 58.1 kg on a clinic scale today", "Height 160 cm and no new complaints at all"])


def asked(text: str) -> str:
    return next(" ".join(line.split()) for line in text.splitlines() if "Continuation" in line)


@pytest.mark.parametrize(
    ("tick", "says"),
    [
        (b"", "Continuation of therapy? [ ] Yes [ ] No"),
        (b" BT /F1 9 Tf 226.3 600 Td (X) Tj ET", "Continuation of therapy? [X] Yes [ ] No"),
        (b" 1 w 285 599 m 293 607 l S 285 607 m 293 599 l S", "Continuation of therapy? [ ] Yes [X] No"),
        (b" BT /F1 9 Tf 286.3 600 Td (x) Tj ET", "Continuation of therapy? [ ] Yes [X] No"),
    ],
)
def test_a_drawn_box_is_read_as_it_is_seen(tick: bytes, says: str) -> None:
    came = read(pdf(LABELS + SQUARES + tick + b" " + ABOVE))
    assert asked(came.text) == says


def test_a_cross_typed_over_a_box_ticks_it() -> None:
    note = b"<</Type/Annot/Subtype/FreeText/F 4/Rect[223 597 236 610]/Contents(X)/DA(/F1 9 Tf)>>"
    page = b"/Annots[6 0 R]"
    came = read(pdf(LABELS + SQUARES + b" " + ABOVE, page=page, more=[note]))
    assert asked(came.text) == "Continuation of therapy? [X] Yes [ ] No"


def test_letters_are_no_boxes() -> None:
    came = read(pdf(b"BT /F1 12 Tf 60 600 Td (O D 0 OD DO Q 8 B H I) Tj ET 1 w 50 590 200 30 re S " + ABOVE))
    assert came.text.splitlines()[-1].split() == ["O", "D", "0", "OD", "DO", "Q", "8", "B", "H", "I"]


def test_a_grid_of_a_table_has_no_boxes() -> None:
    lines = b"".join(b" %d 500 m %d 540 l S" % (x, x) for x in range(60, 400, 40))
    rows = b"".join(b" 60 %d m 380 %d l S" % (y, y) for y in range(500, 541, 20))
    came = read(pdf(b"BT /F1 10 Tf 64 505 Td (12) Tj 40 0 Td (14) Tj ET 1 w" + lines + rows + b" " + ABOVE))
    assert "[" not in came.text
