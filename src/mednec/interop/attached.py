"""Notes and reports that a record carries as files: plain text becomes a paper, everything else an attachment."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from mednec.interop.bundle import Bundle, Resource
from mednec.interop.elements import Element, day, named
from mednec.interop.patients import Person
from mednec.interop.record import Attachment, Heading, Line, doubtful, lay_out, say
from mednec.interop.worded import HEADINGS, PaperKind, who
from mednec.model.sheet import Paper
from mednec.model.words import Assertion

_EARLY = ("preliminary", "registered", "partial")
_ENDINGS = {"application/pdf": "pdf", "text/plain": "txt", "text/html": "html", "application/rtf": "rtf",
            "text/rtf": "rtf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif", "text/xml": "xml",
            "application/xml": "xml", "application/json": "json", "application/fhir+json": "json"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What the files inside one entry came to; `told` says what of them is not read."""

    papers: tuple[Paper, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    told: tuple[str, ...] = ()


def carried(resource: Resource, bundle: Bundle, owner: Person, *, file: str) -> Carried:
    """The files of a DocumentReference or DiagnosticReport."""
    papers: list[Paper] = []
    files: list[Attachment] = []
    told: list[str] = []
    for number, attachment in enumerate(_attachments(resource, bundle), 1):
        if not attachment.text("data"):
            if url := attachment.text("url"):
                told.append(f"its file is kept elsewhere and was not fetched: {url}")
            continue
        try:
            raw = attachment.content["data"]
            content = base64.b64decode("".join(str(raw).split()), validate=True)
        except (binascii.Error, ValueError):
            told.append("its file is no base64 and cannot be read")
            continue
        sort = attachment.text("contentType").split(";")[0].strip().casefold()
        text = _plain(content) if sort == "text/plain" else None
        if text is not None:
            papers.append(_note(resource, bundle, owner, text, file=file))
        else:
            files.append(Attachment(
                name=_name(resource, attachment, sort, number), content_type=sort, content=content,
                reference=resource.reference, patient=" ".join(filter(None, (owner.name, owner.born))),
            ))  # fmt: skip
            if _unsettled(resource):
                told.append(f"its file is {_unsettled(resource)}, not final")
    return Carried(papers=tuple(papers), attachments=tuple(files), told=tuple(told))


def _attachments(resource: Resource, bundle: Bundle) -> Iterator[Element]:
    """Files with their content: what a url leads to is looked for in the record itself and nowhere else."""
    for attachment in (*resource.content.many("presentedForm"), *_of_content(resource)):
        held = bundle.find(Element({"reference": attachment.text("url")}), resource)
        if not attachment.text("data") and held is not None and held.kind == "Binary" and held.content.text("data"):
            sort = held.content.text("contentType") or attachment.text("contentType")
            attachment = Element({**attachment.content, "data": held.content.content["data"], "contentType": sort})
        yield attachment


def _of_content(resource: Resource) -> Iterator[Element]:
    yield from (one.one("attachment") for one in resource.content.many("content"))


def _plain(content: bytes) -> str | None:
    """Plain text, or None for bytes that are none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text.replace("\r\n", "\n").replace("\r", "\n")


def _unsettled(resource: Resource) -> str:
    for name in ("docStatus", "status"):
        if resource.content.text(name) in _EARLY:
            return resource.content.text(name)
    return ""


def _name(resource: Resource, attachment: Element, sort: str, number: int) -> str:
    """The file's own title, else one made of the entry's address; no folder may hide in it."""
    title = attachment.text("title") or resource.reference.replace("/", "-")
    title = "".join(c if c.isalnum() or c in " .-_()" else "_" for c in title).strip(". ")
    ending = _ENDINGS.get(sort, "")
    if not ending or title.casefold().endswith("." + ending):
        return title or f"attachment-{number}"
    return f"{title or f'attachment-{number}'}.{ending}"


def _note(resource: Resource, bundle: Bundle, owner: Person, text: str, *, file: str) -> Paper:
    """A note in plain text, under a heading that says what it is, whose, when and by whom."""
    content = resource.content
    sort = named(content.one("type")) or named(content.one("code"))
    kind = PaperKind.NOTES if resource.kind == "DocumentReference" else PaperKind.LABORATORY
    when = day(content.one("context").one("period").text("start")) or day(content.text("date"))
    when = when or day(content.text("effectiveDateTime")) or day(content.text("issued"))
    author = who(resource, bundle, "author") or who(resource, bundle, "performer")
    top = [f"Date: {when}"] if when else []
    top += [f"Author: {author}"] if author else []
    early = _unsettled(resource)
    body = doubtful(say(text), f"a {early} document, not final", Assertion.UNCERTAIN) if early else say(text)
    lines = (Line(reference=resource.reference, phrases=(*say("\n".join([*top, "", ""])), *body), day=None),)
    heading = f"{HEADINGS[kind]} (electronic record)" + (f": {sort}" if sort else "")
    return lay_out(
        Heading(title=heading, patient=owner.name, born=owner.born, patient_at=owner.reference),
        lines, file=file, title=f"{kind}: {sort}" if sort else kind.value,
    )  # fmt: skip
