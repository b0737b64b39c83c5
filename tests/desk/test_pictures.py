"""Pictures of pages are drawn when they are looked at, and then kept, sealed."""

from __future__ import annotations

import pytest
from fpdf import FPDF
from sqlalchemy import select

from mednec.desk.cases import file_received
from mednec.desk.pictures import picture
from mednec.desk.receiving import submit
from mednec.desk.worker import work_off
from mednec.errors import NotFound
from mednec.store.engine import reading
from mednec.store.tables import PaperRow
from tests.desk.office import DENIED, Office, files_of


def paper() -> bytes:
    """A note of two pages."""
    pdf = FPDF()
    pdf.set_font("helvetica", size=12)
    for page in (
        "Clinic note\nPatient: Dana R. Whitlock   DOB: 08/19/1983\nDate: 04/07/2025\nSeen today.",
        "Plan: go on.",
    ):
        pdf.add_page()
        pdf.multi_cell(0, 8, page)
    return bytes(pdf.output())


def test_a_page_is_drawn_once_and_kept(office: Office) -> None:
    packet = {"note.pdf": paper(), "request.yaml": files_of(DENIED)["request.yaml"]}
    case = submit(office.desk, office.intake, packet).case
    assert work_off(office.desk) == 1
    view = office.view(case)
    assert view.shown is not None
    pages = [(d.number, d.paper) for d in view.shown.summary.documents]
    assert pages == [(1, (("note.pdf", 1),)), (2, (("note.pdf", 2),))]
    with reading(office.desk.engine) as session:
        kept = session.scalars(select(PaperRow).where(PaperRow.case == case, PaperRow.kind == "picture")).all()
    assert [row.media for row in kept] == 2 * ["image/jpeg"]  # the page it opens with, and the next
    drawn = picture(office.desk, office.nurse, case, "1", 1)
    assert drawn.startswith(b"\xff\xd8")
    assert drawn not in [row.sealed for row in kept]
    assert picture(office.desk, office.nurse, case, "1", 1) == drawn
    for number, page in (("1", 2), ("1", 0), ("9", 1), ("R", 1)):
        with pytest.raises(NotFound):
            picture(office.desk, office.nurse, case, number, page)
    assert file_received(office.desk, office.nurse, case, "note.pdf") == (packet["note.pdf"], "application/pdf")
    with pytest.raises(NotFound):
        file_received(office.desk, office.nurse, case, "other.pdf")
