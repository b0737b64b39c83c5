"""Which policies an organisation may decide by: those it brought and those that ship, each approved by two people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.criteria.policy import Policy
from mednec.desk import approvals
from mednec.desk.approvals import POLICY, Approval, ApprovalLine
from mednec.desk.brought import Brought, read_brought, reading_of, subject_kept, subject_shipped
from mednec.desk.desk import Desk, new_id
from mednec.desk.packs_in_use import PACKS, packs_digest, packs_version, shelf_digest, shipped
from mednec.desk.policy_lines import PacksLine, PolicyLine, PolicyView, line_of
from mednec.desk.rights import Act, require
from mednec.desk.rows import PROGRAM, log, names_of
from mednec.desk.words import plain
from mednec.errors import Changed, PolicyError
from mednec.model.life import Person
from mednec.model.request import PriorAuthRequest
from mednec.packs.checking import Fault, Severity, check
from mednec.packs.shelf import called_so, find_policy, known_words, only_policy
from mednec.store.engine import again, reading
from mednec.store.tables import ApprovalRow, PolicyRow


def policies(desk: Desk, who: Person) -> tuple[PolicyLine, ...]:
    """Every version, the organisation's own first, then by title. Raises NotAllowed."""
    require(who, Act.READ_POLICIES)
    with reading(desk.engine) as session:
        settled, brought = _settled(session, who.org), _brought(session, desk, who.org)
    own = [line_of(policy, settled.get((policy.id, policy.digest)), own=True) for policy in brought]
    known = {line.digest for line in own}
    others = [
        line_of(policy, settled.get((policy.id, policy.digest)), own=False)
        for policy in shipped(desk)
        if policy.digest not in known
    ]
    return tuple(sorted([*own, *others], key=lambda p: (not p.own, p.title.casefold(), p.effective_from, p.digest)))


def the_policy(desk: Desk, who: Person, digest: str) -> PolicyView:
    """A version with its tree and what the checks say. Raises NotAllowed, NotFound."""
    require(who, Act.READ_POLICIES)
    with reading(desk.engine) as session:
        settled = _settled(session, who.org)
        row = session.scalars(select(PolicyRow).where(PolicyRow.org == who.org, PolicyRow.digest == digest)).first()
    policy, faults = _checked(desk, digest, row)
    line = line_of(policy, settled.get((policy.id, policy.digest)), own=row is not None)
    return PolicyView(line=line, policy=policy, faults=faults)


def _checked(desk: Desk, digest: str, row: PolicyRow | None) -> tuple[Policy, tuple[Fault, ...]]:
    """A policy and what the checks say of it beside what ships; found out once for as long as neither changes."""
    shelf = shipped(desk)

    def make() -> tuple[Policy, tuple[Fault, ...]]:
        if row is None:
            subject = subject_shipped(desk.library, digest, shelf)
        else:
            subject = subject_kept(desk.library, row.content, row.source, row.policy, shelf)
        return subject.policy, check(subject)

    return desk.recent.get("checked", (row.id if row else "", digest, shelf_digest(desk)), make)


def propose_policy(desk: Desk, who: Person, files: Mapping[str, bytes]) -> str:
    """Read a payer's text, or a policy.yaml with its source.md, keep and propose it; returns the policy's digest.

    Raises NotAllowed, and PolicyError for what is no policy or stands here already.
    """
    require(who, Act.PROPOSE_POLICY)
    brought = read_brought(desk.library, files)

    def propose(session: Session) -> str:
        policy = brought.policy
        kept = select(PolicyRow.id).where(PolicyRow.org == who.org, PolicyRow.digest == policy.digest)
        if session.scalars(kept).first() is None:
            session.add(_row(desk, who, brought))
        approvals.propose(session, desk, who, POLICY, policy.id, policy.version, policy.digest)
        return policy.digest

    return again(desk.engine, propose)


