"""How much may be asked for one case: tokens and time, counted while it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable


class Budget:
    """Tokens and seconds of a case. What is being asked counts in full until it is known what it took."""

    def __init__(self, tokens: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.tokens, self.seconds = tokens, seconds
        self.spent_in = self.spent_out = 0
        self._clock, self._start = clock, 0.0
        self._under_way = 0
        self._over = ""

    @property
    def spent(self) -> int:
        """Tokens, both ways."""
        return self.spent_in + self.spent_out

    def start(self) -> None:
        """The first question of the case starts its clock."""
        self._start = self._start or self._clock()

    def left(self) -> float:
        """Seconds."""
        return self.seconds - (self._clock() - self._start) if self._start else self.seconds

    @property
    def late(self) -> str:
        """Why nothing more may be asked, once the time is over."""
        return "" if self.left() > 0 else f"the time for this case, {self.seconds:g} s, is used up"

    def take(self, tokens: int) -> str:
        """Sets tokens aside for a question; else why it may not be asked, and then no later one may."""
        self._over = self._over or self.late
        if not self._over and self.spent + self._under_way + tokens > self.tokens:
            self._over = f"the budget of {self.tokens} tokens for this case is used up"
        if not self._over:
            self._under_way += tokens
        return self._over

    def settle(self, taken: int, tokens_in: int, tokens_out: int) -> None:
        """What a question took in truth."""
        self._under_way -= taken
        self.spent_in += tokens_in
        self.spent_out += tokens_out
