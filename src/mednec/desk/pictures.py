"""Pictures of pages: drawn from the sealed packet when they are first looked at, and kept sealed."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mednec.desk import sealed
from mednec.desk.cases import log_reading
from mednec.desk.deriving import numbered
from mednec.desk.desk import Desk
from mednec.desk.determining import folder_of_case, newest
from mednec.desk.folder import case_in
from mednec.desk.reading import laid_out, what_is_held
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row
from mednec.errors import NotFound
from mednec.intake.papers.limits import Limits
from mednec.model.document import Page
from mednec.model.life import Person
from mednec.packet.pictures import pictures_of
from mednec.store.engine import again, reading

Key = tuple[str, int]  # number of the document, page there
AHEAD = 5  # pages drawn with the one asked for: who reads one turns to the next
MEDIA = "image/jpeg"


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
    drawn = _draw(desk, row.org, case, dict(pages[at : at + 1 + AHEAD]))
    if (number, page) not in drawn:
        raise _none()
    _keep(desk, row.org, case, {f"{last.folder}:{n}:{i}": content for (n, i), content in drawn.items()})
    return drawn[(number, page)]


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
