"""Records of PubMed in XML."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from mednec.evidence.library.lines import doi_in, year_in
from mednec.evidence.library.record import PAPER, Imported, Section
from mednec.evidence.library.trees import texts, words

FORMAT = "PubMed XML"
ROOTS = frozenset({"PubmedArticleSet", "MedlineCitationSet", "PubmedArticle", "MedlineCitation"})
RECORDS = frozenset({"PubmedArticle", "MedlineCitation", "PubmedBookArticle"})
_NOTICES = (
    ("RetractionIn", "retraction in"),
    ("ExpressionOfConcernIn", "expression of concern in"),
    ("ErratumIn", "erratum in"),
)


def paper_in(element: Element) -> Imported | str:
    """The paper of one record, or what is wrong with it."""
    if element.tag == "PubmedBookArticle":
        return "a chapter of a book, which is not read here"
    citation = element if element.tag == "MedlineCitation" else element.find("MedlineCitation")
    article = citation.find("Article") if citation is not None else None
    if citation is None or article is None:
        return "no article in the record"
    title = words(article.find("ArticleTitle")) or words(article.find("VernacularTitle"))
    pmid = words(citation.find("PMID"))
    if not title:
        return "no title"
    if pmid and not (pmid.isascii() and pmid.isdigit()):
        return f"{pmid[:20]!r} is no PubMed number"
    issue = article.find("Journal/JournalIssue/PubDate")
    return Imported(
        kind=PAPER,
        title=title,
        sections=_abstract(article),
        source=words(article.find("Journal/Title")) or words(citation.find("MedlineJournalInfo/MedlineTA")),
        authors=tuple(name for author in article.findall("AuthorList/Author") if (name := _author(author))),
        year=year_in(words(issue)) if issue is not None else None,
        types=texts(article, "PublicationTypeList/PublicationType"),
        subjects=(*_headings(citation), *texts(citation, "KeywordList/Keyword")),
        pmid=pmid,
        doi=_doi(element, article),
        version=_day(citation.find("DateRevised")),
        notices=tuple(_notices(citation)),
    )


def _abstract(article: Element) -> tuple[Section, ...]:
    parts = [(each.get("Label", "").casefold(), words(each)) for each in article.findall("Abstract/AbstractText")]
    return tuple(Section(name=label or "abstract", text=text) for label, text in parts if text)


def _author(author: Element) -> str:
    last = words(author.find("LastName"))
    first = words(author.find("ForeName")) or words(author.find("Initials"))
    return ", ".join(part for part in (last, first) if part) or words(author.find("CollectiveName"))


def _headings(citation: Element) -> tuple[str, ...]:
    found = []
    for heading in citation.findall("MeshHeadingList/MeshHeading"):
        found.append("/".join((words(heading.find("DescriptorName")), *texts(heading, "QualifierName"))))
    return tuple(dict.fromkeys(each for each in found if each))


def _notices(citation: Element) -> Iterator[str]:
    """What was published about the paper since, that a reader must know."""
    comments = citation.findall("CommentsCorrectionsList/CommentsCorrections")
    for kind, what in _NOTICES:
        yield from (
            f"{what} {words(each.find('RefSource'))}".strip() for each in comments if each.get("RefType") == kind
        )


def _doi(element: Element, article: Element) -> str:
    """The article's own DOI, not one of the papers it cites."""
    own = [each for each in article.findall("ELocationID") if each.get("EIdType") == "doi"]
    own += [each for each in element.findall("PubmedData/ArticleIdList/ArticleId") if each.get("IdType") == "doi"]
    return next((doi for each in own if (doi := doi_in(words(each)))), "")


def _day(element: Element | None) -> str:
    if element is None:
        return ""
    year, month, day = (words(element.find(name)) for name in ("Year", "Month", "Day"))
    return f"{year}{month:0>2}{day:0>2}" if year else ""
