"""Rows and keys for tests of the store: two organisations, an account, and a case with all that is kept of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from mednec.store.places import place
from mednec.store.sealing import Key, KeyRing
from mednec.store.tables import (
    AccountRow,
    Base,
    CaseRow,
    DecisionRow,
    DeterminationRow,
    JobRow,
    LetterRow,
    NoteRow,
    OrganisationRow,
    PaperRow,
    PartRow,
    RulingRow,
)

AT = datetime(2026, 4, 8, 10, 12, tzinfo=UTC)
OLD = KeyRing(keys=(Key(id="k1", secret=b"1" * 32),))
NEW = KeyRing(keys=(Key(id="k2", secret=b"2" * 32), *OLD.keys))
WORDS = {
    ("paper", "p1", ""): b"%PDF of a chart",
    ("determination", "d1", "json"): b'{"outcome": "deny"}',
    ("determination", "d1", "summary"): b'{"head": "deny"}',
    ("part", "d1", "head"): b"<h1>A case</h1>",
    ("ruling", "r1", ""): b'{"reason": "as the letter says"}',
    ("decision", "e1", ""): b'{"reason": "not met"}',
    ("note", "n1", ""): b'{"text": "called"}',
}


def sealed(keys: KeyRing, table: str, row: str, part: str = "") -> bytes:
    """The words of one place of the case."""
    return keys.seal(WORDS[table, row, part], place("north", "c1", table, row, part), text=True)


def fill(session: Session, keys: KeyRing = OLD) -> None:
    """Put a case and all about it into an empty database."""
    session.add_all([OrganisationRow(id=org, name=org.title(), made=AT) for org in ("north", "south")])
    session.flush()
    secret = keys.seal(b"JBSWY3DP", "north/a1/totp")
    of_case = {"org": "north", "case": "c1"}
    groups: list[list[Base]] = [
        [AccountRow(id="a1", org="north", login="ada", name="Ada", roles=["nurse"], totp=secret, made=AT)],
        [
            CaseRow(
                id="c1", org="north", number="R-1", state="decided", patient="Jo Ö.", received=AT, made=AT, changed=AT
            ),
            CaseRow(id="c2", org="south", number="R-2", state="open", received=AT, made=AT, changed=AT),
        ],
        [
            PaperRow(
                id="p1",
                **of_case,
                kind="packet",
                name="a",
                digest="0",
                size=9,
                sealed=sealed(keys, "paper", "p1"),
                made=AT,
            ),
            DeterminationRow(
                id="d1",
                **of_case,
                number=1,
                made=AT,
                outcome="deny",
                policy="p",
                policy_digest="0",
                program="1",
                packs="0",
                folder="0",
                rulings=["r1"],
                digest="dd",
                shown="0",
                sealed=sealed(keys, "determination", "d1", "json"),
                summary=sealed(keys, "determination", "d1", "summary"),
            ),
            RulingRow(
                id="r1",
                **of_case,
                number=1,
                clause="k",
                kind="answer",
                read_as="unknown",
                status="met",
                by="a1",
                at=AT,
                sealed=sealed(keys, "ruling", "r1"),
            ),
            NoteRow(id="n1", **of_case, kind="comment", by="a1", at=AT, sealed=sealed(keys, "note", "n1")),
            JobRow(id="j1", **of_case, kind="read", state="done", after=AT, made=AT, changed=AT),
        ],
        [
            PartRow(determination="d1", name="head", order=1, sealed=sealed(keys, "part", "d1", "head")),
            DecisionRow(
                id="e1",
                **of_case,
                number=1,
                kind="deny",
                determination="d1",
                shown="0",
                by="a1",
                by_name="Ada",
                at=AT,
                sealed=sealed(keys, "decision", "e1"),
            ),
        ],
        [LetterRow(id="l1", **of_case, kind="denial", decision="e1", paper="p1", rules=["r"], by="a1", at=AT)],
    ]
    for rows in groups:
        session.add_all(rows)
        session.flush()


KEPT_UNTIL = date(2036, 4, 8)
