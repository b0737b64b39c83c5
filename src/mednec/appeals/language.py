"""How decisions speak: cues of reasons, of what was tried and of what was asked, and what disputes turn on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mednec.appeals.phrases import Phrases
from mednec.errors import PackError

STRONG, PLAIN, NEVER = "strong", "plain", "never"
BEFORE, AFTER, ASKED, ILL, ABOVE = "failed before", "failed after", "asked", "ill", "above label"
MATTER = "matter:"
_ABOUT = ("version", "source")
_DO = "correct the file"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealWords:
    """The cues, each list under its name, and what disputes turn on under `matter:` and its name."""

    reasons: Phrases
    cues: Phrases
    matters: tuple[str, ...]
    plainly: tuple[tuple[str, ...], ...]  # a plain word, then what names of diseases have in its place


def appeal_words(content: object, where: str) -> AppealWords:
    """From the lists of a pack file. Raises PackError for a list that is missing, unknown or no list of words."""
    if not isinstance(content, dict):
        raise PackError("needs lists of words", where=where, do=_DO)
    wanted = {"reasons", "failed", "asked", "ill", "above_label", "matters", "plainly"}
    for name in content:
        if name not in wanted and name not in _ABOUT:
            raise PackError(f"unknown field {name!r}", where=where, do=f"it has {', '.join(sorted(wanted))}")
    for name in sorted(wanted - set(content)):
        raise PackError(f"has no {name}", where=where, do=_DO)
    reasons = _lists(content["reasons"], f"{where}:reasons", (STRONG, PLAIN, NEVER))
    failed = _lists(content["failed"], f"{where}:failed", ("before", "after"))
    cues = {BEFORE: failed["before"], AFTER: failed["after"]}
    for name, key in ((ASKED, "asked"), (ILL, "ill"), (ABOVE, "above_label")):
        cues[name] = _words(content[key], f"{where}:{key}")
    matters = _matters(content["matters"], f"{where}:matters")
    cues |= {f"{MATTER}{name}": words for name, words in matters.items()}
    plainly = content["plainly"]
    if not isinstance(plainly, list):
        raise PackError("needs a list of lists", where=f"{where}:plainly", do=_DO)
    return AppealWords(
        reasons=Phrases.compile(reasons),
        cues=Phrases.compile(cues),
        matters=tuple(matters),
        plainly=tuple(_words(each, f"{where}:plainly[{n}]") for n, each in enumerate(plainly)),
    )


def _lists(content: object, where: str, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    if not isinstance(content, dict) or set(content) != set(names):
        raise PackError(f"needs the lists {', '.join(names)}", where=where, do=_DO)
    return {name: _words(content[name], f"{where}.{name}") for name in names}


def _words(content: object, where: str) -> tuple[str, ...]:
    if not isinstance(content, list) or not content:
        raise PackError("needs a list of words", where=where, do=_DO)
    for word in content:
        if not isinstance(word, str) or not word.strip("- "):
            raise PackError(f"{word!r} is no word; put it in quotes", where=where, do=_DO)
        if "- " in word:
            raise PackError(f"{word!r} has an open ending within", where=where, do="write each ending out")
    return tuple(content)


def _matters(content: object, where: str) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(content, list) or not content:
        raise PackError("needs a list of matters", where=where, do=_DO)
    found: dict[str, tuple[str, ...]] = {}
    for n, entry in enumerate(content):
        at = f"{where}[{n}]"
        if not isinstance(entry, dict) or set(entry) != {"name", "words"} or not isinstance(entry["name"], str):
            raise PackError("needs a name and words", where=at, do=_DO)
        found[entry["name"]] = _words(entry["words"], f"{at}.words")
    return found
