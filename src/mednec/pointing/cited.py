"""What a clause of a policy leans on: its footnotes, the sections it names, the terms it uses, its own last words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mednec.chart.ranking import words_of
from mednec.criteria.policy import CriterionNode, Policy
from mednec.model.policy import Clause

_MOST, _LONGEST = 8, 700  # entries for one clause, letters of an entry
_MARK = re.compile(r"\[(\d{1,2}|[a-z*])\]")
_NAMED = re.compile(
    r"\b(?P<word>[Ss]ections?|[Pp]arts?|[Aa]ppendix|[Cc]riteri(?:on|a)|[Ii]tems?|[Ss]ee)\s+"
    r"(?P<label>[IVXLC]+(?:\.[A-Za-z0-9]+)*|[A-Z](?:\.[A-Za-z0-9]+)*|\d+(?:\.[A-Za-z0-9]+)+)(?![A-Za-z0-9])"
)
_HEADING = re.compile(r"^#{1,6}[ \t]*(?P<title>.+)$", re.MULTILINE)
_DEFINES = re.compile(r"\b(?:definitions?|glossary|terms)\b", re.IGNORECASE)
_TERM = re.compile(
    r"^[ \t]*(?:[-*\u2022][ \t]+|\(?\d{1,2}[.)][ \t]+)?(?:\*\*)?[\"\u201c]?"
    r"(?P<term>[A-Za-z][^:=\"\u201d*\n]{1,60}?)[\"\u201d]?(?:\*\*)?"
    r"[ \t]*(?::|=|\bmeans?\b|\bis defined as\b)"
)
_NEXT_TERM = re.compile(r"(?<=[.;])[ \t]+(?=[A-Z\"\u201c][^.:;=\n]{1,60}(?::|[ \t]=|[ \t]means?\b))")


def ancestors(policy: Policy, label: str) -> tuple[Clause, ...]:
    """The groups that a clause stands under, outermost first."""
    for root in (*policy.routes.values(), *policy.limits, *policy.exclusions):
        if (path := _path(root, label)) is not None:
            return path
    return ()


def _path(node: CriterionNode, label: str) -> tuple[Clause, ...] | None:
    if node.clause.label == label:
        return ()
    for child in node.children:
        if (below := _path(child, label)) is not None:
            return (node.clause, *below)
    return None


def definitions(policy: Policy, clause: Clause) -> tuple[str, ...]:
    """Words of the policy that a clause cannot be read without, as they stand there."""
    above = ancestors(policy, clause.label)
    goes_on = _goes_on(policy, clause)
    said = " ".join((clause.text, *goes_on))
    text = " ".join((*(c.text for c in above), said))
    marked = " ".join((text, *(_line(policy.source, c) for c in (*above, clause))))
    own = {clause.label, *(c.label for c in above)}
    found = (*goes_on, *_footnotes(policy.source, marked), *_named(policy, said, own), *_terms(policy.source, text))
    return tuple(dict.fromkeys(" ".join(f.split())[:_LONGEST] for f in found if f.strip()))[:_MOST]


def _line(source: str, clause: Clause) -> str:
    """A clause to the end of its line, where the mark of a footnote may stand behind it."""
    end = source.find("\n", clause.citation.end)
    return source[clause.citation.start : end if end >= 0 else len(source)]


def _goes_on(policy: Policy, clause: Clause) -> tuple[str, ...]:
    """What stands behind the clause on its line and belongs to no other."""
    start = clause.citation.end
    end = start + len(_line(policy.source, clause)) - (clause.citation.end - clause.citation.start)
    others = (c.citation.start for c in policy.clauses.values() if c.citation.start >= start)
    rest = policy.source[start : min((end, *others))].strip(" ;.,")
    return (rest,) if len(words_of(rest)) > 2 else ()


def _footnotes(source: str, text: str) -> Iterator[str]:
    for mark in dict.fromkeys(_MARK.findall(text)):
        note = re.search(rf"^[ \t]*\[{re.escape(mark)}\][^\n]*(?:\n(?![ \t]*(?:\n|\[|#))[^\n]*)*", source, re.MULTILINE)
        if note:
            yield note.group()


def _named(policy: Policy, text: str, own: set[str]) -> Iterator[str]:
    """Clauses and sections that are cited by their label."""
    for match in _NAMED.finditer(text):
        label = match["label"]
        ways = (label, match.group())
        cited = [c for way in ways if (c := policy.clauses.get(way)) is not None and c.label not in own]
        below = [c for c in policy.clauses.values() if any(c.label.startswith(f"{way}.") for way in ways)]
        if cited:
            yield from (f"{c.label}: {c.text}" for c in (*cited, *(b for b in below if b.label not in own)))
            continue
        headed = _headed(match["word"], label)
        yield from (f"{title}: {body}" for title, body in _sections(policy.source) if headed.match(title))


def _headed(word: str, label: str) -> re.Pattern[str]:
    """How a section is headed that is cited so, unless it is a list of definitions: its terms are looked up one by one.

    An appendix is called one; the part of a section has no heading of its own.
    """
    kind = "appendix" if word.lower() == "appendix" else "(?:section|part)" if len(label) == 1 else "(?:section|part)?"
    return re.compile(rf"(?!.*{_DEFINES.pattern}){kind}\s*{re.escape(label)}(?![A-Za-z0-9])", re.IGNORECASE)


def _sections(source: str) -> Iterator[tuple[str, str]]:
    heads = list(_HEADING.finditer(source))
    for head, after in zip(heads, [*(h.start() for h in heads[1:]), len(source)], strict=True):
        yield head["title"].strip(), source[head.end() : after]


def _terms(source: str, text: str) -> Iterator[str]:
    """Definitions of the terms that a text uses."""
    used = words_of(text)
    for title, body in _sections(source):
        if not _DEFINES.search(title):
            continue
        for line in body.splitlines():
            for entry in _NEXT_TERM.split(line):
                term = _TERM.match(entry)
                if term and (words := words_of(term["term"])) and words <= used:
                    yield entry
