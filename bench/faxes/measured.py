"""One packet read and reviewed beside its text version."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from PIL import Image

from bench.faxes.compared import Changed, changes, facts, folded, kept, likeness, request_fields
from bench.faxes.packets import Source, has_request, write_packet, write_text_case
from mednec.criteria.policy import Policy
from mednec.errors import MednecError
from mednec.intake import read_case
from mednec.model.determination import Determination
from mednec.packet import open_packet
from mednec.packs.library import Library
from mednec.packs.shelf import policy_for
from mednec.review import review


@dataclass(frozen=True, slots=True, kw_only=True)
class AsText:
    """The text version of a case: what packets of it are compared with."""

    determination: Determination
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of one packet."""

    kind: str
    case: str
    refused: str = ""  # the message, where the packet could not be reviewed
    changed: tuple[Changed, ...] = ()
    clauses: int = 0
    outcomes: tuple[str, str] = ("", "")
    facts: tuple[int, int, int] = (0, 0, 0)  # kept, of, only in the packet
    letters: float = 0.0  # share of letters read right
    pages: int = 0
    seconds: float = 0.0
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)  # of the request: meant, read


def as_text(case: Source, kind: str, library: Library, work: Path) -> AsText:
    """Review the text version under the payer's text beside the case, else under the installed policy."""
    read = read_case(write_text_case(case, kind, work / "text" / case.folder.name))
    beside = [up / "policies" / case.request.policy for up in case.folder.parents[:2]]
    wanted = next((str(file) for file in beside if case.request.policy and file.is_file()), None)
    policy = policy_for(library, read.request, wanted)
    return AsText(determination=review(read, policy, library), policy=policy)


def pages_in(folder: Path) -> int:
    """Pages of all papers of a packet."""
    count = 0
    for path in sorted(folder.iterdir()):
        if path.suffix == ".pdf":
            document = pypdfium2.PdfDocument(path)
            count += len(document)
            document.close()
        elif path.suffix in (".tiff", ".jpg", ".png"):
            with Image.open(path) as picture:
                count += getattr(picture, "n_frames", 1)
    return count


def measure(case: Source, kind: str, text: AsText, library: Library, work: Path) -> Reading:
    """Write, open and review one packet."""
    folder = write_packet(case, kind, work / kind / case.folder.name)
    pages = pages_in(folder)
    meant = {} if has_request(kind) else request_fields(case.request)
    began = time.perf_counter()
    try:
        packet = open_packet(folder, library)
        took = time.perf_counter() - began
        determination = review(packet, text.policy, library)
    except MednecError as error:
        took = time.perf_counter() - began
        unread = {name: (value, "") for name, value in meant.items()}
        name = case.folder.name
        return Reading(kind=kind, case=name, refused=str(error), pages=pages, seconds=took, fields=unread)
    changed, clauses = changes(text.determination, determination)
    read = request_fields(packet.request)
    return Reading(
        kind=kind,
        case=case.folder.name,
        changed=tuple(changed),
        clauses=clauses,
        outcomes=(text.determination.outcome.value, determination.outcome.value),
        facts=kept(facts(text.determination), facts(determination)),
        letters=likeness(folded(case.texts.values()), folded(packet.documents)) if has_request(kind) else 0.0,
        pages=pages,
        seconds=took,
        fields={name: (value, read.get(name, "")) for name, value in meant.items()},
    )
