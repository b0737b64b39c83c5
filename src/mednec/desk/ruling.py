"""A reviewer's word on a clause: entered, or taken back, and the case judged again at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mednec.criteria.policy import Policy
from mednec.desk.answers import Answers
from mednec.desk.answers_kept import answers_of_case
from mednec.desk.clocks import run_clock
from mednec.desk.deriving import Derived, charted, nodes_of, packs_of
from mednec.desk.desk import Desk, new_id
from mednec.desk.determining import (
    derived_with,
    folder_of_case,
    keep,
    newest,
    outcome_of,
    policy_kept,
    summary_kept,
)
from mednec.desk.folder import Folder, text_digest
from mednec.desk.policies import policy_to_use
from mednec.desk.rights import Act, require
from mednec.desk.rows import changed, log_change, row_to_change
from mednec.desk.sealed import about, seal_words
from mednec.desk.standing import WITHDRAWN, Kept, in_force, kept_rulings
from mednec.desk.values import Changes, Cited, ClauseChange, Summary
from mednec.desk.words import said
from mednec.errors import SubmitError
from mednec.model.life import CaseState, Person, Role, RulingKind
from mednec.model.request import Case
from mednec.model.words import Outcome, Status
from mednec.store.engine import again, reading
from mednec.store.tables import CaseRow, DeterminationRow, RulingRow

LONGEST = 4000  # characters of a reason
_MOST_CITED = 20
_OPEN = (CaseState.OPEN.key, CaseState.PENDED.key, CaseState.DECIDED.key, CaseState.APPEALED.key)


def rule(
    desk: Desk,
    who: Person,
    case: str,
    revision: int,
    clause: str,
    status: Status,
    kind: RulingKind,
    reason: str,
    citations: Sequence[tuple[str, int, int]] = (),
    *,
    quotes: Sequence[str] = (),
) -> Changes:
    """Set a clause's status in place of what was read, and judge the case again.

    `citations` are document, start and end; `quotes`, where given, are what the person saw there. A decision that was
    signed on what was shown before is void from here on. Raises NotAllowed, NotFound, Changed, or SubmitError for a
    clause that the policy lacks, no reason, or words that do not stand in the document.
    """
    require(who, Act.RULE)
    words = said(reason, longest=LONGEST)
    started = _start(desk, who, case, revision)
    cited = tuple(_cited(started.case, citations, quotes))
    if kind is RulingKind.HOLDS and not cited:
        raise SubmitError("which place holds is not told", where=f"clause {clause}", do="cite the words that hold")
    texts = {d.name: text_digest(d) for d in (*started.case.documents, started.case.request.document)}
    row = _row(who, started, clause, kind.key, status.key)
    kept = Kept(
        row=row, reason=words, by=signed_by(who), cited=cited, texts={c.document: texts[c.document] for c in cited}
    )
    return _judge_again(desk, who, started, kept, "rule")


def withdraw(desk: Desk, who: Person, case: str, revision: int, clause: str, reason: str) -> Changes:
    """Take a ruling back, so that what was read holds again, and judge the case again.

    Raises NotAllowed, NotFound, Changed, or SubmitError where no ruling on the clause is in force.
    """
    require(who, Act.RULE)
    words = said(reason, longest=LONGEST)
    started = _start(desk, who, case, revision)
    if clause not in {each.row.clause for each in in_force(started.kept)}:
        raise SubmitError("no ruling on this clause is in force", where=f"clause {clause}", do="look at the case again")
    row = _row(who, started, clause, WITHDRAWN, "")
    kept = Kept(row=row, reason=words, by=signed_by(who), cited=(), texts={})
    return _judge_again(desk, who, started, kept, "withdraw ruling")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Started:
    """The case as the person saw it."""

    row: CaseRow
    last: DeterminationRow
    before: Summary
    kept: tuple[Kept, ...]
    folder: Folder
    policy: Policy
    answers: Answers | None
    case: Case
    at: datetime


def _start(desk: Desk, who: Person, case: str, revision: int) -> _Started:
    with reading(desk.engine) as session:
        row = row_to_change(session, who, case, revision, lock=False)
        last = newest(session, case)
        if last is None or row.state not in _OPEN:
            raise SubmitError(
                f"the case is {row.state}", where=f"case {row.number}", do="only an open case is ruled on"
            )
        kept = kept_rulings(session, desk, case)
    folder = folder_of_case(desk, row.org, case, last.folder)
    policy = policy_kept(desk, row.org, last.policy_digest)
    answers = answers_of_case(desk, last)
    taken = charted(desk, folder, policy, answers).case
    if packs_of(desk) != last.packs:  # what decides is what is approved, also where the packs are newer than the case
        policy_to_use(desk, row.org, taken.request, policy.id)
    return _Started(
        row=row,
        last=last,
        before=summary_kept(desk, last),
        kept=kept,
        folder=folder,
        policy=policy,
        answers=answers,
        case=taken,
        at=desk.clock(),
    )


def _judge_again(desk: Desk, who: Person, started: _Started, kept: Kept, act: str) -> Changes:
    clause, row = kept.row.clause, kept.row
    if clause not in started.policy.labels():
        raise SubmitError("the policy has no such clause", where=f"clause {clause}", do="choose one of the tree")
    every = (*started.kept, kept)
    derived, held = derived_with(desk, started.row.id, started.folder, started.policy, every, started.answers)
    row.read_as = _read_as(derived, started, clause)
    row.sealed = seal_words(desk, about(row.org, row.case, "ruling", row.id), _words(kept))
    columns = {c.key: getattr(row, c.key) for c in RulingRow.__table__.columns}

    def write(session: Session) -> Changes:
        case = row_to_change(session, who, row.case, started.row.revision)
        columns["number"] = 1 + (
            session.scalar(select(func.max(RulingRow.number)).where(RulingRow.case == case.id)) or 0
        )
        session.add(RulingRow(**columns))
        session.flush()
        recorded = keep(session, desk, case, derived, held, started.at)
        run_clock(session, desk, case, started.at)
        revision = changed(case, started.at)
        session.flush()
        log_change(
            session,
            desk,
            case,
            who.id,
            act,
            clause=clause,
            kind=row.kind,
            status=row.status,
            read_as=row.read_as,
            ruling=row.id,
            determination=recorded.row.id,
            number=recorded.row.number,
            outcome=recorded.row.outcome,
            digest=recorded.row.digest,
            shown=recorded.row.shown,
            voided=recorded.voided,
        )
        return changes_between(
            started.before, outcome_of(started.last.outcome), derived, revision, recorded.row.number, recorded.voided
        )

    return again(desk.engine, write)


def changes_between(
    before: Summary | None, outcome: Outcome | None, derived: Derived, revision: int, number: int, voided: str = ""
) -> Changes:
    """What a new determination changed."""
    after = derived.summary
    earlier = {line.clause: line for line in before.clauses} if before else {}
    now = {line.clause: line for line in after.clauses}
    clauses = tuple(
        ClauseChange(
            clause=name,
            text=(now.get(name) or earlier[name]).text,
            before=earlier[name].status if name in earlier else None,
            after=now[name].status if name in now else None,
        )
        for name in dict.fromkeys((*now, *earlier))
        if (earlier[name].status if name in earlier else None) != (now[name].status if name in now else None)
    )
    had = {frozenset(gap.needs): gap.says for gap in before.gaps} if before else {}
    has = {frozenset(gap.needs): gap.says for gap in after.gaps}
    return Changes(
        revision=revision,
        number=number,
        outcome_before=outcome,
        outcome_after=derived.determination.outcome,
        says=after.says,
        clauses=clauses,
        gaps_closed=tuple(says for needs, says in had.items() if needs not in has),
        gaps_opened=tuple(says for needs, says in has.items() if needs not in had),
        voided=voided,
    )


def _row(who: Person, started: _Started, clause: str, kind: str, status: str) -> RulingRow:
    return RulingRow(
        id=new_id(),
        org=started.row.org,
        case=started.row.id,
        number=0,
        clause=clause,
        kind=kind,
        read_as="",
        status=status,
        by=who.id,
        at=started.at,
    )


def _words(kept: Kept) -> dict[str, object]:
    cited = [{"document": c.document, "start": c.start, "end": c.end, "quote": c.quote} for c in kept.cited]
    return {"reason": kept.reason, "by": kept.by, "citations": cited, "texts": kept.texts}


def _read_as(derived: Derived, started: _Started, clause: str) -> str:
    """The status that the program read, which the first ruling on a clause keeps."""
    found = next((node for node in nodes_of(derived.determination) if node.clause == clause), None)
    if found is not None:
        return (found.read_as or found.status).key
    earlier = next((line for line in started.before.clauses if line.clause == clause), None)
    return earlier.status.key if earlier else ""


def _cited(case: Case, citations: Sequence[tuple[str, int, int]], quotes: Sequence[str]) -> Iterator[Cited]:
    documents = {d.name: d for d in (*case.documents, case.request.document)}
    if len(citations) > _MOST_CITED or (quotes and len(quotes) != len(citations)):
        raise SubmitError(f"more than {_MOST_CITED} places are cited", where="citations", do="cite those that decide")
    for i, (name, start, end) in enumerate(citations):
        if name not in documents:
            raise SubmitError("there is no such document in the case", where=f"citation {i + 1}", do="select it again")
        try:
            found = documents[name].cite(start, end)
        except ValueError as error:
            do = "select the words again"
            raise SubmitError("no words stand there", where=f"citation {i + 1}", do=do) from error
        if quotes and " ".join(found.quote.split()) != " ".join(quotes[i].split()):
            do = "select the words again"
            raise SubmitError("these are not the document's words", where=f"citation {i + 1}", do=do)
        yield Cited(document=name, start=found.start, end=found.end, quote=found.quote)


def signed_by(who: Person) -> str:
    """Name and role, as what a person rules is shown with."""
    role = next((r for r in (Role.PHYSICIAN, Role.NURSE) if r in who.roles), None)
    return f"{who.name} ({role.value})" if role else who.name
