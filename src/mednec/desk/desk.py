"""The desk: everything a case's life needs, in one value that is passed to every act."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mednec.desk.model_servers import Servers
from mednec.desk.recent import Recent

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from mednec.model.law import Laws
    from mednec.packs.library import Library
    from mednec.store.sealing import KeyRing


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLimits:
    """What one submission may hold, how long work is leased, how often it is tried."""

    most_files: int = 500
    most_megabytes: int = 300  # of a submission
    most_name: int = 250  # characters of a file's name
    lease_seconds: int = 30  # a worker extends it every two seconds while it works
    most_attempts: int = 5
    first_delay_seconds: int = 10  # before the second attempt; doubled for each further one
    retention_days: int = 3650


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """An id that tells nothing and cannot be guessed."""
    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Database, packs, keys, law, limits, clock, and the servers of language models that may be asked.

    `recent` remembers the charts read last, for quick rulings.
    """

    engine: Engine
    library: Library
    keys: KeyRing
    laws: Laws
    limits: DeskLimits = field(default_factory=DeskLimits)
    clock: Callable[[], datetime] = now
    servers: Servers = field(default_factory=Servers)
    recent: Recent = field(default_factory=Recent, compare=False, repr=False)
