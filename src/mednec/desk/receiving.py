"""Receiving a packet: looked at from outside, sealed, and stored with the job that will read it, in one transaction.

What was accepted is never lost, and never accepted twice: the same key with the same bytes gets the same receipt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from mimetypes import guess_type
from pathlib import PurePosixPath

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mednec.desk import queue, sealed
from mednec.desk.desk import Desk, DeskLimits, new_id
from mednec.desk.rights import Act, require
from mednec.desk.rows import log_change
from mednec.desk.values import Submitted
from mednec.errors import SubmitError
from mednec.model.life import CaseState, Person
from mednec.store.engine import again
from mednec.store.tables import CaseRow, JobRow, PaperRow, SubmitRow

ACCEPTED = 202
WISHES = "wishes.json"  # what was asked for beside the packet: a policy, documents accepted
_LONGEST_KEY = 200


def submit(
    desk: Desk,
    who: Person,
    packet: Mapping[str, bytes],
    *,
    key: str = "",
    policy: str | None = None,
    received: datetime | None = None,
) -> Submitted:
    """Accept a packet, and return the case and the job that reads it.

    `key` names this submission: sent again it is the same one. Raises NotAllowed, or SubmitError for a packet that is
    empty, too large or has files of impossible names, and for a key that was used for another packet.
    """
    require(who, Act.SUBMIT)
    check_files(packet, desk.limits)
    if len(key) > _LONGEST_KEY or not key.isprintable():
        raise SubmitError(f"a key has at most {_LONGEST_KEY} printable characters", where="key", do="choose another")
    at = desk.clock()
    if received is not None and received > at + timedelta(days=1):
        raise SubmitError("received in the future", where="received", do="correct the date")
    digest = digest_of(packet, policy or "", received.isoformat() if received else "")
    case = new_id()
    papers = [
        sealed.paper_of(desk, who.org, case, sealed.PACKET, name, content, media_of(name), at)
        for name, content in sorted(packet.items())
    ]
    wish = {**({"policy": policy} if policy else {}), **({"received": received.isoformat()} if received else {})}
    columns = [{c.key: getattr(paper, c.key) for c in PaperRow.__table__.columns} for paper in papers]

    def accept(session: Session) -> Submitted:
        known = session.get(SubmitRow, (who.org, key)) if key else None
        if known is not None:
            return _again(known, digest)
        if session.get(CaseRow, case) is not None:  # this very transaction was kept, and only its answer was lost
            return Submitted(case=case, job=_job_of(session, case))
        row = CaseRow(
            id=case,
            org=who.org,
            number=f"{at:%y%m%d}-{case[:6]}",
            state=CaseState.RECEIVED.key,
            received=received or at,
            made=at,
            changed=at,
            revision=1,
            remove_after=(at + timedelta(days=desk.limits.retention_days)).date(),
        )
        session.add(row)
        session.flush()
        session.add_all(PaperRow(**each) for each in columns)
        if wish:
            told = json.dumps(wish, sort_keys=True).encode()
            session.add(sealed.paper_of(desk, who.org, case, sealed.REQUEST, WISHES, told, "application/json", at))
        job = queue.enqueue(session, desk, who.org, queue.READ, case)
        if key:
            session.add(
                SubmitRow(
                    org=who.org, key=key, digest=digest, status=ACCEPTED, answer={"case": case, "job": job}, at=at
                )
            )
        session.flush()
        log_change(session, desk, row, who.id, "submit", files=len(packet), digest=digest, job=job)
        return Submitted(case=case, job=job)

    try:
        return again(desk.engine, accept, repeats=True)
    except IntegrityError:  # the same key at the same moment; the other one was first
        return again(desk.engine, accept, repeats=True)


def check_files(packet: Mapping[str, bytes], limits: DeskLimits) -> None:
    """Raises SubmitError for no file, too many, too large ones, an empty one, or a name that leads elsewhere."""
    if not packet:
        raise SubmitError("there is no file in it", where="packet", do="choose the files of the request")
    if len(packet) > limits.most_files:
        what = f"{len(packet):,} files are more than the {limits.most_files:,} a packet may have"
        raise SubmitError(what, where="packet", do="send them as several requests, or as one PDF")
    size = sum(map(len, packet.values()))
    if size > limits.most_megabytes * 1_000_000:
        what = f"{size / 1e6:,.0f} MB is more than the {limits.most_megabytes} MB a packet may have"
        raise SubmitError(what, where="packet", do="send fewer pages, or scan them smaller")
    for name, content in packet.items():
        if not _tame(name, limits.most_name):
            raise SubmitError("a file's name leads elsewhere or cannot be kept", where="packet", do="rename the file")
        if not content:
            raise SubmitError("a file is empty", where=f"packet: {name}", do="send it again or leave it out")
    folded = {name.casefold() for name in packet}
    if len(folded) < len(packet):
        raise SubmitError("two files have the same name", where="packet", do="rename one of them")
    inner = {str(parent) for name in folded for parent in PurePosixPath(name).parents}
    if inner & folded:
        raise SubmitError("a file has the name of a folder", where="packet", do="rename one of them")


def digest_of(packet: Mapping[str, bytes], *beside: str) -> str:
    """One digest of every file with its name, and of what was said beside them."""
    parts = [[name, hashlib.sha256(content).hexdigest()] for name, content in sorted(packet.items())]
    return hashlib.sha256(json.dumps([parts, *beside]).encode()).hexdigest()


def media_of(name: str) -> str:
    """The media type by a file's ending."""
    return guess_type(name, strict=True)[0] or "application/octet-stream"


def _tame(name: str, longest: int) -> bool:
    parts = name.split("/")
    return (
        0 < len(name) <= longest
        and all(0 < len(part.encode()) <= 250 and part.strip() not in ("", ".", "..") for part in parts)
        and name.isprintable()
        and not any(c in name for c in '\\:*?"<>|')
    )


def _again(known: SubmitRow, digest: str) -> Submitted:
    if known.digest != digest:
        do = "send what was sent before, or choose another key"
        raise SubmitError("this key was used for another packet", where="key", do=do)
    return Submitted(case=str(known.answer["case"]), job=str(known.answer["job"]), again=True)


def _job_of(session: Session, case: str) -> str:
    return session.query(JobRow.id).where(JobRow.case == case).order_by(JobRow.made).limit(1).scalar() or ""
