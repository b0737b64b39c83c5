"""Passwords: argon2id, the same work whether an account exists or not, and none that are guessed first."""

from __future__ import annotations

import re
import secrets
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
OF_ITS_OWN = 6  # characters that remain when what is guessed first was taken out
DIFFERENT = 5  # characters at least
# Work as OWASP's cheat sheet on password storage advises at least: many who sign in at once must not need more memory
# than there is.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
NOBODY_S = "$argon2id$v=19$m=19456,t=2,p=1$pyUVOOMATcSGd84AY9XrIA$luNpwbZiEsHQnEgKxDZjYHINflWfFh1DytzeynpskTA"
FIRST_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
SWAPS = str.maketrans("013457$@!", "oieastsai")


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password; where none is kept, the same work is done and the answer is no."""
    try:
        return HASHER.verify(kept or NOBODY_S, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether it was kept with less work than now, and should be kept anew while the password is at hand."""
    return HASHER.check_needs_rehash(kept)


def first_password() -> str:
    """A password to begin with, to be told once and changed at once: 5 groups of 4, about 98 bits."""
    return "-".join("".join(secrets.choice(FIRST_LETTERS) for _ in range(4)) for _ in range(5))


@cache
def _common() -> tuple[str, ...]:
    lines = (files("mednec.web") / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    words = {line.strip().casefold() for line in lines if line.strip() and not line.startswith("#")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def why_not(password: str, *own: str) -> str:
    """Why this password may not be chosen, in one sentence; empty when it may. `own` are login, name, organisation.

    >>> why_not("password2026!")
    'It is made of what is guessed first: common words, your name, rows of keys or digits'
    >>> why_not("seven grey herons stand still")
    ''
    """
    if len(password) < SHORTEST:
        return f"It needs at least {SHORTEST} characters; a sentence of a few words is good"
    if len(password) > LONGEST:
        return f"It may have {LONGEST} characters at most"
    if len(set(password)) < DIFFERENT or len(_of_its_own(password, own)) < OF_ITS_OWN:
        return "It is made of what is guessed first: common words, your name, rows of keys or digits"
    return ""


def _of_its_own(password: str, own: tuple[str, ...]) -> str:
    """What remains without common words, the person's own names, digits and repetitions."""
    plain = password.casefold()
    names = [each.casefold() for each in own]
    known = [part for each in names for part in (each, *re.split(r"[\W_]+", each)) if len(part) > 2]
    rest = min((_without(plain, known), _without(plain.translate(SWAPS), known)), key=len)
    return re.sub(r"(.)\1+", r"\1", rest)


def _without(plain: str, known: list[str]) -> str:
    for word in (*sorted(known, key=len, reverse=True), *_common()):
        plain = plain.replace(word, "")
    return re.sub(r"[\W\d_]+", "", plain)
