"""A place with the packs and laws that ship, rows in its worklist, and what its pages show read as text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

from mednec.packs.law_yaml import load_laws
from mednec.store.engine import again, writing
from mednec.store.tables import CaseRow
from mednec.web.app import build_app
from tests.shipped import library
from tests.web.visiting import ORG, Place

if TYPE_CHECKING:
    from httpx2 import Response


def stocked(place: Place, *, approved_by: str = "") -> Place:
    """The place with packs; approved as installed, where an account is named that approves them."""
    from mednec.desk.policies import approve_installed

    packs = library()
    place.desk = replace(place.desk, library=packs, laws=load_laws(packs.root))
    place.app = build_app(place.desk, place.settings)
    if approved_by:
        again(place.desk.engine, lambda session: approve_installed(session, place.desk, ORG, approved_by))
    return place


def add_case(place: Place, name: str, *, hours: float | None = 48, org: str = ORG, **more: object) -> str:
    """A case in the worklist, due in so many hours; its id is its patient's name."""
    now = place.clock()
    values: dict[str, object] = {
        "id": f"case-{name.lower()}",
        "org": org,
        "number": f"R-{name}",
        "state": "open",
        "patient": f"{name} Fern",
        "patient_id": f"M-{name}",
        "treatment": "examplumab 100 mg SC weekly",
        "outcome": "approve",
        "policy": "p-one",
        "policy_title": "Examplumab criteria",
        "understood": 96,
        "open_questions": 2,
        "received": now - timedelta(days=10),
        "due": None if hours is None else now + timedelta(hours=hours),
        "clock_state": "running",
        "made": now,
        "changed": now,
    }
    with writing(place.desk.engine) as session:
        session.add(CaseRow(**(values | more)))
    return f"case-{name.lower()}"


def words(answer: Response) -> str:
    """What a page says, without its marks."""
    body = answer.text.partition("</header>")[2].partition("<dialog")[0] or answer.text
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def patients(answer: Response) -> list[str]:
    """The patients of a list, in its order."""
    return re.findall(r"data-open>(\w+) Fern", answer.text)


def addresses(answer: Response) -> list[str]:
    """Everything a page leads to."""
    return [unescape(found) for found in re.findall(r'(?:href|action|hx-\w+|src)="([^"]*)"', answer.text)]


def unsafe(answer: Response) -> list[str]:
    """Scripts and styles that stand in the page itself, and whatever it would load from elsewhere."""
    text = answer.text
    found = re.findall(r"<style|<script(?![^>]*src=)|\sstyle=|\son\w+=", text)
    return found + [each for each in addresses(answer) if re.match(r"(?:https?:)?//", each)]
