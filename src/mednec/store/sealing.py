"""The key ring: papers and words of a case are sealed with AES-256-GCM under its first key, and opened by any.

A sealed value is `format, length of key id, key id, nonce, ciphertext`. Everything in front of the ciphertext and the
name of the place it belongs to (`<organisation>/<case>/<what>`) are authenticated with it, so that neither a changed
byte nor a value moved from another place opens.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mednec.errors import StoreError

PLAIN, PACKED = 1, 2  # as it is; compressed by zlib before it was sealed
KEY_BYTES = 32
NONCE_BYTES = 12
KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,20}")
MEANT = "restore it from a backup, and keep the copy that was changed for whoever looks into it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of 32 bytes and the id that sealed values name it by. The bytes are never printed."""

    id: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not KEY_ID.fullmatch(self.id):
            raise ValueError(f"{self.id!r} is no id of a key")
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"key {self.id} has {len(self.secret)} bytes, not {KEY_BYTES}")


@dataclass(frozen=True, kw_only=True)
class KeyRing:
    """The keys of a service. The first seals; all of them open. `nonces` is chance, replaced only by tests."""

    keys: tuple[Key, ...]
    nonces: Callable[[int], bytes] = field(default=os.urandom, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.keys:
            raise ValueError("a key ring has a key")
        if len(self._by_id) != len(self.keys):
            raise ValueError("two keys of the ring have the same id")

    @cached_property
    def _by_id(self) -> dict[str, Key]:
        return {key.id: key for key in self.keys}

    @property
    def first(self) -> Key:
        """The key that seals."""
        return self.keys[0]

    def key(self, key_id: str, *, where: str = "keys") -> Key:
        """A key by its id. Raises `StoreError` that names the missing key."""
        try:
            return self._by_id[key_id]
        except KeyError:
            raise StoreError(
                f"key {key_id!r} is not in the key ring", where=where, do="add its line to the file of keys"
            ) from None

    def derived(self, purpose: str, key_id: str | None = None, *, where: str = "keys") -> bytes:
        """A key of its own for one purpose, from the first key or the one named (HKDF with SHA-256)."""
        key = self.first if key_id is None else self.key(key_id, where=where)
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(key.secret)

    def seal(self, plain: bytes, about: str, *, text: bool = False) -> bytes:
        """The value sealed under the first key for the place `about`; `text` is compressed before."""
        return self._seal(zlib.compress(plain, 6) if text else plain, PACKED if text else PLAIN, about)

    def _seal(self, body: bytes, form: int, about: str) -> bytes:
        name = self.first.id.encode()
        nonce = self.nonces(NONCE_BYTES)
        front = bytes([form, len(name)]) + name + nonce
        return front + AESGCM(self.first.secret).encrypt(nonce, body, _bound(front, about))

    def open(self, sealed: bytes, about: str) -> bytes:
        """The value that was sealed for this place.

        Raises `StoreError` when its key is missing, or when it was changed or belongs to another place.
        """
        form, body = self._open(sealed, about)
        return zlib.decompress(body) if form == PACKED else body

    def _open(self, sealed: bytes, about: str) -> tuple[int, bytes]:
        key_id, at = _front(sealed, about)
        key, front = self.key(key_id, where=about), sealed[: at + NONCE_BYTES]
        with _refused(about):
            return sealed[0], AESGCM(key.secret).decrypt(front[at:], sealed[len(front) :], _bound(front, about))

    def resealed(self, sealed: bytes, about: str) -> bytes | None:
        """The same value under the first key, or nothing when it is under that already.

        Raises `StoreError` as `open` does.
        """
        if sealed_under(sealed, about) == self.first.id:
            return None
        form, body = self._open(sealed, about)
        return self._seal(body, form, about)


def sealed_under(sealed: bytes, about: str) -> str:
    """The id of the key a value is sealed under. Raises `StoreError` when it is no sealed value."""
    return _front(sealed, about)[0]


def fronts(key_id: str) -> tuple[bytes, bytes]:
    """How a value begins that is sealed under this key: as it is, and compressed."""
    name = key_id.encode()
    return bytes([PLAIN, len(name)]) + name, bytes([PACKED, len(name)]) + name


def _front(sealed: bytes, about: str) -> tuple[str, int]:
    """Key id, and where the nonce begins."""
    if len(sealed) < 2 or sealed[0] not in (PLAIN, PACKED) or len(sealed) < 2 + sealed[1] + NONCE_BYTES:
        raise StoreError("this is no sealed value", where=about, do=MEANT)
    at = 2 + sealed[1]
    key_id = sealed[2:at].decode("ascii", "replace")
    if not KEY_ID.fullmatch(key_id):
        raise StoreError("this is no sealed value", where=about, do=MEANT)
    return key_id, at


def _bound(front: bytes, about: str) -> bytes:
    return front + about.encode()


@contextmanager
def _refused(about: str) -> Iterator[None]:
    try:
        yield
    except InvalidTag:
        raise StoreError("the sealed value was changed or belongs to another place", where=about, do=MEANT) from None
