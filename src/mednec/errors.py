"""Everything that can be wrong with the input, in one tree.

MednecError                 one clear message: what is wrong, where, what to do; the command line exits 2
+-- RequestError            request.yaml: missing, unreadable, a field that cannot be true
+-- DocumentError           a document that cannot be read as text
+-- PolicyError             a policy that cannot be used: unknown kind, clause without text, cycle, not in force
+-- PackError               knowledge data (drugs, references, concepts, cues) that is malformed
+-- TerminologyError        a code table that cannot be built or read
+-- StoreError              a database, key or backup that cannot be used
+-- SubmitError             a submission that cannot be accepted
+-- SignatureError          a decision that may not be signed as it stands
+-- ModelError              a language model cannot be asked as it is set up, or a kept answer is missing
+-- NotAllowed              a person may not do this
+-- NotFound                no such case, or none of this organisation
+-- Changed                 the case was changed by somebody else since it was shown
"""

from __future__ import annotations


class MednecError(Exception):
    """Bad input. `what` is wrong, `where` (file and field, document and offset), what to `do` about it."""

    def __init__(self, what: str, *, where: str, do: str = "") -> None:
        self.what, self.where, self.do = what, where, do
        super().__init__(f"{where}: {what}" + (f"; {do}" if do else ""))


class RequestError(MednecError):
    """The request cannot be reviewed as it stands."""


class DocumentError(MednecError):
    """A document of the chart cannot be read."""


class PolicyError(MednecError):
    """The policy cannot be used to decide this request."""


class PackError(MednecError):
    """Knowledge data is malformed."""


class TerminologyError(MednecError):
    """A code table cannot be built or read."""


class StoreError(MednecError):
    """The database, a key or a backup cannot be used."""


class SubmitError(MednecError):
    """A submission cannot be accepted."""


class SignatureError(MednecError):
    """A decision may not be signed as it stands."""


class ModelError(MednecError):
    """A language model cannot be asked as it is set up, or an answer that was to be kept is missing."""


class NotAllowed(MednecError):
    """This person may not do this."""


class NotFound(MednecError):
    """There is no such thing, or it belongs to another organisation; which of both is not told."""


class Changed(MednecError):
    """Somebody changed the case since it was shown; what was typed is kept, and `do` says what changed."""
