"""Rows of cases as a year leaves them, written straight into the tables: figures are counted from nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from mednec.store.tables import (
    AccountRow,
    AppealRow,
    CaseRow,
    DecisionRow,
    DeterminationRow,
    OrganisationRow,
    RulingRow,
)

ORG, OTHER = "org-one", "org-two"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


@dataclass(slots=True)
class Rows:
    """Cases of two organisations, numbered as they are added."""

    session: Session
    number: int = 0
    _made: dict[str, int] = field(default_factory=dict)

    def begin(self) -> Rows:
        for org in (ORG, OTHER):
            self.session.add(OrganisationRow(id=org, name=org, made=START, settings={}))
            self.session.flush()
            self.session.add(AccountRow(id=f"a-{org}", org=org, login="a", name="Ada", roles=["nurse"], made=START))
        self.session.flush()
        return self

    def case(
        self,
        *,
        org: str = ORG,
        day: int = 0,
        policy: str = "p-one",
        outcome: str = "approve",
        decides: str = "",
        line: str = "commercial",
        took: timedelta | None = None,
        due: timedelta | None = timedelta(hours=8),
        decision: str = "",
        requester: str = "A. Quill",
        npi: str = "1000000004",
        **more: object,
    ) -> str:
        """A case received on a day after the start, decided after `took` where that is given."""
        self.number += 1
        case, received = f"case-{self.number}", START + timedelta(days=day)
        values: dict[str, object] = {
            "id": case,
            "org": org,
            "number": f"R-{self.number}",
            "state": "decided" if took is not None else "open",
            "patient": f"Robin Fern {self.number}",
            "line_of_business": line,
            "requester": requester,
            "requester_npi": npi,
            "policy": policy,
            "policy_title": f"Title of {policy}",
            "outcome": outcome,
            "decides": decides,
            "received": received,
            "due": received + due if due is not None else None,
            "clock_state": "running",
            "decided": received + took if took is not None else None,
            "decision": decision,
            "made": received,
            "changed": received,
        }
        self.session.add(CaseRow(**(values | more)))
        self.session.flush()
        return case

    def ruling(self, case: str, clause: str, kind: str, read_as: str = "not_met", status: str = "met") -> None:
        """A reviewer's word on a clause, after those before it."""
        self._made[case] = self._made.get(case, 0) + 1
        n = self._made[case]
        self.session.add(
            RulingRow(
                id=f"{case}-r{n}",
                org=ORG,
                case=case,
                number=n,
                clause=clause,
                kind=kind,
                read_as=read_as,
                status=status,
                sealed=b"",
                by=f"a-{ORG}",
                at=START,
            )
        )
        self.session.flush()

    def appeal(self, case: str, ending: str, *, level: str = "internal", day: int = 1) -> None:
        """An appeal against the case's decision, ended on a day, or waiting where it has no ending."""
        ended = START + timedelta(days=day) if ending else None
        self.session.add(_determination(case))
        self.session.flush()
        self.session.add(_decision(case))
        self.session.flush()
        self.session.add(
            AppealRow(
                id=f"{case}-a",
                org=ORG,
                case=case,
                decision=f"{case}-e",
                level=level,
                filed=START,
                ending=ending,
                ended=ended,
                sealed=b"",
                by=f"a-{ORG}",
            )
        )
        self.session.flush()


def _determination(case: str) -> DeterminationRow:
    return DeterminationRow(
        id=f"{case}-d",
        org=ORG,
        case=case,
        number=1,
        made=START,
        outcome="deny_recommended",
        policy="p",
        policy_digest="",
        program="",
        packs="",
        folder="",
        rulings=[],
        digest="",
        shown="",
        sealed=b"",
        summary=b"",
    )


def _decision(case: str) -> DecisionRow:
    return DecisionRow(
        id=f"{case}-e",
        org=ORG,
        case=case,
        number=1,
        kind="deny",
        determination=f"{case}-d",
        shown="",
        by=f"a-{ORG}",
        by_name="Ada",
        at=START,
        sealed=b"",
    )
