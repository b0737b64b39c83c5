"""Where the keys are: a file or a variable of lines `id:base64`, the first of which seals and all of which open."""

from __future__ import annotations

import base64
import binascii
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from mednec.errors import StoreError
from mednec.store.sealing import KEY_BYTES, Key, KeyRing

FILE, TEXT = "MEDNEC_KEYS_FILE", "MEDNEC_KEYS"
LINE = "write one line for each key: its id, a colon, and 32 bytes in base64"


def find_keys(environment: Mapping[str, str], home: Path, *, make: bool = False) -> KeyRing:
    """The key ring: of the file that `MEDNEC_KEYS_FILE` names, of `MEDNEC_KEYS`, or of `keys` in the home.

    `make` makes a key in the home where none of the three is there. Raises `StoreError` when keys are missing,
    malformed, or may be read by others.
    """
    if named := environment.get(FILE):
        return read_keys(Path(named))
    if told := environment.get(TEXT):
        return parse_keys(told, where=TEXT)
    path = home / "keys"
    if make and not path.exists():
        make_keys(path)
    return read_keys(path)


def read_keys(path: Path) -> KeyRing:
    """The key ring of a file. Raises `StoreError` when it cannot be read, or others than its owner may read it."""
    where = str(path)
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except OSError as error:
        raise StoreError(
            f"the keys cannot be read ({error.strerror})", where=where, do=f"restore the file, or set {FILE}"
        ) from error
    except UnicodeDecodeError:
        raise StoreError("this is no file of keys", where=where, do=LINE) from None
    if stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise StoreError("others than its owner may use this file of keys", where=where, do=f"chmod 600 {where}")
    return parse_keys(text, where=where)


def parse_keys(text: str, *, where: str) -> KeyRing:
    """The key ring of lines `id:base64`; blank lines and lines that begin with # are passed over.

    Raises `StoreError` that names the line, never what stands in it.
    """
    keys: dict[str, Key] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        place = f"{where}, line {number}"
        key_id, colon, secret = line.strip().partition(":")
        try:
            key = Key(id=key_id.strip(), secret=base64.b64decode(secret.strip(), validate=True))
        except binascii.Error:
            raise StoreError("the key is not in base64", where=place, do=LINE) from None
        except ValueError as error:
            raise StoreError(str(error) if colon else "this line is no key", where=place, do=LINE) from None
        if key.id in keys:
            raise StoreError(f"a second key has the id {key.id}", where=place, do="give it another id")
        keys[key.id] = key
    if not keys:
        raise StoreError("there is no key", where=where, do=LINE)
    return KeyRing(keys=tuple(keys.values()))


def key_line(key: Key) -> str:
    """A key as a line of the file."""
    return f"{key.id}:{base64.b64encode(key.secret).decode()}\n"


def new_key(key_id: str) -> Key:
    """A key of 32 bytes from the chance of the operating system."""
    return Key(id=key_id, secret=os.urandom(KEY_BYTES))


def make_keys(path: Path, key_id: str = "k1") -> None:
    """A file with one new key, for its owner only. A file that is there is left as it is.

    Raises `StoreError` when it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_new(path, key_line(new_key(key_id)))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreError(
            f"the keys cannot be made ({error.strerror})", where=str(path), do=f"give another home, or set {FILE}"
        ) from error


def add_key(path: Path, key_id: str) -> KeyRing:
    """Put a new key in front of a file: it seals from now on, the others still open. Returns the ring as it then is.

    Raises `StoreError` when the file is not one of keys, has the id already, or cannot be written.
    """
    ring = read_keys(path)
    try:
        added = new_key(key_id)
    except ValueError as error:
        raise StoreError(str(error), where=str(path), do="take letters, digits, dots and dashes") from None
    if added.id in {key.id for key in ring.keys}:
        raise StoreError(f"the id {key_id} is taken", where=str(path), do="give the new key another")
    beside = path.with_name(path.name + ".new")
    try:
        beside.unlink(missing_ok=True)
        _write_new(beside, key_line(added) + "".join(map(key_line, ring.keys)))
        beside.replace(path)
    except OSError as error:
        raise StoreError(f"the key cannot be added ({error.strerror})", where=str(path), do="mend that") from error
    return KeyRing(keys=(added, *ring.keys))


def _write_new(path: Path, text: str) -> None:
    """A file that appears whole or not at all, on the disk before anything is sealed under its keys."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
