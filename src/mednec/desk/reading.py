"""Reading a packet: files -> case folder -> a language model, where one is used -> determination.

What was read is written in one transaction that checks the job's fence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.criteria.policy import Policy
from mednec.desk import queue, sealed
from mednec.desk.answers import Answers
from mednec.desk.clocks import adopted_by, choose_clock
from mednec.desk.deriving import Derived
from mednec.desk.desk import Desk
from mednec.desk.determining import Recorded, decision_in_force, derived_with, keep
from mednec.desk.folder import Folder, case_in, folder_of
from mednec.desk.model_asked import model_asked, told_of_model
from mednec.desk.policies import policy_to_use
from mednec.desk.queue import Leased
from mednec.desk.receiving import WISHES
from mednec.desk.rows import PROGRAM, log_change
from mednec.desk.standing import Standing, in_force, kept_rulings
from mednec.desk.words import plain
from mednec.errors import MednecError, RequestError, StoreError
from mednec.intake import read_case
from mednec.intake.apart import Tick
from mednec.intake.received import REQUEST, Received, files_of, is_packet, request_in
from mednec.model.life import CaseState
from mednec.packet import Intake, open_packet
from mednec.store.engine import again, reading
from mednec.store.tables import CaseRow, PaperRow

_PLACE = re.compile(r"\S*/(?:packet|case)-[^/\s:]+(?:/(?:request-\w+|case))?")
_READ = (sealed.PACKET, sealed.REQUEST)  # kinds of papers that are read
_MOST_ANEW = 5  # times that one job reads a case anew because it was changed meanwhile
_MOST_WITH_MODEL = 2  # attempts: no model makes a case unreadable
_BEFORE_OPEN = (CaseState.RECEIVED.key, CaseState.UNREADABLE.key, CaseState.PENDED.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is held of a case before it is read: its files, a request that a person entered, what was wished for."""

    org: str
    case: str
    files: Mapping[str, bytes]
    request: str | None
    wishes: Mapping[str, object]
    papers: frozenset[str]  # ids of all of these, which tell whether it holds the same later

    @property
    def policy(self) -> str | None:
        told = self.wishes.get("policy")
        return str(told) if told else None

    @property
    def accepted(self) -> dict[str, str]:
        told = self.wishes.get("accepted")
        return {str(k): str(v) for k, v in told.items()} if isinstance(told, dict) else {}


def read_packet(desk: Desk, leased: Leased, tick: Tick) -> None:
    """The worker's task: read what a case holds and determine it. What cannot be read becomes the case's own message.

    What people add, correct or rule while it is read is read as well: no determination leaves out what the case holds
    when it is written. Raises queue.LeaseLost when the job was given to somebody else meanwhile, and StoreError where
    the case never stood still; then nothing was written.
    """
    if leased.case is None:
        raise RequestError("there is no case to read", where="queue", do="remove this work")
    held, folder = what_is_held(desk, leased.org, leased.case), None
    answers: Answers | None = None
    for _ in range(_MOST_ANEW):
        try:
            folder = folder or taken_in(desk, held, tick)
            queue.hold(desk, leased)
            policy, failed = _policy_of(desk, held, folder), leased.attempt > _MOST_WITH_MODEL
            answers = model_asked(desk, held.org, held.case, folder, policy, answers, tick, failed=failed)
            derived, standing = determined(desk, held, folder, answers)
        except StoreError:  # of the database or a key, not of the packet: the job is tried again
            raise
        except MednecError as error:
            written = _unreadable(desk, leased, held, folder, error)
        else:
            written = _readable(desk, leased, held, folder, derived, standing)
        if written:
            return
        now = what_is_held(desk, leased.org, leased.case)
        if now.papers != held.papers:
            held, folder = now, None
    raise StoreError("the case was changed whenever it had been read", where="case", do="it is read again in a while")


def _readable(desk: Desk, leased: Leased, held: Held, folder: Folder, derived: Derived, standing: Standing) -> bool:
    """Write what was read; False where the case holds something else by now."""

    def write(session: Session) -> bool:
        job = queue.fenced(session, leased)
        row = session.get_one(CaseRow, held.case, with_for_update=True)
        if row.state == CaseState.CLOSED.key and decision_in_force(session, held.case) is not None:
            queue.finish(session, job, row.state)  # what was signed stands on what was read before
            return True
        ruled = {each.row.id for each in in_force(kept_rulings(session, desk, held.case))}
        if _papers(session, held) != held.papers or ruled != {*standing.ids, *(k.row.id for k in standing.lapsed)}:
            return False
        record(session, desk, row, folder, derived, standing, PROGRAM)
        queue.finish(session, job)
        return True

    return again(desk.engine, write)


def _papers(session: Session, held: Held) -> frozenset[str]:
    """Ids of the files and entered words that a case holds now."""
    wanted = select(PaperRow.id).where(PaperRow.org == held.org, PaperRow.case == held.case)
    return frozenset(session.scalars(wanted.where(PaperRow.kind.in_(_READ))))


def record(
    session: Session,
    desk: Desk,
    row: CaseRow,
    folder: Folder,
    derived: Derived,
    held: Standing,
    actor: str,
    **detail: object,
) -> Recorded:
    """Write a locked case's folder and determination, its clock and state, with an entry of the audit."""
    at = desk.clock()
    keep_folder(session, desk, row, folder, at)
    if row.state in _BEFORE_OPEN:
        row.state = CaseState.OPEN.key
    recorded = keep(session, desk, row, derived, held, at)
    request = derived.determination.request
    row.received = _received(session, desk, row, request.received)
    choose_clock(session, desk, row, request, at)
    row.revision += 1
    row.changed = at
    session.flush()
    log_change(
        session,
        desk,
        row,
        actor,
        "determine",
        determination=recorded.row.id,
        number=recorded.row.number,
        outcome=recorded.row.outcome,
        digest=recorded.row.digest,
        shown=recorded.row.shown,
        folder=folder.digest,
        policy=recorded.row.policy_digest,
        packs=recorded.row.packs,
        voided=recorded.voided,
        lapsed=len(held.lapsed),
        **told_of_model(derived),
        **detail,
    )
    return recorded


