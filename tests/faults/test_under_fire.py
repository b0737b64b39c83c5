"""The whole service while its processes and its database are killed: nothing is lost, nothing done twice.

The full trial of 200 submissions is `python -m bench.service.faults`; this is a short one.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from bench.service.faults import trial


def test_submissions_and_decisions_survive_the_killing_of_web_worker_and_database(tmp_path: Path) -> None:
    with ExitStack() as stack:
        made = trial(4, "postgres", 3, tmp_path, stack)
        assert made.faults() == []
        assert set(made.kills) == {"web", "worker", "database"}
        assert len(made.accepted) == 4
