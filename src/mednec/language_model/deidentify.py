"""Documents as they may leave the house: other names, numbers and dates in them, and the way back to the real words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from mednec.deidentified.edits import Edited
from mednec.deidentified.scrub import Vocabulary, deidentified
from mednec.errors import StoreError
from mednec.model.request import Case
from mednec.pointing.sent import Copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A document as sent, without what names a person. Every span of it leads back to the words it stands for."""

    done: Edited

    @property
    def text(self) -> str:
        return self.done.text

    def sent_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the document stands in the text as sent; replaced words as a whole."""
        return self.done.moved(start, end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Which span of the document a span of the text as sent stands for; replaced words as a whole."""
        return self.done.before(start, end)


def copies_of(case: Case, vocabulary: Vocabulary, secret: bytes | None = None) -> Copies:
    """The documents of a case as a model may see them, by their own names, which are not sent.

    The surrogates are drawn from `secret`; where none is given, from the words of the case itself. So the same case
    gives the same copies, and a kept answer is found again, without a key that must be kept; whoever holds the copies
    alone lacks the very words that the secret is made of. Raises StoreError when an identifier of the request would be
    left in a copy.
    """
    try:
        found = deidentified(case, vocabulary, own_secret(case) if secret is None else secret)
    except StoreError as error:
        raise StoreError(
            error.what, where=error.where, do="nothing is sent of this case; tell the maintainers how it is spelt there"
        ) from error
    return {old: Rewritten(done=found.documents[new]) for old, new in found.named.items()}


def own_secret(case: Case) -> bytes:
    """A digest of everything that stands in the case, in the order of the documents' names."""
    digest = hashlib.sha256(b"surrogates")
    for document in (case.request.document, *sorted(case.documents, key=lambda d: d.name)):
        for words in (document.name, document.text):
            written = words.encode()
            digest.update(len(written).to_bytes(8) + written)
    return digest.digest()
