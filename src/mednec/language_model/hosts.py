"""Where questions may be sent: a chart leaves the house only for a host that somebody answerable named."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from mednec.errors import ModelError

HOSTS = "MEDNEC_MODEL_HOSTS"
_WRITTEN = "write it as http://127.0.0.1:8000/v1 or https://HOST/v1"
_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The address of a server, in its pieces."""

    scheme: str
    host: str  # in lower case, an IPv6 address without its brackets
    port: int

    @property
    def loopback(self) -> bool:
        """Whether it is this very machine."""
        number = _number(self.host)
        return self.host == "localhost" or (number is not None and number.is_loopback)

    @property
    def near(self) -> bool:
        """Whether it is this machine or a number of a private network. A name may lead anywhere and never is."""
        number = _number(self.host)
        return self.loopback or (number is not None and any(number in net for net in _PRIVATE))

    def listed(self, hosts: Sequence[str]) -> bool:
        """Whether an operator's list names it: `HOST`, `HOST:PORT`, an IPv6 address with or without brackets."""
        written = f"[{self.host}]" if ":" in self.host else self.host
        return bool({self.host, written, f"{written}:{self.port}"} & {each.strip().lower() for each in hosts})


def address_of(url: str, *, where: str) -> Address:
    """The pieces of an address. Raises ModelError for one that is none, or that holds more than scheme, host, path."""
    if not url.strip():
        raise ModelError("no address of a language-model server", where=where, do=_WRITTEN)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise not_an_address(where) from error
    if parts.scheme not in ("http", "https"):
        raise ModelError(f"a server is asked over http or https, not {parts.scheme!r}", where=where, do=_WRITTEN)
    if parts.username is not None or parts.password is not None:
        raise ModelError("an address must not hold a name or password", where=where, do="put the key in the setting")
    host = (parts.hostname or "").lower()
    if not host or not url.isprintable() or any(c.isspace() for c in url) or port == 0:
        raise not_an_address(where)
    if parts.query or parts.fragment:
        raise ModelError("an address of a server has no ? and no #", where=where, do=_WRITTEN)
    return Address(scheme=parts.scheme, host=host, port=port or (443 if parts.scheme == "https" else 80))


def not_an_address(where: str) -> ModelError:
    """What is told of an address that is none."""
    return ModelError("this is no address of a server", where=where, do=_WRITTEN)


def admit(address: Address, hosts: Sequence[str] | None, *, named: bool, where: str) -> None:
    """Raises ModelError where questions must not be sent.

    With an operator's list only what it names is allowed. Without one it is what a person `named` for himself, else
    this machine and the numbers of private networks. In the clear only these, and what the list names.
    """
    listed = hosts is not None and address.listed(hosts)
    if hosts is not None and not listed:
        raise ModelError(f"the host {address.host} is not allowed", where=where, do=f"have it named in {HOSTS}")
    if not (listed or named or address.near):
        raise ModelError(f"the host {address.host} is not allowed", where=where, do=f"have it named in {HOSTS}")
    if address.scheme == "http" and not (listed or address.near):
        raise ModelError(
            f"charts do not go to {address.host} in the clear",
            where=where,
            do=f"use https, or name the host in {HOSTS} if the way there is your own",
        )


def hosts_in(environment: Mapping[str, str]) -> tuple[str, ...] | None:
    """The operator's list; none where it is not set. An empty list allows nothing."""
    if HOSTS not in environment:
        return None
    return tuple(sorted({each.strip().lower() for each in environment[HOSTS].split(",")} - {""}))


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The number that a host is written as. Only the usual way of writing counts, lest `127.1` be something else."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(number, "ipv4_mapped", None) or number
