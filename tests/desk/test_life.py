"""The life of a case: whatever people do, in whatever order, these hold."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mednec.desk.appealing import close, end_appeal, file_appeal, reopen
from mednec.desk.asking import answered, ask_for_documents, comment
from mednec.desk.correcting import add_documents, correct_request
from mednec.desk.deciding import decide, void
from mednec.desk.ruling import rule, withdraw
from mednec.desk.signing import Signature
from mednec.desk.values import CaseView
from mednec.desk.worker import work_off
from mednec.errors import MednecError
from mednec.model.life import AppealEnding, CaseState, DecisionKind, Person, Role, RulingKind
from mednec.model.words import Status
from tests.desk.office import PEOPLE, Office

Act = Callable[[Office, Person, CaseView], object]
CLAUSE = "IV.A"


def decided(kind: DecisionKind) -> Act:
    def act(o: Office, who: Person, v: CaseView) -> object:
        shown = v.shown.shown if v.shown else ""
        return decide(o.desk, who, o.case, v.line.revision, shown, kind, "reason", attestation="read")

    return act


def ended(ending: AppealEnding) -> Act:
    def act(o: Office, who: Person, v: CaseView) -> object:
        shown, signature = v.shown.shown if v.shown else "", Signature(attestation="read")
        return end_appeal(o.desk, who, o.case, ending, "reason", shown=shown, signature=signature)

    return act


def ruled(status: Status) -> Act:
    kind = RulingKind.OVERRIDE
    return lambda o, who, v: rule(o.desk, who, o.case, v.line.revision, CLAUSE, status, kind, "reason")


def added(o: Office, who: Person, v: CaseView) -> object:
    made = add_documents(o.desk, who, o.case, {f"{v.line.revision}.txt": f"Seen on visit {v.line.revision}.".encode()})
    work_off(o.desk)
    return made


ACTS: dict[str, Act] = {
    "approve": decided(DecisionKind.APPROVE),
    "approve with conditions": decided(DecisionKind.APPROVE_WITH_CONDITIONS),
    "modify": decided(DecisionKind.MODIFY),
    "deny": decided(DecisionKind.DENY),
    "void": lambda o, who, v: void(o.desk, who, o.case, v.line.revision, "reason"),
    "ask": lambda o, who, v: ask_for_documents(o.desk, who, o.case, v.line.revision, ["a report"], pause=True),
    "answered": lambda o, who, v: answered(o.desk, who, o.case, v.line.revision),
    "comment": lambda o, who, _: comment(o.desk, who, o.case, "seen"),
    "rule not met": ruled(Status.NOT_MET),
    "rule met": ruled(Status.MET),
    "withdraw": lambda o, who, v: withdraw(o.desk, who, o.case, v.line.revision, CLAUSE, "reason"),
    "correct": lambda o, who, v: correct_request(o.desk, who, o.case, v.line.revision, {"lines.0.units": "480"}),
    "add": added,
    "appeal": lambda o, who, _: file_appeal(o.desk, who, o.case, "internal", o.tick(), "grounds"),
    "uphold": ended(AppealEnding.UPHELD),
    "overturn": ended(AppealEnding.OVERTURNED),
    "overturn in part": ended(AppealEnding.OVERTURNED_IN_PART),
    "end appeal": ended(AppealEnding.WITHDRAWN),
    "close": lambda o, who, v: close(o.desk, who, o.case, v.line.revision, "reason"),
    "reopen": lambda o, who, v: reopen(o.desk, who, o.case, v.line.revision),
}
DEEDS = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(sorted(PEOPLE))), max_size=4)
LIKELY = st.sampled_from(
    [
        [("deny", "physician"), ("rule not met", "nurse"), ("deny", "second")],
        [("deny", "physician"), ("appeal", "intake"), ("overturn", "second"), ("void", "physician")],
        [("ask", "nurse"), ("add", "intake"), ("modify", "physician"), ("add", "nurse"), ("deny", "physician")],
        [("approve", "physician"), ("correct", "nurse"), ("approve", "nurse"), ("approve", "physician")],
        [("deny", "physician"), ("appeal", "nurse"), ("rule not met", "second"), ("end appeal", "second")],
        [("deny", "physician"), ("appeal", "nurse"), ("rule met", "second"), ("uphold", "second"), ("appeal", "nurse")],
    ]
)


def holds(before: CaseView, now: CaseView, office: Office) -> None:
    """What is true of every case at every moment."""
    in_force = [d for d in now.decisions if d.in_force]
    assert len(in_force) <= 1
    assert now.line.revision >= before.line.revision
    assert len(now.rulings) >= len(before.rulings)
    assert [d.id for d in now.decisions][: len(before.decisions)] == [d.id for d in before.decisions]
    if now.line.state is CaseState.DECIDED:
        assert now.shown is not None
        assert [d.shown for d in in_force] == [now.shown.shown]
    if now.line.state in (CaseState.OPEN, CaseState.PENDED):
        assert in_force == []
    assert (now.appeal is not None) == (now.line.state is CaseState.APPEALED)
    names = {office.person(login).id: login for login in PEOPLE}
    for decision in now.decisions:
        role, _ = PEOPLE[names[decision.by]]
        assert decision.kind is DecisionKind.APPROVE_WITH_CONDITIONS or Role.PHYSICIAN in role
        if decision.kind.adverse:
            assert decision.npi
            assert decision.licence
            assert decision.licence_state


def lived(made: tuple[Path, Office], deeds: list[tuple[str, str]]) -> Office:
    """A case on which people did this; after each deed everything still holds."""
    path, first = made
    with TemporaryDirectory() as place:
        url = f"sqlite:///{shutil.copy(path, Path(place) / 'office.db')}"
        office = Office(url=url, org=first.org, at=first.at, case=first.case)
        before = office.view()
        for name, login in deeds:
            try:
                ACTS[name](office, office.person(login), before)
            except MednecError:
                now = office.view()
                assert (now.line.revision, now.line.state) == (before.line.revision, before.line.state)
            else:
                now = office.view()
                assert now.line.revision > before.line.revision or name == "comment"
            holds(before, now, office)
            before = now
        assert office.intact()
        office.desk.engine.dispose()
        return office


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(likely=LIKELY, deeds=DEEDS)
def test_whatever_is_done_the_case_stays_sound(
    made_office: tuple[Path, Office], likely: list[tuple[str, str]], deeds: list[tuple[str, str]]
) -> None:
    lived(made_office, [*likely, *deeds])
