"""A clause of a payer's policy."""

from __future__ import annotations

from dataclasses import dataclass

from mednec.model.document import PolicyCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Label (outline labels from the root joined with dots) and verbatim text with its place in source.md."""

    label: str
    text: str
    citation: PolicyCitation
