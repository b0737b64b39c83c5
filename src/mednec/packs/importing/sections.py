"""What each section of a policy is for, by the words of its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mednec.packs.importing.outline import Item, Outline

# Purposes in the order they are tried: a title may hold words of several ("Continuation and dose escalation").
_PURPOSES = (
    ("appendix", r"^appendix|^exhibit|^attachment"),
    ("documentation", r"document|records to|to submit|to attach|required information|submission|what to send"),
    ("definitions", r"definition|glossary|footnote|^notes?\b|abbreviation|terminology"),
    ("references", r"reference|bibliograph|literature|^sources?$|citations"),
    ("provisional", r"provisional|interim|bridge|temporary"),
    (
        "continuation",
        r"continuation|continu(?:ed?|ing)\b|renew|reauthori[sz]|re-authori[sz]|repeat (?:course|request)|recertif"
        r"|subsequent|ongoing|further treatment|stay(?:ing)? on",
    ),
    ("duration", r"duration|length of|approval period|authorization period|coverage period"),
    (
        "exclusions",
        r"exclu|not covered|non-?covered|not approved|noncoverage|investigational|experimental|not medically necessary"
        r"|contraindicat|limitations of use|will not be|unproven",
    ),
    ("limits", r"\bdos(?:e|es|ing|age)\b|quantity|\blimits?\b|units|maximum"),
    (
        "products",
        r"product|code|coding|background|description|overview|scope|purpose|policy statement|applicab|benefit",
    ),
    (
        "initial",
        r"initial|criteri|coverage|covered|requirement|authori[sz]ation|approval|medical(?:ly)? necess|indication"
        r"|universal"
        r"|every request|all requests|first (?:course|request)|new start|start(?:ing)?\b",
    ),
)
# Titles that name another purpose even below the criteria for a first request.
_STRONG = re.compile(
    r"initial|new start|first|renew|continu|re-?auth|recertif|exclu|not covered|non-?covered|not medically"
    r"|dos(?:e|ing|age)|quantity|limit|duration|length|approval|authori[sz]ation|appendix|definition|reference|notes?\b|coding|codes?\b"
    r"|provisional|interim|universal|every|all requests|general|requirements",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"universal|every request|all requests|general (?:criteria|requirements)|^requirements for every", re.I
)


@dataclass(slots=True, kw_only=True)
class Section:
    """A heading with items, or with words alone; `above` are the headings it stands under."""

    item: Item
    purpose: str
    above: tuple[Item, ...] = ()
    shared: bool = False  # holds for every request, beside the sections of one disease
    label: str = ""  # stands before the labels of its items
    key: str = ""  # what the section itself is called; no other is called so


@dataclass(slots=True, kw_only=True)
class Sections:
    """All sections by purpose, in the order of the text."""

    found: list[Section] = field(default_factory=list)

    def of(self, *purposes: str) -> list[Section]:
        return [s for s in self.found if s.purpose in purposes]


def read_sections(outline: Outline) -> Sections:
    """The sections that hold items or words. A heading over headings is none itself: it lends them its purpose."""
    sections = Sections()
    for item in outline.sections:
        sections.found += _sections(item, (), "", lone=len(outline.sections) == 1)
    _named_apart(sections.found)
    return sections


def _named_apart(found: list[Section]) -> None:
    """Labels that no two sections share: their own marks; where these are missing or repeated, words of the title."""
    keys: set[str] = set()
    used: set[str] = set()
    for section in found:
        item = section.item
        title = " ".join(re.findall(r"\w+", item.text.split("\n")[0])[:5]) or "section"
        above = next((a.label for a in reversed(section.above) if a.label), "")
        names = [item.label, f"{above}.{item.label}" if above and item.label else "", title]
        names += [f"{title} ({i})" for i in range(2, len(found) + 2)]
        section.key = next(n for n in names if n and n not in keys)
        keys.add(section.key)
        inner = {c.label for c in item.children if not c.heading}
        bare = item.label if section.key == item.label else ""
        marks = {f"{bare}.{m}" if bare else m for m in inner}
        section.label = bare if not marks & used and (bare or not item.label) else section.key
        used |= {f"{section.label}.{m}" if section.label else m for m in inner}


def _sections(item: Item, above: tuple[Item, ...], inherited: str, *, lone: bool) -> Iterator[Section]:
    """`lone`: it is the only heading at its level, a title over the whole policy, and lends nothing."""
    inner = [c for c in item.children if c.heading]
    title = item.text.split("\n")[0].split("**")[0]
    holds = [c for c in item.children if not c.heading]
    own = purpose_of(title)
    if inherited == "initial" and not _STRONG.match(title.strip("* ")):
        own = ""  # "Contraindicated or failed alternatives" below the criteria is one of them
    if lone and not item.label and not holds and own != "initial":
        own = ""
    if item.heading and (holds or (not inner and (item.notes or item.text))) and (own or inherited or item.label):
        yield Section(
            item=item, purpose=own or inherited or "indication", above=above, shared=bool(_SHARED.search(title))
        )
    for child in inner:
        yield from _sections(child, (*above, item), own or inherited, lone=lone and len(inner) == 1)
    if not item.heading and not above:
        line = item.text.split("\n")[0]
        first = re.split(r"[.:]\s", line, maxsplit=1)[0]  # the title; the words behind it may name anything
        yield Section(item=item, purpose=purpose_of(first) or purpose_of(line) or "indication", above=())


def purpose_of(title: str) -> str:
    """The purpose a title names, or "".

    >>> purpose_of("CONTINUATION AND DOSE ESCALATION"), purpose_of("Disease A (A through D)")
    ('continuation', '')
    """
    return next((name for name, words in _PURPOSES if re.search(words, title.strip("* "), re.IGNORECASE)), "")
