"""The prompts: files beside this one. A prompt that changes gets a new version, and with it a new name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

EVIDENCE, FACTS, SORTING = "evidence-1", "facts-1", "sorting-1"


@cache
def prompt(name: str) -> str:
    """The words of a prompt by its name and version.

    >>> prompt("sorting-1").splitlines()[0][:44]
    'You see the beginning of one document of a m'
    """
    return (files("mednec.pointing") / "prompts" / f"{name}.md").read_text("utf-8")
