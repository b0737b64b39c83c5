"""A case as a zip for an auditor: everything that is kept of it, with the digests to check it by."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec import __version__
from mednec.desk import sealed
from mednec.desk.answers_kept import answers_kept
from mednec.desk.cases import the_case
from mednec.desk.desk import Desk
from mednec.desk.determining import folder_kept, json_kept
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row, log
from mednec.desk.values import CaseView
from mednec.model.life import Person
from mednec.store.audit import entries
from mednec.store.engine import again, reading
from mednec.store.tables import DeterminationRow, PaperRow, PartRow

_DAY_OF_ENTRIES = (1980, 1, 1, 0, 0, 0)
_VIEW = TypeAdapter(CaseView)
README = """\
Case {number}, as it is kept on {day} (mednec {program}).

case.json             the case: its state and clock, rulings, decisions with signatures, notes, pauses, appeals, letters
determinations/N.json determination N, byte for byte as it was made
shown/N/              the parts of the page made from it; parts.json has their names and files in their order
folders/N/            what determination N was made from: request.yaml, documents/, packet.json
answers/N.json        where a language model was asked: its questions and answers that determination N rests on
received/             the files as they came
letters/              the letters that were sent
audit.jsonl           every entry of the audit about this case, in order, with its digest
SHA256SUMS            the digest of every file above (check: sha256sum -c SHA256SUMS)

A decision is bound to `shown`, one digest of the determination's JSON and of every part of the page that was shown:
sha256 of the JSON list [sha256 of determinations/N.json, [name, sha256 of its file], ...] as Python's json.dumps does.
The service derives a determination again from folders/N with: mednec audit replay {case}
Whether the audit as a whole is as it was written is said by: mednec audit verify
This export holds the patient's record. Keep it as such.
"""


def export_case(desk: Desk, who: Person, case: str) -> bytes:
    """The zip of a case; that it was exported is entered in the audit. Raises NotAllowed, NotFound, StoreError."""
    require(who, Act.EXPORT)
    view = the_case(desk, who, case, log=False)
    at = desk.clock()
    again(desk.engine, lambda session: log(session, desk, who.org, who.id, "export", case, at))
    with reading(desk.engine) as session:
        case_row(session, who, case)
        files = dict(_files(session, desk, who.org, case))
    view = replace(view, files=tuple((name, size) for name, size in view.files))
    shown = _VIEW.dump_python(view, mode="json")
    files["case.json"] = (json.dumps(shown, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
    files["README.txt"] = _readme(view, at).encode()
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip in the order of names, without times, and with the digests of its files."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in sorted({**files, "SHA256SUMS": sums.encode()}.items()):
            entry = zipfile.ZipInfo(name, _DAY_OF_ENTRIES)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            file.writestr(entry, content)
    return stream.getvalue()


def _files(session: Session, desk: Desk, org: str, case: str) -> Iterator[tuple[str, bytes]]:
    made = select(DeterminationRow).where(DeterminationRow.org == org, DeterminationRow.case == case)
    for row in session.scalars(made.order_by(DeterminationRow.number)):
        yield f"determinations/{row.number}.json", json_kept(desk, row)
        named = []
        shown = select(PartRow).where(PartRow.determination == row.id).order_by(PartRow.order)
        for part in session.scalars(shown):
            file = f"{part.order:03}-{re.sub(r'[^a-z0-9-]', '_', part.name)}"
            named.append({"name": part.name, "file": file})
            place = sealed.about(org, case, "part", row.id, part.name)
            yield f"shown/{row.number}/{file}", desk.keys.open(part.sealed, place)
        yield f"shown/{row.number}/parts.json", (json.dumps(named, indent=1) + "\n").encode()
        for name, content in folder_kept(session, desk, org, case, row.folder).files.items():
            yield f"folders/{row.number}/{name}", content
        if answers := answers_kept(session, desk, row):
            yield f"answers/{row.number}.json", answers.packed()
    kinds = {sealed.PACKET: "received", sealed.LETTER: "letters"}
    wanted = select(PaperRow).where(PaperRow.org == org, PaperRow.case == case, PaperRow.kind.in_(kinds))
    for paper in session.scalars(wanted.order_by(PaperRow.name)):
        yield f"{kinds[paper.kind]}/{paper.name}", sealed.content_of(desk, paper)
    lines = []
    for entry in entries(session, org, about=case):
        told = {"number": entry.number, "at": entry.at.isoformat(), "actor": entry.actor, "act": entry.act}
        lines.append(json.dumps({**told, "detail": entry.detail, "digest": entry.digest}, sort_keys=True))
    yield "audit.jsonl", "".join(f"{line}\n" for line in lines).encode()


def _readme(view: CaseView, at: datetime) -> str:
    return README.format(number=view.line.number, day=f"{at:%Y-%m-%d}", program=__version__, case=view.line.id)
