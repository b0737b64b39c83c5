"""A store as it is after a busy year: rows of cases in every state, made by a fixed rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from sqlalchemy import Engine, insert

from mednec.model.life import CaseState
from mednec.model.words import Outcome
from mednec.store.engine import writing
from mednec.store.tables import CaseRow

AT_ONCE = 5_000
FIRST = ("Ada", "Ben", "Cora", "Dan", "Eve", "Finn", "Gus", "Hana", "Ivo", "June")
LAST = ("Abel", "Brook", "Carver", "Dunne", "Ellis", "Frost", "Grant", "Hale", "Ives", "Jarvis", "Keane", "Lund")
DRUGS = ("Treatment A 300 mg every 4 weeks", "Treatment B 1 g per kg every 4 weeks", "Treatment C 375 mg weekly")
STATES = (
    *[CaseState.DECIDED] * 80,
    *[CaseState.OPEN] * 12,
    *[CaseState.PENDED] * 5,
    *[CaseState.APPEALED] * 2,
    CaseState.CLOSED,
)


def fill(engine: Engine, org: str, cases: int, now: datetime, assignees: tuple[str, ...]) -> None:
    """Store so many cases of one organisation, received over the year before `now`."""
    rows = _rows(org, cases, now, assignees)
    while chunk := [*islice(rows, AT_ONCE)]:
        with writing(engine) as session:
            session.execute(insert(CaseRow), chunk)


def _rows(org: str, cases: int, now: datetime, assignees: tuple[str, ...]) -> Iterator[dict[str, object]]:
    chance = Random(7)
    outcomes = [each.key for each in Outcome]
    for number in range(cases):
        received = now - timedelta(minutes=chance.randrange(525_600))
        state = chance.choice(STATES)
        done = state in (CaseState.DECIDED, CaseState.CLOSED, CaseState.APPEALED)
        urgent = chance.random() < 0.1
        due = received + timedelta(hours=72 if urgent else 360)
        decided = received + (due - received) * chance.random() * 1.02 if done else None
        yield {
            "id": f"made{number:020d}",
            "org": org,
            "number": f"PA-{number:06d}",
            "state": state.key,
            "revision": 1,
            "patient": f"{chance.choice(FIRST)} {chance.choice(LAST)}",
            "patient_id": f"M{chance.randrange(10**7):07d}",
            "payer": "Example Mutual",
            "line_of_business": chance.choice(("commercial", "medicare advantage", "medicaid")),
            "benefit": "medical",
            "urgency": "expedited" if urgent else "standard",
            "treatment": chance.choice(DRUGS),
            "requester": f"{chance.choice(LAST)}, MD",
            "policy": f"policy-{chance.randrange(12)}",
            "policy_title": "A policy",
            "outcome": chance.choice(outcomes),
            "understood": chance.randrange(60, 101),
            "open_questions": chance.randrange(6),
            "assignee": chance.choice(assignees) if assignees and chance.random() < 0.6 else None,
            "received": received,
            "due": due,
            "clock": "made",
            "clock_state": "met" if done else "running",
            "decided": decided,
            "made": received,
            "changed": decided or received,
        }
