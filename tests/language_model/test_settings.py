"""A chart goes only to a host that somebody answerable named, and in the clear only where the way is his own."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.errors import ModelError
from mednec.language_model.hosts import address_of, hosts_in
from mednec.language_model.settings import ModelSettings, key_in


def checked(url: str, **kwargs: Any) -> None:
    """Raises ModelError for settings that cannot be."""
    ModelSettings(**{"model": "m", "url": url, **kwargs}).check()


ALLOWED = [
    ("http://127.0.0.1:8000/v1", None, False),
    ("http://localhost:11434/v1", None, False),
    ("http://[::1]:8000/v1", None, False),
    ("http://10.1.2.3/v1", None, False),
    ("http://192.168.0.9:8000/v1", None, False),
    ("http://172.31.0.1/v1", None, False),
    ("http://[fd00::1]/v1", None, False),
    ("https://models.example/v1", None, True),  # named by a person for himself
    ("https://models.example/v1", ("models.example",), False),
    ("https://MODELS.example/v1", ("models.example",), False),
    ("https://models.example:8443/v1", ("models.example:8443",), False),
    ("http://gpu/v1", ("gpu",), False),  # the operator says that the way there is his own
    ("http://[fd00::1]:8000/v1", ("[fd00::1]:8000",), False),
]
REFUSED = [
    ("https://models.example/v1", None, False, "not allowed"),
    ("https://models.example/v1", (), True, "not allowed"),
    ("https://models.example/v1", ("other.example",), True, "not allowed"),
    ("https://a.models.example/v1", ("models.example",), True, "not allowed"),
    ("https://models.example/v1", ("models.example:8443",), True, "not allowed"),
    ("http://127.0.0.1:8000/v1", ("models.example",), True, "not allowed"),
    ("http://models.example/v1", None, True, "in the clear"),
    ("http://gpu/v1", None, True, "in the clear"),
    ("http://8.8.8.8/v1", None, True, "in the clear"),
    ("http://169.254.169.254/v1", None, True, "in the clear"),  # where clouds keep keys
    ("https://169.254.169.254/v1", None, False, "not allowed"),
    ("https://0.0.0.0/v1", None, False, "not allowed"),
    ("http://127.1/v1", None, True, "in the clear"),  # written in a way that no list would know again
    ("http://2130706433/v1", None, True, "in the clear"),
    ("http://localhost.models.example/v1", None, True, "in the clear"),
    ("http://127.0.0.1.models.example/v1", None, True, "in the clear"),
    ("ftp://127.0.0.1/v1", None, True, "http or https"),
    ("file:///etc/hosts", None, True, "http or https"),
    ("127.0.0.1:8000/v1", None, True, "http or https"),
    ("", None, True, "no address"),
    ("http://", None, True, "no address of a server"),
    ("http://127.0.0.1:99999/v1", None, True, "no address of a server"),
    ("http://127.0.0.1:0/v1", None, True, "no address of a server"),
    ("http://[::1/v1", None, True, "no address of a server"),
    ("http://127.0.0.1 /v1", None, True, "no address of a server"),
    ("http://me:word@127.0.0.1/v1", None, True, "name or password"),
    ("https://models.example@127.0.0.1/v1", None, True, "name or password"),
    ("http://127.0.0.1/v1?key=1", None, True, "no ?"),
    ("http://127.0.0.1/v1#x", None, True, "no ?"),
]


@pytest.mark.parametrize(("url", "hosts", "named"), ALLOWED)
def test_hosts_that_are_allowed(url: str, hosts: tuple[str, ...] | None, named: bool) -> None:
    checked(url, hosts=hosts, named=named)


@pytest.mark.parametrize(("url", "hosts", "named", "why"), REFUSED)
def test_hosts_that_are_not(url: str, hosts: tuple[str, ...] | None, named: bool, why: str) -> None:
    with pytest.raises(ModelError, match=why) as caught:
        checked(url, hosts=hosts, named=named)
    assert "word" not in str(caught.value).replace("password", "")


@given(st.text(max_size=40))
def test_whatever_is_given_as_an_address_is_one_or_is_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"https://127.0.0.1:{text}"):
        with suppress(ModelError):
            assert address_of(url, where="here").host


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"model": ""}, "no model"),
        ({"model": "  "}, "no model"),
        ({"model": "a\nb"}, "no name"),
        ({"model": "x" * 300}, "no name"),
        ({"embeddings": "a\x00"}, "no name"),
        ({"key": "geheim\n"}, "cannot be sent"),
        ({"key": "schlüssel"}, "cannot be sent"),
        ({"key": "two words"}, "cannot be sent"),
        ({"timeout": 0.0}, "a time"),
        ({"timeout": float("nan")}, "a time"),
        ({"whole_time": float("inf")}, "a time"),
    ],
)
def test_settings_that_cannot_be(given: dict[str, object], why: str) -> None:
    with pytest.raises(ModelError, match=why) as caught:
        checked("http://127.0.0.1/v1", **given)
    assert "geheim" not in str(caught.value)


def test_a_key_is_never_shown() -> None:
    assert "geheim" not in repr(ModelSettings(model="m", url="http://127.0.0.1/v1", key="geheim"))
    assert key_in({"MEDNEC_MODEL_KEY": " k \n"}) == "k"
    assert key_in({}) == ""


def test_the_list_of_the_operator() -> None:
    assert hosts_in({}) is None
    assert hosts_in({"MEDNEC_MODEL_HOSTS": ""}) == ()
    assert hosts_in({"MEDNEC_MODEL_HOSTS": " B.example, a:80,,"}) == ("a:80", "b.example")


def test_the_window_leaves_room_for_the_prompt_and_the_answer() -> None:
    given = ModelSettings(model="m", url="", context=8_192)
    assert given.window == 5_592
    assert ModelSettings(model="m", url="", context=1_000).window == 500
