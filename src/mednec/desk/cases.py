"""Reading a case. Every reading of a patient's record is an entry of the audit."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from mednec.desk import lines, sealed
from mednec.desk.clocks import clock_now
from mednec.desk.desk import Desk
from mednec.desk.determining import folder_kept, json_kept, newest, shown_of
from mednec.desk.queue import line_of
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row, names_of
from mednec.desk.sealed import about
from mednec.desk.values import CaseLine, CaseView, Event, Shown
from mednec.desk.words import is_id, plain
from mednec.errors import NotFound
from mednec.model.life import Person
from mednec.store.audit import append, entries
from mednec.store.engine import again, reading
from mednec.store.tables import AuditRow, CaseRow, DeterminationRow, JobRow, PaperRow, PartRow

READ = "read"
_SAME_READING = timedelta(minutes=15)  # parts and pictures fetched while a page is open are one reading


def the_case(desk: Desk, who: Person, case: str, *, log: bool = True) -> CaseView:
    """A case as its page shows it; `log` writes the audit's entry of the reading. Raises NotAllowed, NotFound."""
    require(who, Act.READ_CASE)
    with reading(desk.engine) as session:
        row = case_row(session, who, case)
        names = names_of(session, who.org)
        last = newest(session, case)
        decisions = lines.decisions_of(session, desk, case)
        view = CaseView(
            line=lines.case_line(row, names),
            shown=shown_of(desk, last) if last else None,
            decision=next((d for d in reversed(decisions) if d.in_force), None),
            decisions=decisions,
            rulings=lines.rulings_of(session, desk, case, names),
            notes=tuple(lines.notes_of(session, desk, case, names)),
            pauses=tuple(lines.pauses_of(session, case, names)),
            appeals=tuple(lines.appeals_of(session, desk, case, names)),
            letters=tuple(lines.letters_of(session, case, names)),
            job=next((line_of(job) for job in session.scalars(_jobs(case))), None),
            files=tuple(session.execute(_files(case)).all()),
            request=_request(session, desk, row, last),
            clock=clock_now(session, desk, row, desk.clock()),
        )
    if log:
        log_reading(desk, who, case, "case")
    return view


def case_lines(desk: Desk, who: Person, cases: tuple[str, ...]) -> tuple[CaseLine, ...]:
    """The lines of some cases of the person's organisation, in the order asked for. Raises NotAllowed."""
    require(who, Act.SEE_WORKLIST)
    with reading(desk.engine) as session:
        names = names_of(session, who.org)
        rows = session.scalars(
            select(CaseRow).where(CaseRow.org == who.org, CaseRow.id.in_([case for case in cases if is_id(case)]))
        )
        found = {row.id: lines.case_line(row, names) for row in rows}
    return tuple(found[case] for case in cases if case in found)


def part(desk: Desk, who: Person, case: str, name: str, *, number: int | None = None) -> str:
    """One part of the page, as HTML, of the newest determination or of a numbered one.

    Raises NotAllowed, NotFound.
    """
    found = _parts(desk, who, case, (name,), number)
    if name not in found:
        raise NotFound("there is no such part", where="case", do="load the page again")
    return found[name]


def parts(desk: Desk, who: Person, case: str, *prefixes: str, number: int | None = None) -> dict[str, str]:
    """The parts whose names begin so, in their order; all where no beginning is named. Raises NotAllowed, NotFound."""
    return _parts(desk, who, case, None, number, prefixes)


def determination_json(desk: Desk, who: Person, case: str, number: int | None = None) -> bytes:
    """The determination's JSON, byte for byte as it was made. Raises NotAllowed, NotFound."""
    require(who, Act.READ_CASE)
    with reading(desk.engine) as session:
        case_row(session, who, case)
        content = json_kept(desk, determination_row(session, case, number))
    log_reading(desk, who, case, "determination")
    return content


def determinations(desk: Desk, who: Person, case: str) -> tuple[Shown, ...]:
    """Every determination of a case, the first one first. Raises NotAllowed, NotFound."""
    require(who, Act.READ_CASE)
    with reading(desk.engine) as session:
        case_row(session, who, case)
        wanted = select(DeterminationRow).where(DeterminationRow.case == case).order_by(DeterminationRow.number)
        found = tuple(shown_of(desk, row) for row in session.scalars(wanted))
    log_reading(desk, who, case, "determinations")
    return found


def document_text(desk: Desk, who: Person, case: str, name: str) -> str:
    """The text of a document, or of request.yaml, as the newest determination read it. Raises NotAllowed, NotFound."""
    require(who, Act.READ_CASE)
    with reading(desk.engine) as session:
        row = case_row(session, who, case)
        folder = folder_kept(session, desk, row.org, case, determination_row(session, case, None).folder)
    log_reading(desk, who, case, "document")
    content = folder.files.get(name if name == "request.yaml" else f"documents/{name}")
    if content is None:
        raise NotFound("there is no such document", where="case", do="look at the list of documents")
    return content.decode()


