"""A policy decides only where a second person of the same organisation approved exactly it."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from mednec.desk import policies as policies_module
from mednec.desk.approvals import Approval
from mednec.desk.brought import SOURCE, read_brought
from mednec.desk.open import make_organisation
from mednec.desk.people import add_person
from mednec.desk.policies import (
    approve,
    approve_installed,
    packs_line,
    policies,
    policies_in_use,
    policy_to_use,
    propose_again,
    propose_packs,
    propose_policy,
    the_policy,
    withdraw,
)
from mednec.desk.policy_lines import PolicyLine
from mednec.errors import Changed, NotAllowed, NotFound, PolicyError
from mednec.intake.request import parse_request
from mednec.model.life import Person, Role
from mednec.model.request import PriorAuthRequest
from mednec.packs.checking import Severity
from mednec.packs.installed import COMPILED
from mednec.store.engine import again, reading, writing
from mednec.store.tables import ApprovalRow, AuditRow
from tests.desk.brought import NAME, POLICY, TEXT
from tests.desk.kept import Kept
from tests.shipped import library

SHIPPED = "larkspur-omalizumab"
REQUEST = f"""id: R-1
payer: Alder Mutual Health Plan
policy: {POLICY}
received: 2026-04-08T10:12:00
request_type: initial
patient: {{id: M-1, name: Robin Fern, birth_date: 1980-05-06}}
requester: {{name: Ada Quill}}
lines:
  - {{id: L1, drug: rituximab, regimen: 375 mg/m2 IV weekly x 4, from: 2026-04-20, to: 2026-06-20}}
"""


@pytest.fixture(scope="module")
def made(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the packs as installed are approved, to be copied."""
    path = tmp_path_factory.mktemp("approved") / "mednec.db"
    shutil.copy(migrated_sqlite, path)
    kept = Kept(f"sqlite:///{path}")
    kept.desk.engine.dispose()  # the last connection writes everything into the one file
    return path


@pytest.fixture
def kept(made: Path, tmp_path: Path) -> Kept:
    return Kept.again(f"sqlite:///{shutil.copy(made, tmp_path / 'mednec.db')}")


def request(policy: str = POLICY) -> PriorAuthRequest:
    return parse_request(REQUEST.replace(f"policy: {POLICY}", f"policy: {policy}"))


def colleague(kept: Kept, *roles: Role, org: str = "") -> Person:
    account = add_person(kept.desk, None, org or kept.org, f"c{len(roles)}{org}", "Bo Colleague", roles)
    return Person(id=account, org=org or kept.org, name="Bo Colleague", roles=frozenset(roles))


def line(kept: Kept, digest: str) -> PolicyLine:
    return next(p for p in policies(kept.desk, kept.who) if p.digest == digest)


def approval(kept: Kept, digest: str) -> str:
    found = line(kept, digest).approval
    assert found is not None
    return found.id


def acts(kept: Kept) -> list[str]:
    with reading(kept.desk.engine) as session:
        return [row.act for row in session.query(AuditRow).order_by(AuditRow.number)]


def test_what_was_proposed_decides_once_another_person_approved_it(kept: Kept) -> None:
    author, other = kept.who, colleague(kept, Role.POLICY_AUTHOR)
    digest = propose_policy(kept.desk, author, {NAME: TEXT.encode()})
    proposed = line(kept, digest)
    assert (proposed.policy, proposed.state, proposed.own) == (POLICY, Approval.PROPOSED, True)
    assert (proposed.payer, proposed.effective_from) == ("Alder Mutual Health Plan", date(2026, 1, 1))
    assert (proposed.clauses, proposed.judged, proposed.understood) == (3, 3, 100)
    with pytest.raises(PolicyError, match="not approved here"):
        policy_to_use(kept.desk, kept.org, request())
    with pytest.raises(NotAllowed, match="who proposes does not approve"):
        approve(kept.desk, author, approval(kept, digest))
    approve(kept.desk, other, approval(kept, digest))
    assert policy_to_use(kept.desk, kept.org, request()).digest == digest
    assert policy_to_use(kept.desk, kept.org, request(""), POLICY).digest == digest
    assert policy_to_use(kept.desk, kept.org, request("")).digest == digest  # the payer's only one about this drug
    assert acts(kept)[-2:] == ["propose policy", "approve policy"]