def keep_folder(session: Session, desk: Desk, row: CaseRow, folder: Folder, at: datetime) -> None:
    """Keep a case folder under its digest; one that is kept already stays."""
    digest = folder.digest
    if sealed.paper(session, row.org, row.id, sealed.FOLDER, digest) is None:
        paper = sealed.paper_of(desk, row.org, row.id, sealed.FOLDER, digest, folder.packed(), "application/zip", at)
        session.add(paper)


def what_is_held(desk: Desk, org: str, case: str) -> Held:
    """The files of a case, opened. Raises StoreError."""
    with reading(desk.engine) as session:
        wanted = select(PaperRow).where(PaperRow.org == org, PaperRow.case == case, PaperRow.kind.in_(_READ))
        papers = session.scalars(wanted.order_by(PaperRow.name)).all()
    opened = {(p.kind, p.name): sealed.content_of(desk, p) for p in papers}
    request = opened.get((sealed.REQUEST, REQUEST))
    return Held(
        org=org,
        case=case,
        files={name: content for (kind, name), content in opened.items() if kind == sealed.PACKET},
        request=request.decode() if request is not None else None,
        wishes=json.loads(opened.get((sealed.REQUEST, WISHES), b"{}")),
        papers=frozenset(p.id for p in papers),
    )


def taken_in(desk: Desk, held: Held, tick: Tick) -> Folder:
    """The case folder of a packet. Raises DocumentError, RequestError."""
    with laid_out(held.files, held.case, held.request) as packet:
        if is_packet(packet):
            case = open_packet(packet, desk.library, policy=held.policy, intake=Intake(tick=tick))
        else:
            case = read_case(packet)
        received = [f.name for f in files_of(packet, Intake().limits) if isinstance(f, Received)]
    return folder_of(case, received, held.accepted)


def determined(desk: Desk, held: Held, folder: Folder, answers: Answers | None = None) -> tuple[Derived, Standing]:
    """The determination of a folder under the approved policy, with what a language model answered, if one was asked.

    Raises RequestError, PolicyError.
    """
    policy = _policy_of(desk, held, folder)()
    with reading(desk.engine) as session:
        kept = kept_rulings(session, desk, held.case)
    return derived_with(desk, held.case, folder, policy, kept, answers)


def _policy_of(desk: Desk, held: Held, folder: Folder) -> Callable[[], Policy]:
    """The approved policy for the request of a folder, when it is wanted."""
    return lambda: policy_to_use(desk, held.org, case_in(folder).request, held.policy)


@contextmanager
def laid_out(files: Mapping[str, bytes], case: str, request: str | None = None) -> Iterator[Path]:
    """The files of a packet in a place of their own, gone afterwards: one file as itself, several as a folder."""
    with TemporaryDirectory(prefix="packet-") as place:
        if len(files) == 1 and request is None and REQUEST not in files:
            ((name, content),) = files.items()
            path = Path(place) / name.rpartition("/")[2]
            path.write_bytes(content)
            yield path
            return
        folder = Path(place) / f"request-{case[:6]}"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        told = request if request is not None else _request_inside(folder)
        if told is not None:
            (folder / REQUEST).write_bytes(told.encode())
        yield folder


def _request_inside(folder: Path) -> str | None:
    """The request of a zip among several files; a file of that name beside them comes first."""
    if (folder / REQUEST).is_file():
        return None
    found = (request_in(path) for path in sorted(folder.rglob("*.zip")) if path.is_file())
    return next((text for text in found if text is not None), None)


def _unreadable(desk: Desk, leased: Leased, held: Held, folder: Folder | None, error: MednecError) -> bool:
    """The case says what is wrong, and a person can act; what was read of it before stays. False as `_readable` is."""

    def write(session: Session) -> bool:
        job = queue.fenced(session, leased)
        row = session.get_one(CaseRow, held.case, with_for_update=True)
        if _papers(session, held) != held.papers:
            return False
        at = desk.clock()
        if folder is not None:
            keep_folder(session, desk, row, folder, at)
        if row.state in _BEFORE_OPEN:
            row.state = CaseState.UNREADABLE.key
        row.says = said(error)
        row.revision += 1
        row.changed = at
        queue.finish(session, job, type(error).__name__)
        session.flush()
        log_change(session, desk, row, PROGRAM, "cannot read", error=type(error).__name__)
        return True

    return again(desk.engine, write)


def said(error: MednecError) -> str:
    """The message of an error without the place where the packet lay while it was read."""
    return plain(_PLACE.sub("packet", str(error)))


def _received(session: Session, desk: Desk, row: CaseRow, told: datetime) -> datetime:
    """When the request was received: as who submitted it said, else as it tells, but never after it came in here."""
    wishes = sealed.paper(session, row.org, row.id, sealed.REQUEST, WISHES)
    if wishes is not None and "received" in json.loads(sealed.content_of(desk, wishes)):
        return row.received
    zone = ZoneInfo(adopted_by(session, row.org).zone)
    moment = told if told.tzinfo is not None else told.replace(tzinfo=zone)
    return min(moment.astimezone(UTC), row.received)
