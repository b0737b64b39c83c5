"""Passwords: argon2id, the same work whether an account exists or not."""

from __future__ import annotations

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1, type=Type.ID)
NOBODY_S = "$argon2id$v=19$m=65536,t=3,p=1$bm90IGFuIGFjY291bnQ$6M2ykzb1lGmVZSyUy1G2YDEwxq1O0qlmf4V3xJmPzSM"


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password; where none is kept, the same work is done and the answer is no."""
    try:
        return HASHER.verify(kept or NOBODY_S, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