def test_what_was_withdrawn_decides_nothing_until_it_is_approved_again(kept: Kept) -> None:
    shipped = next(p for p in policies(kept.desk, kept.who) if p.policy == SHIPPED)
    assert shipped.state is Approval.APPROVED
    with pytest.raises(PolicyError, match="no reason"):
        withdraw(kept.desk, kept.who, approval(kept, shipped.digest), "  ")
    withdraw(kept.desk, kept.who, approval(kept, shipped.digest), "The payer ended it")
    with pytest.raises(PolicyError, match="not approved here"):
        policy_to_use(kept.desk, kept.org, request(SHIPPED))
    propose_again(kept.desk, kept.who, shipped.digest)
    with pytest.raises(PolicyError, match="not approved here"):
        policy_to_use(kept.desk, kept.org, request(SHIPPED))
    approve(kept.desk, colleague(kept, Role.PHYSICIAN), approval(kept, shipped.digest))
    assert policy_to_use(kept.desk, kept.org, request(SHIPPED)).digest == shipped.digest


def test_only_the_very_digest_that_was_approved_decides(kept: Kept) -> None:
    with writing(kept.desk.engine) as session:
        session.execute(update(ApprovalRow).where(ApprovalRow.name == SHIPPED).values(digest="0" * 16))
    with pytest.raises(PolicyError, match="not approved here"):
        policy_to_use(kept.desk, kept.org, request(SHIPPED))


def test_nothing_decides_by_packs_that_are_not_approved(kept: Kept) -> None:
    with writing(kept.desk.engine) as session:
        session.execute(update(ApprovalRow).where(ApprovalRow.kind == "packs").values(digest="0" * 64))
    with pytest.raises(PolicyError, match="packs as installed are not approved"):
        policy_to_use(kept.desk, kept.org, request(SHIPPED))
    assert packs_line(kept.desk, kept.who).approval is None
    propose_packs(kept.desk, kept.who)
    packs = packs_line(kept.desk, kept.who)
    assert packs.approval is not None
    approve(kept.desk, colleague(kept, Role.POLICY_AUTHOR), packs.approval.id)
    assert policy_to_use(kept.desk, kept.org, request(SHIPPED)).id == SHIPPED
    assert [each.digest for each in packs.earlier] == ["0" * 64]


def test_a_policy_of_another_organisation_is_not_there(kept: Kept) -> None:
    digest = propose_policy(kept.desk, kept.who, {NAME: TEXT.encode()})
    org = make_organisation(kept.desk, "Upland Plan")
    stranger = colleague(kept, Role.POLICY_AUTHOR, org=org)
    assert digest not in {p.digest for p in policies(kept.desk, stranger)}
    assert policies_in_use(kept.desk, stranger) == ()
    for act in (
        lambda: the_policy(kept.desk, stranger, digest),
        lambda: approve(kept.desk, stranger, approval(kept, digest)),
        lambda: withdraw(kept.desk, stranger, approval(kept, digest), "no"),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_policy_in_which_the_checks_see_an_error_is_not_approved(kept: Kept) -> None:
    never = TEXT + "4. The member is younger than 12 years of age.\n"
    digest = propose_policy(kept.desk, kept.who, {NAME: never.encode()})
    faults = the_policy(kept.desk, kept.who, digest).faults
    assert "ages-exclude" in {f.check for f in faults if f.severity is Severity.ERROR}
    with pytest.raises(PolicyError, match="the checks see"):
        approve(kept.desk, colleague(kept, Role.POLICY_AUTHOR), approval(kept, digest))
    assert line(kept, digest).state is Approval.PROPOSED


def test_two_versions_do_not_decide_the_same_days(kept: Kept) -> None:
    other = colleague(kept, Role.POLICY_AUTHOR)
    first = propose_policy(kept.desk, kept.who, {NAME: TEXT.encode()})
    approve(kept.desk, other, approval(kept, first))
    second = propose_policy(kept.desk, kept.who, {NAME: TEXT.replace("18 years", "21 years").encode()})
    with pytest.raises(PolicyError, match="approved for the same days"):
        approve(kept.desk, other, approval(kept, second))
    withdraw(kept.desk, other, approval(kept, first), "Replaced")
    approve(kept.desk, other, approval(kept, second))
    assert policy_to_use(kept.desk, kept.org, request()).digest == second


def test_the_same_version_is_not_proposed_twice(kept: Kept) -> None:
    propose_policy(kept.desk, kept.who, {NAME: TEXT.encode()})
    with pytest.raises(PolicyError, match="proposed already"):
        propose_policy(kept.desk, kept.who, {NAME: TEXT.encode()})


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "no file was sent"),
        ({"a.md": TEXT.encode(), "b.md": TEXT.encode()}, "2 files were sent"),
        ({COMPILED: b"id: x"}, "nothing stands beside it"),
        ({COMPILED: b"source: ../../../etc/passwd\nid: x", SOURCE: b"text"}, "names another file"),
        ({COMPILED: b"source: /etc/passwd\nid: x", SOURCE: b"text"}, "names another file"),
        ({COMPILED: b"id: [", SOURCE: b"text"}, "not readable as YAML"),
        ({COMPILED: b"\xff", SOURCE: b"text"}, "not UTF-8"),
        ({"../../policy.md": b"Nothing to see here."}, "no outline of criteria"),
        ({"p.exe": b"MZ"}, "cannot read .exe policies"),
        ({"p.pdf": b"%PDF-nothing"}, "not a PDF"),
        ({"p.md": b"x" * 10_000_001}, "larger than 10 MB"),
    ],
)
def test_what_is_no_policy_is_refused_in_one_message(files: dict[str, bytes], says: str) -> None:
    with pytest.raises(PolicyError, match=says) as refused:
        read_brought(library(), files)
    assert "/tmp" not in str(refused.value)


