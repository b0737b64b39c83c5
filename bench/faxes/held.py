"""Whether what must be true of each trap is true."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from bench.faxes.packets import CASES
from bench.faxes.pages import TRAPS, Trap, trap
from mednec.errors import MednecError
from mednec.intake.request import FILE
from mednec.model.request import Case
from mednec.model.sheet import About
from mednec.packet import open_packet
from mednec.packs.library import Library

REQUEST = CASES / "IG-DEV-01" / FILE  # the patient of the notes in the traps


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One trap read: what is amiss, in words; empty when all is as it must be."""

    name: str
    must: str
    amiss: tuple[str, ...]
    told: tuple[str, ...]  # remarks or the message
    seconds: float


def hold(name: str, library: Library, work: Path) -> Held:
    """Read a trap in a packet with a request; other exceptions than the program's own are let through."""
    what = TRAPS[name]
    folder = work / "traps" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(REQUEST, folder / FILE)
    (folder / f"02_paper{what.ending}").write_bytes(trap(name))
    began = time.perf_counter()
    try:
        case = open_packet(folder, library)
    except MednecError as error:
        took = time.perf_counter() - began
        amiss = () if what.refused else ("refused",)
        return Held(name=name, must=what.must, amiss=amiss, told=(str(error),), seconds=took)
    took = time.perf_counter() - began
    told = tuple(f"{remark.about}: {remark.says}" for remark in case.remarks)
    return Held(name=name, must=what.must, amiss=_amiss(what, case), told=told, seconds=took)


def _amiss(what: Trap, case: Case) -> tuple[str, ...]:
    text = " ".join(" ".join(document.text.split()) for document in case.documents)
    found = [f"does not say {words!r}" for words in what.says if words not in text]
    found += [f"says {words!r}" for words in what.never if words in text]
    told = {remark.about for remark in case.remarks}
    if what.remark and what.remark not in told:
        found.append(f"no remark on {what.remark.value}")
    if About.ACTION in told and what.remark is not About.ACTION:
        found.append("tells of an action, and there is none")  # the page to begin at is a place, not an action
    return tuple(found)
