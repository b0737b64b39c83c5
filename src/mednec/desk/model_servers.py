"""Servers of language models: whoever runs the service names them, an organisation chooses a model, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from mednec.errors import StoreError

URL, KEY, HOSTS = "MEDNEC_MODEL_URL", "MEDNEC_MODEL_KEY", "MEDNEC_MODEL_HOSTS"
MODEL, MODEL_URL, MODEL_DEIDENTIFY, MODEL_BUDGET = "model", "model_url", "model_deidentify", "model_budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Hosts that organisations may send charts to, the server that is usual, and its key. Without a host, no model."""

    url: str = ""
    key: str = field(default="", repr=False)
    hosts: tuple[str, ...] = ()

    def key_for(self, url: str) -> str:
        """The key, for the server that it is of; another one never gets it."""
        own, other = urlsplit(self.url), urlsplit(url)
        return self.key if (own.scheme, own.netloc) == (other.scheme, other.netloc) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelWanted:
    """The model that an organisation uses, and where. `budget` is the most tokens of one case, where it is set."""

    model: str
    url: str
    deidentify: bool = True
    budget: int | None = None


def servers_in(environment: Mapping[str, str]) -> Servers:
    """What an environment allows. Raises StoreError for an address that is none."""
    url = environment.get(URL, "").strip()
    named = [each.strip().lower() for each in environment.get(HOSTS, "").split(",")]
    if url and host_of(url) is None:
        raise StoreError("this is no address of a server", where=URL, do="write one as http://127.0.0.1:8000/v1")
    hosts = tuple(dict.fromkeys(each for each in (host_of(url) if url else None, *named) if each))
    return Servers(url=url, key=environment.get(KEY, ""), hosts=hosts)


def host_of(url: str) -> str | None:
    """The host of an address of a server; nothing where the text is none."""
    try:
        parts = urlsplit(url)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        return None
    host = parts.hostname.lower() if parts.hostname else ""
    return host if host and port_is_one and _plain(parts, host) else None


def _plain(parts: SplitResult, host: str) -> bool:
    """Whether it is an address and nothing besides: no name, no password, no question."""
    beside = parts.username or parts.password or parts.query or parts.fragment
    return not beside and parts.scheme in ("http", "https") and (host.isprintable() and " " not in host)


def wanted_by(settings: Mapping[str, object], servers: Servers) -> ModelWanted | None:
    """The model that settings ask for; nothing where they name none or no server is known."""
    model, url = settings.get(MODEL), settings.get(MODEL_URL) or servers.url
    if not (isinstance(model, str) and model and isinstance(url, str) and url):
        return None
    budget = settings.get(MODEL_BUDGET)
    return ModelWanted(
        model=model,
        url=url,
        deidentify=settings.get(MODEL_DEIDENTIFY) is not False,
        budget=budget if isinstance(budget, int) else None,
    )
