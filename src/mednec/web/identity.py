"""OpenID Connect: asking a provider who somebody is (authorization code with PKCE), and checking what it says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.exceptions import HTTPException

from mednec.errors import NotAllowed
from mednec.web.settings import Provider

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
CLOCKS_DIFFER = 60  # seconds that two clocks may be apart
KNOWN_FOR = timedelta(minutes=10)
BEGUN_FOR = timedelta(minutes=10)
SECONDS = 10  # that a provider may take
LARGEST_ANSWER = 2**20
SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "sc"})  # of RFC 8176


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in on its way: what the browser brings back must fit this. Kept sealed in a cookie, for a short while."""

    provider: str
    state: str
    nonce: str
    verifier: str
    to: str
    at: str

    def over(self, now: datetime) -> bool:
        """Whether it took too long."""
        return not timedelta(0) <= now - datetime.fromisoformat(self.at) < BEGUN_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a provider publishes of itself: where to ask, and the keys it signs with."""

    authorization: str
    token: str
    keys_at: str
    basic: bool
    keys: KeySet
    read: datetime


def begin(provider: str, to: str, now: datetime) -> Begun:
    """Fresh secrets for one sign-in."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Begun(provider=provider, state=state, nonce=nonce, verifier=verifier, to=to, at=now.isoformat())


def refused(provider: Provider, what: str, do: str = "begin again; if it stays so, ask an administrator") -> NotAllowed:
    """That somebody cannot be signed in by a provider, and why."""
    return NotAllowed(what, where=f"sign-in with {provider.label}", do=do)


class Directory:
    """What the providers publish, read when it is needed and kept for a short while."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock, self._lock = clock, Lock()
        self._known: dict[str, Published] = {}

    def published(self, provider: Provider, *, anew: bool = False) -> Published:
        """What a provider publishes. Raises HTTPException (502) when it does not answer, or not with what it should."""
        now = self._clock()
        with self._lock:
            known = self._known.get(provider.name)
        if known is not None and not anew and timedelta(0) <= now - known.read < KNOWN_FOR:
            return known
        found = _read(provider, now)
        with self._lock:
            self._known[provider.name] = found
        return found


def _read(provider: Provider, now: datetime) -> Published:
    told = _asked(provider, "GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != provider.issuer:
        raise _silent(provider, "calls itself by another name than the one it is known by here")
    places = [told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(isinstance(place, str) for place in places):
        raise _silent(provider, "does not say where it is asked")
    authorization, token, keys_at = map(str, places)
    methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Published(
        authorization=authorization,
        token=token,
        keys_at=keys_at,
        basic=isinstance(methods, list) and "client_secret_basic" in methods,
        keys=_keys(provider, _asked(provider, "GET", keys_at)),
        read=now,
    )


def _keys(provider: Provider, told: Mapping[str, object]) -> KeySet:
    listed = told.get("keys")
    usable = [
        each
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict) and each.get("kty") in ("RSA", "EC") and each.get("use", "sig") == "sig"
    ]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, KeyError):
        raise _silent(provider, "publishes keys that cannot be read") from None


def address(provider: Provider, published: Published, begun: Begun, back: str) -> str:
    """Where the browser is sent to be asked."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": " ".join(provider.scopes),
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return published.authorization + ("&" if "?" in published.authorization else "?") + urlencode(asked)


def claims_for(
    provider: Provider, directory: Directory, begun: Begun, code: str, back: str, now: datetime
) -> dict[str, object]:
    """What the provider says of who came back with a code. Raises NotAllowed, or HTTPException (502)."""
    published = directory.published(provider)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": begun.verifier}
    secret = httpx.BasicAuth(provider.client_id, provider.client_secret) if published.basic else None
    if secret is None:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    told = _asked(provider, "POST", published.token, form=form, secret=secret)
    token = told.get("id_token")
    if not isinstance(token, str):
        raise refused(provider, "the provider did not say who you are")
    try:
        return checked(provider, token, published.keys, begun.nonce, now)
    except UnknownKey:  # it signs with a key it did not have when it was read
        return checked(provider, token, directory.published(provider, anew=True).keys, begun.nonce, now)


class UnknownKey(NotAllowed):
    """What the provider said is signed with a key it does not publish."""


def checked(provider: Provider, token: str, keys: KeySet, nonce: str, now: datetime) -> dict[str, object]:
    """The claims of an id token, when it is the provider's, for us, of now, and for this very sign-in.

    Raises NotAllowed otherwise; UnknownKey where its key is not among those published.
    """
    try:
        claims = dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError) as error:
        told = refused(provider, "what the provider says is not signed by it")
        if "key" in str(error).casefold():
            raise UnknownKey(told.what, where=told.where, do=told.do) from None
        raise told from None
    seconds = int(now.timestamp())
    rules = jwt.JWTClaimsRegistry(
        now=seconds,
        leeway=CLOCKS_DIFFER,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    try:
        rules.validate(claims)
    except JoseError as error:
        raise refused(provider, _wrong(error, provider)) from None
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != provider.client_id:
        raise refused(provider, "what the provider says is meant for another program")
    if not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
        raise refused(provider, "what the provider says belongs to another sign-in")
    return claims


def _wrong(error: JoseError, provider: Provider) -> str:
    claim = str(getattr(error, "claim", "") or error)
    if "aud" in claim:
        return "what the provider says is meant for another program"
    if "iss" in claim:
        return f"this was not said by {provider.issuer}"
    if "exp" in claim or "expired" in str(error):
        return "what the provider says holds no longer; one of the clocks may be wrong"
    return "what the provider says lacks something"


def _asked(
    provider: Provider,
    method: str,
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    secret: httpx.BasicAuth | None = None,
) -> dict[str, object]:
    try:
        with httpx.Client(timeout=SECONDS, follow_redirects=False) as client:
            answer = client.request(method, url, data=form, auth=secret, headers={"Accept": "application/json"})
    except (httpx.HTTPError, httpx.InvalidURL):
        raise _silent(provider, "does not answer") from None
    if method == "POST" and answer.status_code in (400, 401, 403):
        raise refused(provider, "the provider did not accept this sign-in")
    if answer.status_code != 200 or len(answer.content) > LARGEST_ANSWER:
        raise _silent(provider, f"answers with status {answer.status_code}")
    try:
        told = json.loads(answer.content)
    except ValueError:
        raise _silent(provider, "answers with something else than JSON") from None
    if not isinstance(told, dict):
        raise _silent(provider, "answers with something else than it should")
    return told


def _silent(provider: Provider, what: str) -> HTTPException:
    return HTTPException(502, f"{provider.label} {what}; try again in a while")