def test_what_is_refused_is_not_kept(kept: Kept) -> None:
    with pytest.raises(PolicyError):
        propose_policy(kept.desk, kept.who, {"p.md": b"Nothing to see here."})
    assert not any(p.own for p in policies(kept.desk, kept.who))


def test_who_may_not_does_not(kept: Kept) -> None:
    nurse = colleague(kept, Role.NURSE)
    digest = propose_policy(kept.desk, kept.who, {NAME: TEXT.encode()})
    assert the_policy(kept.desk, nurse, digest).line.policy == POLICY
    with pytest.raises(NotAllowed):
        propose_policy(kept.desk, nurse, {NAME: TEXT.encode()})
    with pytest.raises(NotAllowed):
        approve(kept.desk, nurse, approval(kept, digest))
    with pytest.raises(NotAllowed):
        withdraw(kept.desk, nurse, approval(kept, digest), "no")


def test_a_request_never_names_a_file_of_this_machine(kept: Kept, tmp_path: Path) -> None:
    file = tmp_path / "own.md"
    file.write_text(TEXT)
    with pytest.raises(PolicyError, match="no policy"):
        policy_to_use(kept.desk, kept.org, request(""), str(file))


def test_a_request_before_a_policy_is_in_force_is_told(kept: Kept) -> None:
    digest = propose_policy(kept.desk, kept.who, {NAME: TEXT.replace("01/01/2026", "01/01/2030").encode()})
    approve(kept.desk, colleague(kept, Role.POLICY_AUTHOR), approval(kept, digest))
    assert request().received == datetime(2026, 4, 8, 10, 12)
    with pytest.raises(PolicyError, match="before this policy took effect"):
        policy_to_use(kept.desk, kept.org, request())


def test_a_newer_program_is_taken_into_use_by_who_runs_it(kept: Kept) -> None:
    shipped = next(p for p in policies(kept.desk, kept.who) if p.policy == SHIPPED)
    withdraw(kept.desk, kept.who, approval(kept, shipped.digest), "The payer ended it")
    with writing(kept.desk.engine) as session:
        session.execute(update(ApprovalRow).where(ApprovalRow.kind == "packs").values(digest="0" * 64))
    approved = [
        again(kept.desk.engine, lambda session: approve_installed(session, kept.desk, kept.org, kept.who.id))
        for _ in range(2)
    ]
    assert approved == [1, 0]  # the packs, once
    packs = packs_line(kept.desk, kept.who).approval
    assert packs is not None
    assert packs.state is Approval.APPROVED
    assert line(kept, shipped.digest).state is Approval.WITHDRAWN


def test_two_people_do_not_approve_two_versions_at_once(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    other = colleague(kept, Role.POLICY_AUTHOR)
    first = propose_policy(kept.desk, kept.who, {NAME: TEXT.encode()})
    second = propose_policy(kept.desk, kept.who, {NAME: TEXT.replace("18 years", "21 years").encode()})
    looked = policies_module._refuse_two

    def looks_and_is_overtaken(line: PolicyLine, among: tuple[PolicyLine, ...]) -> None:
        looked(line, among)
        monkeypatch.setattr(policies_module, "_refuse_two", looked)
        approve(kept.desk, other, approval(kept, first))

    monkeypatch.setattr(policies_module, "_refuse_two", looks_and_is_overtaken)
    with pytest.raises(Changed, match="settled meanwhile"):
        approve(kept.desk, other, approval(kept, second))
    assert (line(kept, first).state, line(kept, second).state) == (Approval.APPROVED, Approval.PROPOSED)
