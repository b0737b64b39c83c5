"""How the pages are served: from where, for how long one stays signed in, how much may be sent, and who vouches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from limits import parse
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mednec.errors import StoreError
from mednec.model.life import Role

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An OpenID provider of one organisation, and which of its groups have which roles here."""

    name: str  # in addresses: letters, digits and dashes
    label: str  # on the button
    org: str  # id or name of the organisation
    issuer: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    roles_claim: str = "groups"
    roles: tuple[tuple[str, str], ...] = ()  # value of the claim, key of the role
    provisions: bool = True  # makes an account for who has a role and none yet
    second_factor: bool = False  # the provider itself asks for a second factor, always


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


def web_settings(environment: Mapping[str, str]) -> WebSettings:
    """The settings of an environment (`MEDNEC_PUBLIC_URL`, `MEDNEC_HOSTS`, ...). Raises StoreError."""
    public = environment.get("MEDNEC_PUBLIC_URL", "").rstrip("/")
    host = _host_of(public) if public else None
    named = [each.strip().lower() for each in environment.get("MEDNEC_HOSTS", "").split(",")]
    usual = WebSettings()
    return WebSettings(
        public_url=public,
        hosts=tuple(dict.fromkeys(each for each in (*LOOPBACK, host, *named) if each)),
        idle_minutes=_number(environment, "MEDNEC_IDLE_MINUTES", usual.idle_minutes, 24 * 60),
        longest_minutes=_number(environment, "MEDNEC_LONGEST_MINUTES", usual.longest_minutes, 7 * 24 * 60),
        most_upload=_number(environment, "MEDNEC_MOST_UPLOAD_MB", usual.most_upload // 2**20, 4096) * 2**20,
        most_files=_number(environment, "MEDNEC_MOST_FILES", usual.most_files, 5000),
        rate_address=_rate(environment, "MEDNEC_RATE_ADDRESS", usual.rate_address),
        rate_person=_rate(environment, "MEDNEC_RATE_PERSON", usual.rate_person),
        rate_writes=_rate(environment, "MEDNEC_RATE_WRITES", usual.rate_writes),
        rate_sign_in=_rate(environment, "MEDNEC_RATE_SIGN_IN", usual.rate_sign_in),
        providers=_providers(environment.get("MEDNEC_PROVIDERS_FILE", "")),
    )


def _host_of(public: str) -> str:
    where, do = "MEDNEC_PUBLIC_URL", "write https://NAME, without a path"
    try:
        parts = urlsplit(public)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        raise StoreError("this is no address people could open", where=where, do=do) from None
    plain = parts.scheme in ("http", "https") and not (parts.path or parts.query or parts.fragment or parts.username)
    if not (plain and parts.hostname and port_is_one):
        raise StoreError("this is no address people could open", where=where, do=do)
    return parts.hostname.lower()


def _number(environment: Mapping[str, str], name: str, usual: int, most: int) -> int:
    written = environment.get(name, "").strip()
    if not written:
        return usual
    if not (written.isascii() and written.isdecimal() and 1 <= int(written) <= most):
        raise StoreError(
            f"{written[:20]!r} is no number from 1 to {most}", where=name, do=f"write one; usual is {usual}"
        )
    return int(written)


def _rate(environment: Mapping[str, str], name: str, usual: str) -> str:
    written = environment.get(name, "").strip() or usual
    try:
        parse(written)
    except ValueError:
        raise StoreError(f"{written[:40]!r} is no rate", where=name, do=f"write one such as {usual}") from None
    return written


class _ProviderFile(BaseModel):
    """A provider as its file writes it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    label: str = Field(min_length=1, max_length=60)
    organisation: str = Field(min_length=1)
    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: str = ""
    client_secret_file: str = ""
    scopes: list[str] = ["openid", "profile", "email"]
    roles_claim: str = "groups"
    roles: dict[str, str] = {}
    provisions: bool = True
    second_factor: bool = False

    @model_validator(mode="after")
    def _fits(self) -> _ProviderFile:
        parts = urlsplit(self.issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("an issuer begins with https://")
        if bool(self.client_secret) == bool(self.client_secret_file):
            raise ValueError("write either client_secret or client_secret_file")
        if "openid" not in self.scopes:
            raise ValueError("openid is missing among the scopes")
        keys = {role.key for role in Role}
        unknown = sorted(set(self.roles.values()) - keys)
        if unknown:
            raise ValueError(f"{', '.join(unknown)} is no role; roles are {', '.join(sorted(keys))}")
        return self


class _ProvidersFile(BaseModel):
    """The file of providers."""

    model_config = ConfigDict(extra="forbid", strict=True)

    providers: list[_ProviderFile]


def _providers(file: str) -> tuple[Provider, ...]:
    if not file:
        return ()
    where = f"MEDNEC_PROVIDERS_FILE ({file})"
    try:
        listed = _ProvidersFile.model_validate(yaml.safe_load(_text(Path(file), where))).providers
    except yaml.YAMLError:
        raise StoreError("this is no YAML", where=where, do="see docs/accounts.md for an example") from None
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        raise StoreError(what, where=f"{where}: {place}", do="see docs/accounts.md for an example") from None
    if len({each.name for each in listed}) < len(listed):
        raise StoreError("two providers have the same name", where=where, do="rename one of them")
    return tuple(_provider(each, where) for each in listed)


def _provider(each: _ProviderFile, where: str) -> Provider:
    secret = each.client_secret or _text(Path(each.client_secret_file), f"{where}: {each.name}").strip()
    return Provider(
        name=each.name,
        label=each.label,
        org=each.organisation,
        issuer=each.issuer,
        client_id=each.client_id,
        client_secret=secret,
        scopes=tuple(each.scopes),
        roles_claim=each.roles_claim,
        roles=tuple(sorted(each.roles.items())),
        provisions=each.provisions,
        second_factor=each.second_factor,
    )


def _text(file: Path, where: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise StoreError(
            f"{file} cannot be read", where=where, do="look whether it is there and who may read it"
        ) from None
