"""Everything that is done on a case's own pages."""

from __future__ import annotations

from fastapi import APIRouter

from mednec.web import case_acts, case_decision, case_letters, case_page, case_papers, case_ruling

PARTS = (case_page, case_ruling, case_decision, case_acts, case_letters, case_papers)

router = APIRouter(include_in_schema=False)
for _part in PARTS:
    router.include_router(_part.router)