def file_received(desk: Desk, who: Person, case: str, name: str) -> tuple[bytes, str]:
    """A file as it was received, and its media type. Raises NotAllowed, NotFound."""
    require(who, Act.READ_CASE)
    with reading(desk.engine) as session:
        row = case_row(session, who, case)
        paper = sealed.paper(session, row.org, case, sealed.PACKET, plain(name))
        if paper is None:
            raise NotFound("there is no such file", where="case", do="look at the list of files")
        content = sealed.content_of(desk, paper)
    log_reading(desk, who, case, "file")
    return content, paper.media


def history(desk: Desk, who: Person, case: str) -> tuple[Event, ...]:
    """Everything that was done to a case and every reading of it, in order. Raises NotAllowed, NotFound."""
    require(who, Act.READ_CASE)
    with reading(desk.engine) as session:
        case_row(session, who, case)
        names = names_of(session, who.org)
        return tuple(
            Event(
                number=e.number,
                at=e.at,
                actor=e.actor,
                actor_name=names.get(e.actor, ""),
                act=e.act,
                detail=e.detail,
            )
            for e in entries(session, who.org, about=case)
        )


def _parts(
    desk: Desk,
    who: Person,
    case: str,
    names: tuple[str, ...] | None,
    number: int | None,
    prefixes: tuple[str, ...] = (),
) -> dict[str, str]:
    require(who, Act.READ_CASE)
    with reading(desk.engine) as session:
        row = case_row(session, who, case)
        made = determination_row(session, case, number)
        wanted = select(PartRow).where(PartRow.determination == made.id).order_by(PartRow.order)
        if names is not None:
            wanted = wanted.where(PartRow.name.in_([plain(each) for each in names]))
        elif any(prefixes):
            wanted = wanted.where(or_(*(PartRow.name.startswith(plain(each), autoescape=True) for each in prefixes)))
        found = {
            each.name: desk.keys.open(each.sealed, about(row.org, case, "part", made.id, each.name)).decode()
            for each in session.scalars(wanted)
        }
    log_reading(desk, who, case, "part")
    return found


def determination_row(session: Session, case: str, number: int | None) -> DeterminationRow:
    """The newest determination of a case, or a numbered one. Raises NotFound."""
    if number is None:
        row = newest(session, case)
    else:
        wanted = select(DeterminationRow).where(DeterminationRow.case == case, DeterminationRow.number == number)
        row = session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound("it has not been determined yet", where="case", do="wait until its packet is read")
    return row


def log_reading(desk: Desk, who: Person, case: str, what: str) -> None:
    """Enter a reading in the audit; what is fetched while the person has the case open belongs to that reading."""
    at = desk.clock()
    if what != "case" and _open_already(desk, who, case, at):
        return
    again(desk.engine, lambda s: append(s, desk.keys, who.org, who.id, READ, case, {"what": what}, at=at))


def _open_already(desk: Desk, who: Person, case: str, at: datetime) -> bool:
    wanted = select(AuditRow.number).where(
        AuditRow.org == who.org,
        AuditRow.about == case,
        AuditRow.act == READ,
        AuditRow.actor == who.id,
        AuditRow.at > at - _SAME_READING,
    )
    with reading(desk.engine) as session:
        return session.scalars(wanted.limit(1)).first() is not None


def _jobs(case: str) -> Select[JobRow]:
    return select(JobRow).where(JobRow.case == case).order_by(JobRow.made.desc(), JobRow.id).limit(1)


def _files(case: str) -> Select[str, int]:
    wanted = select(PaperRow.name, PaperRow.size).where(PaperRow.case == case, PaperRow.kind == sealed.PACKET)
    return wanted.order_by(PaperRow.name)


def _request(session: Session, desk: Desk, row: CaseRow, last: DeterminationRow | None) -> str:
    """request.yaml as it was reviewed; as a person entered it, or as it was read, where nothing was reviewed yet."""
    if last is not None:
        digest = last.folder
        return desk.recent.get(
            "request", (row.org, row.id, digest), lambda: folder_kept(session, desk, row.org, row.id, digest).request
        )
    entered = sealed.paper(session, row.org, row.id, sealed.REQUEST, "request.yaml")
    if entered is not None:
        return sealed.content_of(desk, entered).decode()
    digest = sealed.last_folder(session, row.org, row.id)
    return folder_kept(session, desk, row.org, row.id, digest).request if digest else ""
