"""How often one may ask: an address that is not signed in, a person, and whoever tries passwords.

Each process counts for itself; the lock of an account that failed too often is in the database and holds for all.
"""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

from mednec.model.life import Person
from mednec.web.csrf import SAFE
from mednec.web.settings import WebSettings


class Counters:
    """What was asked of late, by whom."""

    def __init__(self, settings: WebSettings) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._address, self._person = parse(settings.rate_address), parse(settings.rate_person)
        self._writes, self._sign_in = parse(settings.rate_writes), parse(settings.rate_sign_in)

    def wait(self, request: Request, person: Person | None) -> int:
        """Seconds to wait before this request is answered; nought when it is answered now."""
        address = request.client.host if request.client else "unknown"
        writes = request.method not in SAFE
        if person is None:
            wait = self._hit(self._address, "address", address)
            if not wait and writes:
                wait = self._hit(self._sign_in, "sign-in", address)
            return wait
        wait = self._hit(self._person, "person", person.id)
        if not wait and writes:
            wait = self._hit(self._writes, "writes", person.id)
        return wait

    def _hit(self, rate: RateLimitItem, kind: str, key: str) -> int:
        if self._limiter.hit(rate, kind, key):
            return 0
        return max(1, math.ceil(self._limiter.get_window_stats(rate, kind, key).reset_time - time.time()))
