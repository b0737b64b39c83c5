"""Pages remembered by the content they were read from, so that a second review of the same packet need not wait."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mednec import __version__, interop
from mednec.intake import papers
from mednec.intake.own_folder import is_own, put
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.read import END, Read, from_line, to_line

_LIBRARIES = ("lxml", "opencv-python-headless", "pillow", "pypdfium2", "python-docx", "striprtf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A folder that only its owner may write to; no such folder, and nothing is remembered."""

    folder: Path | None = None

    def recall(self, content: bytes, limits: Limits) -> tuple[Read, ...] | None:
        """What reading this content said; None if it is not known, or the record is damaged."""
        if self.folder is None:
            return None
        try:
            if not is_own(self.folder):
                return None
            with gzip.open(self.folder / _name(content, limits)) as file:
                *lines, last = list(file) or [b""]
        except (OSError, EOFError, zlib.error):
            return None
        known = tuple(read for line in lines if (read := from_line(line)) is not None)
        return known if known and len(known) == len(lines) and last == END else None

    def keep(self, content: bytes, limits: Limits, said: Iterable[Read]) -> None:
        """Kept beside its place and renamed. A disk that is full or closed is no reason to stop a review."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if is_own(self.folder):
                put(self.folder, _name(content, limits), _packed(said))
        except OSError:
            return


def _packed(said: Iterable[Read]) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=0) as file:
        for read in said:
            file.write(to_line(read))
        file.write(END)
    return packed.getvalue()


def remembered_in(environment: Mapping[str, str]) -> Remembered:
    """In `MEDNEC_CACHE`, else in the user's cache folder. An empty `MEDNEC_CACHE` remembers nothing."""
    cache = environment.get("XDG_CACHE_HOME", "").strip() or "~/.cache"
    given = environment.get("MEDNEC_CACHE", f"{cache}/mednec/pages").strip()
    try:
        return Remembered(folder=Path(given).expanduser()) if given else Remembered()
    except RuntimeError:  # this user has no home, as in some containers: there is nowhere to remember anything
        return Remembered()


def _name(content: bytes, limits: Limits) -> str:
    digest = hashlib.sha256(content)
    digest.update(json.dumps([_reader(), __version__, _programs(), asdict(limits)]).encode())
    return f"{digest.hexdigest()}.gz"


@cache
def _reader() -> str:
    """The reader itself: what another edition of it said is not taken for what this one would say."""
    digest = hashlib.sha256()
    room_of_papers = Path(papers.__file__).parent
    for room in (room_of_papers, room_of_papers.parent, Path(interop.__file__).parent):
        for source in sorted(room.glob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()


@cache
def _programs() -> str:
    """The programs that read, with their versions: another one may read otherwise."""
    read = []
    for name in _LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            read.append(f"{name} {version(name)}")
    program = shutil.which("tesseract")
    if program is not None:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        read.append(told.stdout.partition("\n")[0])
    return "; ".join(read)
