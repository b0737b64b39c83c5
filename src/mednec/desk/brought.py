"""A policy as an organisation brings it: a payer's text, compiled here, or a policy.yaml with its source.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from mednec.criteria.policy import Policy
from mednec.errors import DocumentError, NotFound, PackError, PolicyError
from mednec.packs.checking import Subject
from mednec.packs.checking.subject import of_file
from mednec.packs.importing.compile import Compiled
from mednec.packs.importing.write import policy_yaml
from mednec.packs.installed import COMPILED
from mednec.packs.library import Library
from mednec.packs.policies import load_policy
from mednec.packs.shelf import compiled_from, known_words
from mednec.packs.vocabulary import read_yaml

SOURCE = "source.md"
LARGEST = 10_000_000  # bytes; a payer's policy is a few hundred thousand
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The policy with the two texts that are kept of it."""

    policy: Policy
    content: str  # policy.yaml
    source: str  # source.md


def read_brought(library: Library, files: Mapping[str, bytes]) -> Brought:
    """What was sent as a policy: one text (.md, .txt, .pdf, .docx), or policy.yaml and source.md together.

    Raises PolicyError or DocumentError saying what is wrong.
    """
    named = {_plain(name): content for name, content in files.items() if content}
    if not named:
        raise PolicyError("no file was sent", where="policy", do="choose the payer's text")
    for name, content in named.items():
        if len(content) > LARGEST:
            raise PolicyError("larger than 10 MB", where=name, do="send the criteria alone")
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name, content in named.items():
            (folder / name).write_bytes(content)
        if COMPILED in named:
            _refuse_other_source(folder / COMPILED)
            texts = _texts(named)
        elif len(named) == 1:
            compiled = _spared(folder, library, next(iter(named)))
            texts = (policy_yaml(compiled), compiled.source)
        else:
            raise PolicyError(
                f"{len(named)} files were sent",
                where=", ".join(sorted(named)),
                do=f"send one text, or {COMPILED} with {SOURCE}",
            )
    policy = known_words(library, reading_of(*texts, COMPILED))
    return Brought(policy=policy, content=texts[0], source=texts[1])


def reading_of(content: str, source: str, name: str) -> Policy:
    """The policy of the two texts. Raises PolicyError naming the node."""
    with TemporaryDirectory() as place:
        return load_policy(_written(Path(place), content, source, name))


def subject_kept(library: Library, content: str, source: str, name: str, shelf: tuple[Policy, ...]) -> Subject:
    """The policy of the two texts as the checks look at it, beside what is on the shelf."""
    with TemporaryDirectory() as place:
        folder = _written(Path(place), content, source, name)
        return of_file(library, folder / COMPILED, name, shelf)


def subject_shipped(library: Library, digest: str, shelf: tuple[Policy, ...]) -> Subject:
    """The shipped policy of this digest, with its tests. Raises NotFound."""
    for file in sorted(library.root.glob(f"*/*/{COMPILED}")):
        if load_policy(file.parent).digest == digest:
            return of_file(library, file, f"{file.parent.name}/{COMPILED}", shelf)
    raise NotFound("there is no such policy", where="policies", do="go back to the list")


def _written(place: Path, content: str, source: str, name: str) -> Path:
    folder = place / _plain(name)
    folder.mkdir()
    (folder / COMPILED).write_text(content, "utf-8")
    (folder / SOURCE).write_text(source, "utf-8")
    return folder


def _plain(name: str) -> str:
    """A name without its folder and without marks that mean something to a file system."""
    return _PLAIN.sub("-", PurePosixPath(name.replace("\\", "/")).name).strip(".-") or "policy.txt"


def _spared(folder: Path, library: Library, name: str) -> Compiled:
    """The text compiled; a message names the file as it was sent, not where it lay."""
    try:
        return compiled_from(folder / name, library)
    except (PolicyError, DocumentError) as error:
        raise PolicyError(error.what, where=name, do=error.do) from error


def _texts(named: Mapping[str, bytes]) -> tuple[str, str]:
    others = sorted(set(named) - {COMPILED})
    if others != [SOURCE]:
        told = ", ".join(others) or "nothing"
        raise PolicyError(f"{told} stands beside it", where=COMPILED, do=f"send {COMPILED} and {SOURCE} together")
    try:
        content, source = named[COMPILED].decode("utf-8"), named[SOURCE].decode("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"not UTF-8 at byte {error.start}", where="policy", do="save both as UTF-8 text") from error
    return content, source


def _refuse_other_source(file: Path) -> None:
    """A policy.yaml that was sent may name no file of this machine as its text."""
    try:
        content = read_yaml(file)
    except PackError as error:
        raise PolicyError(error.what, where=error.where, do=error.do) from error
    if isinstance(content, Mapping) and content.get("source", SOURCE) != SOURCE:
        raise PolicyError("names another file as its text", where=f"{COMPILED}:source", do="drop the field")
