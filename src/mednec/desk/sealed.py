"""What is kept sealed, and the name of the place each sealed value belongs to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk, new_id
from mednec.store.tables import PaperRow

PACKET, FOLDER, REQUEST, PICTURE, LETTER = "packet", "folder", "request", "picture", "letter"
ANSWERS = "answers"  # what a language model was asked of the case, and what it answered


def about(org: str, case: str, table: str, row: str, part: str = "") -> str:
    """The place of a sealed value: organisation, case, table, row, and which value where the row has several."""
    return "/".join(piece for piece in (org, case, table, row, part) if piece)


def seal_words(desk: Desk, place: str, words: Mapping[str, object]) -> bytes:
    """Words of persons and charts, as JSON."""
    return desk.keys.seal(json.dumps(words, sort_keys=True, ensure_ascii=False).encode(), place, text=True)


def open_words(desk: Desk, place: str, sealed: bytes) -> dict[str, Any]:
    """The words again. Raises StoreError where they were changed."""
    opened: dict[str, Any] = json.loads(desk.keys.open(sealed, place))
    return opened


def paper_of(
    desk: Desk, org: str, case: str, kind: str, name: str, content: bytes, media: str, at: datetime
) -> PaperRow:
    """A paper, sealed."""
    row = new_id()
    return PaperRow(
        id=row,
        org=org,
        case=case,
        kind=kind,
        name=name,
        media=media,
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        sealed=desk.keys.seal(content, about(org, case, "paper", row)),
        made=at,
    )


def content_of(desk: Desk, paper: PaperRow) -> bytes:
    """The bytes of a paper. Raises StoreError where they were changed."""
    return desk.keys.open(paper.sealed, about(paper.org, paper.case, "paper", paper.id))


def paper(session: Session, org: str, case: str, kind: str, name: str) -> PaperRow | None:
    """One paper of a case."""
    wanted = select(PaperRow).where(
        PaperRow.org == org, PaperRow.case == case, PaperRow.kind == kind, PaperRow.name == name
    )
    return session.scalars(wanted).one_or_none()


def last_folder(session: Session, org: str, case: str) -> str:
    """The digest of the case folder that was read last; empty where none was."""
    wanted = select(PaperRow.name).where(PaperRow.org == org, PaperRow.case == case, PaperRow.kind == FOLDER)
    return session.scalars(wanted.order_by(PaperRow.made.desc(), PaperRow.id).limit(1)).first() or ""
