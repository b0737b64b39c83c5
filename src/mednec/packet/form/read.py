"""A document laid open for reading: its header, its text by columns, and its answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from mednec.model.document import DocumentHeader, SourceDocument
from mednec.packet.form.labels import Labels, known_names
from mednec.packet.form.replies import Reply, replies_of
from mednec.packet.form.text import FormText, form_text
from mednec.packs.library import Library
from mednec.packs.request_form import FormWords, load_form_words


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRead:
    """One document with the answers it holds."""

    header: DocumentHeader
    form: FormText = field(repr=False)
    replies: tuple[Reply, ...] = field(repr=False)
    words: FormWords = field(repr=False)
    not_names: frozenset[str] = field(repr=False)

    @property
    def document(self) -> SourceDocument:
        return self.header.document

    @property
    def text(self) -> str:
        return self.form.text


def read_documents(headers: tuple[DocumentHeader, ...], library: Library) -> tuple[DocumentRead, ...]:
    """Every document with its answers."""
    words = load_form_words(library.root)
    index = Labels(words)
    known = known_names(library.lexicon.drug_names)
    options = frozenset(
        phrase
        for name in ("request_type", "urgency", "yes", "no")
        for phrases in words.answers[name].values()
        for phrase in phrases
    )
    not_names = known | {"dear", "patient", "member", "health", "plan", "clinical", "notice"}
    found = []
    for header in headers:
        form = index.parted(form_text(header.document.text, options))
        found.append(
            DocumentRead(
                header=header,
                form=form,
                replies=replies_of(form, index, known),
                words=words,
                not_names=not_names,
            )
        )
    return tuple(found)
