"""Where a sentence opens: a line of a document, a clause of the policy, or a published reference.

The kinds of place never look alike: `2:14` is line 14 of document 2, `2:14 p.3` where that stands on the third of its
pages, `R:9` line 9 of the request, `§ IV.A` a clause, `form.pdf p.2` a page as received, and a reference goes by its
short name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass

from mednec.model.determination import CriterionResult, Determination
from mednec.model.document import ChartCitation, Citation, PolicyCitation, ReferenceCitation, SourceDocument
from mednec.render.words import flat

REQUEST, POLICY = "R", "policy"
PAGE_BREAK = "\f"
CITATIONS = (ChartCitation, PolicyCitation, ReferenceCitation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place as it is printed: `kind` is chart, policy, reference or paper; `target` names the anchor it opens at.

    `holder` is the number of the document, or `policy`; `start:end` are offsets in its text.
    """

    kind: str
    label: str
    target: str
    quote: str = ""
    holder: str = ""
    start: int = 0
    end: int = 0

    @property
    def clause(self) -> str:
        """The label of a policy clause as a sentence names it; empty for the other kinds."""
        return self.label.removeprefix("§ ") if self.kind == "policy" else ""

    @property
    def bracketed(self) -> str:
        return f"[{self.label}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The documents of a determination in the order in which they are numbered, the request last."""

    documents: tuple[tuple[str, SourceDocument], ...]

    @classmethod
    def of(cls, determination: Determination, documents: Sequence[SourceDocument]) -> Places:
        """Number the chart's documents from 1; the request goes by `R`. What is cited is listed in any case."""
        request = determination.request.document
        known = {document.name for document in documents} | {request.name}
        cited = {
            citation.document: citation.source
            for citation in citations_in(determination)
            if isinstance(citation, ChartCitation) and citation.document not in known
        }
        listed = [*documents, *(cited[name] for name in sorted(cited))]
        numbered = [(str(number), document) for number, document in enumerate(listed, 1)]
        return cls(documents=(*numbered, (REQUEST, request)))

    def number(self, name: str) -> str:
        return next(number for number, document in self.documents if document.name == name)

    def mark(self, citation: Citation) -> Mark:
        """The place of a citation."""
        if isinstance(citation, ReferenceCitation):
            return Mark(kind="reference", label=flat(citation.label), target=f"r-{slug(citation.reference)}")
        if isinstance(citation, ChartCitation):
            holder = self.number(citation.document)
            page = f" p.{citation.page}" if PAGE_BREAK in citation.source.text else ""
            kind, label = "chart", f"{holder}:{citation.line}{page}"
            target = f"d{holder}-{citation.start}-{citation.end}"
        else:
            holder = POLICY
            kind, label, target = "policy", f"§ {flat(citation.clause)}", f"p-{citation.start}-{citation.end}"
        return Mark(
            kind=kind,
            label=label,
            target=target,
            quote=flat(citation.quote),
            holder=holder,
            start=citation.start,
            end=citation.end,
        )

    def paper(self, file: str, page: int) -> Mark:
        """A file or page as received; it opens nowhere where no document was made of it."""
        label = f"{flat(file)} p.{page}" if page else flat(file)
        found = (
            page_anchor(number, i)
            for number, document in self.documents
            for i, each in enumerate(document.pages, 1)
            if each.file == file and page in (0, each.number)
        )
        return Mark(kind="paper", label=label, target=next(found, ""))

    def marks(self, citations: Iterable[Citation]) -> tuple[Mark, ...]:
        """Places in order, each one once: two quotes from one line need one bracket."""
        first: dict[str, Mark] = {}
        for mark in map(self.mark, citations):
            first.setdefault(mark.label, mark)
        return tuple(first.values())


def page_anchor(number: str, page: int) -> str:
    """Where a page of a document begins; the first begins where the document does."""
    return f"g{number}-{page}" if page > 1 else f"doc-{number}"


def slug(words: str) -> str:
    """Words as they may stand in an anchor.

    >>> slug("Appendix B.2.a (minor)")
    'Appendix-B.2.a-minor'
    """
    return re.sub(r"[^\w.]+", "-", words).strip("-")


def citations_in(value: object) -> Iterator[Citation]:
    """Every citation of a value, in the order a reader meets them; the facts behind them are not walked."""
    if isinstance(value, CITATIONS):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from citations_in(item)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("facts", "documents", "request", "source"):
                yield from citations_in(getattr(value, field.name))


def cited_references(determination: Determination) -> tuple[ReferenceCitation, ...]:
    """Every reference a sentence rests on and every one weighed as evidence, once, by label."""
    weighed = (
        ReferenceCitation(reference=s.reference.id, label=s.reference.short) for s in determination.evidence.support
    )
    cited = (c for c in citations_in(determination) if isinstance(c, ReferenceCitation))
    found: dict[str, ReferenceCitation] = {}
    for citation in (*weighed, *cited):
        found.setdefault(citation.reference, citation)
    return tuple(sorted(found.values(), key=lambda c: (c.label.lower(), c.reference)))


def judged_nodes(determination: Determination) -> Iterator[CriterionResult]:
    """Every node of criteria, limits and exclusions, parents before children."""

    def walk(node: CriterionResult) -> Iterator[CriterionResult]:
        yield node
        for child in (*node.children, *((node.referred,) if node.referred else ())):
            yield from walk(child)

    for root in (determination.criteria, *determination.limits, *determination.exclusions):
        yield from walk(root)
