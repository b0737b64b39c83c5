"""The packs as one thing that is approved: a digest of every file of knowledge, and their newest version."""

from __future__ import annotations

from mednec.desk import deriving
from mednec.desk.desk import Desk

PACKS = "packs"  # their name in an approval


def packs_digest(desk: Desk) -> str:
    """The digest of all files of the packs but the policies, which are approved one by one."""
    return deriving.packs_digest(desk.library, desk)


def packs_version(desk: Desk) -> str:
    """The newest version that stands in a file of the packs."""
    versions = {version.split(",")[0].strip() for _, version in desk.library.knowledge.versions}
    return max(versions, default="not told")
