"""A C-CDA document: its narrative, which is what was signed, section by section."""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from mednec.errors import DocumentError
from mednec.interop.ccda_head import Head, first_lines, read_head
from mednec.interop.narrative import V3
from mednec.interop.record import Attachment, Line, Record, one_line, say, set_down
from mednec.interop.sections import GROUPS, Section, sections_of
from mednec.interop.worded import PaperKind
from mednec.model.sheet import About, Paper, Remark

if TYPE_CHECKING:
    from lxml.etree import _Element

_DO = "ask for the record as a C-CDA document in XML"


def read_ccda(content: bytes, *, file: str) -> Record:
    """A C-CDA document as papers, one for each kind of section. Raises DocumentError for anything else."""
    root = _parsed(content, file=file)
    head = read_head(root, file=file)
    told = list(head.told)
    attachments: list[Attachment] = []
    lines: dict[PaperKind, list[Line]] = defaultdict(list)
    for section in sections_of(root):
        told += section.told
        lines[GROUPS.get(section.code, PaperKind.NOTES)] += _under_its_title(section)
    body = root.find(f"{V3}component/{V3}nonXMLBody/{V3}text")
    if body is not None:
        text, attachment, says = _carried(body, head)
        lines[PaperKind.NOTES] += text
        attachments += attachment
        told += says
    kinds = [kind for kind in PaperKind if lines.get(kind)]
    remarks = {Remark(about=About.RECORD, says=says, file=file) for says in told}
    return Record(
        papers=tuple(_paper(kind, head, lines[kind], file=file) for kind in kinds),
        attachments=tuple(attachments),
        remarks=tuple(sorted(remarks, key=lambda r: r.says)),
    )


def _parsed(content: bytes, *, file: str) -> _Element:
    """The root of the document. No entity is resolved, nothing is fetched, nothing huge is taken."""
    try:
        from lxml import etree
    except ImportError as error:
        do = "pip install 'mednec[fhir]'"
        raise DocumentError("this installation reads no electronic records", where=file, do=do) from error
    if not content.strip():
        raise DocumentError("empty file", where=file, do=_DO)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise DocumentError(f"no XML: {one_line(str(error))}", where=file, do=_DO) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError("the XML declares a document type, which no C-CDA document does", where=file, do=_DO)
    if root.tag != f"{V3}ClinicalDocument":
        raise DocumentError("no C-CDA: the XML is no ClinicalDocument", where=file, do=_DO)
    return root


def _under_its_title(section: Section) -> list[Line]:
    blank = Line(reference="", phrases=())
    title = Line(reference=section.reference, phrases=say(section.title.upper()))
    return [blank, title, blank, *section.lines] if section.title else [blank, *section.lines]


def _paper(kind: PaperKind, head: Head, lines: list[Line], *, file: str) -> Paper:
    return set_down((*first_lines(head, kind), *lines), file=file, title=kind.value)


def _carried(body: _Element, head: Head) -> tuple[list[Line], list[Attachment], list[str]]:
    """A document that carries a file in place of sections."""
    sort = (body.get("mediaType") or "").casefold()
    if body.find(f"{V3}reference") is not None:
        return [], [], ["its file is kept elsewhere and was not fetched"]
    text = "".join(str(t) for t in body.itertext())
    if body.get("representation") != "B64":
        lines = [Line(reference=head.reference, phrases=say(one_line(line))) for line in text.splitlines()]
        return [Line(reference="", phrases=()), *lines], [], []
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return [], [], ["its file is no base64 and cannot be read"]
    name = re.sub(r"[^\w .-]", "_", head.title).strip(" .") or "document"
    ending = {"application/pdf": ".pdf", "text/plain": ".txt", "text/html": ".html", "text/rtf": ".rtf",
              "application/rtf": ".rtf", "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif",
              "application/msword": ".doc"}.get(sort, "")  # fmt: skip
    patient = " ".join(filter(None, (head.name, head.born)))
    found = Attachment(
        name=name + ending, content_type=sort, content=content, reference=head.reference, patient=patient
    )
    return [], [found], []
