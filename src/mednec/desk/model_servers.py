"""Servers of language models: whoever runs the service names them, an organisation chooses a model, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mednec.errors import ModelError, StoreError
from mednec.language_model.hosts import address_of, hosts_in
from mednec.language_model.settings import URL, ModelSettings, key_in

MODEL, MODEL_URL, MODEL_DEIDENTIFY, MODEL_BUDGET = "model", "model_url", "model_deidentify", "model_budget"
BUDGET = 200_000  # tokens of a case, where an organisation sets no other sum
TIMES = 5  # all questions of a case may take this many times what one may


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Hosts that organisations may send charts to, the server that is usual, and its key. Without a host, no model.

    `context` and `thinking` are tokens that a model holds and may think; `timeout` is of one question, in seconds.
    """

    url: str = ""
    key: str = field(default="", repr=False)
    hosts: tuple[str, ...] = ()
    context: int = 8_192
    thinking: int = 0
    timeout: int = 60

    def key_for(self, url: str) -> str:
        """The key, for the server that it is of; another one never gets it."""
        return self.key if self.url and address_of(self.url, where=URL) == address_of(url, where=URL) else ""


def servers_in(environment: Mapping[str, str]) -> Servers:
    """What an environment allows. Raises StoreError for an address that is none, and for a number that is none."""
    url, usual = environment.get(URL, "").strip(), Servers()
    try:
        if url:
            address_of(url, where=URL)
    except ModelError as error:
        raise StoreError(error.what, where=error.where, do=error.do) from error
    return Servers(
        url=url,
        key=key_in(environment),
        hosts=hosts_in(environment) or (),
        context=_number(environment, "MEDNEC_MODEL_CONTEXT", usual.context, 3_000, 10_000_000),
        thinking=_number(environment, "MEDNEC_MODEL_THINKING", usual.thinking, 0, 1_000_000),
        timeout=_number(environment, "MEDNEC_MODEL_TIMEOUT", usual.timeout, 1, 3_600),
    )


def _number(environment: Mapping[str, str], name: str, usual: int, least: int, most: int) -> int:
    written = environment.get(name, "").strip()
    if not written:
        return usual
    if not (written.isascii() and written.isdecimal() and least <= int(written) <= most):
        what, do = f"{written[:20]!r} is no number from {least} to {most}", f"write one; usual is {usual}"
        raise StoreError(what, where=name, do=do)
    return int(written)


def model_of(settings: Mapping[str, object], servers: Servers) -> ModelSettings | None:
    """The model that an organisation's settings ask for; nothing where they name none or no server is known.

    Raises ModelError where it may not be asked, as when the host is not allowed any more.
    """
    model, url = settings.get(MODEL), settings.get(MODEL_URL) or servers.url
    if not (isinstance(model, str) and model and isinstance(url, str) and url):
        return None
    budget = settings.get(MODEL_BUDGET)
    found = ModelSettings(
        model=model,
        url=url,
        key=servers.key_for(url),
        timeout=servers.timeout,
        whole_time=TIMES * servers.timeout,
        budget=budget if isinstance(budget, int) else BUDGET,
        context=servers.context,
        thinking=servers.thinking,
        deidentify=settings.get(MODEL_DEIDENTIFY) is not False,
        hosts=servers.hosts,
        named=False,
    )
    found.check()
    return found