def propose_again(desk: Desk, who: Person, digest: str) -> str:
    """Propose a version that ships, or one that was withdrawn. Raises NotAllowed, NotFound, PolicyError."""
    require(who, Act.PROPOSE_POLICY)
    policy = the_policy(desk, who, digest).policy
    return again(
        desk.engine,
        lambda session: approvals.propose(session, desk, who, POLICY, policy.id, policy.version, policy.digest),
    )


def propose_packs(desk: Desk, who: Person) -> str:
    """Propose the packs as they are loaded. Raises NotAllowed, PolicyError."""
    require(who, Act.PROPOSE_POLICY)
    digest, version = packs_digest(desk), packs_version(desk)
    return again(desk.engine, lambda session: approvals.propose(session, desk, who, PACKS, PACKS, version, digest))


def approve(desk: Desk, who: Person, approval: str) -> None:
    """Let a proposed version decide. Raises NotAllowed, NotFound, Changed, and PolicyError where it must not.

    A policy in which the checks see an error decides nothing, nor do two versions of one policy on the same day.
    """
    require(who, Act.APPROVE_POLICY)
    with reading(desk.engine) as session:
        row = approvals.row_of(session, who, approval, lock=False)
        seen = approvals.approved_versions(session, who, row)
    if row.kind == POLICY:
        view = the_policy(desk, who, row.digest)
        if view.errors:
            first = next(f for f in view.faults if f.severity is Severity.ERROR)
            raise PolicyError(
                f"the checks see {view.errors} error{'s' * (view.errors > 1)}, the first: {first.says}",
                where=f"{row.name} {first.clause}".strip(),
                do="mend it and propose it anew",
            )
        _refuse_two(view.line, policies(desk, who))

    def settle(session: Session) -> None:
        if approvals.approved_versions(session, who, row, lock=True) != seen:
            raise Changed("another version was settled meanwhile", where=row.name, do="look at it again")
        approvals.approve(session, desk, who, approvals.row_of(session, who, approval))

    again(desk.engine, settle)


def withdraw(desk: Desk, who: Person, approval: str, why: str) -> None:
    """Refuse what is proposed, or end what is approved; cases decided by it stay as they are.

    Raises NotAllowed, NotFound, and PolicyError without a reason or where it is withdrawn already.
    """
    require(who, Act.APPROVE_POLICY)
    if not why.strip():
        raise PolicyError("no reason is given", where="reason", do="say why it may not decide")
    reason = plain(why.strip())

    def settle(session: Session) -> None:
        row = approvals.row_of(session, who, approval)
        if row.state == Approval.WITHDRAWN:
            raise PolicyError("it is withdrawn already", where=row.name, do="propose it again to use it")
        approvals.settle(session, desk, who, row, Approval.WITHDRAWN, reason)

    again(desk.engine, settle)


def packs_line(desk: Desk, who: Person) -> PacksLine:
    """The packs in use. Raises NotAllowed."""
    require(who, Act.READ_POLICIES)
    digest = packs_digest(desk)
    with reading(desk.engine) as session:
        names = names_of(session, who.org)
        rows = [r for r in approvals.approvals(session, who.org) if r.kind == PACKS]
    lines = [approvals.line_of(r, names) for r in rows]
    return PacksLine(
        version=packs_version(desk),
        digest=digest,
        approval=next((a for a in lines if a.digest == digest), None),
        earlier=tuple(a for a in lines if a.digest != digest),
        files=desk.library.knowledge.versions,
    )


def policies_in_use(desk: Desk, who: Person) -> tuple[str, ...]:
    """Ids of the policies that decide here, or once did. Raises NotAllowed."""
    require(who, Act.READ_POLICIES)
    with reading(desk.engine) as session:
        held = approvals.approvals(session, who.org)
    return tuple(sorted({row.name for row in held if row.kind == POLICY and row.state != Approval.PROPOSED}))


