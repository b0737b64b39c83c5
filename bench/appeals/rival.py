"""The same collection in SQLite's own full-text index (FTS5, porter stems, BM25), asked with the same words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from bench.appeals.made import Made


def indexed(made: Sequence[Made], path: Path) -> sqlite3.Connection:
    """An FTS5 table over number and findings."""
    db = sqlite3.connect(path)
    db.execute("CREATE VIRTUAL TABLE found USING fts5(number UNINDEXED, text, tokenize = 'porter unicode61')")
    db.executemany("INSERT INTO found VALUES (?, ?)", ((each.number, each.text) for each in made))
    db.commit()
    return db


def asked(db: sqlite3.Connection, words: str, top: int) -> list[str]:
    """The best decisions for any of the words."""
    query = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", words))
    rows = db.execute("SELECT number FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?", (query, top))
    return [str(row[0]) for row in rows]
