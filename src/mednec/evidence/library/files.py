"""Files that a user imports: what they are is told by what they begin with, not by their names."""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mednec.evidence.library import medline, nbib, ris, spl
from mednec.evidence.library.record import Ends, LibraryError, Placed, PutAside, Reading, Stream
from mednec.evidence.library.trees import trees

XML = "XML"
KINDS = "PubMed (.nbib, .txt or .xml), RIS (.ris) and DailyMed labels (.xml)"
_HEAD = 1 << 16
_GZIP = b"\x1f\x8b"
_RIS = re.compile(rb"^TY  ?-", re.M)
_NBIB = re.compile(rb"^(?:PMID|OWN|STAT) ?-", re.M)
_ROOT = re.compile(rb"<(?:\w+:)?(PubmedArticleSet|MedlineCitationSet|PubmedArticle|MedlineCitation|document)\b")
_ROOTS = medline.ROOTS | {spl.ROOT}
_RECORDS = medline.RECORDS | {spl.ROOT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that can be read: its name, the SHA-256 of its bytes, its format."""

    path: Path
    sha256: str
    format: str

    def read(self) -> Reading:
        """Its records one by one; nothing that is wrong with its content raises."""
        try:
            with _opened(self.path) as file:
                if self.format == ris.FORMAT:
                    yield from ris.read_ris(file)
                elif self.format == nbib.FORMAT:
                    yield from nbib.read_nbib(file)
                else:
                    yield from _read_xml(file)
        except (OSError, EOFError, zlib.error) as error:
            yield Ends(line=0, what=f"cannot be read to its end ({error})")


def source_of(path: Path) -> Source:
    """What a file is. Raises LibraryError for one that cannot be read, is empty, or of another kind."""
    try:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        with _opened(path) as file:
            head = file.read(_HEAD)
    except (OSError, EOFError, zlib.error) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise LibraryError(f"cannot be read: {what.lower()}", where=str(path), do="check the file") from error
    return Source(path=path, sha256=digest.hexdigest(), format=_format(head, path))


def _format(head: bytes, path: Path) -> str:
    if not head.strip():
        raise LibraryError("an empty file", where=str(path), do=f"give a file of {KINDS}")
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if (head.replace(b"\0", b"") if wide else head).removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")[
        :1
    ] == b"<":
        root = _ROOT.search(head)
        return XML if not root else spl.FORMAT if root[1].decode() == spl.ROOT else medline.FORMAT
    if wide:
        raise LibraryError("text in UTF-16", where=str(path), do="save it as UTF-8")
    if head.startswith(b"PK\x03\x04"):
        raise LibraryError("a zip of files", where=str(path), do="unpack it and give the files in it")
    found = {name: match.start() for name, p in ((ris.FORMAT, _RIS), (nbib.FORMAT, _NBIB)) if (match := p.search(head))}
    if b"\0" in head or not found:
        raise LibraryError("not a file of records that is read here", where=str(path), do=f"give a file of {KINDS}")
    return min(found, key=lambda name: found[name])


@contextmanager
def _opened(path: Path) -> Iterator[Stream]:
    """The file's bytes, unpacked where they are packed."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=file) as inner:
                yield inner
        else:
            yield file


def _read_xml(file: Stream) -> Reading:
    position = 0
    for tree in trees(file, _ROOTS, _RECORDS):
        if isinstance(tree, Ends):
            yield tree
            continue
        position += 1
        told = tree.fault or (spl.label_in if tree.element.tag == spl.ROOT else medline.paper_in)(tree.element)
        if isinstance(told, str):
            yield PutAside(position=position, line=tree.line, what=told)
        else:
            yield Placed(record=told, position=position, line=tree.line)
