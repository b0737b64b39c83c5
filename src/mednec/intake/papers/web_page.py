"""The text of a web page as a reader sees it: hidden parts left out, rows of tables on a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from mednec.errors import DocumentError

_LEFT_OUT = frozenset(
    ("script", "style", "head", "template", "noscript", "svg", "iframe", "object", "del", "s", "strike")
)
_BLOCKS = re.compile(
    r"p|div|section|article|header|footer|h[1-6]|[uod]l|li|d[td]|table|t(?:head|body|foot|r)|pre|blockquote|[hb]r"
    r"|form|fieldset|address|main|nav|aside|figure|details|summary|legend|caption"
)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\u00a0]+")
_AT_BARS = re.compile(r" (?= \|)|(?<=\| ) ")


def text_of_web_page(content: bytes, file: str) -> str:
    """Raises DocumentError for a page that cannot be parsed or shows nothing."""
    parser = html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError) as error:
        raise DocumentError("not a web page that can be opened", where=file, do="give it as text or PDF") from error
    text = "".join(_shown(root))
    lines = [_AT_BARS.sub("", _BLANKS.sub(" ", line)).strip() for line in text.split("\n")]
    whole = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not whole:
        raise DocumentError("the page shows no text", where=file, do="send it again or remove it")
    return whole + "\n"


def _shown(root: html.HtmlElement) -> Iterator[str]:
    """Without recursion: a page may be nested deeper than Python is."""
    waiting: list[html.HtmlElement | str] = [root]
    chosen = frozenset(_chosen(root))
    while waiting:
        element = waiting.pop()
        if isinstance(element, str):
            yield element
            continue
        if not isinstance(element.tag, str) or element.tag in _LEFT_OUT or _hidden(element):
            continue
        if element.tag == "option" and element not in chosen:
            continue
        block = "\n" if _BLOCKS.fullmatch(element.tag) else " | " if element.tag in ("td", "th") else ""
        after: list[html.HtmlElement | str] = [element.text or ""]
        for child in element:
            after += [child, child.tail or ""]
        before = block if block == "\n" and element.tag != "br" else ""
        waiting += reversed([before, *_ticks(element), *after, block])


def _chosen(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Of every list the choices that were made; a list that shows one shows its first before one is made."""
    for choice in root.iter("select"):
        options = list(choice.iter("option"))
        made = [option for option in options if option.get("selected") is not None]
        yield from made or ([] if choice.get("multiple") is not None else options[:1])


def _ticks(element: html.HtmlElement) -> Iterator[str]:
    """What stands in the fields of a form."""
    if element.tag == "input":
        kind = (element.get("type") or "text").lower()
        if kind in ("checkbox", "radio"):
            yield "[X] " if element.get("checked") is not None else "[ ] "
        elif kind in ("text", "date", "number", "email", "tel"):
            yield f" {element.get('value') or ''} "


def _hidden(element: html.HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("type") == "hidden"
        or bool(_UNSEEN.search(element.get("style") or ""))
    )
