"""Everything that is done on a case's own pages."""

from __future__ import annotations

from fastapi import APIRouter

from mednec.web import case_acts, case_decision, case_page, case_papers, case_ruling

router = APIRouter()
for _each in (case_page.router, case_ruling.router, case_decision.router, case_acts.router, case_papers.router):
    router.include_router(_each)
