"""A small shelf of invented reports to search in."""

from __future__ import annotations

from collections.abc import Iterator

from mednec.search.fields import Entry, Field

FIELDS = (
    Field(name="title", weight=2.0),
    Field(name="body"),
    Field(name="kind", weight=0, kept=False, filtered=True),
)
REPORTS = (
    ("r1", "trial", "Zorbimab in greyscale", "Adults were given zorbimab. Itching stopped in most. Nobody died."),
    ("r2", "trial", "Placebo in greyscale", "Adults were given placebo. Itching went on in all of them."),
    ("r3", "label", "Zorbimab: warnings", "Anaphylaxis has occurred. It was not given to children. See D47.02."),
    ("r4", "letter", "A denial", "The reviewer found the treatment not medically necessary for stone men."),
    ("r5", "letter", "An approval", "The reviewer found the treatment medically necessary, 0.5 mg/kg weekly."),
)


def entries() -> Iterator[Entry]:
    """The reports as entries."""
    for key, kind, title, body in REPORTS:
        yield Entry(key=key, texts={"title": title, "body": body}, marks={"kind": (kind,)})
