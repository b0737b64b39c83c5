"""Print the next step: `python -m mednec.store.migrations`. What it prints is read and mended before it is kept."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from mednec.store.engine import open_engine
from mednec.store.migrating import upgrade, written_step


def main() -> None:
    """The step from the newest database to the tables as they now stand in the program."""
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'mednec.db'}")
        upgrade(engine)
        print(written_step(engine))
        engine.dispose()


if __name__ == "__main__":
    main()
