"""Pictures of pages: those a case opens with are drawn when it was read, others when looked at; kept sealed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mednec.desk import sealed
from mednec.desk.cases import log_reading
from mednec.desk.deriving import numbered
from mednec.desk.desk import Desk
from mednec.desk.determining import folder_of_case, newest, summary_kept
from mednec.desk.folder import case_in
from mednec.desk.queue import Leased
from mednec.desk.reading import laid_out, read_packet, what_is_held
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row
from mednec.errors import MednecError, NotFound
from mednec.intake.apart import Tick
from mednec.intake.papers.limits import Limits
from mednec.model.document import Page
from mednec.model.life import Person
from mednec.packet.pictures import pictures_of
from mednec.store.engine import again, reading
from mednec.store.tables import DeterminationRow, PartRow

Key = tuple[str, int]  # number of the document, page there
AHEAD = 5  # pages drawn with the one asked for: who reads one turns to the next
MEDIA = "image/jpeg"
FIRST = "first"  # the part that names the pane in front


def picture(desk: Desk, who: Person, case: str, number: str, page: int) -> bytes:
    """A page of a document of the newest determination, as JPEG; `number` is the document's on the page.

    Raises NotAllowed, NotFound, DocumentError.
    """
    require(who, Act.READ_CASE)
    with reading(desk.engine) as session:
        row = case_row(session, who, case)
        last = newest(session, case)
        kept = sealed.paper(session, row.org, case, sealed.PICTURE, f"{last.folder}:{number}:{page}") if last else None
        content = sealed.content_of(desk, kept) if kept else None
    log_reading(desk, who, case, "picture")
    if content is not None:
        return content
    if last is None:
        raise _none()
    pages = _pages(desk, row.org, case, last.folder)
    at = next((i for i, (key, _) in enumerate(pages) if key == (number, page)), None)
    if at is None:
        raise _none()
    drawn = _drawn(desk, row.org, case, last.folder, pages, at)
    if (number, page) not in drawn:
        raise _none()
    return drawn[(number, page)]


def read_and_draw(desk: Desk, leased: Leased, tick: Tick) -> None:
    """The worker's task: read a packet, then draw the pages its case opens with, so that who opens it need not wait.

    What cannot be drawn now is drawn, or told, when somebody looks. Raises what `read_packet` raises.
    """
    read_packet(desk, leased, tick)
    if leased.case is not None:
        with suppress(MednecError):
            draw_first(desk, leased.org, leased.case)


def draw_first(desk: Desk, org: str, case: str) -> None:
    """Draw and keep the first pages of the document that the case opens with. Raises DocumentError, StoreError."""
    with reading(desk.engine) as session:
        last = newest(session, case)
        number = _opens_with(session, desk, org, last) if last else ""
        if last is None or not number or sealed.paper(session, org, case, sealed.PICTURE, f"{last.folder}:{number}:1"):
            return
        papers = {str(each.number): each.paper for each in summary_kept(desk, last).documents}
    if not papers.get(number):
        return
    pages = _pages(desk, org, case, last.folder)
    at = next((i for i, (key, _) in enumerate(pages) if key == (number, 1)), None)
    if at is not None:
        _drawn(desk, org, case, last.folder, pages, at)


def _opens_with(session: Session, desk: Desk, org: str, last: DeterminationRow) -> str:
    """Number of the document whose pane is in front when the case is opened."""
    wanted = select(PartRow).where(PartRow.determination == last.id, PartRow.name == FIRST)
    row = session.scalars(wanted).first()
    if row is None:
        return ""
    pane = desk.keys.open(row.sealed, sealed.about(org, last.case, "part", last.id, FIRST)).decode()
    return pane.removeprefix("doc-")


def _drawn(
    desk: Desk, org: str, case: str, folder: str, pages: Sequence[tuple[Key, Page]], at: int
) -> dict[Key, bytes]:
    """A page and those that follow, drawn and kept."""
    drawn = _draw(desk, org, case, dict(pages[at : at + 1 + AHEAD]))
    _keep(desk, org, case, {f"{folder}:{n}:{i}": content for (n, i), content in drawn.items()})
    return drawn


def _pages(desk: Desk, org: str, case: str, folder: str) -> tuple[tuple[Key, Page], ...]:
    """Every page of the case in the order of the documents."""

    def find() -> tuple[tuple[Key, Page], ...]:
        taken = case_in(folder_of_case(desk, org, case, folder))
        documents = numbered(taken.documents)
        return tuple(((number, i), page) for number, each in documents for i, page in enumerate(each.pages, 1))

    return desk.recent.get("pages", (org, case, folder), find)


def _draw(desk: Desk, org: str, case: str, wanted: dict[Key, Page]) -> dict[Key, bytes]:
    held = what_is_held(desk, org, case)
    with laid_out(held.files, case, held.request) as packet:
        found = pictures_of(packet, tuple(wanted.values()), Limits())
    placed = {key: found.get((page.file, page.number)) for key, page in wanted.items()}
    return {key: each.jpeg for key, each in placed.items() if each is not None}


def _keep(desk: Desk, org: str, case: str, drawn: dict[str, bytes]) -> None:
    at = desk.clock()

    def keep(session: Session) -> None:
        for name, content in drawn.items():
            if sealed.paper(session, org, case, sealed.PICTURE, name) is None:
                session.add(sealed.paper_of(desk, org, case, sealed.PICTURE, name, content, MEDIA, at))

    try:
        again(desk.engine, keep, repeats=True)
    except IntegrityError:  # somebody looked at the same page at the same moment, and kept it
        return


def _none() -> NotFound:
    return NotFound("there is no picture of this page", where="case", do="read its text")
