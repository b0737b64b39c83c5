"""Files read in processes of their own, page by page; what was read once is remembered by its content."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace

from mednec.errors import DocumentError
from mednec.intake.papers.files import kind_of, read_content
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.read import END, Attached, Drawn, Pages, Read, Refused, Wanted, from_line
from mednec.intake.remembered import Remembered
from mednec.model.sheet import About, Paper, Remark, Sheet

Tick = Callable[[str, int, int], None]  # file, pages done, pages in all
_TOO_LONG = -1  # in place of the number of a reader
_WORTH_SHARING = 250_000  # bytes: a smaller file has few pages, or pages of text alone


@dataclass(slots=True)
class FileRead:
    """What a file came to. `refused` says why it, or the rest of it, was not read."""

    file: str
    papers: list[Paper] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    refused: Refused | None = None


def read_apart(content: bytes, file: str, limits: Limits, remembered: Remembered, tick: Tick) -> FileRead:
    """Read a file in its own processes. Nothing that is wrong with the file raises; it is told in the result."""
    if kind_of(content) == "text":  # which no reader can break on
        return _collected(_plainly(content, file, limits), file, tick, [])
    known = remembered.recall(content, limits)
    if known is not None:
        lines: Iterator[Read] = iter(known)
        return _collected(lines, file, tick, [])
    said: list[Read] = []
    read = _collected(_lines(content, file, limits), file, tick, said)
    if read.refused is None:
        remembered.keep(content, limits, said)
    return read


def _collected(lines: Iterator[Read], file: str, tick: Tick, said: list[Read]) -> FileRead:
    found = FileRead(file=file)
    sheets: dict[int, Sheet] = {}
    remarks: list[Remark] = []
    pages = 1
    for read in lines:
        said.append(read)
        if isinstance(read, Pages):
            pages = read.count
        elif isinstance(read, Sheet):
            sheets[read.number] = replace(read, file=file)
            tick(file, len(sheets), pages)
        elif isinstance(read, Remark):
            remarks.append(replace(read, file=file))
        elif isinstance(read, Paper):
            own = tuple(replace(sheet, file=file) for sheet in read.sheets)
            told = tuple(replace(remark, file=file) for remark in read.remarks)
            found.papers.append(replace(read, file=file, sheets=own, remarks=told))
        elif isinstance(read, Attached):
            found.attached.append(read)
        elif isinstance(read, Refused):
            found.refused = read
    missing = [number for number in range(1, pages + 1) if number not in sheets]
    if sheets and missing and found.refused is None:
        says = f"{len(missing)} of {pages} pages were not read, the first of them page {missing[0]}"
        remarks.append(Remark(about=About.UNREADABLE, says=says, file=file))
    remarks.sort(key=lambda r: r.page)
    if sheets:
        ordered = tuple(sheets[number] for number in sorted(sheets))
        found.papers.append(Paper(file=file, sheets=ordered))
    if remarks:
        found.papers = found.papers or [Paper(file=file)]
        found.papers[0] = replace(found.papers[0], remarks=(*found.papers[0].remarks, *remarks))
    if found.refused is not None and sheets:
        says = f"read up to page {max(sheets)} of {pages}: {found.refused.what}"
        more = Remark(about=About.UNREADABLE, says=says, file=file)
        found.papers[0] = replace(found.papers[0], remarks=(*found.papers[0].remarks, more))
    return found


def _plainly(content: bytes, file: str, limits: Limits) -> Iterator[Read]:
    try:
        yield from read_content(content, file, limits)
    except DocumentError as error:
        yield Refused(what=error.what, do=error.do)


def _lines(content: bytes, file: str, limits: Limits) -> Iterator[Read]:
    """What the readers say, as they say it. A large file is shared among as many readers as there are processors."""
    readers = max(1, min(os.cpu_count() or 1, 8)) if len(content) > _WORTH_SHARING else 1
    with tempfile.TemporaryDirectory(prefix="mednec-") as folder:
        path = os.path.join(folder, "file")
        with open(path, "wb") as out:
            out.write(content)
        given = json.dumps(asdict(limits))
        reader = [*_python(), "mednec.intake.papers", path, file]
        yield from _run([[*reader, str(share), str(readers), given] for share in range(readers)], limits)


def drawn_apart(content: bytes, pages: Sequence[Wanted], limits: Limits) -> tuple[Drawn, ...]:
    """Pages of a file as pictures, drawn in a process of their own; what cannot be drawn is left out."""
    with tempfile.TemporaryDirectory(prefix="mednec-") as folder:
        path = os.path.join(folder, "file")
        with open(path, "wb") as out:
            out.write(content)
        asked = json.dumps([asdict(page) for page in pages])
        command = [*_python(), "mednec.intake.papers.drawing", path, asked, json.dumps(asdict(limits))]
        return tuple(read for read in _run([command], limits) if isinstance(read, Drawn))


def _python() -> tuple[str, ...]:
    """The interpreter, which must not import what lies in the folder it was called from: that may be the packet."""
    return sys.executable, "-P", "-m"


def _run(commands: Sequence[Sequence[str]], limits: Limits) -> Iterator[Read]:
    said: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
    running = [_start(command, share, said) for share, command in enumerate(commands)]
    too_long = threading.Timer(limits.file_seconds, said.put, [(_TOO_LONG, b"")])
    too_long.daemon = True
    too_long.start()
    try:
        yield from _heard(running, said, limits)
    finally:
        too_long.cancel()
        for process in running:
            _end(process)


def _start(command: Sequence[str], share: int, said: queue.SimpleQueue[tuple[int, bytes]]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )

    def listen() -> None:
        assert process.stdout is not None
        with process.stdout as out:
            for line in out:
                said.put((share, line))
        said.put((share, b""))

    threading.Thread(target=listen, daemon=True).start()
    return process


def _heard(
    running: list[subprocess.Popen[bytes]], said: queue.SimpleQueue[tuple[int, bytes]], limits: Limits
) -> Iterator[Read]:
    open_, ended = len(running), set[int]()
    while open_:
        try:
            share, line = said.get(timeout=limits.stall_seconds)
        except queue.Empty:
            what = f"no page was read within {limits.stall_seconds} s"
            yield Refused(what=what, do="send it in another format, or set MEDNEC_STALL_SECONDS")
            return
        if share == _TOO_LONG:
            yield _took_too_long(limits)
            return
        if line == END:
            ended.add(share)
        elif line:
            yield from_line(line) or Refused(what="what its reader said was not understood", do="send it again")
        else:
            open_ -= 1
            if share not in ended:
                yield _broken_off(running[share], limits)


def _broken_off(process: subprocess.Popen[bytes], limits: Limits) -> Refused:
    code = process.wait()
    if code == -signal.SIGXCPU:
        return _took_too_long(limits)
    if code == -signal.SIGKILL:
        return Refused(what="its reader was stopped, as a system short of memory does", do="split it, or try again")
    return Refused(what="the file broke its reader", do="send it in another format")


def _took_too_long(limits: Limits) -> Refused:
    what = f"took more than the {limits.file_seconds} s that reading a file may take"
    return Refused(what=what, do="split it, or set MEDNEC_FILE_SECONDS")


def _end(process: subprocess.Popen[bytes]) -> None:
    """The reader and what it started."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
