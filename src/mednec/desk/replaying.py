"""Each determination of a case derived again from what was kept: the same bytes, or exactly why not.

A determination is a function of the case folder, the policy, the rulings in force, what a language model answered where
one was asked, the packs and the program. The first four are kept with it; of the packs and the program the digest and
the version. Nothing remembered is used, and no model is asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec import __version__
from mednec.desk.answers_kept import answers_kept
from mednec.desk.deriving import Derived, packs_of
from mednec.desk.desk import Desk
from mednec.desk.determining import derived_with, folder_kept, json_kept, policy_kept
from mednec.desk.recent import Recent
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row, log
from mednec.desk.standing import kept_rulings
from mednec.errors import MednecError
from mednec.model.life import Person
from mednec.store.audit import entries
from mednec.store.engine import again, reading
from mednec.store.tables import DeterminationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A determination as kept and as derived now. `why` is empty where both are the same, byte for byte."""

    number: int
    made: datetime
    outcome: str
    digest: str  # as kept
    derived: str  # digest of what is derived now; empty where nothing can be
    why: str = ""

    @property
    def same(self) -> bool:
        return not self.why


def replay(desk: Desk, who: Person, case: str) -> tuple[Replayed, ...]:
    """Every determination of a case derived again, the first one first. Raises NotAllowed, NotFound."""
    require(who, Act.REPLAY)
    fresh = replace(desk, recent=Recent())
    with reading(desk.engine) as session:
        case_row(session, who, case)
        wanted = select(DeterminationRow).where(DeterminationRow.case == case, DeterminationRow.org == who.org)
        rows = session.scalars(wanted.order_by(DeterminationRow.number)).all()
        entered = dict(_entered(session, who.org, case))
        found = tuple(_replayed(session, fresh, row, entered) for row in rows)
    again(desk.engine, lambda s: _logged(s, desk, who, case, found))
    return found


def _replayed(session: Session, desk: Desk, row: DeterminationRow, entered: Mapping[str, str]) -> Replayed:
    told = Replayed(number=row.number, made=row.made, outcome=row.outcome, digest=row.digest, derived="")
    why = _changed_since(desk, row, entered)
    if why:
        return replace(told, why=why)
    try:
        folder = folder_kept(session, desk, row.org, row.case, row.folder)
        if folder.digest != row.folder:
            return replace(told, why="the case folder that is kept is not the one it was made from")
        policy = policy_kept(desk, row.org, row.policy_digest)
        kept = [each for each in kept_rulings(session, desk, row.case) if each.row.id in row.rulings]
        if len(kept) < len(row.rulings):
            return replace(told, why="a ruling that it rests on is not kept")
        answers = answers_kept(session, desk, row)
        derived, held = derived_with(desk, row.case, folder, policy, kept, answers)
    except MednecError as error:
        return replace(told, why="; ".join([*_moved(desk, row), str(error)]))
    told = replace(told, derived=derived.digest)
    if derived.digest == row.digest and derived.shown == row.shown:
        return told
    what = "what is shown of it differs" if derived.digest == row.digest else "other bytes are derived"
    lapsed = ["a ruling that it rests on cannot be applied now"] if held.lapsed else []
    reasons = [*_moved(desk, row), *_asked_otherwise(derived, row), *lapsed]
    reasons = reasons or ["nothing that it was made from has changed: report this as a fault"]
    return replace(told, why=f"{what}: {'; '.join(reasons)}")


def _changed_since(desk: Desk, row: DeterminationRow, entered: Mapping[str, str]) -> str:
    """Whether what is kept is what was made: the bytes against their digest, and that against the audit."""
    try:
        content = json_kept(desk, row)
    except MednecError as error:
        return str(error)
    if hashlib.sha256(content).hexdigest() != row.digest:
        return "the bytes that are kept are not those of its digest"
    if entered.get(row.id, row.digest) != row.digest:
        return "the audit has another digest of it"
    return "" if row.id in entered else "the audit has no entry of it"


def _asked_otherwise(derived: Derived, row: DeterminationRow) -> Iterator[str]:
    if (derived.answers.digest if derived.answers else "") != row.answers:
        yield "a language model would be asked other questions now"


def _moved(desk: Desk, row: DeterminationRow) -> Iterator[str]:
    """What has changed between then and now, each with both names."""
    if row.program != __version__:
        yield f"it was made by version {row.program} of the program, and this is {__version__}"
    packs = packs_of(desk)
    if row.packs != packs:
        yield f"it was made with the packs {row.packs[:12]}, and those in use are {packs[:12]}"


def _entered(session: Session, org: str, case: str) -> Iterator[tuple[str, str]]:
    """Id of each determination in the audit, with the digest entered there."""
    for entry in entries(session, org, about=case):
        made, digest = entry.detail.get("determination"), entry.detail.get("digest")
        if isinstance(made, str) and isinstance(digest, str):
            yield made, digest


def _logged(session: Session, desk: Desk, who: Person, case: str, found: tuple[Replayed, ...]) -> None:
    same = sum(each.same for each in found)
    log(session, desk, who.org, who.id, "replay", case, desk.clock(), determinations=len(found), same=same)
