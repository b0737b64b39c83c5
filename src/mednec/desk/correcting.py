"""What a person adds to a case or corrects in it: documents, fields of the request, a document that was set aside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from mednec.desk import queue, sealed
from mednec.desk.answers_kept import answers_of_case
from mednec.desk.asking import end_pauses
from mednec.desk.clocks import run_clock
from mednec.desk.desk import Desk
from mednec.desk.determining import folder_kept, newest, outcome_of, summary_kept
from mednec.desk.folder import Folder, case_in, text_digest
from mednec.desk.reading import determined, record, what_is_held
from mednec.desk.receiving import WISHES, check_files, digest_of, media_of
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row, changed, log_change, row_to_change
from mednec.desk.ruling import changes_between
from mednec.desk.values import Changes, Submitted
from mednec.desk.words import at_most, said
from mednec.errors import NotFound, RequestError, SubmitError
from mednec.intake.received import REQUEST
from mednec.intake.request import parse_request
from mednec.model.life import CaseState, Person
from mednec.store.engine import again, reading
from mednec.store.tables import CaseRow, PaperRow

_MOST_LINES = 50
_LONGEST_PATH = 100  # characters
_REQUEST_MEDIA = "application/yaml"


def add_documents(
    desk: Desk, who: Person, case: str, files: Mapping[str, bytes], *, revision: int | None = None
) -> Submitted:
    """Add later documents, as answers to what was asked for, and have the case read again.

    The clock runs on from here. A decision is void, visibly, if the determination is another one then. The same files
    once more change nothing. Raises NotAllowed, NotFound, Changed, SubmitError.
    """
    require(who, Act.ADD_DOCUMENTS)
    check_files(files, desk.limits)
    if REQUEST in files:
        raise SubmitError("a request is corrected, not sent again", where=REQUEST, do="correct its fields in the case")
    at = desk.clock()

    def write(session: Session) -> Submitted:
        row = _open(session, who, case, revision)
        known = {p.digest for p in _packet(session, case)}
        names = {p.name.casefold() for p in _packet(session, case)}
        papers = []
        inside = "documents/" if any(name.startswith("documents/") for name in names) else ""
        for name, content in sorted(files.items()):
            paper = sealed.paper_of(desk, row.org, case, sealed.PACKET, name, content, media_of(name), at)
            if paper.digest in known:
                continue
            paper.name = _unlike(f"{inside}{name.removeprefix(inside)}", names)
            names.add(paper.name.casefold())
            papers.append(paper)
        size = sum(p.size for p in (*_packet(session, case), *papers))
        if size > desk.limits.most_megabytes * 1_000_000 or len(names) > desk.limits.most_files:
            raise SubmitError("the case would hold too much", where="files", do="send fewer pages")
        if {str(parent) for name in names for parent in PurePosixPath(name).parents} & names:
            raise SubmitError("a file has the name of a folder", where="files", do="rename it")
        if not papers:
            raise SubmitError("these documents are in the case already", where="files", do="send others")
        session.add_all(papers)
        session.flush()
        job = queue.enqueue(session, desk, row.org, queue.READ, case)
        if row.state == CaseState.PENDED.key:
            row.state = CaseState.OPEN.key
        end_pauses(session, row, at)
        run_clock(session, desk, row, at)
        changed(row, at)
        session.flush()
        log_change(session, desk, row, who.id, "add documents", files=len(papers), digest=digest_of(files), job=job)
        return Submitted(case=case, job=job)

    return again(desk.engine, write)


def correct_request(desk: Desk, who: Person, case: str, revision: int, fields: Mapping[str, str]) -> Changes | None:
    """Correct fields of the request by their paths (`lines.0.units`), and determine the case again.

    Where nothing was read yet, the fields are the request, and the packet is read with it; then there are no changes to
    tell. Raises NotAllowed, NotFound, Changed, RequestError naming a field that cannot be, PolicyError.
    """
    require(who, Act.CORRECT_REQUEST)
    with reading(desk.engine) as session:
        row = _seen(session, who, case, revision)
        folder = _folder(session, desk, row)
        entered = sealed.paper(session, row.org, case, sealed.REQUEST, REQUEST)
        text = folder.request if folder else sealed.content_of(desk, entered).decode() if entered else ""
    corrected = with_fields(text, fields)
    parse_request(corrected)
    if folder is None:
        _read_with(desk, who, case, revision, corrected)
        return None
    return _determine_anew(desk, who, case, revision, folder.with_request(corrected), "correct request", corrected)


def accept_document(desk: Desk, who: Person, case: str, revision: int, name: str, reason: str) -> Changes:
    """Take a document that names another patient as this one's, with a reason, and determine the case again.

    Raises NotAllowed, NotFound, Changed, SubmitError.
    """
    require(who, Act.ACCEPT_DOCUMENT)
    why = said(reason)
    with reading(desk.engine) as session:
        row = _seen(session, who, case, revision)
        folder = _folder(session, desk, row)
    if folder is None:
        raise SubmitError("nothing was read yet", where="case", do="wait until its packet is read")
    digests = {d.name: text_digest(d) for d in case_in(folder).documents}
    if name not in digests:
        raise NotFound("there is no such document", where="case", do="look at the list of documents")
    told = folder.own.get("accepted")
    accepted = {**(told if isinstance(told, dict) else {}), digests[name]: why}
    return _determine_anew(desk, who, case, revision, folder.accepting(accepted), "accept document", accepted=accepted)


def with_fields(text: str, fields: Mapping[str, str]) -> str:
    """request.yaml with fields set by their paths; an empty value takes a field out. Raises RequestError.

    >>> print(with_fields("payer: A", {"lines.0.drug": "b", "payer": ""}), end="")
    lines:
    - drug: b
    """
    content = yaml.safe_load(text) or {}
    for path, value in sorted(fields.items()):
        if len(path) > _LONGEST_PATH:
            raise RequestError("there is no such field", where=REQUEST, do="name a field of the request")
        _set(content, path.split("."), at_most(value, path), path)
    written: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    return written


def _set(content: object, path: list[str], value: str, whole: str) -> None:
    head, *rest = path
    where, do = f"{REQUEST}:{whole}", "name a field of the request"
    if isinstance(content, list):
        if not rest or not head.isdecimal() or int(head) > min(len(content), _MOST_LINES):
            raise RequestError("there is no such line", where=where, do=do)
        if int(head) == len(content):
            content.append({})
        _set(content[int(head)], rest, value, whole)
    elif not isinstance(content, dict) or not head:
        raise RequestError("there is no such field", where=where, do=do)
    elif not rest:
        if value:
            content[head] = [code.strip() for code in value.split(",")] if head == "diagnosis_codes" else value
        else:
            content.pop(head, None)
    else:
        _set(content.setdefault(head, [] if rest[0].isdecimal() else {}), rest, value, whole)


def _determine_anew(
    desk: Desk, who: Person, case: str, revision: int, folder: Folder, act: str, request: str = "", **wishes: object
) -> Changes:
    held = what_is_held(desk, who.org, case)
    with reading(desk.engine) as session:
        last = newest(session, case)
        before = summary_kept(desk, last) if last else None
    derived, standing = determined(desk, held, folder, answers_of_case(desk, last) if last else None)

    def write(session: Session) -> Changes:
        row = row_to_change(session, who, case, revision)
        if request:
            _keep_entered(session, desk, row, REQUEST, request.encode(), _REQUEST_MEDIA)
        if wishes:
            told = json.dumps({**held.wishes, **wishes}, sort_keys=True).encode()
            _keep_entered(session, desk, row, WISHES, told, "application/json")
        recorded = record(session, desk, row, folder, derived, standing, who.id, because=act)
        outcome = outcome_of(last.outcome) if last else None
        return changes_between(before, outcome, derived, row.revision, recorded.row.number, recorded.voided)

    return again(desk.engine, write)


def _read_with(desk: Desk, who: Person, case: str, revision: int, request: str) -> None:
    """Keep the request a person entered, and have the packet read with it."""

    def write(session: Session) -> None:
        row = row_to_change(session, who, case, revision)
        _keep_entered(session, desk, row, REQUEST, request.encode(), _REQUEST_MEDIA)
        job = queue.enqueue(session, desk, row.org, queue.READ, case)
        row.state, row.says = CaseState.RECEIVED.key, ""
        changed(row, desk.clock())
        session.flush()
        log_change(session, desk, row, who.id, "correct request", job=job)

    again(desk.engine, write)


def read_again(desk: Desk, who: Person, case: str, revision: int) -> str:
    """Have the packet read again, as after a policy was approved; returns the job.

    Raises NotAllowed, NotFound, Changed, SubmitError.
    """
    require(who, Act.CORRECT_REQUEST)

    def write(session: Session) -> str:
        row = _open(session, who, case, revision)
        job = queue.enqueue(session, desk, row.org, queue.READ, case)
        if row.state == CaseState.UNREADABLE.key:
            row.state, row.says = CaseState.RECEIVED.key, ""
        changed(row, desk.clock())
        session.flush()
        log_change(session, desk, row, who.id, "read again", job=job)
        return job

    return again(desk.engine, write)


def _keep_entered(session: Session, desk: Desk, row: CaseRow, name: str, content: bytes, media: str) -> None:
    """Keep what a person entered beside the packet, in place of what they entered before."""
    earlier = sealed.paper(session, row.org, row.id, sealed.REQUEST, name)
    if earlier is not None:
        session.delete(earlier)
        session.flush()
    session.add(sealed.paper_of(desk, row.org, row.id, sealed.REQUEST, name, content, media, desk.clock()))
    session.flush()


def _open(session: Session, who: Person, case: str, revision: int | None) -> CaseRow:
    row = case_row(session, who, case, lock=True)
    if revision is not None:
        row_to_change(session, who, case, revision)
    if row.state == CaseState.CLOSED.key:
        raise SubmitError("the case is closed", where=f"case {row.number}", do="open it again first")
    return row


def _seen(session: Session, who: Person, case: str, revision: int) -> CaseRow:
    row = row_to_change(session, who, case, revision, lock=False)
    if row.state == CaseState.CLOSED.key:
        raise SubmitError("the case is closed", where=f"case {row.number}", do="open it again first")
    return row


def _folder(session: Session, desk: Desk, row: CaseRow) -> Folder | None:
    last = newest(session, row.id)
    digest = last.folder if last else sealed.last_folder(session, row.org, row.id)
    return folder_kept(session, desk, row.org, row.id, digest) if digest else None


def _packet(session: Session, case: str) -> list[PaperRow]:
    wanted = select(PaperRow).where(PaperRow.case == case, PaperRow.kind == sealed.PACKET)
    return list(session.scalars(wanted.options(defer(PaperRow.sealed))))


def _unlike(name: str, taken: set[str]) -> str:
    """The name, numbered where another file of the case has it."""
    path, number, own = PurePosixPath(name), 1, name
    while own.casefold() in taken:
        number += 1
        own = path.with_name(f"{path.stem} ({number}){path.suffix}").as_posix()
    return own
