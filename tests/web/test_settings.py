"""Settings of the pages: what an environment may say, and what it is told when it says something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from mednec.errors import StoreError
from mednec.web.settings import WebSettings, web_settings

FILE = """
providers:
  - name: house
    label: Harbor sign-in
    organisation: Harbor Health
    issuer: https://id.harbor.example
    client_id: mednec
    client_secret: s
    roles: {um-nurses: nurse, um-authors: policy_author}
"""


def test_nothing_said_is_one_s_own_machine() -> None:
    assert web_settings({}) == WebSettings()
    assert not WebSettings().https


def test_what_is_said_is_taken() -> None:
    settings = web_settings(
        {
            "MEDNEC_PUBLIC_URL": "https://Review.example:8443/",
            "MEDNEC_HOSTS": "inner.example, ,10.0.0.5",
            "MEDNEC_IDLE_MINUTES": "15",
            "MEDNEC_MOST_UPLOAD_MB": "50",
            "MEDNEC_RATE_SIGN_IN": "5/minute",
        }
    )
    assert settings.https
    assert settings.hosts == ("localhost", "127.0.0.1", "::1", "review.example", "inner.example", "10.0.0.5")
    assert (settings.idle_minutes, settings.most_upload, settings.rate_sign_in) == (15, 50 * 2**20, "5/minute")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEDNEC_PUBLIC_URL", "review.example"),
        ("MEDNEC_PUBLIC_URL", "ftp://review.example"),
        ("MEDNEC_PUBLIC_URL", "https://"),
        ("MEDNEC_PUBLIC_URL", "https://review.example/path"),
        ("MEDNEC_PUBLIC_URL", "https://review.example:port"),
        ("MEDNEC_PUBLIC_URL", "https://[::1"),
        ("MEDNEC_PUBLIC_URL", "https://u:p@review.example"),
        ("MEDNEC_IDLE_MINUTES", "0"),
        ("MEDNEC_IDLE_MINUTES", "-5"),
        ("MEDNEC_IDLE_MINUTES", "soon"),
        ("MEDNEC_LONGEST_MINUTES", "99999999"),
        ("MEDNEC_MOST_UPLOAD_MB", "1e3"),
        ("MEDNEC_RATE_PERSON", "often"),
        ("MEDNEC_PROVIDERS_FILE", "/nowhere/providers.yaml"),
    ],
)
def test_what_cannot_be_is_told(name: str, value: str) -> None:
    with pytest.raises(StoreError) as told:
        web_settings({name: value})
    assert name in told.value.where
    assert told.value.do


def test_providers_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "providers.yaml"
    file.write_text(FILE)
    (provider,) = web_settings({"MEDNEC_PROVIDERS_FILE": str(file)}).providers
    assert (provider.org, provider.client_secret, provider.provisions) == ("Harbor Health", "s", True)
    assert dict(provider.roles) == {"um-nurses": "nurse", "um-authors": "policy_author"}
    (tmp_path / "secret").write_text("from a file\n")
    file.write_text(FILE.replace("client_secret: s", f"client_secret_file: {tmp_path / 'secret'}"))
    assert web_settings({"MEDNEC_PROVIDERS_FILE": str(file)}).providers[0].client_secret == "from a file"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("https://id", "http://id", "https://"),
        ("name: house", "name: The House", "pattern"),
        ("client_secret: s", "client_secret: ''", "either"),
        ("um-nurses: nurse", "um-nurses: king", "king is no role"),
        ("label:", "labl:", "required"),
        ("client_id: mednec", "client_id: 7", "string"),
        ("providers:", "- [", "YAML"),
        ("    issuer", "    scopes: [profile]\n    issuer", "openid is missing"),
        ("client_secret: s", "client_secret_file: /nowhere", "cannot be read"),
    ],
)
def test_a_file_that_is_not_right_is_told(tmp_path: Path, old: str, new: str, why: str) -> None:
    file = tmp_path / "providers.yaml"
    file.write_text(FILE.replace(old, new))
    with pytest.raises(StoreError, match=why) as told:
        web_settings({"MEDNEC_PROVIDERS_FILE": str(file)})
    assert str(file) in told.value.where


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "providers.yaml"
    file.write_text(FILE + FILE.split("providers:")[1])
    with pytest.raises(StoreError, match="the same name"):
        web_settings({"MEDNEC_PROVIDERS_FILE": str(file)})
