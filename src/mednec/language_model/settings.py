"""Which language model is asked, where, and how long and how much at most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from mednec.errors import ModelError
from mednec.language_model.hosts import Address, address_of, admit

KEY, MODEL, URL = "MEDNEC_MODEL_KEY", "MEDNEC_MODEL", "MEDNEC_MODEL_URL"
_LONGEST_NAME = 200
_ROOM = 2_600  # tokens of a context kept for the prompt and the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """A model and its server. Times are in seconds; tokens are the server's own where it counts them."""

    model: str
    url: str
    key: str = field(default="", repr=False)
    embeddings: str = ""  # a second model that orders passages; none, and they are ordered by words
    timeout: float = 60  # of one question
    whole_time: float = 300  # of all questions of a case
    retries: int = 2
    concurrency: int = 4
    budget: int = 200_000  # tokens of a case
    context: int = 8_192  # tokens that the model can hold
    thinking: int = 0  # tokens that it may think before it answers
    deidentify: bool = False
    hosts: tuple[str, ...] | None = None  # the operator's list; none where there is none
    named: bool = True  # a person named this address for himself

    @property
    def address(self) -> Address:
        """Where the server is. Raises ModelError."""
        return address_of(self.url, where=self.where)

    @property
    def window(self) -> int:
        """Tokens of a chart that fit into one question."""
        return max(self.context - self.thinking - _ROOM, 500)

    @property
    def where(self) -> str:
        """How the address is called to whoever can mend it."""
        return "--model-url" if self.named else "the address of the language model"

    def check(self) -> Address:
        """Raises ModelError where the model cannot be asked so."""
        check_name(self.model, "--model" if self.named else "the name of the language model")
        if self.embeddings:
            check_name(self.embeddings, "--model-embeddings")
        if not (self.key.isascii() and self.key.isprintable()) or " " in self.key:
            raise ModelError("the key has letters that cannot be sent", where=KEY, do="copy it again")
        for value, name in ((self.timeout, "--model-timeout"), (self.whole_time, "the time of a case")):
            if not (math.isfinite(value) and value > 0):
                raise ModelError("a time is more than no seconds", where=name, do="write 60, for instance")
        address = self.address
        admit(address, self.hosts, named=self.named, where=self.where)
        return address


def check_name(name: str, where: str) -> None:
    """Raises ModelError for what no server calls a model."""
    if not name.strip():
        raise ModelError("no model is named", where=where, do="name it as its server lists it")
    if not name.isprintable() or len(name) > _LONGEST_NAME:
        raise ModelError("this is no name of a model", where=where, do="name it as its server lists it")


def key_in(environment: Mapping[str, str]) -> str:
    """The key of the server. It is never given on a command line, where others would see it."""
    return environment.get(KEY, "").strip()