def approve_installed(session: Session, desk: Desk, org: str, account: str) -> int:
    """Approve the packs and every policy that ships, and return how many were not approved before.

    For the first start, and for whoever runs the program and takes a newer one into use; what a person withdrew stays
    withdrawn.
    """
    at = desk.clock()
    found = [(PACKS, PACKS, packs_version(desk), packs_digest(desk))]
    found += [(POLICY, p.id, p.version[:100], p.digest) for p in shipped(desk)]
    known = {(row.kind, row.name, row.digest): row for row in approvals.approvals(session, org)}
    fresh = 0
    for kind, name, version, digest in found:
        row = known.get((kind, name, digest))
        if row is not None and row.state != Approval.PROPOSED:
            continue
        if row is None:
            row = ApprovalRow(id=new_id(), org=org, kind=kind, name=name, version=version, digest=digest)
            row.proposed_by, row.proposed = account, at
            session.add(row)
        row.state, row.settled_by, row.settled, row.why = Approval.APPROVED.value, account, at, "as installed"
        fresh += 1
    session.flush()
    if fresh:
        digest = found[0][3]
        log(session, desk, org, PROGRAM, "approve packs as installed", account, at, digest=digest, approved=fresh)
    return fresh


def policy_to_use(desk: Desk, org: str, request: PriorAuthRequest, wanted: str | None = None) -> Policy:
    """The approved policy that decides this request: the one wanted, else the one it names, else its payer's only one.

    Raises PolicyError when the packs or the policy are not approved, or as `find_policy` does.
    """
    with reading(desk.engine) as session:
        held = {(a.kind, a.name, a.digest) for a in approvals.approvals(session, org) if a.state == Approval.APPROVED}
        brought = _brought(session, desk, org)
    if (PACKS, PACKS, packs_digest(desk)) not in held:
        raise PolicyError(
            "the packs as installed are not approved here", where="packs", do="approve them on the page Policies"
        )
    known = {p.digest for p in brought}
    every = (*brought, *(p for p in shipped(desk) if p.digest not in known))
    shelf = tuple(p for p in every if (POLICY, p.id, p.digest) in held)
    name = wanted or request.policy
    if not name and (only := only_policy(desk.library, request, shelf)) is not None:
        return known_words(desk.library, only)
    waiting = [p for p in every if name and called_so(p, name)]
    if waiting and not any(called_so(p, name) for p in shelf):
        raise PolicyError(
            f"{waiting[0].title!r} is not approved here, so it decides nothing",
            where=f"policy {name}",
            do="have it approved on the page of policies, then read the case again",
        )
    return known_words(desk.library, find_policy(desk.library, request, wanted, shelf))


def _refuse_two(line: PolicyLine, among: tuple[PolicyLine, ...]) -> None:
    for other in among:
        if other.policy != line.policy or other.digest == line.digest or other.state is not Approval.APPROVED:
            continue
        if line.effective_from <= (other.effective_to or date.max) and other.effective_from <= (
            line.effective_to or date.max
        ):
            raise PolicyError(
                f"version {other.version!r} of it is approved for the same days",
                where=line.policy,
                do="withdraw that one first, or give it a last day",
            )


def _settled(session: Session, org: str) -> dict[tuple[str, str], ApprovalLine]:
    names = names_of(session, org)
    rows = [row for row in approvals.approvals(session, org) if row.kind == POLICY]
    return {(row.name, row.digest): approvals.line_of(row, names) for row in rows}


def _brought(session: Session, desk: Desk, org: str) -> tuple[Policy, ...]:
    """What the organisation brought, in every version."""
    wanted = select(PolicyRow.id).where(PolicyRow.org == org).order_by(PolicyRow.at, PolicyRow.id)
    return tuple(_read(session, desk, row) for row in session.scalars(wanted).all())


def _read(session: Session, desk: Desk, row: str) -> Policy:
    """A policy as it was brought, which never changes."""

    def make() -> Policy:
        kept = session.get_one(PolicyRow, row)
        return reading_of(kept.content, kept.source, kept.policy)

    return desk.recent.get("policy", (row,), make)


def _row(desk: Desk, who: Person, brought: Brought) -> PolicyRow:
    policy, at = brought.policy, desk.clock()
    return PolicyRow(
        id=new_id(),
        org=who.org,
        policy=policy.id,
        title=policy.title[:300],
        digest=policy.digest,
        content=brought.content,
        source=brought.source,
        by=who.id,
        at=at,
    )
