"""The second factor: codes of a device that change every half minute, and codes on paper for who lost it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from io import BytesIO

import pyotp
import segno

STEP_SECONDS = 30
EITHER_SIDE = 1  # steps a device's clock may be off
PAPER_CODES = 10
PAPER_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """A secret of 160 bits, as devices take it."""
    return pyotp.random_base32()


def address(secret: str, login: str, organisation: str) -> str:
    """What a device reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=f"mednec {organisation}")


def picture(secret: str, login: str, organisation: str) -> str:
    """The address as a picture, to stand in a page."""
    drawn = BytesIO()
    code = segno.make(address(secret, login, organisation), error="m", micro=False)
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, scale=4, border=4, dark="#000", light="#fff", nl=False)
    return drawn.getvalue().decode()


def step_of(secret: str, code: str, at: datetime, last: int | None) -> int | None:
    """The time step this code is of, when it is right just now and was not used before; else none."""
    typed = "".join(code.split())
    now = int(at.timestamp()) // STEP_SECONDS
    otp, found = pyotp.TOTP(secret, interval=STEP_SECONDS), None
    for step in range(now - EITHER_SIDE, now + EITHER_SIDE + 1):
        right = hmac.compare_digest(otp.generate_otp(step).encode(), typed.encode())
        if right and (last is None or step > last):
            found = step
    return found


def new_paper_codes() -> tuple[str, ...]:
    """Codes to print and keep, each for one time: three groups of four, about 59 bits."""
    return tuple(
        "-".join("".join(secrets.choice(PAPER_LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(PAPER_CODES)
    )


def kept_code(code: str) -> str:
    """What is kept of a code on paper, however it was typed."""
    return hashlib.sha256("".join(each for each in code.casefold() if each.isalnum()).encode()).hexdigest()
