"""How the pages are served: from where, for how long one stays signed in, how much may be sent, and who vouches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from mednec.errors import StoreError

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Settings of the pages and of the interface. Durations in minutes, sizes in bytes, rates as `20/minute`."""

    public_url: str = ""  # https://review.example: where people reach it; empty on one's own machine
    hosts: tuple[str, ...] = LOOPBACK  # names it answers to
    idle_minutes: int = 30
    longest_minutes: int = 12 * 60
    most_body: int = 8 * 2**20  # of a form, or of JSON
    most_upload: int = 300 * 2**20  # of one submission of files
    most_files: int = 500
    most_fields: int = 500
    anonymous_body: int = 64 * 2**10  # before anybody signed in
    rate_address: str = "600/minute"  # requests of an address that is not signed in
    rate_person: str = "1200/minute"
    rate_writes: str = "240/minute"  # of a person
    rate_sign_in: str = "20/minute"  # tries of an address
    providers: tuple[Provider, ...] = ()

    @property
    def https(self) -> bool:
        """Whether people reach the pages over https; then cookies are secure and browsers are told to insist."""
        return self.public_url.startswith("https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An OpenID provider of one organisation, and which of its groups have which roles here."""

    name: str  # in addresses: letters, digits and dashes
    label: str  # on the button
    org: str
    issuer: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    roles_claim: str = "groups"
    roles: tuple[tuple[str, str], ...] = ()  # value of the claim, key of the role
    provisions: bool = True  # makes an account for who has a role and none yet
    second_factor: bool = False  # the provider itself asks for a second factor, always


def web_settings(environment: Mapping[str, str]) -> WebSettings:
    """The settings of an environment (`MEDNEC_PUBLIC_URL`, `MEDNEC_HOSTS`, ...). Raises StoreError."""
    public = environment.get("MEDNEC_PUBLIC_URL", "").rstrip("/")
    parts = urlsplit(public)
    if public and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise StoreError(
            "this is no address people could open", where="MEDNEC_PUBLIC_URL", do="write https://NAME, without a path"
        )
    own = (parts.hostname,) if parts.hostname else ()
    named = tuple(each.strip() for each in environment.get("MEDNEC_HOSTS", "").split(",") if each.strip())
    return WebSettings(public_url=public, hosts=tuple(dict.fromkeys((*LOOPBACK, *own, *named))))
