"""What reading a file yields, one thing after the other, and how it goes from one process to another."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from mednec.model.sheet import Paper, Remark, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How many pages there are; told before the first."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file inside a file; `content` in base 64, since it travels as JSON."""

    name: str
    content: str
    owner: str = ""  # the patient whose entry carries it, in a record of several

    @property
    def bytes(self) -> bytes:
        return b64decode(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why the file, or the rest of it, was not read: one clear line."""

    what: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page to be drawn, as it was read: turned clockwise by quarters, then straightened."""

    number: int
    turned: int = 0
    slant: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A page as it looks; `jpeg` in base 64."""

    number: int
    width: int
    height: int
    jpeg: str

    @property
    def bytes(self) -> bytes:
        return b64decode(self.jpeg)


END = b"end\n"  # the last line: what comes without it was cut off
Read = Pages | Sheet | Remark | Attached | Refused | Paper | Drawn
_KINDS = {
    b"pages": Pages,
    b"sheet": Sheet,
    b"remark": Remark,
    b"refused": Refused,
    b"paper": Paper,
    b"attached": Attached,
    b"drawn": Drawn,
}
_ADAPTERS: dict[bytes, TypeAdapter[Read]] = {name: TypeAdapter(kind) for name, kind in _KINDS.items()}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_line(read: Read) -> bytes:
    """One line: its kind, a blank, JSON."""
    name = _NAMES[type(read)]
    return name + b" " + _ADAPTERS[name].dump_json(read) + b"\n"


def from_line(line: bytes) -> Read | None:
    """What the line says; None for a line that was cut off."""
    name, _, value = line.partition(b" ")
    adapter = _ADAPTERS.get(name)
    if adapter is None:
        return None
    try:
        return adapter.validate_json(value)
    except ValidationError:
        return None


def attached(name: str, content: bytes, owner: str = "") -> Attached:
    """A file inside a file, ready to travel."""
    return Attached(name=name, content=b64encode(content).decode(), owner=owner)


def drawn(number: int, width: int, height: int, jpeg: bytes) -> Drawn:
    """A page as it looks, ready to travel."""
    return Drawn(number=number, width=width, height=height, jpeg=b64encode(jpeg).decode())
