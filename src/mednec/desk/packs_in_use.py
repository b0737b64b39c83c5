"""The packs as one thing that is approved: a digest of every file of knowledge, and their newest version."""

from __future__ import annotations

import hashlib

from mednec.criteria.policy import Policy
from mednec.desk.desk import Desk
from mednec.packs.installed import SHELVES, installed

PACKS = "packs"  # their name in an approval


def packs_digest(desk: Desk) -> str:
    """The digest of all files of the packs but the policies, which are approved one by one."""
    return _digest(desk, shelves=False)


def shipped(desk: Desk) -> tuple[Policy, ...]:
    """The policies that ship, read once for as long as no file of theirs changes."""
    key = (str(desk.library.root), shelf_digest(desk))
    return desk.recent.get("shelf", key, lambda: installed(desk.library.root))


def shelf_digest(desk: Desk) -> str:
    """The digest of all files of the policies that ship."""
    return _digest(desk, shelves=True)


def _digest(desk: Desk, *, shelves: bool) -> str:
    root = desk.library.root
    digest = hashlib.sha256()
    places = [root / shelf for shelf in SHELVES] if shelves else [root]
    for file in sorted(p for place in places for p in place.rglob("*") if p.is_file()):
        place = file.relative_to(root)
        if shelves or place.parts[0] not in SHELVES:
            content = file.read_bytes()
            digest.update(f"{place.as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def packs_version(desk: Desk) -> str:
    """The newest version that stands in a file of the packs."""
    versions = {v.split(",")[0].strip() for _, v in desk.library.knowledge.versions}
    return max(versions, default="not told")
